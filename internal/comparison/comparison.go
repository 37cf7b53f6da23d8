// Package comparison joins everything that pages, briefings and subcommands show into one
// value. It is pure: what goes in is the facts and the choices, what comes out is the same
// for the same input, and no number is computed anywhere else.
package comparison

import (
	"cmp"
	"fmt"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
)

// MaxOffers bounds one comparison.
const MaxOffers = 1000

// Inputs are everything an evaluation depends on.
type Inputs struct {
	Title     string
	Framework *framework.Framework
	Tier      string // workload tier; empty for the framework's default
	AsOf      offer.Date
	Subjects  []offer.Dossier
	Weighting *framework.Weighting // a person's weights; nil for the framework's own
	Evidence  []offer.Evidence     // everything the subjects refer to
	Capacity  *Capacity            // the second reading; nil for none
}

// A Kind says what a comparison may conclude.
type Kind string

// The kinds of comparison.
const (
	Decision Kind = "decision" // the choices of one buyer: facts about order are shown
	Profiles Kind = "profiles" // several countries side by side: no ranks, no winner
)

// An Evaluation is the computed result of a comparison. Its JSON form is what every export
// carries.
type Evaluation struct {
	Title     string               `json:"title"`
	Kind      Kind                 `json:"kind"`
	Buyer     string               `json:"buyer,omitempty"` // ISO 3166-1 alpha-3, for a decision
	Framework FrameworkRef         `json:"framework"`
	Weights   string               `json:"weights"`             // whose, in words
	Weighting *framework.Weighting `json:"weighting,omitempty"` // nil: the framework's own
	Tier      TierRef              `json:"tier"`
	AsOf      offer.Date           `json:"as_of"`
	Engine    string               `json:"engine"`
	Offers    []OfferEvaluation    `json:"offers"`
	Order     *evaluate.Order      `json:"order,omitempty"` // nil for profiles
	Findings  []evaluate.Finding   `json:"findings"`
	Evidence  []offer.Evidence     `json:"evidence"`           // used by the answers, by id
	Analysis  *Analysis            `json:"analysis,omitempty"` // how sure, what to ask for, what to find out; see Analyse

	fw *framework.Framework
}

// A FrameworkRef names the yardstick and its content.
type FrameworkRef struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Title   string `json:"title"`
	SHA256  string `json:"sha256"`
}

// A TierRef names the workload tier whose level every gate demands.
type TierRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Level int    `json:"level"`
}

// An OfferEvaluation is one offer with its results on both bases. Evidenced decides.
type OfferEvaluation struct {
	Offer     offer.Offer     `json:"offer"`
	Status    offer.Status    `json:"status"` // on the as-of date
	Answers   []offer.Answer  `json:"answers"`
	Measures  []Measure       `json:"measures,omitempty"` // what its parts say; see Measure.Counts
	Evidenced evaluate.Result `json:"evidenced"`
	Claimed   evaluate.Result `json:"claimed"`
	Gain      *Gain           `json:"gain,omitempty"` // the second reading, never added to the first
}

