package robust

// Losses of a block come in parts that add up: a draw takes each part from a draw of the
// block, and the sum over the sum of the parts' weights is the loss. They are listed by part,
// then alternative.
type losses [][]lane

func newLosses(parts, n int) losses {
	l := make(losses, parts)
	for k := range l {
		l[k] = make([]lane, n)
	}
	return l
}

// sum returns the loss of alternative a, not yet divided by the sum of weights, in the draw
// that takes its parts from the given draws of the block.
func (l losses) sum(a int, from *[maxParts]int) float64 {
	sum := 0.0
	for k := range l {
		sum += l[k][a][from[k]&(block-1)]
	}
	return sum
}

// losses writes the parts of the block's losses.
func (d *drawer) losses(out losses) {
	for k := range out {
		for a := range d.s.rows {
			d.loss(k, &d.s.rows[a], &out[k][a])
		}
	}
}

// loss writes part k of a row's loss.
func (d *drawer) loss(k int, r *row, out *lane) {
	*out = lane{}
	switch {
	case r.losses != nil:
		columns := d.columns[r.weighing]
		for _, c := range d.s.partition.columns[k] {
			out.addWeighted(r.losses[c.from:c.to], columns[c.from:c.to])
		}
	case k == 0:
		out.fill(r.base)
	}
	for _, term := range r.terms[k] {
		t := &d.t[term.unknown]
		if r.losses == nil {
			out.addTimes(term.slope, t)
		} else {
			out.addProduct(term.slope, &d.weights[r.weighing][term.criterion], t)
		}
	}
}

func (r *row) hasTerms() bool {
	for _, terms := range r.terms {
		if len(terms) > 0 {
			return true
		}
	}
	return false
}
