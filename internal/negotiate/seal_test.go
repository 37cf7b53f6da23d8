package negotiate

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

func pack(t *testing.T, ref string) *framework.Framework {
	t.Helper()
	all, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := all.Get(ref)
	require.NoError(t, err)
	return fw
}

// From the official worked example (calculator of 1 June 2026) to SEAL-3 it takes 7 changes by
// the calculator's tags and 3 by the variant; counted by hand from the criteria whose chosen
// rung is tagged below 3 in the transcription.
func TestWorkedExampleToSEAL3(t *testing.T) {
	fw := pack(t, "eu-csf@2026-06")
	for _, tt := range []struct {
		variant string
		now     int
		want    int
	}{{"", 1, 7}, {"calculator", 1, 7}, {"suse", 2, 3}} {
		a, err := ReachSEAL(fw, fw.Example.Choices, tt.variant, 3)
		require.NoError(t, err)
		assert.Equal(t, tt.now, a.Now.Level)
		assert.Len(t, a.Changes, tt.want, tt.variant)
		assert.Empty(t, a.Impossible)
		assert.False(t, a.Reached)
		assert.Empty(t, a.AtRisk, "SOV-1.6 is unanswered and never below 4")
		changed := map[string]int{}
		maps.Copy(changed, fw.Example.Choices)
		for _, c := range a.Changes {
			assert.Equal(t, changed[c.Criterion], c.From)
			assert.Less(t, c.FromLevel, 3)
			assert.NotEmpty(t, c.FromLabel)
			changed[c.Criterion] = c.To

		}
		after, err := ReachSEAL(fw, changed, tt.variant, 3)
		require.NoError(t, err)
		assert.True(t, after.Reached)
		assert.Empty(t, after.Changes)
		for _, c := range a.Changes { // each is needed
			changed[c.Criterion] = c.From
			without, err := ReachSEAL(fw, changed, tt.variant, 3)
			require.NoError(t, err)
			assert.False(t, without.Reached, c.Criterion)
			changed[c.Criterion] = c.To
		}
	}
}

func TestSEALOfSmallPacks(t *testing.T) {
	rung := func(level int) framework.Rung { return framework.Rung{Label: "r", Levels: []int{level}} }
	fw := &framework.Framework{
		ID: "x", Version: "1", Kind: framework.KindRungs, PointsPerDimension: 1000,
		Variants: []framework.Variant{{ID: "v", NotGating: []string{"free"}}},
		Dimensions: []framework.Dimension{{Weight: 100, Criteria: []framework.Criterion{
			{ID: "up", Rungs: []framework.Rung{rung(4), rung(1), rung(2), rung(3)}},
			{ID: "down", Rungs: []framework.Rung{rung(4), rung(1)}},
			{ID: "never", Rungs: []framework.Rung{rung(0), rung(2)}},
			{ID: "free", Rungs: []framework.Rung{rung(0), rung(4)}},
			{ID: "blank", Rungs: []framework.Rung{rung(2), rung(4)}},
			{ID: "safe", Rungs: []framework.Rung{rung(3), rung(4)}},
		}}},
	}
	a, err := ReachSEAL(fw, map[string]int{"up": 2, "down": 2, "never": 2, "free": 1}, "v", 3)
	require.NoError(t, err)
	require.Len(t, a.Changes, 2)
	assert.Equal(t, [2]int{2, 4}, [2]int{a.Changes[0].From, a.Changes[0].To}, "upward although the first rung is nearer")
	assert.Equal(t, [2]int{2, 1}, [2]int{a.Changes[1].From, a.Changes[1].To})
	require.Len(t, a.Impossible, 1)
	assert.Equal(t, Obstacle{Kind: ObstacleFixed, Criterion: "never", Level: 2, Text: "never has no rung at level 3 or above."}, a.Impossible[0])
	assert.Equal(t, []string{"blank"}, a.AtRisk)

	a, err = ReachSEAL(fw, nil, "v", 3)
	require.NoError(t, err)
	assert.False(t, a.Reached, "nothing answered is not a level")

	_, err = ReachSEAL(fw, nil, "w", 3)
	assert.ErrorContains(t, err, `no variant "w"`)
	_, err = ReachSEAL(fw, nil, "v", 5)
	assert.ErrorContains(t, err, "assurance level 5")
	_, err = ReachSEAL(fw, map[string]int{"zz": 1}, "v", 3)
	assert.ErrorContains(t, err, `no criterion "zz"`)
	_, err = evaluate.Rungs(fw, map[string]int{"up": 9})
	assert.Error(t, err)
}
