package linear

import "math"

// stall is how many steps in a row may leave the cost as it is before Bland's rule takes over
// from the steepest reduced cost. Bland's rule cannot cycle; it holds until the cost falls.
const stall = 12

// small is what counts as 0 in a column that is to be pivoted on.
const small = 1e-9

// solve runs both phases.
func (t *tableau) solve() error {
	if t.last > t.real {
		if err := t.descend(0); err != nil {
			return err // the steps ran out
		}
		if t.infeasibility() > Tolerance*t.size() {
			return &Infeasible{Rows: t.clash()}
		}
		t.dropArtificial()
	}
	return t.descend(1)
}

// infeasibility is the sum of the artificial unknowns.
func (t *tableau) infeasibility() float64 { return -t.costs[0][t.last] }

// size is 1 or, if larger, the largest right side.
func (t *tableau) size() float64 {
	most := 1.0
	for _, row := range t.rows {
		most = max(most, math.Abs(row[t.last]))
	}
	return most
}

// clash lists the rows with a multiplier in the certificate of infeasibility: the dual values
// of phase 1, read from the reduced costs of the columns that started as unit vectors.
func (t *tableau) clash() []int {
	var rows []int
	for i, j := range t.origin {
		y := -t.costs[0][j] * t.sign[i]
		if j >= t.real {
			y++ // an artificial unknown costs 1
		}
		if math.Abs(y) > Tolerance {
			rows = append(rows, i)
		}
	}
	return rows
}

// descend pivots until no reduced cost of the phase is negative. Artificial unknowns never
// come back: in phase 1 they would only delay it, in phase 2 they are out.
func (t *tableau) descend(phase int) error {
	cost, idle := t.costs[phase], 0
	for range 200 * (t.last + len(t.rows) + 10) {
		bland := idle > t.stall
		j := t.entering(cost, bland)
		if j < 0 {
			return nil
		}
		i := t.leaving(j, bland)
		if i < 0 && phase == 0 {
			cost[j] = 0 // the artificial unknowns cannot fall below 0: this is rounding
			continue
		}
		if i < 0 {
			return ErrUnbounded
		}
		before := cost[t.last]
		t.pivot(i, j)
		if cost[t.last]-before > 1e-14*max(1, math.Abs(before)) {
			idle = 0
		} else {
			idle++
		}
	}
	return ErrNumeric
}

// entering returns the column with the lowest reduced cost, or by Bland's rule the first with
// a negative one; -1 where none is negative.
func (t *tableau) entering(cost []float64, bland bool) int {
	best, at := -Tolerance, -1
	for j, c := range cost[:t.real] {
		if c < best {
			best, at = c, j
			if bland {
				return at
			}
		}
	}
	return at
}

// leaving returns the row that limits column j most. Of equals it takes the larger pivot, by
// Bland's rule the one whose basic column comes first; -1 where nothing limits it.
func (t *tableau) leaving(j int, bland bool) int {
	at, least := -1, math.Inf(1)
	for i, row := range t.rows {
		if row[j] <= small {
			continue
		}
		ratio := max(0, row[t.last]) / row[j]
		switch {
		case at < 0 || ratio < least-1e-12*(1+least):
			at, least = i, ratio
		case ratio <= least+1e-12*(1+least) && t.precedes(i, at, j, bland):
			at, least = i, min(least, ratio)
		}
	}
	return at
}

func (t *tableau) precedes(i, than, j int, bland bool) bool {
	if bland {
		return t.basis[i] < t.basis[than]
	}
	return t.rows[i][j] > t.rows[than][j]
}

// pivot makes column j basic in row i.
func (t *tableau) pivot(i, j int) {
	row := t.rows[i]
	by := 1 / row[j]
	for k := range row {
		row[k] *= by
	}
	row[j] = 1
	for k, other := range t.rows {
		if k != i {
			eliminate(other, row, j)
		}
	}
	eliminate(t.costs[0], row, j)
	eliminate(t.costs[1], row, j)
	t.basis[i] = j
}

func eliminate(from, row []float64, j int) {
	by := from[j]
	if by == 0 {
		return
	}
	for k, x := range row {
		from[k] -= float64(by * x)
	}
	from[j] = 0
}

// dropArtificial takes the artificial unknowns, all 0 by now, out of the basis. A row that
// holds nothing else repeats others and goes.
func (t *tableau) dropArtificial() {
	for i := 0; i < len(t.rows); i++ {
		if t.basis[i] < t.real {
			continue
		}
		at := -1
		for j, x := range t.rows[i][:t.real] {
			if math.Abs(x) > Tolerance && (at < 0 || math.Abs(x) > math.Abs(t.rows[i][at])) {
				at = j
			}
		}
		if at >= 0 {
			t.pivot(i, at)
			continue
		}
		t.rows = append(t.rows[:i], t.rows[i+1:]...)
		t.basis = append(t.basis[:i], t.basis[i+1:]...)
		i--
	}
}
