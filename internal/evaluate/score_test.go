package evaluate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// two dimensions of weights 3 and 1, the first with criteria of weights 1 and 3.
func lopsided() *framework.Framework {
	return yardstick(
		dimension("X", 3, excusable(ordinal("X1")), weighing(3, excusable(rising("X2")))),
		dimension("Y", 1, excusable(ordinal("Y1"))),
		dimension("Z", 0, optional(ordinal("Z1"))),
	)
}

func TestScoreByHand(t *testing.T) {
	r := score(t, lopsided(), offer.Offer{}, []offer.Answer{
		given("X1", 1, 3),      // .25 to .75
		measured("X2", 14, 34), // .1 to .6
		given("Z1", 4, 4),      // optional: shown, not scored
	}, options())
	// Weights: X1 3/4 x 1/4 = .1875, X2 3/4 x 3/4 = .5625, Y1 1/4.
	for j, w := range []float64{.1875, .5625, .25} {
		assert.InDelta(t, w, r.Cells[j].Weight, 1e-15, r.Cells[j].Criterion)
	}
	near(t, evaluate.Interval{.1875 * .25, .1875 * .75}, r.Cells[0].Contribution, "X1") // .046875, .140625
	near(t, evaluate.Interval{.5625 * .1, .5625 * .6}, r.Cells[1].Contribution, "X2")   // .05625, .3375
	near(t, evaluate.Interval{0, .25}, r.Cells[2].Contribution, "Y1")
	near(t, evaluate.Interval{.103125, .728125}, r.Score, "score") // sums of the three
	assert.InDelta(t, .75, r.Answered, 1e-15)                      // X1 and X2
	assert.InDelta(t, .375, r.Resolved, 1e-15)                     // 1 - (.728125 - .103125)
	assert.Equal(t, 1, r.Unknowns)

	require.Len(t, r.Dimensions, 2)
	x, y := r.Dimensions[0], r.Dimensions[1]
	assert.Equal(t, "X", x.Dimension)
	assert.InDelta(t, .75, x.Weight, 1e-15)
	near(t, evaluate.Interval{.1375, .6375}, x.Score, "X") // 1/4 x .25 + 3/4 x .1; 1/4 x .75 + 3/4 x .6
	near(t, evaluate.Interval{.103125, .478125}, x.Contribution, "X's contribution")
	assert.InDelta(t, 1, x.Answered, 1e-15)
	assert.InDelta(t, .5, x.Resolved, 1e-15)
	assert.Equal(t, "Y", y.Dimension)
	near(t, evaluate.Interval{0, 1}, y.Score, "Y")
	assert.Zero(t, y.Answered)
	assert.Zero(t, y.Resolved)

	require.Len(t, r.Context, 1)
	assert.Equal(t, evaluate.Levels{4, 4}, r.Context[0].Levels)
	assert.Zero(t, r.Context[0].Weight)
	z, ok := r.Cell("Z1")
	assert.True(t, ok)
	assert.Equal(t, r.Context[0], z)
	_, ok = r.Cell("nothing")
	assert.False(t, ok)
	assert.Equal(t, "as evidenced", r.Basis)
}

func TestNothingKnownIsTheWholeScale(t *testing.T) {
	r := score(t, lopsided(), offer.Offer{}, nil, options())
	assert.Equal(t, evaluate.Interval{0, 1}, r.Score)
	assert.Zero(t, r.Answered)
	assert.Zero(t, r.Resolved)
	assert.Equal(t, 3, r.Unknowns)
}

func TestEverythingKnownIsAPoint(t *testing.T) {
	r := score(t, lopsided(), offer.Offer{}, []offer.Answer{given("X1", 4, 4), measured("X2", 60, 60), given("Y1", 4, 4)}, options())
	assert.Equal(t, evaluate.Interval{1, 1}, r.Score)
	assert.Equal(t, 1.0, r.Answered)
	assert.Equal(t, 1.0, r.Resolved)
	assert.Zero(t, r.Unknowns)
}

// Ten tenths do not add up to 1 in binary; the ends of the scale are exact all the same.
func TestEndsOfTheScaleAreExact(t *testing.T) {
	d := dimension("D", 1)
	var best []offer.Answer
	for i := range 10 {
		c := ordinal(fmt.Sprint("C", i))
		d.Criteria, best = append(d.Criteria, c), append(best, given(c.ID, 4, 4))
	}
	nothing := score(t, yardstick(d), offer.Offer{}, nil, options())
	assert.Equal(t, evaluate.Interval{0, 1}, nothing.Score)
	assert.Zero(t, nothing.Resolved)
	everything := score(t, yardstick(d), offer.Offer{}, best, options())
	assert.Equal(t, evaluate.Interval{1, 1}, everything.Score)
	assert.Equal(t, 1.0, everything.Answered)
	assert.Equal(t, 1.0, everything.Resolved)
}

