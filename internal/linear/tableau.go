package linear

import "math"

// A tableau is the problem in the form x >= 0, A x + slacks = b >= 0, multiplied by the
// inverse of the current basis. Its columns are the unknowns, the negative parts of free
// unknowns, the slacks, the artificial unknowns of phase 1, and the right side.
type tableau struct {
	rows   [][]float64
	costs  [2][]float64 // reduced costs of phase 1 and of phase 2; the last entry is minus the value
	basis  []int        // by row: its basic column
	real   int          // columns before the artificial ones
	last   int          // column of the right side
	scale  []float64    // by unknown: x = scale times the tableau's
	minus  []int        // by unknown: the column of its negative part, -1 where it has none
	origin []int        // by row of the problem: the column that started as its unit vector, or its slack
	sign   []float64    // by row of the problem: the sign of that column in its row
	stall  int          // how many steps in a row may leave the cost as it is
}

func newTableau(p Problem) *tableau {
	n, m := len(p.Cost), len(p.Rows)
	t := &tableau{scale: columnScales(p), minus: make([]int, n), origin: make([]int, m), sign: make([]float64, m)}
	t.real = n
	for j := range t.minus {
		t.minus[j] = -1
		if p.Free != nil && p.Free[j] {
			t.minus[j] = t.real
			t.real++
		}
	}
	slacks := t.real
	t.last = t.real
	for _, r := range p.Rows {
		if r.Is != Equal {
			t.real++
			t.last++
		}
		if r.needsArtificial() {
			t.last++
		}
	}
	t.costs[0] = make([]float64, t.last+1)
	t.costs[1] = make([]float64, t.last+1)
	t.fill(p.Cost, t.costs[1], powerBelow(largest(p.Cost, t.scale)))
	t.addRows(p, slacks, t.real)
	return t
}

// needsArtificial reports whether the row's own slack cannot start in the basis.
func (r Row) needsArtificial() bool {
	switch r.Is {
	case AtMost:
		return r.B < 0
	case AtLeast:
		return r.B > 0
	}
	return true
}

func (t *tableau) addRows(p Problem, slack, artificial int) {
	for i, r := range p.Rows {
		row := make([]float64, t.last+1)
		by := powerBelow(largest(r.A, t.scale))
		if r.B < 0 || r.B == 0 && r.Is == AtLeast {
			by = -by
		}
		t.fill(r.A, row, by)
		row[t.last] = r.B * by
		basic := slack
		if r.Is != Equal {
			row[slack] = math.Copysign(1, by)
			if r.Is == AtLeast {
				row[slack] = -row[slack]
			}
			t.origin[i], t.sign[i] = slack, row[slack]
			slack++
		}
		if r.needsArtificial() {
			basic = artificial
			row[basic] = 1
			if r.Is == Equal {
				t.origin[i], t.sign[i] = basic, 1
			}
			for j := range t.real {
				t.costs[0][j] -= row[j]
			}
			t.costs[0][t.last] -= row[t.last]
			artificial++
		}
		t.rows, t.basis = append(t.rows, row), append(t.basis, basic)
	}
}

// fill writes the scaled coefficients of the unknowns, times by.
func (t *tableau) fill(a, row []float64, by float64) {
	for j, x := range a {
		row[j] = x * t.scale[j] * by
		if k := t.minus[j]; k >= 0 {
			row[k] = -row[j]
		}
	}
}

// columnScales returns by unknown a power of two that brings its largest coefficient, once
// each row's largest is about 1, to about 1.
func columnScales(p Problem) []float64 {
	scale := make([]float64, len(p.Cost))
	for _, r := range p.Rows {
		by := powerBelow(largest(r.A, nil))
		for j, a := range r.A {
			scale[j] = max(scale[j], math.Abs(a*by))
		}
	}
	for j, x := range scale {
		scale[j] = powerBelow(x)
	}
	return scale
}

// powerBelow returns the power of two that brings x into [0.5, 1), and 1 for x = 0. Powers of
// two scale without rounding.
func powerBelow(x float64) float64 {
	if x == 0 {
		return 1
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, -e)
}

// largest returns the largest size of an entry of a, each times its scale where there is one.
func largest(a, scale []float64) float64 {
	most := 0.0
	for j, x := range a {
		if scale != nil {
			x *= scale[j]
		}
		most = max(most, math.Abs(x))
	}
	return most
}

// point reads the unknowns from the basis.
func (t *tableau) point(p Problem) []float64 {
	basic := make([]float64, t.last)
	for i, j := range t.basis {
		basic[j] = max(0, t.rows[i][t.last])
	}
	x := make([]float64, len(p.Cost))
	for j := range x {
		x[j] = basic[j]
		if k := t.minus[j]; k >= 0 {
			x[j] -= basic[k]
		}
		x[j] *= t.scale[j]
	}
	return x
}
