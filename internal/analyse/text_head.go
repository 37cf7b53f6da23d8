package analyse

import (
	"fmt"
	"slices"
	"strings"
)

// head says the answer in words.
func (p *page) head() {
	if p.Title != "" {
		p.say("%s\n%s\n", p.Title, strings.Repeat("=", len([]rune(p.Title))))
	}
	p.say("%d alternatives on %d criteria; weights: %s.", len(p.Alternatives), len(p.Criteria), p.Weights.Kind)
	order := p.order()
	if len(order) == 0 {
		p.say("\nEvery alternative fails a gate. Nobody is ranked.")
		return
	}
	p.lead(order)
	p.bounds()
	p.flip()
	p.ask()
	if n := len(p.Lint); n > 0 {
		p.say("Objections stand at the end (%d); read them before you use this.", n)
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (p *page) lead(order []int) {
	first := order[0]
	p.say("")
	if len(order) == 1 {
		p.say("%s is the only one that is ranked.", p.Alternatives[first])
		return
	}
	second := order[1]
	lead := p.Expected[first] - p.Expected[second]
	if lead < 1e-12 {
		p.say("%s and %s share the first place at expected values.", p.Alternatives[first], p.Alternatives[second])
	} else {
		p.say("%s leads: %s points, %s ahead of %s, at expected values and weights.", p.Alternatives[first], points(p.Expected[first]), points(lead), p.Alternatives[second])
	}
	if q := p.Gates.Passes[first]; q.Lo < 1 {
		p.say("It has an open gate: it passes all gates with a probability of %s. What follows takes open gates as passed.", percent(q.Value))
	}
	share := p.Ranks.Shares[first][0]
	switch {
	case p.Ranks.Error > 0:
		p.say("It is first in %s of what the weights and ranges allow (within %.2f percentage points, at 95 %%).", percent(share), 100*p.Ranks.Error)
	case share == 1:
		p.say("It is first in all that the weights and ranges allow.")
	default:
		p.say("It is first in %s of what the weights and ranges allow (exact).", percent(share))
	}
}

// bounds says what needs no probability.
func (p *page) bounds() {
	d := p.Dominance
	switch {
	case len(d.MustBeFirst) == 1:
		p.say("At the expected weights %s must be first, whatever the unknowns turn out to be.", p.Alternatives[d.MustBeFirst[0]])
	case len(d.CanBeFirst) > 1:
		p.say("At the expected weights %d can be first, depending on the unknowns: %s.", len(d.CanBeFirst), p.alternativeNames(d.CanBeFirst))
	}
}

// flip names the weight whose move changes the leader soonest.
func (p *page) flip() {
	if p.Stability.Leader == nil {
		return
	}
	nearest, at, rival := -1, 0.0, -1
	for j, s := range p.Stability.Criteria {
		if s.Winner == nil {
			continue
		}
		for end, edge := range s.Winner {
			if edge == float64(end) || (nearest >= 0 && distance(edge, s.Weight) >= distance(at, p.Stability.Criteria[nearest].Weight)) {
				continue
			}
			nearest, at, rival = j, edge, -1
			for _, c := range s.Crossings {
				if c.At != nil && distance(*c.At, edge) < 1e-9 {
					rival = c.Rival
				}
			}
		}
	}
	if nearest < 0 {
		p.say("No change of one weight alone changes the leader.")
		return
	}
	who := "another alternative"
	if rival >= 0 {
		who = p.Alternatives[rival]
	}
	way := "above"
	if at < p.Stability.Criteria[nearest].Weight {
		way = "below"
	}
	p.say("The nearest change of one weight that matters: %s %s %s (now %s), and %s leads.", p.Criteria[nearest], way, percent(at), percent(p.Stability.Criteria[nearest].Weight), who)
}

func distance(a, b float64) float64 { return max(a-b, b-a) }

func (p *page) ask() {
	if len(p.AskFirst) == 0 {
		if len(p.Unknowns) > 0 && !p.nobody() {
			p.say("No single unknown can change the first place at these weights.")
		}
		return
	}
	u := p.EVPPI[p.AskFirst[0]]
	p.say("Find out first: %s. Knowing it changes the first place with a probability of %s and is worth %.2f points.", u.Name, percent(u.Switch), 100*u.Value)
}

// order returns the ranked alternatives, best first.
func (p *page) order() []int {
	var order []int
	for i, ranked := range p.Ranked {
		if ranked {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p.Expected[a] > p.Expected[b]:
			return -1
		case p.Expected[a] < p.Expected[b]:
			return 1
		}
		return 0
	})
	return order
}
