package robust

import (
	"cmp"
	"slices"
)

// fromBounds returns the span on which the leader is nowhere behind at the values worst for it
// (sign 1), or nowhere behind for certain (sign -1: at the values best for it).
func (st *stabiliser) fromBounds(mv *mover, sign float64) *Span {
	span := Span{0, 1}
	for _, i := range st.ranked {
		if i == st.leader {
			continue
		}
		if sign > 0 && st.leastLead(st.leader, i) <= tie {
			return nil
		}
		span = span.meet(keep(st.pieces(mv, i, sign), mv.weight))
	}
	return &span
}

// pieces returns the extreme lead of the leader over a rival as one weight moves: the least
// for sign 1, the greatest for -1. Where both have the same criteria it is a matter of their
// difference on each, of which an unknown that pulls one way needs one end only.
func (st *stabiliser) pieces(mv *mover, rival int, sign float64) []piece {
	if !st.sameCriteria(st.leader, rival) {
		return st.piecesApart(mv, rival, sign)
	}
	d := st.differences(rival)[0]
	if sign < 0 {
		d = st.differences(rival)[1]
	}
	pulls := make([]poly, len(d.bothWays))
	for n, terms := range d.bothWays {
		pulls[n] = mv.pull(st.leader, terms).over
	}
	at := mv.path(st.leader, d.worst)
	return cut(pulls, func(mid float64) path {
		lead := at.over
		for _, pull := range pulls {
			if pull.at(mid) < 0 {
				lead = lead.plus(pull)
			}
		}
		return path{poly{}.add(lead, sign), at.under}
	})
}

// differences returns, and remembers, the leader less the rival and the rival less the leader.
func (st *stabiliser) differences(rival int) [2]difference {
	d, known := st.pairs[rival]
	if !known {
		d = [2]difference{st.between(st.leader, rival), st.between(rival, st.leader)}
		st.pairs[rival] = d
	}
	return d
}

// cut divides 0..1 where a pull changes its sign, and asks for the lead between.
func cut(pulls []poly, leadAt func(mid float64) path) []piece {
	cuts := []float64{0, 1}
	for _, pull := range pulls {
		cuts = append(cuts, pull.roots()...)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	pieces := make([]piece, 0, len(cuts)-1)
	for n := range len(cuts) - 1 {
		mid := cuts[n] + (cuts[n+1]-cuts[n])/2
		pieces = append(pieces, piece{cuts[n], cuts[n+1], leadAt(mid)})
	}
	return pieces
}

// piecesApart is pieces for two alternatives that are weighed differently. Unknowns of one
// cell stand at the same end all the way; one that moves several cells of the two may change
// ends where its pull on the lead changes sign.
func (st *stabiliser) piecesApart(mv *mover, rival int, sign float64) []piece {
	a, b := st.extreme(st.leader, sign), st.extreme(rival, -sign)
	shared, known := st.together[rival]
	if !known {
		shared = st.shared(st.leader, rival)
		st.together[rival] = shared
	}
	pulls := make([]poly, len(shared))
	for n, u := range shared {
		pulls[n] = mv.pull(st.leader, st.pull(st.leader, u)).less(mv.pull(rival, st.pull(rival, u))).over
	}
	return cut(pulls, func(mid float64) path {
		for k, u := range shared {
			t := 0.0
			if sign*pulls[k].at(mid) < 0 {
				t = 1
			}
			st.set(a, st.leader, u, t)
			st.set(b, rival, u, t)
		}
		return mv.path(st.leader, a).less(mv.path(rival, b))
	})
}

// extreme returns i's values at the lower ends (sign 1) or upper ones of its cells.
func (st *stabiliser) extreme(i int, sign float64) []float64 {
	v := make([]float64, len(st.Cells[i]))
	for j, c := range st.Cells[i] {
		if v[j] = c.Lo(); sign < 0 {
			v[j] = c.Hi()
		}
	}
	return v
}

// shared returns the unknowns that move more than one cell of the two alternatives.
func (st *stabiliser) shared(a, b int) []int {
	var more []int
	for _, u := range st.either(a, b) {
		if len(st.cellsOf(a, u))+len(st.cellsOf(b, u)) > 1 {
			more = append(more, u)
		}
	}
	return more
}

// pull returns what i's cells gain where the unknown goes from 0 to 1.
func (st *stabiliser) pull(i, u int) []term {
	var terms []term
	for _, at := range st.cellsOf(i, u) {
		terms = append(terms, term{at.Criterion, st.Cells[i][at.Criterion].At1 - st.Cells[i][at.Criterion].At0})
	}
	return terms
}

// cellsOf returns the cells of alternative i that rest on an unknown. An unknown's cells stand
// in the order of alternatives.
func (m *model) cellsOf(i, u int) []Place {
	cells := m.unknowns[u].Cells
	from, _ := slices.BinarySearchFunc(cells, i, func(at Place, i int) int { return cmp.Compare(at.Alternative, i) })
	to, _ := slices.BinarySearchFunc(cells, i+1, func(at Place, i int) int { return cmp.Compare(at.Alternative, i) })
	return cells[from:to]
}

func (st *stabiliser) set(v []float64, i, u int, t float64) {
	for _, at := range st.cellsOf(i, u) {
		c := st.Cells[i][at.Criterion]
		v[at.Criterion] = c.At0 + float64((c.At1-c.At0)*t)
	}
}
