package robust_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

// smaaCase is a reference case on exact values.
type smaaCase struct {
	Matrix   [][]float64
	Expected struct {
		RankAcceptability [][]float64 `json:"rank_acceptability"`
		CentralWeights    [][]float64 `json:"central_weights"`
		Pairwise          [][]float64 `json:"pairwise_winning_index"`
		Confidence        []*float64  `json:"confidence_factor_at_central_weight"`
		Rankings          int         `json:"n_distinct_rankings"`
		Entropy           float64     `json:"ranking_entropy_bits"`
	}
}

// falling is the set of weights in falling order.
func falling(n int) weight.Set {
	order := make([][]int, n)
	for j := range order {
		order[j] = []int{j}
	}
	return ok(weight.Ordinal(order))
}

// ways are the ways of drawing that every statistical test goes through.
var ways = map[string]robust.Options{
	"arrays":      {Draws: 200_000},
	"independent": {Drawing: robust.Independent, Draws: 200_000},
	"to an error": {TargetError: 0.001, MaxDraws: 2_000_000},
}

// Exact areas of the weight triangle by Lahdelma & Salminen's definitions (2001), worked out in
// rational numbers for the reference cases and checked there against R's smaa.
func TestReferenceSMAA(t *testing.T) {
	for name, set := range map[string]weight.Set{
		"19_smaa2_exact_nopref.json":  weight.Free(3),
		"20_smaa2_exact_ordinal.json": falling(3),
	} {
		for way, o := range ways {
			t.Run(name+" "+way, func(t *testing.T) {
				var c smaaCase
				published(t, name, &c)
				p := known(c.Matrix, []float64{1, 1, 1})
				p.Weights = weight.Flat(set)
				got, err := robust.Acceptability(p, o)
				require.NoError(t, err)
				checkSMAA(t, c, got)
				if o.TargetError > 0 {
					assert.LessOrEqual(t, got.Error, o.TargetError)
				}
			})
		}
	}
}

func checkSMAA(t *testing.T, c smaaCase, got *robust.Result) {
	t.Helper()
	assert.LessOrEqual(t, got.Error, .0025)
	for i, row := range c.Expected.RankAcceptability {
		for k, want := range row {
			// Four standard errors: the half-width is two.
			assert.InDelta(t, want, got.Ranks[i][k], 2*max(got.RankShare(i, k).Error(), 1e-4), "alternative %d, rank %d", i, k)
		}
		for k, want := range c.Expected.Pairwise[i] {
			assert.InDelta(t, want, got.Ahead[i][k], 1e-12)
		}
		if c.Expected.CentralWeights[i] == nil {
			assert.Nil(t, got.Central[i])
			assert.Nil(t, got.Confidence[i])
			continue
		}
		assert.InDeltaSlice(t, c.Expected.CentralWeights[i], got.Central[i], .006)
		assert.Equal(t, robust.Share{Value: 1, Lo: 1, Hi: 1}, *got.Confidence[i])
	}
	assert.Equal(t, c.Expected.Rankings, got.Rankings)
	assert.InDelta(t, c.Expected.Entropy, got.RankingEntropy, .015)
	assert.Zero(t, got.AheadError)
	first := 0.0
	for _, row := range c.Expected.RankAcceptability {
		if row[0] > 0 {
			first -= row[0] * math.Log2(row[0])
		}
	}
	assert.InDelta(t, first, got.FirstEntropy, .01)
}

// Case 22: A = (1, 0), B = (y, y) with one y uniform over [.2, .6], weights free. The case
// states a confidence factor of 1 for B, too. By its own definition, the share of y at which
// B is first at its central weights (w1 = .21667), it is P(y > .21667) = .38333/.4 = .95833.
func TestReferenceSMAAWithOneUnknown(t *testing.T) {
	for way, o := range ways {
		t.Run(way, func(t *testing.T) {
			var c struct {
				Expected struct {
					First    []float64  `json:"rank1_acceptability"`
					CentralA []*float64 `json:"central_weight_c1"`
					CentralB float64    `json:"central_weight_B_c1"`
				}
			}
			published(t, "22_smaa2_stochastic_analytic.json", &c)
			got, err := robust.Acceptability(case22(), o)
			require.NoError(t, err)
			for i, want := range c.Expected.First {
				assert.InDelta(t, want, got.First[i].Value, 2*got.First[i].Error())
				assert.InDelta(t, want, got.Ahead[i][1-i], 2*got.AheadShare(i, 1-i).Error())
			}
			assert.InDelta(t, *c.Expected.CentralA[0], got.Central[0][0], .006)
			assert.InDelta(t, c.Expected.CentralB, got.Central[1][0], .006)
			assert.Equal(t, 1.0, got.Confidence[0].Value)
			assert.InDelta(t, .38333/.4, got.Confidence[1].Value, .01)
		})
	}
}

