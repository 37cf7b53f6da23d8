package weight

import (
	"math"
	"slices"
	"sync"

	"assay/internal/linear"
)

// pruneRows is the most inequalities among which those that follow from the others are sought:
// the search solves a linear programme for each. Beyond it a set is never taken for a simplex.
const pruneRows = 160

// set turns the hull into a set: by its corners where it is a simplex, else as a polytope.
func (h *hull) set() Set {
	if len(h.basis) == 0 {
		return Set{n: h.n, kind: "rules", corners: [][]float64{h.inside}}
	}
	p := &polytope{n: h.n, inside: h.inside, basis: h.basis}
	for _, r := range h.others {
		g := h.along(r.A)
		size := length(g)
		if size < flat {
			continue // it cannot be missed by more than that
		}
		for k := range g {
			g[k] /= size
		}
		p.add(g, max(0, r.B-dot(r.A, h.inside))/size)
	}
	if len(p.g) <= pruneRows {
		p.prune()
	}
	if corners := p.simplex(); corners != nil {
		return Set{n: h.n, kind: "rules", corners: corners}
	}
	p.round = sync.OnceValue(p.newRounded)
	p.mean = sync.OnceValue(p.newMean)
	return Set{n: h.n, kind: "rules", polytope: p}
}

// add adds an inequality, and of two that are parallel keeps the tighter.
func (p *polytope) add(g []float64, h float64) {
	for i, other := range p.g {
		gap := 0.0
		for k, x := range g {
			gap = max(gap, math.Abs(x-other[k]))
		}
		if gap < 1e-12 {
			p.h[i] = min(p.h[i], h)
			return
		}
	}
	p.g, p.h = append(p.g, g), append(p.h, h)
}

// problem is to minimise cost . y over the polytope. Its slacks are a first basis, since
// y = 0 is inside.
func (p *polytope) problem(cost []float64) linear.Problem {
	lp := linear.Problem{Cost: cost, Free: slices.Repeat([]bool{true}, len(p.basis))}
	for i, g := range p.g {
		lp.Rows = append(lp.Rows, linear.Row{A: g, B: p.h[i]})
	}
	return lp
}

// prune drops inequalities that follow from the others.
func (p *polytope) prune() {
	for i := 0; i < len(p.g); i++ {
		cost := make([]float64, len(p.basis))
		for k, x := range p.g[i] {
			cost[k] = -x
		}
		lp := p.problem(cost)
		lp.Rows[i].B++
		s, err := linear.Minimize(lp)
		if err == nil && -s.Value <= p.h[i]+1e-12 {
			p.g, p.h = slices.Delete(p.g, i, i+1), slices.Delete(p.h, i, i+1)
			i--
		}
	}
}

// simplex returns the corners where one inequality more than there are dimensions is left: each
// corner meets all but one. It returns nil for other sets.
func (p *polytope) simplex() [][]float64 {
	d := len(p.basis)
	if len(p.g) != d+1 {
		return nil
	}
	var corners [][]float64
	for skip := range p.g {
		var rows []int
		for i := range p.g {
			if i != skip {
				rows = append(rows, i)
			}
		}
		y, ok := p.meet(rows)
		if !ok {
			return nil
		}
		corners = append(corners, p.point(y))
	}
	return corners
}

// point returns the weights at y.
func (p *polytope) point(y []float64) []float64 {
	w := slices.Clone(p.inside)
	for k, b := range p.basis {
		for j, x := range b {
			w[j] += float64(y[k] * x)
		}
	}
	return share(w)
}

// meet solves g y = h for as many rows as there are dimensions, by Gauss's method. It is not ok
// where the rows do not meet in one point.
func (p *polytope) meet(rows []int) (y []float64, ok bool) {
	d := len(p.basis)
	a := make([][]float64, d)
	for i, r := range rows {
		a[i] = append(slices.Clone(p.g[r]), p.h[r])
	}
	for k := range d {
		for i := k + 1; i < d; i++ {
			if math.Abs(a[i][k]) > math.Abs(a[k][k]) {
				a[i], a[k] = a[k], a[i]
			}
		}
		if math.Abs(a[k][k]) < 1e-10 {
			return nil, false
		}
		for i := range d {
			by := a[i][k] / a[k][k]
			if i == k || by == 0 {
				continue
			}
			for c := k; c <= d; c++ {
				a[i][c] -= float64(by * a[k][c])
			}
		}
	}
	y = make([]float64, d)
	for k := range d {
		y[k] = a[k][d] / a[k][k]
	}
	return y, true
}
