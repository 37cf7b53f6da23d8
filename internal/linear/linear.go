// Package linear solves small dense linear programmes exactly enough to quote: a two-phase
// primal simplex (Dantzig 1963) on a tableau, scaled by powers of two, with Bland's rule
// (1977) against cycling. It is meant for up to a few hundred rows and columns. It is pure
// and deterministic: the same problem gives the same bytes.
package linear

import (
	"errors"
	"fmt"
	"math"
)

// A Problem asks for the x that makes Cost . x least while every row holds and x_j >= 0
// wherever Free does not say otherwise. The number of unknowns is the length of Cost.
type Problem struct {
	Cost []float64
	Rows []Row
	Free []bool // by unknown: it may be negative; nil: none may
}

// A Row demands A . x <= B, = B or >= B. A may be shorter than the cost: the rest is 0.
type Row struct {
	A  []float64
	Is Relation
	B  float64
}

// A Relation says how the two sides of a row compare.
type Relation int

// The relations of a row. The zero value is <=.
const (
	AtMost Relation = iota
	Equal
	AtLeast
)

// A Solution is a point at which the cost is least, and the cost there.
type Solution struct {
	X     []float64
	Value float64
}

// Tolerance is how far, after scaling (the largest coefficient of a row and of a column is
// then about 1), a row may be missed and a reduced cost be negative. A problem that misses
// feasibility by less counts as feasible, and a cost of less than this share of the largest as 0.
const Tolerance = 1e-9

// An Infeasible says that no point meets every row. Rows are those that clash, by number:
// together they have no solution (Farkas 1902), though a part of them may suffice.
type Infeasible struct{ Rows []int }

func (e *Infeasible) Error() string {
	return fmt.Sprintf("no solution: rows %v (counted from 0) cannot all hold", e.Rows)
}

// ErrUnbounded says that the cost can be made as low as one likes.
var ErrUnbounded = errors.New("the cost has no least value: it falls without bound")

// ErrNumeric says that rounding got the better of the method: the steps ran out, or the point
// that was found misses a row by much more than the tolerance.
var ErrNumeric = errors.New("the linear programme could not be solved reliably; its coefficients differ too much in size")

// Minimize solves p. The error is *Infeasible, ErrUnbounded or ErrNumeric, or says which
// coefficient is not a finite number or which row is too long.
func Minimize(p Problem) (Solution, error) {
	if err := p.check(); err != nil {
		return Solution{}, err
	}
	// The steepest way is the shorter, but now and then leads over a pivot close to 0 after
	// which nothing is precise; Bland's way then leads elsewhere.
	for _, patience := range []int{stall, -1} {
		t := newTableau(p)
		t.stall = patience
		err := t.solve()
		if errors.Is(err, ErrNumeric) {
			continue
		}
		if err != nil {
			return Solution{}, err
		}
		if x := t.point(p); p.holds(x) {
			return Solution{X: x, Value: dot(p.Cost, x)}, nil
		}
	}
	return Solution{}, ErrNumeric
}

func (p Problem) check() error {
	n := len(p.Cost)
	if p.Free != nil && len(p.Free) != n {
		return fmt.Errorf("%d marks of free unknowns for %d unknowns", len(p.Free), n)
	}
	if j := notFinite(p.Cost); j >= 0 {
		return fmt.Errorf("cost %d is %v, not a finite number", j, p.Cost[j])
	}
	for i, r := range p.Rows {
		if len(r.A) > n {
			return fmt.Errorf("row %d has %d coefficients for %d unknowns", i, len(r.A), n)
		}
		if j := notFinite(r.A); j >= 0 {
			return fmt.Errorf("coefficient %d of row %d is %v, not a finite number", j, i, r.A[j])
		}
		if notFinite([]float64{r.B}) >= 0 {
			return fmt.Errorf("the right side of row %d is %v, not a finite number", i, r.B)
		}
	}
	return nil
}

// notFinite returns the place of the first entry that is not a finite number, -1 if none.
func notFinite(xs []float64) int {
	for j, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return j
		}
	}
	return -1
}

// holds reports whether x meets every row, each to a thousand tolerances of its own size.
func (p Problem) holds(x []float64) bool {
	for _, r := range p.Rows {
		left, size := 0.0, math.Abs(r.B)
		for j, a := range r.A {
			left += float64(a * x[j])
			size = max(size, math.Abs(a), math.Abs(a*x[j]))
		}
		miss := left - r.B
		switch r.Is {
		case AtLeast:
			miss = -miss
		case Equal:
			miss = math.Abs(miss)
		}
		if miss > 1000*Tolerance*size {
			return false
		}
	}
	return true
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for j, x := range a {
		sum += float64(x * b[j])
	}
	return sum
}
