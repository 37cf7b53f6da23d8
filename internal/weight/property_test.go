package weight_test

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/linear"
	"assay/internal/weight"
)

// randomRules draws rules with few and round numbers, so that equal, implied and clashing ones
// are frequent.
func randomRules(r *rand.Rand, n int) []weight.Rule {
	var rules []weight.Rule
	for range r.IntN(2 * n) {
		rule := weight.Rule{Of: r.IntN(n), Is: linear.Relation(r.IntN(3)), To: weight.Whole, X: float64(r.IntN(9)) / 12}
		if rule.Is == linear.Equal && r.IntN(3) > 0 {
			rule.Is = linear.AtLeast
		}
		if to := r.IntN(n); r.IntN(2) == 0 && to != rule.Of {
			rule.To, rule.X = to, []float64{.25, .5, 1, 1, 2, 3}[r.IntN(6)]
		}
		rules = append(rules, rule)
	}
	return rules
}

// miss is by how much w fails the rules.
func miss(w []float64, rules []weight.Rule) float64 {
	sum, worst := -1.0, 0.0
	for _, x := range w {
		sum += x
		worst = max(worst, -x)
	}
	worst = max(worst, math.Abs(sum))
	for _, r := range rules {
		gap := w[r.Of] - r.X
		if r.To != weight.Whole {
			gap = w[r.Of] - r.X*w[r.To]
		}
		switch r.Is {
		case linear.AtLeast:
			gap = -gap
		case linear.Equal:
			gap = math.Abs(gap)
		}
		worst = max(worst, gap)
	}
	return worst
}

// Draws, the mean and the point of the least value meet every rule; the least value is below
// that of every draw and is reached.
func TestSetsKeepTheirRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	kinds := map[int]int{}
	for k := range 20_000 {
		n := 2 + r.IntN(4)
		rules := randomRules(r, n)
		s, err := weight.Polytope(n, rules...)
		if err != nil {
			kinds[-1]++
			requireSmallestClash(t, n, err)
			continue
		}
		kinds[min(len(s.Corners()), 2)]++
		c := make([]float64, n)
		for j := range c {
			c[j] = r.Float64() - 0.5
		}
		least, at := s.Min(c)
		require.Less(t, miss(at, rules), 1e-9, "case %d: %v at %v", k, rules, at)
		require.InDelta(t, dot(c, at), least, 1e-12)
		if s.Corners() == nil && k%4 != 0 {
			continue // walks are dear
		}
		require.Less(t, miss(s.Mean(), rules), 1e-9, "case %d: %v", k, rules)
		w := make([]float64, n)
		walk := s.Walk(rand.New(rand.NewPCG(uint64(k), 5)))
		for range 5 {
			walk.Next(w)
			require.Less(t, miss(w, rules), 1e-9, "case %d: %v drew %v", k, rules, w)
			require.GreaterOrEqual(t, dot(c, w), least-1e-9)
		}
	}
	for _, kind := range []int{-1, 0, 1, 2} {
		assert.Greater(t, kinds[kind], 500, "kind %d", kind)
	}
}

// Ranges a ten-millionth wide and ratios of up to a hundred: sets so thin are found, or are an
// error, but never one that breaks its rules by more than their width.
func TestThinSetsKeepTheirRules(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	thin, lost := 0, 0
	for k := range 5000 {
		n := 2 + r.IntN(6)
		var rules []weight.Rule
		for range 1 + r.IntN(n) {
			rule := weight.Rule{Of: r.IntN(n), Is: linear.AtLeast, To: weight.Whole, X: math.Pow(10, -4*r.Float64())}
			if to := r.IntN(n); to != rule.Of && r.IntN(2) == 0 {
				rule.To, rule.X = to, math.Pow(10, 4*r.Float64()-2)
			}
			other := rule
			other.Is, other.X = linear.AtMost, rule.X*(1+math.Pow(10, -7-3*r.Float64()))
			rules = append(rules, rule, other)
		}
		s, err := weight.Polytope(n, rules...)
		if err != nil {
			if _, ok := errors.AsType[*weight.Mistake](err); !ok {
				lost++
			}
			continue
		}
		thin++
		_, at := s.Min(make([]float64, n))
		require.Less(t, miss(at, rules), 1e-6, "case %d: %v", k, rules)
		w := make([]float64, n)
		s.Walk(rand.New(rand.NewPCG(uint64(k), 9))).Next(w)
		require.Less(t, miss(w, rules), 1e-6, "case %d: %v", k, rules)
	}
	assert.Greater(t, thin, 1000)
	assert.Less(t, lost, 25)
}

