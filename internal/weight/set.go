// Package weight turns what people say about importance into admissible weights: one vector,
// a set of vectors, and a tree of both (dimensions, then criteria within). It elicits and
// describes; package robust draws from the sets and package evaluate uses the vectors. It is
// pure: no clock, no files, and chance only from a generator that is passed in or, where a set
// needs it to know its own shape or mean, from a fixed seed.
package weight

import (
	"fmt"
	"math"
)

// A Set is a set of admissible weight vectors over n things: w >= 0 with sum 1. Where it is a
// simplex (one vector, free weights, a full order of importance) its corners say everything
// and uniform draws are exact; otherwise it is a polytope given by linear constraints. The
// zero Set is empty and must not be used.
type Set struct {
	n        int
	kind     string
	corners  [][]float64 // affinely independent; nil for a general polytope
	polytope *polytope   // nil for a simplex
}

// Exact is the set of one vector, w divided by its sum. Weights must be finite and not
// negative, and their sum must be above 0.
func Exact(w []float64) (Set, error) {
	sum := 0.0
	for i, x := range w {
		if !(x >= 0 && x <= math.MaxFloat64/float64(len(w))) {
			return Set{}, mistake("%s is %v; it must be a finite number and not negative", thing(i), x)
		}
		sum += x
	}
	if sum == 0 {
		return Set{}, fmt.Errorf("the weights add up to 0; at least one must be above 0")
	}
	corner := make([]float64, len(w))
	for i, x := range w {
		corner[i] = x / sum
	}
	return Set{n: len(w), kind: "exact", corners: [][]float64{corner}}, nil
}

// Equal is the set of the one vector 1/n.
func Equal(n int) Set {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	return Set{n: n, kind: "equal", corners: [][]float64{w}}
}

// Free is the whole simplex: nothing is said about importance.
func Free(n int) Set {
	s := Set{n: n, kind: "free", corners: make([][]float64, n)}
	for i := range s.corners {
		s.corners[i] = make([]float64, n)
		s.corners[i][i] = 1
	}
	return s
}

// Len returns how many things the vectors weigh.
func (s Set) Len() int { return s.n }

// Kind says in a word how the set was given: "exact", "equal", "free", "order", "bounds",
// "ratios", "swing" or, for a general Polytope, "rules".
func (s Set) Kind() string { return s.kind }

// Corners returns the corners of a set that is a simplex, of which a uniform draw is the
// mixture with flat Dirichlet shares (Devroye 1986, ch. V.2); nil for a general polytope. The
// caller must not change them.
func (s Set) Corners() [][]float64 { return s.corners }

// IsExact reports whether the set is one vector.
func (s Set) IsExact() bool { return len(s.corners) == 1 }
