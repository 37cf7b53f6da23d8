package robust_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

type offersABCD struct {
	Alternatives, Criteria []string
	Matrix                 [][]float64
	Weights                []float64
}

// Case 02, run on drugis/mcda-elicitation-web (R, commit 34bc9aa6c).
func TestReferenceOneWayWeight(t *testing.T) {
	var ref struct {
		offersABCD
		Params   struct{ Grid []float64 }
		Expected struct {
			Totals map[string][][]float64 `json:"totals_by_criterion"`
		}
		Tolerance struct{ Abs float64 }
	}
	published(t, "02_weight_sensitivity_oneway.json", &ref)
	p := known(ref.Matrix, ref.Weights)
	require.Len(t, ref.Expected.Totals, 4)
	for k, name := range ref.Criteria {
		s, err := robust.SweepWeight(p, k, ref.Params.Grid)
		require.NoError(t, err)
		for i, want := range ref.Expected.Totals[name] {
			assert.InDeltaSlice(t, want, s.Expected[i], ref.Tolerance.Abs, "%s, %s", name, ref.Alternatives[i])
			for g := range want {
				assert.InDelta(t, want[g], s.Bounds[i][g][0], ref.Tolerance.Abs)
				assert.InDelta(t, want[g], s.Bounds[i][g][1], ref.Tolerance.Abs)
			}
		}
	}
}

// Case 03, exact rational arithmetic by the definition of Mareschal 1988.
func TestReferenceStabilityIntervals(t *testing.T) {
	var ref struct {
		offersABCD
		Expected map[string]struct {
			Weight    float64
			Winner    robust.Span `json:"winner_interval"`
			Ranking   robust.Span `json:"ranking_interval"`
			Crossings []struct {
				Vs string
				T  float64
			} `json:"winner_crossings"`
		}
		Tolerance struct{ Abs float64 }
	}
	published(t, "03_weight_stability_interval.json", &ref)
	s, err := robust.StabilityOf(known(ref.Matrix, ref.Weights))
	require.NoError(t, err)
	require.Equal(t, new(3), s.Leader)
	require.Len(t, ref.Expected, 4)
	for k, name := range ref.Criteria {
		want, got := ref.Expected[name], s.Criteria[k]
		near := func(want, got robust.Span) {
			t.Helper()
			assert.InDeltaSlice(t, want[:], got[:], ref.Tolerance.Abs, name)
		}
		assert.InDelta(t, want.Weight, got.Weight, ref.Tolerance.Abs)
		near(want.Winner, *got.Winner)
		near(want.Ranking, *got.Ranking)
		near(want.Winner, *got.Guaranteed) // nothing is in doubt
		near(want.Winner, *got.Possible)
		require.Len(t, got.Crossings, 3)
		for n, c := range want.Crossings {
			assert.Equal(t, c.Vs, ref.Alternatives[got.Crossings[n].Rival])
			assert.InDelta(t, c.T, *got.Crossings[n].At, ref.Tolerance.Abs, "%s against %s", name, c.Vs)
		}
	}
}

// By hand: A = (1, .5), B = (.5, .8), weights (.5, .5): A leads .75 to .65. With t on the first
// criterion A is .5 + .5 t and B .8 - .3 t: they meet at t = 3/8.
func TestStabilityByHand(t *testing.T) {
	p := known([][]float64{{1, .5}, {.5, .8}}, []float64{1, 1})
	s := ok(robust.StabilityOf(p))
	assert.InDeltaSlice(t, []float64{3. / 8, 1}, s.Criteria[0].Winner[:], 1e-15)
	assert.InDeltaSlice(t, []float64{0, 5. / 8}, s.Criteria[1].Winner[:], 1e-15)

	// B's second value in .7 to .9: at best for B they meet where .5 + .5 t = .9 - .4 t, t = 4/9;
	// at worst where .5 + .5 t = .7 - .2 t, t = 2/7.
	p.Cells[1][1] = width(.7, .9)
	s = ok(robust.StabilityOf(p))
	assert.InDeltaSlice(t, []float64{3. / 8, 1}, s.Criteria[0].Winner[:], 1e-15)
	assert.InDeltaSlice(t, []float64{4. / 9, 1}, s.Criteria[0].Guaranteed[:], 1e-15)
	assert.InDeltaSlice(t, []float64{2. / 7, 1}, s.Criteria[0].Possible[:], 1e-15)

	// A's second value rests on the same unknown: .4 to .6 while B's is .7 to .9. The lead on the
	// second criterion is -.3 whatever it is, and all three readings agree.
	p.Cells[0][1], p.Cells[1][1] = shared("u", .4, .6), shared("u", .7, .9)
	s = ok(robust.StabilityOf(p))
	for _, span := range []*robust.Span{s.Criteria[0].Winner, s.Criteria[0].Guaranteed, s.Criteria[0].Possible} {
		assert.InDeltaSlice(t, []float64{3. / 8, 1}, span[:], 1e-15)
	}
}

