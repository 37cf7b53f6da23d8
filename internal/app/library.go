package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/store"
)

// LoadLibrary makes the stored public library equal to lib and frameworks. Doing it twice
// changes nothing, and the second time costs one query. An answer to a criterion that
// casestudy.Framework does not have is an error, and nothing is stored.
func LoadLibrary(ctx context.Context, owner *store.Owner, lib *casestudy.Library, frameworks *framework.Registry) (store.LoadReport, error) {
	content, err := libraryContent(lib, frameworks)
	if err != nil {
		return store.LoadReport{}, err
	}
	return owner.LoadLibrary(ctx, content)
}

// LibraryCurrent reports whether lib and frameworks are what was loaded last. It is for those
// who serve and cannot load.
func LibraryCurrent(ctx context.Context, s *store.Store, lib *casestudy.Library, frameworks *framework.Registry) (bool, error) {
	content, err := libraryContent(lib, frameworks)
	if err != nil {
		return false, err
	}
	want, err := content.SHA256()
	if err != nil {
		return false, err
	}
	got, err := s.LibrarySHA256(ctx)
	return bytes.Equal(got, want), err
}

func libraryContent(lib *casestudy.Library, frameworks *framework.Registry) (store.Content, error) {
	yardstick, err := frameworks.Get(casestudy.Framework)
	if err != nil {
		return store.Content{}, err
	}
	c := store.Content{Frameworks: frameworks.All(), Evidence: lib.Evidence}
	answers := store.AnswerSet{Framework: casestudy.Framework}
	var errs []error
	for _, k := range lib.Cases {
		c.Cases = append(c.Cases, storedCase(k))
		c.Offers = append(c.Offers, k.Offers...)
		answers.Answers = append(answers.Answers, k.Answers...)
		for _, a := range k.Answers {
			if _, _, ok := yardstick.Criterion(a.Criterion); !ok {
				errs = append(errs, fmt.Errorf("case %s: offer %s answers %q, which is no criterion of %s", k.ID, a.Offer, a.Criterion, casestudy.Framework))
			}
		}
	}
	c.Answers = []store.AnswerSet{answers}
	return c, errors.Join(errs...)
}

func storedCase(k casestudy.Case) store.Case {
	c := store.Case{CaseSummary: store.CaseSummary{
		ID: k.ID, Country: k.Country, Name: k.Name, Full: k.Full, AsOf: k.AsOf, Summary: k.Summary, Lead: k.Lead,
	}}
	for _, o := range k.Offers {
		c.Offers = append(c.Offers, o.ID)
	}
	for _, f := range k.Facts {
		c.Facts = append(c.Facts, store.Fact{
			Date: f.Date, Topic: f.Topic, Text: f.Text, Offers: f.Offers, Evidence: f.Evidence, Check: string(f.Check), Seeds: f.Seeds,
		})
	}
	return c
}
