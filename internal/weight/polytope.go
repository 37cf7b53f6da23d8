package weight

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"assay/internal/linear"
)

// flat is the width below which a set counts as having none: its points then differ by less
// than anyone can mean.
const flat = 1e-8

// parallel is the angle, in radians, below which two planes count as the same.
const parallel = 1e-7

// A polytope is a set of weights of two or more dimensions that is not known to be a simplex,
// in coordinates y of the plane in which it lies: w = inside + sum_k y_k basis_k, with
// g y <= h. It has an interior there: inside, y = 0, has h > 0. It never changes.
type polytope struct {
	n      int
	inside []float64
	basis  [][]float64 // orthonormal
	g      [][]float64 // rows of length 1
	h      []float64
	round  func() *rounded
	mean   func() []float64
}

// Polytope is the set of n weights that meet every rule, beside w >= 0 and sum 1: the way to
// join bounds, ratios and an order. The order of rules does not matter, to the last bit. Rules
// without a solution are a *Mistake with a smallest set of rules that clash, and so are ratios
// that hold only where the weights they compare are all 0. Sets that turn out to be a simplex,
// one vector and a segment among them, have Corners.
func Polytope(n int, rules ...Rule) (Set, error) {
	if n < 1 {
		return Set{}, errors.New("there is nothing to weigh")
	}
	for _, r := range rules {
		if err := r.check(n); err != nil {
			return Set{}, err
		}
	}
	rules = slices.Clone(rules)
	slices.SortFunc(rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.To, b.To), cmp.Compare(a.Is, b.Is), cmp.Compare(a.X, b.X))
	})
	rules = slices.Compact(rules)
	if err := clashOf(n, rules); err != nil {
		return Set{}, err
	}
	h, err := hullOf(n, rules)
	if err != nil {
		return Set{}, fmt.Errorf("the rules leave the weights too little room to be told apart; widen a range: %w", err)
	}
	return h.set(), nil
}

// polytopeOf is Polytope for a set that was given as a kind.
func polytopeOf(kind string, n int, rules []Rule) (Set, error) {
	s, err := Polytope(n, rules...)
	if err != nil {
		return Set{}, err
	}
	return s.named(kind), nil
}

func (s Set) named(kind string) Set {
	s.kind = kind
	return s
}

// A hull is a set of weights while its plane is sought: equations hold everywhere in it, the
// others are written g . w <= b.
type hull struct {
	n         int
	equations []linear.Row
	others    []linear.Row
	basis     [][]float64
	inside    []float64
}

// hullOf finds the plane of the rules' set and a point inside it. An inequality that the others
// force to be an equation becomes one.
func hullOf(n int, rules []Rule) (*hull, error) {
	h := &hull{n: n, equations: []linear.Row{{A: slices.Repeat([]float64{1}, n), Is: linear.Equal, B: 1}}}
	for _, r := range rules {
		row := r.row(n)
		switch row.Is {
		case linear.Equal:
			h.equations = append(h.equations, row)
			continue
		case linear.AtLeast:
			row = negated(row)
		}
		h.others = append(h.others, row)
	}
	for j := range n {
		row := linear.Row{A: make([]float64, n)}
		row.A[j] = -1
		h.others = append(h.others, row)
	}
	for { // each turn takes away a dimension, or flatten fails
		h.basis = complement(n, h.equations)
		radius, err := h.centre()
		if err != nil {
			return nil, err
		}
		if radius > flat || len(h.basis) == 0 {
			return h, nil
		}
		if err := h.flatten(radius); err != nil {
			return nil, err
		}
	}
}

func negated(r linear.Row) linear.Row {
	a := make([]float64, len(r.A))
	for j, x := range r.A {
		if x != 0 {
			a[j] = -x
		}
	}
	return linear.Row{A: a, B: 0 - r.B}
}