// requireSmallestClash checks that the rules of a clash clash by themselves and that any of
// them can be left out.
func requireSmallestClash(t *testing.T, n int, err error) {
	t.Helper()
	m, ok := errors.AsType[*weight.Mistake](err)
	require.True(t, ok, "%v", err)
	require.NotEmpty(t, m.Rules)
	_, err = weight.Polytope(n, m.Rules...)
	require.Error(t, err)
	for i := range m.Rules {
		_, err := weight.Polytope(n, slices.Delete(slices.Clone(m.Rules), i, i+1)...)
		require.NoError(t, err, "%v", m.Rules)
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for j, x := range a {
		sum += x * b[j]
	}
	return sum
}

// A linear function on bounds is least where what the lower bounds leave goes to the cheapest
// first.
func TestMinOverBoundsEqualsTheGreedy(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for k := range 5000 {
		n := 2 + r.IntN(5)
		lo, hi := make([]float64, n), make([]float64, n)
		low, high := 0.0, 0.0
		for j := range n {
			lo[j] = float64(r.IntN(3)) / 20
			hi[j] = lo[j] + float64(r.IntN(8))/10
			low, high = low+lo[j], high+hi[j]
		}
		s, err := weight.Bounds(lo, hi)
		if low > 1+1e-9 || high < 1-1e-9 {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err)
		for range 20 {
			c := make([]float64, n)
			for j := range c {
				c[j] = float64(r.IntN(11)) - 5
			}
			least, at := s.Min(c)
			require.InDelta(t, greedy(lo, hi, c), least, 1e-9, "case %d: %v..%v, %v", k, lo, hi, c)
			require.InDelta(t, dot(c, at), least, 1e-12)
		}
	}
}

func greedy(lo, hi, c []float64) float64 {
	order := make([]int, len(c))
	left, sum := 1.0, 0.0
	for j := range order {
		order[j] = j
		left, sum = left-lo[j], sum+c[j]*lo[j]
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(c[i], c[j]) })
	for _, j := range order {
		by := min(left, hi[j]-lo[j])
		left, sum = left-by, sum+by*c[j]
	}
	return sum
}

// The least of c . s / sum s over ranges of points has the cheapest k at their most and the
// others at their least, for some k: another way to the same sets. And weights of any points in
// the ranges are in the set.
func TestSwingRangesEqualTheirPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for k := range 3000 {
		n := 2 + r.IntN(4)
		points := make([]weight.Points, n)
		for j := range points {
			a, b := float64(r.IntN(5)*25), float64(r.IntN(5)*25)
			points[j] = weight.Points{Lo: min(a, b), Hi: max(a, b)}
		}
		points[r.IntN(n)].Hi = 100
		s, err := weight.Swing(points)
		require.NoError(t, err, "%v", points)
		scaled, err := weight.Swing(times(points, 8)) // powers of two change nothing, to the last bit
		require.NoError(t, err)
		for range 20 {
			c, own := make([]float64, n), make([]float64, n)
			total := 0.0
			for j, p := range points {
				c[j] = r.Float64() - 0.5
				own[j] = p.Lo + r.Float64()*(p.Hi-p.Lo)
				total += own[j]
			}
			least, _ := s.Min(c)
			require.InDelta(t, thresholds(points, c), least, 1e-9, "case %d: %v, %v", k, points, c)
			require.GreaterOrEqual(t, dot(c, own)/total, least-1e-9)
			again, _ := scaled.Min(c)
			require.Equal(t, least, again)
		}
	}
}

