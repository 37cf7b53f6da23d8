package analyse

import (
	"errors"
	"math"

	"assay/internal/weight"
)

// errNoted says that the mistakes have been noted where they stand.
var errNoted = errors.New("see the mistakes above")

// read makes the set of one kind. An error other than errNoted concerns the level as a whole.
func (l level) read(e *elicited) (weight.Set, error) {
	n := len(l.names)
	switch e.kind {
	case "equal":
		return weight.Equal(n), nil
	case "free":
		return weight.Free(n), nil
	case "exact":
		return l.exact(e)
	case "ordinal":
		return made(l.order())(weight.Ordinal)
	case "bounds":
		lo, hi, ok := l.limits()
		if !ok {
			return weight.Set{}, errNoted
		}
		return weight.Bounds(lo, hi)
	case "ratio":
		return l.ratioSet()
	case "swing":
		return l.swing(e)
	}
	return l.ahp(e)
}

// made hands on what could be read.
func made[T any](x T, ok bool) func(f func(T) (weight.Set, error)) (weight.Set, error) {
	return func(f func(T) (weight.Set, error)) (weight.Set, error) {
		if !ok {
			return weight.Set{}, errNoted
		}
		return f(x)
	}
}

func (l level) ratioSet() (weight.Set, error) {
	return made(l.ratios())(func(rs []weight.Ratio) (weight.Set, error) { return weight.Ratios(len(l.names), rs) })
}

// swing reads points or ratios of swings.
func (l level) swing(e *elicited) (weight.Set, error) {
	points, ratios := l.v.member("points"), l.v.member("ratios")
	if (points == nil) == (ratios == nil) {
		l.add(l.v.path(), `give one of "points" and "ratios"`)
		return weight.Set{}, errNoted
	}
	if e.ranges != "local" {
		if ratios != nil {
			return l.ratioSet()
		}
		return made(l.points())(weight.Swing)
	}
	switch {
	case ratios != nil:
		l.add(l.v.member("ranges").path(), `swings on local ranges are given as "points"`)
	case l.criteria == nil:
		l.add(l.v.member("ranges").path(), "groups have no range of their own; swings on local ranges are of criteria")
	default:
		return made(l.points())(func(ps []weight.Points) (weight.Set, error) { return weight.FromLocalRanges(ps, l.ranges()) })
	}
	return weight.Set{}, errNoted
}

// exact reads {"values": [...]}.
func (l level) exact(e *elicited) (weight.Set, error) {
	v := l.v.member("values")
	items, ok := l.perName(v, "exact weights")
	if !ok || !l.complete(v, items, "weights") {
		return weight.Set{}, errNoted
	}
	w := make([]float64, len(items))
	for i, item := range items {
		x, fine := l.within(item, 0, maxNumber, "a weight, on any scale")
		w[i], ok = x, ok && fine
	}
	if !ok {
		return weight.Set{}, errNoted
	}
	e.given = w
	return weight.Exact(w)
}

// interval reads a number or [lo, hi], not negative.
func (l level) interval(v *value, what string) (lo, hi float64, ok bool) {
	if v.kind != list {
		x, ok := l.within(v, 0, maxNumber, what)
		return x, x, ok
	}
	if len(v.items) != 2 {
		l.add(v.path(), "%d numbers; %s is a number or [lo, hi]", len(v.items), what)
		return 0, 0, false
	}
	lo, ok = l.within(v.items[0], 0, maxNumber, what)
	hi, ok2 := l.within(v.items[1], 0, maxNumber, what)
	if ok && ok2 && lo > hi {
		l.add(v.path(), "%v comes after %v; the lower end stands first", hi, lo)
		return 0, 0, false
	}
	return lo, hi, ok && ok2
}

// ranges returns what the alternatives span on each thing weighed, in value.
func (l level) ranges() []float64 {
	spans := make([]float64, len(l.names))
	for i, j := range l.criteria {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, row := range l.in.Cells {
			if c := row[j]; !c.Absent {
				lo, hi = min(lo, c.Lo()), max(hi, c.Hi())
			}
		}
		spans[i] = max(hi-lo, 0)
	}
	return spans
}
