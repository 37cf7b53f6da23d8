package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
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
	c := store.Content{Frameworks: frameworks.All(), Evidence: lib.Evidence}
	for _, k := range lib.Cases {
		c.Cases = append(c.Cases, storedCase(k))
		c.Offers = append(c.Offers, k.Offers...)
	}
	var errs []error
	for _, of := range []struct {
		framework string
		answers   func(casestudy.Case) []offer.Answer
	}{
		{casestudy.Framework, func(k casestudy.Case) []offer.Answer { return k.Answers }},
		{casestudy.CapacityFramework, func(k casestudy.Case) []offer.Answer { return k.Capacity }},
	} {
		yardstick, err := frameworks.Get(of.framework)
		if err != nil {
			return store.Content{}, err
		}
		set := store.AnswerSet{Framework: of.framework}
		for _, k := range lib.Cases {
			set.Answers = append(set.Answers, of.answers(k)...)
		}
		for _, a := range set.Answers {
			if _, _, ok := yardstick.Criterion(a.Criterion); !ok {
				errs = append(errs, fmt.Errorf("offer %s answers %q, which is no criterion of %s", a.Offer, a.Criterion, of.framework))
			}
		}
		if len(set.Answers) > 0 {
			c.Answers = append(c.Answers, set)
		}
	}
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
