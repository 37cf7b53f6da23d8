package framework

import (
	"fmt"

	"assay/internal/offer"
)

// criterion checks one criterion for what all kinds share, then for what its kind asks.
func (c *checker) criterion(at string, cr Criterion, ids map[string]bool) {
	c.id(at, cr.ID, ids)
	c.text(at, "title", cr.Title)
	for _, t := range []struct{ field, text string }{
		{"question", cr.Question}, {"unit", cr.Unit}, {"na_when", cr.NAWhen}, {"evidence", cr.Evidence}, {"maps_to", cr.MapsTo}, {"why_asked", cr.WhyAsked},
	} {
		c.bound(at, t.field, t.text)
	}
	if cr.Optional || c.f.Kind != KindLevels {
		c.need(cr.Weight == 0, at+".weight", "criterion %s takes no weight of its own", cr.ID)
	} else {
		c.need(cr.Weight >= 0 && cr.Weight <= 1e6, at+".weight", "weight of %s is %v; it must be above 0 and at most 1000000", cr.ID, cr.Weight)
	}
	c.need(!cr.Optional || !cr.Gating, at+".gating", "criterion %s cannot be optional and a gate", cr.ID)
	if c.f.Kind == KindLevels {
		c.levels(at, cr)
	} else {
		stray := len(cr.Levels)+len(cr.Curve)+len(cr.Caps) > 0 || cr.Thresholds != nil || cr.Gating || cr.NAPermitted || cr.NAWhen != ""
		c.need(!stray, at, "criterion %s has levels, thresholds, curve, caps, gating or na_permitted, which only kind %s knows", cr.ID, KindLevels)
	}
	if c.f.Kind == KindRungs {
		c.rungs(at, cr)
	} else {
		c.need(len(cr.Rungs) == 0, at+".rungs", "criterion %s has rungs, which only kind %s knows", cr.ID, KindRungs)
	}
}

func (c *checker) levels(at string, cr Criterion) {
	c.text(at, "question", cr.Question)
	c.need(len(cr.Levels) == MaxLevel+1, at+".levels", "criterion %s has %d levels; 5 are needed, 0 the worst", cr.ID, len(cr.Levels))
	for i, l := range cr.Levels {
		c.need(l != "" && len(l) <= maxText, fmt.Sprintf("%s.levels[%d]", at, i), "level %d of %s is empty or too long", i, cr.ID)
	}
	c.need(cr.NAPermitted == (cr.NAWhen != ""), at, "criterion %s needs na_permitted and na_when together or neither", cr.ID)
	caps := map[string]bool{}
	c.count(at+".caps", "caps", len(cr.Caps), 0, maxList)
	for i, cp := range cr.Caps {
		at := fmt.Sprintf("%s.caps[%d]", at, i)
		c.id(at, cp.ID, caps)
		c.text(at, "title", cp.Title)
		c.need(cp.Level >= 0 && cp.Level < MaxLevel, at+".level", "cap %s is at level %d; 0 to 3 limit something", cp.ID, cp.Level)
	}
	switch {
	case cr.Thresholds == nil:
		c.need(len(cr.Curve) == 0, at+".curve", "criterion %s has a curve but no thresholds", cr.ID)
	case len(cr.Curve) == 0:
		c.fail(at, "criterion %s has thresholds but no curve", cr.ID)
	default:
		c.need(cr.Unit != "", at, "criterion %s has thresholds but no unit", cr.ID)
		if c.thresholds(at+".thresholds", cr) && c.curve(at+".curve", cr) {
			c.anchors(at, cr)
		}
	}
}

