package robust

import "math/rand/v2"

// An array is a randomised orthogonal array of strength two: q^2 rows of levels 0 to q-1 in
// which any two columns show every pair of levels once (Bose 1938). A replicate that takes its
// coordinates from the rows, each level of a column standing for one of q equal parts of 0..1
// in an order drawn for that column, is uniform row by row, and has no error from effects of
// one coordinate or two, but for what they vary within a part (Owen, Statistica Sinica 2,
// 1992). Coordinates beyond the q-th take the rows in other orders. A fine array divides each
// part further among the q rows that have its level, so that every coordinate alone is spread
// over q^2 parts (Tang, JASA 88, 1993).
type array struct {
	bits    int // q = 2^bits
	depth   int // bits of a coordinate that the row decides; noise has the rest
	times   [maxLevels][maxLevels]uint8
	columns []column
	finer   []column // in the same order; nil where the array is not fine
	orders  []order  // one for each q columns
}

const (
	minArrayBits, maxArrayBits = 3, 6
	maxLevels                  = 1 << maxArrayBits
	// maxColumns bounds the coordinates that an array spreads; those beyond are independent.
	maxColumns = 2048
)

// fine reports whether arrays are fine: where nothing but weights is drawn, from simplexes.
func (s *sampler) fine() bool { return len(s.laws) == 0 && !s.walks() }

// A column holds where in 0..2^64 the part of each level begins or, of the finer ones, what an
// exclusive or adds to that in rows (a, b), by b.
type column [maxLevels]uint64

// An order names the rows anew, for q columns: row (a, b) is taken for (first[a], second[b]),
// and the columns are those of the array in the order of factor. Without that, pairing draws
// of a block in another turn could give the same points again.
type order struct{ first, second, factor [maxLevels]uint8 }

// moduli are irreducible polynomials over GF(2), by degree.
var moduli = [maxArrayBits + 1]int{3: 0b1011, 4: 0b10011, 5: 0b100101, 6: 0b1000011}

func newArray(bits, columns int, fine bool) *array {
	columns = min(columns, maxColumns)
	q := 1 << bits
	r := &array{bits: bits, depth: bits, columns: make([]column, columns), orders: make([]order, (columns+q-1)/q)}
	if fine {
		r.depth, r.finer = 2*bits, make([]column, columns)
	}
	for a := range q {
		for b := range q {
			r.times[a][b] = uint8(fieldProduct(a, b, bits))
		}
	}
	return r
}

// fieldProduct multiplies in the field of 2^bits elements.
func fieldProduct(a, b, bits int) int {
	product := 0
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		if a <<= 1; a>>bits == 1 {
			a ^= moduli[bits]
		}
	}
	return product
}

// shuffle draws the array of a new replicate.
func (r *array) shuffle(source *rand.Rand) {
	q := 1 << r.bits
	for c := range r.columns {
		shuffled(r.columns[c][:q], 64-r.bits, source)
	}
	for c := range r.finer {
		shuffled(r.finer[c][:q], 64-r.depth, source)
		for k := range r.columns[c][:q] {
			r.columns[c][k] |= source.Uint64N(uint64(q)) << (64 - r.depth)
		}
	}
	for k := range r.orders {
		o := &r.orders[k]
		for _, p := range [][]uint8{o.first[:q], o.second[:q], o.factor[:q]} {
			for a := range p {
				p[a] = uint8(a)
			}
			source.Shuffle(q, func(i, j int) { p[i], p[j] = p[j], p[i] })
		}
	}
}

// shuffled writes the whole numbers from 0, shifted, in a random order.
func shuffled(out []uint64, shift int, source *rand.Rand) {
	for k := range out {
		out[k] = uint64(k) << shift
	}
	source.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
}

// fill writes a block of coordinate c from the given row on; source places each within its part.
func (r *array) fill(c, row int, source *splitMix, out *[block]uint64) {
	noise := *source // in a register
	const mask = maxLevels - 1
	q := 1 << r.bits
	o, levels := &r.orders[c>>r.bits], &r.columns[c]
	factor := o.factor[c&(q-1)&mask]
	for from := 0; from < block; from += min(q, block) {
		// In row (a, b) a column of factor f has level a + b f of the field, where + is exclusive or.
		second := o.second[(row+from)>>r.bits&(q-1)&mask]
		product := r.times[second&mask][factor&mask]
		finer := uint64(0)
		if r.finer != nil {
			finer = r.finer[c][second&mask]
		}
		first := (row + from) & (q - 1)
		for b := range min(q, block) {
			level := o.first[(first+b)&mask] ^ product
			out[(from+b)%block] = (levels[level&mask] ^ finer) + noise.next()>>r.depth
		}
	}
	*source = noise
}
