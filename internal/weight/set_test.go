package weight_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/linear"
	"assay/internal/weight"
)

var names = []string{"cost", "location", "quality", "speed"}

func exact(points ...float64) []weight.Points {
	var out []weight.Points
	for _, x := range points {
		out = append(out, weight.Points{Lo: x, Hi: x})
	}
	return out
}

func TestSetsByTheirCorners(t *testing.T) {
	must := func(s weight.Set, err error) weight.Set {
		t.Helper()
		require.NoError(t, err)
		return s
	}
	inf := math.Inf(1)
	tests := []struct {
		name    string
		set     weight.Set
		corners [][]float64
		kind    string
	}{
		{"an order with a tie", must(weight.Ordinal([][]int{{2}, {0, 1}})), [][]float64{{0, 0, 1}, {1. / 3, 1. / 3, 1. / 3}}, "order"},
		{"the same by rules", must(weight.Polytope(3, weight.Rule{2, linear.AtLeast, 1, 0}, weight.Rule{0, linear.Equal, 1, 1})),
			[][]float64{{0, 0, 1}, {1. / 3, 1. / 3, 1. / 3}}, "rules"},
		{"a full order by rules", must(weight.Polytope(3, weight.Rule{0, linear.AtLeast, 1, 1}, weight.Rule{1, linear.AtLeast, 1, 2})),
			[][]float64{{1, 0, 0}, {.5, .5, 0}, {1. / 3, 1. / 3, 1. / 3}}, "rules"},
		{"lower bounds", must(weight.Bounds([]float64{.2, .3, 0}, []float64{1, 1, 1})),
			[][]float64{{.7, .3, 0}, {.2, .8, 0}, {.2, .3, .5}}, "bounds"},
		{"lower bounds, upper ones out of reach", must(weight.Bounds([]float64{.2, .3, 0}, []float64{.7, .9, .5})),
			[][]float64{{.7, .3, 0}, {.2, .8, 0}, {.2, .3, .5}}, "bounds"},
		{"lower bounds that leave nothing", must(weight.Bounds([]float64{.2, .3, .5}, []float64{1, 1, 1})), [][]float64{{.2, .3, .5}}, "bounds"},
		{"upper bounds that leave nothing", must(weight.Bounds([]float64{0, 0, 0}, []float64{.2, .3, .5})), [][]float64{{.2, .3, .5}}, "bounds"},
		{"upper bounds that cut off a triangle", must(weight.Bounds([]float64{0, 0, 0}, []float64{.5, .5, .5})),
			[][]float64{{.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}}, "bounds"},
		{"one weight given", must(weight.Bounds([]float64{.4, 0, 0}, []float64{.4, 1, 1})), [][]float64{{.4, .6, 0}, {.4, 0, .6}}, "bounds"},
		{"a segment by a ratio", must(weight.Ratios(2, []weight.Ratio{{0, 1, 1, 3}})), [][]float64{{.5, .5}, {.75, .25}}, "ratios"},
		{"a ratio without an upper end", must(weight.Ratios(2, []weight.Ratio{{0, 1, 1, inf}})), [][]float64{{.5, .5}, {1, 0}}, "ratios"},
		{"swing: 100, 50 and 0 points", must(weight.Swing(exact(100, 50, 0))), [][]float64{{2. / 3, 1. / 3, 0}}, "swing"},
		{"swing: one range (by hand: 100/150..100/200)", must(weight.Swing([]weight.Points{{100, 100}, {50, 100}})),
			[][]float64{{2. / 3, 1. / 3}, {.5, .5}}, "swing"},
		{"swing: no points exact (by hand: ratio 80/100..100/50)", must(weight.Swing([]weight.Points{{80, 100}, {50, 100}})),
			[][]float64{{80. / 180, 100. / 180}, {2. / 3, 1. / 3}}, "swing"},
		{"swing: a thing of at most 0 beside ranges from 0", must(weight.Swing([]weight.Points{{0, 100}, {0, 10}, {0, 0}})),
			[][]float64{{1, 0, 0}, {0, 1, 0}}, "swing"},
		{"local ranges: 100 points on 0.5, 50 on 1", must(weight.FromLocalRanges(exact(100, 50), []float64{.5, 1})),
			[][]float64{{.8, .2}}, "swing"},
		{"swing: no points beside exact ones and a range", must(weight.Swing([]weight.Points{{100, 100}, {50, 100}, {0, 0}})),
			[][]float64{{2. / 3, 1. / 3, 0}, {.5, .5, 0}}, "swing"},
		{"a ratio of 0", must(weight.Ratios(2, []weight.Ratio{{0, 1, 0, 0}})), [][]float64{{0, 1}}, "ratios"},
		{"a weight that is 0 by its bound may be compared", must(weight.Polytope(2, weight.Rule{0, linear.AtMost, 0, weight.Whole},
			weight.Rule{1, linear.AtLeast, 2, 0})), [][]float64{{0, 1}}, "rules"},
		{"a single thing", must(weight.Bounds([]float64{0}, []float64{1})), [][]float64{{1}}, "bounds"},
		{"all of it to one", must(weight.Polytope(3, weight.Rule{1, linear.AtLeast, 1, weight.Whole})), [][]float64{{0, 1, 0}}, "rules"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Len(t, test.set.Corners(), len(test.corners))
			for _, want := range test.corners {
				nearest := math.Inf(1)
				for _, c := range test.set.Corners() {
					far := 0.0
					for j := range want {
						far = max(far, math.Abs(c[j]-want[j]))
					}
					nearest = min(nearest, far)
				}
				assert.Less(t, nearest, 1e-12, "%v in %v", want, test.set.Corners())
			}
			assert.Equal(t, test.kind, test.set.Kind())
			assert.Equal(t, len(test.corners[0]), test.set.Len())
		})
	}
}

