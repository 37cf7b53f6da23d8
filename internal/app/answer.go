package app

import (
	"fmt"
	"slices"

	"assay/internal/framework"
	"assay/internal/offer"
)

// OurAnswer signs the answers that a workspace gives: one answer for each offer, criterion and
// start. Who wrote a version stands on the version.
const OurAnswer = "Our answer"

// CheckAnswer returns every problem of an answer: those that the answer shows by itself and those
// that its framework shows. One that has none can be evaluated.
func CheckAnswer(fw *framework.Framework, a offer.Answer) []offer.Problem {
	ps := a.Validate()
	add := func(bad bool, field, format string, args ...any) {
		if bad {
			ps = append(ps, offer.Problem{Field: field, Message: fmt.Sprintf(format, args...)})
		}
	}
	if fw.Kind == framework.KindComponents {
		add(true, "criterion", "%s is answered by %s, which are not kept as answers", fw.Ref(), fw.Kind)
		return ps
	}
	c, _, ok := fw.Criterion(a.Criterion)
	if !ok {
		add(true, "criterion", "%s has no criterion %q", fw.Ref(), a.Criterion)
		return ps
	}
	if fw.Kind == framework.KindRungs {
		add(a.Choice < 1 || a.Choice > len(c.Rungs), "choice", "must be a rung of %s, 1 to %d", c.ID, len(c.Rungs))
		return ps
	}
	add(a.Choice != 0, "choice", "is for frameworks of rungs: %s is answered by levels", fw.Ref())
	add(a.NotApplicable && !c.NAPermitted, "not_applicable", "is no answer that %s allows here: say what is known, or that you don't know", fw.Title)
	add(a.Raw != nil && c.Thresholds == nil, "raw", "has no unit here: choose levels")
	for i, k := range a.Caps {
		known := slices.ContainsFunc(c.Caps, func(own framework.Cap) bool { return own.ID == k.ID })
		twice := slices.ContainsFunc(a.Caps[:i], func(before offer.Cap) bool { return before.ID == k.ID })
		add(!known, "caps", "%s has no qualifier %q", c.ID, k.ID)
		add(twice, "caps", "qualifier %q is stated twice", k.ID)
		add(k.Holds < offer.DontKnow || k.Holds > offer.No, "caps", "qualifier %q must be yes, no or unknown", k.ID)
	}
	for _, b := range []struct {
		name  string
		bound offer.Bound
	}{{"lo", a.Lo}, {"hi", a.Hi}} {
		add(b.bound.Rung < offer.Unverified || b.bound.Rung > offer.Demonstrated, b.name+".rung", "is not a strength of evidence")
	}
	add(a.Stage < offer.StageNotRecorded || a.Stage > offer.Delivered, "stage", "is not a stage")
	return ps
}

// LevelsOf reads a raw range on a criterion's levels: the worse end and the better one. The
// criterion must have thresholds.
func LevelsOf(c framework.Criterion, raw offer.Range) (lo, hi int) {
	worse, better := raw.Lo, raw.Hi
	if c.Thresholds.Sense == "desc" {
		worse, better = better, worse
	}
	return c.LevelOf(worse), c.LevelOf(better)
}
