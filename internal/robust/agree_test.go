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

// Case 08: Opricovic & Tzeng 2004, run on kotbaton/pymcdm (commit 76e7735). It takes its scales
// from the set of alternatives, which the product never does: that half is here.
func TestReferenceTopsis(t *testing.T) {
	var ref struct {
		Matrix     [][]float64
		Weights    []float64
		Directions []string
		Expected   struct{ Similarity []float64 }
		Tolerance  struct{ Abs float64 }
	}
	published(t, "08_topsis_opricovic2004.json", &ref)
	scaled := make([][]float64, len(ref.Matrix))
	for j, direction := range ref.Directions {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, row := range ref.Matrix {
			lo, hi = min(lo, row[j]), max(hi, row[j])
		}
		if direction == "min" {
			lo, hi = hi, lo
		}
		for i, row := range ref.Matrix {
			scaled[i] = append(scaled[i], (row[j]-lo)/(hi-lo))
		}
	}
	got, err := robust.Topsis(scaled, ref.Weights)
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.Similarity, got, ref.Tolerance.Abs)
}

// Case 11: Zhao, Peng & Li 2013, run on kotbaton/pymcdm (commit 76e7735).
func TestReferencePromethee(t *testing.T) {
	var ref struct {
		Matrix   [][]float64
		Weights  []float64
		Expected struct {
			NetFlow []float64 `json:"net_flow"`
		}
		Tolerance struct{ Abs float64 }
	}
	published(t, "11_promethee2_zhao2013.json", &ref)
	got, err := robust.PrometheeII(ref.Matrix, ref.Weights, robust.Preference{})
	require.NoError(t, err)
	assert.InDeltaSlice(t, ref.Expected.NetFlow, got, ref.Tolerance.Abs)
}

// sumNormalised divides every column by its sum, as the cases below do.
func sumNormalised(matrix [][]float64) [][]float64 {
	out := make([][]float64, len(matrix))
	for j := range matrix[0] {
		sum := 0.0
		for _, row := range matrix {
			sum += row[j]
		}
		for i, row := range matrix {
			out[i] = append(out[i], row[j]/sum)
		}
	}
	return out
}

// Case 06: Wikipedia's weighted product, run on scikit-criteria (commit 35f17ee). The product
// never scales by the set; the sum of logarithms is that of its geometric mean.
func TestReferenceWeightedProduct(t *testing.T) {
	var ref struct {
		Matrix   [][]float64
		Weights  []float64
		Expected struct {
			Score []float64 `json:"score_log10"`
			Rank  []int
		}
		Tolerance struct{ Abs float64 }
	}
	published(t, "06_wpm_wikipedia.json", &ref)
	var got []float64
	for _, row := range sumNormalised(ref.Matrix) {
		product, total := 0.0, 0.0
		for j, v := range row {
			product += ref.Weights[j] * math.Log10(v)
			total += ref.Weights[j]
		}
		got = append(got, product/total)
	}
	assert.InDeltaSlice(t, ref.Expected.Score, got, ref.Tolerance.Abs)
	for i, rank := range ref.Expected.Rank {
		ahead := 0
		for _, other := range got {
			if other > got[i] {
				ahead++
			}
		}
		assert.Equal(t, rank, ahead+1)
	}
}

