package analyse

import (
	"math"
	"slices"

	"assay/internal/weight"
)

// order reads {"order": [...]}: most important first, lists within it of equal importance.
func (l level) order() ([][]int, bool) {
	v := l.v.member("order")
	if !l.is(v, list, "the order of importance, most important first") {
		return nil, false
	}
	var order [][]int
	seen := make([]bool, len(l.names))
	take := func(item *value) (int, bool) {
		i, ok := l.reference(item, l.names, "thing to weigh")
		if ok && seen[i] {
			l.add(item.path(), "%s stands twice in the order", quote(l.names[i]))
			return i, false
		}
		if ok {
			seen[i] = true
		}
		return i, ok
	}
	fine := true
	for _, item := range v.items {
		equals := []*value{item}
		if item.kind == list {
			equals = item.items
		}
		var tied []int
		for _, e := range equals {
			i, ok := take(e)
			tied, fine = append(tied, i), fine && ok
		}
		if len(tied) == 0 {
			l.add(item.path(), "an empty list of equals; leave it out")
			fine = false
		}
		order = append(order, tied)
	}
	items := make([]*value, len(seen))
	for i, s := range seen {
		if s {
			items[i] = v
		}
	}
	if !fine || !l.complete(v, items, "places in the order") {
		return nil, false
	}
	return order, true
}

// limits reads {"lo": ..., "hi": ...}: shares of 1, 0 and 1 where there is none.
func (l level) limits() (lo, hi []float64, ok bool) {
	lo, okLo := l.shares("lo", 0)
	hi, okHi := l.shares("hi", 1)
	if !okLo || !okHi {
		return nil, nil, false
	}
	ok = true
	for i := range lo {
		if lo[i] > hi[i] {
			l.add(l.v.path(), "the bounds of %s are turned round: lo %v is above hi %v", quote(l.names[i]), lo[i], hi[i])
			ok = false
		}
	}
	if l.v.member("hi") != nil && !l.fits(2*len(hi)) {
		return nil, nil, false
	}
	return lo, hi, ok
}

// fits reports whether weights given by so many conditions may be asked for.
func (l level) fits(rules int) bool {
	if len(l.names) > MaxWeighed || rules > MaxRules {
		l.add(l.v.path(), "%d things weighed by %d conditions; weights given by ranges may weigh %d by %d. Use groups, or exact, ordered or free weights", len(l.names), rules, MaxWeighed, MaxRules)
		return false
	}
	return true
}

func (l level) shares(key string, none float64) ([]float64, bool) {
	xs := make([]float64, len(l.names))
	for i := range xs {
		xs[i] = none
	}
	v := l.v.member(key)
	if v == nil {
		return xs, true
	}
	items, ok := l.perName(v, "bounds of weights")
	for i, item := range items {
		if item != nil {
			x, fine := l.within(item, 0, 1, "a bound, as a share of 1")
			xs[i], ok = x, ok && fine
		}
	}
	return xs, ok
}

func (l level) ratios() ([]weight.Ratio, bool) {
	v := l.v.member("ratios")
	if !l.is(v, list, "the ratios of weights") {
		return nil, false
	}
	if len(v.items) == 0 {
		l.add(v.path(), "an empty list; give at least one ratio")
		return nil, false
	}
	if !l.fits(2 * len(v.items)) {
		return nil, false
	}
	var rs []weight.Ratio
	fine := true
	for _, item := range v.items {
		if !l.object(item, `a ratio is {"a": ..., "b": ..., "ratio": x or [lo, hi]}`, []string{"a", "b", "ratio"}, nil) {
			return nil, false
		}
		a, okA := l.reference(item.member("a"), l.names, "thing to weigh")
		b, okB := l.reference(item.member("b"), l.names, "thing to weigh")
		lo, hi, ok := l.interval(item.member("ratio"), "a ratio")
		if okA && okB && a == b {
			l.add(item.path(), "a ratio compares two different things")
			ok = false
		}
		fine = fine && okA && okB && ok
		rs = append(rs, weight.Ratio{Of: a, To: b, Lo: lo, Hi: hi})
	}
	return rs, fine
}

// points reads {"points": ...}: a number or [lo, hi] for each, not negative.
func (l level) points() ([]weight.Points, bool) {
	v := l.v.member("points")
	items, ok := l.perName(v, "swing points")
	if !ok || !l.complete(v, items, "points") {
		return nil, false
	}
	points := make([]weight.Points, len(items))
	for i, item := range items {
		lo, hi, fine := l.interval(item, "points")
		points[i], ok = weight.Points{Lo: lo, Hi: hi}, ok && fine
	}
	if ok && !exactSwings(points) && !l.fits(swingRules(points)) {
		return nil, false
	}
	return points, ok
}

func exactSwings(points []weight.Points) bool {
	return !slices.ContainsFunc(points, func(p weight.Points) bool { return p.Lo != p.Hi })
}

// swingRules is how many conditions ranges of swings make: two for each against one that is
// exact, or one for each pair either way.
func swingRules(points []weight.Points) int {
	if slices.ContainsFunc(points, func(p weight.Points) bool { return p.Lo == p.Hi && p.Lo > 0 }) {
		return 2 * len(points)
	}
	return len(points) * (len(points) - 1)
}

// comparisons reads {"matrix": ...} of AHP.
func (l level) comparisons() ([][]float64, bool) {
	v := l.v.member("matrix")
	if !l.is(v, list, "the matrix of pairwise comparisons") {
		return nil, false
	}
	n := len(l.names)
	if len(v.items) != n {
		l.add(v.path(), "%d rows for %d things to compare", len(v.items), n)
		return nil, false
	}
	matrix, ok := make([][]float64, n), true
	for i, row := range v.items {
		if !l.is(row, list, "a row of comparisons") {
			return nil, false
		}
		if len(row.items) != n {
			l.add(row.path(), "%d comparisons; a row has %d", len(row.items), n)
			return nil, false
		}
		for _, item := range row.items {
			x, fine := l.within(item, math.SmallestNonzeroFloat64, maxNumber, "a comparison, above 0")
			matrix[i], ok = append(matrix[i], x), ok && fine
		}
	}
	return matrix, ok
}
