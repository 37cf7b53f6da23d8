package framework_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
)

// swings weighs two dimensions of one and two criteria, and an optional one.
func swings() (*framework.Framework, framework.Weighting) {
	fw := &framework.Framework{ID: "own", Version: "1", Kind: framework.KindLevels, Dimensions: []framework.Dimension{
		{ID: "D", Title: "Duration", Weight: 1, Criteria: []framework.Criterion{{ID: "D1"}}},
		{ID: "E", Title: "Exit", Weight: 1, Criteria: []framework.Criterion{{ID: "E1"}, {ID: "E2"}, {ID: "X", Optional: true}}},
	}}
	return fw, framework.Weighting{
		Framework: "own@1", Person: "Mari Tamm", Reason: "Exit comes first.", RangesShown: true,
		Dimensions: []framework.Points{{ID: "D", Points: 50}, {ID: "E", Points: 100}},
		Criteria:   []framework.Points{{ID: "D1", Points: 100}, {ID: "E1", Points: 100}, {ID: "E2", Points: 0}},
	}
}

// By hand: D 50/150, E 100/150; within E the first has everything.
func TestWeighReplacesTheWeights(t *testing.T) {
	fw, w := swings()
	require.Empty(t, w.Validate(fw))
	got, err := fw.Weigh(w)
	require.NoError(t, err)
	assert.InDelta(t, 1.0/3, got.Share("D1"), 1e-15)
	assert.InDelta(t, 2.0/3, got.Share("E1"), 1e-15)
	assert.Zero(t, got.Share("E2"), "a person may hold that it does not matter")
	assert.Zero(t, got.Share("X"))
	assert.True(t, got.Weighed())
	assert.InDelta(t, 0.25, fw.Share("E1"), 1e-15, "the framework itself stays as it was")
	assert.False(t, fw.Weighed())
}

func TestProblemsOfAWeighting(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*framework.Weighting)
		field  string
		says   string
	}{
		{"another framework", func(w *framework.Weighting) { w.Framework = "own@2" }, "framework", "own@2"},
		{"nobody", func(w *framework.Weighting) { w.Person = " " }, "person", "name"},
		{"a name of two lines", func(w *framework.Weighting) { w.Person = "a\nb" }, "person", "one line"},
		{"a long name", func(w *framework.Weighting) { w.Person = strings.Repeat("x", 201) }, "person", "200"},
		{"no reason", func(w *framework.Weighting) { w.Reason = "" }, "reason", "why"},
		{"a long reason", func(w *framework.Weighting) { w.Reason = strings.Repeat("x", 2001) }, "reason", "2000"},
		{"a dimension left out", func(w *framework.Weighting) { w.Dimensions = w.Dimensions[:1] }, "E", "Give points to E"},
		{"a criterion left out", func(w *framework.Weighting) { w.Criteria = w.Criteria[:2] }, "E2", "Give points to E2"},
		{"points below 0", func(w *framework.Weighting) { w.Criteria[0].Points = -1 }, "D1", "between 0 and"},
		{"points beyond all", func(w *framework.Weighting) { w.Criteria[0].Points = 2 * framework.MaxPoints }, "D1", "between 0 and"},
		{"points that are no number", func(w *framework.Weighting) { w.Dimensions[0].Points = math.NaN() }, "D", "between 0 and"},
		{"points twice", func(w *framework.Weighting) { w.Criteria = append(w.Criteria, framework.Points{ID: "D1", Points: 1}) }, "D1", "twice"},
		{"all points 0", func(w *framework.Weighting) { w.Criteria[1].Points = 0 }, "E1", "All points of Exit are 0"},
		{"a stranger", func(w *framework.Weighting) { w.Criteria = append(w.Criteria, framework.Points{ID: "X", Points: 1}) }, "X", `no scored dimension or criterion "X"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fw, w := swings()
			tt.change(&w)
			ps := w.Validate(fw)
			require.Len(t, ps, 1)
			assert.Equal(t, tt.field, ps[0].Field)
			assert.Contains(t, ps[0].Message, tt.says)
		})
	}
	fw, w := swings()
	w.Criteria[1].Points = 0
	_, err := fw.Weigh(w)
	assert.ErrorContains(t, err, "All points of Exit are 0")
}