// At its central weights A, to which only the first criterion applies, still has the value 1.
func TestConfidenceWithAbsent(t *testing.T) {
	p := known([][]float64{{1, 0, 0}, {.6, .6, .6}}, []float64{1, 1, 1})
	p.Cells[0][1], p.Cells[0][2] = robust.Cell{Absent: true}, robust.Cell{Absent: true}
	p.Weights = weight.Flat(weight.Free(3))
	for way, o := range ways {
		got := ok(robust.Acceptability(p, o))
		assert.InDeltaSlice(t, []float64{1. / 3, 1. / 3, 1. / 3}, got.Central[0], .01, way)
		assert.Equal(t, 1.0, got.Confidence[0].Value, way)
	}
}

func case22() *robust.Problem {
	p := known([][]float64{{1, 0}, {0, 0}}, []float64{1, 1})
	p.Cells[1] = []robust.Cell{shared("y", .2, .6), shared("y", .2, .6)}
	p.Weights = weight.Flat(weight.Free(2))
	return p
}

// Case 25: each row of the matrix holds the scores of three alternatives in one draw. R's smaa
// gives ties the better rank; the default splits them.
func TestReferenceTies(t *testing.T) {
	var c struct {
		Matrix   [][]float64
		Expected struct{ Ranks [][]int }
	}
	published(t, "25_smaa_ties.json", &c)
	split := [][][]float64{
		{{.5, .5, 0}, {.5, .5, 0}, {0, 0, 1}},
		{{0, 0, 1}, {.5, .5, 0}, {.5, .5, 0}},
	}
	for k, scores := range c.Matrix {
		var matrix [][]float64
		for _, v := range scores {
			matrix = append(matrix, []float64{v})
		}
		p := known(matrix, []float64{1})
		got := ok(robust.Acceptability(p, robust.Options{ShareBest: true}))
		for i, rank := range c.Expected.Ranks[k] {
			assert.Equal(t, 1.0, got.Ranks[i][rank-1])
		}
		got = ok(robust.Acceptability(p, robust.Options{}))
		assert.Equal(t, split[k], got.Ranks)
	}
}

// Case 40: the flat Dirichlet on four weights has mean 1/4, and w1 exceeds 1/2 with probability
// 1/8; weights in falling order have the mean 25/48, 13/48, 7/48, 3/48.
func TestReferenceSamplerMoments(t *testing.T) {
	var c struct {
		Expected struct {
			Mean, Variance, Covariance float64
			Tail                       float64   `json:"P_w1_gt_0.5"`
			Ordinal                    []float64 `json:"ordinal_mean_w1ge_w2ge_w3ge_w4"`
		}
	}
	published(t, "40_simplex_sampler_moments.json", &c)
	for _, drawing := range []robust.Drawing{robust.Stratified, robust.Independent} {
		for _, set := range []weight.Set{weight.Free(4), falling(4)} {
			p := known([][]float64{{1, 1, 1, 1}, {0, 0, 0, 0}}, []float64{1, 1, 1, 1})
			p.Weights = weight.Flat(set)
			mean, square, product, tail, n := make([]float64, 4), 0.0, 0.0, 0.0, 0.0
			robust.SeeDraws(p, robust.Options{Drawing: drawing, Draws: 4096, Seed: 3}, 32, func(d robust.SeenDraw) {
				for j, w := range d.Weights {
					mean[j] += w
				}
				square += d.Weights[0] * d.Weights[0]
				product += d.Weights[0] * d.Weights[1]
				if d.Weights[0] > .5 {
					tail++
				}
				n++
			})
			for j := range mean {
				mean[j] /= n
			}
			if set.Kind() != "free" {
				assert.InDeltaSlice(t, c.Expected.Ordinal, mean, .004)
				continue
			}
			// Standard errors are at most sqrt(.0375/n) < .0035 with n at least 3,200.
			assert.InDeltaSlice(t, []float64{.25, .25, .25, .25}, mean, .004)
			assert.InDelta(t, c.Expected.Mean, mean[0], .004)
			assert.InDelta(t, c.Expected.Variance, square/n-mean[0]*mean[0], .0025)
			assert.InDelta(t, c.Expected.Covariance, product/n-mean[0]*mean[1], .0025)
			assert.InDelta(t, c.Expected.Tail, tail/n, .015)
		}
	}
}

