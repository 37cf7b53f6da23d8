package linear_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/linear"
)

const (
	atMost  = linear.AtMost
	equal   = linear.Equal
	atLeast = linear.AtLeast
)

func TestMinimize(t *testing.T) {
	tests := []struct {
		name  string
		p     linear.Problem
		x     []float64
		value float64
	}{
		{"a corner of two rows (by hand: 2x+y=4, x+2y=4)",
			linear.Problem{Cost: []float64{-1, -1}, Rows: []linear.Row{
				{[]float64{2, 1}, atMost, 4}, {[]float64{1, 2}, atMost, 4}}},
			[]float64{4. / 3, 4. / 3}, -8. / 3},
		{"Beale's problem, on which the plain rule cycles (Beale 1955; optimum -0.05)",
			linear.Problem{Cost: []float64{-0.75, 150, -0.02, 6}, Rows: []linear.Row{
				{[]float64{0.25, -60, -0.04, 9}, atMost, 0},
				{[]float64{0.5, -90, -0.02, 3}, atMost, 0},
				{[]float64{0, 0, 1}, atMost, 1}}},
			[]float64{0.04, 0, 1, 0}, -0.05},
		{"a free unknown goes below 0",
			linear.Problem{Cost: []float64{1, 0}, Free: []bool{true, false}, Rows: []linear.Row{
				{[]float64{1, 1}, atLeast, -3}, {[]float64{0, 1}, atMost, 2}}},
			[]float64{-5, 2}, -5},
		{"an equality written twice",
			linear.Problem{Cost: []float64{1, 2, 3}, Rows: []linear.Row{
				{[]float64{1, 1, 1}, equal, 1}, {[]float64{2, 2, 2}, equal, 2}, {[]float64{1}, atMost, 0.25}}},
			[]float64{0.25, 0.75, 0}, 1.75},
		{"coefficients from a ten-thousandth to ten thousand",
			linear.Problem{Cost: []float64{-1e-4, -1e4}, Rows: []linear.Row{
				{[]float64{1e-4, 0}, atMost, 1}, {[]float64{0, 1e4}, atMost, 3}}},
			[]float64{1e4, 3e-4}, -4},
		{"nothing to meet", linear.Problem{Cost: []float64{1, 0}}, []float64{0, 0}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := linear.Minimize(test.p)
			require.NoError(t, err)
			assert.InDelta(t, test.value, s.Value, 1e-12)
			assert.InDeltaSlice(t, test.x, s.X, 1e-8)
		})
	}
}

func TestNoSolution(t *testing.T) {
	_, err := linear.Minimize(linear.Problem{Cost: []float64{-1, 0}, Rows: []linear.Row{{[]float64{0, 1}, atMost, 1}}})
	assert.ErrorIs(t, err, linear.ErrUnbounded)
	_, err = linear.Minimize(linear.Problem{Cost: []float64{1, 1, 1}, Rows: []linear.Row{
		{[]float64{0, 0, 1}, atMost, 4},
		{[]float64{1, 1}, atMost, 1},
		{[]float64{1}, atLeast, 0.6},
		{[]float64{0, 1}, atLeast, 0.7},
		{[]float64{1, 0, 1}, equal, 2},
	}})
	var clash *linear.Infeasible
	require.ErrorAs(t, err, &clash)
	assert.Equal(t, []int{1, 2, 3}, clash.Rows)
}

func TestBadProblemsAreNamed(t *testing.T) {
	nan := math.NaN()
	for want, p := range map[string]linear.Problem{
		"cost 1 is NaN":            {Cost: []float64{0, nan}},
		"coefficient 0 of row 0":   {Cost: []float64{1}, Rows: []linear.Row{{[]float64{nan}, equal, 1}}},
		"the right side of row 0":  {Cost: []float64{1}, Rows: []linear.Row{{[]float64{1}, equal, math.Inf(1)}}},
		"row 0 has 2 coefficients": {Cost: []float64{1}, Rows: []linear.Row{{[]float64{1, 2}, equal, 1}}},
		"2 marks of free unknowns": {Cost: []float64{1}, Free: []bool{true, false}},
	} {
		_, err := linear.Minimize(p)
		assert.ErrorContains(t, err, want)
	}
}

// random makes a tiny problem with small whole coefficients, so that ties, degenerate corners
// and empty sets are frequent. A last row keeps it bounded.
func random(r *rand.Rand) linear.Problem {
	n := 1 + r.IntN(3)
	p := linear.Problem{Cost: make([]float64, n)}
	sum := make([]float64, n)
	for j := range n {
		p.Cost[j], sum[j] = float64(r.IntN(9)-4), 1
	}
	for range r.IntN(4) {
		row := linear.Row{A: make([]float64, n), Is: linear.Relation(r.IntN(3)), B: float64(r.IntN(9) - 4)}
		for j := range n {
			row.A[j] = float64(r.IntN(9) - 4)
		}
		p.Rows = append(p.Rows, row)
	}
	p.Rows = append(p.Rows, linear.Row{A: sum, Is: atMost, B: 5})
	return p
}

