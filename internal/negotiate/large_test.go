package negotiate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/robust"
	"assay/internal/weight"
)

// Thirty terms of four rungs are 5^30 sets. The least effort is proven in a few million steps,
// some milliseconds, also where weights and many efforts are equal.
func TestThirtyTermsAreProven(t *testing.T) {
	for seed := range 60 {
		terms := large(30, uint64(seed))
		for _, gap := range []float64{0.05, 0.2, 0.4, 0.6} {
			res, err := Cheapest(terms, Overtake(gap).WithGates(1+seed%4), Options{Steps: 3e6})
			require.NoError(t, err)
			require.True(t, res.Proven, "case %d, gap %v", seed, gap)
			require.True(t, res.Complete, "case %d, gap %v", seed, gap)
			require.NotEmpty(t, res.Sets)
		}
	}
}

// A comparison of the usual size: four offers, 26 criteria, a third of the cells unknown.
func TestLeadingAmongFourOffersIsProven(t *testing.T) {
	searched := 0
	for seed := range 20 {
		r := rand.New(rand.NewPCG(uint64(seed), 9))
		p := &robust.Problem{Weights: weight.Flat(weight.Equal(26)), Criteria: make([]string, 26), Alternatives: make([]string, 4)}
		for range p.Alternatives {
			var row []robust.Cell
			for range p.Criteria {
				lo := r.IntN(4)
				hi := lo
				if r.IntN(3) == 0 {
					hi += r.IntN(5 - lo)
				}
				row = append(row, robust.Cell{At0: float64(lo) / 4, At1: float64(hi) / 4})
			}
			p.Cells = append(p.Cells, row)
		}
		d, _, err := DrawsOf(p, 0, 1000, 1)
		require.NoError(t, err)
		terms := termsOf(p, 0)
		for j := range terms {
			for k, e := 0, 0.0; k < len(terms[j].Rungs); k++ {
				e += float64(1 + r.IntN(3))
				terms[j].Rungs[k].Effort = e
			}
		}
		for _, chance := range []float64{0.5, 0.9} {
			res, err := Cheapest(terms, LeadWithProbability(d, chance), Options{})
			require.NoError(t, err)
			assert.True(t, res.Proven && res.Complete, "case %d", seed)
			for _, s := range res.Sets {
				searched++
				assert.GreaterOrEqual(t, s.Share.Lo, chance)
			}
		}
	}
	assert.Greater(t, searched, 40)
}

// Efforts that no bucket divides, up to a thousand points, are told apart to the hundredth.
func TestFineEfforts(t *testing.T) {
	terms := []Term{
		{Criterion: "a", Weight: 0.5, Actor: framework.ActorUs, Rungs: []Rung{{Level: 1, Value: 1, Effort: 999.99}}},
		{Criterion: "b", Weight: 0.5, Actor: framework.ActorUs, Rungs: []Rung{{Level: 1, Value: 1, Effort: 999.98}}},
	}
	res, err := Cheapest(terms, Overtake(0.5), Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 2)
	assert.InDelta(t, 999.98, res.Sets[0].Effort, 1e-9)
	assert.InDelta(t, 999.99, res.Sets[1].Effort, 1e-9)
	assert.True(t, res.Proven && res.Complete)
}
