package robust_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/internal/robust"
	"assay/internal/weight"
)

// A naive count of draws: every value added up anew, every pair compared.
type naive struct {
	p            *robust.Problem
	ranked       []int
	ranks, ahead []float64
	central      [][]float64
	mass         []float64
	ifPassing    []float64
	err          error
	draws, ties  int
}

func newNaive(p *robust.Problem) *naive {
	n := &naive{p: p}
	for i := range p.Alternatives {
		if p.IsRanked(i) {
			n.ranked = append(n.ranked, i)
		}
	}
	k := len(n.ranked)
	n.ranks, n.ahead, n.ifPassing, n.mass = make([]float64, k*k), make([]float64, k*k), make([]float64, k*k), make([]float64, k)
	for range k {
		n.central = append(n.central, make([]float64, len(p.Criteria)))
	}
	return n
}

func (n *naive) values(d robust.SeenDraw) []float64 {
	out := make([]float64, len(n.ranked))
	for a, i := range n.ranked {
		for j, w := range n.p.Effective(i, d.Weights) {
			out[a] += w * d.Values[a][j]
		}
	}
	return out
}

func (n *naive) passes(a int, d robust.SeenDraw) bool {
	for _, g := range n.p.Gates {
		switch g.States[n.ranked[a]] {
		case robust.GateFailed:
			return false
		case robust.GateOpen:
			c := n.p.Cells[n.ranked[a]][g.Criterion]
			if !c.Absent && c.At0 != c.At1 && d.Values[a][g.Criterion] < g.AtLeast-1e-15 {
				return false
			}
		}
	}
	return true
}

