package negotiate

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

// A hand case: four terms of weight 1/4 at level 0 or so; see each test.
func handTerms() []Term {
	step := func(efforts ...float64) []Rung {
		var rungs []Rung
		for i, e := range efforts {
			rungs = append(rungs, Rung{Level: i + 1, Value: float64(i+1) / 4, Effort: e})
		}
		return rungs
	}
	term := func(id string, rungs []Rung) Term {
		return Term{Criterion: id, Weight: 0.25, Actor: framework.ActorSupplier, Rungs: rungs}
	}
	terms := []Term{
		term("keys", step(1, 2, 3, 4)),
		term("exit", step(2, 3, 4, 5)),
		term("site", step(1, 2, 3, 4)),
		term("audit", step(3, 6, 9, 12)),
	}
	terms[0].Gating = true
	terms[2].Actor = framework.ActorNobody // the territory
	terms[3].Value, terms[3].Levels = evaluate.Interval{Lo: 0, Hi: 1}, evaluate.Levels{Lo: 0, Hi: 4}
	return terms
}

// Gap .3125 = 5 steps of 1/16: keys to 4 (effort 4) and exit to 1 (2) make 6, two moves. Keys to
// 3 and exit to 2 make 3 + 3 = 6 likewise, with the same score; keys goes further in the former.
func TestOvertakeByHand(t *testing.T) {
	res, err := Cheapest(handTerms(), Overtake(0.3125), Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 3)
	first := res.Sets[0]
	assert.Equal(t, 6.0, first.Effort)
	assert.Equal(t, []int{4, 1, 0, 0}, rungsOf(first, 4))
	assert.Equal(t, []int{3, 2, 0, 0}, rungsOf(res.Sets[1], 4))
	assert.Equal(t, []int{2, 3, 0, 0}, rungsOf(res.Sets[2], 4))
	assert.Equal(t, evaluate.Interval{Lo: 0.3125, Hi: 0.5625}, first.Score, "audit may be worth up to 1/4 more")
	assert.Equal(t, Move{Criterion: "keys", Rung: 3, To: 4, Value: 1, Actor: framework.ActorSupplier, Effort: 4, Worth: 0.25}, first.Moves[0])
	assert.True(t, res.Proven && res.Complete)
}

func TestGatesByHand(t *testing.T) {
	terms := handTerms()
	res, err := Cheapest(terms, PassGates(2), Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 1)
	assert.Equal(t, []int{2, 0, 0, 0}, rungsOf(res.Sets[0], 4))

	terms[2].Gating = true
	res, err = Cheapest(terms, ReachFloor(3), Options{})
	require.NoError(t, err)
	assert.Empty(t, res.Sets)
	assert.Equal(t, []Obstacle{{
		Kind: ObstacleInherent, Criterion: "site",
		Text: "site can be secured at level 0 at most, level 3 is needed: nobody at the table can change it.",
	}}, res.Impossible)

	terms[2].Actor, terms[2].Rungs = framework.ActorUs, terms[2].Rungs[:1]
	res, err = Cheapest(terms, ReachFloor(3), Options{})
	require.NoError(t, err)
	require.Len(t, res.Impossible, 1)
	assert.Equal(t, ObstacleFixed, res.Impossible[0].Kind)
	assert.Equal(t, 1, res.Impossible[0].Level)

	terms[2].Excused = true
	res, err = Cheapest(terms, ReachFloor(3), Options{})
	require.NoError(t, err)
	assert.Empty(t, res.Impossible)
	assert.Equal(t, []int{3, 0, 0, 0}, rungsOf(res.Sets[0], 4))

	terms[0].Levels = evaluate.Levels{Lo: 3, Hi: 3}
	terms[0].Rungs = nil
	res, err = Cheapest(terms, ReachFloor(3), Options{})
	require.NoError(t, err)
	assert.True(t, res.Reached)
	assert.Empty(t, res.Sets)
}

