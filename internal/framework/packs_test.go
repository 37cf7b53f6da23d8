package framework_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAssayCoreHasTwentySixCriteriaInFourDimensions(t *testing.T) {
	f := embedded(t, "assay-core@1")
	var core, optional, gates, na []string
	counts := map[string]int{}
	for d, c := range f.Criteria {
		if c.Optional {
			optional = append(optional, c.ID)
			assert.Zero(t, d.Weight, "optional criteria enter no score")
			continue
		}
		core = append(core, c.ID)
		counts[d.ID]++
		assert.Equal(t, 0.25, d.Weight)
		assert.NotEmpty(t, d.Question)
		assert.NotEmpty(t, c.Evidence, c.ID)
		assert.NotEmpty(t, c.MapsTo, c.ID)
		assert.NotEmpty(t, c.WhyAsked, c.ID)
		if c.Gating {
			gates = append(gates, c.ID)
		}
		if c.NAPermitted {
			na = append(na, c.ID)
		}
	}
	assert.Len(t, core, 26)
	assert.Equal(t, map[string]int{"compute-location": 8, "model-inspectability": 6, "chip-exposure": 6, "switching-cost": 6}, counts)
	assert.Equal(t, []string{"EC1", "EC2", "GV1", "LO1"}, optional)
	assert.Equal(t, []string{"CL3", "CL5", "CL8", "MI1", "MI6", "CE1", "CE3", "SC1", "SC4"}, gates)
	assert.Equal(t, []string{"CL1", "CL2", "CL4", "MI1", "MI2", "MI3", "MI4", "MI5", "MI6", "CE1", "CE2", "CE3", "CE4", "CE6", "SC4"}, na)
	for id, level := range map[string]int{"public": 1, "official": 2, "critical": 3} {
		tier, err := f.Tier(id)
		require.NoError(t, err)
		assert.Equal(t, level, tier.Level)
	}
	tier, err := f.Tier("")
	require.NoError(t, err)
	assert.Equal(t, "official", tier.ID)
	_, err = f.Tier("secret")
	require.ErrorContains(t, err, `no workload tier "secret"`)
}

// The worked example of the calculator's transcription: choices by criterion, SOV-1.6 is not
// answered. Expected figures: 67.9724 with the weights of June 2026 and 66.0327 with v1.2.1.
var workedExample = [][]int{
	{4, 3, 2, 4, 3, 0, 3, 3}, {3, 3, 5, 4, 3, 3}, {3, 4, 4, 5, 3}, {3, 4, 4, 5, 4, 3},
	{3, 3, 3, 3, 3, 4, 4}, {3, 3, 3, 4, 2}, {5, 5, 5, 5, 5, 5, 5}, {4, 5, 5, 4},
}

func TestEUCalculatorIsComplete(t *testing.T) {
	f := embedded(t, "eu-csf@2026-06")
	rungs, criteria := 0, []int{}
	for _, d := range f.Dimensions {
		criteria = append(criteria, len(d.Criteria))
		for _, c := range d.Criteria {
			rungs += len(c.Rungs)
		}
	}
	assert.Equal(t, []int{8, 6, 5, 6, 7, 5, 7, 4}, criteria) // 48
	assert.Equal(t, 235, rungs)
}

// Rungs are evenly spaced but for two criteria of the source. The sums over each objective's
// rungs (points, levels by the calculator, levels by the variant) were added up from an
// independent transcription of the workbook.
func TestEUCalculatorKeepsEveryPointAndLevel(t *testing.T) {
	f := embedded(t, "eu-csf@2026-06")
	uneven := map[string][]float64{"SOV-1.7": {0, 41.67, 83, 125.01}, "SOV-2.1": {0, 84, 167}}
	var sums [][3]float64
	for _, d := range f.Dimensions {
		var sum [3]float64
		for _, c := range d.Criteria {
			n := len(c.Rungs) - 1
			for i, r := range c.Rungs {
				want := c.Rungs[n].Points * float64(i) / float64(n)
				if u := uneven[c.ID]; u != nil {
					want = u[i]
				}
				assert.InDelta(t, want, r.Points, 1e-9, "%s rung %d", c.ID, i+1)
				sum = [3]float64{sum[0] + r.Points, sum[1] + float64(r.Levels[0]), sum[2] + float64(r.Levels[1])}
			}
		}
		sums = append(sums, [3]float64{math.Round(sum[0]*100) / 100, sum[1], sum[2]})
	}
	assert.Equal(t, [][3]float64{
		{2312.22, 124, 124}, {2338.5, 70, 73}, {2500, 48, 53}, {2505, 77, 77},
		{2502.5, 90, 92}, {2500, 61, 64}, {2502.5, 82, 88}, {2500, 56, 67},
	}, sums)
}

