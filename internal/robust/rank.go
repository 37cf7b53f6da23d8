package robust

import "math/bits"

// Losses are compared as whole numbers of 2^-51, each with its alternative in the low bits: one
// word to sort, and no two equal.
const (
	indexBits = 12
	lossScale = 1 << 51
	// tieGap is the difference of keys that is still a tie: differences of up to 1e-12.
	tieGap = 2252 << indexBits
)

// A ranker sorts the alternatives of one draw.
type ranker struct {
	keys, other []uint64
	starts      []uint16 // of buckets
}

func newRanker(n int) ranker {
	return ranker{
		keys:   make([]uint64, n),
		other:  make([]uint64, n),
		starts: make([]uint16, 2<<bits.Len(uint(n))),
	}
}

// rank sorts the losses, lowest first, and returns them as keys; tied says that two neighbours
// differ by rounding at most.
func (r *ranker) rank(losses []float64) (keys []uint64, tied bool) {
	keys = r.keys[:len(losses)]
	for a, x := range losses {
		keys[a] = uint64(int64(x*lossScale))<<indexBits | uint64(a)
	}
	keys = r.sort(keys)
	last := keys[0]
	for _, k := range keys[1:] {
		if k-last <= tieGap {
			tied = true
		}
		last = k
	}
	return keys, tied
}

// alternative returns which alternative a key belongs to.
func alternative(key uint64) int { return int(key & (1<<indexBits - 1)) }

// sort puts many keys into about twice as many buckets first, after which few are out of place.
func (r *ranker) sort(keys []uint64) []uint64 {
	if len(keys) <= 16 {
		insertionSort(keys)
		return keys
	}
	lo, hi := keys[0], keys[0]
	for _, k := range keys {
		lo, hi = min(lo, k), max(hi, k)
	}
	starts := r.starts
	clear(starts)
	shift := max(0, bits.Len64(hi-lo)-bits.Len(uint(len(starts)))+1) & 63
	for _, k := range keys {
		starts[(k-lo)>>shift]++
	}
	at := uint16(0)
	for b, n := range starts {
		starts[b] = at
		at += n
	}
	out := r.other[:len(keys)]
	for _, k := range keys {
		b := (k - lo) >> shift
		out[starts[b]] = k
		starts[b]++
	}
	insertionSort(out)
	return out
}

func insertionSort(keys []uint64) {
	for i := 1; i < len(keys); i++ {
		k := keys[i]
		j := i
		for ; j > 0 && keys[j-1] > k; j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
}
