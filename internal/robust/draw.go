package robust

import (
	"math/rand/v2"
)

// A drawer draws the weights and unknowns of one replicate, a block of draws at a time.
type drawer struct {
	s       *sampler
	at      []uint64 // where each coordinate of a lattice stands, of 2^64; those beyond are noise
	step    []uint64
	noise   splitMix
	corners []lane // shares of the corners of the set being drawn
	groups  []lane
	within  []lane
	columns [][]lane // by weighing: the weights of columns
	weights [][]lane // by weighing: the weights of criteria; nil where no term asks for them
	t       []lane   // unknowns
}

// splitMix is the generator of Steele, Lea & Flood (2014): one addition and a mix of bits per
// number, with period 2^64.
type splitMix uint64

func (m *splitMix) next() uint64 {
	*m += 0x9e3779b97f4a7c15
	z := uint64(*m)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func newDrawer(s *sampler) *drawer {
	d := &drawer{s: s, t: make([]lane, len(s.laws))}
	d.groups, d.within = make([]lane, len(s.within)), make([]lane, s.columns)
	most := s.groups.set.Len()
	for g := range s.within {
		most = max(most, s.within[g].set.Len())
		if !s.within[g].drawn() {
			fill(d.within[s.at[g]:s.at[g+1]], []float64{1})
		}
	}
	if !s.groups.drawn() {
		fill(d.groups, s.groups.corners[0])
	}
	d.corners = make([]lane, most)
	for k := range s.weighings {
		columns := make([]lane, s.columns)
		if k == 0 && len(s.within) == 1 {
			columns = d.within // the group's weight is 1
		}
		d.columns = append(d.columns, columns)
	}
	d.weights = make([][]lane, len(s.weighings))
	for k := range s.rows {
		if r := &s.rows[k]; len(r.terms) > 0 && r.losses != nil && d.weights[r.weighing] == nil {
			d.weights[r.weighing] = make([]lane, len(s.p.Criteria))
		}
	}
	return d
}

func fill(lanes []lane, with []float64) {
	for k := range lanes {
		for b := range block {
			lanes[k][b] = with[k]
		}
	}
}

// start makes the drawer ready for replicate r: a lattice of 2^bits points, or independent
// draws with bits 0.
func (d *drawer) start(seed uint64, r, bits int) {
	source := rand.NewPCG(seed, uint64(r))
	d.noise = splitMix(source.Uint64())
	d.at, d.step = d.at[:0], d.step[:0]
	if bits == 0 {
		return
	}
	for c := range min(d.s.random+len(d.s.laws), len(generators)) {
		d.at = append(d.at, source.Uint64())
		d.step = append(d.step, uint64(generators[c])<<(64-bits))
	}
}

// next draws a block.
func (d *drawer) next() {
	d.drawWeights()
	for u := range d.t {
		d.drawUnknown(u)
	}
}

func (d *drawer) drawWeights() {
	s := d.s
	if !s.drawsWeights() {
		return
	}
	if s.groups.drawn() {
		n := len(s.groups.corners)
		d.simplex(s.groups.first, d.corners[:n])
		mixCorners(s.groups.corners, d.corners[:n], d.groups)
	}
	for g := range s.within {
		if s.within[g].drawn() {
			d.simplex(s.within[g].first, d.within[s.at[g]:s.at[g+1]])
		}
	}
	for k := range d.columns {
		w := &s.weighings[k]
		if k > 0 || len(s.within) > 1 {
			s.weigh(w, d.groups, d.within, d.columns[k])
		}
		if d.weights[k] != nil {
			s.perCriterion(w, d.columns[k], d.weights[k])
		}
	}
}

// simplex draws uniformly from a simplex of as many corners as out has lanes, as their shares:
// exponentials over their sum (Devroye 1986, ch. V.2), from coordinates first onward.
func (d *drawer) simplex(first int, out []lane) {
	var sum lane
	for k := range out {
		if c := first + k; c < len(d.at) {
			d.at[c] = exponentials(d.at[c], d.step[c], &out[k])
		} else {
			for b := range block {
				out[k][b] = negLog(d.noise.next())
			}
		}
		for b, x := range out[k] {
			sum[b] += x
		}
	}
	for b := range sum {
		sum[b] = 1 / sum[b]
	}
	for k := range out {
		for b := range block {
			out[k][b] *= sum[b]
		}
	}
}

func mixCorners(corners [][]float64, shares, out []lane) {
	clear(out)
	for c, corner := range corners {
		for k, x := range corner {
			if x == 0 {
				continue
			}
			for b := range block {
				out[k][b] += float64(x * shares[c][b])
			}
		}
	}
}

func (d *drawer) drawUnknown(u int) {
	out := &d.t[u]
	if c := d.s.random + u; c < len(d.at) {
		x, step := d.at[c], d.step[c]
		for b := range out {
			out[b] = float64(x>>11) / (1 << 53)
			x += step
		}
		d.at[c] = x
	} else {
		for b := range out {
			out[b] = float64(d.noise.next()>>11) / (1 << 53)
		}
	}
	if q := d.s.tables[u]; q != nil {
		for b, x := range out {
			out[b] = q.at(x)
		}
	}
}

// losses writes 1 - V of every alternative to out, by draw of the block and then alternative.
func (d *drawer) losses(out *[block][]float64) {
	for a := range d.s.rows {
		r := &d.s.rows[a]
		var sum lane
		for b := range sum {
			sum[b] = r.base
		}
		if r.losses != nil {
			weighted(r.losses, d.columns[r.weighing], &sum)
			for _, term := range r.terms {
				w, t := &d.weights[r.weighing][term.criterion], &d.t[term.unknown]
				for b := range sum {
					sum[b] += float64(float64(term.slope*w[b]) * t[b])
				}
			}
		} else {
			for _, term := range r.terms {
				t := &d.t[term.unknown]
				for b := range sum {
					sum[b] += float64(term.slope * t[b])
				}
			}
		}
		for b := range sum {
			out[b][a] = sum[b]
		}
	}
}

// weighted adds sum over k of values[k] x lanes[k] to sum. It is where the time goes: the sums
// of a block stay in registers.
func weighted(values []float64, lanes []lane, sum *lane) {
	s0, s1, s2, s3, s4, s5, s6, s7 := sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7]
	lanes = lanes[:len(values)]
	for k, v := range values {
		w := &lanes[k]
		s0 += float64(v * w[0])
		s1 += float64(v * w[1])
		s2 += float64(v * w[2])
		s3 += float64(v * w[3])
		s4 += float64(v * w[4])
		s5 += float64(v * w[5])
		s6 += float64(v * w[6])
		s7 += float64(v * w[7])
	}
	*sum = lane{s0, s1, s2, s3, s4, s5, s6, s7}
}