func TestStabilitySaysWhyThereIsNoInterval(t *testing.T) {
	even := ok(robust.StabilityOf(known([][]float64{{1, 0}, {0, 1}}, []float64{1, 1})))
	assert.Nil(t, even.Leader)
	assert.Equal(t, "2 alternatives share the first place at expected values", even.Note)
	assert.Nil(t, even.Criteria[0].Winner)
	assert.Equal(t, &robust.Span{.5, .5}, even.Criteria[0].Ranking, "any move breaks the tie")

	alone := known([][]float64{{1, 0}, {0, 1}}, []float64{1, 1})
	alone.Ranked = []bool{true, false}
	s := ok(robust.StabilityOf(alone))
	assert.Nil(t, s.Leader)
	assert.Contains(t, s.Note, "fewer than two")

	all := ok(robust.StabilityOf(known([][]float64{{1, 0}, {0, 1}}, []float64{1, 0})))
	assert.Contains(t, all.Criteria[0].Note, "all there is")
	assert.Nil(t, all.Criteria[0].Winner)
	assert.InDeltaSlice(t, []float64{0, .5}, all.Criteria[1].Winner[:], 1e-15, "weight 0 may move")

	// B is .2 behind on both: no weight makes them meet.
	level := ok(robust.StabilityOf(known([][]float64{{.5, .7}, {.3, .5}}, []float64{1, 1})))
	assert.Equal(t, []robust.Crossing{{Rival: 1}}, level.Criteria[0].Crossings)
	assert.Equal(t, &robust.Span{0, 1}, level.Criteria[0].Winner)

	// The leader may be beaten today: nothing is guaranteed.
	doubt := known([][]float64{{1, 0}, {.5, 0}}, []float64{1, 1})
	doubt.Cells[0][0] = width(.4, 1)
	s = ok(robust.StabilityOf(doubt))
	assert.NotNil(t, s.Criteria[0].Winner)
	assert.Nil(t, s.Criteria[0].Guaranteed)
}

// By hand: groups P = {1, 2} and Q = {3}, weights .5 and .5, equal within. A = (1, 0 | .2) and
// B = (.4, .2 | .3): .35 to .3. The group P at t: A .2 + .3 t, B .3 + 0 t: they meet at 1/3.
func TestStabilityOfGroups(t *testing.T) {
	p := known([][]float64{{1, 0, .2}, {.4, .2, .3}}, []float64{1, 1, 1})
	p.Weights = weight.Tree{Groups: weight.Equal(2), Within: []weight.Set{weight.Equal(2), weight.Equal(1)}, Members: [][]int{{0, 1}, {2}}}
	s := ok(robust.StabilityOf(p))
	require.Len(t, s.Groups, 2)
	assert.InDeltaSlice(t, []float64{1. / 3, 1}, s.Groups[0].Winner[:], 1e-15)
	assert.InDeltaSlice(t, []float64{0, 2. / 3}, s.Groups[1].Winner[:], 1e-15)
}

// A is measured on the first criterion alone, .6 whatever it weighs; B has .5 on both. They never
// meet, also not where the first weighs nothing; in one group or in two.
func TestAnAlternativeWithOneCriterionKeepsItsScore(t *testing.T) {
	p := known([][]float64{{.6, 0}, {.5, .5}}, []float64{1, 1})
	p.Cells[0][1] = robust.Cell{Absent: true}
	apart := weight.Tree{Groups: weight.Equal(2), Within: []weight.Set{weight.Equal(1), weight.Equal(1)}, Members: [][]int{{0}, {1}}}
	for _, tree := range []weight.Tree{p.Weights, apart} {
		p.Weights = tree
		for _, ws := range ok(robust.StabilityOf(p)).Criteria {
			assert.Equal(t, &robust.Span{0, 1}, ws.Winner)
			assert.Equal(t, []robust.Crossing{{Rival: 1}}, ws.Crossings)
		}
	}
}

