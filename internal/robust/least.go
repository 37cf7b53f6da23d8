package robust

import (
	"slices"

	"assay/internal/weight"
)

// maxBothWays bounds how many unknowns that pull both ways are tried at both ends: 2 to this
// power corners.
const maxBothWays = 10

// A difference is a vector over criteria that is affine in the unknowns, to be weighed and
// minimised: the cells of one alternative, or of one less those of another. Every unknown
// that moves all its criteria one way is at its worst end already.
type difference struct {
	worst    []float64 // 0 where both lack the criterion
	present  []bool
	bothWays [][]term // per unknown that pulls both ways: criterion and slope
}

// score is the difference of sign x alternative i from nothing: its minimum is the lower
// bound of the score for sign 1, and minus the upper one for -1.
func (m *model) score(i int, sign float64) difference {
	d := m.newDifference()
	pulls := map[int][]term{}
	var order []int
	for j, c := range m.Cells[i] {
		if d.present[j] = !c.Absent; d.present[j] {
			order = m.put(&d, pulls, order, i, j, sign)
		}
	}
	d.settle(pulls, order)
	return d
}

// between is the difference of a less b over the criteria that either has. A cell that only
// one of them lacks may be anything in 0..1.
func (m *model) between(a, b int) difference {
	d := m.newDifference()
	pulls := map[int][]term{}
	var order []int
	for j := range m.Criteria {
		withA, withB := !m.Cells[a][j].Absent, !m.Cells[b][j].Absent
		d.present[j] = withA || withB
		if withA {
			order = m.put(&d, pulls, order, a, j, 1)
		}
		switch {
		case withB:
			order = m.put(&d, pulls, order, b, j, -1)
		case withA:
			d.worst[j]--
		}
	}
	d.settle(pulls, order)
	return d
}

func (m *model) newDifference() difference {
	n := len(m.Criteria)
	return difference{worst: make([]float64, n), present: make([]bool, n)}
}

// put adds sign x a cell: at its worst end where its unknown is its own, and otherwise at its
// first end with the pull of its unknown noted.
func (m *model) put(d *difference, pulls map[int][]term, order []int, i, j int, sign float64) []int {
	c, u := m.Cells[i][j], m.of[i][j]
	if u < 0 || len(m.unknowns[u].Cells) == 1 {
		d.worst[j] += min(sign*c.At0, sign*c.At1)
		return order
	}
	d.worst[j] += sign * c.At0
	pull := sign * (c.At1 - c.At0)
	terms := pulls[u]
	if terms == nil {
		order = append(order, u)
	}
	if k := len(terms) - 1; k >= 0 && terms[k].index == j { // the two of a pair on one criterion
		terms[k].slope += pull
	} else {
		terms = append(terms, term{j, pull})
	}
	pulls[u] = terms
	return order
}

// settle moves the unknowns that pull one way to their worst end.
func (d *difference) settle(pulls map[int][]term, order []int) {
	for _, u := range order {
		up, down := false, false
		for _, t := range pulls[u] {
			up, down = up || t.slope > 0, down || t.slope < 0
		}
		switch {
		case up && down:
			d.bothWays = append(d.bothWays, pulls[u])
		case down:
			for _, t := range pulls[u] {
				d.worst[t.index] += t.slope
			}
		}
	}
}

// leastAt returns the least value of e . d over the unknowns, for weights e that are 0 where
// a criterion is not present. It is exact.
func (d *difference) leastAt(e []float64) float64 {
	sum := 0.0
	for j, x := range d.worst {
		sum += float64(e[j] * x)
	}
	for _, terms := range d.bothWays {
		slope := 0.0
		for _, t := range terms {
			slope += float64(e[t.index] * t.slope)
		}
		sum += min(0, slope)
	}
	return sum
}

// leastOverWeights returns the least value over the unknowns and all admissible weights. For
// each end of the unknowns that pull both ways the weights are optimal at a corner; with more
// of those than maxBothWays it returns a lower bound and exact is false.
func (m *model) leastOverWeights(d difference) (least float64, exact bool) {
	if len(d.bothWays) > maxBothWays {
		at := slices.Clone(d.worst)
		for _, terms := range d.bothWays {
			for _, t := range terms {
				at[t.index] += min(0, t.slope)
			}
		}
		least, _ = m.leastOf(at, d.present)
		return least, false
	}
	for corner := range 1 << len(d.bothWays) {
		value, _ := m.leastOf(d.corner(corner), d.present)
		if corner == 0 || value < least {
			least = value
		}
	}
	return least, true
}

// corner returns the vector where the unknowns that pull both ways stand at the ends that the
// bits of corner name.
func (d *difference) corner(corner int) []float64 {
	if len(d.bothWays) == 0 {
		return d.worst
	}
	at := slices.Clone(d.worst)
	for k, terms := range d.bothWays {
		if corner>>k&1 == 0 {
			continue
		}
		for _, t := range terms {
			at[t.index] += t.slope
		}
	}
	return at
}

// leastOf returns the least value over the admissible weights of sum e_j c_j, where e is the
// effective weight on the criteria present, and criterion weights that reach it. Each group
// is minimised by itself, then the groups, since group weights are not negative. c must be 0
// where a criterion is not present.
func (m *model) leastOf(c []float64, present []bool) (least float64, at []float64) {
	t := m.Weights
	inner, some := make([]float64, len(t.Members)), make([]bool, len(t.Members))
	points := make([][]float64, len(t.Members))
	for g, members := range t.Members {
		own, here := make([]float64, len(members)), make([]bool, len(members))
		for k, j := range members {
			own[k], here[k] = c[j], present[j]
		}
		inner[g], points[g], some[g] = leastRatio(t.Within[g], own, here)
	}
	least, groups, _ := leastRatio(t.Groups, inner, some)
	at = make([]float64, len(c))
	for g, members := range t.Members {
		for k, j := range members {
			at[j] = groups[g] * points[g][k]
		}
	}
	return least, at
}

// leastRatio returns the least value over the set of (c . w) / (sum of w where present), by
// Dinkelbach's method (Management Science 13, 1967), or of c . w where all is present. some is
// false where nothing of positive weight is present. Weights that leave nothing are the limit
// of those that leave little.
func leastRatio(s weight.Set, c []float64, present []bool) (least float64, at []float64, some bool) {
	if !slices.Contains(present, false) {
		least, at = s.Min(c)
		return least, at, true
	}
	at = s.Mean()
	for range 100 {
		over, under := 0.0, 0.0
		for k, here := range present {
			if here {
				over += float64(c[k] * at[k])
				under += at[k]
			}
		}
		if under <= 0 {
			break
		}
		least, some = over/under, true
		shifted := make([]float64, len(c))
		for k, here := range present {
			if here {
				shifted[k] = c[k] - least
			}
		}
		gain, next := s.Min(shifted)
		if gain > -1e-15 {
			break
		}
		at = next
	}
	return least, at, some
}
