package analyse

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/negotiate"
)

func (p *page) ranks() {
	const most = 8
	p.title("How often each rank comes up")
	n := len(p.order())
	head := []string{""}
	for k := range min(n, most) {
		head = append(head, fmt.Sprintf("rank %d", k+1))
	}
	if n > most {
		head = append(head, "below")
	}
	var rows [][]string
	for _, i := range p.order() {
		row, below := []string{short(p.Alternatives[i])}, 0.0
		for k, x := range p.Ranks.Shares[i][:n] {
			if k < most {
				row = append(row, percent(x))
			} else {
				below += x
			}
		}
		if n > most {
			row = append(row, percent(below))
		}
		rows = append(rows, row)
	}
	p.table(head, rows)
	p.say("Weights uniform over what is admitted, unknowns uniform over their range (beta-PERT with a likely value).")
	for _, pair := range p.Pairwise.NearTies[:min(len(p.Pairwise.NearTies), 5)] {
		p.say("Near-tie: %s is ahead of %s in %s.", p.Alternatives[pair[0]], p.Alternatives[pair[1]], percent(p.Pairwise.P[pair[0]][pair[1]]))
	}
}

func (p *page) scores() {
	p.title("Scores, 0 to 100")
	order := p.order()
	for i, ranked := range p.Ranked {
		if !ranked {
			order = append(order, i)
		}
	}
	var rows [][]string
	for _, i := range order {
		name := short(p.Alternatives[i])
		if !p.Ranked[i] {
			name += " (fails a gate)"
		}
		rows = append(rows, []string{name, points(p.Expected[i]), p.span(p.Score[i]), p.span(p.ScoreAnyWeights[i]), percent(p.Resolved[i])})
	}
	p.table([]string{"", "expected", "unknowns open", "weights open too", "resolved"}, rows)
	if n := len(p.Dominance.Pareto); n > 0 {
		var lines []string
		for _, d := range p.Dominance.Pareto[:min(n, 10)] {
			lines = append(lines, fmt.Sprintf("%s over %s", p.Alternatives[d.By], p.Alternatives[d.Over]))
		}
		if n > 10 {
			lines = append(lines, fmt.Sprintf("and %d more", n-10))
		}
		p.say("At least as good on every criterion and better on one: %s.", strings.Join(lines, "; "))
	}
}

func (p *page) gates() {
	if len(p.Gates.States) == 0 {
		return
	}
	p.title("Gates")
	head := []string{""}
	for g := range p.Gates.States[:min(len(p.Gates.States), 8)] {
		head = append(head, short(p.Gates.Names[g]))
	}
	var rows [][]string
	for i, name := range p.Alternatives {
		row := []string{short(name)}
		for g := range p.Gates.States[:min(len(p.Gates.States), 8)] {
			row = append(row, p.Gates.States[g][i])
		}
		passes := "0.0 %"
		if q := p.Gates.Passes[i]; q != nil {
			passes = percent(q.Value)
		}
		rows = append(rows, append(row, passes))
	}
	p.table(append(head, "passes all"), rows)
}

func (p *page) weights() {
	p.title("Weights, and how far each may move alone")
	var rows [][]string
	edge := func(s *[2]float64) string {
		if s == nil {
			return "-"
		}
		return percent(s[0]) + " to " + percent(s[1])
	}
	for j, s := range p.Stability.Criteria {
		rows = append(rows, []string{short(p.Criteria[j]), percent(s.Weight), edge((*[2]float64)(s.Winner)), edge((*[2]float64)(s.Ranking))})
	}
	p.table([]string{"", "weight", "same leader", "same order"}, rows)
	if p.Stability.Note != "" {
		p.say("%s.", p.Stability.Note)
	}
}

func (p *page) unknowns() {
	if len(p.EVPPI) == 0 {
		return
	}
	p.title("What to find out first")
	order := slices.Clone(p.AskFirst)
	for u := range p.EVPPI {
		if p.EVPPI[u].Value == 0 {
			order = append(order, u)
		}
	}
	var rows [][]string
	for _, u := range order {
		w := p.EVPPI[u]
		rows = append(rows, []string{short(w.Name), fmt.Sprintf("%.3f", 100*w.Value), percent(w.Switch)})
	}
	p.table([]string{"", "worth, points", "changes the first place"}, rows)
	p.say("Knowing everything is worth %.3f points (within %.3f).", 100*p.EVPI.Value, 100*p.EVPI.Error)
}

func (p *page) methods() {
	if p.Agreement == nil {
		return
	}
	p.title("Would another method say otherwise?")
	head, rows := []string{"first by"}, make([][]string, len(p.Agreement.Readings[0].Methods))
	for _, reading := range p.Agreement.Readings {
		head = append(head, "values at "+reading.Values)
		for k, m := range reading.Methods {
			if rows[k] == nil {
				rows[k] = []string{string(m.Method)}
			}
			cell := short(named(m.Leaders, p.Alternatives))
			if m.Reversed > 0 {
				cell += fmt.Sprintf(" (%s turned)", count(m.Reversed, "pair", "pairs"))
			}
			rows[k] = append(rows[k], cell)
		}
	}
	p.table(head, rows)
	if p.Agreement.Agree {
		p.say("Every method puts the same first.")
	}
	for _, t := range p.RankReversal {
		if n := len(t.Reversals); n > 0 {
			p.say("%s turned alternatives round in %d of %d trials with a copy or a worse one added: its order depends on who else is there.", t.Method, n, t.Tried)
		}
	}
}

