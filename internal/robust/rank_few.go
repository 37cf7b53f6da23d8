package robust

import "math/bits"

// maxFew is how many alternatives are ranked by comparing every pair.
const maxFew = 16

// A fewRanker ranks few alternatives in four draws at a time: a word holds the steps of one
// alternative in four draws, 16 bits each, and one subtraction compares them (SIMD within a
// register).
type fewRanker struct {
	n       int
	parts   [maxParts][block / 4]words
	sums    words
	minus   words  // the same negated
	outside uint64 // has 1 for each draw whose steps are out of range
	ahead   words  // counts
	// pairs counts, by alternative, the ranks in two draws at a time, 4 bits each.
	pairs [maxFew][1 << 8]uint16
}

// words are numbers of each alternative in four draws, the first in the low bits.
type words [maxFew]uint64

const (
	fewBits = 14 // of the steps of a part: four fit into 16

	eachLow  = 0x0001_0001_0001_0001 // 1 in every draw's part of a word
	eachHigh = eachLow << 15
)

// newFewRanker makes a ranker of n alternatives. Parts that there are not are in the middle, so
// that the sums of four always are about 2^15.
func newFewRanker(parts, n int) *fewRanker {
	f := &fewRanker{n: n}
	for k := parts; k < maxParts; k++ {
		for word := range f.parts[k] {
			for a := range n {
				f.parts[k][word][a] = eachLow << (fewBits - 1)
			}
		}
	}
	return f
}

// take turns losses of part k into steps in four draws from b on. It returns in out the bits of
// the steps, which must be below 2^fewBits.
func (f *fewRanker) take(r *ranker, k, b int, out *[4]uint64) {
	const mask = 1<<fewBits - 1 // steps out of range must not reach into other draws
	lanes, scale := r.losses[k], r.scale
	z0, z1, z2, z3 := r.zeros(lanes, b)
	o0, o1, o2, o3 := uint64(0), uint64(0), uint64(0), uint64(0)
	to := &f.parts[k][b/4]
	b &= block - 4 // no bounds to be checked below
	for a := range lanes {
		x := &lanes[a]
		s0, s1 := uint64(int64(float64(x[b]*scale)+z0)), uint64(int64(float64(x[b+1]*scale)+z1))
		s2, s3 := uint64(int64(float64(x[b+2]*scale)+z2)), uint64(int64(float64(x[b+3]*scale)+z3))
		to[a&(maxFew-1)] = s0&mask | s1&mask<<16 | s2&mask<<32 | s3&mask<<48
		o0 |= s0
		o1 |= s1
		o2 |= s2
		o3 |= s3
	}
	*out = [4]uint64{o0, o1, o2, o3}
}

// sum adds up the parts of the steps in the four draws of a word. All must lie in a range of
// 2^15 less near, from 2^14 on, so that two can be compared; those of draws in which they do
// not become 2^15.
func (f *fewRanker) sum(r *ranker, turn, word int) {
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
	in := uint64(eachHigh)
	for _, s := range sums {
		t := s + r.near*eachLow
		in &= (s ^ s<<1) & (t ^ t<<1) // the two highest bits differ
	}
	f.outside = (in ^ eachHigh) >> 15
	if f.outside != 0 {
		for a := range sums {
			sums[a] = sums[a]&^(f.outside*0xffff) | f.outside<<15
		}
	}
	for lane := range 4 {
		if r.someOutside && r.isOutside(&r.draws[4*word+lane]) {
			f.outside |= 1 << (16 * lane)
		}
	}
}

// compare counts, for each alternative, those that are not behind it for sure, in the four
// draws of a word. That is its rank where every pair is decided; the numbers then add up to the
// number of pairs, and more is what they exceed it by.
func (f *fewRanker) compare(near uint64) (more uint64) {
	n, base, minus := f.n, eachHigh|near*eachLow, &f.minus
	for a, s := range f.sums[:n] {
		minus[a] = -s
	}
	if n%2 == 1 {
		minus[n&(maxFew-1)] = 1<<64 - 3<<14*eachLow // makes the number even, and is never ahead
	}
	for a := 0; a < n; a += 2 {
		a &= maxFew - 2
		x, y := base-minus[a], base-minus[a+1]
		countX, countY := uint64(1<<64-eachLow), uint64(1<<64-eachLow) // not themselves
		for i := 0; i < n; i += 2 {
			i &= maxFew - 2
			v, w := minus[i], minus[i+1]
			countX += (x+v)>>15&eachLow + (x+w)>>15&eachLow
			countY += (y+v)>>15&eachLow + (y+w)>>15&eachLow
		}
		f.ahead[a], f.ahead[a+1] = countX, countY
	}
	for _, count := range f.ahead[:n] {
		more += count
	}
	return more - uint64(n*(n-1)/2)*eachLow
}

// rank ranks the draws of a turn.
func (f *fewRanker) rank(r *ranker, turn int) {
	for word := range block / 4 {
		f.sum(r, turn, word)
		more := f.compare(r.near)
		for lane := range 4 {
			d := &r.draws[4*word+lane]
			shift := uint(16*lane) & 63
			if f.outside>>shift&1 == 1 || more>>shift&0xffff != 0 && !r.settleFew(d, shift) {
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
		f.sum(r, turn, word)
		more := f.compare(r.near) | f.outside
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
			c.leads[first>>(16*lane)&(maxFew-1)].note(len(r.losses), r.draws[4*word+lane].from(), 1)
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
		case f.outside>>shift&1 == 1:
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
	both := uint(0) // a bit for each of the two
	for a, x := range ahead {
		both |= uint(twice>>(x>>shift&(maxFew-1))&1) << a
	}
	i, k := bits.TrailingZeros(both), bits.Len(both)-1
	unit := r.unit(d)
	x, y := exactKey(i, r.losses.sum(i, d.from()), unit), exactKey(k, r.losses.sum(k, d.from()), unit)
	if x > y {
		x, y, i = y, x, k
	}
	ahead[i] -= 1 << shift
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
			ka, kk := exactKey(a, r.losses.sum(a, d.from()), unit), exactKey(k, r.losses.sum(k, d.from()), unit)
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
