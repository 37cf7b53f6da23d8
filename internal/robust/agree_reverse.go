package robust

import "slices"

// ReversalTest says, of one method, whether an alternative that can change nobody's mind
// changes the order of the others: a copy of one, or one that is worse than another on every
// criterion.
type ReversalTest struct {
	Method    Method     `json:"method"`
	Tried     int        `json:"tried"`     // alternatives added, one at a time
	Reversals []Reversal `json:"reversals"` // at most one for each that was added
}

// A Reversal is a pair that an added alternative turns round.
type Reversal struct {
	Added  string `json:"added"` // "copy" or "worse": less by .1 on every criterion, not below 0
	Of     int    `json:"of"`    // the alternative that was copied or undercut
	Ahead  int    `json:"ahead"` // with the added one it is ahead
	Behind int    `json:"behind"`
}

const (
	maxAdded = 20 // alternatives of which copies are tried, best first
	// maxComparisons bounds the work on methods that compare all pairs.
	maxComparisons = 50_000_000
)

// RankReversals tries every given method, Additive and OtherMethods where nil, on expected
// values at expected weights. A method that scores each alternative by itself cannot reverse;
// the test shows it.
func RankReversals(p *Problem, methods []Method) ([]ReversalTest, error) {
	if methods == nil {
		methods = append([]Method{Additive}, OtherMethods()...)
	}
	m, err := modelToCompare(p, methods)
	if err != nil {
		return nil, err
	}
	n := len(m.ranked)
	tries := max(1, min(maxAdded, maxComparisons/(2*n*n*len(m.Criteria)+1)))
	order := m.order()
	order = order[:min(tries, len(order))]
	t := m.table(Cell.expected)
	var out []ReversalTest
	for _, name := range methods {
		test := ReversalTest{Method: name, Reversals: []Reversal{}}
		before := procedures[name].score(t)
		for _, i := range order {
			at := slices.Index(m.ranked, i)
			for _, added := range []string{"copy", "worse"} {
				test.Tried++
				after := procedures[name].score(t.with(at, less(t.values[at], added == "worse")))
				if a, b, found := turned(before, after); found {
					test.Reversals = append(test.Reversals, Reversal{added, i, m.ranked[b], m.ranked[a]})
				}
			}
		}
		out = append(out, test)
	}
	return out, nil
}

func less(row []float64, worse bool) []float64 {
	row = slices.Clone(row)
	for j := range row {
		if worse {
			row[j] = max(0, row[j]-.1)
		}
	}
	return row
}

// turned returns the first pair of which a was ahead before and b is after.
func turned(before, after []float64) (a, b int, found bool) {
	for a := range before {
		for b := range before {
			if before[a]-before[b] > tie && after[b]-after[a] > tie {
				return a, b, true
			}
		}
	}
	return 0, 0, false
}
