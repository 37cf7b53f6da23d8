package analyse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/negotiate"
)

// By hand: equal weights of three, A at (0.5, 0.5, 0.5), B at (1, 0.5, 0.75). A lacks 0.75 / 3
// of the score: three steps of a quarter, of which two at most fit on one criterion.
func cheapest(t testing.TB, first, second string) Change {
	t.Helper()
	got, _ := analysedText(t, `{"alternatives": ["A", "B"], "criteria": [{"name": "x"`+first+`}, {"name": "y"`+second+`}, {"name": "z"}],
		"matrix": [[0.5, 0.5, 0.5], [1, 0.5, 0.75]], "weights": {"kind": "equal"}}`)
	require.Len(t, got.Changes, 1)
	require.InDelta(t, 0.25, got.Changes[0].Gap, 1e-12)
	return got.Changes[0]
}

func moved(s []string, c Change) []string {
	for _, m := range c.Sets.Sets[0].Moves {
		s = append(s, fmt.Sprint(m.Criterion, " ", m.Value))
	}
	return s
}

func TestCheapestChangesCountEffort(t *testing.T) {
	assert.Equal(t, 3.0, cheapest(t, "", "").Sets.Sets[0].Effort)
	c := cheapest(t, `, "effort": 5`, "")
	assert.Equal(t, 3.0, c.Sets.Sets[0].Effort)
	assert.NotContains(t, strings.Join(moved(nil, c), ","), "x", "the dear one is left alone")
	c = cheapest(t, `, "effort": 5`, `, "effort": 7`)
	assert.Equal(t, 7.0, c.Sets.Sets[0].Effort, "two steps on z and one on x")
	assert.Equal(t, []string{"x 0.75", "z 1"}, moved(nil, c))
}

func TestWhatNobodyCanChangeIsLeftAlone(t *testing.T) {
	c := cheapest(t, `, "fixed": true`, `, "fixed": true`)
	require.NotEmpty(t, c.Sets.Impossible, "z alone is not enough")
	assert.Empty(t, c.Sets.Sets)
	assert.False(t, c.SmallestRise.Possible)
	assert.True(t, c.Single[0].Inherent)
	assert.NotEmpty(t, cheapest(t, `, "fixed": false`, `, "fixed": true`).Sets.Sets)
}

// A value function that ends below 1 bounds what can be asked.
func TestNoChangeGoesBeyondTheScale(t *testing.T) {
	got, _ := analysedText(t, `{"alternatives": ["A", "B"], "criteria": [{"name": "x", "value": [[0, 0], [10, 0.6]]}, {"name": "y"}],
		"matrix": [[0, 0], [10, 0.1]], "weights": {"kind": "equal"}}`)
	c := got.Changes[0]
	assert.InDelta(t, 0.35, c.Gap, 1e-12)
	assert.InDelta(t, 0.7, c.Single[0].Delta, 1e-12)
	assert.False(t, c.Single[0].Feasible, "x cannot be worth 0.7")
	assert.True(t, c.Single[1].Feasible)
	for _, s := range c.Sets.Sets {
		for _, m := range s.Moves {
			assert.False(t, m.Criterion == "x" && m.Value > 0.6)
		}
	}
}

func TestTheChosenAlternativeIsExplained(t *testing.T) {
	got, _ := analysedText(t, small(nil))
	assert.Equal(t, 0, got.Holds.Alternative, "the leader")
	assert.True(t, got.Holds.Leads)
	got, _ = analysedText(t, with("chosen", `"B"`))
	assert.Equal(t, 1, got.Holds.Alternative)
	assert.False(t, got.Holds.Leads)
	got, _ = analysedText(t, small(map[string]string{"chosen": `"B"`, "gates": `[{"criterion": "cost", "at_most": 25}]`}))
	assert.Empty(t, got.Changes, "who fails a gate is level with nobody")
	assert.Equal(t, negotiate.Fails, got.Holds.Facts[0].Status)
}

func TestTooMuchIsRefused(t *testing.T) {
	rows := func(n, m int, cell string) string {
		row := "[" + strings.TrimSuffix(strings.Repeat(cell+",", m), ",") + "]"
		return "[" + strings.TrimSuffix(strings.Repeat(row+",", n), ",") + "]"
	}
	names := func(n int, form string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(form, i))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	problem := func(n, m int, cell, more string) string {
		return `{"alternatives": ` + names(n, `"a%d"`) + `, "criteria": ` + names(m, `{"name": "c%d"}`) + `, "matrix": ` + rows(n, m, cell) + `, "weights": {"kind": "equal"}` + more + `}`
	}
	for _, tt := range []struct{ name, problem, want string }{
		{"cells", problem(1000, 101, "0", ""), "$.matrix: 1000 alternatives by 101 criteria are more than 100000 cells"},
		{"unknowns", problem(100, 201, "null", ""), "$.matrix: 20100 cells or groups of cells are not known exactly; there may be 20000"},
		{"draws", problem(1000, 20, "0", `, "draws": 1000000`), "$.draws: 1000000 draws of this problem are too much work; it may have 370368"},
		{"sweeps", problem(100, 100, "0", `, "sweep": [0,0,0,0,0,0,0,0,0,0,0]`), "$.sweep: 110000 weights by criteria by alternatives"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.problem))
			require.Error(t, err)
			assert.True(t, strings.HasPrefix(err.Error(), tt.want), err)
		})
	}
}

// Few draws cannot be exact: where the work is bounded the report says so.
func TestShortfallOfTheErrorIsSaid(t *testing.T) {
	got, _ := analysedText(t, `{"alternatives": ["A", "B", "C"], "criteria": [{"name": "x"}, {"name": "y"}, {"name": "z"}],
		"matrix": [[[0.1, 0.9], [0.2, 0.8], 0.4], [0.5, 0.6, [0.1, 0.7]], [[0.3, 0.6], 0.5, 0.5]], "weights": {"kind": "free"}, "error": 0.0001}`)
	require.Greater(t, got.Ranks.Error, 0.0001)
	assert.Contains(t, fmt.Sprint(got.Lint), FindRough)
	assert.LessOrEqual(t, got.Ranks.Draws, DefaultMaxDraws+DefaultMaxDraws/10)
}