// Evaluate computes the comparison. Subjects keep their order. It fails on no or too many
// subjects, on the same offer twice, on answers or evidence that do not fit, and on an as-of
// date that is not a day.
func Evaluate(in Inputs) (Evaluation, error) {
	if n := len(in.Subjects); n == 0 || n > MaxOffers {
		return Evaluation{}, fmt.Errorf("a comparison takes 1 to %d offers, not %d", MaxOffers, n)
	}
	fw, weights, origin, err := weighed(in)
	if err != nil {
		return Evaluation{}, err
	}
	plan, err := evaluate.NewPlan(fw)
	if err != nil {
		return Evaluation{}, err
	}
	tier, err := in.Framework.Tier(in.Tier)
	if err != nil {
		return Evaluation{}, err
	}
	kind, buyer := kindOf(in.Subjects)
	ev := Evaluation{
		Title: in.Title, Kind: kind, Buyer: buyer, AsOf: in.AsOf, Engine: evaluate.Engine,
		Framework: FrameworkRef{in.Framework.ID, in.Framework.Version, in.Framework.Title, in.Framework.SHA256()},
		Weights:   weights,
		Weighting: in.Weighting,
		Tier:      TierRef{tier.ID, tier.Title, tier.Level},
		fw:        fw,
	}
	evidence := make(map[offer.ID]offer.Evidence, len(in.Evidence))
	for _, e := range in.Evidence {
		evidence[e.ID] = e
	}
	opt := evaluate.Options{AsOf: in.AsOf, Tier: tier, Issued: func(id offer.ID) offer.Date { return evidence[id].Source.Issued }}
	var second *evaluate.Plan
	if in.Capacity != nil {
		if second, err = evaluate.NewPlan(in.Capacity.Framework); err != nil {
			return Evaluation{}, err
		}
	}
	seen := map[offer.ID]bool{}
	for _, s := range in.Subjects {
		if seen[s.Offer.ID] {
			return Evaluation{}, fmt.Errorf("offer %q is in the comparison twice", s.Offer.ID)
		}
		seen[s.Offer.ID] = true
		values, err := valuesOf(fw, s.Offer, in.AsOf)
		if err != nil {
			return Evaluation{}, err
		}
		oe, err := evaluateOffer(plan, fw, s, values, opt)
		if err != nil {
			return Evaluation{}, err
		}
		if in.Capacity != nil {
			if oe.Gain, err = in.Capacity.gain(second, s.Offer, opt); err != nil {
				return Evaluation{}, err
			}
		}
		ev.Offers = append(ev.Offers, oe)
	}
	if ev.Evidence, err = used(in.Subjects, in.Capacity, evidence); err != nil {
		return Evaluation{}, err
	}
	if kind == Decision {
		ev.Order = new(evaluate.OrderOf(fw, contenders(ev.Offers)))
	}
	ev.Findings = evaluate.Lint(in.Framework, lintOffers(ev.Offers, evidence), evaluate.LintContext{AsOf: in.AsOf, Decision: kind == Decision, Weights: origin})
	ev.Findings = append(ev.Findings, partings(ev.Offers)...)
	return ev, nil
}

// weighed returns the framework with the weights in force, whose they are in words, and where
// they come from.
func weighed(in Inputs) (*framework.Framework, string, evaluate.WeightOrigin, error) {
	w := in.Weighting
	if w == nil {
		return in.Framework, "framework weights (" + in.Framework.Ref() + ")", evaluate.FrameworkWeights, nil
	}
	fw, err := in.Framework.Weigh(*w)
	if err != nil {
		return nil, "", 0, err
	}
	words := "weights of " + w.Person
	if !w.Given.IsZero() {
		words += ", given on " + offer.DateOf(w.Given.UTC()).String()
	}
	if w.RangesShown {
		return fw, words, evaluate.ElicitedWeights, nil
	}
	return fw, words, evaluate.WithoutRanges, nil
}

// inOrder sorts answers by criterion, start and assessor, so that the same facts give the same
// bytes wherever they were kept.
func inOrder(answers []offer.Answer) []offer.Answer {
	sorted := slices.Clone(answers)
	slices.SortStableFunc(sorted, func(a, b offer.Answer) int {
		return cmp.Or(cmp.Compare(a.Criterion, b.Criterion), a.ValidFrom.Compare(b.ValidFrom), cmp.Compare(a.Assessor, b.Assessor), cmp.Compare(a.Version, b.Version))
	})
	return sorted
}

