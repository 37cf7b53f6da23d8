package comparison

import (
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/robust"
	"assay/internal/weight"
)

// Problem puts the evaluation into numbers, as evidenced: the offers as alternatives, the
// scored criteria under their dimensions, and the weights in force. Criteria that rest on the
// same named unknown share it.
func (ev Evaluation) Problem() *robust.Problem {
	p := &robust.Problem{Weights: weightsInForce(ev.fw)}
	for _, d := range ev.fw.ScoredDimensions() {
		for _, c := range d.ScoredCriteria() {
			if c.Gating {
				least, _ := c.LevelValues(ev.Tier.Level)
				p.Gates = append(p.Gates, robust.Gate{Criterion: len(p.Criteria), AtLeast: least})
			}
			p.Criteria = append(p.Criteria, c.ID)
		}
	}
	for _, o := range ev.Offers {
		p.Alternatives = append(p.Alternatives, string(o.Offer.ID))
		p.Ranked = append(p.Ranked, contenderOf(o).Ranked())
		row := make([]robust.Cell, len(o.Evidenced.Cells))
		for j, c := range o.Evidenced.Cells {
			row[j] = robust.Cell{At0: c.Value.Lo, At1: c.Value.Hi, Absent: c.State == evaluate.NotApplicable}
			if c.Answer >= 0 && c.Value.Width() > 0 {
				row[j].Unknown = string(o.Answers[c.Answer].Unknown)
			}
		}
		p.Cells = append(p.Cells, row)
		for k := range p.Gates {
			g := &p.Gates[k]
			g.States = append(g.States, gateState(o.Evidenced.Cells[g.Criterion], ev.Tier.Level))
		}
	}
	return p
}

func gateState(c evaluate.Cell, level int) robust.GateState {
	if c.State == evaluate.NotApplicable {
		return robust.GateExcused
	}
	switch evaluate.GateOf(c.Levels, level) {
	case evaluate.Pass:
		return robust.GatePassed
	case evaluate.Fail:
		return robust.GateFailed
	}
	return robust.GateOpen
}

// weightsInForce are the framework's weights down its tree: dimensions, then criteria within.
func weightsInForce(fw *framework.Framework) weight.Tree {
	return weightTree(fw, func(w []float64) weight.Set {
		s, _ := weight.Exact(w) // NewPlan has checked them
		return s
	})
}

// anyWeights admits every weighting of the framework's dimensions, and of criteria within each.
func anyWeights(fw *framework.Framework) weight.Tree {
	return weightTree(fw, func(w []float64) weight.Set { return weight.Free(len(w)) })
}

func weightTree(fw *framework.Framework, set func([]float64) weight.Set) weight.Tree {
	var t weight.Tree
	var groups []float64
	n := 0
	for _, d := range fw.ScoredDimensions() {
		var within []float64
		var members []int
		for _, c := range d.ScoredCriteria() {
			within = append(within, fw.WeightOf(c))
			members = append(members, n)
			n++
		}
		groups = append(groups, d.Weight)
		t.Within = append(t.Within, set(within))
		t.Members = append(t.Members, members)
	}
	t.Groups = set(groups)
	return t
}

// indexOf finds an offer in the evaluation, or -1.
func (ev Evaluation) indexOf(id offer.ID) int {
	for i, o := range ev.Offers {
		if o.Offer.ID == id {
			return i
		}
	}
	return -1
}

// OfferByID finds an offer that the evaluation holds.
func (ev Evaluation) OfferByID(id offer.ID) (OfferEvaluation, bool) {
	if i := ev.indexOf(id); i >= 0 {
		return ev.Offers[i], true
	}
	return OfferEvaluation{}, false
}

// Objections are the findings of the evaluation and of its analysis.
func (ev Evaluation) Objections() []evaluate.Finding {
	if ev.Analysis == nil {
		return ev.Findings
	}
	return slices.Concat(ev.Findings, ev.Analysis.Findings)
}

func contenderOf(o OfferEvaluation) evaluate.Contender {
	return evaluate.Contender{ID: o.Offer.ID, Status: o.Status, Result: o.Evidenced}
}
