package app

import (
	"context"
	"fmt"
	"strings"

	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// Embedded serves the library that ships with the program, without a database.
type Embedded struct{ Library *casestudy.Library }

// Dossiers returns library offers in the order asked. The library answers the core and the
// capacity framework; under another one its offers stand unanswered.
func (e Embedded) Dossiers(_ context.Context, frameworkID, frameworkVersion string, ids []offer.ID) ([]offer.Dossier, error) {
	byID := map[offer.ID]offer.Dossier{}
	for _, c := range e.Library.Cases {
		for _, o := range c.Offers {
			byID[o.ID] = offer.Dossier{Offer: o}
		}
		var answers []offer.Answer
		switch frameworkID + "@" + frameworkVersion {
		case casestudy.Framework:
			answers = c.Answers
		case casestudy.CapacityFramework:
			answers = c.Capacity
		}
		for _, a := range answers {
			d := byID[a.Offer]
			d.Answers = append(d.Answers, a)
			byID[a.Offer] = d
		}
	}
	var ds []offer.Dossier
	for _, id := range ids {
		if d, ok := byID[id]; ok {
			ds = append(ds, d)
		}
	}
	return ds, nil
}

// Answers returns what library offers answer to a framework.
func (e Embedded) Answers(ctx context.Context, frameworkID, frameworkVersion string, ids []offer.ID) (map[offer.ID][]offer.Answer, error) {
	ds, err := e.Dossiers(ctx, frameworkID, frameworkVersion, ids)
	answers := make(map[offer.ID][]offer.Answer, len(ds))
	for _, d := range ds {
		answers[d.Offer.ID] = d.Answers
	}
	return answers, err
}

// Evidence returns the library's records with the given ids.
func (e Embedded) Evidence(_ context.Context, ids []offer.ID) ([]offer.Evidence, error) {
	want := map[offer.ID]bool{}
	for _, id := range ids {
		want[id] = true
	}
	var es []offer.Evidence
	for _, ev := range e.Library.Evidence {
		if want[ev.ID] {
			es = append(es, ev)
		}
	}
	return es, nil
}

// Weighting finds nothing: people's weights live in a workspace.
func (e Embedded) Weighting(context.Context, string) (framework.Weighting, error) {
	return framework.Weighting{}, store.ErrNotFound
}

// Load reads what ships with the program.
func Load() (*casestudy.Library, *framework.Registry, error) {
	lib, err := casestudy.Embedded()
	if err != nil {
		return nil, nil, err
	}
	frameworks, err := framework.Embedded()
	return lib, frameworks, err
}

// CaseOffers returns the offers of a case, its lead first; alternatives adds the reference
// shelf's open paths, so that a country's choice includes doing without a deal.
func CaseOffers(lib *casestudy.Library, id string, alternatives bool) ([]offer.ID, bool) {
	c, ok := lib.Case(id)
	if !ok {
		return nil, false
	}
	ids := leadFirst(c)
	if ref, ok := lib.Case(casestudy.Reference); alternatives && ok && id != casestudy.Reference {
		for _, o := range ref.Offers {
			ids = append(ids, o.ID)
		}
	}
	return ids, true
}

func leadFirst(c casestudy.Case) []offer.ID {
	ids := []offer.ID{c.Lead}
	for _, o := range c.Offers {
		if o.ID != c.Lead {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// LeadOffers returns the lead offer of each case. One case alone brings all its offers and the
// open alternatives: the choice that country really has.
func LeadOffers(lib *casestudy.Library, cases []string) ([]offer.ID, error) {
	var ids []offer.ID
	for _, id := range cases {
		c, ok := lib.Case(id)
		if !ok {
			return nil, &InputError{Field: "cases", Message: fmt.Sprintf("%q is not in the library; it holds %s.", id, strings.Join(lib.CaseIDs(), ", "))}
		}
		ids = append(ids, c.Lead)
	}
	if len(cases) == 1 {
		ids, _ = CaseOffers(lib, cases[0], true)
	}
	return ids, nil
}
