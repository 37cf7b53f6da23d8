package robust

// maxFew is how many alternatives are ranked by comparing every pair.
const maxFew = 16

// A fewRanker ranks few alternatives in four draws at a time: a word holds the steps of one
// alternative in four draws, 16 bits each, and one subtraction compares them (SIMD within a
// register).
type fewRanker struct {
	n       int
	parts   [maxParts][block / 4]words
	outside [maxParts][block / 4]uint64 // by draw, 1 where out of range
	sums    words
	ahead   words // counts
	// pairs counts, by alternative, the ranks in two draws at a time, 4 bits each.
	pairs [maxFew][1 << 8]uint16
}

// words are numbers of each alternative in four draws, the first in the low bits.
type words [maxFew]uint64

const (
	// fewSteps is how many steps one part may take, so that all together fit into 15 bits.
	fewSteps = 1<<13 - 1 - nearSteps
	fewMask  = 1<<13 - 1 // steps out of range must not reach into other draws

	eachLow  = 0x0001_0001_0001_0001 // 1 in every draw's part of a word
	eachHigh = eachLow << 15
)

func (f *fewRanker) load(r *ranker) {
	f.n = len(r.keys)
	for k := range r.parts {
		for word := range f.parts[k] {
			at := r.steps[k][4*word : 4*word+4]
			s0, s1, s2, s3 := at[0], at[1][:len(at[0])], at[2][:len(at[0])], at[3][:len(at[0])]
			for a, x := range s0 {
				low, high := x&fewMask|s1[a]&fewMask<<16, s2[a]&fewMask|s3[a]&fewMask<<16
				f.parts[k][word][a&(maxFew-1)] = uint64(low) | uint64(high)<<32
			}
			out := r.outside[k][4*word : 4*word+4]
			f.outside[k][word] = out[0] | out[1]<<16 | out[2]<<32 | out[3]<<48
		}
	}
}

// compare counts, for each alternative, those that are not behind it for sure, in the four
// draws of a word. That is its rank where every pair is decided; the numbers then add up to the
// number of pairs, and more is what they exceed it by.
func (f *fewRanker) compare(from *[maxParts]int) (more uint64) {
	p0, p1, p2, p3 := &f.parts[0][from[0]], &f.parts[1][from[1]], &f.parts[2][from[2]], &f.parts[3][from[3]]
	sums := f.sums[:f.n]
	for a := range sums {
		sums[a] = p0[a] + p1[a] + (p2[a] + p3[a])
	}
	more = -uint64(f.n*(f.n-1)/2) * eachLow
	for a, own := range sums {
		own += eachHigh | nearSteps*eachLow
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
		more := f.compare(&wordSources[turn][word])
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
		from := &wordSources[turn][word]
		more := f.compare(from)
		more |= f.outside[0][from[0]] | f.outside[1][from[1]] | f.outside[2][from[2]] | f.outside[3][from[3]]
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
			c.leads[first>>(16*lane)&(maxFew-1)].note(r.parts, r.draws[4*word+lane].from, 1)
		}
	}
}

// settle settles the draws of a word from b on that are not decided.
func (f *fewRanker) settle(r *ranker, b int, more uint64) bool {
	for lane := range 4 {
		shift := uint(16*lane) & 63
		if more>>shift&0xffff != 0 && (r.isOutside(&r.draws[b+lane]) || !r.settleFew(&r.draws[b+lane], shift)) {
			return false
		}
	}
	return true
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
			if own-x>>shift&0xffff+nearSteps > 2*nearSteps {
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
