package weight_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/weight"
)

// The reference cases of testdata/mcda go through the product's own functions; each file names
// its source.
func reference(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mcda", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// Case 13 was run on the R package MCDA (AHP); the eigenvalues are numpy's.
func TestReferenceAHPHierarchy(t *testing.T) {
	var ref struct {
		Alternatives, Criteria []string
		Params                 struct{ Pairwise map[string][][]float64 }
		Expected               struct {
			Priority        []float64
			CriteriaWeights []float64          `json:"criteria_weights"`
			Lambda          map[string]float64 `json:"lambda_max"`
		}
		Tolerance struct{ Abs float64 }
	}
	reference(t, "13_ahp_cars_hierarchy.json", &ref)
	top, err := weight.AHP(ref.Params.Pairwise["criteria"])
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.CriteriaWeights, top.Weights, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.Lambda["criteria"], top.Lambda, ref.Tolerance.Abs)
	// Distributive synthesis: priorities are weighted sums of local priorities.
	priority := make([]float64, len(ref.Alternatives))
	for j, c := range ref.Criteria {
		local, err := weight.AHP(ref.Params.Pairwise[c])
		require.NoError(t, err)
		assert.InDelta(t, ref.Expected.Lambda[c], local.Lambda, ref.Tolerance.Abs)
		for i, x := range local.Weights {
			priority[i] += top.Weights[j] * x
		}
	}
	assert.InDeltaSlice(t, ref.Expected.Priority, priority, ref.Tolerance.Abs)
}

// Case 14 was run on the R package MCDA (pairwiseConsistencyMeasures), with other tables beside.
func TestReferenceConsistencyRatio(t *testing.T) {
	var ref struct {
		Matrix   [][]float64
		Expected struct {
			Lambda      float64 `json:"lambda_max"`
			Eigenvector []float64
			CI          float64
			Saaty       float64 `json:"CR_RI_0.90_Saaty"`
			TummalaLing float64 `json:"CR_RI_0.8921_TummalaLing_pymcdm"`
			RMCDA       float64 `json:"CR_RI_0.882_RMCDA"`
			Koczkodaj   float64
		}
		Tolerance struct {
			Abs float64
			CR  float64 `json:"abs_CR"`
		}
	}
	reference(t, "14_ahp_consistency_ratio.json", &ref)
	c, err := weight.AHP(ref.Matrix)
	require.NoError(t, err)
	assert.InDelta(t, ref.Expected.Lambda, c.Lambda, ref.Tolerance.Abs)
	assert.InDeltaSlice(t, ref.Expected.Eigenvector, c.Weights, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.CI, c.CI, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.Koczkodaj, c.Koczkodaj, ref.Tolerance.Abs)
	for _, test := range []struct {
		table weight.RandomIndex
		want  float64
	}{{weight.Saaty, ref.Expected.Saaty}, {weight.TummalaLing, ref.Expected.TummalaLing}} {
		cr, ok := c.CR(test.table)
		require.True(t, ok)
		assert.InDelta(t, test.want, cr, ref.Tolerance.CR)
	}
	// The R package rounds Alonso & Lamata's 0.8815 to 0.882.
	cr, ok := c.CR(weight.AlonsoLamata)
	require.True(t, ok)
	assert.InDelta(t, ref.Expected.RMCDA*0.882/0.8815, cr, ref.Tolerance.CR)
	assert.Equal(t, "inconsistent: the consistency ratio is 0.161, above 0.10 (random index of Saaty 1980)", c.Verdict(weight.Saaty))
}

// Case 16 was run on mcda-elicitation-web, whose ratios of exact swings fix every weight.
func TestReferenceExactRatios(t *testing.T) {
	var ref struct {
		Params struct {
			Ratios []struct {
				A, B  int
				Ratio float64
			}
		}
		Expected  struct{ Weights []float64 }
		Tolerance struct{ Abs float64 }
	}
	reference(t, "16_swing_exact_ratio.json", &ref)
	var ratios []weight.Ratio
	for _, r := range ref.Params.Ratios {
		ratios = append(ratios, weight.Ratio{Of: r.A, To: r.B, Lo: r.Ratio, Hi: r.Ratio})
	}
	s, err := weight.Ratios(3, ratios)
	require.NoError(t, err)
	require.True(t, s.IsExact())
	assert.InDeltaSlice(t, ref.Expected.Weights, s.Mean(), ref.Tolerance.Abs)
}

