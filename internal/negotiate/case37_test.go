package negotiate

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

// case37 is testdata/mcda/37_counterfactual_minimal_change.json: exact rational arithmetic, the
// two linear programmes by scipy 1.10.1 HiGHS.
type case37 struct {
	Alternatives []string
	Criteria     []string
	Matrix       [][]float64
	Weights      []float64
	Expected     struct {
		Gap    float64
		Single []struct {
			Criterion string
			Delta     float64 `json:"delta_value"`
			Feasible  bool
		} `json:"single_criterion"`
		Score   float64 `json:"L1_min_total_score_change"`
		Weights float64 `json:"L1_min_weight_change"`
	}
}

func loadCase37(t *testing.T) case37 {
	t.Helper()
	data, err := os.ReadFile("../../testdata/mcda/37_counterfactual_minimal_change.json")
	require.NoError(t, err)
	var c case37
	require.NoError(t, json.Unmarshal(data, &c))
	require.Len(t, c.Matrix, 4)
	return c
}

func (c case37) terms(i int) []Term {
	var terms []Term
	for j, v := range c.Matrix[i] {
		terms = append(terms, Term{
			Criterion: c.Criteria[j], Weight: c.Weights[j], Value: evaluate.Interval{Lo: v, Hi: v}, Actor: framework.ActorSupplier,
		})
	}
	return terms
}

func (c case37) score(i int) float64 {
	s := 0.0
	for j, v := range c.Matrix[i] {
		s += c.Weights[j] * v
	}
	return s
}

// Case 37: what OfferA (0) needs to tie OfferD (3).
func TestCase37(t *testing.T) {
	c := loadCase37(t)
	gap := c.score(3) - c.score(0)
	assert.InDelta(t, c.Expected.Gap, gap, 1e-9)
	singles, err := Singles(c.terms(0), gap, nil)
	require.NoError(t, err)
	require.Len(t, singles, 4)
	for j, want := range c.Expected.Single {
		assert.Equal(t, want.Criterion, singles[j].Criterion)
		assert.InDelta(t, want.Delta, singles[j].Delta, 1e-9)
		assert.Equal(t, want.Feasible, singles[j].Feasible, want.Criterion)
		assert.Equal(t, -1, singles[j].Rung)
	}
	rise, err := SmallestRise(c.terms(0), gap, nil)
	require.NoError(t, err)
	assert.True(t, rise.Possible)
	assert.InDelta(t, c.Expected.Score, rise.Total, 1e-9)
	w, err := SmallestReweighing(c.Matrix, c.Weights, 0, nil)
	require.NoError(t, err)
	assert.True(t, w.Possible)
	assert.InDelta(t, c.Expected.Weights, w.Total, 1e-9)
	// OfferB and OfferC are not ahead at those weights, so that dropping them changes nothing.
	w, err = SmallestReweighing(c.Matrix, c.Weights, 0, []bool{true, false, false, true})
	require.NoError(t, err)
	assert.InDelta(t, c.Expected.Weights, w.Total, 1e-9)
}
