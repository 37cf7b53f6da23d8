package robust_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

func pivotalProblem(rows ...[]robust.Cell) *robust.Problem {
	p := &robust.Problem{Weights: weight.Flat(weight.Equal(len(rows[0])))}
	for j := range rows[0] {
		p.Criteria = append(p.Criteria, string(rune('a'+j)))
	}
	for i, r := range rows {
		p.Alternatives = append(p.Alternatives, string(rune('A'+i)))
		p.Cells = append(p.Cells, r)
	}
	return p
}

func TestPivotal(t *testing.T) {
	open, half := robust.Cell{At1: 1}, robust.Cell{At0: .5, At1: .5}
	shared := robust.Cell{At1: 1, Unknown: "u"}
	for _, tt := range []struct {
		name string
		p    *robust.Problem
		want []float64
	}{
		// A is first when its t exceeds 1/2: two draws disagree half the time.
		{"one unknown against a fixed value", pivotalProblem([]robust.Cell{open}, []robust.Cell{half}), []float64{.5}},
		// Given the other at b, two draws disagree with probability 2 b (1-b); E = 1/3.
		{"two unknowns", pivotalProblem([]robust.Cell{open}, []robust.Cell{open}), []float64{1. / 3, 1. / 3}},
		{"what moves both alike decides nothing", pivotalProblem([]robust.Cell{shared, half}, []robust.Cell{shared, {}}), []float64{0}},
		// Given the best of the other two at m, of density 2 m, A is first with probability 1 - m in
		// each draw; they disagree with 2 m (1-m): 2 * 2 (1/3 - 1/4) = 1/3.
		{"three unknowns", pivotalProblem([]robust.Cell{open}, []robust.Cell{open}, []robust.Cell{open}), []float64{1. / 3, 1. / 3, 1. / 3}},
		{"out of reach", pivotalProblem([]robust.Cell{{At0: .6, At1: .9}}, []robust.Cell{half}), []float64{0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := robust.Pivotal(tt.p, 40_000, 7)
			require.NoError(t, err)
			require.Len(t, got, len(tt.want))
			for u, s := range got {
				assert.InDelta(t, tt.want[u], s.Value, .01)
				assert.LessOrEqual(t, s.Lo, s.Value)
				assert.GreaterOrEqual(t, s.Hi, s.Value)
			}
			again, err := robust.Pivotal(tt.p, 40_000, 7)
			require.NoError(t, err)
			assert.Equal(t, got, again)
		})
	}
	p := pivotalProblem([]robust.Cell{open}, []robust.Cell{half})
	p.Ranked = []bool{true, false}
	got, err := robust.Pivotal(p, 100, 7)
	require.NoError(t, err)
	assert.Zero(t, got[0].Value, "nobody to be first among")
	p.Cells[0][0].At1 = 2
	_, err = robust.Pivotal(p, 100, 7)
	assert.Error(t, err)
}

// The interval holds the exact value in about 95 of 100 seeds.
func TestPivotalCovers(t *testing.T) {
	p := pivotalProblem([]robust.Cell{{At1: 1}}, []robust.Cell{{At1: 1}})
	hit := 0
	for seed := range uint64(500) {
		got, err := robust.Pivotal(p, 400, seed+1)
		require.NoError(t, err)
		if got[0].Lo <= 1./3 && got[0].Hi >= 1./3 {
			hit++
		}
	}
	assert.InDelta(t, .95, float64(hit)/500, .03)
}