// Case 30: Belton & Gear 1983, run on scikit-criteria (commit 35f17ee). Normalised to the sum
// over the set, which is test-only code, a copy of B turns A and B round; on the fixed scale,
// with the product's code, it changes nothing.
func TestReferenceRankReversal(t *testing.T) {
	var ref struct {
		Matrix  [][]float64
		Weights []float64
		Params  struct {
			Scale [2]float64 `json:"fixed_scale"`
		}
		Expected struct {
			Three      []float64 `json:"scores_ABC"`
			Four       []float64 `json:"scores_ABCD"`
			FixedThree []float64 `json:"fixed_scale_ABC"`
			FixedFour  []float64 `json:"fixed_scale_ABCD"`
		}
		Tolerance struct{ Abs float64 }
	}
	published(t, "30_rank_reversal_belton_gear.json", &ref)
	scores := func(matrix [][]float64) (out []float64) {
		for _, row := range sumNormalised(matrix) {
			sum := 0.0
			for j, v := range row {
				sum += ref.Weights[j] * v
			}
			out = append(out, sum)
		}
		return out
	}
	assert.InDeltaSlice(t, ref.Expected.Three, scores(ref.Matrix[:3]), ref.Tolerance.Abs)
	assert.InDeltaSlice(t, ref.Expected.Four, scores(ref.Matrix), ref.Tolerance.Abs)
	three, four := scores(ref.Matrix[:3]), scores(ref.Matrix)
	assert.Greater(t, three[1], three[0])
	assert.Less(t, four[1], four[0], "turned round")

	var fixed [][]float64
	for _, row := range ref.Matrix {
		var values []float64
		for _, x := range row {
			values = append(values, (x-ref.Params.Scale[0])/(ref.Params.Scale[1]-ref.Params.Scale[0]))
		}
		fixed = append(fixed, values)
	}
	for n, want := range map[int][]float64{3: ref.Expected.FixedThree, 4: ref.Expected.FixedFour} {
		for i, b := range ok(robust.ScoreBounds(known(fixed[:n], ref.Weights))) {
			assert.InDelta(t, want[i], b.Score[0], ref.Tolerance.Abs)
			assert.InDelta(t, want[i], b.Score[1], ref.Tolerance.Abs)
		}
	}
	for _, test := range ok(robust.RankReversals(known(fixed[:3], ref.Weights), []robust.Method{robust.Additive})) {
		assert.Equal(t, 6, test.Tried, "a copy of each, and one that is worse")
		assert.Empty(t, test.Reversals)
	}
}

// Case 28, run on paterijk/MCDA (R, commit ff40fd0).
func TestReferenceSortingWithVetoes(t *testing.T) {
	var ref struct {
		Matrix     [][]float64
		Weights    []float64
		Directions []string
		Params     struct {
			Lower    map[string][]float64 `json:"lower_profiles"`
			Vetoes   map[string][]*float64
			Majority float64
		}
		Expected struct {
			With    []string `json:"with_veto"`
			Without []string `json:"without_veto"`
		}
	}
	published(t, "28_mrsort_veto.json", &ref)
	names := []string{"Good", "Medium", "Bad"}
	s := robust.Sorting{Weights: ref.Weights, Majority: ref.Params.Majority}
	for _, d := range ref.Directions {
		s.LessIsBetter = append(s.LessIsBetter, d == "min")
	}
	var vetoes [][]*float64
	for _, name := range names[:2] {
		s.Profiles = append(s.Profiles, ref.Params.Lower[name])
		vetoes = append(vetoes, ref.Params.Vetoes[name])
	}
	for i, row := range ref.Matrix {
		s.Vetoes = nil
		assert.Equal(t, ref.Expected.Without[i], names[ok(s.Assign(row))])
		s.Vetoes = vetoes
		assert.Equal(t, ref.Expected.With[i], names[ok(s.Assign(row))])
	}
}

func methodOf(r robust.Reading, m robust.Method) robust.MethodReading {
	return r.Methods[slices.IndexFunc(r.Methods, func(x robust.MethodReading) bool { return x.Method == m })]
}