// scoresAt works out all scores at weights moved by hand: w with the given criteria together
// at t, the others in proportion.
func scoresAt(p *robust.Problem, moving []int, t float64, v [][]float64) []float64 {
	w := slices.Clone(p.Weights.Expected())
	sum := 0.0
	for _, j := range moving {
		sum += w[j]
	}
	for j := range w {
		if slices.Contains(moving, j) {
			w[j] *= t / sum
		} else {
			w[j] *= (1 - t) / (1 - sum)
		}
	}
	scores := make([]float64, len(p.Cells))
	for i := range scores {
		scores[i] = plainScore(p, i, w, v[i])
	}
	return scores
}

func expectedValues(p *robust.Problem) [][]float64 {
	v := make([][]float64, len(p.Cells))
	for i, row := range p.Cells {
		for _, c := range row {
			t := .5
			if c.Likely != nil {
				t = (1 + 4**c.Likely) / 6
			}
			v[i] = append(v[i], c.At0+(c.At1-c.At0)*t)
		}
	}
	return v
}

func leadsAll(scores []float64, leader int) float64 {
	lead := math.Inf(1)
	for i, s := range scores {
		if i != leader {
			lead = min(lead, scores[leader]-s)
		}
	}
	return lead
}

// A probe is one weight of a problem.
type probe struct {
	robust.WeightStability
	moving []int // the criteria that move together
}

// eachWeight runs check on every weight, of a criterion or a group, of random problems, on
// manyCases weights at least.
func eachWeight(t *testing.T, seed uint64, x mix, check func(r *rand.Rand, p *robust.Problem, leader *int, at probe) error) {
	t.Helper()
	x.sets = false
	probes := 0
	eachCase(t, seed, manyCases/3, func(r *rand.Rand) error {
		p := x.problem(r)
		s := ok(robust.StabilityOf(p))
		for k, ws := range slices.Concat(s.Criteria, s.Groups) {
			at := probe{ws, []int{k}}
			if k >= len(s.Criteria) {
				at.moving = p.Weights.Members[k-len(s.Criteria)]
			}
			if ws.Weight == 0 || ws.Note != "" {
				continue // no proportions to keep, here or in scoresAt
			}
			probes++
			if err := check(r, p, s.Leader, at); err != nil {
				return fmt.Errorf("weight of criteria %v: %w", at.moving, err)
			}
		}
		return nil
	})
	require.Greater(t, probes, manyCases)
}

// The interval holds the present weight; within it the leader leads, just outside it does not.
func TestStabilityIntervalsAreWhereTheLeaderChanges(t *testing.T) {
	ends := 0
	eachWeight(t, 31, everything, func(r *rand.Rand, p *robust.Problem, leader *int, at probe) error {
		if leader == nil {
			return nil
		}
		v := expectedValues(p)
		lead := func(t float64) float64 { return leadsAll(scoresAt(p, at.moving, t, v), *leader) }
		lo, hi := at.Winner[0], at.Winner[1]
		if !(0 <= lo && lo <= at.Weight+1e-12 && at.Weight <= hi+1e-12 && hi <= 1) {
			return fmt.Errorf("weight %v outside %v", at.Weight, at.Winner)
		}
		for _, t := range []float64{lo + 1e-9, lo + (hi-lo)*r.Float64(), hi - 1e-9} {
			if t > lo && t < hi && lead(t) < -1e-12 {
				return fmt.Errorf("behind by %v at %v in %v", lead(t), t, at.Winner)
			}
		}
		for _, t := range []float64{lo - 1e-6, hi + 1e-6} {
			if t <= 0 || t >= 1 {
				continue
			}
			if ends++; lead(t) > 1e-13 {
				return fmt.Errorf("still ahead by %v at %v outside %v", lead(t), t, at.Winner)
			}
		}
		return nil
	})
	require.Greater(t, ends, manyCases/20, "most cases would show nothing")
}