func (n *naive) see(d robust.SeenDraw) {
	n.draws++
	sum := 0.0
	for _, w := range d.Weights {
		sum += w
		if !(w >= 0) {
			n.err = fmt.Errorf("weight %v", w)
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		n.err = fmt.Errorf("weights add up to %v", sum)
	}
	v := n.values(d)
	if d.Ends != nil {
		n.ties++
	}
	n.count(v, n.ranks, func(int) bool { return true })
	n.count(v, n.ifPassing, func(a int) bool { return n.passes(a, d) })
	for a, x := range v {
		ahead, ties := 0, 0
		for b, y := range v {
			switch {
			case same(x, y):
				ties++
			case y > x:
				ahead++
			}
			if a != b && same(x, y) {
				n.ahead[a*len(v)+b] += .5
			} else if x > y {
				n.ahead[a*len(v)+b]++
			}
		}
		if ahead == 0 {
			n.mass[a] += 1 / float64(ties)
			for j, w := range d.Weights {
				n.central[a][j] += w / float64(ties)
			}
		}
	}
}

func same(x, y float64) bool { return math.Abs(x-y) <= 1e-12 }

// count adds the ranks of those that take part to a table, ties split.
func (n *naive) count(v, table []float64, in func(a int) bool) {
	for a, x := range v {
		if !in(a) {
			continue
		}
		ahead, ties := 0, 0
		for b, y := range v {
			switch {
			case !in(b):
			case same(x, y):
				ties++
			case y > x:
				ahead++
			}
		}
		for k := ahead; k < ahead+ties; k++ {
			table[a*len(v)+k] += 1 / float64(ties)
		}
	}
}

func alike(want, got []float64, by float64) bool {
	return slices.EqualFunc(want, got, func(x, y float64) bool { return math.Abs(x-y) <= by })
}

// The draws of random problems of every kind, counted by a plain program, give the same ranks,
// pairs and conditional ranks exactly, and about the same central weights (these are added up
// before they are divided by their sum).
func TestDrawsAgreeWithNaiveCount(t *testing.T) {
	cases := []mix{
		everything,
		{alternatives: 6, criteria: 6, ranges: true, sets: true},
		{alternatives: 6, criteria: 6, ranges: true, likely: true},
		{alternatives: 6, criteria: 6, sets: true, grid: true},
		{alternatives: 16, criteria: 6, ranges: true, sets: true},
		{alternatives: 30, criteria: 5, ranges: true, sets: true, shared: true, grid: true},
		{alternatives: 4, criteria: 5, ranges: true, sets: true, boxes: true},
	}
	for k, x := range cases {
		for _, drawing := range []robust.Drawing{robust.Stratified, robust.Independent} {
			t.Run(fmt.Sprint(k, " ", drawing), func(t *testing.T) {
				eachCase(t, uint64(k), 100, func(r *rand.Rand) error { return checkNaive(r, x.problem(r), drawing, 512) })
			})
		}
	}
}

// The same of many draws of free weights alone, which take more turns at each block.
func TestManyTurnsAgreeWithNaiveCount(t *testing.T) {
	eachCase(t, 9, 100, func(r *rand.Rand) error {
		p := mix{alternatives: 2 + r.IntN(15), criteria: 4 + r.IntN(8), grid: r.IntN(4) == 0}.problem(r)
		p.Weights = weight.Flat(weight.Free(len(p.Criteria)))
		return checkNaive(r, p, robust.Stratified, 70_000)
	})
}

// The same of up to 40 alternatives of which several differ by 1e-7 to 1e-10, or not at all.
func TestNearAlternativesAgreeWithNaiveCount(t *testing.T) {
	eachCase(t, 10, 100, func(r *rand.Rand) error {
		p := mix{alternatives: 30, criteria: 6, grid: r.IntN(2) == 0}.problem(r)
		p.Weights = weight.Flat(weight.Free(len(p.Criteria)))
		shift := func(row []robust.Cell, slope, by float64) {
			for j, c := range row {
				x := slope*c.At0 + by
				row[j] = robust.Cell{At0: x, At1: x}
			}
		}
		for _, row := range p.Cells {
			shift(row, .98, .01)
		}
		signs := [][]float64{{-1, 0, 1}, {-1, 1}}[r.IntN(2)]
		for k := range 10 {
			near := slices.Clone(p.Cells[r.IntN(len(p.Cells))])
			shift(near, 1, signs[k%len(signs)]*math.Pow(10, -7-3*r.Float64()))
			p.Cells = append(p.Cells, near)
			p.Alternatives = append(p.Alternatives, fmt.Sprint("near ", k))
		}
		return checkNaive(r, p, []robust.Drawing{robust.Stratified, robust.Independent}[r.IntN(2)], 512)
	})
}

// A large table of ranks is counted in another way.
func TestLargeTableAgreesWithNaiveCount(t *testing.T) {
	eachCase(t, 11, 1, func(r *rand.Rand) error {
		p := mix{criteria: 6, alternatives: 2}.problem(r)
		for k := range 260 {
			var row []robust.Cell
			for range p.Criteria {
				row = append(row, mix{grid: k%9 == 0}.cell(r, nil))
			}
			p.Cells = append(p.Cells, row)
			p.Alternatives = append(p.Alternatives, fmt.Sprint("more ", k))
		}
		p.Weights = weight.Flat(weight.Free(len(p.Criteria)))
		return checkNaive(r, p, robust.Stratified, 100)
	})
}

func checkNaive(r *rand.Rand, p *robust.Problem, drawing robust.Drawing, draws int) error {
	for i := range p.Alternatives {
		if p.Effective(i, p.Weights.Expected()) == nil {
			return nil // taken as not known; checked elsewhere
		}
	}
	addGates(r, p)
	n := newNaive(p)
	o := robust.Options{Drawing: drawing, Draws: draws, Seed: 1 + r.Uint64N(1000)}
	replicates := 2
	if drawing == robust.Independent {
		replicates = 1
	}
	ranks, plain, ahead, central, ifPassing := robust.SeeDraws(p, o, replicates, n.see)
	switch {
	case n.err != nil:
		return n.err
	case !alike(n.ranks, ranks, 1e-9):
		return fmt.Errorf("ranks %v, not %v", ranks, n.ranks)
	case !alike(n.ranks, plain, 1e-9):
		return fmt.Errorf("ranks %v without pairs, not %v", plain, n.ranks)
	case !alike(n.ahead, ahead, 1e-9):
		return fmt.Errorf("pairs %v, not %v", ahead, n.ahead)
	case ifPassing != nil && !alike(n.ifPassing, ifPassing, 1e-9):
		return fmt.Errorf("ranks among those that pass %v, not %v", ifPassing, n.ifPassing)
	}
	for a, w := range central {
		if (w == nil) != (n.mass[a] == 0) {
			return fmt.Errorf("central weights %v with first places %v", w, n.mass[a])
		}
		for j := range w {
			off := math.Abs(w[j] - n.central[a][j]/n.mass[a])
			if n.mass[a] > 200 && off > .06 || drawing == robust.Independent && off > 1e-9 {
				return fmt.Errorf("central weight %v of %v, not %v (%v draws)", j, w[j], n.central[a][j]/n.mass[a], n.mass[a])
			}
		}
	}
	return nil
}

// addGates puts up to two gates, of which some are open, and leaves an alternative out.
func addGates(r *rand.Rand, p *robust.Problem) {
	for range r.IntN(3) {
		g := robust.Gate{Criterion: r.IntN(len(p.Criteria)), AtLeast: r.Float64()}
		for i := range p.Alternatives {
			c := p.Cells[i][g.Criterion]
			state := robust.GateOpen
			switch {
			case c.Absent:
				state = robust.GateExcused
			case c.Lo() >= g.AtLeast:
				state = robust.GatePassed
			case c.Hi() < g.AtLeast:
				state = robust.GateFailed
			}
			g.States = append(g.States, state)
		}
		p.Gates = append(p.Gates, g)
	}
	if len(p.Alternatives) > 2 && r.IntN(3) == 0 {
		p.Ranked = slices.Repeat([]bool{true}, len(p.Alternatives))
		p.Ranked[r.IntN(len(p.Ranked))] = false
	}
}