func TestEUCalculatorReachesItsPublishedFigures(t *testing.T) {
	for ref, want := range map[string]struct{ most, example float64 }{
		"eu-csf@2026-06": {100.0756, 67.9724},
		"eu-csf@1.2.1":   {100.08045, 66.0327}, // most: 15 x 1.00003 + 10 x 1.002 + 10 + 15 x 1.002 + 20 x 1.001 + 15 + 10 x 1.001 + 5
	} {
		f := embedded(t, ref)
		most, example := 0.0, 0.0
		for i, d := range f.Dimensions {
			for j, c := range d.Criteria {
				most += d.Weight * c.Rungs[len(c.Rungs)-1].Points / f.PointsPerDimension
				if choice := workedExample[i][j]; choice > 0 {
					example += d.Weight * c.Rungs[choice-1].Points / f.PointsPerDimension
				}
			}
		}
		assert.InDelta(t, want.most, most, 1e-9, ref)
		assert.InDelta(t, want.example, example, 5e-5, ref)
	}
}

// The overall level is the minimum over the answered criteria. By the calculator's tags the
// worked example is bound by SOV-2.2 at SEAL-1, by the variant's at SEAL-2.
func TestEUCalculatorVariantsPart(t *testing.T) {
	f := embedded(t, "eu-csf@2026-06")
	lowest, binding, differ := []int{4, 4}, [][]string{nil, nil}, 0
	for i, d := range f.Dimensions {
		for j, c := range d.Criteria {
			same := true
			for _, r := range c.Rungs {
				same = same && r.Levels[0] == r.Levels[1]
			}
			if !same {
				differ++
			}
			choice := workedExample[i][j]
			for v, variant := range f.Variants {
				if choice == 0 || slices.Contains(variant.NotGating, c.ID) {
					continue
				}
				switch level := c.Rungs[choice-1].Levels[v]; {
				case level < lowest[v]:
					lowest[v], binding[v] = level, []string{c.ID}
				case level == lowest[v]:
					binding[v] = append(binding[v], c.ID)
				}
			}
		}
	}
	assert.Equal(t, []int{1, 2}, lowest)
	assert.Equal(t, []string{"SOV-2.2"}, binding[0])
	assert.Equal(t, 19, differ)
	assert.Equal(t, []string{"SOV-3.5", "SOV-5.1", "SOV-5.2", "SOV-5.3", "SOV-6.5"}, f.Variants[1].NotGating)
}

// White et al. 2024: each class asks for its own components and for all below it.
func TestOpennessClassesAskForFourteenComponents(t *testing.T) {
	f := embedded(t, "mof@1.0")
	all, asked := 0, []int{}
	for range f.Criteria {
		all++
	}
	for _, c := range f.Classes {
		asked = append(asked, len(c.Components))
	}
	assert.Equal(t, 17, all)
	assert.Equal(t, []int{6, 4, 4}, asked)
}

// What an offer gives and what it takes are never added, so the two packs share no criterion,
// and no gate stands in the way of the former.
func TestAssayCapacityIsAReadingOfItsOwn(t *testing.T) {
	core, capacity := embedded(t, "assay-core@1"), embedded(t, "assay-capacity@1")
	var ids, measured []string
	for d, c := range capacity.Criteria {
		ids = append(ids, c.ID)
		assert.Equal(t, 1.0, d.Weight)
		assert.False(t, c.Gating || c.Optional, c.ID)
		assert.NotEmpty(t, c.Evidence, c.ID)
		assert.NotEmpty(t, c.WhyAsked, c.ID)
		assert.Len(t, c.Levels, 5, c.ID)
		_, _, shared := core.Criterion(c.ID)
		assert.False(t, shared, c.ID)
		if c.Thresholds != nil {
			measured = append(measured, c.ID)
			assert.NotEmpty(t, c.Unit, c.ID)
			assert.NotEmpty(t, c.Curve, c.ID)
		}
	}
	assert.Equal(t, []string{"CG1", "CG2", "CG3", "CG4", "CG5", "CG6"}, ids)
	assert.Equal(t, []string{"CG1", "CG3", "CG5", "CG6"}, measured, "criteria with a raw unit")
	assert.Contains(t, capacity.Statement, "our choice")
}