// Keys, exit and audit at 4 are worth 3/4 in all; the territory holds back the last quarter.
func TestTooLittleHeadroom(t *testing.T) {
	res, err := Cheapest(handTerms(), Overtake(0.8), Options{})
	require.NoError(t, err)
	require.Len(t, res.Impossible, 1)
	o := res.Impossible[0]
	assert.Equal(t, ObstacleHeadroom, o.Kind)
	assert.InDelta(t, 0.05, o.Short, 1e-12)
	assert.Equal(t, []string{"site"}, o.Held)
	assert.Equal(t, "With every term raised as far as it goes, 0.0500 of the score is still missing. Most is held back by site.", o.Text)
}

// One term, drawn uniformly on a grid of 100 values .005, .015, ... against a rival at .5: without
// a move 50 of 100 draws are won; a rung at .51 wins all. p = .9 needs 96: Wilson's lower end is
// .9016 at 96 of 100 and .8882 at 95 (Wilson 1927, by hand).
func TestLeadByHand(t *testing.T) {
	terms := []Term{{
		Criterion: "a", Weight: 1, Value: evaluate.Interval{Hi: 1}, Levels: evaluate.Levels{Hi: 4}, Actor: framework.ActorUs,
		Rungs: []Rung{{Level: 1, Value: 0.4, Effort: 1}, {Level: 2, Value: 0.51, Effort: 3}},
	}}
	d := &Draws{}
	for i := range 100 {
		x := (float64(i) + 0.5) / 100
		d.Cells, d.Scores = append(d.Cells, []float64{x}), append(d.Scores, []float64{0.5, x})
	}
	d.Own = 1
	res, err := Cheapest(terms, LeadWithProbability(d, 0.9), Options{})
	require.NoError(t, err)
	assert.InDelta(t, 0.5, res.Now.Value, 1e-12)
	require.Len(t, res.Sets, 1)
	assert.Equal(t, 2, res.Sets[0].Moves[0].To)
	assert.Equal(t, 3.0, res.Sets[0].Effort)
	assert.InDelta(t, 1, res.Sets[0].Share.Value, 1e-12)
	assert.InDelta(t, 100/(100+3.841458820694124), res.Sets[0].Share.Lo, 1e-12, "n / (n + z^2)")

	need, err := pointsFor(0.9, 100)
	require.NoError(t, err)
	assert.Equal(t, 192, need, "95.5 draws give .8949, 96 give .9016")

	for i := range d.Scores { // a rival that ties everywhere gives half, whatever is done
		d.Scores[i] = []float64{1, 1}
	}
	terms[0].Rungs = nil
	res, err = Cheapest(terms, OvertakeWithProbability(d, 0, 0.45), Options{})
	require.NoError(t, err)
	assert.InDelta(t, 0.5, res.Now.Value, 1e-12)
	require.Len(t, res.Impossible, 1)
	assert.InDelta(t, 0.45-0.4038, res.Impossible[0].Short, 1e-4, "Wilson of 50 of 100 is .4038 to .5962")
	assert.Equal(t, "With every term raised as far as it goes, the offer is ahead in 50.0 % of the draws (at least 40.4 %); 45.0 % is needed. Most is held back by a.",
		res.Impossible[0].Text)
}

// Draws may carry weights of their own.
func TestWeightsPerDraw(t *testing.T) {
	terms := []Term{
		{Criterion: "a", Weight: 0.5, Actor: framework.ActorUs, Rungs: []Rung{{Level: 1, Value: 1, Effort: 1}}},
		{Criterion: "b", Weight: 0.5, Actor: framework.ActorUs, Rungs: []Rung{{Level: 1, Value: 1, Effort: 2}}},
	}
	d := &Draws{}
	for range 50 { // b decides in every draw although both weigh alike in the score
		d.Cells, d.Scores, d.Weights = append(d.Cells, []float64{0, 0}), append(d.Scores, []float64{0, 0.5}), append(d.Weights, []float64{0.1, 0.9})
	}
	res, err := Cheapest(terms, LeadWithProbability(d, 0.9), Options{})
	require.NoError(t, err)
	require.Len(t, res.Sets, 1)
	assert.Equal(t, []int{0, 1}, rungsOf(res.Sets[0], 2))
}