// By hand, equal weights: A = (1, 0) has .5 and B = (.45, .45) has .45. The geometric mean is
// sqrt(1 x .2) = .4472 to (1 + 1.8)/5 = .56: B leads since A has nothing on the second
// criterion. Square roots give .5 to .6708, squares .5 to .2025. In PROMETHEE each has one
// criterion. TOPSIS: A is as far from the best as from the worst, B .45 on the way.
func TestAgreementByHand(t *testing.T) {
	p := known([][]float64{{1, 0}, {.45, .45}, {1, 1}}, []float64{1, 1})
	p.Ranked = []bool{true, true, false}
	a := ok(robust.AgreementOf(p, append(robust.OtherMethods(), robust.ClosenessTopsis)))
	require.Len(t, a.Readings, 1, "nothing is in doubt")
	r := a.Readings[0]
	assert.Equal(t, "mean", r.Values)
	assert.False(t, a.Agree)
	for _, tt := range []struct {
		method  robust.Method
		a, b    float64
		leaders []int
		div     []robust.Divergence
	}{
		{robust.Additive, .5, .45, []int{0}, []robust.Divergence{}},
		{robust.Geometric, math.Sqrt(.2), .56, []int{1}, []robust.Divergence{{Ahead: 1, Behind: 0, Criterion: 1, ValueAhead: .45, ValueBehind: 0}}},
		{robust.Promethee, 0, 0, []int{0, 1}, []robust.Divergence{}},
		{robust.PrometheeLinear, 0, 0, []int{0, 1}, []robust.Divergence{}},
		{robust.Steeper, .5, .2025, []int{0}, []robust.Divergence{}},
		{robust.Flatter, .5, math.Sqrt(.45), []int{1}, []robust.Divergence{{Ahead: 1, Behind: 0, Criterion: 1, ValueAhead: .45, ValueBehind: 0}}},
		{robust.ClosenessTopsis, .5, .45, []int{0}, []robust.Divergence{}},
	} {
		got := methodOf(r, tt.method)
		assert.InDelta(t, tt.a, *got.Scores[0], 1e-15, tt.method)
		assert.InDelta(t, tt.b, *got.Scores[1], 1e-15, tt.method)
		assert.Nil(t, got.Scores[2])
		assert.Equal(t, tt.leaders, got.Leaders, tt.method)
		assert.Equal(t, tt.div, got.Divergences, tt.method)
		assert.Equal(t, len(tt.div), got.Reversed, tt.method)
		assert.Equal(t, !slices.Equal(tt.leaders, []int{0}), got.LeaderDiffers, tt.method)
	}
}

// By hand: ((1 + 4 x .5)/5)^.75 x (1/5)^.25.
func TestGeometricMeanByHand(t *testing.T) {
	assert.InDelta(t, math.Pow(.6, .75)*math.Pow(.2, .25), ok(robust.GeometricMean([]float64{.5, 0}, []float64{3, 1})), 1e-15)
	_, err := robust.GeometricMean([]float64{2}, []float64{1})
	assert.ErrorContains(t, err, "must lie in 0 to 1")
}

func TestAgreementReadsRangesThrice(t *testing.T) {
	p := known([][]float64{{0, .2}, {.5, .5}}, []float64{1, 1})
	p.Cells[0][0] = robust.Cell{At0: 1, At1: .4, Unknown: "u"}
	a := ok(robust.AgreementOf(p, nil))
	require.Len(t, a.Readings, 3)
	for n, want := range []float64{.3, .45, .6} {
		assert.InDelta(t, want, *a.Readings[n].Methods[0].Scores[0], 1e-15)
	}
	_, err := robust.AgreementOf(p, []robust.Method{"dice"})
	assert.ErrorContains(t, err, `method "dice" is not known`)
}

