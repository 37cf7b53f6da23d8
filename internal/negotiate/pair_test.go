package negotiate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/robust"
	"assay/internal/weight"
)

// randomProblem makes a small problem: values on quarters, some unknown, some unknowns shared in
// either direction, some criteria absent, two groups.
func randomProblem(r *rand.Rand, offers, criteria int) *robust.Problem {
	p := &robust.Problem{}
	cut := 1 + r.IntN(criteria-1)
	for range 2 {
		p.Weights.Within = append(p.Weights.Within, weight.Set{})
		p.Weights.Members = append(p.Weights.Members, nil)
	}
	for j := range criteria {
		p.Criteria = append(p.Criteria, fmt.Sprint("c", j))
		g := 0
		if j >= cut {
			g = 1
		}
		p.Weights.Members[g] = append(p.Weights.Members[g], j)
	}
	exact := func(n int) weight.Set {
		w := make([]float64, n)
		for j := range w {
			w[j] = float64(r.IntN(4)) // some weigh nothing
		}
		w[0]++ // the first criterion applies to everyone
		s, _ := weight.Exact(w)
		return s
	}
	p.Weights.Groups = exact(2)
	for g, m := range p.Weights.Members {
		p.Weights.Within[g] = exact(len(m))
	}
	for i := range offers {
		p.Alternatives = append(p.Alternatives, fmt.Sprint("a", i))
		row := make([]robust.Cell, criteria)
		for j := range row {
			a, b := float64(r.IntN(5))/4, float64(r.IntN(5))/4
			c := robust.Cell{At0: min(a, b), At1: max(a, b)}
			switch r.IntN(6) {
			case 0:
				c.At1 = c.At0
			case 1, 2:
				c = robust.Cell{At0: a, At1: b, Unknown: fmt.Sprint("u", r.IntN(2))}
			case 3:
				c.Absent = r.IntN(3) == 0 && j > 0
			}
			row[j] = c
		}
		p.Cells = append(p.Cells, row)
	}
	return p
}

// termsOf makes terms of alternative i, each with rungs on the quarters above its lowest value.
func termsOf(p *robust.Problem, i int) []Term {
	w := weightsOf(p, i)
	var terms []Term
	for j, c := range p.Cells[i] {
		t := Term{Criterion: p.Criteria[j], Weight: w[j], Value: evaluate.Interval{Lo: c.Lo(), Hi: c.Hi()}, Actor: framework.ActorSupplier}
		if c.Absent {
			t.Value, t.Excused = evaluate.Interval{}, true
		}
		for v := c.Lo() + 0.25; v <= 1; v += 0.25 {
			t.Rungs = append(t.Rungs, Rung{Level: len(t.Rungs) + 1, Value: v, Effort: float64(len(t.Rungs) + 1)})
		}
		terms = append(terms, t)
	}
	return terms
}

// most returns the largest V_k - V_i over a grid of every shared unknown, own ones at their ends,
// with the cells of i raised to floors. The function is convex in no way, so that the grid holds
// all points where its pieces meet: quarters of every range of quarters.
func most(p *robust.Problem, i, k int, floors []float64) float64 {
	wi, wk := weightsOf(p, i), weightsOf(p, k)
	const grid = 12 // v(t) meets a multiple of 1/4 at t = n/1, n/2, n/3 or n/4: all divide 12
	best := math.Inf(-1)
	for a := range grid + 1 {
		for b := range grid + 1 {
			t := map[string]float64{"u0": float64(a) / grid, "u1": float64(b) / grid}
			sum := 0.0
			for j, c := range p.Cells[k] {
				if c.Absent {
					continue
				}
				v := c.Hi()
				if c.Unknown != "" {
					v = c.At0 + t[c.Unknown]*(c.At1-c.At0)
				}
				sum += wk[j] * v
			}
			for j, c := range p.Cells[i] {
				if c.Absent {
					continue
				}
				v := c.Lo()
				if c.Unknown != "" {
					v = c.At0 + t[c.Unknown]*(c.At1-c.At0)
				}
				sum -= wi[j] * max(v, floors[j])
			}
			best = max(best, sum)
		}
	}
	return best
}

// Against a grid of the shared unknowns: the largest of the gaps is exact whatever is moved, and
// so are the cheapest sets.
func TestSharedUnknownsCountOnce(t *testing.T) {
	several := 0
	for seed := range 1_000 {
		r := rand.New(rand.NewPCG(4, uint64(seed)))
		p := randomProblem(r, 2, 4)
		terms := termsOf(p, 0)
		g, err := OvertakeOf(p, 0, 1, terms)
		require.NoError(t, err)
		require.False(t, g.loose)
		require.InDelta(t, most(p, 0, 1, make([]float64, 4)), g.Gap(), 1e-9, "case %d", seed)
		if len(g.gaps) > 1 {
			several++
		}
		for range 4 {
			floors := make([]float64, 4)
			gaps := slices.Clone(g.gaps)
			for j, t := range terms {
				if n := len(t.Rungs); n > 0 && !t.Excused && r.IntN(2) == 0 {
					k := r.IntN(n)
					floors[j] = t.Rungs[k].Value
					for c := range gaps {
						gaps[c] -= g.gains[j][k][c]
					}
				}
			}
			require.InDelta(t, most(p, 0, 1, floors), slices.Max(gaps), 1e-9, "case %d", seed)
		}
	}
	require.Greater(t, several, 100)
}

