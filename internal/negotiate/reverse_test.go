package negotiate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/robust"
	"assay/internal/weight"
)

// Weights 1/2 each. A has x = 1 known and y in 0..1; B has .5 and 0.1..0.3. At means A scores .75
// and B .35: a lead of .4, or .8 in a value. So A's x must be at least .2 (holds), y at least -.3
// (cannot break it). B's x may be 1.3 and y 1.0: neither breaks it.
func TestFactsByHand(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x", "y"}, Weights: weight.Flat(weight.Equal(2)),
		Cells: [][]robust.Cell{
			{{At0: 1, At1: 1}, {At0: 0, At1: 1}},
			{{At0: 0.5, At1: 0.5}, {At0: 0.1, At1: 0.3}},
		},
		Gates: []robust.Gate{
			{Criterion: 1, AtLeast: 0.5, States: []robust.GateState{robust.GateOpen, robust.GateFailed}},
			{Criterion: 0, AtLeast: 0.5, States: []robust.GateState{robust.GateExcused, robust.GatePassed}},
		},
	}
	r, err := FactsFor(p, 0)
	require.NoError(t, err)
	assert.True(t, r.Leads)
	assert.InDelta(t, 0.4, r.Margin, 1e-12)
	assert.Equal(t, 1, r.Rival)
	require.Len(t, r.Facts, 2)
	assert.Equal(t, Fact{
		Criterion: 1, Gate: true, Needs: evaluate.Interval{Lo: 0.5, Hi: 1}, Now: evaluate.Interval{Hi: 1}, Rival: -1, Necessary: true, Status: Open,
	}, r.Facts[0])
	x := r.Facts[1]
	assert.InDelta(t, 0.2, x.Needs.Lo, 1e-12)
	assert.InDelta(t, 0.8, x.Room, 1e-12)
	assert.Equal(t, Holds, x.Status)
	assert.False(t, x.Necessary)

	// B is behind by .4: its x would have to be 1.3, which it cannot; A's x at most .2, A's y at
	// most -.3; B's own y 1.0, above its .3. Nothing that is known to be otherwise can change it.
	r, err = FactsFor(p, 1)
	require.NoError(t, err)
	assert.False(t, r.Leads)
	assert.InDelta(t, -0.4, r.Margin, 1e-12)
	byKind := map[Status]int{}
	for _, f := range r.Facts {
		byKind[f.Status]++
		assert.Less(t, f.Room, 1.0)
	}
	assert.Equal(t, map[Status]int{Holds: 1, Fails: 5}, byKind, "the gate on x holds, that on y fails, and so do the four values")

	_, err = FactsFor(p, 2)
	assert.ErrorContains(t, err, "alternative 2")
}

// Equal on x; y of A is anything, of B .4: A must reach .4, which is open, and without it cannot win.
func TestAnOpenFactByHand(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x", "y"}, Weights: weight.Flat(weight.Equal(2)),
		Cells: [][]robust.Cell{{{At0: 0.5, At1: 0.5}, {At0: 0, At1: 1}}, {{At0: 0.5, At1: 0.5}, {At0: 0.4, At1: 0.4}}},
	}
	r, err := FactsFor(p, 0)
	require.NoError(t, err)
	y := r.Facts[0]
	assert.Equal(t, Open, y.Status)
	assert.Equal(t, [2]int{0, 1}, [2]int{y.Alternative, y.Criterion})
	assert.InDelta(t, 0.4, y.Needs.Lo, 1e-12)
	assert.True(t, y.Necessary)
	for _, f := range r.Facts[1:] { // A's x at least .4; B's x at most .6, its y at most .5
		assert.Equal(t, Holds, f.Status)
		assert.InDelta(t, 0.1, f.Room, 1e-12)
	}
	assert.Len(t, r.Facts, 4)
}

// Thresholds and necessity against their definitions, by evaluating scores: at the threshold the
// lead over the rival is 0; a fact is necessary exactly if with this unknown at its worst end and
// every other at its best some lead is lost.
func TestFactsMeanWhatTheySay(t *testing.T) {
	facts, necessary := 0, 0
	for seed := range 50_000 {
		r := rand.New(rand.NewPCG(12, uint64(seed)))
		p := randomProblem(r, 2+r.IntN(2), 2+r.IntN(3))
		rev, err := FactsFor(p, 0)
		require.NoError(t, err)
		for _, f := range rev.Facts {
			c := p.Cells[f.Alternative][f.Criterion]
			facts++
			for _, bound := range []float64{f.Needs.Lo, f.Needs.Hi} {
				if bound == 0 || bound == 1 {
					continue
				}
				least := math.Inf(1)
				for k := 1; k < len(p.Cells); k++ {
					least = min(least, math.Abs(leadWith(p, k, f, bound)))
				}
				require.InDelta(t, 0, least, 1e-9, "case %d: no lead is 0 at %v of %+v", seed, bound, f)
			}
			if c.At0 == c.At1 {
				require.NotEqual(t, Open, f.Status, "case %d: what is known is settled", seed)
			}
			if f.Necessary {
				necessary++
			}
			if len(p.Cells) == 2 {
				require.Equal(t, worstLead(p, f) < -1e-9, f.Necessary, "case %d: %+v", seed, f)
			}
		}
	}
	require.Greater(t, facts, 50_000)
	require.Greater(t, necessary, 1_000)
}

// leadWith returns V_0 - V_k with every unknown at its mean, but the fact's value at x.
func leadWith(p *robust.Problem, k int, f Fact, x float64) float64 {
	sum := 0.0
	for sign, a := range map[float64]int{1: 0, -1: k} {
		w := weightsOf(p, a)
		for j, c := range p.Cells[a] {
			if c.Absent {
				continue
			}
			v := (c.At0 + c.At1) / 2
			at := p.Cells[f.Alternative][f.Criterion]
			switch {
			case a == f.Alternative && j == f.Criterion:
				v = x
			case f.Shared != "" && c.Unknown == f.Shared && at.At0 != at.At1:
				v = c.At0 + (x-at.At0)/(at.At1-at.At0)*(c.At1-c.At0)
			}
			sum += sign * w[j] * v
		}
	}
	return sum
}

// worstLead returns the lead over the only rival with the fact's unknown at its worse end and the
// others at their best, by trying all corners.
func worstLead(p *robust.Problem, f Fact) float64 {
	worst := math.Inf(1)
	for own := range 2 {
		best := math.Inf(-1)
		for corner := range 4 {
			t := map[string]float64{"u0": float64(corner & 1), "u1": float64(corner >> 1)}
			if f.Shared != "" && t[f.Shared] != float64(own) {
				continue
			}
			sum := 0.0
			for a, sign := range []float64{1, -1} {
				w := weightsOf(p, a)
				for j, c := range p.Cells[a] {
					v := c.Hi()
					if a == 1 {
						v = c.Lo()
					}
					if c.Unknown != "" {
						v = c.At0 + t[c.Unknown]*(c.At1-c.At0)
					} else if a == f.Alternative && j == f.Criterion {
						v = c.At0 + float64(own)*(c.At1-c.At0)
					}
					if !c.Absent {
						sum += sign * w[j] * v
					}
				}
			}
			best = max(best, sum)
		}
		worst = min(worst, best)
	}
	return worst
}
