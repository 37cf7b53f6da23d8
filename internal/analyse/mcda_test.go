package analyse

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The reference cases of testdata/mcda are put as problems in JSON, read, analysed, written as
// JSON and read back: what an outside program would see.

// A fields is a JSON object in the making.
type fields map[string]any

// A seen is a report as another program reads it.
type seen struct {
	Values       [][]*[2]float64
	Score        [][2]float64
	Expected     []float64
	Resolved     []float64
	Ranked       []bool
	Weights      Weights
	Alternatives []string
	Ranks        struct {
		Shares     [][]float64
		Error      float64
		Draws      int
		Replicates int
		Method     string
		First      []*struct{ Value, Lo, Hi float64 }
	} `json:"rank_acceptability"`
	Central    [][]float64                `json:"central_weights"`
	Confidence []*struct{ Value float64 } `json:"confidence_factors"`
	Pairwise   struct {
		P        [][]float64
		Error    float64
		NearTies [][2]int `json:"near_ties"`
	}
	Entropy struct {
		First, Ranking *float64
		Rankings       *int
	}
	Gates struct {
		States [][]string
		Passes []*struct{ Value, Lo, Hi float64 }
	}
	Dominance struct {
		CanBeFirst  []int `json:"can_be_first"`
		MustBeFirst []int `json:"must_be_first"`
		Pareto      []Pair
	}
	Stability struct {
		Leader   *int
		Criteria []struct {
			Weight    float64
			Winner    *[2]float64 `json:"winner_interval"`
			Ranking   *[2]float64 `json:"ranking_interval"`
			Crossings []struct {
				Rival int
				At    *float64
			}
		}
	}
	Sweeps      []struct{ Expected [][]float64 }
	Sensitivity []struct {
		Shares []struct {
			Unknown int
			Share   float64
		}
	}
	EVPI      struct{ Value, Error float64 }
	EVPPI     []struct{ Value float64 }
	Agreement struct {
		Readings []struct {
			Values  string
			Methods []struct {
				Method string
				Scores []*float64
			}
		}
	}
	Changes []Change
	Holds   Holds
	Lint    []Finding
	Sorting []*Sorted
}

// analysed returns the report on a problem and its bytes.
func analysed(t testing.TB, problem any) (seen, []byte) {
	t.Helper()
	in, err := json.Marshal(problem)
	require.NoError(t, err)
	return analysedText(t, string(in))
}

func analysedText(t testing.TB, problem string) (seen, []byte) {
	t.Helper()
	in, err := Read(strings.NewReader(problem))
	require.NoError(t, err)
	report, err := Run(in)
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, report.WriteJSON(&out))
	var got seen
	require.NoError(t, json.Unmarshal([]byte(out.String()), &got))
	return got, []byte(out.String())
}

