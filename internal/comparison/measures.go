package comparison

import (
	"slices"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
)

// A Measure is what an offer's parts say about one criterion, beside what was judged of it. A
// judgement overrules a measure and says why; both stay in view.
type Measure struct {
	measure.Value
	Levels measure.Levels `json:"level_range"` // as evaluation reads it, before evidence counts
	Counts bool           `json:"counts"`      // nobody judged the criterion: the measure counts
	// Parted says that the judged levels and the measured ones have none in common: one of the
	// two is wrong.
	Parted bool `json:"parted,omitempty"`
}

// FindParted is the code of a finding: a judgement and a measure contradict each other.
const FindParted = "judgement_against_measure"

// measured derives what the offer's parts say on the plan's criteria, by values, and returns the
// answers with those of measures that nobody's judgement overrules. A measure whose evidence was
// published after the day, or that nobody verified at either end, does not count.
func measured(plan *evaluate.Plan, fw *framework.Framework, s offer.Dossier, values []measure.Value, opt evaluate.Options) ([]Measure, []offer.Answer, error) {
	judgements, err := plan.Current(s.Offer, s.Answers, opt.AsOf)
	if err != nil {
		return nil, nil, err
	}
	answers := slices.Clone(s.Answers)
	var ms []Measure
	for _, v := range values {
		c, _, ok := fw.Criterion(v.Criterion)
		if !ok {
			continue
		}
		m := Measure{Value: v, Levels: levelsOf(c, v)}
		a, says := v.Answer(c, s.Offer.ID)
		says = says && !later(a, opt) && max(a.Lo.Rung, a.Hi.Rung) > offer.Unverified
		switch judged, found := judgements[v.Criterion]; {
		case found:
			m.Parted = says && !judged.NotApplicable && judged.Raw == nil && (judged.Hi.Level < m.Levels.Lo || judged.Lo.Level > m.Levels.Hi)
		case says:
			m.Counts = true
			answers = append(answers, a)
		}
		ms = append(ms, m)
	}
	return ms, answers, nil
}

// valuesOf are the measures of an offer under a framework. Only assay-core is measured, and what
// takes its criteria over: other frameworks ask other questions.
func valuesOf(fw *framework.Framework, o offer.Offer, asOf offer.Date) ([]measure.Value, error) {
	if fw.ID != "assay-core" && !strings.HasPrefix(fw.Base, "assay-core@") {
		return nil, nil
	}
	return measure.Of(o, asOf)
}

// later reports whether an answer rests on evidence from after the day.
func later(a offer.Answer, opt evaluate.Options) bool {
	return slices.ContainsFunc(slices.Concat(a.Lo.Evidence, a.Hi.Evidence), func(id offer.ID) bool {
		d := opt.Issued(id)
		return !d.IsZero() && d.First().After(opt.AsOf.First())
	})
}

// levelsOf reads a measure on the criterion's levels.
func levelsOf(c framework.Criterion, v measure.Value) measure.Levels {
	switch {
	case v.Levels != nil:
		return *v.Levels
	case v.Raw == nil || c.Thresholds == nil:
		return measure.Levels{Lo: 0, Hi: offer.MaxLevel}
	}
	lo, hi := c.LevelOf(v.Raw.Lo), c.LevelOf(v.Raw.Hi)
	return measure.Levels{Lo: min(lo, hi), Hi: max(lo, hi)}
}

// MeasureOf finds the measure on a criterion.
func (o OfferEvaluation) MeasureOf(criterion string) (Measure, bool) {
	for _, m := range o.Measures {
		if m.Criterion == criterion {
			return m, true
		}
	}
	return Measure{}, false
}

// partings say where a judgement and a measure of the same criterion contradict each other.
func partings(os []OfferEvaluation) []evaluate.Finding {
	var fs []evaluate.Finding
	for _, o := range os {
		for _, m := range o.Measures {
			if m.Parted {
				fs = append(fs, evaluate.Finding{Code: FindParted, Offers: []offer.ID{o.Offer.ID}, Criteria: []string{m.Criterion},
					Text: "The judged answer on " + m.Criterion + " of " + o.Offer.Title + " and what its parts measure have no level in common: one of the two is wrong."})
			}
		}
	}
	return fs
}
