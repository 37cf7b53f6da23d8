package negotiate

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// A plan is a choice of options that reaches the goal, with what it is ordered by.
type plan struct {
	choice []int // by term: index into its options
	cost   int   // in units of effort, beyond the first options
	moves  int
	value  int64 // rise of the score's lower end, in units of 1e-9
}

func compare(a, b plan) int {
	return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.moves, b.moves), cmp.Compare(b.value, a.value))
}

// A search goes through the choices term by term, highest option first (branch and bound; Land &
// Doig 1960), so that of plans that compare equal the earlier one moves the earlier terms
// further. found holds at most want plans, in order.
type search struct {
	t     *task
	r     *reaches        // by effort
	ranks func() *reaches // by effort and moves, made when first needed; nil where that is too large
	want  int
	limit int // plans cost at most this
	// cheaper looks for plans below found's cost alone, whatever else they are ordered by.
	cheaper bool
	found   []plan
	choice  []int
	gaps    [][]float64 // by depth
	steps   int
	stopped bool
}

func (t *task) search(limit, want, steps int) *search {
	s := &search{t: t, r: t.byEffort(limit), want: want, limit: limit, steps: steps, choice: make([]int, len(t.terms))}
	s.ranks = sync.OnceValue(func() *reaches { return t.byRank(limit) })
	for range len(t.terms) + 1 {
		s.gaps = append(s.gaps, make([]float64, len(t.gap)))
	}
	copy(s.gaps[0], t.gap)
	return s
}

// visit looks at every choice that begins with the options of terms 0 to j-1 as set.
func (s *search) visit(j int, p plan, value float64) {
	if s.steps -= len(s.t.gap) + 1; s.steps < 0 {
		s.stopped = true
	}
	if s.stopped {
		return
	}
	if s.t.reached(s.gaps[j], nil) {
		p.value = nano(value)
		s.add(p, s.gaps[j]) // further moves only cost more
		return
	}
	if j == len(s.choice) || !s.promising(j, p, value) {
		return
	}
	for o := len(s.t.options[j]) - 1; o >= 0; o-- {
		opt := s.t.options[j][o]
		if p.cost+opt.cost > s.budget() {
			continue
		}
		s.choice[j] = o
		for d, gap := range s.gaps[j] {
			s.gaps[j+1][d] = gap - opt.gain[d]
		}
		s.visit(j+1, plan{cost: p.cost + opt.cost, moves: p.moves + opt.moves}, value+opt.gain[len(s.t.gap)])
	}
	s.choice[j] = 0
}

// budget is the most that a plan may cost to be of use.
func (s *search) budget() int {
	switch {
	case len(s.found) < s.want:
		return s.limit
	case s.cheaper:
		return s.found[len(s.found)-1].cost - 1
	}
	return s.found[len(s.found)-1].cost
}

// promising reports whether a plan of use may begin like this.
func (s *search) promising(j int, p plan, value float64) bool {
	left := s.budget() - p.cost
	if left < 0 || !s.t.reached(s.gaps[j], s.r.left(j, left)) {
		return false
	}
	if s.cheaper || len(s.found) < s.want {
		return true
	}
	if left > 0 && s.t.reached(s.gaps[j], s.r.left(j, left-1)) {
		return true
	}
	ranks := s.ranks()
	if ranks == nil {
		return true
	}
	worst := s.found[len(s.found)-1] // same effort at best: fewer moves, or more value
	further := s.t.rank(worst.cost, worst.moves) - s.t.rank(p.cost, p.moves)
	if further < 0 {
		return false
	}
	if further > 0 && s.t.reached(s.gaps[j], ranks.left(j, further-1)) {
		return true
	}
	reach := ranks.left(j, further)
	return s.t.reached(s.gaps[j], reach) && nano(value+reach[len(s.t.gap)]+slop) > worst.value
}

// slop is added to bounds, which are summed in another order than what they bound.
const slop = 1e-12

// reached reports whether the gaps are closed, or enough of them, with more added to the gains.
func (t *task) reached(gaps, more []float64) bool {
	points := 0
	for d, gap := range gaps {
		if more != nil {
			gap -= more[d] + slop
		}
		got := pointsOf(gap)
		if t.all && got == 0 {
			return false
		}
		points += got
	}
	return t.all || points >= t.need
}

// nano rounds a value to whole units of 1e-9.
func nano(x float64) int64 { return int64(math.Round(x * 1e9)) }

// add keeps the plan that is set and leaves gaps, if it is among the first and irreducible.
func (s *search) add(p plan, gaps []float64) {
	at := len(s.found)
	for at > 0 && compare(p, s.found[at-1]) < 0 {
		at--
	}
	if at >= s.want {
		return
	}
	if !s.cheaper {
		s.steps -= len(gaps) * len(s.choice)
		if s.t.reducible(s.choice, gaps) {
			return
		}
	}
	p.choice = slices.Clone(s.choice)
	s.found = slices.Insert(s.found, at, p)
	s.found = s.found[:min(len(s.found), s.want)]
}

// gapsAt returns what is behind in every draw under a choice.
func (t *task) gapsAt(choice []int) []float64 {
	gaps := slices.Clone(t.gap)
	for j, o := range choice {
		for d := range gaps {
			gaps[d] -= t.options[j][o].gain[d]
		}
	}
	return gaps
}

// reducible reports whether the goal, reached by a choice that leaves gaps, is reached with one
// term an option lower, too.
func (t *task) reducible(choice []int, gaps []float64) bool {
	less := make([]float64, len(gaps))
	for j, o := range choice {
		if o == 0 {
			continue
		}
		for d := range gaps {
			less[d] = gaps[d] + t.options[j][o].gain[d] - t.options[j][o-1].gain[d]
		}
		if t.reached(less, nil) {
			return true
		}
	}
	return false
}

func (t *task) planOf(choice []int) plan {
	p := plan{choice: choice}
	value := 0.0
	for j, o := range choice {
		opt := t.options[j][o]
		p.cost += opt.cost
		p.moves += opt.moves
		value += opt.gain[len(t.gap)]
	}
	p.value = nano(value)
	return p
}