func reference(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mcda", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// plain lists criteria whose entries are values.
func plain(names ...string) []fields {
	var cs []fields
	for _, n := range names {
		cs = append(cs, fields{"name": n})
	}
	return cs
}

// Case 01. Keeney & Raiffa 1976; figures by drugis/mcda-elicitation-web at commit 34bc9aa6c.
func TestReferenceAdditiveValue(t *testing.T) {
	var ref struct {
		Alternatives, Criteria []string
		Matrix                 [][]float64
		Weights                []float64
		Curves                 [][][2]float64
		Expected               struct {
			Values [][]float64
			Total  []float64
		}
		Tolerance float64
	}
	reference(t, "01_additive.json", &ref)
	var criteria []fields
	for j, name := range ref.Criteria {
		c := fields{"name": name, "value": ref.Curves[j]}
		if ref.Curves[j][0][0] > ref.Curves[j][1][0] { // from its worse end
			c["direction"] = "min"
		}
		criteria = append(criteria, c)
	}
	got, _ := analysed(t, fields{"alternatives": ref.Alternatives, "criteria": criteria, "matrix": ref.Matrix,
		"weights": fields{"kind": "exact", "values": ref.Weights}})
	require.Len(t, got.Score, 4)
	for i, row := range ref.Expected.Values {
		for j, v := range row {
			assert.InDelta(t, v, got.Values[i][j][0], ref.Tolerance)
			assert.InDelta(t, v, got.Values[i][j][1], ref.Tolerance)
		}
		for _, end := range got.Score[i] {
			assert.InDelta(t, ref.Expected.Total[i], end, ref.Tolerance)
		}
		assert.InDelta(t, ref.Expected.Total[i], got.Expected[i], ref.Tolerance)
	}
	assert.Equal(t, []int{3}, got.Dominance.MustBeFirst)
	assert.Zero(t, got.Ranks.Error, "nothing depends on chance")
	assert.Equal(t, [][]float64{{0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 0, 0}}, got.Ranks.Shares)
}

type valueCase struct {
	Alternatives, Criteria []string
	Matrix                 [][]float64
	Weights                []float64
	Params                 struct{ Grid []float64 }
	Tolerance              struct{ Abs float64 }
}

func (c valueCase) problem() fields {
	return fields{"alternatives": c.Alternatives, "criteria": plain(c.Criteria...), "matrix": c.Matrix,
		"weights": fields{"kind": "exact", "values": c.Weights}}
}

// Case 02. drugis/mcda-elicitation-web at commit 34bc9aa6c.
func TestReferenceWeightSweep(t *testing.T) {
	var ref struct {
		valueCase
		Expected struct {
			Totals map[string][][]float64 `json:"totals_by_criterion"`
		}
	}
	reference(t, "02_weight_sensitivity_oneway.json", &ref)
	p := ref.problem()
	p["sweep"] = ref.Params.Grid
	got, _ := analysed(t, p)
	require.Len(t, got.Sweeps, 4)
	for j, name := range ref.Criteria {
		for i, totals := range ref.Expected.Totals[name] {
			assert.InDeltaSlice(t, totals, got.Sweeps[j].Expected[i], ref.Tolerance.Abs, "%s %d", name, i)
		}
	}
}

// Case 03. Mareschal 1988; exact rational arithmetic.
func TestReferenceStability(t *testing.T) {
	var ref struct {
		valueCase
		Expected map[string]struct {
			Weight  float64
			Winner  [2]float64 `json:"winner_interval"`
			Ranking [2]float64 `json:"ranking_interval"`
			Cross   []struct {
				Vs string
				T  float64
			} `json:"winner_crossings"`
		}
	}
	reference(t, "03_weight_stability_interval.json", &ref)
	got, _ := analysed(t, ref.problem())
	require.Equal(t, 3, *got.Stability.Leader)
	for j, name := range ref.Criteria {
		want, s := ref.Expected[name], got.Stability.Criteria[j]
		assert.InDelta(t, want.Weight, s.Weight, ref.Tolerance.Abs)
		for end := range 2 {
			assert.InDelta(t, want.Winner[end], s.Winner[end], ref.Tolerance.Abs, name)
			assert.InDelta(t, want.Ranking[end], s.Ranking[end], ref.Tolerance.Abs, name)
		}
		require.Len(t, s.Crossings, len(want.Cross))
		for k, c := range want.Cross {
			assert.Equal(t, c.Vs, ref.Alternatives[s.Crossings[k].Rival])
			assert.InDelta(t, c.T, *s.Crossings[k].At, 1e-11, name)
		}
	}
}

// Case 11. Zhao, Peng & Li 2013, by pymcdm at commit 76e7735. The usual criterion asks only
// which is more, so that any rising value function serves.
func TestReferencePromethee(t *testing.T) {
	var ref struct {
		Matrix   [][]float64
		Weights  []float64
		Expected struct {
			Flow []float64 `json:"net_flow"`
		}
		Tolerance struct{ Abs float64 }
	}
	reference(t, "11_promethee2_zhao2013.json", &ref)
	criteria := plain("1", "2", "3")
	for _, c := range criteria {
		c["value"] = [][2]float64{{0, 0}, {10, 1}}
	}
	got, _ := analysed(t, fields{"alternatives": []string{"A", "B", "C"}, "criteria": criteria, "matrix": ref.Matrix,
		"weights": fields{"kind": "exact", "values": ref.Weights}, "methods": []string{"promethee"}})
	require.Len(t, got.Agreement.Readings, 1)
	m := got.Agreement.Readings[0].Methods[1]
	require.Equal(t, "promethee", m.Method)
	for i, want := range ref.Expected.Flow {
		assert.InDelta(t, want, *m.Scores[i], ref.Tolerance.Abs)
	}
}

// Cases 19 and 20. Lahdelma & Salminen 2001; exact polygon areas in the weight triangle.
func TestReferenceAcceptability(t *testing.T) {
	for name, weights := range map[string]fields{
		"19_smaa2_exact_nopref.json": {"kind": "free"},
	} {
		t.Run(name, func(t *testing.T) {
			var ref struct {
				Alternatives, Criteria []string
				Matrix                 [][]float64
				Expected               struct {
					Ranks      [][]float64 `json:"rank_acceptability"`
					Central    [][]float64 `json:"central_weights"`
					Pairwise   [][]float64 `json:"pairwise_winning_index"`
					Confidence []*float64  `json:"confidence_factor_at_central_weight"`
					Rankings   int         `json:"n_distinct_rankings"`
					Entropy    float64     `json:"ranking_entropy_bits"`
				}
			}
			reference(t, name, &ref)
			got, _ := analysed(t, fields{"alternatives": ref.Alternatives, "criteria": plain(ref.Criteria...), "matrix": ref.Matrix, "weights": weights})
			require.LessOrEqual(t, got.Ranks.Error, 0.003)
			within := 2 * max(DefaultError, got.Ranks.Error) // about four standard errors
			for i, row := range ref.Expected.Ranks {
				assert.InDeltaSlice(t, row, got.Ranks.Shares[i], within)
				assert.InDeltaSlice(t, ref.Expected.Pairwise[i], got.Pairwise.P[i], within)
				if want := ref.Expected.Central[i]; want != nil {
					assert.InDeltaSlice(t, want, got.Central[i], 0.01)
					assert.InDelta(t, *ref.Expected.Confidence[i], got.Confidence[i].Value, 1e-12)
				} else {
					assert.Nil(t, got.Central[i])
					assert.Nil(t, got.Confidence[i])
				}
			}
			assert.Equal(t, ref.Expected.Rankings, *got.Entropy.Rankings)
			assert.InDelta(t, ref.Expected.Entropy, *got.Entropy.Ranking, 0.01)
		})
	}
}

// Case 22. A closed form: A = (1, 0), B = (y, y) with y uniform over 0.2 to 0.6, one draw for
// both criteria.
func TestReferenceSharedUnknown(t *testing.T) {
	var ref struct {
		Expected struct {
			First      []float64  `json:"rank1_acceptability"`
			Central    []*float64 `json:"central_weight_c1"`
			CentralB   float64    `json:"central_weight_B_c1"`
			Confidence []float64  `json:"confidence_factor"`
		}
	}
	reference(t, "22_smaa2_stochastic_analytic.json", &ref)
	y := fields{"range": []float64{0.2, 0.6}, "unknown": "y"}
	got, _ := analysed(t, fields{"alternatives": []string{"A", "B"}, "criteria": plain("c1", "c2"),
		"matrix": [][]any{{1, 0}, {y, y}}, "weights": fields{"kind": "free"}})
	for i, want := range ref.Expected.First {
		assert.InDelta(t, want, got.Ranks.Shares[i][0], max(2*got.Ranks.Error, 1e-12))
	}
	assert.InDelta(t, ref.Expected.Confidence[0], got.Confidence[0].Value, 1e-12)
	// The case states 1 for B too. At B's central weight w1 = 13/60 it is P(y > w1) = 23/24.
	assert.InDelta(t, 23.0/24, got.Confidence[1].Value, 0.003)
	assert.InDelta(t, *ref.Expected.Central[0], got.Central[0][0], 0.005)
	assert.InDelta(t, ref.Expected.CentralB, got.Central[1][0], 0.005)
}

type stockCase struct {
	Alternatives, Criteria []string
	Matrix                 [][]float64
	Weights                []float64
	Gates                  []struct {
		Criterion, Op string
		Value         float64
	}
	Expected struct {
		Dominates [][]bool
		Pass      []string
	}
}

// problem measures ROE and CAP upward and RI downward, on scales wider than the data.
func (c stockCase) problem() fields {
	return fields{"alternatives": c.Alternatives, "matrix": c.Matrix, "criteria": []fields{
		{"name": "ROE", "value": [][2]float64{{0, 0}, {10, 1}}},
		{"name": "CAP", "direction": "max", "value": [][2]float64{{0, 0}, {10, 1}}},
		{"name": "RI", "direction": "min", "value": [][2]float64{{20, 1}, {40, 0}}},
	}}
}

// Case 26. scikit-criteria at commit 35f17ee, dm.dominance.
func TestReferencePareto(t *testing.T) {
	var ref stockCase
	reference(t, "26_pareto.json", &ref)
	for _, weights := range []fields{{"kind": "exact", "values": ref.Weights}, {"kind": "free"}} {
		p := ref.problem()
		p["weights"] = weights
		got, _ := analysed(t, p)
		for i, row := range ref.Expected.Dominates {
			for k, want := range row {
				assert.Equal(t, want, slices.Contains(got.Dominance.Pareto, Pair{i, k}), "%d over %d", i, k)
			}
		}
	}
}

// Case 27. scikit-criteria at commit 35f17ee, FilterGE and FilterLE.
func TestReferenceGates(t *testing.T) {
	var ref stockCase
	reference(t, "27_gates.json", &ref)
	p := ref.problem()
	p["weights"] = fields{"kind": "equal"}
	var gates []fields
	for _, g := range ref.Gates {
		key := map[string]string{">=": "at_least", "<=": "at_most"}[g.Op]
		gates = append(gates, fields{"criterion": g.Criterion, key: g.Value})
	}
	p["gates"] = gates
	got, _ := analysed(t, p)
	var pass []string
	for i, name := range got.Alternatives {
		if got.Ranked[i] {
			pass = append(pass, name)
			assert.Equal(t, 1.0, got.Gates.Passes[i].Value)
			continue
		}
		assert.Nil(t, got.Gates.Passes[i])
		assert.Nil(t, got.Ranks.Shares[i], "who fails a gate is not ranked")
	}
	assert.Equal(t, ref.Expected.Pass, pass)
}

// Case 28. paterijk/MCDA at commit ff40fd0, MRSort.
func TestReferenceSorting(t *testing.T) {
	var ref struct {
		Alternatives, Criteria []string
		Matrix                 [][]float64
		Weights                []float64
		Directions             []string
		Params                 struct {
			Profiles map[string][]float64  `json:"lower_profiles"`
			Vetoes   map[string][]*float64 `json:"vetoes"`
			Majority float64
		}
		Expected struct {
			With    []string `json:"with_veto"`
			Without []string `json:"without_veto"`
		}
	}
	reference(t, "28_mrsort_veto.json", &ref)
	var criteria []fields
	for j, name := range ref.Criteria {
		curve := [][2]float64{{0, 0}, {50, 1}}
		if ref.Directions[j] == "min" {
			curve = [][2]float64{{0, 1}, {50, 0}}
		}
		criteria = append(criteria, fields{"name": name, "direction": ref.Directions[j], "value": curve})
	}
	for _, vetoes := range []bool{true, false} {
		want, categories := ref.Expected.Without, []fields{}
		for _, name := range []string{"Good", "Medium"} {
			c := fields{"name": name, "profile": ref.Params.Profiles[name]}
			if vetoes {
				c["veto"], want = ref.Params.Vetoes[name], ref.Expected.With
			}
			categories = append(categories, c)
		}
		got, _ := analysed(t, fields{"alternatives": ref.Alternatives, "criteria": criteria, "matrix": ref.Matrix,
			"weights": fields{"kind": "exact", "values": ref.Weights},
			"sorting": fields{"categories": categories, "rest": "Bad", "majority": ref.Params.Majority}})
		for i, s := range got.Sorting {
			assert.Equal(t, want[i], s.Best, ref.Alternatives[i])
			assert.Equal(t, want[i], s.Worst, ref.Alternatives[i])
		}
	}
}

// Case 30, the half on fixed scales: a copy changes nothing.
func TestReferenceFixedScale(t *testing.T) {
	var ref struct {
		Alternatives []string
		Matrix       [][]float64
		FixedScale   []float64 `json:"fixed_scale"`
		Expected     struct{ Three, Four []float64 }
	}
	reference(t, "30_fixed_scale.json", &ref)
	for n, want := range map[int][]float64{3: ref.Expected.Three, 4: ref.Expected.Four} {
		criteria := plain("1", "2", "3")
		for _, c := range criteria {
			c["value"] = [][2]float64{{ref.FixedScale[0], 0}, {ref.FixedScale[1], 1}}
		}
		got, _ := analysed(t, fields{"alternatives": ref.Alternatives[:n], "criteria": criteria, "matrix": ref.Matrix[:n], "weights": fields{"kind": "equal"}})
		for i := range n {
			assert.InDelta(t, want[i], got.Score[i][0], 1e-12)
		}
	}
}

// Case 35. Saltelli et al. 2008: S_j = w_j^2 width_j^2 / sum.
func TestReferenceSensitivity(t *testing.T) {
	var ref struct {
		Weights []float64
		Params  struct{ Widths []float64 }
		// By unknown, which here is by criterion.
		Expected  struct{ S1 []float64 }
		Tolerance struct {
			Abs float64 `json:"abs_exact"`
		}
	}
	reference(t, "35_sobol_additive_exact.json", &ref)
	var row [][2]float64
	for j, width := range ref.Params.Widths {
		row = append(row, [2]float64{0.1 * float64(j), 0.1*float64(j) + width})
	}
	got, _ := analysed(t, fields{"alternatives": []string{"A", "B"}, "criteria": plain("a", "b", "c", "d"),
		"matrix": []any{row, []float64{0.5, 0.5, 0.5, 0.5}}, "weights": fields{"kind": "exact", "values": ref.Weights}})
	for j, want := range ref.Expected.S1 {
		assert.Equal(t, j, got.Sensitivity[0].Shares[j].Unknown)
		assert.InDelta(t, want, got.Sensitivity[0].Shares[j].Share, ref.Tolerance.Abs)
	}
}

// The value of finding out, by hand. A is worth 0.5 for certain and B is uniform over 0.2 to
// 0.6, mean 0.4: B is worth the asking only above 0.5, and then 0.05 more on average, with
// probability 1/4. So EVPPI = EVPI = 1/4 x 0.05 = 0.0125.
func TestValueOfInformationByHand(t *testing.T) {
	got, _ := analysedText(t, `{"alternatives": ["A", "B"], "criteria": [{"name": "x"}], "matrix": [[0.5], [[0.2, 0.6]]], "weights": {"kind": "equal"}}`)
	require.Len(t, got.EVPPI, 1)
	assert.InDelta(t, 0.0125, got.EVPPI[0].Value, 1e-15)
	assert.InDelta(t, 0.0125, got.EVPI.Value, 1e-15)
	assert.Zero(t, got.EVPI.Error)
	assert.InDelta(t, 0.75, got.Ranks.Shares[0][0], 2*max(got.Ranks.Error, 1e-9))
}

// Case 37. Exact arithmetic; linear programmes by scipy 1.10.1.
func TestReferenceChanges(t *testing.T) {
	var ref struct {
		valueCase
		Expected struct {
			Gap    float64
			Single []struct {
				Criterion string
				Delta     float64 `json:"delta_value"`
				Feasible  bool
			} `json:"single_criterion"`
			Rise    float64 `json:"L1_min_total_score_change"`
			Weights float64 `json:"L1_min_weight_change"`
		}
	}
	reference(t, "37_counterfactual_minimal_change.json", &ref)
	p := ref.problem()
	got, _ := analysed(t, p)
	require.NotEmpty(t, got.Changes)
	c := got.Changes[0]
	require.Equal(t, [2]int{0, 3}, [2]int{c.Alternative, c.Against})
	assert.InDelta(t, ref.Expected.Gap, c.Gap, ref.Tolerance.Abs)
	for j, want := range ref.Expected.Single {
		assert.Equal(t, want.Criterion, c.Single[j].Criterion)
		assert.InDelta(t, want.Delta, c.Single[j].Delta, ref.Tolerance.Abs)
		assert.Equal(t, want.Feasible, c.Single[j].Feasible)
	}
	assert.InDelta(t, ref.Expected.Rise, c.SmallestRise.Total, ref.Tolerance.Abs)
	assert.InDelta(t, ref.Expected.Weights, c.Weights.Total, ref.Tolerance.Abs)
	assert.Equal(t, 3, got.Holds.Alternative)
}
