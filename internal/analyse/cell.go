package analyse

import (
	"math"

	"assay/internal/robust"
)

// A span is what is known of one alternative on one criterion, on the raw scale.
type span struct {
	lo, hi float64
	likely *float64
	absent bool   // not applicable
	open   bool   // nothing is known: the criterion's whole scale
	shared string // id of the unknown it rests on, "" for one of its own
}

const cellForm = `a cell is a number, [lo, hi], [lo, likely, hi], null for unknown, {"range": ..., "unknown": "id"} or {"not_applicable": true}`

// matrix reads $.matrix, by alternative and then criterion, once both are known.
func (r *reader) matrix(v *value) {
	n, m := len(r.in.Alternatives), len(r.in.criteria)
	if !r.is(v, list, "the matrix: for each alternative a list of cells") || n == 0 || m == 0 {
		return
	}
	if n*m > MaxCells {
		r.add(v.path(), "%d alternatives by %d criteria are more than %d cells", n, m, MaxCells)
		return
	}
	if len(v.items) != n {
		r.add(v.path(), "%d rows for %d alternatives; give each alternative a row, in their order", len(v.items), n)
		return
	}
	for _, row := range v.items {
		spans := make([]span, m)
		if r.is(row, list, "the row of an alternative") {
			if len(row.items) != m {
				r.add(row.path(), "%d cells for %d criteria; give each criterion a cell, in their order", len(row.items), m)
			} else {
				for j, item := range row.items {
					spans[j] = r.cell(item, &r.in.criteria[j])
				}
			}
		}
		r.in.spans = append(r.in.spans, spans)
	}
}

func (r *reader) cell(v *value, c *criterion) span {
	lo, hi := c.span()
	whole := span{lo: lo, hi: hi, open: true}
	switch v.kind {
	case null:
		return whole
	case object:
		return r.cellObject(v, c, whole)
	case number, list:
		return r.cellRange(v, c)
	}
	r.add(v.path(), "%s; this is %s", cellForm, v.kind)
	return span{}
}

func (r *reader) cellObject(v *value, c *criterion, whole span) span {
	if !r.object(v, cellForm, nil, []string{"range", "unknown", "not_applicable"}) {
		return span{}
	}
	if na := v.member("not_applicable"); na != nil {
		if r.is(na, truth, "whether the criterion applies") && na.text != "true" {
			r.add(na.path(), "leave the key out where the criterion applies")
		}
		if len(v.items) > 1 {
			r.add(v.path(), "a cell that does not apply has no range and no unknown")
		}
		return span{absent: true}
	}
	s := whole
	if rng := v.member("range"); rng != nil && rng.kind != null {
		s = r.cellRange(rng, c)
	}
	if u := v.member("unknown"); u != nil {
		s.shared, _ = r.name(u, "the id of an unknown")
	} else if v.member("range") == nil {
		r.add(v.path(), "%s", cellForm)
	}
	return s
}

// cellRange reads a number, [lo, hi] or [lo, likely, hi].
func (r *reader) cellRange(v *value, c *criterion) span {
	if v.kind != list {
		x, _ := r.entry(v, c)
		return span{lo: x, hi: x}
	}
	if len(v.items) != 2 && len(v.items) != 3 {
		r.add(v.path(), "%d numbers; a range is [lo, hi] or [lo, likely, hi]", len(v.items))
		return span{}
	}
	xs := make([]float64, len(v.items))
	for i, item := range v.items {
		x, ok := r.entry(item, c)
		if !ok {
			return span{}
		}
		if i > 0 && x < xs[i-1] {
			r.add(v.path(), "%v comes after %v; a range runs from low to high in the criterion's unit, whatever its direction", x, xs[i-1])
			return span{}
		}
		xs[i] = x
	}
	s := span{lo: xs[0], hi: xs[len(xs)-1]}
	if len(xs) == 3 {
		s.likely = new(xs[1])
	}
	return s
}

// entry reads a raw number: any where the criterion has a curve, and a value in 0..1 where not.
func (r *reader) entry(v *value, c *criterion) (float64, bool) {
	x, ok := r.number(v, cellForm)
	if ok && c.curve == nil && (x < 0 || x > 1) {
		worst, best := `[[0, 0], [10, 1]]`, "0 and 10"
		if c.falls {
			worst = `[[0, 1], [10, 0]]`
		}
		r.add(v.path(), `%v is not in 0..1: without "value" the entries of criterion %s are values; to enter them in their own unit give the criterion a scale fixed beforehand, such as "value": %s with the ends you mean in place of %s`, x, quote(c.name), worst, best)
		return 0, false
	}
	return x, ok
}

// cellOf turns a span into a cell of the value model. An own unknown runs from its lower value
// to its higher; a shared one along the raw scale, so that two criteria of opposite direction
// that rest on it move against each other.
func cellOf(s span, c *criterion) robust.Cell {
	if s.absent {
		return robust.Cell{Absent: true}
	}
	at0, at1 := c.value(s.lo), c.value(s.hi)
	cell := robust.Cell{At0: at0, At1: at1, Unknown: s.shared}
	if s.likely != nil && at0 != at1 {
		cell.Likely = new(min(max((c.value(*s.likely)-at0)/(at1-at0), 0), 1))
	}
	if s.shared == "" && at0 > at1 {
		cell.At0, cell.At1 = at1, at0
		if cell.Likely != nil {
			cell.Likely = new(1 - *cell.Likely)
		}
	}
	return cell
}

// likelyTolerance is how far the likely places of one unknown on two scales may lie apart by
// rounding alone.
const likelyTolerance = 1e-9

// cells fills the problem's cells and makes those that share an unknown agree on its likely
// place, or notes that they cannot.
func (r *reader) cells(matrix *value) {
	leaders := map[string][2]int{} // the first cell of each unknown that is not of one value
	for i, row := range r.in.spans {
		cells := make([]robust.Cell, len(row))
		for j, s := range row {
			cells[j] = cellOf(s, &r.in.criteria[j])
			if _, seen := leaders[s.shared]; s.shared != "" && !seen && cells[j].At0 != cells[j].At1 {
				leaders[s.shared] = [2]int{i, j}
			}
		}
		r.in.Problem.Cells = append(r.in.Problem.Cells, cells)
	}
	for i, row := range r.in.spans {
		for j, s := range row {
			at, seen := leaders[s.shared]
			if s.shared == "" || !seen {
				continue
			}
			if !agree(r.in.Problem.Cells[at[0]][at[1]], &r.in.Problem.Cells[i][j]) {
				r.add(matrix.items[i].items[j].path(), "the cell rests on %s as the one at %s does, and its likely value stands at another part of its range; give both the same likely value, or none",
					quote(s.shared), matrix.items[at[0]].items[at[1]].path())
			}
		}
	}
}

// agree makes the cell's likely place the leader's where they differ by rounding only. A cell
// of one value takes any.
func agree(leader robust.Cell, c *robust.Cell) bool {
	theirs, ours := leader.Likely, c.Likely
	c.Likely = theirs
	switch {
	case c.At0 == c.At1:
		return true
	case theirs == nil || ours == nil:
		return theirs == ours
	}
	return math.Abs(*theirs-*ours) <= likelyTolerance
}