// Weights of what does not apply go to the rest of the dimension; those of an empty dimension
// to the other dimensions.
func TestWeightsRenormalise(t *testing.T) {
	tests := []struct {
		name    string
		excused []string
		weights []float64 // X1, X2, Y1
		dims    []string
	}{
		{"all apply", nil, []float64{.1875, .5625, .25}, []string{"X", "Y"}},
		{"within the dimension", []string{"X2"}, []float64{.75, 0, .25}, []string{"X", "Y"}},
		{"the other one", []string{"X1"}, []float64{0, .75, .25}, []string{"X", "Y"}},
		{"an empty dimension goes upward", []string{"Y1"}, []float64{.25, .75, 0}, []string{"X"}},
		{"the other one empty", []string{"X1", "X2"}, []float64{0, 0, 1}, []string{"Y"}},
		{"both ways", []string{"X1", "Y1"}, []float64{0, 1, 0}, []string{"X"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			values := map[string]float64{"X1": .25, "X2": .5, "Y1": 1}
			byID := map[string]offer.Answer{"X1": given("X1", 1, 1), "X2": measured("X2", 30, 30), "Y1": given("Y1", 4, 4)}
			for _, id := range tt.excused {
				byID[id] = excused(id)
			}
			r := score(t, lopsided(), offer.Offer{}, []offer.Answer{byID["X1"], byID["X2"], byID["Y1"]}, options())
			want := 0.0
			for j, w := range tt.weights {
				assert.InDelta(t, w, r.Cells[j].Weight, 1e-15, r.Cells[j].Criterion)
				want += w * values[r.Cells[j].Criterion]
			}
			near(t, evaluate.Interval{want, want}, r.Score, "score")
			assert.InDelta(t, 1, r.Answered, 1e-15)
			assert.InDelta(t, 1, r.Resolved, 1e-15)
			var dims []string
			for _, d := range r.Dimensions {
				dims = append(dims, d.Dimension)
			}
			assert.Equal(t, tt.dims, dims)
		})
	}
	t.Run("nothing applies: nothing is known", func(t *testing.T) {
		r := score(t, lopsided(), offer.Offer{}, []offer.Answer{excused("X1"), excused("X2"), excused("Y1")}, options())
		assert.Equal(t, evaluate.Interval{0, 1}, r.Score)
		assert.Zero(t, r.Answered)
		assert.Zero(t, r.Resolved)
		assert.Zero(t, r.Unknowns)
		assert.Empty(t, r.Dimensions)
	})
}

func gated() *framework.Framework {
	return yardstick(dimension("D", 1,
		gating(ordinal("G1")), gating(excusable(ordinal("G2"))), gating(ordinal("G3")), ordinal("N1")))
}

func TestFloorIsTheLowestGatingLevelAndNamesWhatBindsIt(t *testing.T) {
	tests := []struct {
		name    string
		answers []offer.Answer
		want    evaluate.Floor
	}{
		{"nothing known", nil, evaluate.Floor{true, evaluate.Levels{0, 4}, []string{"G1", "G2", "G3"}, []string{"G1", "G2", "G3"}}},
		{"different criteria bind the ends", []offer.Answer{given("G1", 1, 4), given("G2", 2, 2), given("G3", 3, 4), given("N1", 0, 0)},
			evaluate.Floor{true, evaluate.Levels{1, 2}, []string{"G1"}, []string{"G2"}}},
		{"two bind the upper end", []offer.Answer{given("G1", 2, 3), given("G2", 2, 3), given("G3", 3, 4)},
			evaluate.Floor{true, evaluate.Levels{2, 3}, []string{"G1", "G2"}, []string{"G1", "G2"}}},
		{"what does not apply binds nothing", []offer.Answer{given("G1", 3, 4), excused("G2"), given("G3", 2, 4)},
			evaluate.Floor{true, evaluate.Levels{2, 4}, []string{"G3"}, []string{"G1", "G3"}}},
		{"a vendor's claim raises no floor", []offer.Answer{given("G1", 3, 4, backed(by(offer.VendorClaim, "fresh"), by(offer.VendorClaim, "fresh"))), given("G2", 2, 4), given("G3", 2, 4)},
			evaluate.Floor{true, evaluate.Levels{0, 4}, []string{"G1"}, []string{"G1", "G2", "G3"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, score(t, gated(), offer.Offer{}, tt.answers, options()).Floor)
		})
	}
	t.Run("no gate applies", func(t *testing.T) {
		fw := yardstick(dimension("D", 1, gating(excusable(ordinal("G"))), ordinal("N")))
		r := score(t, fw, offer.Offer{}, []offer.Answer{excused("G"), given("N", 2, 2)}, options())
		assert.Equal(t, evaluate.Floor{LoBinding: []string{}, HiBinding: []string{}}, r.Floor)
		assert.Equal(t, evaluate.Gate{Tier: "official", Level: 2, State: evaluate.Pass, Excluded: []string{"G"}}, r.Gate)
	})
}

