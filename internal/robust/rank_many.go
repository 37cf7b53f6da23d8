package robust

import (
	"math/bits"
	"slices"
)

const (
	manyBits    = 28  // of the steps of all parts
	largeDigits = 256 // alternatives from which digits are of 8 bits instead of 7
	// rowByRow is from how many alternatives on the table of ranks is counted row by row, since
	// it is larger than a cache.
	rowByRow = 256
)

// A manyRanker ranks many alternatives, a draw at a time. Words are steps with the alternative
// below. They are sorted by their highest bits in two digits, the low one first (radix sort;
// Knuth vol. 3, 5.2.5), after which few are out of place.
type manyRanker struct {
	parts        int
	steps        [maxParts][block][]uint32
	sums         []uint32   // of the parts of a draw
	words, other []uint64   // of a draw
	ranks        [][]uint16 // by draw of the block, then alternative
}

func newManyRanker(parts, n int) *manyRanker {
	m := &manyRanker{parts: parts, sums: make([]uint32, n), words: make([]uint64, n), other: make([]uint64, n)}
	none := make([]uint32, n)
	for k := range m.steps {
		for b := range block {
			m.steps[k][b] = none
			if k < parts {
				m.steps[k][b] = make([]uint32, n)
			}
		}
	}
	// Ranks begin in different lines of the cache, an odd number of lines apart.
	stride := (n+63)/64*64 + 32
	ranks := make([]uint16, block*stride)
	for b := range block {
		m.ranks = append(m.ranks, ranks[b*stride:][:n])
	}
	return m
}

// take turns losses of part k into steps in four draws from b on. It returns in out the bits of
// the steps, which must be below 2^r.bits.
func (m *manyRanker) take(r *ranker, k, b int, out *[4]uint64) {
	lanes, scale := r.losses[k], r.scale
	z0, z1, z2, z3 := r.zeros(lanes, b)
	o0, o1, o2, o3 := uint64(0), uint64(0), uint64(0), uint64(0)
	to, n := (*[4][]uint32)(m.steps[k][b:]), len(lanes)
	t0, t1, t2, t3 := to[0][:n], to[1][:n], to[2][:n], to[3][:n]
	b &= block - 4 // no bounds to be checked below
	for a := range lanes {
		x := &lanes[a]
		s0, s1 := uint64(int64(float64(x[b]*scale)+z0)), uint64(int64(float64(x[b+1]*scale)+z1))
		s2, s3 := uint64(int64(float64(x[b+2]*scale)+z2)), uint64(int64(float64(x[b+3]*scale)+z3))
		t0[a], t1[a], t2[a], t3[a] = uint32(s0), uint32(s1), uint32(s2), uint32(s3)
		o0 |= s0
		o1 |= s1
		o2 |= s2
		o3 |= s3
	}
	*out = [4]uint64{o0, o1, o2, o3}
}

// rank ranks a draw.
func (m *manyRanker) rank(r *ranker, d *draw) {
	if !m.place(r, d) {
		r.exact(d)
		return
	}
	d.tied = false
	for rank, w := range m.words {
		d.order[rank] = alternative(w)
	}
}

// count counts the ranks and first places of the block's draws.
func (m *manyRanker) count(r *ranker, c *replicate) {
	n, whole, drawn := c.n, c.ranks.whole, m.ranks[:0]
	for b := range r.draws {
		d := &r.draws[b]
		if !m.place(r, d) {
			r.exact(d)
			c.draw(d, nil)
			continue
		}
		c.leads[alternative(m.words[0])].note(len(r.losses), d.from(), 1)
		if n < rowByRow {
			for rank, w := range m.words {
				whole[int(alternative(w))*n+rank]++
			}
			continue
		}
		drawn = drawn[:len(drawn)+1]
		ranks := drawn[len(drawn)-1]
		for rank, w := range m.words {
			ranks[alternative(w)] = uint16(rank)
		}
	}
	for a := range n {
		row := whole[a*n:][:n]
		for _, ranks := range drawn {
			row[ranks[a]]++
		}
	}
}

