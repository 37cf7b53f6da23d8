package evaluate_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func pack(t *testing.T, ref string) *framework.Framework {
	t.Helper()
	all, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := all.Get(ref)
	require.NoError(t, err)
	return fw
}

// workedExample reads testdata/mcda/eu_csf_worked_example.csv; its source stands in the
// README beside it.
func workedExample(t *testing.T) map[string]int {
	t.Helper()
	f, err := os.Open("../../testdata/mcda/eu_csf_worked_example.csv")
	require.NoError(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	choices := map[string]int{}
	for _, l := range lines[1:] {
		if l[1] != "" {
			choices[l[0]], err = strconv.Atoi(l[1])
			require.NoError(t, err)
		}
	}
	require.Len(t, choices, 47)
	return choices
}

// Points by objective in the worked example, added up by hand from the transcription:
// 530.93, 709.75, 700, 709.75, 572, 500, 1001 and 875.
//
//	2026-06: (20x530.93 + 10x709.75 + 10x700 + 15x709.75 + 10x572 + 15x500 + 15x1001 + 5x875)/1000 = 67.97235
//	1.2.1:   (15x530.93 + 10x709.75 + 10x700 + 15x709.75 + 20x572 + 15x500 + 10x1001 + 5x875)/1000 = 66.0327
//
// SOV-1.6 is not answered; its best rung has 125 points and is worth 125 x weight / 1000 more.
func TestCloudSovereigntyWorkedExample(t *testing.T) {
	tests := []struct {
		ref            string
		score, best    float64
		top            float64 // the score of the best rung everywhere
		firstObjective float64 // contribution of SOV-1
	}{
		{"eu-csf@2026-06", 67.97235, 67.97235 + 2.5, 100.0756, 10.6186},
		{"eu-csf@1.2.1", 66.0327, 66.0327 + 1.875, 100.08045, 7.96395},
	}
	for _, tt := range tests {
		t.Run(tt.ref, func(t *testing.T) {
			fw := pack(t, tt.ref)
			r, err := evaluate.Rungs(fw, workedExample(t))
			require.NoError(t, err)
			assert.InDelta(t, tt.score, r.Score.Lo, 1e-9)
			assert.InDelta(t, tt.best, r.Score.Hi, 1e-9)
			assert.Equal(t, []string{"SOV-1.6"}, r.Unanswered)
			require.Len(t, r.Objectives, 8)
			for i, points := range []float64{530.93, 709.75, 700, 709.75, 572, 500, 1001, 875} {
				assert.InDelta(t, points, r.Objectives[i].Points.Lo, 1e-9, r.Objectives[i].ID)
			}
			assert.InDelta(t, tt.firstObjective, r.Objectives[0].Contribution.Lo, 1e-9)
			assert.Equal(t, 1, r.Objectives[0].Unanswered)

			// SEAL: the minimum over what is answered. The mean would be 3, and is wrong.
			require.Len(t, r.Levels, 2)
			assert.Equal(t, evaluate.AssuranceLevel{Variant: "calculator", Title: r.Levels[0].Title, Known: true, Level: 1, Binding: []string{"SOV-2.2"}, Possible: evaluate.Levels{1, 1}}, r.Levels[0], "SOV-1.6, left open, is SEAL-4 on every rung")
			assert.Equal(t, "suse", r.Levels[1].Variant)
			assert.Equal(t, 2, r.Levels[1].Level)
			assert.Equal(t, []string{"SOV-1.3", "SOV-1.8", "SOV-2.2"}, r.Levels[1].Binding)
			for i, want := range []int{2, 1, 2, 3, 3, 2, 4, 4} { // lowest tag of the calculator's column over each objective's choices
				l := r.Objectives[i].Levels[0]
				assert.Equal(t, []any{true, want, evaluate.Levels{want, want}}, []any{l.Known, l.Level, l.Possible}, r.Objectives[i].ID)
			}
			assert.Equal(t, []string{"SOV-2.2"}, r.Objectives[1].Levels[0].Binding)
			sum, n := 0, 0
			for id, choice := range workedExample(t) {
				c, _, _ := fw.Criterion(id)
				sum, n = sum+c.Rungs[choice-1].Levels[0], n+1
			}
			assert.Equal(t, 3, int(math.Round(float64(sum)/float64(n))))

			best := map[string]int{}
			for _, c := range fw.Criteria {
				best[c.ID] = len(c.Rungs)
			}
			r, err = evaluate.Rungs(fw, best)
			require.NoError(t, err)
			assert.InDelta(t, tt.top, r.Score.Lo, 1e-9, "not clamped at 100")
			assert.InDelta(t, tt.top, r.Score.Hi, 1e-9)
			assert.Empty(t, r.Unanswered)
			assert.Equal(t, 4, r.Levels[0].Level)
			assert.Len(t, r.Levels[0].Binding, 48)
			assert.Len(t, r.Levels[1].Binding, 43, "five questions on silicon do not limit the variant")

			r, err = evaluate.Rungs(fw, nil)
			require.NoError(t, err)
			assert.Zero(t, r.Score.Lo)
			assert.InDelta(t, tt.top, r.Score.Hi, 1e-9)
			assert.Len(t, r.Unanswered, 48)
			assert.False(t, r.Levels[0].Known)
			assert.Equal(t, evaluate.Levels{0, 4}, r.Levels[0].Possible, "nothing answered: the whole of what its rungs hold")
		})
	}
}

func TestRungsNameBadChoices(t *testing.T) {
	fw := pack(t, "eu-csf@2026-06")
	tests := []struct {
		choices map[string]int
		says    string
	}{
		{map[string]int{"SOV-1.1": 5}, "criterion SOV-1.1: choice 5 is not between 1 and 4"},
		{map[string]int{"SOV-1.1": 0}, "criterion SOV-1.1: choice 0 is not between 1 and 4"},
		{map[string]int{"SOV-9.9": 1, "SOV-9.8": 1}, `has no criterion "SOV-9.8"`}, // the first of them, every time
	}
	for _, tt := range tests {
		_, err := evaluate.Rungs(fw, tt.choices)
		assert.ErrorContains(t, err, tt.says)
	}
	_, err := evaluate.Rungs(pack(t, "assay-core@1"), nil)
	assert.ErrorContains(t, err, "framework assay-core@1 is answered by levels, not by rungs")
}

// A question that does not gate a variant leaves its level alone even at the lowest tag.
func TestVariantIgnoresWhatDoesNotGateIt(t *testing.T) {
	r, err := evaluate.Rungs(pack(t, "eu-csf@2026-06"), map[string]int{"SOV-6.5": 1, "SOV-1.1": 4})
	require.NoError(t, err)
	assert.Equal(t, 0, r.Levels[0].Level)
	assert.Equal(t, []string{"SOV-6.5"}, r.Levels[0].Binding)
	assert.Equal(t, 4, r.Levels[1].Level)
	assert.Equal(t, []string{"SOV-1.1"}, r.Levels[1].Binding)
	r, err = evaluate.Rungs(pack(t, "eu-csf@2026-06"), map[string]int{"SOV-6.5": 1})
	require.NoError(t, err)
	assert.False(t, r.Levels[1].Known, "nothing that limits the variant is answered")
}

// Version 1.2.1 has no points: an objective is judged by one assurance level 0 to 4, and a
// level is worth its quarter. Safespring publishes levels 4, 4, 4, 4, 2, 3, 4, 4 for itself:
// 15 + 10 + 10 + 15 + 20x2/4 + 15x3/4 + 10 + 5 = 86.25.
func TestCloudSovereigntyByObjectiveLevels(t *testing.T) {
	fw := yardstick()
	var answers []offer.Answer
	for i, level := range []int{4, 4, 4, 4, 2, 3, 4, 4} {
		d := pack(t, "eu-csf@1.2.1").Dimensions[i]
		fw.Dimensions = append(fw.Dimensions, dimension(d.ID, d.Weight, ordinal(d.ID+"-level")))
		answers = append(answers, given(d.ID+"-level", level, level))
	}
	r := score(t, fw, offer.Offer{}, answers, options())
	assert.InDelta(t, .8625, r.Score.Lo, 1e-12)
	assert.InDelta(t, .8625, r.Score.Hi, 1e-12)
}

// The classes as White et al. 2024 state them; a higher class counts only if the lower is met.
func TestModelOpennessClasses(t *testing.T) {
	third := []string{"architecture", "final-parameters", "technical-report", "evaluation-results", "model-card", "data-card"}
	second := []string{"training-code", "inference-code", "evaluation-code", "evaluation-data"}
	first := []string{"datasets", "preprocessing-code", "intermediate-parameters", "research-paper"}
	all := slices.Concat(third, second, first)
	tests := []struct {
		name     string
		released []string
		unknown  []string
		lo, hi   int
		progress []evaluate.Interval
	}{
		{"nothing", nil, nil, 0, 0, []evaluate.Interval{{0, 0}, {0, 0}, {0, 0}}},
		{"class III", third, nil, 1, 1, []evaluate.Interval{{1, 1}, {0, 0}, {0, 0}}},
		{"class III less the data card", third[:5], nil, 0, 0, []evaluate.Interval{{5. / 6, 5. / 6}, {0, 0}, {0, 0}}},
		{"class II", slices.Concat(third, second), nil, 2, 2, []evaluate.Interval{{1, 1}, {1, 1}, {0, 0}}},
		{"class I", all, nil, 3, 3, []evaluate.Interval{{1, 1}, {1, 1}, {1, 1}}},
		{"all of II without III is no class", slices.Concat(second, first), nil, 0, 0, []evaluate.Interval{{0, 0}, {1, 1}, {1, 1}}},
		{"all of I without II stays III", slices.Concat(third, first), nil, 1, 1, []evaluate.Interval{{1, 1}, {0, 0}, {1, 1}}},
		{"one unknown leaves III open, and no more", third[:5], third[5:], 0, 1, []evaluate.Interval{{5. / 6, 1}, {0, 0}, {0, 0}}},
		{"unknown below opens what is met above", slices.Concat(third[1:], second), third[:1], 0, 2, []evaluate.Interval{{5. / 6, 1}, {1, 1}, {0, 0}}},
		{"nothing known", nil, all, 0, 3, []evaluate.Interval{{0, 1}, {0, 1}, {0, 1}}},
		{"a sixth of III, as GPT-4o's record has it", third[2:3], nil, 0, 0, []evaluate.Interval{{1. / 6, 1. / 6}, {0, 0}, {0, 0}}},
	}
	fw := pack(t, "mof@1.0")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			released := map[string]offer.Tri{}
			for _, id := range all {
				released[id] = offer.No
			}
			for _, id := range tt.released {
				released[id] = offer.Yes
			}
			for _, id := range tt.unknown {
				released[id] = offer.DontKnow
			}
			got, err := evaluate.Classes(fw, released)
			require.NoError(t, err)
			assert.Equal(t, evaluate.ClassResult{Lo: tt.lo, Hi: tt.hi, Progress: tt.progress}, got)
			maps.DeleteFunc(released, func(_ string, v offer.Tri) bool { return v == offer.DontKnow })
			again, err := evaluate.Classes(fw, released)
			require.NoError(t, err)
			assert.Equal(t, got, again, "what is missing is not known")
		})
	}
	t.Run("optional components decide nothing", func(t *testing.T) {
		got, err := evaluate.Classes(fw, map[string]offer.Tri{"sample-outputs": offer.No})
		require.NoError(t, err)
		assert.Equal(t, 3, got.Hi)
	})
	for range 20 { // which of two is named does not depend on the map
		_, err := evaluate.Classes(fw, map[string]offer.Tri{"wieghts": offer.Yes, "weights": offer.Yes})
		require.ErrorContains(t, err, `has no component "weights"`)
	}
	_, err := evaluate.Classes(pack(t, "assay-core@1"), nil)
	assert.ErrorContains(t, err, "answered by levels, not by components")
}

// The core pack as shipped: 26 criteria in four dimensions of equal weight.
func TestCorePackWeights(t *testing.T) {
	fw := pack(t, "assay-core@1")
	r := score(t, fw, offer.Offer{}, nil, options())
	require.Len(t, r.Cells, 26)
	require.Len(t, r.Context, 4)
	per := map[string]int{}
	for _, c := range r.Cells {
		per[c.Dimension]++
	}
	for _, c := range r.Cells {
		assert.InDelta(t, .25/float64(per[c.Dimension]), c.Weight, 1e-15, c.Criterion)
	}
	assert.Len(t, r.Gate.Open, 9)
	assert.Equal(t, fmt.Sprint([]string{"CL3", "CL5", "CL8", "MI1", "MI6", "CE1", "CE3", "SC1", "SC4"}), fmt.Sprint(r.Gate.Open))
}
