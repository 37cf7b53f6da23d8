package analyse

import (
	"math"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/negotiate"
	"assay/internal/robust"
)

// A Change says what would put an alternative level with another, the leader, for certain: its
// lowest score not below the other's highest. Gates are a matter apart.
type Change struct {
	Alternative int     `json:"alternative"`
	Against     int     `json:"against"`
	Gap         float64 `json:"gap"` // the other's highest score less its own lowest, unknowns that both share counted once
	// Single has, by criterion, the rise of its lower end that closes the gap alone.
	Single []negotiate.Single `json:"single"`
	// SmallestRise closes it with the least sum of rises.
	SmallestRise *negotiate.ScoreChange `json:"smallest_rise"`
	// Sets are the cheapest sets of steps of a quarter of the value scale, by effort.
	Sets *negotiate.Result `json:"sets"`
	// Weights are the nearest at which it is not behind any other at expected values; null where
	// a criterion does not apply to all, or beyond 60 criteria or 200 alternatives.
	Weights *negotiate.WeightChange `json:"weights"`
}

const (
	maxChallengers = 5 // alternatives, next to the leader, whose changes are worked out
	maxLPCriteria  = 60
	maxLPOthers    = 200
	searchSteps    = 20_000_000
	maxFacts       = 200
	maxFactWork    = 20_000_000 // cells x alternatives
	quarters       = 4
	reachTolerance = 1e-12
)

func (r *Report) changes(in *Input) error {
	r.Changes = []Change{}
	order := r.best(in)
	if len(order) < 2 {
		return nil
	}
	leader, challengers := order[0], order[1:min(len(order), 1+maxChallengers)]
	if c := in.chosen; c >= 0 && in.IsRanked(c) && c != leader && !slices.Contains(challengers, c) {
		challengers = append(challengers[:len(challengers):len(challengers)], c)
	}
	for _, i := range challengers {
		c, err := r.change(in, i, leader)
		if err != nil {
			return err
		}
		r.Changes = append(r.Changes, c)
	}
	return nil
}

func (r *Report) change(in *Input, i, leader int) (c Change, err error) {
	terms, ceilings := in.terms(i, r.Weights.Expected)
	goal, err := negotiate.OvertakeOf(&in.Problem, i, leader, terms)
	if err != nil {
		return c, err
	}
	c = Change{Alternative: i, Against: leader, Gap: goal.Gap()}
	back := func(j int, v float64) (float64, bool) { return in.criteria[j].raw(v) }
	if c.Single, err = negotiate.Singles(terms, c.Gap, back); err != nil {
		return c, err
	}
	for k := range c.Single { // a curve may end below 1
		s := &c.Single[k]
		s.Feasible = s.Feasible && s.Value <= ceilings[s.Term]+reachTolerance
	}
	if c.SmallestRise, err = negotiate.SmallestRise(terms, c.Gap, ceilings); err != nil {
		return c, err
	}
	if c.Sets, err = negotiate.Cheapest(terms, goal, negotiate.Options{Steps: searchSteps}); err != nil {
		return c, err
	}
	c.Weights = r.reweighing(in, i)
	return c, nil
}

// terms are what may be asked of alternative i, and how high each can go: the top of the
// criterion's value function.
func (in *Input) terms(i int, expected []float64) (terms []negotiate.Term, ceilings []float64) {
	w := in.Effective(i, expected)
	for j, cell := range in.Cells[i] {
		c := &in.criteria[j]
		t := negotiate.Term{Criterion: c.name, Actor: framework.ActorSupplier}
		if c.fixed || cell.Absent {
			t.Actor = framework.ActorNobody
		}
		if w != nil && !cell.Absent {
			t.Weight = min(w[j], 1)
		}
		t.Value = evaluate.Interval{Lo: cell.Lo(), Hi: cell.Hi()}
		t.Levels = evaluate.Levels{Lo: int(math.Floor(quarters * t.Value.Lo)), Hi: int(math.Floor(quarters * t.Value.Hi))}
		top := c.top()
		for level := t.Levels.Lo + 1; level <= quarters && float64(level)/quarters <= top+reachTolerance; level++ {
			t.Rungs = append(t.Rungs, negotiate.Rung{Level: level, Value: float64(level) / quarters, Effort: float64(level-t.Levels.Lo) * c.effort})
		}
		terms, ceilings = append(terms, t), append(ceilings, top)
	}
	return terms, ceilings
}

// top is the highest value that the criterion can have.
func (c *criterion) top() float64 {
	lo, hi := c.span()
	return max(c.value(lo), c.value(hi))
}

func (r *Report) reweighing(in *Input, i int) *negotiate.WeightChange {
	if len(in.criteria) > maxLPCriteria || len(in.Alternatives) > maxLPOthers {
		return nil
	}
	values := make([][]float64, len(in.Cells))
	for k, row := range in.Cells {
		for _, c := range row {
			if c.Absent && in.IsRanked(k) {
				return nil
			}
			values[k] = append(values[k], mean(c))
		}
	}
	// A programme that cannot be solved reliably is no answer, and no reason to give none at all.
	change, err := negotiate.SmallestReweighing(values, r.Weights.Expected, i, in.Ranked)
	if err != nil {
		return nil
	}
	return change
}

// mean is the cell's value where its unknown is at its mean: 1/2, or (1 + 4 likely) / 6.
func mean(c robust.Cell) float64 {
	t := 0.5
	if c.Likely != nil {
		t = (1 + float64(4**c.Likely)) / 6
	}
	return c.At0 + float64(t*(c.At1-c.At0))
}

// Holds are the facts that must hold for an alternative to be first.
type Holds struct {
	Alternative int `json:"alternative"`
	negotiate.Reverse
	Total int `json:"total"` // facts in all; the first 200 are listed
}

func (r *Report) holds(in *Input) error {
	i, rivals := in.chosen, r.best(in)
	if i < 0 && len(rivals) > 0 {
		i = rivals[0]
	}
	rivals = slices.DeleteFunc(rivals, func(k int) bool { return k == i })
	if len(rivals) == 0 || len(in.Cells)*len(in.Cells)*len(in.criteria) > maxFactWork {
		return nil
	}
	reverse, err := negotiate.FactsFor(&in.Problem, i)
	if err != nil {
		return err
	}
	r.Holds = &Holds{i, *reverse, len(reverse.Facts)}
	r.Holds.Facts = r.Holds.Facts[:min(len(r.Holds.Facts), maxFacts)]
	return nil
}
