package comparison

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/negotiate"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/robust"
)

// The goals that an offer's terms can be changed for.
const (
	GoalGates    = "gates"    // secure every gate at the workload's level
	GoalFloor    = "floor"    // secure the floor at a level
	GoalOvertake = "overtake" // be guaranteed not to be behind another offer, or ahead with a probability
	GoalLead     = "lead"     // be first with a probability
)

// A Wish is a goal for one offer. Level is of GoalFloor, Over of GoalOvertake, and P, in 0..1, of
// GoalLead and of GoalOvertake, where 0 means guaranteed.
type Wish struct {
	Offer offer.ID
	Goal  string
	Level int
	Over  offer.ID
	P     float64
}

// A WishError is a wish that cannot be meant, worded for people: a sentence without its stop.
type WishError struct{ Message string }

func (e *WishError) Error() string { return e.Message }

func refuse(format string, args ...any) error { return &WishError{fmt.Sprintf(format, args...)} }

// leadChance is the probability of coming first that an offer is asked for unless somebody
// chooses another: more often than not.
const leadChance = 0.5

// goalDraws are the independent draws on which goals by probability are measured.
const goalDraws = 1000

// goalSteps bounds the search for one goal, and overviewSteps each of those that stand side by
// side for all offers. A search that is cut short says so.
const (
	goalSteps     = 20_000_000
	overviewSteps = 4_000_000
)

// Negotiate returns the cheapest changes that grant a wish, and what each change would do alone. The
// evaluation need not be analysed. A wish that cannot be meant gives a *WishError.
func Negotiate(ev Evaluation, w Wish) (Goal, []Single, error) {
	a := &analyst{ev: ev, p: ev.Problem(), clauses: framework.ClausesOf(ev.fw)}
	i := ev.indexOf(w.Offer)
	if i < 0 {
		return Goal{}, nil, refuse("%q is not in this comparison", w.Offer)
	}
	if ev.Offers[i].Status == offer.Withdrawn {
		return Goal{}, nil, refuse("%s was withdrawn: there is nobody to ask", a.title(i))
	}
	terms := a.terms(i)
	goal, g, err := a.goal(i, w)
	if err != nil {
		return Goal{}, nil, err
	}
	if err := a.solve(&goal, i, terms, g, negotiate.Options{Steps: goalSteps}); err != nil {
		return Goal{}, nil, err
	}
	singles, err := a.singles(i, terms, g, goal.Reached)
	return goal, singles, err
}

// rival is the ranked offer with the second highest expected score, or -1.
func (a *analyst) rival() (int, error) {
	if !a.ordered() || a.ranked() < 2 {
		return -1, nil
	}
	order, _, err := a.expected()
	if err != nil {
		return -1, err
	}
	return order[1], nil
}

// asks are the goals that every offer is asked about: one level more of floor and the gates; and
// of the strongest rival in a decision what would make it come first more often than not. That
// search is long, so the others are asked one by one (Negotiate).
func (a *analyst) asks(an *Analysis) error {
	rival, err := a.rival()
	if err != nil {
		return err
	}
	for i, o := range a.ev.Offers {
		if o.Status == offer.Withdrawn {
			continue
		}
		terms := a.terms(i)
		asks := OfferAsks{Offer: o.Offer.ID}
		wishes := []Wish{{Goal: GoalFloor, Level: nextFloor(o)}, {Goal: GoalGates}}
		if i == rival {
			wishes = append(wishes, Wish{Goal: GoalLead, P: leadChance})
		}
		for _, w := range wishes {
			w.Offer = o.Offer.ID
			goal, g, err := a.goal(i, w)
			if err != nil {
				return err
			}
			if err := a.solve(&goal, i, terms, g, negotiate.Options{Sets: 1, Steps: overviewSteps}); err != nil {
				return err
			}
			asks.Goals = append(asks.Goals, goal)
		}
		an.Asks = append(an.Asks, asks)
	}
	return nil
}

// nextFloor is the level one above the secured floor.
func nextFloor(o OfferEvaluation) int {
	if !o.Evidenced.Floor.Known {
		return 1
	}
	return min(o.Evidenced.Floor.Levels.Lo+1, offer.MaxLevel)
}

// terms are the offer's criteria as they can be negotiated, in the framework's order.
func (a *analyst) terms(i int) []negotiate.Term {
	o := a.ev.Offers[i]
	var ts []negotiate.Term
	for _, c := range o.Evidenced.Cells {
		k, _, _ := a.ev.fw.Criterion(c.Criterion)
		clause, _ := a.clauses.Of(c.Criterion)
		t := negotiate.Term{Criterion: c.Criterion, Weight: c.Weight, Value: c.Value, Levels: c.Levels, Gating: k.Gating, Actor: actor(o.Offer, clause)}
		if t.Excused = c.State == evaluate.NotApplicable; !t.Excused {
			t.Rungs = a.rungs(o, k, clause, c)
		}
		ts = append(ts, t)
	}
	return ts
}