func TestStepsStopTheSearchOpenly(t *testing.T) {
	terms := large(30, 3)
	full, err := Cheapest(terms, Overtake(0.31), Options{})
	require.NoError(t, err)
	require.True(t, full.Proven && full.Complete)
	short, err := Cheapest(terms, Overtake(0.31), Options{Steps: 2})
	require.NoError(t, err)
	assert.False(t, short.Proven)
	assert.False(t, short.Complete)
	require.Len(t, short.Sets, 1)
	assert.GreaterOrEqual(t, short.Sets[0].Effort, full.Sets[0].Effort)
	assert.True(t, holds(terms, Overtake(0.31), rungsOf(short.Sets[0], 30)))
}

// Between too few steps for a proof and enough for the list there are some that prove the first
// set and say that the others may not be the next.
func TestProvenButNotComplete(t *testing.T) {
	terms := large(30, 3)
	seen := map[[2]bool]int{}
	full, err := Cheapest(terms, Overtake(0.31), Options{Sets: 20})
	require.NoError(t, err)
	for steps := 2; steps < 20_000; steps += 40 {
		res, err := Cheapest(terms, Overtake(0.31), Options{Sets: 20, Steps: steps})
		require.NoError(t, err)
		seen[[2]bool{res.Proven, res.Complete}]++
		if res.Proven {
			require.Equal(t, full.Sets[0].Effort, res.Sets[0].Effort)
		}
		if res.Complete {
			require.Equal(t, full.Sets, res.Sets)
		}
	}
	assert.Positive(t, seen[[2]bool{true, false}])
	assert.Zero(t, seen[[2]bool{false, true}])
}

// Left to give at the top of their ladders: a .1 x .5, b .2 x .8, c .3 x .1, d .4 x .2, e nothing.
func TestHeldNamesWhatHasMostToGive(t *testing.T) {
	terms := []Term{
		{Criterion: "a", Weight: 0.1, Value: evaluate.Interval{Lo: 0.5, Hi: 0.5}},
		{Criterion: "b", Weight: 0.2, Actor: framework.ActorUs, Rungs: []Rung{{Level: 1, Value: 0.2, Effort: 1}}},
		{Criterion: "c", Weight: 0.3, Value: evaluate.Interval{Lo: 0.9, Hi: 1}},
		{Criterion: "d", Weight: 0.4, Value: evaluate.Interval{Lo: 0.8, Hi: 0.8}},
		{Criterion: "e", Weight: 0, Actor: framework.ActorNobody},
	}
	res, err := Cheapest(terms, Overtake(0.9), Options{})
	require.NoError(t, err)
	require.Len(t, res.Impossible, 1)
	assert.Equal(t, []string{"b", "d", "a"}, res.Impossible[0].Held)
}

