package robust

import (
	"cmp"
	"math"
	"slices"
)

// A Bar shows what one unknown does to an alternative where all others are at their mean and
// the weights at their expected values. Ends are those of the unknown, At0 first: a score may
// fall from the first to the second.
type Bar struct {
	Unknown int        `json:"unknown"` // index into Problem.Unknowns
	Score   [2]float64 `json:"score"`   // the alternative's score, in value
	// Lead is the score less that of the strongest ranked rival at that end; absent where there
	// is no rival.
	Lead *[2]float64 `json:"lead,omitempty"`
}

// swing is the length of the bar.
func (b Bar) swing() float64 { return math.Abs(b.Score[1] - b.Score[0]) }

func (b Bar) leadSwing() float64 {
	if b.Lead == nil {
		return 0
	}
	return math.Abs(b.Lead[1] - b.Lead[0])
}

// Tornado returns the bars of every unknown that moves alternative i's score or its lead, the
// widest swing of the score first, then the widest of the lead.
func Tornado(p *Problem, i int) ([]Bar, error) {
	m, err := modelFor(p, i)
	if err != nil {
		return nil, err
	}
	order := m.order()
	bars := []Bar{}
	for u, touched := range m.touched {
		b := Bar{Unknown: u}
		var lead [2]float64
		hasLead := false
		for end := range 2 {
			var rival float64
			b.Score[end] = m.meanAt(i, u, float64(end))
			if rival, hasLead = m.strongestRival(order, touched, i, u, float64(end)); hasLead {
				lead[end] = b.Score[end] - rival
			}
		}
		if hasLead {
			b.Lead = &lead
		}
		if b.swing() > 0 || b.leadSwing() > 0 {
			bars = append(bars, b)
		}
	}
	slices.SortStableFunc(bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.swing(), a.swing()), cmp.Compare(b.leadSwing(), a.leadSwing()))
	})
	return bars, nil
}

// slope returns how much unknown u moves alternative i's score.
func (m *model) slope(i, u int) float64 {
	k, found := slices.BinarySearchFunc(m.terms[i], u, func(t term, u int) int { return cmp.Compare(t.index, u) })
	if !found {
		return 0
	}
	return m.terms[i][k].slope
}

// meanAt returns alternative i's expected score where unknown u is t.
func (m *model) meanAt(i, u int, t float64) float64 {
	return m.mean[i] + float64(m.slope(i, u)*(t-m.unknowns[u].law.mean()))
}

// strongestRival returns the highest expected score of the ranked others where unknown u is t.
// order holds the ranked, best first: the first that u does not touch stands for all of those.
func (m *model) strongestRival(order []int, touched []term, i, u int, t float64) (best float64, found bool) {
	take := func(score float64) {
		if !found || score > best {
			best, found = score, true
		}
	}
	for _, k := range touched {
		if k.index != i && m.IsRanked(k.index) {
			take(m.meanAt(k.index, u, t))
		}
	}
	for _, k := range order {
		if k != i && !touches(touched, k) {
			take(m.mean[k])
			break
		}
	}
	return best, found
}

func touches(touched []term, i int) bool {
	_, found := slices.BinarySearchFunc(touched, i, func(t term, i int) int { return cmp.Compare(t.index, i) })
	return found
}
