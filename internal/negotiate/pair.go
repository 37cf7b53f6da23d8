package negotiate

import (
	"fmt"

	"assay/internal/robust"
)

// OvertakeOf returns the goal that alternative i of p is guaranteed not to be behind k at p's
// expected weights, when its terms, one for each criterion of p in order, are moved. An unknown
// on which one cell of i and cells of k rest is counted once: the gap is the most that k can be
// ahead, and a move brings what it takes off that. Where several cells of i rest on one unknown
// their ends are taken as if each stood alone, which asks for no less than is needed.
func OvertakeOf(p *robust.Problem, i, k int, terms []Term) (Goal, error) {
	if err := checkProblem(p, i, k); err != nil {
		return Goal{}, err
	}
	if len(terms) != len(p.Criteria) {
		return Goal{}, fmt.Errorf("there are %d terms for %d criteria", len(terms), len(p.Criteria))
	}
	own, other := weightsOf(p, i), weightsOf(p, k)
	rests := map[string]int{} // cells of i on each unknown
	for j, c := range p.Cells[i] {
		if moving(c) && own[j] > 0 {
			rests[c.Unknown]++
		}
	}
	gap, against := 0.0, map[string]line{}
	var names []string
	for j, c := range p.Cells[k] {
		switch {
		case c.Absent:
		case moving(c):
			l, known := against[c.Unknown]
			if !known {
				names = append(names, c.Unknown)
			}
			against[c.Unknown] = line{l.at0 + float64(other[j]*c.At0), l.at1 + float64(other[j]*c.At1)}
		default:
			gap += float64(other[j] * c.Hi())
		}
	}
	for _, name := range names {
		if l := against[name]; rests[name] != 1 { // else below, together with the cell of i
			gap += max(l.at0, l.at1)
		}
	}
	gains := make([][]float64, len(terms))
	for j, c := range p.Cells[i] {
		if c.Absent {
			gains[j] = make([]float64, len(terms[j].Rungs))
			continue
		}
		var l line
		if moving(c) && rests[c.Unknown] == 1 && own[j] > 0 {
			l = against[c.Unknown]
		}
		now := l.most(own[j], c, 0)
		gap += now
		for _, r := range terms[j].Rungs {
			gains[j] = append(gains[j], max(0, now-l.most(own[j], c, r.Value)))
		}
	}
	return Overtake(gap).Gains(gains), nil
}

// moving reports whether a cell rests on a named unknown that moves it.
func moving(c robust.Cell) bool { return c.Unknown != "" && c.At0 != c.At1 && !c.Absent }

// A line is what rivals' cells on one unknown are worth at its ends.
type line struct{ at0, at1 float64 }

// most returns the maximum over t of the line minus w max(v(t), floor), v being the cell's value:
// concave pieces meet where v(t) = floor, so that the ends and that point are enough.
func (l line) most(w float64, c robust.Cell, floor float64) float64 {
	at := func(t float64) float64 {
		v := c.At0 + float64(t*(c.At1-c.At0))
		return l.at0 + float64(t*(l.at1-l.at0)) - float64(w*max(v, floor))
	}
	most := max(at(0), at(1))
	if c.At0 != c.At1 {
		if t := (floor - c.At0) / (c.At1 - c.At0); t > 0 && t < 1 {
			most = max(most, at(t))
		}
	}
	return most
}