// By hand: differences of .1 and -.5 with thresholds .05 and .25: (.1 - .05)/.2 = .25 and -1, on
// weights .8 and .2: a net of 0.
func TestPreferenceByHand(t *testing.T) {
	got := ok(robust.PrometheeII([][]float64{{.6, 0}, {.5, .5}}, []float64{4, 1}, robust.LinearPreference))
	assert.InDeltaSlice(t, []float64{0, 0}, got, 1e-15)
	step := robust.Preference{Indifference: .25, Full: .25}
	assert.Equal(t, []float64{0, 0}, ok(robust.PrometheeII([][]float64{{.5}, {.25}}, []float64{1}, step)), "on the threshold it does not count")
	assert.Equal(t, []float64{1, -1}, ok(robust.PrometheeII([][]float64{{.5}, {.125}}, []float64{1}, step)))
	for _, tt := range []struct {
		values  [][]float64
		weights []float64
		f       robust.Preference
		err     string
	}{
		{[][]float64{{1}}, []float64{1}, robust.Preference{}, "at least two"},
		{[][]float64{{1}, {1, 2}}, []float64{1}, robust.Preference{}, "alternative 2 has 2 values"},
		{[][]float64{{1}, {math.NaN()}}, []float64{1}, robust.Preference{}, "alternative 2, criterion 1: value NaN"},
		{[][]float64{{1}, {2}}, []float64{0}, robust.Preference{}, "add up to 0"},
		{[][]float64{{1}, {2}}, []float64{-1}, robust.Preference{}, "weight 1 is -1"},
		{[][]float64{{1}, {2}}, []float64{1}, robust.Preference{Indifference: 1, Full: .5}, "thresholds 1 and 0.5"},
	} {
		_, err := robust.PrometheeII(tt.values, tt.weights, tt.f)
		assert.ErrorContains(t, err, tt.err)
	}
	_, err := robust.Topsis([][]float64{{1.5}}, []float64{1})
	assert.ErrorContains(t, err, "must lie in 0 to 1")
}

// By hand, weights (1, 1, 2)/4. A = (.25, .25, .5) has net .25 against B = (.25, 1, .25) and .25
// against C = (.75, .25, 0): a flow of .25; B has -.25 and .5: .125. With D = B - .1, A gains .5 and
// B gains 1: flows of 1/3 and 1.25/3, and B is ahead.
func TestPrometheeReversesByHand(t *testing.T) {
	p := known([][]float64{{.25, .25, .5}, {.25, 1, .25}, {.75, .25, 0}}, []float64{1, 1, 2})
	tests := ok(robust.RankReversals(p, []robust.Method{robust.Additive, robust.Promethee}))
	assert.Equal(t, []robust.ReversalTest{
		{Method: robust.Additive, Tried: 6, Reversals: []robust.Reversal{}},
		{Method: robust.Promethee, Tried: 6, Reversals: []robust.Reversal{{Added: "worse", Of: 1, Ahead: 1, Behind: 0}}},
	}, tests)
}

// What drives PROMETHEE and TOPSIS where they part from the sum, by hand.
func TestDriversByHand(t *testing.T) {
	// Equal weights: A = (.9, .1) has .5 and B = (.4, .5) has .45. A is above all four others on
	// the first criterion and below on the second: 0. B is above three and below one on the
	// first, above all on the second: .75.
	p := known([][]float64{{.9, .1}, {.4, .5}, {.3, .2}, {.3, .3}, {.3, .4}}, []float64{1, 1})
	got := methodOf(ok(robust.AgreementOf(p, []robust.Method{robust.Promethee})).Readings[0], robust.Promethee)
	assert.InDelta(t, 0, *got.Scores[0], 1e-15)
	assert.InDelta(t, .75, *got.Scores[1], 1e-15)
	assert.Equal(t, robust.Divergence{Ahead: 1, Behind: 0, Criterion: 1, ValueAhead: .5, ValueBehind: .1}, got.Divergences[0])

	// Weights (1/4, 3/4): A = (1, .8) has .85 and B = (.5, .9) has .8. A is .15 from the best and
	// .65 from the worst, .8125; B sqrt(.02125) and sqrt(.47125), .8248.
	p = known([][]float64{{1, .8}, {.5, .9}}, []float64{1, 3})
	got = methodOf(ok(robust.AgreementOf(p, []robust.Method{robust.ClosenessTopsis})).Readings[0], robust.ClosenessTopsis)
	assert.InDelta(t, .8125, *got.Scores[0], 1e-15)
	assert.InDelta(t, math.Sqrt(.47125)/(math.Sqrt(.47125)+math.Sqrt(.02125)), *got.Scores[1], 1e-15)
	assert.Equal(t, []robust.Divergence{{Ahead: 1, Behind: 0, Criterion: 1, ValueAhead: .9, ValueBehind: .8}}, got.Divergences)
}

