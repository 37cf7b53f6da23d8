package negotiate

import (
	"fmt"
	"math"
	"slices"
)

// A task is a goal made ready for the search. Gates have been turned into a first option for
// each term, which is taken anyway; everything counts from there.
type task struct {
	terms   []Term
	options [][]option // by term
	gap     []float64  // by draw, with the first options taken; a corner counts as a draw
	all     bool       // every gap has to be closed
	need    int        // else: points of all draws, see pointsOf
	base    int        // effort of the first options, in units
	unit    float64    // points of effort
	blocked []int      // gating terms that cannot be secured
}

// An option is a state of a term, from its first option up.
type option struct {
	rung  int       // 0: as it stands; r: Rungs[r-1]
	cost  int       // beyond the first option, in units of effort
	moves int       // beyond the first option
	gain  []float64 // beyond the first option, by draw; at the end, of the score's lower end
}

func compile(terms []Term, g Goal) (*task, error) {
	if err := g.validate(terms); err != nil {
		return nil, err
	}
	t := &task{terms: terms}
	costs, err := t.units()
	if err != nil {
		return nil, err
	}
	if err := t.aim(g); err != nil {
		return nil, err
	}
	for j, term := range terms {
		first := 0
		if g.gates && term.Gating && !term.Excused && term.Levels.Lo < g.level {
			if first = firstAt(term, g.level); first < 0 {
				t.blocked = append(t.blocked, j)
				first = len(term.reach()) // as far as it goes, for what is said about the rest
			}
		}
		all := g.optionsOf(j, term, costs[j], len(t.gap))
		t.base += all[first].cost
		for d := range t.gap {
			t.gap[d] -= all[first].gain[d]
		}
		t.options = append(t.options, from(all, first))
	}
	return t, nil
}

// aim sets what the draws have to add up to.
func (t *task) aim(g Goal) (err error) {
	switch {
	case g.pair:
		t.gap, t.all = slices.Clone(g.gaps), true
	case g.draws != nil:
		t.need, err = pointsFor(g.p, len(g.draws.Scores))
		for i := range g.draws.Scores {
			t.gap = append(t.gap, g.draws.behind(i, g.rival))
		}
	}
	return err
}

// firstAt returns the first rung, counted from 1, at level or above; -1 if there is none.
func firstAt(t Term, level int) int {
	for i, r := range t.reach() {
		if r.Level >= level {
			return i + 1
		}
	}
	return -1
}

// optionsOf returns every state of term j, counted from the present.
func (g Goal) optionsOf(j int, t Term, costs []int, draws int) []option {
	all := []option{{gain: make([]float64, draws+1)}}
	for r, rung := range t.reach() {
		o := option{rung: r + 1, cost: costs[r], moves: 1, gain: make([]float64, draws+1)}
		o.gain[draws] = float64(t.Weight * max(0, rung.Value-t.Value.Lo))
		for d := range draws {
			switch {
			case g.draws != nil:
				o.gain[d] = g.draws.gain(d, j, t, rung)
			case g.gains != nil:
				o.gain[d] = g.gains[j][r][d]
			default:
				o.gain[d] = o.gain[draws]
			}
		}
		all = append(all, o)
	}
	return all
}

// from drops the options below first and counts the others from it.
func from(all []option, first int) []option {
	zero := all[first]
	rest := make([]option, 0, len(all)-first)
	for _, o := range all[first:] {
		n := option{rung: o.rung, cost: o.cost - zero.cost, moves: o.moves - zero.moves, gain: make([]float64, len(o.gain))}
		for d := range o.gain {
			n.gain[d] = o.gain[d] - zero.gain[d]
		}
		rest = append(rest, n)
	}
	return rest
}

// perPoint is how many hundredths make a point of effort.
const perPoint = 100

// units turns efforts into whole numbers of the largest unit that divides them all, so that
// equal efforts are equal whatever they were added from.
func (t *task) units() ([][]int, error) {
	divisor := 0
	costs := make([][]int, len(t.terms))
	for j, term := range t.terms {
		for r, rung := range term.reach() {
			c := math.Round(rung.Effort * perPoint)
			if math.Abs(c-rung.Effort*perPoint) > 1e-6 {
				return nil, fmt.Errorf("term %s, rung %d: effort %v is finer than a hundredth of a point", term.Criterion, r, rung.Effort)
			}
			costs[j] = append(costs[j], int(c))
			divisor = gcd(divisor, int(c))
		}
	}
	divisor = max(divisor, 1)
	for _, c := range costs {
		for r := range c {
			c[r] /= divisor
		}
	}
	t.unit = float64(divisor) / perPoint
	return costs, nil
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
