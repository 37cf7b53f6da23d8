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

// An Order holds what follows from bounds alone, an open gate taken as passed: Conditional
// names whose. Nothing in it is a probability.
type Order struct {
	CanBeFirst   []offer.ID  `json:"can_be_first"`  // at its best no ranked offer at its worst beats it
	MustBeFirst  []offer.ID  `json:"must_be_first"` // first and alone whatever the unknowns turn out to be: at most one
	Conditional  []offer.ID  `json:"conditional"`   // ranked, with open gates
	Unranked     []offer.ID  `json:"unranked"`      // withdrawn, or failing a gate
	Dominance    []Dominance `json:"dominance"`
	Incomparable []Pair      `json:"incomparable,omitempty"` // only the criteria left out as not applicable decide
}

// A Pair names two offers.
type Pair struct {
	A offer.ID `json:"a"`
	B offer.ID `json:"b"`
}

// Dominance says that By is at least as good as Over whatever the unknowns turn out to be.
// Between offers that leave out the same criteria it is transitive. Where they leave out
// different ones it is a fact about the pair alone; under every weighting it is transitive
// always.
type Dominance struct {
	By         offer.ID `json:"by"`
	Over       offer.ID `json:"over"`
	AnyWeights bool     `json:"any_weights"` // holds under every weighting, not only this one
	Tie        bool     `json:"tie"`         // at these weights Over may draw level
}

// tolerance separates a real difference from rounding in sums of a few dozen terms.
const tolerance = 1e-12

// OrderOf compares every pair of contenders that are ranked, in the given order. Their results
// must have been made with fw. A single ranked offer has nobody to be first among.
func OrderOf(fw *framework.Framework, cs []Contender) Order {
	o := Order{CanBeFirst: []offer.ID{}, MustBeFirst: []offer.ID{}, Conditional: []offer.ID{}, Unranked: []offer.ID{}, Dominance: []Dominance{}}
	var ranked []*Contender
	for i := range cs {
		c := &cs[i]
		if !c.Ranked() {
			o.Unranked = append(o.Unranked, c.ID)
			continue
		}
		ranked = append(ranked, c)
		if c.Result.Gate.State == Open {
			o.Conditional = append(o.Conditional, c.ID)
		}
	}
	p := plan(fw)
	for i, a := range ranked {
		can, must := true, len(ranked) > 1
		for k, b := range ranked {
			if i == k {
				continue
			}
			can = can && a.Result.Score.Hi >= b.Result.Score.Lo-tolerance
			d, holds := p.dominates(a, b)
			must = must && holds && !d.Tie
			if holds {
				o.Dominance = append(o.Dominance, d)
			}
			if i < k && (p.onlyWithout(a, b) || p.onlyWithout(b, a)) {
				o.Incomparable = append(o.Incomparable, Pair{a.ID, b.ID})
			}
		}
		if can {
			o.CanBeFirst = append(o.CanBeFirst, a.ID)
		}
		if must {
			o.MustBeFirst = append(o.MustBeFirst, a.ID)
		}
	}
	return o
}

// scoresAbove reports whether a's score at its worst reaches b's at its best. Dominance
// needs it: where both leave out the same it is the same comparison, and a criterion that one
// of them leaves out counts as its worst for a and as its best for b, which cannot help a.
func scoresAbove(a, b *Contender, slack float64) bool {
	return a.Result.Score.Lo >= b.Result.Score.Hi-slack
}

// onlyWithout reports whether a's score stands above b's only because one of them leaves out
// what the other is measured on.
func (p *Plan) onlyWithout(a, b *Contender) bool {
	if !scoresAbove(a, b, tolerance) {
		return false
	}
	_, holds := p.dominates(a, b)
	return !holds && !sameCriteria(a.Result.Cells, b.Result.Cells)
}

func sameCriteria(a, b []Cell) bool {
	for j := range a {
		if (a[j].State == NotApplicable) != (b[j].State == NotApplicable) {
			return false
		}
	}
	return true
}

// dominates asks whether a's lower bounds outweigh b's upper bounds, at the weights in force
// and under every weighting. Where the two leave out different criteria, the one left out
// counts as the whole scale.
func (p *Plan) dominates(a, b *Contender) (d Dominance, holds bool) {
	if !scoresAbove(a, b, 2*tolerance) { // the usual case, and cheap
		return Dominance{}, false
	}
	left, right := a.Result.Cells, b.Result.Cells
	if !sameCriteria(left, right) {
		left, right = p.evened(left, right), p.evened(right, left)
	}
	lo, hi := 0.0, 0.0
	every, somewhere := true, false
	for j := range left {
		if left[j].State == NotApplicable { // then so is right[j]
			continue
		}
		x, y := left[j].Value.Lo, right[j].Value.Hi
		lo += float64(left[j].Weight * x)
		hi += float64(right[j].Weight * y)
		every = every && x >= y
		somewhere = somewhere || x > y
	}
	strict := lo > hi+tolerance || (every && somewhere)
	holds = every || lo >= hi-tolerance
	return Dominance{By: a.ID, Over: b.ID, AnyWeights: every, Tie: !strict}, holds
}

// evened returns cells with those that only they leave out counted as the whole scale, and
// the weights shared anew.
func (p *Plan) evened(cells, others []Cell) []Cell {
	out := make([]Cell, len(cells))
	copy(out, cells)
	for j := range out {
		if out[j].State == NotApplicable && others[j].State != NotApplicable {
			out[j].State, out[j].Value = Unknown, wholeScale.value
		}
	}
	p.share(out)
	return out
}
