package framework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
)

// The expected values are worked out by hand from the points of each curve.
func TestValueOnTheCurve(t *testing.T) {
	core := embedded(t, "assay-core@1")
	for _, tt := range []struct {
		criterion string
		raw, want float64
	}{
		{"CL1", 0, 0}, {"CL1", 0.01, 0}, {"CL1", 50.005, 0.5}, {"CL1", 100, 1}, {"CL1", 120, 1},
		{"CL5", 7, 0.25}, {"CL5", 18.5, 0.375}, {"CL5", 30, 0.5}, {"CL5", 105, 0.75}, {"CL5", 400, 1},
		{"MI6", 0, 0}, {"MI6", 60, 0.375}, {"MI6", 180, 1},
		{"CE2", 100, 0}, {"CE2", 64.99, 0.5}, {"CE2", 0, 1},
		{"CE6", 40, 0}, {"CE6", 21, 0.5}, {"CE6", 6, 1}, {"CE6", 0, 1},
		{"SC1", 600, 0}, {"SC1", 420, 0.175}, {"SC1", 210, 0.525}, {"SC1", 90, 0.85}, {"SC1", 0, 1},
		{"SC2", 112.5, 0.175}, {"SC2", 50, 0.525}, {"SC2", 17.5, 0.85},
		{"SC3", 1, 0}, {"SC3", 4.5, 0.5}, {"SC3", 8, 1},
		{"SC5", 6, 0}, {"SC5", 4, 0.2}, {"SC5", 1, 0.8}, {"SC5", 0, 1},
	} {
		c, _, ok := core.Criterion(tt.criterion)
		require.True(t, ok)
		assert.InDelta(t, tt.want, c.Value(tt.raw), 1e-12, "%s at %v", tt.criterion, tt.raw)
	}
}

func TestLevelOfARawValue(t *testing.T) {
	core := embedded(t, "assay-core@1")
	for _, tt := range []struct {
		criterion string
		raw       float64
		want      int
	}{
		{"CL1", 0, 0}, {"CL1", 1, 1}, {"CL1", 24.9, 1}, {"CL1", 25, 2}, {"CL1", 99, 3}, {"CL1", 100, 4},
		{"CL5", 6, 1}, {"CL5", 29, 2}, {"CL5", 179, 3}, {"CL5", 180, 4},
		{"CE2", 100, 0}, {"CE2", 99, 1}, {"CE2", 90, 1}, {"CE2", 89, 2}, {"CE2", 30, 3}, {"CE2", 29, 4},
		{"CE3", 0, 0}, {"CE3", 1, 1}, {"CE3", 79, 3}, {"CE3", 80, 4},
		{"SC1", 541, 0}, {"SC1", 540, 1}, {"SC1", 301, 1}, {"SC1", 300, 2}, {"SC1", 120, 3}, {"SC1", 60, 4},
		{"SC3", 1, 0}, {"SC3", 2, 1}, {"SC3", 7, 3}, {"SC3", 8, 4},
		{"SC5", 5, 0}, {"SC5", 4, 1}, {"SC5", 3, 2}, {"SC5", 2, 3}, {"SC5", 1, 3}, {"SC5", 0, 4},
		{"EC2", 1.5, 0}, {"EC2", 1, 1}, {"EC2", 0.5, 1}, {"EC2", 0.4, 2}, {"EC2", 0.05, 3}, {"EC2", 0, 4},
	} {
		c, _, ok := core.Criterion(tt.criterion)
		require.True(t, ok)
		assert.Equal(t, tt.want, c.LevelOf(tt.raw), "%s at %v", tt.criterion, tt.raw)
	}
}