func times(points []weight.Points, f float64) []weight.Points {
	var out []weight.Points
	for _, p := range points {
		out = append(out, weight.Points{Lo: p.Lo * f, Hi: p.Hi * f})
	}
	return out
}

func thresholds(points []weight.Points, c []float64) float64 {
	order := make([]int, len(c))
	for j := range order {
		order[j] = j
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(c[i], c[j]) })
	least := math.Inf(1)
	for k := range len(order) + 1 {
		top, bottom := 0.0, 0.0
		for place, j := range order {
			x := points[j].Lo
			if place < k {
				x = points[j].Hi
			}
			top, bottom = top+c[j]*x, bottom+x
		}
		if bottom > 0 {
			least = min(least, top/bottom)
		}
		// With all lower ends 0 a single thing may carry everything.
		if j := order[len(order)-1-min(k, len(order)-1)]; points[j].Hi > 0 && allZeroBut(points, j) {
			least = min(least, c[j])
		}
	}
	return least
}

func allZeroBut(points []weight.Points, but int) bool {
	for j, p := range points {
		if j != but && p.Lo > 0 {
			return false
		}
	}
	return true
}

// The order of rules changes nothing, to the last bit; that of the things only the order of
// the results.
func TestOrderChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	compared := 0
	for k := range 1500 {
		n := 3 + r.IntN(3)
		rules := randomRules(r, n)
		s, err := weight.Polytope(n, rules...)
		if err != nil {
			continue
		}
		compared++
		other := slices.Clone(rules)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		same, err := weight.Polytope(n, other...)
		require.NoError(t, err)
		require.Equal(t, s.Corners(), same.Corners())
		require.Equal(t, s.Mean(), same.Mean())
		to := r.Perm(n)
		for i, rule := range other {
			other[i].Of = to[rule.Of]
			if rule.To != weight.Whole {
				other[i].To = to[rule.To]
			}
		}
		moved, err := weight.Polytope(n, other...)
		require.NoError(t, err)
		mean := moved.Mean()
		for j, x := range s.Mean() {
			require.InDelta(t, x, mean[to[j]], 1e-8, "case %d: %v", k, rules)
		}
	}
	assert.Greater(t, compared, 500)
}

// A simplex that is not recognised as one has the mean of its corners, and a walk over it the
// moments of the exact sampler: E w_a w_b = sum over corners of (1 + [k = l]) / ((m + 1) m)
// c_ka c_lb.
func TestWalkOverASimplexHasItsMoments(t *testing.T) {
	order := func(n int) []weight.Rule {
		var rules []weight.Rule
		for j := range n - 1 {
			rules = append(rules, weight.Rule{Of: j, Is: linear.AtLeast, X: 1, To: j + 1})
		}
		return rules
	}
	for _, test := range []struct {
		n     int
		rules []weight.Rule
	}{
		{4, nil}, {4, order(4)}, {8, nil}, {8, order(8)}, {12, order(12)},
		{4, []weight.Rule{{1, linear.AtLeast, .9, weight.Whole}}},
		{5, []weight.Rule{{1, linear.Equal, 2, 3}, {0, linear.AtLeast, .01, weight.Whole}}},
	} {
		known, err := weight.Polytope(test.n, test.rules...)
		require.NoError(t, err)
		require.NotNil(t, known.Corners())
		s, err := weight.Unrecognised(test.n, test.rules...)
		require.NoError(t, err)
		if test.n <= 8 { // beyond, its inequalities allow too many corners to try
			require.InDeltaSlice(t, known.Mean(), s.Mean(), 1e-10)
		}
		walked := s.WalkMean()
		for j, m := range known.Mean() {
			sd := math.Sqrt(secondMoment(known.Corners(), j) - m*m)
			require.InDelta(t, m, walked[j], 0.08*sd) // four times what its comment states
		}
		mean, square, me, se := estimate(s, 20, 1000, 7)
		for j := range test.n {
			assert.InDelta(t, known.Mean()[j], mean[j], 5.5*me[j], "%v: mean of %d", test.rules, j)
			assert.InDelta(t, secondMoment(known.Corners(), j), square[j], 5.5*se[j], "%v: square of %d", test.rules, j)
		}
	}
}