func (a *analyst) rungs(o OfferEvaluation, k framework.Criterion, clause framework.Clause, c evaluate.Cell) []negotiate.Rung {
	rungs := negotiate.Ladder(k, c.Levels, clause.Ceiling(), clause.Effort, func(level int) string { return askText(o, k, clause, c, level) })
	for n := range rungs {
		rungs[n].Value = max(rungs[n].Value, c.Value.Lo) // a measured range may stand above the worse end of its band
	}
	return rungs
}

// goal turns a wish into a goal of package negotiate, and says it in words. Gates come before
// sums: who overtakes or leads passes them.
func (a *analyst) goal(i int, w Wish) (Goal, negotiate.Goal, error) {
	tier := a.ev.Tier.Level
	goal := Goal{ID: w.Goal, Level: w.Level, Over: w.Over, P: w.P}
	needsOrder := w.Goal == GoalOvertake || w.Goal == GoalLead
	switch {
	case needsOrder && a.ev.Kind != Decision:
		return goal, negotiate.Goal{}, refuse("offers put to different buyers cannot overtake each other: choose the offers of one country")
	case needsOrder && (w.P < 0 || w.P >= 1 || w.Goal == GoalLead && w.P == 0):
		return goal, negotiate.Goal{}, refuse("give a probability above 0 and below 100 %%")
	}
	switch w.Goal {
	case GoalGates:
		goal.Level = tier
		goal.Title = fmt.Sprintf("pass all gates at level %d", tier)
		return goal, negotiate.PassGates(tier), nil
	case GoalFloor:
		if w.Level < 1 || w.Level > offer.MaxLevel {
			return goal, negotiate.Goal{}, refuse("give a floor level from 1 to %d", offer.MaxLevel)
		}
		goal.Title = fmt.Sprintf("secure floor level %d", w.Level)
		return goal, negotiate.ReachFloor(w.Level), nil
	case GoalOvertake:
		return a.overtake(i, w, goal)
	case GoalLead:
		goal.Title, goal.Level = fmt.Sprintf("pass all gates and come first in at least %s of draws", phrase.Percent(w.P)), tier
		d, _, err := a.draws(i)
		return goal, negotiate.LeadWithProbability(d, w.P).WithGates(tier), err
	}
	return goal, negotiate.Goal{}, refuse("%q is no goal: choose gates, floor, overtake or lead", w.Goal)
}

func (a *analyst) overtake(i int, w Wish, goal Goal) (Goal, negotiate.Goal, error) {
	k := a.ev.indexOf(w.Over)
	switch {
	case k < 0 || k == i:
		return goal, negotiate.Goal{}, refuse("choose another offer of this comparison to overtake")
	case !a.p.IsRanked(k):
		return goal, negotiate.Goal{}, refuse("%s was withdrawn or fails a gate: there is nothing to overtake", a.title(k))
	}
	goal.Level = a.ev.Tier.Level
	if w.P == 0 {
		goal.Title = "pass all gates and be no worse than " + a.title(k) + " whatever the unknowns turn out to be"
		g, err := negotiate.OvertakeOf(a.p, i, k, a.terms(i))
		return goal, g.WithGates(goal.Level), err
	}
	goal.Title = fmt.Sprintf("pass all gates and be ahead of %s in at least %s of draws", a.title(k), phrase.Percent(w.P))
	d, columns, err := a.draws(i)
	return goal, negotiate.OvertakeWithProbability(d, slices.Index(columns, k), w.P).WithGates(goal.Level), err
}

// draws are what goals by probability are measured on: this offer's and the ranked offers'
// scores, at the weights in force.
func (a *analyst) draws(i int) (*negotiate.Draws, []int, error) {
	return negotiate.DrawsOf(a.p, i, goalDraws, robust.SeedOf(a.p))
}

