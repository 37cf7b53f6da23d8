package negotiate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

// Uniform has mean 1/2 and variance 1/12. Beta-PERT with the likely place m has mean (1 + 4m)/6
// and, being Beta(1 + 4m, 5 - 4m), variance mean (1 - mean)/7.
func TestDrawnMoments(t *testing.T) {
	const n = 200_000
	for _, likely := range []*float64{nil, new(0.0), new(0.3), new(1.0)} {
		mean, variance := 0.5, 1.0/12
		if likely != nil {
			mean = (1 + 4**likely) / 6
			variance = mean * (1 - mean) / 7
		}
		r := rand.New(rand.NewPCG(1, 2))
		sum, squares := 0.0, 0.0
		for range n {
			x := drawUnknown(r, likely)
			sum += x
			squares += (x - mean) * (x - mean)
		}
		assert.InDelta(t, mean, sum/n, 5*math.Sqrt(variance/n))
		assert.InDelta(t, variance, squares/n, 0.01*variance+1e-4)
		assert.InDelta(t, mean, meanOf(robust.Cell{Likely: likely}), 1e-12)
	}
}

func TestDrawsOfAProblem(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"out", "A", "B"}, Criteria: []string{"x", "y"}, Ranked: []bool{false, true, true},
		Weights: weight.Flat(weight.Free(2)),
		Cells: [][]robust.Cell{
			{{At0: 1, At1: 1}, {At0: 1, At1: 1}},
			{{At0: 0, At1: 1, Unknown: "u"}, {At0: 0.5, At1: 0.5}},
			{{At0: 1, At1: 0, Unknown: "u"}, {Absent: true}},
		},
	}
	d, columns, err := DrawsOf(p, 2, 4000, 7)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2}, columns, "an offer that is not ranked takes no part")
	assert.Equal(t, 1, d.Own)
	mean := 0.0
	for i, row := range d.Scores {
		assert.InDelta(t, row[1], d.Cells[i][0], 1e-12, "x has all the weight where y does not apply")
		assert.Equal(t, []float64{1, 0}, d.Weights[i])
		mean += row[0] / 4000
	}
	assert.InDelta(t, 0.5, mean, 0.01, "E(w u + (1 - w)/2)")

	again, _, err := DrawsOf(p, 2, 4000, 7)
	require.NoError(t, err)
	assert.Equal(t, d, again)
	other, _, err := DrawsOf(p, 2, 4000, 8)
	require.NoError(t, err)
	assert.NotEqual(t, d.Scores, other.Scores)

	d, columns, err = DrawsOf(p, 0, 3, 7)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 1, 2}, columns, "the offer itself is drawn all the same")
	for _, row := range d.Scores { // u and 1 - u: A = w u + (1 - w)/2, B = 1 - u
		assert.InDelta(t, 1, row[0], 1e-12)
	}

	_, _, err = DrawsOf(p, 3, 10, 7)
	assert.ErrorContains(t, err, "alternative 3")
	_, _, err = DrawsOf(p, 0, 0, 7)
	assert.ErrorContains(t, err, "0 draws")
}

// With exact weights and one unknown shared by both, A has u and B 1 - u: A leads where u > 1/2.
// A rung v makes that max(u, v) > 1 - u: with v at 1/4 or 1/2 nothing is won, at 3/4 it holds for
// u > 1/4.
func TestSharedUnknownIsDrawnOnce(t *testing.T) {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"}, Criteria: []string{"x"}, Weights: weight.Flat(weight.Equal(1)),
		Cells: [][]robust.Cell{{{At0: 0, At1: 1, Unknown: "u"}}, {{At0: 1, At1: 0, Unknown: "u"}}},
	}
	d, _, err := DrawsOf(p, 0, 2000, 1)
	require.NoError(t, err)
	for _, row := range d.Scores {
		assert.InDelta(t, 1, row[0]+row[1], 1e-12)
	}
	terms := termsOf(p, 0)
	res, err := Cheapest(terms, LeadWithProbability(d, 0.7), Options{})
	require.NoError(t, err)
	assert.InDelta(t, 0.5, res.Now.Value, 0.05)
	require.NotEmpty(t, res.Sets)
	assert.Equal(t, []int{3}, rungsOf(res.Sets[0], 1))
	assert.InDelta(t, 0.75, res.Sets[0].Share.Value, 0.04)
}
