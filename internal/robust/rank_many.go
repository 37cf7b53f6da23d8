package robust

import "slices"

// manySteps is how many steps one part may take, so that all together fit into 28 bits.
const (
	manyBits  = 28
	manySteps = 1<<(manyBits-2) - 1
)

// A manyRanker ranks many alternatives, a draw at a time. Words are steps with the alternative
// below. They are sorted by their highest bits in two digits, the low one first (radix sort;
// Knuth vol. 3, 5.2.5), after which few are out of place. The fewer alternatives the shorter
// the digits: adding up the counts would take longest otherwise.
type manyRanker struct {
	words, other []uint64
	digit        uint // bits of one
	low, high    [256]uint16
}

func newManyRanker(n int) *manyRanker {
	digit := uint(8)
	if n <= 256 {
		digit = 6
	}
	return &manyRanker{words: make([]uint64, n), other: make([]uint64, n), digit: digit}
}

func (m *manyRanker) rank(r *ranker, d *draw) {
	if r.isOutside(d) {
		r.exact(d)
		return
	}
	low, high := &m.low, &m.high
	clear(low[:1<<m.digit])
	clear(high[:1<<m.digit])
	m.sum(r, d)
	starts(low[:1<<m.digit])
	starts(high[:1<<m.digit])
	shift, mask := m.digits()
	other := m.other
	for _, w := range m.words {
		at := &low[w>>(shift&63)&mask&255]
		other[*at] = w
		*at++
	}
	shift += m.digit
	words := m.words
	for _, w := range other {
		at := &high[w>>(shift&63)&mask&255]
		words[*at] = w
		*at++
	}
	insertionSort(words)
	m.settle(r, d)
}

// digits returns where the low digit begins in a word, and its bits.
func (m *manyRanker) digits() (shift uint, mask uint64) {
	return indexBits + manyBits - 2*m.digit, 1<<m.digit - 1
}

// sum adds up the parts of the steps and counts their digits.
func (m *manyRanker) sum(r *ranker, d *draw) {
	words := m.words
	s0, s1 := r.steps[0][d.from[0]][:len(words)], r.steps[1][d.from[1]][:len(words)]
	s2, s3 := r.steps[2][d.from[2]][:len(words)], r.steps[3][d.from[3]][:len(words)]
	shift, mask := m.digits()
	low, high := &m.low, &m.high
	for a := range words {
		w := uint64(s0[a]+s1[a]+s2[a]+s3[a])<<indexBits | uint64(a)
		words[a] = w
		w >>= shift & 63
		low[w&mask&255]++
		high[w>>(m.digit&63)&mask&255]++
	}
}

// starts turns counts into where each begins.
func starts(counts []uint16) {
	at := uint16(0)
	for k, n := range counts {
		counts[k] = at
		at += n
	}
}

func insertionSort(words []uint64) {
	for i := 1; i < len(words); i++ {
		w := words[i]
		j := i
		for ; j > 0 && words[j-1] > w; j-- {
			words[j] = words[j-1]
		}
		words[j] = w
	}
}

// settle writes the ranking. Where steps are too near the exact order is found.
func (m *manyRanker) settle(r *ranker, d *draw) {
	d.tied = false
	words, order := m.words, d.order[:len(m.words)]
	last := words[0] >> indexBits
	order[0] = alternative(words[0])
	for k := 1; k < len(words); k++ {
		steps := words[k] >> indexBits
		order[k] = alternative(words[k])
		if steps-last <= nearSteps {
			end := k + 1
			for end < len(words) && words[end]>>indexBits-words[end-1]>>indexBits <= nearSteps {
				end++
			}
			if !m.settleRun(r, d, k-1, end) {
				r.exact(d)
				return
			}
			k = end - 1
			steps = words[k] >> indexBits
		}
		last = steps
	}
}

// settleRun puts a run of alternatives that are too near in their exact order. It reports
// false where any tie.
func (m *manyRanker) settleRun(r *ranker, d *draw, from, to int) bool {
	unit := r.unit(d)
	keys := r.keys[:to-from]
	for k, w := range m.words[from:to] {
		a := int(alternative(w))
		keys[k] = exactKey(a, r.losses.sum(a, d.from), unit)
	}
	slices.Sort(keys)
	for k, key := range keys {
		if k > 0 && key-keys[k-1] <= tieGap {
			return false
		}
		d.order[from+k] = alternative(key)
	}
	return true
}
