package analyse

import (
	"assay/internal/robust"
	"assay/internal/weight"
)

// An Order is what follows from bounds alone. Alternatives are numbered from 0.
type Order struct {
	CanBeFirst  []int `json:"can_be_first"`
	MustBeFirst []int `json:"must_be_first"` // at most one
	// Pairs hold at the expected weights, whatever the unknowns turn out to be.
	Pairs []robust.Dominance `json:"pairs"`
	// Pareto pairs hold under every weighting that can be thought of: at least as good on every
	// criterion and better on one.
	Pareto []Pair `json:"pareto"`
	// Incomparable pairs have the first ahead only because one of them leaves out what the
	// other is measured on.
	Incomparable [][2]int `json:"incomparable"`
}

// A Pair says that one alternative is ahead of another.
type Pair struct {
	By   int `json:"by"`
	Over int `json:"over"`
}

func (r *Report) dominance(in *Input) error {
	o, err := robust.OrderOf(&in.Problem)
	if err != nil {
		return err
	}
	free := in.Problem
	free.Weights = weight.Flat(weight.Free(len(in.Criteria)))
	all, err := robust.OrderOf(&free)
	if err != nil {
		return err
	}
	r.Dominance = Order{o.CanBeFirst, o.MustBeFirst, o.Dominance, []Pair{}, o.Incomparable}
	for _, d := range all.Dominance {
		if d.AnyWeights == robust.Yes && !d.Tie {
			r.Dominance.Pareto = append(r.Dominance.Pareto, Pair{d.By, d.Over})
		}
	}
	return nil
}
