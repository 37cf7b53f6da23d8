package negotiate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Single is what one term alone would have to become to close a gap of the score.
type Single struct {
	Term      int     `json:"term"`
	Criterion string  `json:"criterion"`
	Delta     float64 `json:"delta"`    // rise of the value that closes the gap: gap / weight
	Value     float64 `json:"value"`    // the value it would have then
	Feasible  bool    `json:"feasible"` // that is not above 1
	Inherent  bool    `json:"inherent"` // nobody at the table can move it
	// Rung is the lowest rung that closes the gap alone, an index into the term's rungs, or -1.
	Rung int `json:"rung"`
	// From and To are the value as it stands and as it would have to be in the unit of the
	// contract; nil where the curve has no inverse or the value is out of reach.
	From *float64 `json:"from,omitempty"`
	To   *float64 `json:"to,omitempty"`
}

// Singles returns, for every term that has a weight, the change of it alone that closes gap, the
// rival's score minus the offer's lowest: delta_j = gap / w_j, in the terms' order. raw inverts
// the value curve of a term, by its index (framework.Criterion.Raw); it may be nil. Where there
// is no gap there is nothing to change and the list is empty. A gap that is not finite and terms
// that Cheapest would refuse are errors.
func Singles(terms []Term, gap float64, raw func(term int, value float64) (float64, bool)) ([]Single, error) {
	if err := Overtake(gap).validate(terms); err != nil {
		return nil, err
	}
	list := []Single{}
	if gap <= tie {
		return list, nil
	}
	for j, t := range terms {
		if t.Weight == 0 {
			continue
		}
		s := Single{Term: j, Criterion: t.Criterion, Delta: gap / t.Weight, Inherent: t.Inherent()}
		s.Value = t.Value.Lo + s.Delta
		s.Feasible = s.Value <= 1+tie
		s.Rung = slices.IndexFunc(t.reach(), func(r Rung) bool { return r.Value >= s.Value-tie })
		if raw != nil && s.Feasible {
			s.From, s.To = inverted(raw, j, t.Value.Lo), inverted(raw, j, min(s.Value, 1))
		}
		list = append(list, s)
	}
	return list, nil
}

func inverted(raw func(int, float64) (float64, bool), j int, value float64) *float64 {
	if x, ok := raw(j, value); ok {
		return new(x)
	}
	return nil
}

// A ScoreChange is the smallest total rise of values that closes a gap.
type ScoreChange struct {
	Possible bool      `json:"possible"`
	Total    float64   `json:"total"`   // sum of the rises
	Rises    []float64 `json:"rises"`   // by term
	Missing  float64   `json:"missing"` // of the score, with everything at its ceiling; 0 where possible
}

// SmallestRise returns the rises d_j of the values, 0 <= d_j <= ceiling_j - lo_j, that bring
// sum_j w_j d_j = gap with the least sum: min sum d, a linear programme of one row, which is
// solved exactly by raising the heaviest terms first (a fractional knapsack; Dantzig 1957). Of
// equal weights the earlier term rises first. ceilings are by term; nil means 1 for all. Inherent
// terms do not rise.
func SmallestRise(terms []Term, gap float64, ceilings []float64) (*ScoreChange, error) {
	if err := Overtake(gap).validate(terms); err != nil {
		return nil, err
	}
	if ceilings != nil && len(ceilings) != len(terms) {
		return nil, fmt.Errorf("there are %d ceilings for %d terms", len(ceilings), len(terms))
	}
	order := make([]int, len(terms))
	for j := range order {
		order[j] = j
		if ceilings != nil && !inUnit(ceilings[j]) {
			return nil, fmt.Errorf("term %s: ceiling %v does not lie in 0..1", terms[j].Criterion, ceilings[j])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(terms[b].Weight, terms[a].Weight) })
	c := &ScoreChange{Rises: make([]float64, len(terms))}
	left := max(gap, 0)
	for _, j := range order {
		t := terms[j]
		if t.Weight == 0 || t.Inherent() || left <= 0 {
			continue
		}
		ceiling := 1.0
		if ceilings != nil {
			ceiling = ceilings[j]
		}
		rise := min(left/t.Weight, max(0, ceiling-t.Value.Lo))
		c.Rises[j] = rise
		c.Total += rise
		left -= float64(rise * t.Weight)
	}
	if c.Possible = left <= tie; !c.Possible {
		c.Missing = math.Max(left, 0)
	}
	return c, nil
}