// solve finds the cheapest sets of changes.
//
// A gate that nobody can move and that evidence may still show to pass makes a goal neither
// reachable by asking nor hopeless: the sets are then those for all the rest, given that evidence.
func (a *analyst) solve(goal *Goal, i int, terms []negotiate.Term, g negotiate.Goal, o negotiate.Options) error {
	r, err := negotiate.Cheapest(terms, g, o)
	if err != nil {
		return fmt.Errorf("asks of %s: %w", a.title(i), err)
	}
	if given, rest := given(terms, r.Impossible, goal.Level); len(given) > 0 {
		for _, t := range given {
			k, _, _ := a.ev.fw.Criterion(t.Criterion)
			clause, _ := a.clauses.Of(t.Criterion)
			text := fmt.Sprintf("%s (%s) stands at level %d or above: “%s”. %s", k.Title, k.ID, goal.Level, k.Levels[goal.Level], clause.Why)
			goal.Given = append(goal.Given, Condition{k.ID, goal.Level, text})
		}
		if r, err = negotiate.Cheapest(rest, g, o); err != nil {
			return fmt.Errorf("asks of %s: %w", a.title(i), err)
		}
	}
	goal.Reached, goal.Proven, goal.Sets = r.Reached, r.Proven, []AskSet{}
	for _, s := range r.Sets {
		set := AskSet{Effort: s.Effort, Score: s.Score}
		for _, m := range s.Moves {
			set.Asks = append(set.Asks, Ask{Criterion: m.Criterion, From: m.From, To: m.To, Actor: m.Actor, Effort: m.Effort, Worth: m.Worth, Text: m.Text})
		}
		slices.SortStableFunc(set.Asks, func(x, y Ask) int {
			return cmp.Or(cmp.Compare(actorOrder(x.Actor), actorOrder(y.Actor)), cmp.Compare(x.Effort, y.Effort))
		})
		goal.Sets = append(goal.Sets, set)
	}
	for _, o := range r.Impossible {
		goal.Impossible = append(goal.Impossible, a.obstacle(i, o))
	}
	return nil
}

// given returns the gates that alone make a goal impossible, that nobody can move and that may
// already stand at level, and the terms with these taken as shown. It returns none where anything
// else stands in the way.
func given(terms []negotiate.Term, obstacles []negotiate.Obstacle, level int) (shown, rest []negotiate.Term) {
	rest = slices.Clone(terms)
	for _, o := range obstacles {
		j := slices.IndexFunc(terms, func(t negotiate.Term) bool { return t.Criterion == o.Criterion })
		if j < 0 || !terms[j].Inherent() || terms[j].Levels.Hi < level {
			return nil, nil
		}
		shown = append(shown, terms[j])
		rest[j].Excused = true
	}
	return shown, rest
}

// actor says who must act: of a path that a buyer takes alone there is no supplier to ask.
func actor(o offer.Offer, clause framework.Clause) framework.Actor {
	if clause.Actor == framework.ActorSupplier && o.Scope == offer.ScopePath {
		return framework.ActorUs
	}
	return clause.Actor
}

func actorOrder(a framework.Actor) int {
	return slices.Index([]framework.Actor{framework.ActorSupplier, framework.ActorUs, framework.ActorNobody}, a)
}

// obstacle says what stands in the way, with the clause's own reason where there is one.
func (a *analyst) obstacle(i int, o negotiate.Obstacle) string {
	if o.Criterion == "" {
		return o.Text
	}
	k, _, _ := a.ev.fw.Criterion(o.Criterion)
	clause, _ := a.clauses.Of(o.Criterion)
	text := fmt.Sprintf("%s (%s) can be secured at level %d at most.", k.Title, k.ID, o.Level)
	if clause.Why != "" {
		text += " " + clause.Why
	}
	if now := a.ev.Offers[i].Evidenced; o.Level < offer.MaxLevel {
		if c, ok := now.Cell(o.Criterion); ok && c.Levels.Hi > max(o.Level, c.Levels.Lo) {
			text += fmt.Sprintf(" It may stand at level %d already: that is a question of evidence, not of negotiation.", c.Levels.Hi)
		}
	}
	return text
}

// singles say what each change alone can do at its highest step.
func (a *analyst) singles(i int, terms []negotiate.Term, g negotiate.Goal, reached bool) ([]Single, error) {
	o := a.ev.Offers[i]
	var list []Single
	for j, t := range terms {
		if t.Excused {
			continue
		}
		clause, _ := a.clauses.Of(t.Criterion)
		s := Single{Criterion: t.Criterion, From: t.Levels, Actor: t.Actor, Why: clause.Why}
		if len(t.Rungs) > 0 && !t.Inherent() {
			top := t.Rungs[len(t.Rungs)-1]
			s.To, s.Text, s.Worth = top.Level, top.Text, float64(t.Weight*math.Max(0, top.Value-t.Value.Lo))
			enough, err := alone(terms, j, g)
			if err != nil {
				return nil, fmt.Errorf("asks of %s: %w", o.Offer.Title, err)
			}
			s.Enough = enough && !reached
		} else if s.Why == "" {
			s.Why = "It stands as high as it can be secured."
		}
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(x, y Single) int { return cmp.Compare(y.Worth, x.Worth) })
	return list, nil
}

// alone reports whether term j by itself reaches the goal.
func alone(terms []negotiate.Term, j int, g negotiate.Goal) (bool, error) {
	only := slices.Clone(terms)
	for k := range only {
		if k != j {
			only[k].Rungs = nil
		}
	}
	r, err := negotiate.Cheapest(only, g, negotiate.Options{Sets: 1, Steps: goalSteps})
	return err == nil && (r.Reached || len(r.Sets) > 0), err
}
