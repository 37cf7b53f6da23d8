package analyse

import (
	"slices"
	"sort"
)

// A criterion measures alternatives in a unit of its own: a raw scale.
type criterion struct {
	name   string
	group  string
	falls  bool         // direction "min": less is better
	fixed  bool         // nobody can change it
	effort float64      // of a rise by a quarter of the value scale
	curve  [][2]float64 // value function by rising x; nil: raw entries are values, 1 - x where it falls
}

// span returns the ends of the raw scale, beyond which the value does not change.
func (c *criterion) span() (lo, hi float64) {
	if c.curve == nil {
		return 0, 1
	}
	return c.curve[0][0], c.curve[len(c.curve)-1][0]
}

// value returns the value in 0..1 of a raw entry: piecewise linear between the points of the
// curve, flat beyond them (Keeney & Raiffa 1976, ch. 3).
func (c *criterion) value(raw float64) float64 {
	if c.curve == nil {
		if c.falls {
			return 1 - raw
		}
		return raw
	}
	i := sort.Search(len(c.curve), func(i int) bool { return c.curve[i][0] >= raw })
	switch {
	case i == len(c.curve):
		return c.curve[i-1][1]
	case i == 0 || c.curve[i][0] == raw:
		return c.curve[i][1]
	}
	a, b := c.curve[i-1], c.curve[i]
	share := (raw - a[0]) / (b[0] - a[0])
	return a[1] + float64(share*(b[1]-a[1]))
}

// raw returns the raw entry nearest to the worse end that is worth at least v, and whether the
// scale reaches v at all.
func (c *criterion) raw(v float64) (float64, bool) {
	if c.curve == nil {
		if c.falls {
			return 1 - v, v <= 1
		}
		return v, v <= 1
	}
	points := c.curve
	if c.falls { // walk from the worse end, which is the last point
		points = slices.Clone(points)
		slices.Reverse(points)
	}
	if v <= points[0][1] {
		return points[0][0], true
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if v <= b[1] {
			return a[0] + float64((v-a[1])/(b[1]-a[1])*(b[0]-a[0])), true
		}
	}
	return points[len(points)-1][0], false
}

// criteriaOf reads $.criteria.
func (r *reader) criteriaOf(v *value) {
	if !r.is(v, list, "the criteria") {
		return
	}
	if len(v.items) == 0 || len(v.items) > MaxCriteria {
		r.add(v.path(), "%d criteria; there must be 1 to %d", len(v.items), MaxCriteria)
		return
	}
	for _, item := range v.items {
		r.in.criteria = append(r.in.criteria, r.criterion(item))
	}
	r.in.Criteria = r.distinct(v, "criterion", func(i int) string { return r.in.criteria[i].name })
	grouped := 0
	for _, c := range r.in.criteria {
		if c.group != "" {
			grouped++
		}
	}
	if grouped != 0 && grouped != len(r.in.criteria) {
		r.add(v.path(), "%d of %d criteria name a group; give every criterion a group, or none", grouped, len(r.in.criteria))
	}
}

// distinct returns the names of the items of v, and notes those that stand twice. Names that
// could not be read are empty.
func (r *reader) distinct(v *value, what string, name func(i int) string) []string {
	names := make([]string, len(v.items))
	first := map[string]int{}
	for i := range names {
		names[i] = name(i)
		if names[i] == "" {
			continue
		}
		if k, twice := first[names[i]]; twice {
			r.add(v.items[i].path(), "the name %s stands already at %s; give each %s a name of its own", quote(names[i]), v.items[k].path(), what)
		}
		first[names[i]] = i
	}
	return names
}

func (r *reader) criterion(v *value) criterion {
	var c criterion
	if !r.object(v, `a criterion is {"name": ..., "direction": "max" or "min", "value": [[x, v], ...]}`,
		[]string{"name"}, []string{"direction", "value", "group", "effort", "fixed"}) {
		return c
	}
	c.name, _ = r.name(v.member("name"), "the name of a criterion")
	if d := v.member("direction"); d != nil {
		word, _ := r.choice(d, "a direction", "max", "min")
		c.falls = word == "min"
	}
	if g := v.member("group"); g != nil {
		c.group, _ = r.name(g, "the name of a group")
	}
	c.effort = 1
	if e := v.member("effort"); e != nil {
		c.effort, _ = r.within(e, minEffort, maxEffort, "the effort of a rise by a quarter of the value scale")
	}
	if f := v.member("fixed"); f != nil {
		c.fixed = r.is(f, truth, "whether nobody can change the criterion") && f.text == "true"
	}
	if f := v.member("value"); f != nil {
		c.curve = r.curve(f, c.falls)
	}
	return c
}

// curve reads the points of a value function, which must agree with the direction, and returns
// them by rising x.
func (r *reader) curve(v *value, falls bool) [][2]float64 {
	if !r.is(v, list, "the points [x, v] of a value function") {
		return nil
	}
	if len(v.items) < 2 || len(v.items) > maxPoints {
		r.add(v.path(), "%d points; a value function has 2 to %d", len(v.items), maxPoints)
		return nil
	}
	points := make([][2]float64, len(v.items))
	for i, item := range v.items {
		if !r.is(item, list, "a point [x, v]") {
			return nil
		}
		if len(item.items) != 2 {
			r.add(item.path(), "%d numbers; a point is [x, v], x in the criterion's unit and v in 0..1", len(item.items))
			return nil
		}
		x, ok := r.number(item.items[0], "x in the criterion's unit")
		y, ok2 := r.within(item.items[1], 0, 1, "v, the value at x")
		if !ok || !ok2 {
			return nil
		}
		points[i] = [2]float64{x, y}
	}
	if points[0][0] > points[len(points)-1][0] {
		slices.Reverse(points)
	}
	return r.monotone(v, points, falls)
}

func (r *reader) monotone(v *value, points [][2]float64, falls bool) [][2]float64 {
	rises := false
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if a[0] >= b[0] {
			r.add(v.path(), "the x of the points must run strictly upward or strictly downward; %v and %v do not", a[0], b[0])
			return nil
		}
		if (falls && b[1] > a[1]) || (!falls && b[1] < a[1]) {
			way := map[bool]string{false: `must not fall from worse to better with direction "max"; for less is better say "direction": "min"`, true: `must not rise with direction "min"; for more is better say "direction": "max"`}
			r.add(v.path(), "the value goes from %v at %v to %v at %v, and it %s", a[1], a[0], b[1], b[0], way[falls])
			return nil
		}
		rises = rises || a[1] != b[1]
	}
	if !rises {
		r.add(v.path(), "the value is the same everywhere, so the criterion says nothing; leave it out or give its ends 0 and 1")
		return nil
	}
	return points
}
