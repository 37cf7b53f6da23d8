package analyse

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// expected returns the expected weights of criteria a, b, c, ... under the given weights.
func expected(t testing.TB, n int, weights string) []float64 {
	t.Helper()
	names := strings.Split("a b c d e f g h", " ")[:n]
	criteria, cells := make([]string, n), make([]string, n)
	for j, name := range names {
		criteria[j], cells[j] = `{"name": "`+name+`"}`, "0.5"
	}
	row := "[" + strings.Join(cells, ", ") + "]"
	in, err := Read(strings.NewReader(`{"alternatives": ["A"], "criteria": [` + strings.Join(criteria, ", ") + `], "matrix": [` + row + `], "weights": ` + weights + `}`))
	require.NoError(t, err)
	return in.Weights.Expected()
}

// Case 16. drugis/mcda-elicitation-web at commit 34bc9aa6c, exact swing.
func TestReferenceSwingRatios(t *testing.T) {
	var ref struct {
		Params    struct{ Ratios []fields }
		Expected  struct{ Weights []float64 }
		Tolerance struct{ Abs float64 }
	}
	reference(t, "16_swing_exact_ratio.json", &ref)
	for _, kind := range []string{"swing", "ratio"} {
		got, _ := analysed(t, fields{"alternatives": []string{"A"}, "criteria": plain("Prox DVT", "Dist DVT", "Bleed"), "matrix": [][]float64{{1, 0, 0.5}},
			"weights": fields{"kind": kind, "ratios": ref.Params.Ratios}})
		assert.InDeltaSlice(t, ref.Expected.Weights, got.Weights.Expected, ref.Tolerance.Abs)
	}
}

// Case 17. von Winterfeldt & Edwards 1986; Fischer 1995 for the stretched range: points judged
// on a range half as wide count twice on the full one.
func TestReferenceSwingPoints(t *testing.T) {
	var ref struct {
		Params struct {
			Points []float64 `json:"swing_points"`
		}
		Expected struct {
			Weights []float64
			After   []float64 `json:"weights_after_range_doubling_of_c2"`
		}
		Tolerance struct{ Abs float64 }
	}
	reference(t, "17_swing_points_and_range_change.json", &ref)
	p := fields{"alternatives": []string{"A", "B"}, "criteria": plain("1", "2", "3", "4"), "matrix": [][]float64{{0, 0.25, 0, 0}, {1, 0.75, 1, 1}},
		"weights": fields{"kind": "swing", "points": ref.Params.Points, "ranges": "full"}}
	got, _ := analysed(t, p)
	assert.InDeltaSlice(t, ref.Expected.Weights, got.Weights.Expected, ref.Tolerance.Abs)
	p["weights"] = fields{"kind": "swing", "points": ref.Params.Points, "ranges": "local"}
	got, _ = analysed(t, p)
	assert.InDeltaSlice(t, ref.Expected.After, got.Weights.Expected, ref.Tolerance.Abs)
}

// Case 18. Barron & Barrett 1996, by pyDecision at commit 56cd81d: the mean of the weights in
// an order.
func TestReferenceRankOrderCentroid(t *testing.T) {
	var ref struct {
		Expected  map[string][]float64
		Tolerance struct{ Abs float64 }
	}
	reference(t, "18_roc_weights.json", &ref)
	for n, name := range map[int]string{3: "n3", 4: "n4", 6: "n6"} {
		order := "[0, 1, 2, 3, 4, 5"[:1+3*n-2] + "]"
		assert.InDeltaSlice(t, ref.Expected[name], expected(t, n, `{"kind": "ordinal", "order": `+order+`}`), ref.Tolerance.Abs)
	}
}

// By hand: the groups weigh 1 : 3, and within g the order x over z has the mean (3/4, 1/4).
func TestWeightsGoDownTheGroups(t *testing.T) {
	got, _ := analysedText(t, `{"alternatives": ["A"], "criteria": [{"name": "x", "group": "g"}, {"name": "y", "group": "h"}, {"name": "z", "group": "g"}], "matrix": [[1, 1, 0]],
		"weights": {"groups": {"kind": "exact", "values": {"g": 1, "h": 3}}, "within": {"g": {"kind": "ordinal", "order": ["x", "z"]}, "h": {"kind": "equal"}}}}`)
	assert.InDeltaSlice(t, []float64{0.1875, 0.75, 0.0625}, got.Weights.Expected, 1e-15)
}

// By hand: with lo = (0.2, 0.1, 0) what is left, 0.7, goes to each alike.
func TestBoundsAndTies(t *testing.T) {
	assert.InDeltaSlice(t, []float64{0.2 + 0.7/3, 0.1 + 0.7/3, 0.7 / 3}, expected(t, 3, `{"kind": "bounds", "lo": {"a": 0.2, "b": 0.1}}`), 1e-12)
	// Corners (1/2, 1/2, 0) and (1/3, 1/3, 1/3), mixed evenly on average.
	assert.InDeltaSlice(t, []float64{5. / 12, 5. / 12, 1. / 6}, expected(t, 3, `{"kind": "ordinal", "order": [["b", "a"], "c"]}`), 1e-12)
}

// Cases 13 and 14. paterijk/MCDA at commit ff40fd0; eigenvalues by numpy.
func TestReferencePairwiseComparisons(t *testing.T) {
	var cars struct {
		Criteria []string
		Params   struct{ Pairwise map[string][][]float64 }
		Expected struct {
			Weights []float64          `json:"criteria_weights"`
			Lambda  map[string]float64 `json:"lambda_max"`
		}
		Tolerance struct{ Abs float64 }
	}
	reference(t, "13_ahp_cars_hierarchy.json", &cars)
	got, _ := analysed(t, fields{"alternatives": []string{"A"}, "criteria": plain(cars.Criteria...), "matrix": [][]float64{{1, 1, 1}},
		"weights": fields{"kind": "ahp", "matrix": cars.Params.Pairwise["criteria"]}})
	assert.InDeltaSlice(t, cars.Expected.Weights, got.Weights.Expected, cars.Tolerance.Abs)
	assert.InDelta(t, cars.Expected.Lambda["criteria"], got.Weights.Comparisons[0].Lambda, cars.Tolerance.Abs)

	var ref struct {
		Matrix   [][]float64
		Expected struct {
			Eigenvector []float64
			CI          float64
			Saaty       float64 `json:"CR_RI_0.90_Saaty"`
			Tummala     float64 `json:"CR_RI_0.8921_TummalaLing_pymcdm"`
			Koczkodaj   float64
		}
		Tolerance struct {
			Abs float64
			CR  float64 `json:"abs_CR"`
		}
	}
	reference(t, "14_ahp_consistency_ratio.json", &ref)
	got, _ = analysed(t, fields{"alternatives": []string{"A"}, "criteria": plain("a", "b", "c", "d"), "matrix": [][]float64{{1, 1, 1, 1}},
		"weights": fields{"kind": "ahp", "matrix": ref.Matrix}})
	c := got.Weights.Comparisons[0]
	assert.Equal(t, "criteria", c.Of)
	assert.InDeltaSlice(t, ref.Expected.Eigenvector, got.Weights.Expected, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.CI, c.CI, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.Saaty, *c.Ratios[0].Ratio, ref.Tolerance.CR)
	assert.InDelta(t, ref.Expected.Tummala, *c.Ratios[1].Ratio, ref.Tolerance.CR)
	assert.InDelta(t, ref.Expected.Koczkodaj, c.Koczkodaj, ref.Tolerance.Abs)
	assert.True(t, slices.ContainsFunc(got.Lint, func(f Finding) bool { return f.Code == FindInconsistent }))
}