func TestGatesAreThreeValuedByTier(t *testing.T) {
	answers := []offer.Answer{given("G1", 1, 2), given("G2", 2, 3), given("G3", 2, 2)}
	tests := []struct {
		name    string
		level   int
		answers []offer.Answer
		want    evaluate.Gate
	}{
		{"public: all reach 1", 1, answers, evaluate.Gate{State: evaluate.Pass, Passing: []string{"G1", "G2", "G3"}}},
		{"official: G1 may be 1 or 2", 2, answers, evaluate.Gate{State: evaluate.Open, Open: []string{"G1"}, Passing: []string{"G2", "G3"}}},
		{"critical: a failure outweighs what is open", 3, answers, evaluate.Gate{State: evaluate.Fail, Failing: []string{"G1", "G3"}, Open: []string{"G2"}}},
		{"unknown is open", 2, nil, evaluate.Gate{State: evaluate.Open, Open: []string{"G1", "G2", "G3"}}},
		{"shown not to apply: passes", 2, []offer.Answer{given("G1", 2, 4), excused("G2"), given("G3", 4, 4)}, evaluate.Gate{State: evaluate.Pass, Passing: []string{"G1", "G3"}, Excluded: []string{"G2"}}},
		{"said not to apply: open", 2, []offer.Answer{given("G1", 2, 4), excused("G2", backed(by(offer.VendorClaim, "fresh"), offer.Bound{})), given("G3", 4, 4)},
			evaluate.Gate{State: evaluate.Open, Open: []string{"G2"}, Passing: []string{"G1", "G3"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tier := framework.Tier{ID: "tier", Level: tt.level}
			tt.want.Tier, tt.want.Level = tier.ID, tt.level
			r := score(t, gated(), offer.Offer{}, tt.answers, options(func(o *evaluate.Options) { o.Tier = tier }))
			assert.Equal(t, tt.want, r.Gate)
		})
	}
}

func TestGateOf(t *testing.T) {
	for lo := 0; lo <= 4; lo++ {
		for hi := lo; hi <= 4; hi++ {
			for tau := 1; tau <= 4; tau++ {
				passing, all := 0, hi-lo+1
				for level := lo; level <= hi; level++ {
					if level >= tau {
						passing++
					}
				}
				want := evaluate.Open
				switch passing {
				case all:
					want = evaluate.Pass
				case 0:
					want = evaluate.Fail
				}
				assert.Equal(t, want, evaluate.GateOf(evaluate.Levels{lo, hi}, tau), "[%d, %d] at %d", lo, hi, tau)
			}
		}
	}
}

func TestScoreRefusesWhatItCannotMean(t *testing.T) {
	nan := math.NaN()
	sound := func() *framework.Framework {
		return yardstick(dimension("D", 1, capped(ordinal("A")), rising("R")))
	}
	weighted := func(w float64) *framework.Framework {
		return yardstick(dimension("D", 1, weighing(w, ordinal("A"))))
	}
	tests := []struct {
		name string
		fw   *framework.Framework
		a    offer.Answer
		edit func(*evaluate.Options)
		says string
	}{
		{"another kind of framework", &framework.Framework{ID: "x", Version: "1", Kind: framework.KindRungs}, given("A", 1, 2), nil, "framework x@1 is answered by rungs, not by levels"},
		{"a criterion the framework lacks", sound(), given("B", 1, 2), nil, `has no criterion "B"`},
		{"another offer's answer", sound(), given("A", 1, 2, func(a *offer.Answer) { a.Offer = "p" }), nil, `belongs to offer "p", not to "o"`},
		{"reversed levels", sound(), given("A", 3, 2), nil, "levels [3, 2] must lie in order between 0 and 4"},
		{"a level above the scale", sound(), given("A", 3, 5), nil, "levels [3, 5]"},
		{"a level below the scale", sound(), given("A", -1, 2), nil, "levels [-1, 2]"},
		{"a measurement on an ordinal criterion", sound(), measured("A", 1, 2), nil, "criterion A: is ordinal and takes levels, not a raw range"},
		{"a measurement that is no number", sound(), measured("R", nan, nan), nil, "range [NaN, NaN] must be finite"},
		{"a measurement with one end that is none", sound(), measured("R", 1, nan), nil, "must be finite"},
		{"an infinite measurement", sound(), measured("R", 1, math.Inf(1)), nil, "must be finite"},
		{"a reversed measurement", sound(), measured("R", 2, 1), nil, "must be finite with its lower bound first"},
		{"a cap the criterion lacks", sound(), given("A", 1, 2, stating("exclusive", offer.Yes)), nil, `has no cap "exclusive"`},
		{"a cap stated twice", sound(), given("A", 1, 2, stating("dated", offer.Yes), stating("dated", offer.No)), nil, `cap "dated" is stated twice`},
		{"a lapse out of the scale", sound(), given("A", 1, 2, until("2026-01-01"), lapsing(0, 7)), nil, "lapse to levels [0, 7]"},
		{"a rung that is none", sound(), given("A", 1, 2, func(a *offer.Answer) { a.Hi.Rung = 9 }), nil, "rung invalid(9)"},
		{"a stage that is none", sound(), given("A", 1, 2, stage(-1)), nil, "stage invalid(-1)"},
		{"a date that names no day", sound(), given("A", 1, 2), on("2026-11"), `as-of date "2026-11" must name a day`},
		{"no tier", sound(), given("A", 1, 2), func(o *evaluate.Options) { o.Tier = framework.Tier{} }, "demands level 0"},
		{"a weight that is no number", weighted(nan), given("A", 1, 2), nil, "weight NaN of criterion A"},
		{"a negative weight", weighted(-1), given("A", 1, 2), nil, "weight -1 of criterion A"},
		{"an infinite weight", weighted(math.Inf(1)), given("A", 1, 2), nil, "weight +Inf of criterion A"},
		{"a dimension without weight", yardstick(dimension("D", 0, ordinal("A"))), given("A", 1, 2), nil, "weight 0 of dimension D"},
		{"a dimension whose weight is no number", yardstick(dimension("D", nan, ordinal("A"))), given("A", 1, 2), nil, "weight NaN of dimension D"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opt := options()
			if tt.edit != nil {
				tt.edit(&opt)
			}
			_, err := evaluate.Score(tt.fw, offer.Offer{ID: "o"}, []offer.Answer{tt.a}, opt)
			assert.ErrorContains(t, err, tt.says)
		})
	}
	t.Run("two answers of equal standing, in force or followed by a later one", func(t *testing.T) {
		equal := []offer.Answer{given("A", 1, 2, from("2026-01")), given("A", 2, 3, from("2026-01-01"))}
		_, err := evaluate.Score(sound(), offer.Offer{ID: "o"}, equal, options())
		assert.ErrorContains(t, err, "offer o: criterion A: two answers start together with the same version")
		_, err = evaluate.Score(sound(), offer.Offer{ID: "o"}, append(equal, given("A", 1, 1, from("2026-02-01"))), options())
		assert.NoError(t, err)
		_, err = evaluate.Score(sound(), offer.Offer{ID: "o"}, equal, options(on("2025-12-31")))
		assert.NoError(t, err)
	})
}

// A criterion that a person gives no weight adds nothing and still gates; a dimension of
// nothing else passes its weight on.
func TestAWeightOfZero(t *testing.T) {
	fw := yardstick(dimension("D", 1, gating(ordinal("A")), ordinal("B")), dimension("E", 1, ordinal("C")))
	w := framework.Weighting{
		Framework:  fw.Ref(),
		Dimensions: []framework.Points{{ID: "D", Points: 100}, {ID: "E", Points: 0}},
		Criteria:   []framework.Points{{ID: "A", Points: 0}, {ID: "B", Points: 7}, {ID: "C", Points: 1}},
	}
	weighed, err := fw.Weigh(w)
	require.NoError(t, err)
	r := score(t, weighed, offer.Offer{ID: "o"}, []offer.Answer{given("A", 0, 0), given("B", 3, 4), given("C", 1, 1)}, options())
	assert.Equal(t, evaluate.Interval{Lo: 0.75, Hi: 1}, r.Score, "B alone counts")
	assert.Equal(t, evaluate.Fail, r.Gate.State, "A still gates")
	assert.Zero(t, r.Cells[0].Weight)
	assert.Zero(t, r.Cells[2].Weight)
}
