package negotiate

import "assay/internal/evaluate"

// Cheapest returns the cheapest sets of moves by which the offer of these terms reaches the
// goal. The search is exact: by branch and bound, with a knapsack bound in every draw. Errors
// name the term or draw that is at fault.
func Cheapest(terms []Term, g Goal, o Options) (*Result, error) {
	t, err := compile(terms, g)
	if err != nil {
		return nil, err
	}
	res := &Result{Sets: []Set{}, Proven: !g.loose, Complete: !g.loose}
	top := make([]int, len(terms))
	for j := range top {
		top[j] = len(t.options[j]) - 1
	}
	if g.draws != nil {
		res.Now, res.Furthest = t.now(g), t.shareAt(top)
	}
	if len(t.blocked) > 0 || !t.reached(t.gapsAt(top), nil) {
		res.Impossible = t.obstacles(g, top)
		return res, nil
	}
	plans := t.plans(o, res)
	if len(plans) == 1 && t.base == 0 && plans[0].cost == 0 {
		res.Reached = true
		return res, nil
	}
	for _, p := range plans {
		res.Sets = append(res.Sets, t.setOf(p.choice, g))
	}
	return res, nil
}

const (
	defaultSets  = 3
	defaultSteps = 1e8
)

// plans finds the least cost first, then the plans in order: a bound on the cost makes the
// second search short.
func (t *task) plans(o Options, res *Result) []plan {
	if o.Sets <= 0 {
		o.Sets = defaultSets
	}
	if o.Steps <= 0 {
		o.Steps = defaultSteps
	}
	start := t.greedy()
	if start.cost == 0 {
		return []plan{start}
	}
	first := t.search(start.cost, 1, o.Steps/2)
	first.cheaper, first.found = true, []plan{start}
	first.visit(0, plan{}, 0)
	res.Proven = res.Proven && !first.stopped
	best := first.found[0]
	if first.stopped {
		res.Complete = false
		return []plan{best}
	}
	found, complete := t.next(best, o)
	res.Complete = res.Complete && complete
	return found
}

// next returns the first plans in order, given the cheapest one, and whether they are for sure
// the first. It looks within a cost that grows until it holds enough of them, since a search
// without a bound would begin among the costliest.
func (t *task) next(best plan, o Options) (found []plan, complete bool) {
	steps := o.Steps / 2
	most := 2*best.cost + t.base // twice the cost of the first, with the first options
	for limit := best.cost; ; limit = min(most, limit+max(1, limit/8)) {
		s := t.search(limit, o.Sets, steps)
		s.visit(0, plan{}, 0)
		if len(s.found) >= len(found) {
			found = s.found
		}
		if s.stopped || len(found) == o.Sets || limit == most {
			if len(found) == 0 || found[0].cost > best.cost {
				found = append([]plan{best}, found[:min(len(found), o.Sets-1)]...)
			}
			return found, !s.stopped
		}
		steps = s.steps
	}
}

// setOf writes a choice out as moves.
func (t *task) setOf(choice []int, g Goal) Set {
	s := Set{Moves: []Move{}}
	units := t.base
	for j, term := range t.terms {
		opt := t.options[j][choice[j]]
		units += opt.cost
		v := term.Value
		if opt.rung > 0 {
			m := term.move(j, opt.rung-1)
			s.Moves = append(s.Moves, m)
			v = evaluate.Interval{Lo: max(v.Lo, m.Value), Hi: max(v.Hi, m.Value)}
		}
		s.Score.Lo += float64(term.Weight * v.Lo)
		s.Score.Hi += float64(term.Weight * v.Hi)
	}
	s.Effort = float64(units) * t.unit
	if g.draws != nil {
		s.Share = t.shareAt(choice)
	}
	return s
}

func (t Term) move(j, r int) Move {
	rung := t.Rungs[r]
	return Move{
		Term: j, Criterion: t.Criterion, From: t.Levels, Rung: r, To: rung.Level, Value: rung.Value, Actor: t.Actor,
		Effort: rung.Effort, Worth: t.Weight * max(0, rung.Value-t.Value.Lo), Text: rung.Text,
	}
}

// shareAt returns the share of draws that is won under a choice.
func (t *task) shareAt(choice []int) *Share {
	points := 0
	for _, gap := range t.gapsAt(choice) {
		points += pointsOf(gap)
	}
	return new(shareOf(points, len(t.gap)))
}

// now returns the share of draws that is won as the offer stands.
func (t *task) now(g Goal) *Share {
	points := 0
	for i := range g.draws.Scores {
		points += pointsOf(g.draws.behind(i, g.rival))
	}
	return new(shareOf(points, len(t.gap)))
}
