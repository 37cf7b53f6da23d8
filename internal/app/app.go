// Package app holds the use cases that join what must not know each other: it assembles
// comparisons from the store or from the embedded library, loads the library into the store
// and makes exports.
package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// A Source holds offers, answers and evidence: the store, or the embedded library.
type Source interface {
	// Dossiers returns the offers with the answers judged under a framework, in the order
	// asked. Ids that do not exist are left out.
	Dossiers(ctx context.Context, frameworkID, frameworkVersion string, ids []offer.ID) ([]offer.Dossier, error)
	// Answers returns what offers answer to a framework, by offer.
	Answers(ctx context.Context, frameworkID, frameworkVersion string, ids []offer.ID) (map[offer.ID][]offer.Answer, error)
	// Evidence returns the records with the given ids, in any order.
	Evidence(ctx context.Context, ids []offer.ID) ([]offer.Evidence, error)
	// Weighting returns a person's stored weights; store.ErrNotFound where there are none.
	Weighting(ctx context.Context, id string) (framework.Weighting, error)
}

// An InputError is a mistake in what somebody asked for, worded for them.
type InputError struct {
	Field   string // the parameter it stands in
	Message string // what is wrong and how to mend it
	Missing bool   // what it names does not exist
}

func (e *InputError) Error() string { return e.Field + ": " + e.Message }

// A Query says what to compare.
type Query struct {
	Title     string
	Offers    []offer.ID
	Framework string // id or id@version; empty for assay-core
	Tier      string // empty for the framework's default
	AsOf      offer.Date
	Weights   string               // id of stored weights; empty for the framework's own
	Weighting *framework.Weighting // weights that are tried and not stored; they go before Weights
	Recorded  time.Time            // the moment as of whose records everything is read; zero: now
}

// DefaultFramework is the yardstick of a comparison that names none.
const DefaultFramework = "assay-core"

// Compare assembles a comparison from src and evaluates it. It asks src at most five times. Wrong
// input gives an *InputError.
func Compare(ctx context.Context, src Source, frameworks *framework.Registry, q Query) (comparison.Evaluation, error) {
	fw, err := Yardstick(frameworks, q)
	if err != nil {
		return comparison.Evaluation{}, err
	}
	if len(q.Offers) == 0 {
		return comparison.Evaluation{}, &InputError{Field: "offers", Message: "Name at least one offer."}
	}
	if len(q.Offers) > comparison.MaxOffers {
		return comparison.Evaluation{}, &InputError{Field: "offers", Message: fmt.Sprintf("A comparison takes at most %d offers, not %d.", comparison.MaxOffers, len(q.Offers))}
	}
	if !q.Recorded.IsZero() {
		past, ok := src.(interface{ Recorded(time.Time) })
		if !ok {
			return comparison.Evaluation{}, &InputError{Field: "recorded", Message: "What comes with the program has no history: leave the moment of recording out."}
		}
		past.Recorded(q.Recorded)
	}
	weighting, err := weighting(ctx, src, fw, q)
	if err != nil {
		return comparison.Evaluation{}, err
	}
	dossiers, err := src.Dossiers(ctx, fw.ID, fw.Version, q.Offers)
	if err != nil {
		return comparison.Evaluation{}, err
	}
	if missing := missing(q.Offers, dossiers); len(missing) > 0 {
		return comparison.Evaluation{}, &InputError{Field: "offers", Message: "There is no offer called " + strings.Join(missing, ", ") + ".", Missing: true}
	}
	if fw.Base != "" {
		if err := inherit(ctx, src, fw, dossiers); err != nil {
			return comparison.Evaluation{}, err
		}
	}
	capacity, err := secondReading(ctx, src, frameworks, fw, q.Offers)
	if err != nil {
		return comparison.Evaluation{}, err
	}
	var ids []offer.ID
	for _, d := range dossiers {
		ids = append(ids, comparison.References(d.Offer, d.Answers)...)
		if capacity != nil {
			ids = append(ids, comparison.References(offer.Offer{}, capacity.Answers[d.Offer.ID])...)
		}
	}
	slices.Sort(ids)
	evidence, err := src.Evidence(ctx, slices.Compact(ids))
	if err != nil {
		return comparison.Evaluation{}, err
	}
	return comparison.Evaluate(comparison.Inputs{
		Title: q.Title, Framework: fw, Tier: q.Tier, AsOf: q.AsOf, Subjects: dossiers, Evidence: evidence, Weighting: weighting, Capacity: capacity,
	})
}

// inherit adds to dossiers the answers to the base of a framework, which asks the same questions:
// those to criteria that nobody answered under the framework itself.
func inherit(ctx context.Context, src Source, fw *framework.Framework, dossiers []offer.Dossier) error {
	ids := make([]offer.ID, len(dossiers))
	for i, d := range dossiers {
		ids[i] = d.Offer.ID
	}
	id, version, _ := strings.Cut(fw.Base, "@")
	answers, err := src.Answers(ctx, id, version, ids)
	if err != nil {
		return err
	}
	for i := range dossiers {
		d := &dossiers[i]
		own := map[string]bool{}
		for _, a := range d.Answers {
			own[a.Criterion] = true
		}
		for _, a := range answers[d.Offer.ID] {
			if !own[a.Criterion] {
				d.Answers = append(d.Answers, a)
			}
		}
	}
	return nil
}

