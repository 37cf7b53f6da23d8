package robust

import "slices"

// A Verdict is the answer to a question that may be beyond exact reach.
type Verdict string

// The verdicts.
const (
	Yes       Verdict = "yes"
	No        Verdict = "no"
	Undecided Verdict = "not decided"
)

// An Order holds what follows from bounds alone at the expected weights, an open gate taken
// as passed. Nothing in it is a probability. Alternatives that are not ranked take no part.
type Order struct {
	// CanBeFirst: against each rival taken by itself there are values of the unknowns at which
	// it is not behind.
	CanBeFirst []int `json:"can_be_first"`
	// MustBeFirst is ahead of every rival whatever the unknowns turn out to be: at most one.
	MustBeFirst []int       `json:"must_be_first"`
	Dominance   []Dominance `json:"dominance"`
	// Incomparable pairs have the first ahead of the second only because one of them is not
	// measured on what the other is.
	Incomparable [][2]int `json:"incomparable"`
}

// Dominance says that By is never behind Over whatever the unknowns turn out to be:
// min over t of sum_j w_j (v_By,j(t) - v_Over,j(t)) >= 0. An unknown that several cells share
// has one t in all of them. A cell that only one of the two lacks may be anything in 0..1.
type Dominance struct {
	By   int `json:"by"`
	Over int `json:"over"`
	// AnyWeights: so under every admissible weighting, one that leaves nothing of a group being
	// the limit of those that leave little. It is not decided where more than ten
	// unknowns help By on one criterion and hurt it on another.
	AnyWeights Verdict `json:"any_weights"`
	Tie        bool    `json:"tie"` // at the expected weights Over may draw level
}

// OrderOf compares every pair of ranked alternatives. A single one has nobody to be first
// among, so that it can but need not be first.
func OrderOf(p *Problem) (*Order, error) {
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	o := &Order{CanBeFirst: []int{}, MustBeFirst: []int{}, Dominance: []Dominance{}, Incomparable: [][2]int{}}
	c := comparer{model: m}
	for _, a := range m.ranked {
		can, must := true, len(m.ranked) > 1
		for _, b := range m.ranked {
			if a == b {
				continue
			}
			ahead := m.leastLead(a, b)
			can = can && -m.leastLead(b, a) >= -tie
			if ahead < -2*tie { // the usual case, and cheap
				must = false
				continue
			}
			d, holds := c.compare(a, b)
			must = must && holds && !d.Tie
			switch {
			case holds:
				o.Dominance = append(o.Dominance, d)
			case !m.sameCriteria(a, b):
				o.Incomparable = append(o.Incomparable, [2]int{a, b})
			}
		}
		if can {
			o.CanBeFirst = append(o.CanBeFirst, a)
		}
		if must {
			o.MustBeFirst = append(o.MustBeFirst, a)
		}
	}
	return o, nil
}

func (m *model) sameCriteria(a, b int) bool {
	return slices.EqualFunc(m.Cells[a], m.Cells[b], func(x, y Cell) bool { return x.Absent == y.Absent })
}

// leastLead returns the least value of V_a - V_b over the unknowns at the expected weights,
// each alternative scored on what applies to it.
func (m *model) leastLead(a, b int) float64 {
	least := m.span[a][0] - m.span[b][1]
	// An unknown that moves both has been counted at two different ends.
	x, y := m.terms[a], m.terms[b]
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].index < y[0].index:
			x = x[1:]
		case x[0].index > y[0].index:
			y = y[1:]
		default:
			least += min(0, x[0].slope-y[0].slope) - min(0, x[0].slope) + max(0, y[0].slope)
			x, y = x[1:], y[1:]
		}
	}
	return least
}

// A comparer remembers weights that spoke against dominance: those that refute one pair often
// refute the next, which spares a search.
type comparer struct {
	*model
	against [][]float64
}

// compare asks whether a dominates b, given that its own lowest score reaches b's highest.
func (c *comparer) compare(a, b int) (Dominance, bool) {
	d := c.between(a, b)
	e := effective(c.Weights.Members, c.w, func(j int) bool { return !d.present[j] })
	least := d.leastAt(e)
	if least < -tie {
		return Dominance{}, false
	}
	return Dominance{By: a, Over: b, AnyWeights: c.anyWeights(&d), Tie: least <= tie}, true
}

// anyWeights looks for admissible weights under which d may fall below 0.
func (c *comparer) anyWeights(d *difference) Verdict {
	if len(d.bothWays) == 0 && slices.Min(d.worst) >= -tie {
		return Yes
	}
	if !slices.Contains(d.present, false) {
		for k, w := range c.against {
			if d.leastAt(w) < -tie {
				c.against[0], c.against[k] = c.against[k], c.against[0]
				return No
			}
		}
	}
	if len(d.bothWays) > maxBothWays {
		if least, _ := c.leastOverWeights(*d); least >= -tie {
			return Yes
		}
		return Undecided
	}
	for corner := range 1 << len(d.bothWays) {
		least, w := c.leastOf(d.corner(corner), d.present)
		if least < -tie {
			c.against = append(c.against, w)
			if len(c.against) > 16 {
				c.against = c.against[1:]
			}
			return No
		}
	}
	return Yes
}