// On the criteria that both have: A has the first and third, B the second and third, C all.
// Weights (1, 2, 1)/4; groups make no difference. A against B: the third only, for B: -1. A against
// C: first for A, third for C, 1/2 each: 0. B against C: second for C with 2/3, third for B with
// 1/3: -1/3.
func TestPrometheeComparesOnCommonCriteria(t *testing.T) {
	p := known([][]float64{{.9, 0, .1}, {0, .2, .5}, {.5, .6, .3}}, []float64{1, 2, 1})
	p.Cells[0][1], p.Cells[1][0] = robust.Cell{Absent: true}, robust.Cell{Absent: true}
	apart := weight.Tree{Groups: ok(weight.Exact([]float64{1, 2, 1})), Within: slices.Repeat([]weight.Set{weight.Equal(1)}, 3), Members: [][]int{{0}, {1}, {2}}}
	for _, tree := range []weight.Tree{p.Weights, apart} {
		p.Weights = tree
		got := methodOf(ok(robust.AgreementOf(p, nil)).Readings[0], robust.Promethee)
		for i, want := range []float64{-1. / 2, (1 - 1./3) / 2, (1. / 3) / 2} {
			assert.InDelta(t, want, *got.Scores[i], 1e-15)
		}
	}
}

// PROMETHEE by its definition: leaving flow less entering flow, each a mean over the others.
func TestPrometheeEqualsItsDefinition(t *testing.T) {
	x := mix{alternatives: 5, criteria: 4, grid: true}
	eachCase(t, 71, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		w := p.Weights.Expected()
		f := robust.Preference{Indifference: r.Float64() / 2}
		f.Full = f.Indifference + r.Float64()/2
		if r.IntN(2) == 0 {
			f = robust.Preference{}
		}
		prefer := func(d float64) float64 {
			switch {
			case d <= f.Indifference:
				return 0
			case d >= f.Full:
				return 1
			}
			return (d - f.Indifference) / (f.Full - f.Indifference)
		}
		n := len(p.Cells)
		want := make([]float64, n)
		var values [][]float64
		for a := range n {
			var row []float64
			for _, c := range p.Cells[a] {
				row = append(row, c.At0)
			}
			values = append(values, row)
			for b := range n {
				for j := range w {
					d := p.Cells[a][j].At0 - p.Cells[b][j].At0
					want[a] += w[j] * (prefer(d) - prefer(-d)) / float64(n-1)
				}
			}
		}
		got := ok(robust.PrometheeII(values, w, f))
		sum := 0.0
		for a := range n {
			sum += got[a]
			if math.Abs(got[a]-want[a]) > 1e-12 || math.Abs(got[a]) > 1+1e-12 {
				return fmt.Errorf("flow %v, by definition %v", got, want)
			}
		}
		if math.Abs(sum) > 1e-12 {
			return fmt.Errorf("flows add up to %v", sum)
		}
		return nil
	})
}