func TestCheapestRefuses(t *testing.T) {
	ok := func() []Term { return handTerms() }
	draws := func() *Draws {
		d := &Draws{}
		for range 50 {
			d.Cells, d.Scores = append(d.Cells, make([]float64, 4)), append(d.Scores, []float64{0, 0.1})
		}
		return d
	}
	change := func(f func(t []Term)) []Term { t := ok(); f(t); return t }
	drawn := func(f func(d *Draws)) Goal { d := draws(); f(d); return LeadWithProbability(d, 0.5) }
	nan := 0.0
	nan /= nan
	for _, tt := range []struct {
		name  string
		terms []Term
		goal  Goal
		want  string
	}{
		{"no terms", nil, PassGates(1), "there are no terms"},
		{"no goal", ok(), Goal{}, "asks for nothing"},
		{"level", ok(), PassGates(5), "level 5 of the gates"},
		{"level of gates beside", ok(), Overtake(0.1).WithGates(0), "level 0 of the gates"},
		{"gap", ok(), Overtake(nan), "must be finite"},
		{"weight", change(func(t []Term) { t[1].Weight = 1.5 }), PassGates(1), "term 1 (exit): weight 1.5"},
		{"value", change(func(t []Term) { t[1].Value.Lo = 0.5 }), PassGates(1), "not a range within 0..1"},
		{"levels", change(func(t []Term) { t[1].Levels.Lo = 2 }), PassGates(1), "not a range from 0 up"},
		{"rung level", change(func(t []Term) { t[1].Rungs[0].Level = 0 }), PassGates(1), "rung 0 secures level 0; it must be above 0"},
		{"rung value", change(func(t []Term) { t[1].Rungs[1].Value = 0.1 }), PassGates(1), "rung 1 secures value 0.1"},
		{"rung effort", change(func(t []Term) { t[1].Rungs[1].Effort = 2 }), PassGates(1), "rung 1 takes effort 2"},
		{"grain", change(func(t []Term) { t[1].Rungs[0].Effort = 0.123 }), PassGates(1), "finer than a hundredth"},
		{"gains", ok(), Overtake(0.1).Gains([][]float64{{1}}), "gains of 1 terms"},
		{"gains of a term", ok(), Overtake(0.1).Gains([][]float64{{1}, {1}, {1}, {1}}), "term keys has 1 gains"},
		{"gains fall", ok(), Overtake(0.1).Gains([][]float64{{1, 0, 1, 1}, {0, 0, 0, 0}, {}, {0, 0, 0, 0}}), "term keys, rung 1: gain 0"},
		{"no draws", ok(), LeadWithProbability(&Draws{}, 0.5), "there are no draws"},
		{"probability", ok(), LeadWithProbability(draws(), 1), "probability 1"},
		{"few draws", ok(), LeadWithProbability(draws(), 0.95), "50 draws cannot show"},
		{"rival", ok(), OvertakeWithProbability(draws(), 0, 0.5), "rival 0 is the offer itself"},
		{"cells missing", ok(), drawn(func(d *Draws) { d.Cells = d.Cells[1:] }), "50 draws of scores, 49 of cells"},
		{"ragged", ok(), drawn(func(d *Draws) { d.Scores[7] = []float64{1} }), "draw 7 has scores of 1 offers"},
		{"own", ok(), drawn(func(d *Draws) { d.Own = 2 }), "draw 0 has scores of 2 offers"},
		{"cells", ok(), drawn(func(d *Draws) { d.Cells[3] = nil }), "draw 3 has 0 cells"},
		{"cell", ok(), drawn(func(d *Draws) { d.Cells[3][2] = 2 }), "draw 3, term 2"},
		{"score", ok(), drawn(func(d *Draws) { d.Scores[3][1] = nan }), "draw 3 has a score of NaN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Cheapest(tt.terms, tt.goal, Options{})
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		var out []*Result
		for seed := range 300 {
			r := rand.New(rand.NewPCG(8, uint64(seed)))
			terms := randomTerms(r, 8)
			if res, err := Cheapest(terms, randomGoal(r, terms), Options{}); err == nil {
				out = append(out, res)
			}
		}
		data, err := json.Marshal(out)
		require.NoError(t, err)
		if first == nil {
			first = data
		}
		require.True(t, bytes.Equal(first, data))
	}
}

func TestLadder(t *testing.T) {
	fw := pack(t, "assay-core@1")
	exit, _, _ := fw.Criterion("SC1")
	rungs := Ladder(exit, evaluate.Levels{Lo: 1, Hi: 2}, 3, []float64{1, 2, 3, 4}, func(l int) string { return exit.Levels[l] })
	require.Len(t, rungs, 2)
	worse, better := exit.LevelValues(2)
	assert.Equal(t, Rung{Level: 2, Value: worse, Effort: 2, Text: exit.Levels[2]}, rungs[0])
	assert.Less(t, worse, better, "a level secures the worse end of its band")
	assert.Equal(t, 5.0, rungs[1].Effort)
	assert.Len(t, Ladder(exit, evaluate.Levels{}, 4, nil, nil), 4)
	assert.Empty(t, Ladder(exit, evaluate.Levels{Lo: 3, Hi: 4}, 3, nil, nil))
}