func TestOvertakingWithSharedUnknownsEqualsBruteForce(t *testing.T) {
	several := 0
	for seed := range 1_000 {
		r := rand.New(rand.NewPCG(11, uint64(seed)))
		p := randomProblem(r, 2, 3)
		terms := termsOf(p, 0)
		g, err := OvertakeOf(p, 0, 1, terms)
		require.NoError(t, err)
		res, err := Cheapest(terms, g, Options{})
		require.NoError(t, err)
		compareWithBrute(t, terms, func(rungs []int) bool {
			floors := make([]float64, len(terms))
			for j, r := range rungs {
				if r > 0 {
					floors[j] = terms[j].Rungs[r-1].Value
				}
			}
			return most(p, 0, 1, floors) <= 1e-9
		}, res, seed)
		if len(g.gaps) > 1 && len(res.Sets) > 0 {
			several++
		}
	}
	require.Greater(t, several, 50)
}

// A has u/2 + (1 - u)/2 and B .5 known: level whatever u is, although each of A's cells alone may
// be 0. With x secured at v and y at w the least of max(u, v) + max(1 - u, w) is v + w, or 1 where
// that is less. Against .6 + .6 it has to be 1.2: 1 and .2, .6 and .6, or .2 and 1.
func TestAnUnknownUnderTwoCellsByHand(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x", "y"}, Weights: weight.Flat(weight.Equal(2)),
		Cells: [][]robust.Cell{
			{{At0: 0, At1: 1, Unknown: "u"}, {At0: 1, At1: 0, Unknown: "u"}},
			{{At0: 0.5, At1: 0.5}, {At0: 0.5, At1: 0.5}},
		},
	}
	rungs := []Rung{{Level: 1, Value: 0.2, Effort: 1}, {Level: 2, Value: 0.6, Effort: 2}, {Level: 3, Value: 1, Effort: 3}}
	terms := []Term{
		{Criterion: "x", Weight: 0.5, Value: evaluate.Interval{Hi: 1}, Rungs: rungs},
		{Criterion: "y", Weight: 0.5, Value: evaluate.Interval{Hi: 1}, Rungs: rungs},
	}
	g, err := OvertakeOf(p, 0, 1, terms)
	require.NoError(t, err)
	assert.InDelta(t, 0, g.Gap(), 1e-12)
	res, err := Cheapest(terms, g, Options{})
	require.NoError(t, err)
	assert.True(t, res.Reached)

	p.Cells[1][0], p.Cells[1][1] = robust.Cell{At0: 0.6, At1: 0.6}, robust.Cell{At0: 0.6, At1: 0.6}
	g, err = OvertakeOf(p, 0, 1, terms)
	require.NoError(t, err)
	assert.InDelta(t, 0.1, g.Gap(), 1e-12)
	res, err = Cheapest(terms, g, Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 3)
	for n, want := range [][]int{{3, 1}, {2, 2}, {1, 3}} {
		assert.Equal(t, want, rungsOf(res.Sets[n], 2))
		assert.Equal(t, 4.0, res.Sets[n].Effort)
	}
	assert.True(t, res.Proven && res.Complete)

	terms[0].Rungs, terms[1].Rungs = rungs[:1], rungs[:1] // .4 is less than 1: nothing is gained between .2 and .8
	res, err = Cheapest(terms, g, Options{})
	require.NoError(t, err)
	require.Len(t, res.Impossible, 1)
	assert.InDelta(t, 0.1, res.Impossible[0].Short, 1e-12)
}

// Six unknowns under two cells each, met by three rungs from either side, have 8^6 corners: too
// many. Each cell is then taken at its own worst end, and the answer is no proof.
func TestTooManyCornersAskForNoLess(t *testing.T) {
	p := &robust.Problem{Alternatives: []string{"A", "B"}, Weights: weight.Flat(weight.Equal(12)), Cells: make([][]robust.Cell, 2)}
	for j := range 12 {
		c := robust.Cell{At0: float64(j % 2), At1: float64(1 - j%2), Unknown: fmt.Sprint("u", j/2)}
		p.Criteria = append(p.Criteria, fmt.Sprint("c", j))
		p.Cells[0], p.Cells[1] = append(p.Cells[0], c), append(p.Cells[1], robust.Cell{At0: 0.5, At1: 0.5})
	}
	p.Cells[1][0] = robust.Cell{At0: 0.5, At1: 0.3, Unknown: "u0"}
	terms := termsOf(p, 0)
	for j := range terms {
		terms[j].Rungs = terms[j].Rungs[:3]
		terms[j].Rungs[0].Value = 0.1
	}
	g, err := OvertakeOf(p, 0, 1, terms)
	require.NoError(t, err)
	assert.True(t, g.loose)
	assert.InDelta(t, 0.5, g.Gap(), 1e-12, "all of A's cells at 0; in truth they add up to a half")
	res, err := Cheapest(terms, g, Options{})
	require.NoError(t, err)
	assert.NotEmpty(t, res.Sets)
	assert.False(t, res.Proven || res.Complete)
	for j := range terms {
		terms[j].Rungs = terms[j].Rungs[:1]
	}
	res, err = Cheapest(terms, g, Options{})
	require.NoError(t, err)
	require.Len(t, res.Impossible, 1)
	assert.False(t, res.Proven)
	assert.Contains(t, res.Impossible[0].Text, "That may be too much: several terms rest on one unknown and were taken each by itself.")
}