func TestMistakesNameTheClash(t *testing.T) {
	nan := math.NaN()
	of := func(_ any, err error) error { return err }
	tests := []struct {
		want string
		err  error
	}{
		{"the lower bounds of cost, location and quality add up to 1.2, more than 1",
			of(weight.Bounds([]float64{.4, .4, .4, 0}, []float64{1, 1, 1, 1}))},
		{"the upper bounds of cost, location, quality and speed add up to 0.8, less than 1",
			of(weight.Bounds([]float64{0, 0, 0, 0}, []float64{.2, .2, .2, .2}))},
		{"the lower bounds of cost and speed add up to 1.4, more than 1",
			of(weight.Bounds([]float64{.7, .05, 0, .7}, []float64{1, 1, 1, 1}))},
		{"the lower bound of cost, 0.5, is above its upper bound, 0.4", of(weight.Bounds([]float64{.5, 0}, []float64{.4, 1}))},
		{"the bounds of location are NaN and 1; they are shares of the whole, from 0 to 1", of(weight.Bounds([]float64{.5, nan}, []float64{.6, 1}))},
		{"cost >= 2 x location, location >= 2 x quality and quality >= 2 x cost cannot all hold",
			of(weight.Ratios(4, []weight.Ratio{{0, 1, 2, 10}, {1, 2, 2, 10}, {2, 0, 2, 10}, {3, 0, 1, 2}}))},
		{"cost >= 0.6 and location = cost cannot all hold: weights are not negative and add up to 1",
			of(weight.Polytope(4, weight.Rule{0, linear.AtLeast, .6, weight.Whole}, weight.Rule{1, linear.Equal, 1, 0}, weight.Rule{2, linear.AtLeast, .1, weight.Whole}))},
		{"the lower bound of cost is 1.5, more than 1; weights add up to 1", of(weight.Polytope(2, weight.Rule{0, linear.AtLeast, 1.5, weight.Whole}))},
		{"the ratio of cost to location runs from 3 to 2; it must not be negative, and the lower end comes first", of(weight.Ratios(2, []weight.Ratio{{0, 1, 3, 2}}))},
		{"cost is compared with itself; a rule compares two different things", of(weight.Ratios(2, []weight.Ratio{{0, 0, 1, 2}}))},
		{"location comes twice in the order", of(weight.Ordinal([][]int{{0}, {1}, {1}}))},
		{"the order names number 3, counted from 0, but has 3 entries; it must name everything once", of(weight.Ordinal([][]int{{0}, {1}, {3}}))},
		{"the order names number -1, counted from 0, but has 2 entries; it must name everything once", of(weight.Ordinal([][]int{{0}, {-1}}))},
		{"place 2 of the order is empty", of(weight.Ordinal([][]int{{0}, {}, {1}}))},
		{"the order is empty; it must name everything that is weighed", of(weight.Ordinal(nil))},
		{"the points of cost may be more than a million times those of location; give the smaller one 0",
			of(weight.Swing([]weight.Points{{50, 100}, {1e-5, 1}}))},
		{"the rule about cost compares with 1e+07; a number from 0 to a million is needed", of(weight.Ratios(2, []weight.Ratio{{0, 1, 1, 1e7}}))},
		{"1 lower bounds and 2 upper ones; each weight needs both", of(weight.Bounds([]float64{0}, []float64{1, 1}))},
		{"a rule compares number 0 with number 2, counted from 0; there are 2 weights", of(weight.Ratios(2, []weight.Ratio{{0, 2, 1, 2}}))},
		{"every swing has 0 points; the best swing has 100", of(weight.Swing(exact(0, 0)))},
		{"the points of location run from 50 to 40; they must be finite and not negative, the lower end first", of(weight.Swing([]weight.Points{{100, 100}, {50, 40}}))},
		{"the offers do not differ on location, so its swing cannot be judged on their range; judge it on the full range",
			of(weight.FromLocalRanges(exact(100, 50), []float64{.5, 0}))},
		{"the range of cost is -1; it must be a finite number above 0", of(weight.FromLocalRanges(exact(100, 50), []float64{-1, 1}))},
		{"1 ranges for 2 swings; each swing ran over one", of(weight.FromLocalRanges(exact(100, 50), []float64{1}))},
		{"the range of cost is stretched by 0; a finite number above 0 is needed", of(weight.Stretch([]float64{1}, 0, 0))},
		{"number 1, counted from 0, is stretched; there are 1 weights", of(weight.Stretch([]float64{1}, 1, 2))},
		{"location is -1; it must be a finite number and not negative", of(weight.Exact([]float64{1, -1}))},
		{"the weights add up to 0; at least one must be above 0", of(weight.Exact([]float64{0, 0}))},
		{"there is nothing to weigh", of(weight.Ratios(0, nil))},
		{"location compared with cost is 0.5, but cost compared with location is 3; one must be 1 divided by the other, here 2",
			of(weight.AHP([][]float64{{1, 3}, {.5, 1}}))},
		{"cost compared with itself is 2; it must be 1", of(weight.AHP([][]float64{{2}}))},
		{"cost compared with location is 0; a finite number above 0 is needed, 9 or less by custom", of(weight.AHP([][]float64{{1, 0}, {1, 1}}))},
		{"the row of location has 1 comparisons; with 2 things each row has 2", of(weight.AHP([][]float64{{1, 1}, {1}}))},
		{"there is nothing to compare", of(weight.AHP(nil))},
	}
	for _, test := range tests {
		require.Error(t, test.err, test.want)
		if m, ok := errors.AsType[*weight.Mistake](test.err); ok {
			assert.Equal(t, test.want, m.In(names))
			continue
		}
		assert.Equal(t, test.want, test.err.Error())
	}
	_, err := weight.Bounds([]float64{.5, .6}, []float64{1, 1})
	assert.EqualError(t, err, "the lower bounds of weight 1 and weight 2 add up to 1.1, more than 1")
}

func TestConsistencyOfFewAndMany(t *testing.T) {
	c, err := weight.AHP([][]float64{{1, 3}, {0.333, 1}})
	require.NoError(t, err)
	cr, ok := c.CR(weight.Saaty)
	assert.True(t, ok)
	assert.Zero(t, cr)
	many := make([][]float64, 12)
	for i := range many {
		for j := range many {
			many[i] = append(many[i], float64(i+1)/float64(j+1))
		}
	}
	c, err = weight.AHP(many)
	require.NoError(t, err)
	assert.InDelta(t, 12, c.Lambda, 1e-12)
	assert.InDelta(t, 12./78, c.Weights[11], 1e-14)
	_, ok = c.CR(weight.Saaty)
	assert.False(t, ok)
	assert.Equal(t, "consistency not judged: the random indices of Saaty 1980 end before 12 things", c.Verdict(weight.Saaty))
	assert.Equal(t, "consistent: the consistency ratio is 0.000, at most 0.10 (random index of Alonso & Lamata 2006)", c.Verdict(weight.AlonsoLamata))
}
