package negotiate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/linear"
)

// Notice before a model ends, from 30 to 180 days: on assay-core@1's curve of MI6 level 4 begins
// at 180 days and is worth 1.
func TestSinglesInContractUnits(t *testing.T) {
	fw := pack(t, "assay-core@1")
	notice, _, _ := fw.Criterion("MI6")
	now := notice.Value(30)
	terms := []Term{
		{Criterion: "MI6", Weight: 0.5, Value: evaluate.Interval{Lo: now, Hi: now}, Actor: framework.ActorSupplier, Rungs: Ladder(notice, evaluate.Levels{Lo: notice.LevelOf(30)}, 4, nil, nil)},
		{Criterion: "free", Weight: 0, Actor: framework.ActorSupplier},
		{Criterion: "law", Weight: 0.5, Actor: framework.ActorNobody},
	}
	raw := func(j int, v float64) (float64, bool) {
		if j == 0 {
			return notice.Raw(v)
		}
		return 0, false
	}
	list, err := Singles(terms, (1-now)/2, raw)
	require.NoError(t, err)
	require.Len(t, list, 2, "a term without weight closes nothing")
	require.NotNil(t, list[0].To)
	assert.InDelta(t, 30, *list[0].From, 1e-9)
	assert.InDelta(t, 180, *list[0].To, 1e-6)
	assert.Equal(t, len(terms[0].Rungs)-1, list[0].Rung)
	assert.True(t, list[1].Inherent)
	assert.True(t, list[1].Feasible)
	assert.Nil(t, list[1].To)
	assert.Equal(t, -1, list[1].Rung)

	list, err = Singles(terms, 0, raw)
	require.NoError(t, err)
	assert.Empty(t, list)
	_, err = Singles(nil, 1, raw)
	assert.ErrorContains(t, err, "no terms")
}

// The closed form equals the linear programme min sum d, w . d >= gap, d_j <= ceiling_j - lo_j.
func TestSmallestRiseEqualsTheLinearProgramme(t *testing.T) {
	possible := 0
	for seed := range 100_000 {
		r := rand.New(rand.NewPCG(9, uint64(seed)))
		terms := randomTerms(r, 6)
		gap := r.Float64()
		ceilings := make([]float64, len(terms))
		p := linear.Problem{Cost: make([]float64, len(terms))}
		cover := linear.Row{A: make([]float64, len(terms)), Is: linear.AtLeast, B: gap}
		most := 0.0
		for j, t := range terms {
			ceilings[j] = r.Float64()
			room := max(0, ceilings[j]-t.Value.Lo)
			if t.Inherent() {
				room = 0
			}
			most += t.Weight * room
			p.Cost[j], cover.A[j] = 1, t.Weight
			row := linear.Row{A: make([]float64, j+1), B: room}
			row.A[j] = 1
			p.Rows = append(p.Rows, row)
		}
		p.Rows = append(p.Rows, cover)
		got, err := SmallestRise(terms, gap, ceilings)
		require.NoError(t, err)
		require.Equal(t, most >= gap-1e-9, got.Possible, "case %d", seed)
		if !got.Possible {
			require.InDelta(t, gap-most, got.Missing, 1e-9, "case %d", seed)
			continue
		}
		possible++
		want, err := linear.Minimize(p)
		require.NoError(t, err)
		require.InDelta(t, want.Value, got.Total, 1e-8, "case %d", seed)
	}
	require.Greater(t, possible, 1_000)
	_, err := SmallestRise(handTerms(), 0.1, []float64{1})
	assert.ErrorContains(t, err, "1 ceilings for 4 terms")
	_, err = SmallestRise(handTerms(), 0.1, []float64{1, 1, 1, 2})
	assert.ErrorContains(t, err, "term audit: ceiling 2")
}
