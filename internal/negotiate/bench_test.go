package negotiate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

// large makes n terms of four rungs each, with equal weights and efforts that are often equal.
func large(n int, seed uint64) []Term {
	r := rand.New(rand.NewPCG(seed, 1))
	terms := make([]Term, n)
	for j := range terms {
		lo := r.IntN(2)
		t := Term{
			Criterion: string(rune('A' + j)), Weight: 1 / float64(n), Levels: evaluate.Levels{Lo: lo, Hi: lo + r.IntN(5-lo)},
			Gating: j%3 == 0, Actor: framework.ActorSupplier,
		}
		t.Value = evaluate.Interval{Lo: float64(t.Levels.Lo) / 4, Hi: float64(t.Levels.Hi) / 4}
		effort := 0.0
		for level := lo + 1; level <= 4; level++ {
			effort += float64(1 + r.IntN(3))
			t.Rungs = append(t.Rungs, Rung{Level: level, Value: float64(level) / 4, Effort: effort})
		}
		terms[j] = t
	}
	return terms
}

func BenchmarkOvertake(b *testing.B) {
	terms := large(30, 1)
	for b.Loop() {
		res, err := Cheapest(terms, Overtake(0.3), Options{})
		require.NoError(b, err)
		require.True(b, res.Proven && res.Complete)
	}
}

func BenchmarkLead(b *testing.B) {
	for _, gap := range []float64{0.05, 0.1, 0.15, 0.3} {
		terms := large(30, 1)
		r := rand.New(rand.NewPCG(5, 5))
		d := &Draws{}
		for range 2000 {
			row, own := make([]float64, len(terms)), 0.0
			for j, t := range terms {
				row[j] = t.Value.Lo + r.Float64()*t.Value.Width()
				own += t.Weight * row[j]
			}
			d.Cells = append(d.Cells, row)
			d.Scores = append(d.Scores, []float64{own, 0.45 + gap + 0.05*r.NormFloat64()})
		}
		b.Run("", func(b *testing.B) {
			for b.Loop() {
				res, err := Cheapest(terms, LeadWithProbability(d, 0.8).WithGates(2), Options{})
				require.NoError(b, err)
				b.Log(res.Proven, res.Complete, res.Now, res.Furthest, len(res.Sets))
				for _, s := range res.Sets {
					b.Log(s.Effort, len(s.Moves), s.Score, s.Share)
				}
			}
		})
	}
}