// centre sets inside to the middle of the largest ball in the plane that the others allow
// (Chebyshev's centre) and returns the ball's radius, at most 1.
func (h *hull) centre() (radius float64, err error) {
	p := linear.Problem{Cost: make([]float64, h.n+1), Rows: slices.Clone(h.equations)}
	p.Cost[h.n] = -1
	for _, r := range h.others {
		a := append(slices.Clone(r.A), length(h.along(r.A)))
		p.Rows = append(p.Rows, linear.Row{A: a, B: r.B})
	}
	limit := make([]float64, h.n+1)
	limit[h.n] = 1
	p.Rows = append(p.Rows, linear.Row{A: limit, B: 1})
	s, err := linear.Minimize(p)
	if err != nil {
		return 0, err
	}
	h.inside = share(s.X[:h.n])
	return s.X[h.n], nil
}

// flatten turns into equations those of the others that no point in the set meets with room to
// spare. There is one: the mean of the points that leave each of m inequalities the most room
// leaves every one at least a share 1/m of its most, and the centre leaves no more than radius.
// The equations hold at the point inside, so that they agree with each other; one that follows
// from those before it is dropped.
func (h *hull) flatten(radius float64) error {
	p := linear.Problem{Rows: slices.Concat(h.equations, h.others)}
	limit := max(flat, radius) * float64(len(h.others)) * 1.01
	var left, flatter []linear.Row
	for _, r := range h.others {
		size := length(h.along(r.A))
		if size < flat {
			continue // as good as the same everywhere in the plane, and met
		}
		p.Cost = r.A
		s, err := linear.Minimize(p)
		if err != nil {
			return err
		}
		if (r.B-s.Value)/size > limit {
			left = append(left, r)
			continue
		}
		flatter = append(flatter, linear.Row{A: r.A, Is: linear.Equal, B: dot(r.A, h.inside)})
	}
	if len(flatter) == 0 {
		return linear.ErrNumeric
	}
	for _, r := range flatter {
		if length(h.along(r.A)) > parallel {
			h.equations = append(h.equations, r)
			h.basis = complement(h.n, h.equations)
		}
	}
	h.others = left
	return nil
}

// along returns the part of a along the plane, in its coordinates.
func (h *hull) along(a []float64) []float64 {
	out := make([]float64, len(h.basis))
	for k, b := range h.basis {
		out[k] = dot(a, b)
	}
	return out
}

// share clips what rounding left below 0 and brings the sum to 1.
func share(w []float64) []float64 {
	out, sum := make([]float64, len(w)), 0.0
	for j, x := range w {
		out[j] = max(0, x)
		sum += out[j]
	}
	for j := range out {
		out[j] /= sum
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for j, x := range a {
		sum += float64(x * b[j])
	}
	return sum
}

func length(a []float64) float64 { return math.Sqrt(dot(a, a)) }

// complement returns orthonormal vectors that span what is at right angles to every row, by
// Gram and Schmidt's method, done twice against rounding and the longest remainder first.
func complement(n int, rows []linear.Row) [][]float64 {
	var span [][]float64
	for _, r := range rows {
		if v, size := remainder(r.A, span); size > 1e-10*length(r.A) {
			span = append(span, v)
		}
	}
	normal := len(span)
	for len(span) < n {
		var best []float64
		most := -1.0
		for j := range n {
			unit := make([]float64, n)
			unit[j] = 1
			if v, size := remainder(unit, span); size > most+1e-9 {
				best, most = v, size
			}
		}
		span = append(span, best)
	}
	return span[normal:]
}

// remainder returns the part of a at right angles to span, brought to length 1, and the length
// it had.
func remainder(a []float64, span [][]float64) (v []float64, size float64) {
	v = slices.Clone(a)
	for range 2 {
		for _, s := range span {
			by := dot(v, s)
			for j, x := range s {
				v[j] -= float64(by * x)
			}
		}
	}
	size = length(v)
	if size > 0 {
		for j := range v {
			v[j] /= size
		}
	}
	return v, size
}
