package robust

import "slices"

// A poly is a polynomial, its coefficients from the constant upward.
type poly []float64

func (p poly) at(t float64) float64 {
	sum := 0.0
	for _, c := range slices.Backward(p) {
		sum = float64(sum*t) + c
	}
	return sum
}

// line is the polynomial of degree 1 that is from at 0 and to at 1.
func line(from, to float64) poly { return poly{from, to - from} }

func (p poly) times(q poly) poly {
	if len(p) == 1 && p[0] == 1 {
		return q
	}
	if len(q) == 1 && q[0] == 1 {
		return p
	}
	out := make(poly, len(p)+len(q)-1)
	for i, a := range p {
		for j, b := range q {
			out[i+j] += float64(a * b)
		}
	}
	return out
}

func (p poly) plus(q poly) poly { return p.add(q, 1) }

func (p poly) minus(q poly) poly { return p.add(q, -1) }

func (p poly) add(q poly, sign float64) poly {
	out := make(poly, max(len(p), len(q)))
	copy(out, p)
	for i, c := range q {
		out[i] += sign * c
	}
	return out
}

// flat reports whether no coefficient but the constant stands out from rounding.
func (p poly) flat() bool {
	return !slices.ContainsFunc(p[min(1, len(p)):], func(c float64) bool { return c > tie || c < -tie })
}

// roots returns where the polynomial is 0 between 0 and 1, ascending. Between two roots of
// its derivative it is monotone, so bisection finds every root at which it changes sign; one
// that it only touches counts for nothing here.
func (p poly) roots() []float64 {
	if p.flat() {
		return nil
	}
	if len(p) == 2 {
		if t := -p[0] / p[1]; 0 <= t && t <= 1 {
			return []float64{t}
		}
		return nil
	}
	slope := make(poly, len(p)-1)
	for i := range slope {
		slope[i] = p[i+1] * float64(i+1)
	}
	var out []float64
	from := 0.0
	for _, to := range append(slope.roots(), 1) {
		if t, ok := p.bisect(from, to); ok {
			out = append(out, t)
		}
		from = to
	}
	return slices.Compact(out)
}

func (p poly) bisect(lo, hi float64) (root float64, ok bool) {
	a, b := p.at(lo), p.at(hi)
	switch {
	case a == 0:
		return lo, true
	case b == 0:
		return hi, true
	case (a < 0) == (b < 0):
		return 0, false
	}
	for hi-lo > 1e-16 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if v := p.at(mid); v == 0 || (v < 0) == (a < 0) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo, true
}
