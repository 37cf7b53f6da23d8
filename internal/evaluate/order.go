package evaluate

import (
	"assay/internal/framework"
	"assay/internal/offer"
)

// A Contender is an offer with its result, for questions of order.
type Contender struct {
	ID     offer.ID
	Status offer.Status
	Result Result
}

// Ranked reports whether the contender takes part in questions of order: neither withdrawn
// nor failing a gate.
func (c Contender) Ranked() bool {
	return c.Status != offer.Withdrawn && c.Result.Gate.State != Fail
}

// An Order holds what follows from bounds alone. Nothing in it is a probability.
type Order struct {
	CanBeFirst   []offer.ID  `json:"can_be_first"`
	MustBeFirst  []offer.ID  `json:"must_be_first"`
	Conditional  []offer.ID  `json:"conditional"` // ranked, with open gates
	Unranked     []offer.ID  `json:"unranked"`    // withdrawn, or failing a gate
	Dominance    []Dominance `json:"dominance"`
	Incomparable []Pair      `json:"incomparable,omitempty"` // only the criteria left out as not applicable decide
}

// A Pair names two offers.
type Pair struct {
	A offer.ID `json:"a"`
	B offer.ID `json:"b"`
}

// Dominance says that By is at least as good as Over whatever the unknowns turn out to be.
type Dominance struct {
	By         offer.ID `json:"by"`
	Over       offer.ID `json:"over"`
	AnyWeights bool     `json:"any_weights"` // holds under every weighting, not only this one
	Tie        bool     `json:"tie"`         // nowhere strictly better
}

// tolerance separates a real difference from rounding in sums of a few dozen terms.
const tolerance = 1e-12

// OrderOf compares every pair of contenders that are ranked, in the given order.
func OrderOf(fw *framework.Framework, cs []Contender) Order {
	var o Order
	var ranked []Contender
	for _, c := range cs {
		if !c.Ranked() {
			o.Unranked = append(o.Unranked, c.ID)
			continue
		}
		ranked = append(ranked, c)
		if c.Result.Gate.State == Open {
			o.Conditional = append(o.Conditional, c.ID)
		}
	}
	for i, a := range ranked {
		can, must := true, true
		for k, b := range ranked {
			if i == k {
				continue
			}
			d, holds, comparable := dominates(fw, a, b)
			can = can && a.Result.Score.Hi >= b.Result.Score.Lo-tolerance
			must = must && holds && !d.Tie
			switch {
			case holds:
				o.Dominance = append(o.Dominance, d)
			case !comparable && i < k:
				o.Incomparable = append(o.Incomparable, Pair{a.ID, b.ID})
			}
		}
		if can {
			o.CanBeFirst = append(o.CanBeFirst, a.ID)
		}
		if must && len(ranked) > 1 {
			o.MustBeFirst = append(o.MustBeFirst, a.ID)
		}
	}
	return o
}

// dominates asks whether a's lower bounds outweigh b's upper bounds, at the weights in force
// and under every weighting. Where the two leave out different criteria, the one left out
// counts as the whole scale; a dominance that only holds without it is not comparable.
func dominates(fw *framework.Framework, a, b Contender) (d Dominance, holds, comparable bool) {
	unequal := false
	cellsA, cellsB := make([]Cell, len(a.Result.Cells)), make([]Cell, len(b.Result.Cells))
	copy(cellsA, a.Result.Cells)
	copy(cellsB, b.Result.Cells)
	for j := range cellsA {
		naA, naB := cellsA[j].State == NotApplicable, cellsB[j].State == NotApplicable
		if naA == naB {
			continue
		}
		unequal = true
		for _, c := range []*Cell{&cellsA[j], &cellsB[j]} {
			if c.State == NotApplicable {
				c.State, c.Value = Unknown, Interval{0, 1}
			}
		}
	}
	if unequal {
		share(fw, cellsA)
		share(fw, cellsB)
	}
	lo, hi := 0.0, 0.0
	every, strict := true, false
	for j := range cellsA {
		if cellsA[j].State == NotApplicable { // then so is cellsB[j]
			continue
		}
		lo += float64(cellsA[j].Weight * cellsA[j].Value.Lo)
		hi += float64(cellsB[j].Weight * cellsB[j].Value.Hi)
		every = every && cellsA[j].Value.Lo >= cellsB[j].Value.Hi
		strict = strict || cellsA[j].Value.Lo > cellsB[j].Value.Hi
	}
	d = Dominance{By: a.ID, Over: b.ID, AnyWeights: every}
	d.Tie = !strict && lo <= hi+tolerance
	holds = every || lo >= hi-tolerance
	if holds && !every && !strict {
		d.Tie = true
	}
	comparable = holds || !unequal || a.Result.Score.Lo < b.Result.Score.Hi
	return d, holds, comparable
}