func (p *page) changes() {
	if len(p.Changes) == 0 {
		return
	}
	p.title("What would have to change")
	for _, c := range p.Changes {
		name, other := p.Alternatives[c.Alternative], p.Alternatives[c.Against]
		if c.Sets.Reached {
			p.say("%s cannot be behind %s as it stands.", name, other)
			continue
		}
		p.say("%s, to be level with %s for certain (%.1f points to make up):", name, other, 100*c.Gap)
		for _, s := range c.Single {
			if s.Feasible && !s.Inherent {
				p.say("  %s alone: %s", s.Criterion, p.rise(s))
			}
		}
		for k, set := range c.Sets.Sets {
			var moves []string
			for _, m := range set.Moves {
				moves = append(moves, fmt.Sprintf("%s to %s", m.Criterion, p.inUnit(m.Term, m.Value)))
			}
			p.say("  %s: %s (effort %g)", map[bool]string{true: "least effort", false: "or"}[k == 0], strings.Join(moves, ", "), set.Effort)
		}
		for _, o := range c.Sets.Impossible {
			p.say("  impossible: %s", o.Text)
		}
		switch w := c.Weights; {
		case w == nil:
		case w.Possible && w.Total > 1e-9:
			p.say("  or other weights, moved by %s in all: %s", percent(w.Total/2), p.moved(w.Weights))
		case !w.Possible:
			p.say("  no weights put it first")
		}
	}
	p.facts()
}

// rise says a single change.
func (p *page) rise(s negotiate.Single) string {
	return fmt.Sprintf("from %s to %s", p.inUnit(s.Term, s.Value-s.Delta), p.inUnit(s.Term, s.Value))
}

// inUnit says a value in the criterion's own unit where it has one.
func (p *page) inUnit(j int, v float64) string {
	c := &p.criteria[j]
	raw, ok := c.raw(v)
	if c.curve == nil || !ok {
		return points(v)
	}
	return fmt.Sprintf("%.4g (worth %s)", raw, points(v))
}

// moved lists the weights that differ.
func (p *page) moved(weights []float64) string {
	var parts []string
	for j, w := range weights {
		if was := p.Weights.Expected[j]; distance(w, was) > 1e-9 {
			parts = append(parts, fmt.Sprintf("%s %s (now %s)", p.Criteria[j], percent(w), percent(was)))
		}
	}
	return strings.Join(parts, ", ")
}

// facts says what must hold for the chosen alternative to be first.
func (p *page) facts() {
	if p.Holds == nil {
		return
	}
	p.title("What must hold for " + p.Alternatives[p.Holds.Alternative] + " to be first")
	var rows [][]string
	for _, f := range p.Holds.Facts[:min(len(p.Holds.Facts), maxFactRows)] {
		needs := fmt.Sprintf("%s to %s", points(f.Needs.Lo), points(f.Needs.Hi))
		rows = append(rows, []string{short(p.Alternatives[f.Alternative] + ": " + p.Criteria[f.Criterion]), needs, p.span([2]float64{f.Now.Lo, f.Now.Hi}), factStatus(f)})
	}
	p.table([]string{"value of", "needs", "now", "status"}, rows)
	p.say("Each by itself, all else at its mean.")
	if left := p.Holds.Total - len(rows); left > 0 {
		p.say("%d more are in the JSON report.", left)
	}
}

func factStatus(f negotiate.Fact) string {
	if f.Gate {
		return string(f.Status) + " (gate)"
	}
	return string(f.Status)
}

// maxFactRows bounds the facts on a page.
const maxFactRows = 12

func (p *page) sorted() {
	if p.Sorting == nil {
		return
	}
	p.title("Categories (MR-Sort)")
	var rows [][]string
	for i, s := range p.Sorting {
		switch {
		case s == nil:
			rows = append(rows, []string{short(p.Alternatives[i]), "none: a criterion does not apply"})
		case s.Best == s.Worst:
			rows = append(rows, []string{short(p.Alternatives[i]), s.Best})
		default:
			rows = append(rows, []string{short(p.Alternatives[i]), s.Worst + " to " + s.Best})
		}
	}
	p.table([]string{"", "category"}, rows)
}

func (p *page) objections() {
	if len(p.Lint) == 0 {
		return
	}
	p.title("Objections")
	for _, f := range p.Lint {
		p.say("- %s", f.Text)
	}
}

func (p *page) foot() {
	p.say("\n%s; input %s; seed %d; %s, %s.", p.Engine, p.InputSHA256[:16], p.Seed, count(p.Ranks.Draws, "draw", "draws"), p.Ranks.Method)
}
