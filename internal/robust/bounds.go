package robust

// Bounds says where the score of one alternative lies, in value, 0..1. No assumption is made
// of how unknowns are distributed, except for Expected.
type Bounds struct {
	Expected float64 `json:"expected"` // at expected weights, unknowns at their mean
	// Score is [min, max] of sum_j w_j v_ij over the unknowns at the expected weights. An
	// unknown that two cells of the alternative share takes one value in both, so the range is
	// narrower than the sum of the cells' ends where the two run against each other.
	Score Span `json:"score"`
	// AnyWeights is the same over every admissible weighting, too.
	AnyWeights Span `json:"any_weights"`
	// Wide says that AnyWeights may be wider than it need be: too many unknowns move two cells
	// of the alternative against each other to try all their ends.
	Wide bool `json:"wide,omitempty"`
}

// ScoreBounds returns the bounds of every alternative, ranked or not. They are exact: the
// score is linear in each unknown and, down the tree, in each set of weights (where cells are
// absent, a ratio of linear functions; Dinkelbach 1967), so the ends lie at corners.
func ScoreBounds(p *Problem) ([]Bounds, error) {
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	out := make([]Bounds, len(m.Cells))
	for i := range out {
		lo, exact := m.leastOverWeights(m.score(i, 1))
		hi, exactToo := m.leastOverWeights(m.score(i, -1))
		out[i] = Bounds{Expected: m.mean[i], Score: m.span[i], AnyWeights: Span{lo, -hi}, Wide: !exact || !exactToo}
	}
	return out, nil
}