// Exact values and weights leave nothing to chance; neither do two corners of weights, or one
// unknown, which make every score a straight line.
func TestExactProblems(t *testing.T) {
	certain := known([][]float64{{.2, .8}, {.5, .5}, {.5, .5}}, []float64{1, 3}) // .65, .5, .5
	two := known([][]float64{{1, 0}, {.25, .25}, {0, 1}}, []float64{1, 1})
	two.Weights = weight.Flat(weight.Free(2))
	unknown := known([][]float64{{.5}, {0}}, []float64{1})
	unknown.Cells[1][0] = likely(0, 1, .5) // Beta(3, 3): half above .5
	tests := []struct {
		name  string
		p     *robust.Problem
		ranks [][]float64
	}{
		{"everything known", certain, [][]float64{{1, 0, 0}, {0, .5, .5}, {0, .5, .5}}},
		// w1 and 1 - w1 cross at 1/2; .25 is above the lower of the two where that is below 1/4.
		{"two weights", two, [][]float64{{.5, .25, .25}, {0, .5, .5}, {.5, .25, .25}}},
		{"one unknown", unknown, [][]float64{{.5, .5}, {.5, .5}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := robust.Acceptability(tt.p, robust.Options{})
			require.NoError(t, err)
			for i, row := range tt.ranks {
				assert.InDeltaSlice(t, row, got.Ranks[i], 1e-12)
			}
			assert.Equal(t, 1, got.Draws)
			assert.Equal(t, robust.Exact, got.Drawing)
			assert.Zero(t, got.Error)
			assert.Equal(t, robust.Share{Value: got.Ranks[0][0], Lo: got.Ranks[0][0], Hi: got.Ranks[0][0]}, got.First[0])
		})
	}
	got := ok(robust.Acceptability(two, robust.Options{}))
	// The first leads for w1 in (1/2, 1), on average 3/4.
	assert.InDeltaSlice(t, []float64{.75, .25}, got.Central[0], 1e-12)
	assert.Nil(t, got.Central[1])
	assert.InDelta(t, .5, got.Ahead[0][2], 1e-12)
	assert.InDelta(t, .75, got.Ahead[0][1], 1e-12)
	assert.Equal(t, [][2]int{{0, 2}}, got.NearTies)
	assert.InDelta(t, 1, got.FirstEntropy, 1e-12)
}

// One gate on A's first criterion, uniform over [.2, .6], at .5: a quarter passes. Given that,
// A scores (y + .5)/2 with y over [.5, .6], B .52: A leads where y > .54, in 3/5.
func TestGates(t *testing.T) {
	p := known([][]float64{{0, .5}, {.52, .52}}, []float64{1, 1})
	p.Cells[0][0] = width(.2, .6)
	p.Gates = []robust.Gate{{Criterion: 0, AtLeast: .5, States: []robust.GateState{robust.GateOpen, robust.GatePassed}}}
	for way, o := range ways {
		t.Run(way, func(t *testing.T) {
			if o.TargetError > 0 {
				o.TargetError = .0005
			}
			got, err := robust.Acceptability(p, o)
			require.NoError(t, err)
			assert.Equal(t, .25, math.Round(got.Passes[0].Value*1e12)/1e12)
			assert.Equal(t, robust.Passing{Share: robust.Share{Value: 1, Lo: 1, Hi: 1}}, got.Passes[1])
			near(t, .6, got.FirstIfPassing[0])
			near(t, .15, got.PassesFirst[0])
			near(t, .85, got.FirstIfPassing[1]) // alone where A fails, and ahead in 2/5 of the rest
			near(t, .15, got.First[0])          // y > .54 without the gate
			assert.InDelta(t, 1, got.IfPassing[0][0]+got.IfPassing[0][1], 1e-12)
		})
	}
}