// twin finds the least cost by trying every corner: every n of the planes that bound the set.
func twin(p linear.Problem) (least float64, found bool) {
	n := len(p.Cost)
	planes := append([]linear.Row{}, p.Rows...)
	for j := range n {
		a := make([]float64, n)
		a[j] = 1
		planes = append(planes, linear.Row{A: a, Is: atLeast})
	}
	var choose func(from int, chosen []linear.Row)
	choose = func(from int, chosen []linear.Row) {
		if len(chosen) == n {
			if x, ok := meet(chosen); ok && meets(planes, x, 1e-9) {
				least, found = min(least, dot(p.Cost, x)), true
			}
			return
		}
		for k := from; k < len(planes); k++ {
			choose(k+1, append(chosen[:len(chosen):len(chosen)], planes[k]))
		}
	}
	least = math.Inf(1)
	choose(0, nil)
	return least, found
}

// meet solves n planes by Gauss's method.
func meet(rows []linear.Row) ([]float64, bool) {
	n := len(rows)
	a := make([][]float64, n)
	for i, r := range rows {
		a[i] = append(append([]float64{}, r.A...), r.B)
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
			if i == k {
				continue
			}
			by := a[i][k] / a[k][k]
			for j := range a[i] {
				a[i][j] -= by * a[k][j]
			}
		}
	}
	x := make([]float64, n)
	for k := range n {
		x[k] = a[k][n] / a[k][k]
	}
	return x, true
}

func meets(rows []linear.Row, x []float64, tolerance float64) bool {
	for _, r := range rows {
		miss := dot(r.A, x) - r.B
		switch {
		case r.Is == atMost && miss > tolerance, r.Is == atLeast && miss < -tolerance, r.Is == equal && math.Abs(miss) > tolerance:
			return false
		}
	}
	return true
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for j, x := range a {
		sum += x * b[j]
	}
	return sum
}

func TestMinimizeEqualsEveryCorner(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	solved, empty := 0, 0
	for k := range 100_000 {
		p := random(r)
		want, found := twin(p)
		s, err := linear.Minimize(p)
		if !found {
			empty++
			clash, ok := err.(*linear.Infeasible)
			require.True(t, ok, "case %d: %v: %v", k, p, err)
			requireClash(t, p, clash.Rows)
			continue
		}
		solved++
		require.NoError(t, err, "case %d: %v", k, p)
		require.InDelta(t, want, s.Value, 1e-9, "case %d: %v", k, p)
		require.True(t, meets(p.Rows, s.X, 1e-9), "case %d: %v at %v", k, p, s.X)
		for _, x := range s.X {
			require.GreaterOrEqual(t, x, 0.0)
		}
	}
	assert.Greater(t, solved, 30_000)
	assert.Greater(t, empty, 10_000)
}

// requireClash checks that the rows that are named have no solution by themselves.
func requireClash(t *testing.T, p linear.Problem, rows []int) {
	t.Helper()
	part := linear.Problem{Cost: make([]float64, len(p.Cost))}
	for _, i := range rows {
		part.Rows = append(part.Rows, p.Rows[i])
	}
	box := make([]float64, len(p.Cost))
	for j := range box {
		box[j] = 1
	}
	part.Rows = append(part.Rows, linear.Row{A: box, Is: atMost, B: 1000}) // the twin needs corners
	_, found := twin(part)
	require.False(t, found, "%v of %v", rows, p)
}

// At the largest size the optimum is proved by a dual solution: y >= 0 with A'y >= c and
// b.y = c.x. The dual is solved as a problem of its own.
func TestLargeProblemsMeetTheirDual(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		const n, m = 120, 300
		primal := linear.Problem{Cost: make([]float64, n)}
		dual := linear.Problem{Cost: make([]float64, m)}
		for i := range m {
			row := linear.Row{A: make([]float64, n), B: 1 + r.Float64()}
			for j := range n {
				row.A[j] = r.Float64() - 0.2
			}
			primal.Rows, dual.Cost[i] = append(primal.Rows, row), row.B
		}
		for j := range n {
			gain := r.Float64()
			row := linear.Row{A: make([]float64, m), Is: atLeast, B: gain}
			for i := range m {
				row.A[i] = primal.Rows[i].A[j]
			}
			primal.Cost[j], dual.Rows = -gain, append(dual.Rows, row)
		}
		p, err := linear.Minimize(primal)
		require.NoError(t, err)
		d, err := linear.Minimize(dual)
		require.NoError(t, err)
		require.InDelta(t, -p.Value, d.Value, 1e-9)
		require.True(t, meets(primal.Rows, p.X, 1e-9))
	}
}