// Whatever the method: an alternative that gains on a criterion does not fall behind one that
// it was ahead of. TOPSIS and the means stay in their range. Divergences are what they say.
func TestMethodsHangTogether(t *testing.T) {
	x := everything
	x.likely, x.sets = false, false
	methods := append(robust.OtherMethods(), robust.ClosenessTopsis)
	diverging := 0
	eachCase(t, 72, manyCases/2, func(r *rand.Rand) error {
		x.grid = r.IntN(2) == 0
		p := x.problem(r)
		a := ok(robust.AgreementOf(p, methods))
		for _, reading := range a.Readings {
			primary := reading.Methods[0]
			for _, m := range reading.Methods {
				for _, s := range m.Scores {
					if lo, hi := scale(m.Method); !(*s >= lo-1e-12 && *s <= hi+1e-12) {
						return fmt.Errorf("%s scores %v", m.Method, *s)
					}
				}
				reversed := 0
				for i := range p.Cells {
					for k := range p.Cells {
						if *primary.Scores[i]-*primary.Scores[k] > 1e-12 && *m.Scores[k]-*m.Scores[i] > 1e-12 {
							reversed++
							if !slices.ContainsFunc(m.Divergences, func(d robust.Divergence) bool { return d.Ahead == k && d.Behind == i }) {
								return fmt.Errorf("%s turns %d and %d round, and does not say so", m.Method, i, k)
							}
						}
					}
				}
				if reversed != m.Reversed || reversed != len(m.Divergences) {
					return fmt.Errorf("%s turns %d pairs round, says %d", m.Method, reversed, m.Reversed)
				}
				diverging += reversed
			}
		}
		i, j := r.IntN(len(p.Cells)), r.IntN(len(p.Criteria))
		c := &p.Cells[i][j]
		*c = robust.Cell{At0: c.Hi(), At1: c.Hi(), Absent: c.Absent}
		c.At0 += (1 - c.At0) * r.Float64()
		c.At1 = c.At0
		b := ok(robust.AgreementOf(p, methods))
		before, after := a.Readings[len(a.Readings)-1], b.Readings[len(b.Readings)-1]
		for n, m := range before.Methods {
			for k := range p.Cells {
				if was, is := *m.Scores[i]-*m.Scores[k], *after.Methods[n].Scores[i]-*after.Methods[n].Scores[k]; is < was-1e-12 {
					return fmt.Errorf("%s: %d was ahead of %d by %v and after a gain by %v", m.Method, i, k, was, is)
				}
			}
		}
		return nil
	})
	require.Greater(t, diverging, manyCases/10, "most cases would show nothing")
}

func scale(m robust.Method) (lo, hi float64) {
	switch m {
	case robust.Geometric:
		return .2, 1
	case robust.Promethee, robust.PrometheeLinear:
		return -1, 1
	}
	return 0, 1
}

// Methods that score each alternative by itself never turn others round; PROMETHEE does.
func TestRankReversals(t *testing.T) {
	x := mix{alternatives: 4, criteria: 4, grid: true, absent: true}
	byMethod := make([]int, len(robust.OtherMethods())+2)
	methods := append([]robust.Method{robust.Additive, robust.ClosenessTopsis}, robust.OtherMethods()...)
	eachCase(t, 73, manyCases/4, func(r *rand.Rand) error {
		for n, test := range ok(robust.RankReversals(x.problem(r), methods)) {
			byMethod[n] += len(test.Reversals)
			if outranks := test.Method == robust.Promethee || test.Method == robust.PrometheeLinear; len(test.Reversals) > 0 && !outranks {
				return fmt.Errorf("%s: %+v", test.Method, test.Reversals)
			}
		}
		return nil
	})
	for n, m := range methods {
		if m == robust.Promethee || m == robust.PrometheeLinear {
			assert.Positive(t, byMethod[n], m)
		}
	}
}

