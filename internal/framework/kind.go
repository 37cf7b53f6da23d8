package framework

import (
	"fmt"
	"maps"
	"slices"
)

// kind checks what stands beside the dimensions, each kind its own part.
func (c *checker) kind() {
	f := c.f
	c.need(f.Kind == KindLevels || len(f.Tiers) == 0 && f.DefaultTier == "" && f.StaleAfterMonths == 0,
		"$", "tiers, default_tier and stale_after_months belong to kind %s", KindLevels)
	c.need(f.Kind == KindRungs || len(f.Variants) == 0 && f.PointsPerDimension == 0,
		"$", "variants and points_per_dimension belong to kind %s", KindRungs)
	c.need(f.Kind == KindRungs || f.Example == nil, "$.example", "an example belongs to kind %s", KindRungs)
	c.need(f.Kind == KindComponents || len(f.Classes) == 0, "$.classes", "classes belong to kind %s", KindComponents)
	switch f.Kind {
	case KindLevels:
		c.tiers()
	case KindRungs:
		c.variants()
		c.example()
	case KindComponents:
		c.classes()
	default:
		c.fail("$.kind", "kind %q is not one of %s, %s, %s", f.Kind, KindLevels, KindRungs, KindComponents)
	}
}

// example checks that every choice of the published example exists.
func (c *checker) example() {
	e := c.f.Example
	if e == nil {
		return
	}
	c.text("$.example", "source", e.Source)
	for _, id := range slices.Sorted(maps.Keys(e.Choices)) {
		k, _, ok := c.f.Criterion(id)
		n := e.Choices[id]
		c.need(ok && n >= 1 && n <= len(k.Rungs), "$.example.choices", "the example chooses %d on %q, which is not a rung of the pack", n, id)
	}
}

func (c *checker) tiers() {
	f, seen := c.f, map[string]bool{}
	c.need(f.StaleAfterMonths >= 1 && f.StaleAfterMonths <= 600, "$.stale_after_months", "stale_after_months is %d; 1 to 600 are allowed", f.StaleAfterMonths)
	c.count("$.tiers", "tiers", len(f.Tiers), 1, maxList)
	for i, t := range f.Tiers {
		at := fmt.Sprintf("$.tiers[%d]", i)
		c.id(at, t.ID, seen)
		c.text(at, "title", t.Title)
		c.need(t.Level >= 1 && t.Level <= MaxLevel, at+".level", "tier %s demands level %d; 1 to 4 are allowed", t.ID, t.Level)
		c.need(i == 0 || t.Level > f.Tiers[i-1].Level, at+".level", "tiers must rise: %s demands level %d", t.ID, t.Level)
	}
	c.need(seen[f.DefaultTier], "$.default_tier", "default_tier %q is not one of the tiers", f.DefaultTier)
}

func (c *checker) variants() {
	f, seen := c.f, map[string]bool{}
	c.need(f.PointsPerDimension > 0 && f.PointsPerDimension <= 1e6, "$.points_per_dimension", "points_per_dimension is %v; it must be above 0 and at most 1000000", f.PointsPerDimension)
	c.count("$.variants", "variants", len(f.Variants), 1, maxList)
	for i, v := range f.Variants {
		at := fmt.Sprintf("$.variants[%d]", i)
		c.id(at, v.ID, seen)
		c.text(at, "title", v.Title)
		c.references(at+".not_gating", v.NotGating, map[string]bool{})
	}
}

func (c *checker) classes() {
	f, seen, held := c.f, map[string]bool{}, map[string]bool{}
	c.count("$.classes", "classes", len(f.Classes), 1, maxList)
	for i, cl := range f.Classes {
		at := fmt.Sprintf("$.classes[%d]", i)
		c.id(at, cl.ID, seen)
		c.text(at, "title", cl.Title)
		c.need(len(cl.Components) > 0, at, "class %s has no components", cl.ID)
		c.references(at+".components", cl.Components, held)
	}
	for i, d := range f.Dimensions {
		for j, cr := range d.Criteria {
			c.need(held[cr.ID] != cr.Optional, fmt.Sprintf("$.dimensions[%d].criteria[%d]", i, j),
				"component %s must be in one class, or optional and in none", cr.ID)
		}
	}
}

// references requires ids of criteria that held does not hold yet, and adds them.
func (c *checker) references(at string, ids []string, held map[string]bool) {
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d]", at, i)
		_, _, ok := c.f.Criterion(id)
		c.need(ok, at, "there is no criterion %q", id)
		c.need(!held[id], at, "criterion %q is named twice", id)
		held[id] = true
	}
}