// secondReading finds what offers answer on the capacity framework, for comparisons under the
// core one, or one that takes its criteria over; nil for others.
func secondReading(ctx context.Context, src Source, frameworks *framework.Registry, fw *framework.Framework, ids []offer.ID) (*comparison.Capacity, error) {
	if fw.ID != DefaultFramework && !strings.HasPrefix(fw.Base, DefaultFramework+"@") {
		return nil, nil
	}
	capacity, err := frameworks.Get(casestudy.CapacityFramework)
	if err != nil {
		return nil, err
	}
	answers, err := src.Answers(ctx, capacity.ID, capacity.Version, ids)
	if err != nil {
		return nil, err
	}
	return &comparison.Capacity{Framework: capacity, Answers: answers}, nil
}

// Analyse is Compare with what decides it, what to ask for and what to find out first.
func Analyse(ctx context.Context, src Source, frameworks *framework.Registry, q Query, want comparison.Parts) (comparison.Evaluation, error) {
	if len(q.Offers) > comparison.MaxAnalysed {
		return comparison.Evaluation{}, &InputError{Field: "offers", Message: fmt.Sprintf("An analysis takes at most %d offers, not %d: choose fewer.", comparison.MaxAnalysed, len(q.Offers))}
	}
	ev, err := Compare(ctx, src, frameworks, q)
	if err != nil {
		return ev, err
	}
	return comparison.Analyse(ev, want)
}

// Brief is what a briefing and the exports are made from: Analyse up to comparison.MaxAnalysed
// offers, and Compare above, where no analysis is made and the briefing has no such sections.
func Brief(ctx context.Context, src Source, frameworks *framework.Registry, q Query) (comparison.Evaluation, error) {
	if len(q.Offers) > comparison.MaxAnalysed {
		return Compare(ctx, src, frameworks, q)
	}
	return Analyse(ctx, src, frameworks, q, comparison.Everything)
}

// weighting finds the weights that the query asks for; nil for the framework's own.
func weighting(ctx context.Context, src Source, fw *framework.Framework, q Query) (*framework.Weighting, error) {
	w := q.Weighting
	if w == nil && q.Weights != "" {
		stored, err := src.Weighting(ctx, q.Weights)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &InputError{Field: "weights", Message: "There are no such weights in this workspace: open the workspace they were stored in, or leave them out.", Missing: true}
		}
		if err != nil {
			return nil, err
		}
		w = &stored
	}
	switch {
	case w == nil:
		return nil, nil
	case w.Framework != fw.Ref():
		return nil, &InputError{Field: "weights", Message: fmt.Sprintf("The weights of %s are for %s, not for %s.", w.Person, w.Framework, fw.Ref())}
	}
	if ps := w.Unfit(fw); len(ps) > 0 {
		return nil, &InputError{Field: "weights", Message: ps[0].Message}
	}
	return w, nil
}

// Yardstick finds the framework and checks what the query asks of it. Wrong input gives an
// *InputError.
func Yardstick(frameworks *framework.Registry, q Query) (*framework.Framework, error) {
	ref := q.Framework
	if ref == "" {
		ref = DefaultFramework
	}
	fw, err := frameworks.Get(ref)
	if err != nil {
		return nil, &InputError{Field: "framework", Message: err.Error()}
	}
	if fw.Kind != framework.KindLevels {
		return nil, &InputError{Field: "framework", Message: fmt.Sprintf("%s is answered by %s; offers are compared under a framework of levels, such as %s.", fw.Ref(), fw.Kind, DefaultFramework)}
	}
	if _, err := fw.Tier(q.Tier); err != nil {
		return nil, &InputError{Field: "tier", Message: fmt.Sprintf("There is no workload tier %q; choose one of %s.", q.Tier, tierIDs(fw))}
	}
	if q.AsOf.Day == 0 {
		return nil, &InputError{Field: "as_of", Message: "Give a whole date, such as 2026-11-23."}
	}
	seen := map[offer.ID]bool{}
	for _, id := range q.Offers {
		if seen[id] {
			return nil, &InputError{Field: "offers", Message: fmt.Sprintf("%s is named twice.", id)}
		}
		seen[id] = true
	}
	return fw, nil
}

func tierIDs(fw *framework.Framework) string {
	ids := make([]string, len(fw.Tiers))
	for i, t := range fw.Tiers {
		ids[i] = t.ID
	}
	return strings.Join(ids, ", ")
}

func missing(asked []offer.ID, found []offer.Dossier) []string {
	var names []string
	for _, id := range asked {
		if !slices.ContainsFunc(found, func(d offer.Dossier) bool { return d.Offer.ID == id }) {
			names = append(names, string(id))
		}
	}
	return names
}