func TestALevelIsWorthItsBandAtBothEnds(t *testing.T) {
	core := embedded(t, "assay-core@1")
	for _, tt := range []struct {
		criterion     string
		level         int
		worse, better float64
	}{
		{"CL2", 0, 0, 0}, {"CL2", 3, 0.75, 0.75}, {"CL2", 4, 1, 1}, // nothing measured: n/4
		{"CL5", 1, 0, 0.25}, {"CL5", 2, 0.25, 0.5}, {"CL5", 3, 0.5, 1},
		{"SC1", 1, 0, 0.35}, {"SC1", 3, 0.7, 1},
		{"SC3", 1, 1.0 / 7, 2.0 / 7}, {"SC3", 3, 5.0 / 7, 6.0 / 7}, // two or three, six or seven of eight
		{"SC5", 1, 0.2, 0.2}, {"SC5", 3, 0.6, 0.8}, // four clauses; one or two
	} {
		c, _, ok := core.Criterion(tt.criterion)
		require.True(t, ok)
		worse, better := c.LevelValues(tt.level)
		assert.InDelta(t, tt.worse, worse, 1e-12, "%s level %d", tt.criterion, tt.level)
		assert.InDelta(t, tt.better, better, 1e-12, "%s level %d", tt.criterion, tt.level)
	}
}

// Level 0 is worth exactly nothing and level 4 exactly everything, levels never overlap, and
// on a continuous scale each begins where the one below it ends.
func TestLevelBandsTouchOnEveryMeasuredCriterion(t *testing.T) {
	measured := 0
	for _, c := range embedded(t, "assay-core@1").Criteria {
		worse, better := c.LevelValues(0)
		assert.Equal(t, [2]float64{0, 0}, [2]float64{worse, better}, c.ID)
		below := better
		for level := 1; level <= framework.MaxLevel; level++ {
			worse, better = c.LevelValues(level)
			assert.LessOrEqual(t, worse, better, "%s level %d", c.ID, level)
			assert.LessOrEqual(t, below, worse, "%s level %d", c.ID, level)
			if c.Thresholds != nil && c.Thresholds.Step == 0 {
				assert.Equal(t, below, worse, "%s level %d", c.ID, level)
			}
			below = better
		}
		assert.Equal(t, [2]float64{1, 1}, [2]float64{worse, better}, c.ID)
		if c.Thresholds != nil {
			measured++
			for i, cut := range c.Thresholds.At {
				assert.Equal(t, i+1, c.LevelOf(cut), "%s at %v", c.ID, cut)
			}
		}
	}
	assert.Equal(t, 14, measured)
}

// Raw inverts Value: by hand from the points of each curve.
func TestRawThatReachesAValue(t *testing.T) {
	core := embedded(t, "assay-core@1")
	for _, tt := range []struct {
		criterion   string
		value, want float64
	}{
		{"CL1", 0.5, 50.005}, {"CL1", 1, 100}, {"CL1", 0, 0.01}, // where the curve begins
		{"CL5", 0.375, 18.5}, {"CL5", 0.75, 105},
		{"MI6", 0.375, 60}, {"MI6", 1, 180},
		{"CE6", 0.5, 21}, {"CE6", 1, 6},
		{"SC1", 0.175, 420}, {"SC1", 0.525, 210}, {"SC1", 0.85, 90},
		{"SC5", 0.2, 4}, {"SC5", 0.8, 1},
	} {
		c, _, ok := core.Criterion(tt.criterion)
		require.True(t, ok)
		raw, ok := c.Raw(tt.value)
		require.True(t, ok, tt.criterion)
		assert.InDelta(t, tt.want, raw, 1e-9, "%s for %v", tt.criterion, tt.value)
	}
	c, _, _ := core.Criterion("CL1")
	_, ok := c.Raw(1.01)
	assert.False(t, ok, "out of reach")
	c, _, _ = core.Criterion("CL3")
	require.Empty(t, c.Curve)
	_, ok = c.Raw(0.5)
	assert.False(t, ok, "no curve")
}

// On every curve that ships, for 1,000 values: the raw value has at least the value, and one a
// little nearer the worse end has less.
func TestRawIsTheLeastThatReaches(t *testing.T) {
	core := embedded(t, "assay-core@1")
	for _, c := range core.Criteria {
		if len(c.Curve) == 0 {
			continue
		}
		worse := -1e-6
		if c.Thresholds.Sense == "desc" {
			worse = 1e-6
		}
		for n := range 1001 {
			value := float64(n) / 1000
			raw, ok := c.Raw(value)
			require.True(t, ok)
			require.GreaterOrEqual(t, c.Value(raw), value-1e-12, "%s %v", c.ID, value)
			if n > 0 {
				require.Less(t, c.Value(raw+worse), value, "%s %v", c.ID, value)
			}
		}
	}
}