// Two exact ways to the mean of bounds agree: inclusion and exclusion, and cutting up.
func TestMeanOfBoundsEqualsTheCentroid(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	compared := 0
	for k := range 2000 {
		n := 3 + r.IntN(4)
		lo, hi := make([]float64, n), make([]float64, n)
		for j := range n {
			lo[j] = float64(r.IntN(3)) / 24
			hi[j] = lo[j] + float64(r.IntN(8))/12
		}
		rules, err := weight.BoundRules(lo, hi)
		require.NoError(t, err)
		s, err := weight.Bounds(lo, hi)
		if err != nil {
			continue
		}
		compared++
		twin, err := weight.Polytope(n, rules...)
		require.NoError(t, err)
		require.InDeltaSlice(t, twin.Mean(), s.Mean(), 1e-9, "case %d: %v..%v", k, lo, hi)
	}
	assert.Greater(t, compared, 1000)
}

func secondMoment(corners [][]float64, j int) float64 {
	sum := 0.0
	for k := range corners {
		for l := range corners {
			by := 1.0
			if k == l {
				by = 2
			}
			sum += by * corners[k][j] * corners[l][j]
		}
	}
	m := float64(len(corners))
	return sum / (m * (m + 1))
}

// An order is the same set by its corners and by its rules.
func TestOrdersEqualTheirRules(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for range 2000 {
		n := 1 + r.IntN(6)
		var order [][]int
		for _, j := range r.Perm(n) {
			if len(order) == 0 || r.IntN(3) > 0 {
				order = append(order, nil)
			}
			order[len(order)-1] = append(order[len(order)-1], j)
		}
		s, err := weight.Ordinal(order)
		require.NoError(t, err)
		rules, err := weight.OrderRules(order)
		require.NoError(t, err)
		twin, err := weight.Polytope(n, rules...)
		require.NoError(t, err)
		require.Len(t, twin.Corners(), len(s.Corners()), "%v", order)
		require.InDeltaSlice(t, s.Mean(), twin.Mean(), 1e-12, "%v", order)
	}
}

// With bounds that let everything be, and rules that say nothing, every way of asking gives the
// whole simplex.
func TestNothingSaidIsFree(t *testing.T) {
	s, err := weight.Bounds(make([]float64, 4), []float64{1, 1, 1, 1})
	require.NoError(t, err)
	assert.ElementsMatch(t, weight.Free(4).Corners(), s.Corners())
	s, err = weight.Polytope(4)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{.25, .25, .25, .25}, s.Mean(), 1e-15)
	require.Len(t, s.Corners(), 4)
}

// A draw is the same for the same seed, whoever walked before.
func TestWalksAreTheirSeeds(t *testing.T) {
	draw := func(seed uint64) []float64 {
		s, err := weight.Bounds([]float64{0, 0, 0, 0}, []float64{.5, .5, .6, .7})
		require.NoError(t, err)
		w := make([]float64, 4)
		walk := s.Walk(rand.New(rand.NewPCG(seed, 0)))
		for range 100 {
			walk.Next(w)
		}
		return w
	}
	assert.Equal(t, draw(1), draw(1))
	assert.NotEqual(t, draw(1), draw(2))
}