// evaluateOffer scores an offer by its answers and by the measures that count, on both bases.
func evaluateOffer(plan *evaluate.Plan, fw *framework.Framework, s offer.Dossier, values []measure.Value, opt evaluate.Options) (OfferEvaluation, error) {
	measures, answers, err := measured(plan, fw, s, values, opt)
	if err != nil {
		return OfferEvaluation{}, err
	}
	s.Answers = inOrder(answers)
	oe := OfferEvaluation{Offer: s.Offer, Status: s.Offer.StatusAt(opt.AsOf), Answers: s.Answers, Measures: measures}
	opt.Basis = evaluate.Evidenced
	if oe.Evidenced, err = plan.Score(s.Offer, s.Answers, opt); err != nil {
		return oe, err
	}
	opt.Basis = evaluate.Claimed
	oe.Claimed, err = plan.Score(s.Offer, s.Answers, opt)
	return oe, err
}

// kindOf says what may be concluded: offers put to at most one country, with programmes and
// open paths beside them, are one buyer's choices; anything else is profiles side by side.
func kindOf(subjects []offer.Dossier) (Kind, string) {
	buyer := ""
	for _, s := range subjects {
		c := s.Offer.Country
		switch {
		case c == "" || c == buyer:
		case buyer == "":
			buyer = c
		default:
			return Profiles, ""
		}
	}
	if buyer == "" {
		return Profiles, "" // nobody to choose
	}
	return Decision, buyer
}

func contenders(os []OfferEvaluation) []evaluate.Contender {
	cs := make([]evaluate.Contender, len(os))
	for i, o := range os {
		cs[i] = evaluate.Contender{ID: o.Offer.ID, Status: o.Status, Result: o.Evidenced}
	}
	return cs
}

func lintOffers(os []OfferEvaluation, evidence map[offer.ID]offer.Evidence) []evaluate.LintOffer {
	origin := func(id offer.ID) string { return evidence[id].Source.OriginText() }
	ls := make([]evaluate.LintOffer, len(os))
	for i, o := range os {
		ls[i] = evaluate.LintOffer{Offer: o.Offer, Answers: o.Answers, Result: o.Evidenced, Origin: origin}
	}
	return ls
}

// used returns the evidence that the subjects refer to, by id.
func used(subjects []offer.Dossier, capacity *Capacity, all map[offer.ID]offer.Evidence) ([]offer.Evidence, error) {
	found := map[offer.ID]bool{}
	for _, s := range subjects {
		answers := s.Answers
		if capacity != nil {
			answers = slices.Concat(answers, capacity.Answers[s.Offer.ID])
		}
		for _, id := range References(s.Offer, answers) {
			if _, ok := all[id]; !ok {
				return nil, fmt.Errorf("offer %s refers to evidence %q, which is missing", s.Offer.ID, id)
			}
			found[id] = true
		}
	}
	ids := make([]offer.ID, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := make([]offer.Evidence, len(ids))
	for i, id := range ids {
		out[i] = all[id]
	}
	return out, nil
}

// References returns the ids of all evidence that an offer, its parts and its answers rest
// on, sorted, each once.
func References(o offer.Offer, answers []offer.Answer) []offer.ID {
	var ids []offer.ID
	for _, e := range o.History {
		ids = append(ids, e.Evidence...)
	}
	o.Parts.Each(func(_ string, _ int, _ any, evidence []offer.ID) { ids = append(ids, evidence...) })
	for _, a := range answers {
		ids = append(append(ids, a.Lo.Evidence...), a.Hi.Evidence...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Yardstick returns the framework that the evaluation was made with.
func (ev Evaluation) Yardstick() *framework.Framework { return ev.fw }

// EvidenceByID finds an evidence record that the evaluation uses.
func (ev Evaluation) EvidenceByID(id offer.ID) (offer.Evidence, bool) {
	i, ok := slices.BinarySearchFunc(ev.Evidence, id, func(e offer.Evidence, id offer.ID) int {
		switch {
		case e.ID < id:
			return -1
		case e.ID > id:
			return 1
		}
		return 0
	})
	if !ok {
		return offer.Evidence{}, false
	}
	return ev.Evidence[i], true
}
