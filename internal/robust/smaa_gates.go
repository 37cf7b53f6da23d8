package robust

import "slices"

// A gating says, for the alternatives that are drawn, which pass the gates.
type gating struct {
	passes []Passing // exact
	// Some are decided by draws: an alternative passes where every demand of its is met.
	demands [][]demand
	never   []bool // fails whatever is drawn
	open    bool   // some gate is open
}

// A demand is that an unknown lies in a range.
type demand struct {
	unknown  int
	from, to float64
}

func (s *sampler) compileGates(unknownOf [][]int) gating {
	n := len(s.ranked)
	g := gating{passes: make([]Passing, n), demands: make([][]demand, n), never: make([]bool, n)}
	for a, i := range s.ranked {
		undecided := false
		for _, gate := range s.p.Gates {
			switch gate.States[i] {
			case GateFailed:
				g.never[a] = true
			case GateOpen:
				g.open = true
				if u := unknownOf[a][gate.Criterion]; u >= 0 {
					g.demands[a] = narrowed(g.demands[a], demandOf(s.p.Cells[i][gate.Criterion], u, gate.AtLeast))
				} else {
					undecided = true
				}
			}
		}
		p := 1.0
		for _, d := range g.demands[a] {
			p *= s.laws[d.unknown].between(d.from, d.to)
		}
		if g.never[a] {
			p = 0
		}
		g.never[a] = p == 0
		g.passes[a] = Passing{Share: exactly(p), Undecided: undecided && p > 0}
		if g.passes[a].Undecided {
			g.passes[a].Lo = 0
		}
	}
	return g
}

// demandOf solves At0 + (At1 - At0) t >= least for t.
func demandOf(c Cell, unknown int, least float64) demand {
	t := (least - c.At0) / (c.At1 - c.At0)
	if c.At1 > c.At0 {
		return demand{unknown, max(0, t), 1}
	}
	return demand{unknown, 0, min(1, t)}
}

// narrowed adds a demand to those of an alternative, one for each unknown.
func narrowed(ds []demand, d demand) []demand {
	k := slices.IndexFunc(ds, func(x demand) bool { return x.unknown == d.unknown })
	if k < 0 {
		return append(ds, d)
	}
	ds[k].from, ds[k].to = max(ds[k].from, d.from), min(ds[k].to, d.to)
	return ds
}

func (l law) between(from, to float64) float64 {
	if to <= from {
		return 0
	}
	return min(1, max(0, l.cdf(to)-l.cdf(from)))
}

// pass reports whether alternative a passes in a draw.
func (g *gating) pass(a int, d *drawer, in *draw) bool {
	if g.never[a] {
		return false
	}
	for _, need := range g.demands[a] {
		if x := d.unknown(need.unknown, in); x < need.from || x > need.to {
			return false
		}
	}
	return true
}

// drawn reports whether ranks among those that pass differ from ranks among all.
func (g *gating) drawn() bool {
	for a := range g.demands {
		if g.never[a] || len(g.demands[a]) > 0 {
			return true
		}
	}
	return false
}