// Case 17 is exact arithmetic on Fischer's (1995) rule.
func TestReferenceSwingPointsAndStretch(t *testing.T) {
	var ref struct {
		Params struct {
			Points []float64 `json:"swing_points"`
			Change struct {
				Criterion int
				Factor    float64
			} `json:"range_change"`
		}
		Expected struct {
			Weights []float64
			After   []float64 `json:"weights_after_range_doubling_of_c2"`
		}
		Tolerance struct{ Abs float64 }
	}
	reference(t, "17_swing_points_and_range_change.json", &ref)
	var points []weight.Points
	for _, x := range ref.Params.Points {
		points = append(points, weight.Points{Lo: x, Hi: x})
	}
	s, err := weight.Swing(points)
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.Weights, s.Mean(), ref.Tolerance.Abs)
	after, err := weight.Stretch(s.Mean(), ref.Params.Change.Criterion, ref.Params.Change.Factor)
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.After, after, ref.Tolerance.Abs)
}

// Case 18 was run on pyDecision (roc_method).
func TestReferenceROC(t *testing.T) {
	var ref struct {
		Expected  map[string][]float64
		Tolerance struct{ Abs float64 }
	}
	reference(t, "18_roc_weights.json", &ref)
	for name, n := range map[string]int{"n3": 3, "n4": 4, "n6": 6} {
		require.Len(t, ref.Expected[name], n)
		assert.InDeltaSlice(t, ref.Expected[name], weight.ROC(n), ref.Tolerance.Abs)
	}
	for n := 1; n <= 60; n++ {
		order := make([][]int, n)
		for j := range order {
			order[j] = []int{j}
		}
		s, err := weight.Ordinal(order)
		require.NoError(t, err)
		assert.InDeltaSlice(t, weight.ROC(n), s.Mean(), 1e-14)
	}
}

// Case 40: exact moments of the flat Dirichlet distribution, for the exact sampler and for a
// walk over the same set, within four standard errors.
func TestReferenceSamplerMoments(t *testing.T) {
	var ref struct {
		Params   struct{ N int }
		Expected struct {
			Mean, Variance, Covariance float64
			Tail                       float64   `json:"P_w1_gt_0.5"`
			Ordinal                    []float64 `json:"ordinal_mean_w1ge_w2ge_w3ge_w4"`
		}
	}
	reference(t, "40_simplex_sampler_moments.json", &ref)
	const draws = 400_000
	free := weight.Free(ref.Params.N)
	rng := rand.New(rand.NewPCG(40, 1))
	w := make([]float64, ref.Params.N)
	var mean, square, cross, tail float64
	for range draws {
		free.Sample(rng, w)
		mean += w[0] / draws
		square += w[0] * w[0] / draws
		cross += w[0] * w[1] / draws
		if w[0] > 0.5 {
			tail += 1. / draws
		}
	}
	root := math.Sqrt(draws)
	assert.InDelta(t, ref.Expected.Mean, mean, 4*math.Sqrt(ref.Expected.Variance)/root)
	assert.InDelta(t, ref.Expected.Variance, square-mean*mean, 4*0.06/root) // sd of (w - 1/4)^2 is below 0.06
	assert.InDelta(t, ref.Expected.Covariance, cross-mean*mean, 4*0.06/root)
	assert.InDelta(t, ref.Expected.Tail, tail, 4*math.Sqrt(0.125*0.875)/root)
	s, err := weight.Ordinal([][]int{{0}, {1}, {2}, {3}})
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.Ordinal, s.Mean(), 1e-15)
	total := make([]float64, 4)
	for range draws {
		s.Sample(rng, w)
		for j, x := range w {
			total[j] += x / draws
		}
	}
	assert.InDeltaSlice(t, ref.Expected.Ordinal, total, 4*0.2/root)
}
