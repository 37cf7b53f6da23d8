package weight

import (
	"fmt"
	"math"
)

// A Comparison is what a matrix of pairwise comparisons comes to (AHP, Saaty 1980).
type Comparison struct {
	Weights []float64 // principal eigenvector, sum 1
	Lambda  float64   // principal eigenvalue: n for perfectly consistent comparisons, else more
	// CI is the consistency index (Lambda - n) / (n - 1); 0 for fewer than three things.
	CI float64
	// Koczkodaj is the largest contradiction among any three things, 0 to 1: over triads the
	// largest min(|1 - a_ik / (a_ij a_jk)|, |1 - a_ij a_jk / a_ik|) (Koczkodaj 1993).
	Koczkodaj float64
}

// reciprocalTolerance is how far a_ij a_ji may be from 1: 0.333 passes for 1/3.
const reciprocalTolerance = 0.005

// AHP finds weights from pairwise comparisons: matrix[i][j] says how many times as important as
// j thing i is. The diagonal is 1 and a_ji = 1 / a_ij, to half a per cent, so that thirds may be
// written with three digits; the matrix is used as it stands. The error names the cell.
func AHP(matrix [][]float64) (Comparison, error) {
	if err := checkComparisons(matrix); err != nil {
		return Comparison{}, err
	}
	n := len(matrix)
	c := Comparison{Koczkodaj: koczkodaj(matrix)}
	c.Weights, c.Lambda = principal(matrix)
	if n > 2 {
		c.CI = max(0, c.Lambda-float64(n)) / float64(n-1) // never negative but by rounding
	}
	return c, nil
}

func checkComparisons(matrix [][]float64) error {
	n := len(matrix)
	if n == 0 {
		return fmt.Errorf("there is nothing to compare")
	}
	for i, row := range matrix {
		if len(row) != n {
			return mistake("the row of %s has %d comparisons; with %d things each row has %d", thing(i), len(row), n, n)
		}
		for j, a := range row {
			if !(a >= 1/maxRatio && a <= maxRatio) {
				return mistake("%s compared with %s is %v; a finite number above 0 is needed, 9 or less by custom", thing(i), thing(j), a)
			}
		}
	}
	for i, row := range matrix {
		if row[i] != 1 {
			return mistake("%s compared with itself is %v; it must be 1", thing(i), row[i])
		}
		for j := range i {
			if math.Abs(row[j]*matrix[j][i]-1) > reciprocalTolerance {
				return mistake("%s compared with %s is %v, but %s compared with %s is %v; one must be 1 divided by the other, here %.4g",
					thing(i), thing(j), row[j], thing(j), thing(i), matrix[j][i], 1/row[j])
			}
		}
	}
	return nil
}

// principal finds the eigenvector of the largest eigenvalue of a positive matrix by the power
// method, which converges for all of them (Perron 1907).
func principal(matrix [][]float64) (w []float64, lambda float64) {
	n := len(matrix)
	w = Equal(n).corners[0]
	for range 10_000 {
		next := make([]float64, n)
		lambda = 0
		for i, row := range matrix {
			next[i] = dot(row, w)
			lambda += next[i] // w adds up to 1
		}
		moved := 0.0
		for i := range next {
			next[i] /= lambda
			moved = max(moved, math.Abs(next[i]-w[i]))
		}
		w = next
		if moved < 1e-16 {
			break
		}
	}
	return w, lambda
}

func koczkodaj(a [][]float64) float64 {
	worst := 0.0
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			for k := j + 1; k < len(a); k++ {
				ratio := a[i][k] / (a[i][j] * a[j][k])
				worst = max(worst, min(math.Abs(1-ratio), math.Abs(1-1/ratio)))
			}
		}
	}
	return worst
}

// A RandomIndex is a table of the mean consistency index of random comparisons, against which
// that of real ones is judged. Tables differ, so a ratio is only worth its table's name.
type RandomIndex struct {
	Name   string
	values []float64 // from three things
}

// The tables in use. Saaty's is the default of every page.
var (
	// Saaty is the table of Saaty (1980), for 3 to 11 things.
	Saaty = RandomIndex{"Saaty 1980", []float64{0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51}}
	// TummalaLing is the table of Tummala & Ling (1998), for 3 to 15 things.
	TummalaLing = RandomIndex{"Tummala & Ling 1998", []float64{0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882,
		1.5117, 1.5356, 1.5571, 1.5714, 1.5831}}
	// AlonsoLamata is the table of Alonso & Lamata (2006), for 3 to 15 things.
	AlonsoLamata = RandomIndex{"Alonso & Lamata 2006", []float64{0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854,
		1.5141, 1.5365, 1.5551, 1.5713, 1.5838}}
)

// Of returns the random index for n things; not ok where the table has none.
func (t RandomIndex) Of(n int) (ri float64, ok bool) {
	if n < 3 || n-3 >= len(t.values) {
		return 0, false
	}
	return t.values[n-3], true
}

// ConsistencyLimit is the consistency ratio above which comparisons count as inconsistent
// (Saaty 1980).
const ConsistencyLimit = 0.10

// CR returns the consistency ratio, CI over the table's random index. Fewer than three things
// cannot contradict each other: 0. It is not ok where the table ends before so many things.
func (c Comparison) CR(t RandomIndex) (cr float64, ok bool) {
	if len(c.Weights) < 3 {
		return 0, true
	}
	ri, ok := t.Of(len(c.Weights))
	if !ok {
		return 0, false
	}
	return c.CI / ri, true
}

// Verdict says in words, with the table's name, whether the comparisons are consistent. An
// inconsistent set of comparisons still has weights; whoever shows them shows this too.
func (c Comparison) Verdict(t RandomIndex) string {
	cr, ok := c.CR(t)
	switch {
	case !ok:
		return fmt.Sprintf("consistency not judged: the random indices of %s end before %d things", t.Name, len(c.Weights))
	case cr > ConsistencyLimit:
		return fmt.Sprintf("inconsistent: the consistency ratio is %.3f, above %.2f (random index of %s)", cr, ConsistencyLimit, t.Name)
	}
	return fmt.Sprintf("consistent: the consistency ratio is %.3f, at most %.2f (random index of %s)", cr, ConsistencyLimit, t.Name)
}
