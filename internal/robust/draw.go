package robust

import (
	"math/rand/v2"
	"slices"

	"assay/internal/weight"
)

// A drawer draws the weights and unknowns of one replicate, a block of draws at a time.
type drawer struct {
	s       *sampler
	array   *array // nil: independent draws
	row     int    // of the array
	noise   splitMix
	bits    [block]uint64 // of the coordinate being drawn
	corners []lane        // shares of the corners of groups' weights
	groups  []lane
	within  []lane
	columns [][]lane       // by weighing: the weights of columns
	weights [][]lane       // by weighing: the weights of criteria; nil where no term asks for them
	t       []lane         // unknowns
	norm    [maxParts]lane // what the weights of each part add up to
	walks   []*weight.Walk // of the groups, then by group; nil for a simplex
	point   []float64      // scratch of a walk
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

// newDrawer makes a drawer of arrays with 2^bits levels, or of independent draws with bits 0.
func newDrawer(s *sampler, bits int) *drawer {
	d := &drawer{
		s: s, t: make([]lane, len(s.laws)), corners: make([]lane, len(s.groups.corners)),
		groups: make([]lane, len(s.within)), within: make([]lane, s.columns),
		weights: make([][]lane, len(s.weighings)),
	}
	if bits > 0 {
		d.array = newArray(bits, s.random+len(s.laws), s.fine())
	}
	d.norm[0].fill(1)
	for g := range s.within {
		if !s.within[g].drawn() {
			d.within[s.at[g]].fill(1)
		}
	}
	if !s.groups.drawn() {
		for g, x := range s.groups.corners[0] {
			d.groups[g].fill(x)
		}
	}
	for k := range s.weighings {
		columns := d.within // of a single group, whose weight is 1
		if k > 0 || len(s.within) > 1 {
			columns = make([]lane, s.columns)
		}
		d.columns = append(d.columns, columns)
	}
	for k := range s.rows {
		if r := &s.rows[k]; r.losses != nil && r.hasTerms() && d.weights[r.weighing] == nil {
			d.weights[r.weighing] = make([]lane, len(s.p.Criteria))
		}
	}
	if !s.drawsWeights() {
		d.weigh() // once and for all
	}
	return d
}

// start makes the drawer ready for replicate r.
func (d *drawer) start(seed uint64, r int) {
	source := rand.New(rand.NewPCG(seed, uint64(r)))
	d.noise, d.row = splitMix(source.Uint64()), 0
	if d.array != nil {
		d.array.shuffle(source)
	}
	d.walks = d.walks[:0]
	for _, sh := range d.s.sets() {
		var w *weight.Walk
		if sh.corners == nil {
			w = sh.set.Walk(rand.New(rand.NewPCG(source.Uint64(), source.Uint64())))
		}
		d.walks = append(d.walks, w)
	}
}

// walk draws weights by hit-and-run.
func (d *drawer) walk(w *weight.Walk, out []lane) {
	d.point = slices.Grow(d.point[:0], len(out))[:len(out)]
	for b := range block {
		w.Next(d.point)
		for k, x := range d.point {
			out[k][b] = x
		}
	}
}

// next draws a block.
func (d *drawer) next() {
	if d.s.drawsWeights() {
		d.drawWeights()
	}
	for u := range d.t {
		d.drawUnknown(u)
	}
	d.row += block
}

// spreads reports whether the array spreads coordinate c.
func (d *drawer) spreads(c int) bool { return d.array != nil && c < len(d.array.columns) }

// coordinate draws a block of coordinate c, in 2^-64.
func (d *drawer) coordinate(c int) *[block]uint64 {
	if d.spreads(c) {
		d.array.fill(c, d.row, &d.noise, &d.bits)
		return &d.bits
	}
	noise := d.noise // in a register
	for b := range d.bits {
		d.bits[b] = noise.next()
	}
	d.noise = noise
	return &d.bits
}

func (d *drawer) drawWeights() {
	s := d.s
	switch {
	case !s.groups.drawn():
	case s.groups.corners == nil:
		d.walk(d.walks[0], d.groups)
	default:
		sum := d.exponentials(s.groups.first, d.corners)
		if s.partition.parts == 1 {
			divide(d.corners, &sum)
		}
		mixCorners(s.groups.corners, d.corners, d.groups)
	}
	for g := range s.within {
		if !s.within[g].drawn() {
			continue
		}
		columns := d.within[s.at[g]:s.at[g+1]]
		if s.within[g].corners == nil {
			d.walk(d.walks[g+1], columns)
			continue
		}
		sum := d.exponentials(s.within[g].first, columns)
		if s.partition.parts == 1 || len(s.within) > 1 {
			divide(columns, &sum)
		}
	}
	if s.partition.parts > 1 {
		d.sumParts()
	}
	d.weigh()
}

// weigh turns shares into weights.
func (d *drawer) weigh() {
	s := d.s
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

// exponentials draws as many exponentials as out has lanes, from coordinates first onward, and
// returns their sum. Divided by it they are uniform on the simplex (Devroye 1986, ch. V.2).
func (d *drawer) exponentials(first int, out []lane) (sum lane) {
	for k := range out {
		l := &out[k]
		if c := first + k; d.spreads(c) {
			for b, x := range d.coordinate(c) {
				l[b] = negLog(x)
			}
		} else {
			noise := d.noise
			for b := range l {
				l[b] = negLog(noise.next())
			}
			d.noise = noise
		}
		sum.add(l)
	}
	return sum
}

func divide(lanes []lane, by *lane) {
	var inverse lane
	for b, x := range by {
		inverse[b] = 1 / x
	}
	for k := range lanes {
		lanes[k].times(&inverse)
	}
}

// sumParts adds up the weights of each part.
func (d *drawer) sumParts() {
	units := d.groups
	if len(d.s.within) == 1 {
		units = d.within
	}
	d.norm = [maxParts]lane{}
	for k, part := range d.s.partition.norm {
		d.norm[part].add(&units[k])
	}
}

func mixCorners(corners [][]float64, shares, out []lane) {
	clear(out)
	for c, corner := range corners {
		for k, x := range corner {
			if x != 0 {
				out[k].addTimes(x, &shares[c])
			}
		}
	}
}

func (d *drawer) drawUnknown(u int) {
	out := &d.t[u]
	for b, x := range d.coordinate(d.s.random + u) {
		out[b] = float64(int64(x>>11)) / (1 << 53)
	}
	if table := d.s.tables[u]; table != nil {
		for b, x := range out {
			out[b] = table.at(x)
		}
	}
}