// Nobody has measured the rival on anything that weighs: it may be anything, so that nothing is
// guaranteed against it but the top.
func TestNothingKnownOfARivalIsTheWholeScale(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x", "y"}, Weights: weight.Flat(weight.Equal(2)),
		Cells: [][]robust.Cell{{{At0: 0.5, At1: 0.5}, {At0: 0.5, At1: 0.5}}, {{Absent: true}, {Absent: true}}},
	}
	g, err := OvertakeOf(p, 0, 1, termsOf(p, 0))
	require.NoError(t, err)
	assert.InDelta(t, 0.5, g.Gap(), 1e-12)
	d, _, err := DrawsOf(p, 0, 2000, 3)
	require.NoError(t, err)
	won := 0
	for _, row := range d.Scores {
		if row[0] > row[1] {
			won++
		}
	}
	assert.InDelta(t, 1000, won, 150, "the mean of two uniform values lies below 1/2 half the time")
	r, err := FactsFor(p, 0)
	require.NoError(t, err)
	assert.InDelta(t, 0, r.Margin, 1e-12)
	assert.Equal(t, Open, r.Facts[0].Status)
	assert.Equal(t, 1, r.Facts[0].Alternative)
}

// Both offers rest half on the same unknown: it cancels. Apart from it A has .2 x .5 and B .8 x .5,
// so B is ahead by .3 for sure, not by up to .8. A's first term at .8 closes that.
func TestOvertakeOfByHand(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x", "y"}, Weights: weight.Flat(weight.Equal(2)),
		Cells: [][]robust.Cell{
			{{At0: 0.2, At1: 0.2}, {At0: 0, At1: 1, Unknown: "licence"}},
			{{At0: 0.8, At1: 0.8}, {At0: 0, At1: 1, Unknown: "licence"}},
		},
	}
	terms := []Term{
		{Criterion: "x", Weight: 0.5, Value: evaluate.Interval{Lo: 0.2, Hi: 0.2}, Rungs: []Rung{{Level: 1, Value: 0.6, Effort: 1}, {Level: 2, Value: 0.8, Effort: 2}}},
		{Criterion: "y", Weight: 0.5, Value: evaluate.Interval{Lo: 0, Hi: 1}, Rungs: []Rung{{Level: 1, Value: 1, Effort: 1}}},
	}
	g, err := OvertakeOf(p, 0, 1, terms)
	require.NoError(t, err)
	assert.InDelta(t, 0.3, g.Gap(), 1e-12)
	assert.InDelta(t, 0, g.gains[1][0][0], 1e-12, "securing y does not help where the rival has it too: at t = 1 nothing changes")
	res, err := Cheapest(terms, g, Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 1)
	assert.Equal(t, []int{2, 0}, rungsOf(res.Sets[0], 2))

	_, err = OvertakeOf(p, 0, 2, terms)
	assert.ErrorContains(t, err, "alternative 2")
	_, err = OvertakeOf(p, 0, 1, terms[:1])
	assert.ErrorContains(t, err, "1 terms for 2 criteria")
}

// Group weights 1/2, within 1/4 and 3/4 of the first group, the second of one criterion.
func TestWeightsWhereCriteriaDoNotApply(t *testing.T) {
	within, err := weight.Exact([]float64{1, 3})
	require.NoError(t, err)
	tree := weight.Tree{Groups: weight.Equal(2), Within: []weight.Set{within, weight.Equal(1)}, Members: [][]int{{0, 1}, {2}}}
	for _, tt := range []struct {
		absent []bool
		want   []float64
	}{
		{[]bool{false, false, false}, []float64{0.125, 0.375, 0.5}},
		{[]bool{true, false, false}, []float64{0, 0.5, 0.5}},
		{[]bool{false, false, true}, []float64{0.25, 0.75, 0}},
		{[]bool{true, true, true}, []float64{0, 0, 0}},
	} {
		cells := make([]robust.Cell, 3)
		for j := range cells {
			cells[j].Absent = tt.absent[j]
		}
		p := &robust.Problem{Alternatives: []string{"A"}, Criteria: []string{"a", "b", "c"}, Cells: [][]robust.Cell{cells}, Weights: tree}
		assert.InDeltaSlice(t, tt.want, weightsOf(p, 0), 1e-12)
	}
}
