package robust_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
)

// Case 35, exact rational arithmetic by Saltelli et al. 2008.
func TestReferenceSensitivityShares(t *testing.T) {
	var ref struct {
		Weights   []float64
		Params    struct{ Widths []float64 }
		Expected  struct{ S1 []float64 }
		Tolerance struct {
			Abs float64 `json:"abs_exact"`
		}
	}
	published(t, "35_sobol_additive_exact.json", &ref)
	p := known([][]float64{make([]float64, 4)}, ref.Weights)
	for j, w := range ref.Params.Widths {
		p.Cells[0][j] = width(.1, .1+w)
	}
	s := ok(robust.SensitivityOf(p, 0))
	require.Len(t, s.Shares, 4)
	for j, want := range ref.Expected.S1 {
		assert.Equal(t, j, s.Shares[j].Unknown)
		assert.InDelta(t, want, s.Shares[j].Share, ref.Tolerance.Abs)
	}
}

// By hand, weights (.5, .5). Two cells on one unknown, 0 to 1 and 1 to .5: the score moves by
// .5 - .25 = .25 and its variance is 1/16/12. Beta(3, 3) has variance 1/28.
func TestSensitivityByHand(t *testing.T) {
	p := known([][]float64{{0, 0}, {0, 0}, {.2, .3}}, []float64{1, 1})
	p.Cells[0] = []robust.Cell{shared("u", 0, 1), shared("u", 1, .5)}
	p.Cells[1] = []robust.Cell{likely(0, 1, .5), width(0, 1)}
	assert.InDelta(t, 1./192, ok(robust.SensitivityOf(p, 0)).Variance, 1e-15)
	s := ok(robust.SensitivityOf(p, 1))
	assert.InDelta(t, (1./28)/(1./28+1./12), s.Shares[0].Share, 1e-15)
	assert.InDelta(t, (1./12)/(1./28+1./12), s.Shares[1].Share, 1e-15)
	assert.Empty(t, ok(robust.SensitivityOf(p, 2)).Shares)
	_, err := robust.SensitivityOf(p, 3)
	assert.EqualError(t, err, "alternative 3: there are alternatives 0 to 2")
}

func TestSensitivitySharesAddUp(t *testing.T) {
	eachCase(t, 52, manyCases, func(r *rand.Rand) error {
		p := everything.problem(r)
		s := ok(robust.SensitivityOf(p, 0))
		sum := 0.0
		for _, share := range s.Shares {
			if share.Share < 0 {
				return fmt.Errorf("share %v", share)
			}
			sum += share.Share
		}
		if len(s.Shares) > 0 && math.Abs(sum-1) > 1e-12 {
			return fmt.Errorf("shares add up to %v", sum)
		}
		return nil
	})
}

// By hand, weights (.5, .5): A = ([0, 1], .6) has mean score .55, between .3 and .8; B = (.5,
// [.3, .5]) has .45, between .4 and .5. C, who is not ranked, leads nobody.
func TestTornadoByHand(t *testing.T) {
	p := known([][]float64{{0, .6}, {.5, 0}, {1, 1}}, []float64{1, 1})
	p.Ranked = []bool{true, true, false}
	p.Cells[0][0], p.Cells[1][1] = width(0, 1), width(.3, .5)
	bars := ok(robust.Tornado(p, 0))
	require.Len(t, bars, 2)
	assert.Equal(t, 0, bars[0].Unknown)
	assert.InDeltaSlice(t, []float64{.3, .8}, bars[0].Score[:], 1e-15)
	assert.InDeltaSlice(t, []float64{-.15, .35}, bars[0].Lead[:], 1e-15)
	assert.InDeltaSlice(t, []float64{.55, .55}, bars[1].Score[:], 1e-15)
	assert.InDeltaSlice(t, []float64{.15, .05}, bars[1].Lead[:], 1e-15)

	p.Ranked = []bool{true, false, false}
	assert.Nil(t, ok(robust.Tornado(p, 0))[0].Lead, "nobody is left to be ahead of")
}

// Every bar equals the scores worked out plainly with the one unknown moved.
func TestTornadoEqualsPlainScores(t *testing.T) {
	x := everything
	x.empty = false
	eachCase(t, 53, manyCases/2, func(r *rand.Rand) error {
		p := x.problem(r)
		us, w := p.Unknowns(), p.Weights.Expected()
		i := r.IntN(len(p.Cells))
		last := math.Inf(1)
		for _, b := range ok(robust.Tornado(p, i)) {
			if s := math.Abs(b.Score[1] - b.Score[0]); s > last {
				return fmt.Errorf("swing %v after %v", s, last)
			} else {
				last = s
			}
			for end := range 2 {
				v := expectedValues(p)
				for _, at := range us[b.Unknown].Cells {
					c := p.Cells[at.Alternative][at.Criterion]
					v[at.Alternative][at.Criterion] = c.At0 + (c.At1-c.At0)*float64(end)
				}
				best := math.Inf(-1)
				for k := range p.Cells {
					if k != i {
						best = max(best, plainScore(p, k, w, v[k]))
					}
				}
				score := plainScore(p, i, w, v[i])
				if math.Abs(score-b.Score[end]) > 1e-12 || math.Abs(score-best-b.Lead[end]) > 1e-12 {
					return fmt.Errorf("%+v %+v, plainly %v and lead %v", b, b.Lead, score, score-best)
				}
			}
		}
		return nil
	})
}
