package negotiate

import (
	"fmt"

	"assay/internal/robust"
)

// checkProblem checks what this package reads of a problem.
func checkProblem(p *robust.Problem, alternatives ...int) error {
	if len(p.Cells) != len(p.Alternatives) || p.Ranked != nil && len(p.Ranked) != len(p.Alternatives) {
		return fmt.Errorf("the problem has %d alternatives and cells of %d", len(p.Alternatives), len(p.Cells))
	}
	if p.Weights.Len() != len(p.Criteria) {
		return fmt.Errorf("the problem has weights of %d criteria; there are %d", p.Weights.Len(), len(p.Criteria))
	}
	for i, row := range p.Cells {
		if len(row) != len(p.Criteria) {
			return fmt.Errorf("alternative %s has %d cells; there are %d criteria", p.Alternatives[i], len(row), len(p.Criteria))
		}
		for j, c := range row {
			if !inUnit(c.At0) || !inUnit(c.At1) || c.Likely != nil && !inUnit(*c.Likely) {
				return fmt.Errorf("alternative %s, criterion %s: values and the likely place lie in 0..1", p.Alternatives[i], p.Criteria[j])
			}
		}
	}
	for _, i := range alternatives {
		if i < 0 || i >= len(p.Alternatives) {
			return fmt.Errorf("alternative %d: there are %d, counted from 0", i, len(p.Alternatives))
		}
	}
	return nil
}

// weightsOf returns alternative i's weights, by criterion, at the expected weights.
func weightsOf(p *robust.Problem, i int) []float64 { return applied(p, i, p.Weights.Expected()) }

// applied returns alternative i's weights under criterion weights w. It has none where nothing
// applies, which p.Opened leaves only where weights of 0 are drawn.
func applied(p *robust.Problem, i int, w []float64) []float64 {
	if e := p.Effective(i, w); e != nil {
		return e
	}
	return make([]float64, len(w))
}

// A part is what an unknown does to a difference of scores: slope x t, t in 0..1.
type part struct {
	unknown string  // empty: a cell of its own
	i, j    int     // the first cell that rests on it
	mean    float64 // of t
	slope   float64
}

// difference returns V_i - V_k as a constant and parts, unknowns that are shared counted once,
// in the order of their first cells. w are weights by alternative.
func difference(p *robust.Problem, w [][]float64, i, k int) (constant float64, parts []part) {
	at := map[string]int{}
	for _, a := range []int{i, k} {
		sign := 1.0
		if a == k {
			sign = -1
		}
		for j, c := range p.Cells[a] {
			if c.Absent || w[a][j] == 0 {
				continue
			}
			constant += float64(sign * w[a][j] * c.At0)
			if c.At0 == c.At1 {
				continue
			}
			slope := float64(sign * w[a][j] * (c.At1 - c.At0))
			n, known := at[c.Unknown]
			if !known || c.Unknown == "" {
				n = len(parts)
				parts = append(parts, part{unknown: c.Unknown, i: a, j: j, mean: meanOf(c)})
				at[c.Unknown] = n
			}
			parts[n].slope += slope
		}
	}
	return constant, parts
}

// meanOf returns the mean of a cell's unknown: 1/2 if uniform, (1 + 4 likely)/6 if beta-PERT.
func meanOf(c robust.Cell) float64 {
	if c.Likely == nil {
		return 0.5
	}
	return (1 + float64(4**c.Likely)) / 6
}
