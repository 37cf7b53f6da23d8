// Package robust says how sure an evaluation is and what decides it: stochastic acceptability
// (SMAA-2), stability intervals of weights, sensitivity, the value of information, and where
// other methods would part. It works on a Problem, numbers alone, so that it serves offers
// under a framework and any other decision alike. It is pure and deterministic: draws come
// from a seed that is passed in, and the same problem gives the same bytes on any number of
// processors.
package robust

import (
	"assay/internal/weight"
)

// A Problem is a decision under the additive value model V_i = sum_j w_j v_ij (Keeney & Raiffa
// 1976) with values in 0..1 that may be unknown within a range and weights that may be any of
// an admissible set.
type Problem struct {
	Alternatives []string // names, each once
	Criteria     []string // names, each once
	Cells        [][]Cell // by alternative, then criterion
	Weights      weight.Tree
	// Ranked says which alternatives take part in questions of order; nil: all. One that has
	// failed a gate or was withdrawn does not.
	Ranked []bool
	Gates  []Gate
}

// A Cell is the value of one alternative on one criterion. It is linear in one unknown t in
// 0..1: the value is At0 + (At1-At0) t. Own unknowns have At0 <= At1. Cells that share an
// unknown may run either way and must agree on Likely.
type Cell struct {
	At0, At1 float64
	// Likely is the most likely t, in 0..1: t is then beta-PERT (Malcolm et al. 1959; shape 4,
	// Vose 2008), and uniform where Likely is nil.
	Likely *float64
	// Unknown names what the cell rests on; cells of one name are drawn once. Empty: a cell of
	// its own.
	Unknown string
	// Absent says that the criterion does not apply. The weights of the others in its group
	// are scaled up, an empty group's among the other groups.
	Absent bool
}

// Lo returns the cell's lowest value.
func (c Cell) Lo() float64 { return min(c.At0, c.At1) }

// Hi returns the cell's highest value.
func (c Cell) Hi() float64 { return max(c.At0, c.At1) }

// A Gate demands at least a value of a criterion. Where the bounds of an alternative decide the
// gate they do so whatever AtLeast is: States says so.
type Gate struct {
	Criterion int
	AtLeast   float64     // in value, 0..1; an open gate passes where the drawn value reaches it
	States    []GateState // by alternative
}

// A GateState says what the bounds alone decide of a gate.
type GateState int

// The states of a gate. The zero value is open.
const (
	GateOpen GateState = iota
	GatePassed
	GateFailed
	GateExcused // does not apply, and that is shown
)

// IsRanked reports whether alternative i takes part in questions of order.
func (p *Problem) IsRanked(i int) bool { return p.Ranked == nil || p.Ranked[i] }
