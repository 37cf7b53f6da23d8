package robust

import "math/bits"

// maxFew is how many alternatives are ranked by comparing every pair.
const maxFew = 16

// A fewRanker ranks few alternatives in four draws at a time: a word holds the steps of one
// alternative in four draws, 16 bits each, and one subtraction compares them (SIMD within a
// register).
type fewRanker struct {
	n     int
	parts [maxParts][block / 4]words
	sums  words
	ahead words // counts
	// pairs counts, by alternative, the ranks in two draws at a time, 4 bits each.
	pairs [maxFew][1 << 8]uint16
}

// words are numbers of each alternative in four draws, the first in the low bits.
type words [maxFew]uint64

const (
	fewBits = 15 // of the steps of all parts, near with them

	eachLow  = 0x0001_0001_0001_0001 // 1 in every draw's part of a word
	eachHigh = eachLow << 15
)

// take turns losses of part k into steps in four draws from b on. It returns in out the bits of
// the steps, which must be below 2^bits.
func (f *fewRanker) take(r *ranker, k, b int, out *[4]uint64) {
	lanes, scale, near := r.losses[k], r.scale, r.near
	z0, z1, z2, z3 := r.zeros(lanes, b)
	mask := uint64(1)<<r.bits - 1 // steps out of range must not reach into other draws
	o0, o1, o2, o3 := uint64(0), uint64(0), uint64(0), uint64(0)
	to := &f.parts[k][b/4]
	b &= block - 4 // no bounds to be checked below
	for a := range lanes {
		x := &lanes[a]
		s0, s1 := uint64(int64(float64(x[b]*scale)+z0)), uint64(int64(float64(x[b+1]*scale)+z1))
		s2, s3 := uint64(int64(float64(x[b+2]*scale)+z2)), uint64(int64(float64(x[b+3]*scale)+z3))
		to[a&(maxFew-1)] = s0&mask | s1&mask<<16 | s2&mask<<32 | s3&mask<<48
		o0 |= s0 | (s0 + near)
		o1 |= s1 | (s1 + near)
		o2 |= s2 | (s2 + near)
		o3 |= s3 | (s3 + near)
	}
	*out = [4]uint64{o0, o1, o2, o3}
	for i, o := range out {
		for a := 0; o>>r.bits != 0 && a < len(lanes); a++ {
			to[a&(maxFew-1)] &^= 0xffff << (16 * i) // all parts together might have too many bits
		}
	}
}

// compare counts, for each alternative, those that are not behind it for sure, in the four
// draws of a word. That is its rank where every pair is decided; the numbers then add up to the
// number of pairs, and more is what they exceed it by.
func (f *fewRanker) compare(turn, word int, near uint64) (more uint64) {
	from := &wordSources[turn][word]
	p0, p1, p2, p3 := &f.parts[0][from[0]], &f.parts[1][from[1]], &f.parts[2][from[2]], &f.parts[3][from[3]]
	sums := f.sums[:f.n]
	if turn < turns {
		for a := range sums {
			sums[a] = p0[a] + p1[a] + (p2[a] + p3[a])
		}
	} else {
		for a := range sums {
			sums[a] = p0[a] + bits.RotateLeft64(p1[a], -16) + (bits.RotateLeft64(p2[a], -32) + bits.RotateLeft64(p3[a], -48))
		}
	}
	more = -uint64(f.n*(f.n-1)/2) * eachLow
	for a, own := range sums {
		own += eachHigh | near*eachLow
		even, odd := uint64(0), uint64(0)
		i := 0
		for ; i < len(sums)-1; i += 2 {
			even += (own - sums[i]) >> 15 & eachLow
			odd += (own - sums[i+1]) >> 15 & eachLow
		}
		if i < len(sums) {
			even += (own - sums[i]) >> 15 & eachLow
		}
		count := even + odd - eachLow // not itself
		f.ahead[a] = count
		more += count
	}
	return more
}

// rank ranks the draws of a turn.
func (f *fewRanker) rank(r *ranker, turn int) {
	for word := range block / 4 {
		more := f.compare(turn, word, r.near)
		for lane := range 4 {
			d := &r.draws[4*word+lane]
			shift := uint(16*lane) & 63
			if r.isOutside(d) || more>>shift&0xffff != 0 && !r.settleFew(d, shift) {
				r.exact(d)
				continue
			}
			d.tied = false
			for a, x := range f.ahead[:f.n] {
				d.order[x>>shift&(maxFew-1)] = uint16(a)
			}
		}
	}
}