// Whatever the unknowns are, the leader leads in the guaranteed interval; outside the possible
// one some rival is ahead.
func TestGuaranteedAndPossibleIntervals(t *testing.T) {
	x := everything
	x.alternatives = 3
	guaranteed, beyond := 0, 0
	eachWeight(t, 32, x, func(r *rand.Rand, p *robust.Problem, leader *int, at probe) error {
		if leader == nil {
			return nil
		}
		v := drawUnknowns(r, p)
		lead := func(t float64) float64 { return leadsAll(scoresAt(p, at.moving, t, v), *leader) }
		if g := at.Guaranteed; g != nil {
			guaranteed++
			if g[0] < at.Winner[0]-1e-12 || g[1] > at.Winner[1]+1e-12 || g[0] > at.Weight+1e-12 || g[1] < at.Weight-1e-12 {
				return fmt.Errorf("guaranteed %v, winner %v, weight %v", g, at.Winner, at.Weight)
			}
			if t := g[0] + (g[1]-g[0])*r.Float64(); t > 0 && t < 1 && lead(t) < -1e-12 {
				return fmt.Errorf("guaranteed in %v, behind by %v at %v", g, lead(t), t)
			}
		}
		o := at.Possible
		if o[0] > at.Winner[0]+1e-12 || o[1] < at.Winner[1]-1e-12 {
			return fmt.Errorf("possible %v, winner %v", o, at.Winner)
		}
		for _, t := range []float64{o[0] - 1e-6, o[1] + 1e-6} {
			if t <= 0 || t >= 1 {
				continue
			}
			if beyond++; lead(t) > 1e-13 {
				return fmt.Errorf("possible in %v, ahead by %v at %v", o, lead(t), t)
			}
		}
		return nil
	})
	require.Greater(t, guaranteed, manyCases/20, "most cases would show nothing")
	require.Greater(t, beyond, manyCases/50, "most cases would show nothing")
}

// The ends of the two readings from bounds are sharp: at just one step beyond a guaranteed end
// some values of the unknowns put the leader behind, and one step within a possible end some
// put it ahead, both found by trying every end of every unknown.
func TestIntervalsFromBoundsAreSharp(t *testing.T) {
	x := mix{alternatives: 2, criteria: 3, ranges: true, shared: true, absent: true}
	sharp := 0
	eachWeight(t, 34, x, func(r *rand.Rand, p *robust.Problem, leader *int, at probe) error {
		if leader == nil {
			return nil
		}
		extremes := func(t float64) (least, most float64) {
			least, most = 2, -2
			for _, v := range ends(p) {
				lead := leadsAll(scoresAt(p, at.moving, t, v), *leader)
				least, most = min(least, lead), max(most, lead)
			}
			return least, most
		}
		for side, step := range []float64{-1e-6, 1e-6} {
			if g := at.Guaranteed; g != nil && g[side]+step > 0 && g[side]+step < 1 {
				sharp++
				if least, _ := extremes(g[side] + step); least > 1e-13 {
					return fmt.Errorf("guaranteed %v, yet ahead by %v at least beyond", g, least)
				}
			}
			o := at.Possible
			if t := o[side] - step; o[0] < t && t < o[1] {
				if _, most := extremes(t); most < -1e-13 {
					return fmt.Errorf("possible %v, yet behind by %v at best within", o, -most)
				}
			}
		}
		return nil
	})
	require.Greater(t, sharp, manyCases/50, "most cases would show nothing")
}

// Within the ranking interval the whole order stands, just outside it does not.
func TestRankingInterval(t *testing.T) {
	x := everything
	x.grid = true
	ends := 0
	eachWeight(t, 33, x, func(r *rand.Rand, p *robust.Problem, _ *int, at probe) error {
		v := expectedValues(p)
		now := scoresAt(p, at.moving, at.Weight, v)
		// broken says by how much some pair has changed its order at t.
		broken := func(t float64) float64 {
			then, worst := scoresAt(p, at.moving, t, v), 0.0
			for i := range now {
				for j := range now {
					switch {
					case now[i]-now[j] > 1e-12:
						worst = max(worst, then[j]-then[i])
					case now[i]-now[j] >= -1e-12:
						worst = max(worst, math.Abs(then[j]-then[i]))
					}
				}
			}
			return worst
		}
		lo, hi := at.Ranking[0], at.Ranking[1]
		if t := lo + (hi-lo)*r.Float64(); t > 0 && t < 1 && broken(t) > 1e-12 {
			return fmt.Errorf("order changed by %v at %v in %v", broken(t), t, at.Ranking)
		}
		for _, t := range []float64{lo - 1e-4, hi + 1e-4} {
			if t <= 0 || t >= 1 {
				continue
			}
			if ends++; broken(t) < 1e-13 {
				return fmt.Errorf("order stands at %v outside %v", t, at.Ranking)
			}
		}
		return nil
	})
	require.Greater(t, ends, manyCases/4, "most cases would show nothing")
}
