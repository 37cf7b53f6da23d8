package negotiate

import (
	"fmt"

	"assay/internal/robust"
)

// OvertakeOf returns the goal that alternative i of p is guaranteed not to be behind k at p's
// expected weights, when its terms, one for each criterion of p in order, are moved. An unknown
// is counted once however many cells of i and k rest on it: the gap is the most that k can be
// ahead, and the goal is reached where k is not ahead whatever the unknowns turn out to be.
//
// That is exact while the unknowns on which several cells of i rest have at most 1024 corners
// together. Beyond, each of these cells is taken at its own worst end, which asks for no less
// than is needed; the result is then not proven.
func OvertakeOf(p *robust.Problem, i, k int, terms []Term) (Goal, error) {
	if err := checkProblem(p, i, k); err != nil {
		return Goal{}, err
	}
	if len(terms) != len(p.Criteria) {
		return Goal{}, fmt.Errorf("there are %d terms for %d criteria", len(terms), len(p.Criteria))
	}
	d := duelOf(p.Opened(), i, k, terms)
	g := Goal{pair: true, gains: make([][][]float64, len(terms))}
	var at []corner
	at, g.loose = d.corners()
	for _, c := range at {
		g.gaps = append(g.gaps, d.gap(c))
	}
	for j, t := range terms {
		for _, r := range t.Rungs {
			row := make([]float64, len(at))
			for n, c := range at {
				row[n] = d.gain(j, r.Value, c)
			}
			g.gains[j] = append(g.gains[j], row)
		}
	}
	return g, nil
}

// A duel is what a guaranteed overtaking rests on.
type duel struct {
	own, other []robust.Cell
	w          []float64 // own weights
	terms      []Term
	settled    float64         // what the rival has whatever the named unknowns are
	names      []string        // named unknowns of either, in order of their first cells
	against    map[string]line // what the rival's cells on an unknown are worth
	rests      map[string]int  // own cells on an unknown
}

func duelOf(p *robust.Problem, i, k int, terms []Term) *duel {
	d := &duel{own: p.Cells[i], other: p.Cells[k], w: weightsOf(p, i), terms: terms, against: map[string]line{}, rests: map[string]int{}}
	for j, c := range d.own {
		if moving(c) && d.w[j] > 0 {
			d.name(c.Unknown)
			d.rests[c.Unknown]++
		}
	}
	for j, w := range weightsOf(p, k) {
		switch c := d.other[j]; {
		case c.Absent:
		case moving(c):
			d.name(c.Unknown)
			l := d.against[c.Unknown]
			d.against[c.Unknown] = line{l.at0 + float64(w*c.At0), l.at1 + float64(w*c.At1)}
		default:
			d.settled += float64(w * c.Hi())
		}
	}
	return d
}

func (d *duel) name(unknown string) {
	if _, known := d.rests[unknown]; !known {
		d.rests[unknown] = 0
		d.names = append(d.names, unknown)
	}
}

// gap returns the most that the rival is ahead at a corner, with nothing moved.
func (d *duel) gap(c corner) float64 {
	gap := d.settled
	for _, name := range d.names {
		l := d.against[name]
		if t, at := c[name]; at {
			gap += l.at(t)
		} else if d.rests[name] != 1 { // else together with the own cell, below
			gap += max(l.at0, l.at1)
		}
	}
	for j := range d.own {
		gap += d.least(j, 0, c)
	}
	return gap
}

// gain returns by how much less the rival is ahead at a corner with own cell j secured at value.
func (d *duel) gain(j int, value float64, c corner) float64 {
	return max(0, d.least(j, 0, c)-d.least(j, value, c))
}

// least returns what own cell j adds to the rival's lead: minus its worth where it is raised to
// floor, together with the rival's cells where it is the only own cell on an unknown.
func (d *duel) least(j int, floor float64, c corner) float64 {
	own := d.own[j]
	switch {
	case own.Absent:
		return 0
	case moving(own):
		if t, at := c[own.Unknown]; at {
			return -float64(d.w[j] * max(valueAt(own, t), floor))
		}
		if d.rests[own.Unknown] == 1 && d.w[j] > 0 {
			return d.against[own.Unknown].most(d.w[j], own, floor)
		}
	}
	return line{}.most(d.w[j], own, floor)
}

// moving reports whether a cell rests on a named unknown that moves it.
func moving(c robust.Cell) bool { return c.Unknown != "" && c.At0 != c.At1 && !c.Absent }

// valueAt returns the cell's value where its unknown is t.
func valueAt(c robust.Cell, t float64) float64 { return c.At0 + float64(t*(c.At1-c.At0)) }

// A line is what rivals' cells on one unknown are worth at its ends.
type line struct{ at0, at1 float64 }

func (l line) at(t float64) float64 { return l.at0 + float64(t*(l.at1-l.at0)) }

// most returns the maximum over t of the line minus w max(v(t), floor), v being the cell's value:
// linear pieces meet where v(t) = floor, so that the ends and that point are enough.
func (l line) most(w float64, c robust.Cell, floor float64) float64 {
	ahead := func(t float64) float64 { return l.at(t) - float64(w*max(valueAt(c, t), floor)) }
	most := max(ahead(0), ahead(1))
	if t, inside := meets(c, floor); inside {
		most = max(most, ahead(t))
	}
	return most
}

// meets returns the t strictly between 0 and 1 at which the cell has a value, if there is one.
func meets(c robust.Cell, value float64) (t float64, inside bool) {
	if c.At0 == c.At1 {
		return 0, false
	}
	t = (value - c.At0) / (c.At1 - c.At0)
	return t, t > 0 && t < 1
}