// The chance of passing several gates is exact: a product over unknowns, and where two gates
// rest on one unknown what both admit. The first criterion passes with 1/4, the second with .6;
// the third falls from .9 to .4 in the same unknown as the fourth rises from 0 to 1.
func TestSeveralGates(t *testing.T) {
	p := known([][]float64{{0, 0, 0, 0}, {.5, .5, .5, .5}}, []float64{1, 1, 1, 1})
	p.Cells[0] = []robust.Cell{width(.2, .6), width(0, 1), shared("u", .9, .4), shared("u", 0, 1)}
	for j, least := range []float64{.5, .4, .65, .3} {
		p.Gates = append(p.Gates, robust.Gate{Criterion: j, AtLeast: least, States: []robust.GateState{robust.GateOpen, robust.GateExcused}})
	}
	got := ok(robust.Acceptability(p, robust.Options{Draws: 2000}))
	assert.InDelta(t, .25*.6*(.5-.3), got.Passes[0].Value, 1e-12)
	assert.InDelta(t, got.Passes[0].Value, got.PassesFirst[0].Value/got.FirstIfPassing[0].Value, 3*.03)
	p.Gates[2].AtLeast = .8 // u at most .2, and at least .3
	got = ok(robust.Acceptability(p, robust.Options{Draws: 2000}))
	assert.Equal(t, robust.Passing{}, got.Passes[0])
	assert.Nil(t, got.IfPassing[0])
	assert.Equal(t, []float64{1, 0}, got.IfPassing[1])
	assert.Equal(t, 1.0, got.PassesFirst[1].Value)
}

func near(t *testing.T, want float64, got robust.Share) {
	t.Helper()
	assert.InDelta(t, want, got.Value, 2*got.Error())
	assert.LessOrEqual(t, got.Error(), .01)
}

// An open gate that no draw decides leaves the chance of passing open, too.
func TestUndecidedGates(t *testing.T) {
	p := known([][]float64{{.4}, {.5}}, []float64{1})
	p.Gates = []robust.Gate{{Criterion: 0, AtLeast: .3, States: []robust.GateState{robust.GateOpen, robust.GateFailed}}}
	got, err := robust.Acceptability(p, robust.Options{})
	require.NoError(t, err)
	assert.Equal(t, robust.Passing{Share: robust.Share{Value: 1, Lo: 0, Hi: 1}, Undecided: true}, got.Passes[0])
	assert.Equal(t, robust.Passing{}, got.Passes[1])
	assert.Equal(t, []float64{1, 0}, got.IfPassing[0], "the other fails")
	assert.Nil(t, got.IfPassing[1])
	assert.Equal(t, robust.Share{Value: 1, Lo: 0, Hi: 1}, got.PassesFirst[0])
}

// What is not ranked has no place; who is alone is first.
func TestRankedAlone(t *testing.T) {
	p := known([][]float64{{1}, {.5}, {0}}, []float64{1})
	p.Ranked = []bool{false, true, false}
	got, err := robust.Acceptability(p, robust.Options{})
	require.NoError(t, err)
	assert.Equal(t, [][]float64{nil, {1}, nil}, got.Ranks)
	assert.Equal(t, []float64{1}, got.Central[1])
	p.Ranked[1] = false
	got, err = robust.Acceptability(p, robust.Options{})
	require.NoError(t, err)
	assert.Equal(t, [][]float64{nil, nil, nil}, got.Ranks)
	assert.Empty(t, got.NearTies)
}

// A criterion that does not apply counts as unknown where that is asked for.
func TestAbsentOpen(t *testing.T) {
	p := known([][]float64{{.5, .6}, {.5, .5}}, []float64{1, 1})
	p.Cells[1][0] = robust.Cell{Absent: true}
	assert.Equal(t, []float64{1, 0}, ok(robust.Acceptability(p, robust.Options{})).Ranks[0], ".55 to .5")
	// .55 against .25 + t/2: ahead for t < .6.
	assert.InDelta(t, .6, ok(robust.Acceptability(p, robust.Options{AbsentOpen: true})).Ranks[0][0], 1e-12)
}

func ExampleAcceptability() {
	p := &robust.Problem{
		Alternatives: []string{"A", "B"},
		Criteria:     []string{"cost", "control"},
		Cells: [][]robust.Cell{
			{{At0: .8, At1: .8}, {At0: .1, At1: .5}},
			{{At0: .4, At1: .6}, {At0: .7, At1: .7}},
		},
		Weights: weight.Flat(weight.Free(2)),
	}
	r, err := robust.Acceptability(p, robust.Options{TargetError: .003})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("A is first in %.2f; no share is off by more than %.3f\n", r.First[0].Value, max(r.Error, .003))
	// Output: A is first in 0.44; no share is off by more than 0.003
}
