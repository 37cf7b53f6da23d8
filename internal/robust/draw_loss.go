package robust

// Losses of a block come in parts that add up: a draw takes each part from a draw of the
// block, and the sum over the sum of the parts' weights is the loss.
type losses [maxParts]part

// A part holds losses by draw of the block, then alternative.
type part [block][]float64

func newLosses(parts, n int) *losses {
	// Rows begin in different lines of the cache, an odd number of lines apart.
	stride := (n+15)/16*16 + 8
	out, none := new(losses), make([]float64, n)
	for k := range out {
		var rows []float64
		if k < parts {
			rows = make([]float64, block*stride)
		}
		for b := range out[k] {
			out[k][b] = none
			if k < parts {
				out[k][b] = rows[b*stride:][:n:n]
			}
		}
	}
	return out
}

// sum returns the loss of alternative a, not yet divided by the sum of weights, in the draw
// that takes its parts from the given draws of the block.
func (l *losses) sum(a int, from *[maxParts]int) float64 {
	return l[0][from[0]][a] + l[1][from[1]][a] + (l[2][from[2]][a] + l[3][from[3]][a])
}

// losses writes the parts of the block's losses.
func (d *drawer) losses(out *losses) {
	for k := range d.s.partition.parts {
		for a := range d.s.rows {
			r := &d.s.rows[a]
			var sum lane
			if k == 0 {
				sum.fill(r.base)
			}
			if r.losses != nil {
				columns := d.columns[r.weighing]
				for _, c := range d.s.partition.columns[k] {
					sum.addWeighted(r.losses[c.from:c.to], columns[c.from:c.to])
				}
			}
			d.addTerms(r, r.terms[k], &sum)
			out[k].put(a, &sum)
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

func (d *drawer) addTerms(r *row, terms []cellTerm, sum *lane) {
	for _, term := range terms {
		t := &d.t[term.unknown]
		if r.losses == nil {
			sum.addTimes(term.slope, t)
			continue
		}
		sum.addProduct(term.slope, &d.weights[r.weighing][term.criterion], t)
	}
}

func (p *part) put(a int, sum *lane) {
	for b, x := range sum {
		p[b][a] = x
	}
}