// count ranks the draws of a turn and counts ranks and first places, where nothing else is
// wanted of them.
func (f *fewRanker) count(r *ranker, turn int, c *replicate) {
	for word := range block / 4 {
		more := f.compare(turn, word, r.near)
		for lane := range 4 {
			if r.someOutside && r.isOutside(&r.draws[4*word+lane]) {
				more |= 1 << (16 * lane)
			}
		}
		if more != 0 && !f.settle(r, 4*word, more) {
			for b := 4 * word; b < 4*word+4; b++ {
				r.exact(&r.draws[b])
				c.draw(&r.draws[b], nil)
			}
			continue
		}
		first := uint64(0)
		for a, x := range f.ahead[:f.n] {
			two := x | x>>12
			f.pairs[a][two&0xff]++
			f.pairs[a][two>>32&0xff]++
			first |= (eachHigh - x) >> 15 & eachLow * uint64(a)
		}
		for lane := range 4 {
			c.leads[first>>(16*lane)&(maxFew-1)].note(len(r.losses), r.draws[4*word+lane].from, 1)
		}
	}
}

// settle settles the draws of a word from b on that are not decided. It reports false where any
// tie.
func (f *fewRanker) settle(r *ranker, b int, more uint64) bool {
	for lane := range 4 {
		shift := uint(16*lane) & 63
		near, d := more>>shift&0xffff, &r.draws[b+lane]
		switch {
		case near == 0:
		case r.isOutside(d):
			if r.exact(d); d.tied {
				return false
			}
			for rank, a := range d.order {
				x := &f.ahead[a&(maxFew-1)]
				*x = *x&^(0xffff<<shift) | uint64(rank)<<shift
			}
		case near == 1:
			if !r.settlePair(d, shift) {
				return false
			}
		case !r.settleFew(d, shift):
			return false
		}
	}
	return true
}

// settlePair decides the one pair of a draw that is too near. The two have the same number.
func (r *ranker) settlePair(d *draw, shift uint) bool {
	ahead := r.few.ahead[:len(r.keys)]
	seen, twice := uint64(0), uint64(0)
	for _, x := range ahead {
		bit := uint64(1) << (x >> shift & (maxFew - 1))
		twice |= seen & bit
		seen |= bit
	}
	var two [2]int
	k := 0
	for a, x := range ahead {
		if twice>>(x>>shift&(maxFew-1))&1 == 1 {
			two[k&1] = a
			k++
		}
	}
	unit := r.unit(d)
	x, y := exactKey(two[0], r.losses.sum(two[0], d.from), unit), exactKey(two[1], r.losses.sum(two[1], d.from), unit)
	if x > y {
		x, y, two[0] = y, x, two[1]
	}
	ahead[two[0]] -= 1 << shift
	return y-x > tieGap
}

// flush adds what count has counted to the ranks, and begins anew.
func (f *fewRanker) flush(ranks *counter, n int) {
	for a := range n {
		row, pairs := ranks.whole[a*n:][:n], &f.pairs[a]
		for high := range row {
			for low := range row {
				times := &pairs[(high<<4|low)&0xff]
				row[high] += *times
				row[low] += *times
				*times = 0
			}
		}
	}
}

// settleFew decides the pairs of a draw that are too near by their exact losses. Each of two
// such alternatives counts as not behind the other. It reports false where two tie.
func (r *ranker) settleFew(d *draw, shift uint) bool {
	sum, ahead := &r.few.sums, &r.few.ahead
	unit := r.unit(d)
	for a := range r.keys {
		own := sum[a] >> shift & 0xffff
		for k, x := range sum[:a] {
			if own-x>>shift&0xffff+r.near > 2*r.near {
				continue
			}
			ka, kk := exactKey(a, r.losses.sum(a, d.from), unit), exactKey(k, r.losses.sum(k, d.from), unit)
			if ka < kk {
				ahead[a] -= 1 << shift
				ka, kk = kk, ka
			} else {
				ahead[k] -= 1 << shift
			}
			if ka-kk <= tieGap {
				return false
			}
		}
	}
	return true
}
