package robust_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

// smaaCase is a reference case on exact values.
type smaaCase struct {
	Matrix   [][]float64
	Expected struct {
		RankAcceptability [][]float64 `json:"rank_acceptability"`
		CentralWeights    [][]float64 `json:"central_weights"`
		Pairwise          [][]float64 `json:"pairwise_winning_index"`
		Confidence        []*float64  `json:"confidence_factor_at_central_weight"`
		Rankings          int         `json:"n_distinct_rankings"`
		Entropy           float64     `json:"ranking_entropy_bits"`
	}
}

func TestReferenceSMAA(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  weight.Set
	}{
		{"19_smaa2_exact_nopref.json", weight.Free(3)},
	} {
		for _, o := range []robust.Options{
			{Drawing: robust.Independent, Draws: 200_000},
			{Draws: 200_000},
			{TargetError: 0.001},
		} {
			t.Run(tt.name+" "+string(o.Drawing), func(t *testing.T) {
				var c smaaCase
				published(t, tt.name, &c)
				p := known(c.Matrix, []float64{1, 1, 1})
				p.Weights = weight.Flat(tt.set)
				got, err := robust.Acceptability(p, o)
				require.NoError(t, err)
				t.Log(got.Draws, got.Replicates, got.Error, got.AheadError, got.Rankings, got.RankingEntropy)
				for i, row := range c.Expected.RankAcceptability {
					for k, want := range row {
						assert.InDelta(t, want, got.Ranks[i][k], 4*max(got.Error, 1e-4)/1.96)
					}
					for k, want := range c.Expected.Pairwise[i] {
						assert.InDelta(t, want, got.Ahead[i][k], 1e-12)
					}
				}
				t.Log(got.Central)
			})
		}
	}
}
