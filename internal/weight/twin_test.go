package weight_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/linear"
	"assay/internal/weight"
)

// cornersByTrial is a twin of Polytope: it lists every corner of the rules' set by trying each
// choice of n-1 of its faces beside sum 1. A set without corners is empty.
func cornersByTrial(n int, rules []weight.Rule) [][]float64 {
	whole := face(slices.Repeat([]float64{1}, n), 1)
	faces := make([][]float64, 0, n+len(rules))
	for j := range n {
		a := make([]float64, n)
		a[j] = 1
		faces = append(faces, face(a, 0))
	}
	for _, r := range rules {
		a, b := make([]float64, n), r.X
		a[r.Of] = 1
		if r.To != weight.Whole {
			a[r.To], b = -r.X, 0
		}
		faces = append(faces, face(a, b))
	}
	var corners [][]float64
	var choose func(from int, chosen [][]float64)
	choose = func(from int, chosen [][]float64) {
		if len(chosen) == n {
			w, ok := meet(chosen)
			if ok && miss(w, rules) < 1e-8 && !slices.ContainsFunc(corners, func(c []float64) bool { return apart(c, w) < 1e-7 }) {
				corners = append(corners, w)
			}
			return
		}
		for k := from; k < len(faces); k++ {
			choose(k+1, append(slices.Clone(chosen), faces[k]))
		}
	}
	choose(0, [][]float64{whole})
	return corners
}

func face(a []float64, b float64) []float64 { return append(slices.Clone(a), b) }

// apart is the largest difference of two vectors' entries.
func apart(a, b []float64) float64 {
	most := 0.0
	for j, x := range a {
		most = max(most, math.Abs(x-b[j]))
	}
	return most
}

// meet solves n equations, each with its right side last, by Gauss's and Jordan's method.
func meet(rows [][]float64) (w []float64, ok bool) {
	n := len(rows)
	a := make([][]float64, n)
	for i, r := range rows {
		a[i] = slices.Clone(r)
	}
	for k := range n {
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i][k]) > math.Abs(a[k][k]) {
				a[i], a[k] = a[k], a[i]
			}
		}
		if math.Abs(a[k][k]) < 1e-9 {
			return nil, false
		}
		for i := range n {
			if by := a[i][k] / a[k][k]; i != k {
				for j := range a[i] {
					a[i][j] -= by * a[k][j]
				}
			}
		}
	}
	for k := range n {
		w = append(w, a[k][n]/a[k][k])
	}
	return w, true
}

// A set is empty exactly where it has no corner, a simplex's Corners are all it has, and the
// least of a linear function is that of the corners.
func TestSetsEqualTheirCornersByTrial(t *testing.T) {
	r := rand.New(rand.NewPCG(77, 1))
	empty, circles, general := 0, 0, 0
	for k := range 25_000 {
		n := 1 + r.IntN(5)
		rules := someRules(r, n)
		want := cornersByTrial(n, rules)
		s, err := weight.Polytope(n, rules...)
		switch {
		case err != nil && len(want) == 0:
			empty++
			requireSmallestByTrial(t, n, err)
			continue
		case err != nil:
			circles++
			requireCircle(t, n, rules, err)
			continue
		}
		require.NotEmpty(t, want, "case %d: %v", k, rules)
		if s.Corners() != nil {
			require.Len(t, s.Corners(), len(want), "case %d: %v", k, rules)
		} else {
			general++
		}
		for range 4 {
			c := make([]float64, n)
			for j := range c {
				c[j] = r.NormFloat64()
			}
			least := math.Inf(1)
			for _, w := range want {
				least = min(least, dot(c, w))
			}
			got, _ := s.Min(c)
			require.InDelta(t, least, got, 2e-8, "case %d: %v, %v", k, rules, c)
		}
	}
	t.Log(empty, circles, general)
	require.Greater(t, min(empty, general), 2500)
	require.Greater(t, circles, 100)
}

// someRules draws up to five rules, so that trying every choice stays cheap.
func someRules(r *rand.Rand, n int) []weight.Rule {
	rules := randomRules(r, max(n, 2))
	rules = slices.DeleteFunc(rules, func(q weight.Rule) bool { return q.Of >= n || q.To >= n })
	return rules[:min(5, len(rules))]
}

// requireSmallestByTrial checks a clash with the sum of 1: none of its rules can be left out.
func requireSmallestByTrial(t *testing.T, n int, err error) {
	t.Helper()
	m, ok := errors.AsType[*weight.Mistake](err)
	require.True(t, ok, "%v", err)
	if !slices.ContainsFunc(m.Rules, func(q weight.Rule) bool { return q.To == weight.Whole }) {
		return // ratios alone: requireCircle
	}
	require.Empty(t, cornersByTrial(n, m.Rules), "%v", err)
	for i := range m.Rules {
		require.NotEmpty(t, cornersByTrial(n, slices.Delete(slices.Clone(m.Rules), i, i+1)), "%v", err)
	}
}

// requireCircle checks ratios that only weights of 0 can meet: with a thousandth of the whole
// for each that is compared, and not put to 0, there is no corner.
func requireCircle(t *testing.T, n int, rules []weight.Rule, err error) {
	t.Helper()
	m, ok := errors.AsType[*weight.Mistake](err)
	require.True(t, ok, "%v", err)
	zero := make([]bool, n)
	for _, q := range rules {
		zero[q.Of] = zero[q.Of] || q.X == 0 && q.Is != linear.AtLeast
	}
	least := slices.Clone(m.Rules)
	for _, q := range m.Rules {
		require.NotEqual(t, weight.Whole, q.To)
		for _, j := range []int{q.Of, q.To} {
			if !zero[j] {
				least = append(least, weight.Rule{Of: j, Is: linear.AtLeast, X: 0.001, To: weight.Whole})
			}
		}
	}
	require.Empty(t, cornersByTrial(n, least), "%v: %v", rules, err)
}