// place sorts the words of a draw. It reports false where any of its alternatives tie, or steps
// are out of range.
func (m *manyRanker) place(r *ranker, d *draw) bool {
	if r.isOutside(d) {
		return false
	}
	m.sort(d)
	return !m.finish(r.near) || m.settle(r, d)
}

// digits hold a number for each value of a digit.
type digits interface {
	[1 << 7]uint16 | [1 << 8]uint16
}

// sort sorts the words of a draw by two digits of its steps. Larger digits leave fewer out of
// place, and pay where there are many.
func (m *manyRanker) sort(d *draw) {
	if len(m.words) < largeDigits {
		sortBy[[1 << 7]uint16](m, m.sum(d))
	} else {
		sortBy[[1 << 8]uint16](m, m.sum(d))
	}
}

// sum adds up the parts of the steps of a draw.
func (m *manyRanker) sum(d *draw) []uint32 {
	sums, n, from := m.sums, len(m.sums), d.from()
	if m.parts == 1 {
		return m.steps[0][from[0]]
	}
	s0, s1, s2, s3 := m.steps[0][from[0]][:n], m.steps[1][from[1]][:n], m.steps[2][from[2]][:n], m.steps[3][from[3]][:n]
	for a := range sums {
		sums[a] = s0[a] + s1[a] + s2[a] + s3[a]
	}
	return sums
}

// sortBy sorts by digits that have as many values as a D has numbers, the low one first.
func sortBy[D digits](m *manyRanker, steps []uint32) {
	var low, high D
	size := len(low)
	digitBits := bits.Len(uint(size - 1))
	lowAt, highAt, mask := (manyBits-2*digitBits)&31, (manyBits-digitBits)&31, uint32(size-1)
	for _, s := range steps {
		low[s>>lowAt&mask]++
		high[s>>highAt&mask]++
	}
	l, h := uint16(0), uint16(0)
	for k := range size {
		low[k], l = l, l+low[k]
		high[k], h = h, h+high[k]
	}
	other := m.other[:len(steps)]
	for a, s := range steps {
		at := low[s>>lowAt&mask]
		other[at] = uint64(s)<<indexBits | uint64(a)
		low[s>>lowAt&mask] = at + 1
	}
	words := m.words
	for _, w := range other {
		at := high[uint32(w>>indexBits)>>highAt&mask]
		words[at] = w
		high[uint32(w>>indexBits)>>highAt&mask] = at + 1
	}
}

// finish moves the few words that are still out of place, and reports whether any two are too
// near to be in order for sure.
func (m *manyRanker) finish(nearest uint64) (near bool) {
	words, gap := m.words, (nearest+1)<<indexBits-1
	last := words[0]
	for i := 1; i < len(words); i++ {
		w := words[i]
		if w > last+gap {
			last = w
			continue
		}
		j := i
		for ; j > 0 && words[j-1] > w; j-- {
			words[j] = words[j-1]
		}
		words[j] = w
		near = near || j > 0 && w-words[j-1] <= gap || j < i && words[j+1]-w <= gap
		last = words[i]
	}
	return near
}

// settle puts alternatives whose steps are too near in their exact order. It reports false
// where any tie.
func (m *manyRanker) settle(r *ranker, d *draw) bool {
	words := m.words
	near := func(k int) bool { return words[k]>>indexBits-words[k-1]>>indexBits <= r.near }
	for k := 1; k < len(words); k++ {
		if !near(k) {
			continue
		}
		from := k - 1
		for k++; k < len(words) && near(k); k++ {
		}
		if !m.settleRun(r, d, words[from:k]) {
			return false
		}
	}
	return true
}

// settleRun puts a run of alternatives in their exact order. It reports false where any tie.
func (m *manyRanker) settleRun(r *ranker, d *draw, words []uint64) bool {
	unit := r.unit(d)
	keys := r.keys[:len(words)]
	for k, w := range words {
		a := int(alternative(w))
		keys[k] = exactKey(a, r.losses.sum(a, d.from()), unit)
	}
	slices.Sort(keys)
	for k, key := range keys {
		if k > 0 && key-keys[k-1] <= tieGap {
			return false
		}
		words[k] = words[k]>>indexBits<<indexBits | uint64(alternative(key))
	}
	return true
}
