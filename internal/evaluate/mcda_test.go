package evaluate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// The reference cases of testdata/mcda go through the product's own functions: each column of
// numbers becomes a criterion with a curve, each row an offer measured on it without doubt.

func reference(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mcda", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// curve makes a criterion of the points of a value function, from its worse end to its better.
// Its levels are cut in four even parts unless at says otherwise.
func curve(id string, weight float64, points []framework.Point, at ...float64) framework.Criterion {
	worst, best := points[0][0], points[len(points)-1][0]
	th := &framework.Thresholds{Sense: "asc"}
	if worst > best {
		th.Sense = "desc"
	}
	for i := range th.At {
		th.At[i] = worst + (best-worst)*float64(i+1)/4
	}
	copy(th.At[:], at)
	return framework.Criterion{ID: id, Title: id, Weight: weight, Thresholds: th, Curve: points}
}

// rows scores each row of a matrix as an offer.
func rows(t *testing.T, fw *framework.Framework, names []string, matrix [][]float64, tier framework.Tier) []evaluate.Contender {
	t.Helper()
	var cs []evaluate.Contender
	for i, row := range matrix {
		var answers []offer.Answer
		for _, c := range fw.Criteria {
			answers = append(answers, measured(c.ID, row[len(answers)], row[len(answers)]))
		}
		r := score(t, fw, offer.Offer{}, answers, options(func(o *evaluate.Options) { o.Tier = tier }))
		cs = append(cs, evaluate.Contender{ID: offer.ID(names[i]), Result: r})
	}
	return cs
}

func TestReferenceAdditiveValue(t *testing.T) {
	var ref struct {
		Alternatives, Criteria []string
		Matrix                 [][]float64
		Weights                []float64
		Curves                 [][]framework.Point
		Expected               struct {
			Values, Contributions [][]float64
			Total                 []float64
			BestFirst             []string `json:"best_first"`
		}
		Tolerance float64
	}
	reference(t, "01_additive.json", &ref)
	var criteria []framework.Criterion
	for j, id := range ref.Criteria {
		criteria = append(criteria, curve(id, ref.Weights[j], ref.Curves[j]))
	}
	cs := rows(t, yardstick(dimension("D", 1, criteria...)), ref.Alternatives, ref.Matrix, official)
	require.Len(t, cs, 4)
	for i, c := range cs {
		for j, cell := range c.Result.Cells {
			for _, end := range []struct{ v, c, w float64 }{
				{cell.Value.Lo, cell.Contribution.Lo, cell.Weight}, {cell.Value.Hi, cell.Contribution.Hi, cell.Weight},
			} {
				assert.InDelta(t, ref.Weights[j], end.w, ref.Tolerance)
				assert.InDelta(t, ref.Expected.Values[i][j], end.v, ref.Tolerance, "%s %s", c.ID, cell.Criterion)
				assert.InDelta(t, ref.Expected.Contributions[i][j], end.c, ref.Tolerance, "%s %s", c.ID, cell.Criterion)
			}
		}
		assert.InDelta(t, ref.Expected.Total[i], c.Result.Score.Lo, ref.Tolerance, c.ID)
		assert.InDelta(t, ref.Expected.Total[i], c.Result.Score.Hi, ref.Tolerance, c.ID)
	}
	slices.SortFunc(cs, func(a, b evaluate.Contender) int {
		if a.Result.Score.Lo > b.Result.Score.Lo {
			return -1
		}
		return 1
	})
	for i, id := range ref.Expected.BestFirst {
		assert.Equal(t, offer.ID(id), cs[i].ID)
	}
}

type stocks struct {
	Alternatives, Criteria []string
	Matrix                 [][]float64
	Weights                []float64
	Gates                  []struct {
		Criterion, Op string
		Value         float64
	}
	Expected struct {
		Dominates           [][]bool
		Dominators          map[string][]offer.ID
		DominatedEverywhere map[string]bool `json:"dominated_everywhere"`
		Pass                []offer.ID
		PassFirstGate       []offer.ID `json:"pass_first_gate"`
	}
}

// stockCurves measure ROE and CAP upward and RI downward, on scales wider than the data.
func stockCurves(weights []float64) []framework.Criterion {
	if weights == nil {
		weights = []float64{1, 1, 1}
	}
	return []framework.Criterion{
		curve("ROE", weights[0], []framework.Point{{0, 0}, {10, 1}}, 1, 2, 4, 8),
		curve("CAP", weights[1], []framework.Point{{0, 0}, {10, 1}}),
		curve("RI", weights[2], []framework.Point{{40, 0}, {20, 1}}, 35, 30, 28, 22),
	}
}

// Dominance under every weighting is Pareto dominance when nothing is in doubt.
func TestReferencePareto(t *testing.T) {
	var ref stocks
	reference(t, "26_pareto.json", &ref)
	fw := yardstick(dimension("D", 1, stockCurves(ref.Weights)...))
	cs := rows(t, fw, ref.Alternatives, ref.Matrix, official)
	got := map[evaluate.Pair]bool{}
	for _, d := range evaluate.OrderOf(fw, cs).Dominance {
		if d.AnyWeights && !d.Tie {
			got[evaluate.Pair{A: d.By, B: d.Over}] = true
		}
	}
	require.Len(t, cs, 6)
	for i, a := range cs {
		dominators, everywhere := []offer.ID{}, false
		for k, b := range cs {
			assert.Equal(t, ref.Expected.Dominates[i][k], got[evaluate.Pair{A: a.ID, B: b.ID}], "%s over %s", a.ID, b.ID)
			if got[evaluate.Pair{A: b.ID, B: a.ID}] {
				dominators = append(dominators, b.ID)
				strict := true
				for j, cell := range b.Result.Cells {
					strict = strict && cell.Value.Lo > a.Result.Cells[j].Value.Hi
				}
				everywhere = everywhere || strict
			}
		}
		assert.Equal(t, ref.Expected.Dominators[string(a.ID)], dominators, a.ID)
		assert.Equal(t, ref.Expected.DominatedEverywhere[string(a.ID)], everywhere, a.ID)
	}
}

// ROE reaches level 2 at 2, RI at 30: the tier demands level 2.
func TestReferenceGates(t *testing.T) {
	var ref stocks
	reference(t, "27_gates.json", &ref)
	require.Len(t, ref.Gates, 2)
	passing := func(gates ...string) (ids []offer.ID) {
		criteria := stockCurves(nil)
		for i, c := range criteria {
			criteria[i].Gating = slices.Contains(gates, c.ID)
		}
		fw := yardstick(dimension("D", 1, criteria...))
		cs := rows(t, fw, ref.Alternatives, ref.Matrix, official)
		unranked := evaluate.OrderOf(fw, cs).Unranked
		for _, c := range cs {
			if c.Result.Gate.State == evaluate.Pass {
				ids = append(ids, c.ID)
			}
			assert.Equal(t, c.Result.Gate.State == evaluate.Fail, slices.Contains(unranked, c.ID), c.ID)
		}
		return ids
	}
	for _, g := range ref.Gates {
		for _, c := range stockCurves(nil) {
			if c.ID == g.Criterion {
				require.Equal(t, g.Value, c.Thresholds.At[1], "level 2 of %s begins at the gate", c.ID)
				require.Equal(t, g.Op == ">=", c.Thresholds.Sense == "asc", c.ID)
			}
		}
	}
	assert.Equal(t, ref.Expected.PassFirstGate, passing("ROE"))
	assert.Equal(t, ref.Expected.Pass, passing("ROE", "RI"))
}

// Belton and Gear's copy: normalised to the sum over the offers, adding a copy of B turns A
// and B around; on a fixed scale it changes nothing.
func TestReferenceFixedScaleKeepsTheOrder(t *testing.T) {
	var ref struct {
		Alternatives []string
		Matrix       [][]float64
		FixedScale   []float64 `json:"fixed_scale"`
		Expected     struct {
			Three, Four     []float64
			NormalisedThree []float64 `json:"sum_normalised_three"`
			NormalisedFour  []float64 `json:"sum_normalised_four"`
		}
		Tolerance float64
	}
	reference(t, "30_fixed_scale.json", &ref)
	scale := []framework.Point{{ref.FixedScale[0], 0}, {ref.FixedScale[1], 1}}
	fw := yardstick(dimension("D", 1, curve("1", 0, scale), curve("2", 0, scale), curve("3", 0, scale)))
	all := rows(t, fw, ref.Alternatives, ref.Matrix, official)
	for i, want := range ref.Expected.Four {
		assert.InDelta(t, want, all[i].Result.Score.Lo, ref.Tolerance, all[i].ID)
		assert.InDelta(t, want, all[i].Result.Score.Hi, ref.Tolerance, all[i].ID)
	}
	three := evaluate.OrderOf(fw, all[:3])
	assert.Equal(t, []offer.ID{"B"}, three.MustBeFirst)
	four := evaluate.OrderOf(fw, all)
	assert.Equal(t, []offer.ID{"B", "D"}, four.CanBeFirst, "B shares the first place with its copy")
	assert.Empty(t, four.MustBeFirst)
	for _, d := range three.Dominance {
		assert.Contains(t, four.Dominance, d, "a fact about a pair does not depend on who else is there")
	}
	// The reference's own reversal, to see that the case is the one meant.
	assert.Greater(t, ref.Expected.NormalisedThree[1], ref.Expected.NormalisedThree[0])
	assert.Less(t, ref.Expected.NormalisedFour[1], ref.Expected.NormalisedFour[0])
	assert.InDeltaSlice(t, ref.Expected.Three, ref.Expected.Four[:3], ref.Tolerance)
}