// thresholds checks that the cuts run in their sense; it reports whether they do.
func (c *checker) thresholds(at string, cr Criterion) bool {
	t := cr.Thresholds
	if t.Sense != "asc" && t.Sense != "desc" {
		c.fail(at+".sense", "sense %q is not asc or desc", t.Sense)
		return false
	}
	if !(t.Step >= 0 && t.Step <= 1e9) {
		c.fail(at+".step", "step %v is not between 0 and 1e9", t.Step)
		return false
	}
	for i, x := range t.At {
		if !finite(x) {
			c.fail(fmt.Sprintf("%s.at[%d]", at, i), "threshold %v is not a number within ±1e12", x)
			return false
		}
		if i > 0 && (t.gain(t.At[i-1], x) <= 0 || t.gain(t.At[i-1], x) < t.Step) {
			c.fail(fmt.Sprintf("%s.at[%d]", at, i), "thresholds of %s do not run %s: %v after %v", cr.ID, t.Sense, x, t.At[i-1])
			return false
		}
	}
	return true
}

// gain returns how much better raw b is than a.
func (t *Thresholds) gain(a, b float64) float64 {
	if t.Sense == "desc" {
		return a - b
	}
	return b - a
}

func finite(x float64) bool { return x >= -1e12 && x <= 1e12 }

// curve checks that the points run from v = 0 at the worse end to v = 1 at the better and
// never turn back; it reports whether they do.
func (c *checker) curve(at string, cr Criterion) bool {
	ps := cr.Curve
	if len(ps) < 2 || len(ps) > maxList {
		c.fail(at, "curve of %s has %d points; 2 to %d are allowed", cr.ID, len(ps), maxList)
		return false
	}
	for i, p := range ps {
		at := fmt.Sprintf("%s[%d]", at, i)
		switch {
		case !finite(p[0]) || !(p[1] >= 0 && p[1] <= 1):
			c.fail(at, "point %v of %s is not a raw value with a value between 0 and 1", p, cr.ID)
			return false
		case i > 0 && cr.Thresholds.gain(ps[i-1][0], p[0]) <= 0:
			c.fail(at, "curve of %s must run from the worse raw value to the better: %v after %v", cr.ID, p[0], ps[i-1][0])
			return false
		case i > 0 && p[1] < ps[i-1][1]:
			c.fail(at, "curve of %s falls where the raw value gets better: %v after %v", cr.ID, p[1], ps[i-1][1])
			return false
		}
	}
	if ps[0][1] != 0 || ps[len(ps)-1][1] != 1 {
		c.fail(at, "curve of %s must begin at value 0 and end at value 1", cr.ID)
		return false
	}
	return true
}

// anchors checks that all of level 0 is worth nothing and all of level 4 everything, so that a
// level and the raw value behind it can never contradict each other at the ends of the scale.
func (c *checker) anchors(at string, cr Criterion) {
	_, top := cr.LevelValues(0)
	c.need(top == 0, at+".curve", "level 0 of %s is worth up to %v on the curve; it must be 0", cr.ID, top)
	bottom, _ := cr.LevelValues(MaxLevel)
	c.need(bottom == 1, at+".curve", "level 4 of %s is worth only %v on the curve; it must be 1", cr.ID, bottom)
}

func (c *checker) rungs(at string, cr Criterion) {
	c.need(!cr.Optional, at+".optional", "criterion %s: kind %s has no optional criteria", cr.ID, KindRungs)
	c.count(at+".rungs", "rungs", len(cr.Rungs), 2, offer.MaxChoice)
	for i, r := range cr.Rungs {
		at := fmt.Sprintf("%s.rungs[%d]", at, i)
		c.text(at, "label", r.Label)
		c.need(r.Points >= 0 && r.Points <= 1e6, at+".points", "points %v of %s are not between 0 and 1000000", r.Points, cr.ID)
		c.need(i == 0 || r.Points >= cr.Rungs[i-1].Points, at+".points", "rungs of %s must not lose points on the way up", cr.ID)
		c.need(len(r.Levels) == len(c.f.Variants), at, "rung %d of %s has %d levels; one is needed for each of the %d variants", i+1, cr.ID, len(r.Levels), len(c.f.Variants))
		for j, l := range r.Levels {
			c.need(l >= 0 && l <= MaxLevel, fmt.Sprintf("%s.levels[%d]", at, j), "level %d of %s is not between 0 and 4", l, cr.ID)
		}
	}
}
