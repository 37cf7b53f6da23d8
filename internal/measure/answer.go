package measure

import (
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// Assessor signs the answers that measures give.
const Assessor = "measured from parts"

// Answer returns the answer that the value gives to evaluation, and false where it narrows
// nothing on the criterion's scale or rests on no evidence. A raw end beyond the curve's outer
// points stands just beyond them, where the curve is flat and the level the same; Value keeps
// the end itself.
func (v Value) Answer(c framework.Criterion, id offer.ID) (offer.Answer, bool) {
	a := offer.Answer{
		Offer: id, Criterion: v.Criterion, Lo: v.Lo, Hi: v.Hi, Stage: v.Stage,
		Contested: v.Contested, VendorWide: v.VendorWide, Caps: v.Caps,
		Rationale: v.rationale(), Assessor: Assessor, Version: 1,
	}
	if !v.Known || c.ID != v.Criterion || len(a.Lo.Evidence)+len(a.Hi.Evidence) == 0 {
		return offer.Answer{}, false
	}
	if v.Levels != nil {
		return levelAnswer(a, *v.Levels)
	}
	return rawAnswer(a, *v.Raw, c)
}

// levelAnswer opens a bound that has no evidence.
func levelAnswer(a offer.Answer, l Levels) (offer.Answer, bool) {
	a.Lo.Level, a.Hi.Level = l.Lo, l.Hi
	if len(a.Lo.Evidence) == 0 {
		a.Lo.Level = 0
	}
	if len(a.Hi.Evidence) == 0 {
		a.Hi.Level = offer.MaxLevel
	}
	return a, a.Lo.Level > 0 || a.Hi.Level < offer.MaxLevel
}

func rawAnswer(a offer.Answer, r offer.Range, c framework.Criterion) (offer.Answer, bool) {
	if c.Thresholds == nil || len(c.Curve) == 0 {
		return offer.Answer{}, false
	}
	first, last := c.Curve[0][0], c.Curve[len(c.Curve)-1][0]
	least, most := min(first, last)-1, max(first, last)+1
	within := func(x float64) float64 { return min(max(x, least), most) }
	a.Raw = &offer.Range{Lo: within(r.Lo), Hi: within(r.Hi)}
	worse, better := a.Raw.Lo, a.Raw.Hi
	if c.Thresholds.Sense == "desc" {
		worse, better = better, worse
	}
	a.Lo.Level, a.Hi.Level = c.LevelOf(worse), c.LevelOf(better)
	says := a.Lo.Level > 0 || a.Hi.Level < offer.MaxLevel || c.Value(worse) > 0 || c.Value(better) < 1
	return a, says
}

// rationale is the formula with what was found, in a sentence or two.
func (v Value) rationale() string {
	var found []string
	for _, s := range v.Trace {
		if s.Part != "" {
			found = append(found, s.Part+": "+s.Text)
		} else {
			found = append(found, s.Text)
		}
	}
	if len(found) > 3 {
		found = append(found[:3:3], "and more")
	}
	return strings.TrimSuffix(strings.Join(found, "; "), ".") + "."
}