func TestSortingSaysWhatIsWrong(t *testing.T) {
	good := func() robust.Sorting {
		return robust.Sorting{Weights: []float64{1, 2}, Majority: 2, Profiles: [][]float64{{3, 3}, {1, 1}}, Vetoes: [][]*float64{nil, {nil, new(0.)}}}
	}
	s := good()
	require.NoError(t, s.Validate())
	best, worst, err := s.AssignRange([]robust.Span{{0, 4}, {0, 4}})
	require.NoError(t, err)
	assert.Equal(t, 0, best)
	assert.Equal(t, 2, worst)
	assert.Equal(t, 0, ok(s.Assign([]float64{0, 3})), "on the profile is enough")
	assert.Equal(t, 2, ok(s.Assign([]float64{9, 0})), "and so is on the veto")
	for _, tt := range []struct {
		edit func(s *robust.Sorting)
		err  string
	}{
		{func(s *robust.Sorting) { s.Weights[0] = math.NaN() }, "weight 1 is NaN"},
		{func(s *robust.Sorting) { s.Majority = 0 }, "majority 0"},
		{func(s *robust.Sorting) { s.Majority = 4 }, "at most 3, the sum"},
		{func(s *robust.Sorting) { s.LessIsBetter = []bool{true} }, "1 directions"},
		{func(s *robust.Sorting) { s.Profiles[1] = []float64{1} }, "category 2: profile has 1 values"},
		{func(s *robust.Sorting) { s.Profiles[1][0] = 5 }, "category 2: criterion 1: profile 5 is better"},
		{func(s *robust.Sorting) { s.Profiles[0][1] = math.Inf(1) }, "category 1: criterion 2: profile +Inf"},
		{func(s *robust.Sorting) { s.Vetoes = s.Vetoes[:1] }, "vetoes of 1 categories"},
		{func(s *robust.Sorting) { s.Vetoes[1] = s.Vetoes[1][:1] }, "category 2: 1 vetoes"},
		{func(s *robust.Sorting) { s.Vetoes[1][1] = new(1.) }, "category 2: criterion 2: veto 1 must be worse"},
	} {
		s := good()
		tt.edit(&s)
		assert.ErrorContains(t, s.Validate(), tt.err)
		_, err := s.Assign([]float64{1, 1})
		assert.ErrorContains(t, err, tt.err)
	}
	_, err = s.Assign([]float64{1})
	assert.ErrorContains(t, err, "1 values for 2 criteria")
	_, err = s.Assign([]float64{1, math.NaN()})
	assert.ErrorContains(t, err, "criterion 2: value NaN")
	_, _, err = s.AssignRange([]robust.Span{{1, 0}, {0, 1}})
	assert.ErrorContains(t, err, "lower end first")
}

// A better value never makes the category worse, and no value of a range leaves its categories.
func TestSortingIsMonotone(t *testing.T) {
	eachCase(t, 74, manyCases, func(r *rand.Rand) error {
		n := 1 + r.IntN(4)
		s := robust.Sorting{LessIsBetter: make([]bool, n), Profiles: [][]float64{make([]float64, n), make([]float64, n)}, Vetoes: make([][]*float64, 2)}
		for j := range n {
			s.Weights = append(s.Weights, float64(1+r.IntN(4)))
			s.LessIsBetter[j] = r.IntN(2) == 0
			hi := r.IntN(8)
			s.Profiles[0][j], s.Profiles[1][j] = float64(hi), float64(r.IntN(hi+1))
			s.Majority += s.Weights[j] * (.3 + .6*r.Float64()) // some part of the sum
			for h := range s.Vetoes {
				var veto *float64
				if r.IntN(3) == 0 {
					veto = new(s.Profiles[h][j] - 1 - float64(r.IntN(3)))
				}
				s.Vetoes[h] = append(s.Vetoes[h], veto)
			}
			if s.LessIsBetter[j] {
				for h := range 2 {
					s.Profiles[h][j] = -s.Profiles[h][j]
					if veto := s.Vetoes[h][j]; veto != nil {
						*veto = -*veto
					}
				}
			}
		}
		spans, row := make([]robust.Span, n), make([]float64, n)
		for j := range n {
			a, b := float64(r.IntN(16)-8), float64(r.IntN(16)-8)
			spans[j] = robust.Span{min(a, b), max(a, b)}
			row[j] = spans[j][0] + float64(r.IntN(int(spans[j][1]-spans[j][0])+1))
		}
		best, worst, err := s.AssignRange(spans)
		if err != nil {
			return err
		}
		if got := ok(s.Assign(row)); got < best || got > worst {
			return fmt.Errorf("%v in %v gives %d, not in %d to %d of %+v", row, spans, got, best, worst, s)
		}
		return nil
	})
}
