package robust

import (
	"math"
	"slices"
)

// Ranks come from losses in steps: whole numbers in which the parts of losses add up cheaply.
// Each part is rounded down, so that losses more than nearSteps apart are in order for sure;
// nearer ones are compared exactly, as whole numbers of 2^-50 with the alternative in the low
// bits. Ranks are exact, and ties are seen.
const (
	nearSteps = maxParts

	indexBits = 12
	lossScale = 1 << 50
	// tieGap is the difference of keys that is still a tie: differences of up to 1e-12.
	tieGap = 1126 << indexBits
)

// A ranker sorts the alternatives of a block of draws.
type ranker struct {
	parts  int
	losses *losses
	norm   *[maxParts]lane
	steps  [maxParts][block][]uint32
	most   float64 // steps of one part
	scale  float64 // steps per unit of loss
	// outside is 1 where a part of a draw has steps out of range.
	outside [maxParts][block]uint64
	draws   [block]draw
	keys    []uint64 // scratch of exact
	few     *fewRanker
	many    *manyRanker
}

// A draw is one draw: its ranking, and from which draws of the block its parts are.
type draw struct {
	ranking
	from *[maxParts]int
}

// A ranking is the alternatives of one draw, best first.
type ranking struct {
	order []uint16
	// ends says where the run of ties that holds each place ends; it holds only where tied.
	ends []uint16
	tied bool
}

func newRanker(parts int, l *losses, norm *[maxParts]lane, n int) *ranker {
	r := &ranker{parts: parts, losses: l, norm: norm, scale: math.MaxInt32, keys: make([]uint64, n)}
	none := make([]uint32, n)
	for b := range block {
		r.draws[b].ranking = ranking{order: make([]uint16, n), ends: make([]uint16, n)}
		for k := range r.steps {
			r.steps[k][b] = none
			if k < parts {
				r.steps[k][b] = make([]uint32, n)
			}
		}
	}
	if n <= maxFew {
		r.few, r.most = new(fewRanker), fewSteps
	} else {
		r.many, r.most = newManyRanker(n), manySteps
	}
	return r
}

// load turns a new block's losses into steps. What is added to all losses of a draw changes no
// rank: their mean stands in the middle of each part's steps. The scale grows smaller where
// many losses would be out of range; no rank depends on it.
func (r *ranker) load() {
	for k := 0; k < r.parts; {
		if r.takeSteps(k) <= block/32 {
			k++
			continue
		}
		r.scale = min(0.9*r.scale, 0.45*r.most/r.widest(k))
		k = 0
	}
	if r.few != nil {
		r.few.load(r)
	}
}

// takeSteps turns one part into steps and returns in how many draws of the block any is out of
// range.
func (r *ranker) takeSteps(k int) int {
	scale, half, most, outside := r.scale, r.most/2, uint64(r.most), 0
	for b, xs := range r.losses[k] {
		steps := r.steps[k][b][:len(xs)]
		middle, out := mean(xs), uint64(0)
		for a, x := range xs {
			step := uint64(int64((x-middle)*scale + half))
			steps[a] = uint32(step)
			out |= step | (most - step)
		}
		r.outside[k][b] = out >> 63
		outside += int(out >> 63)
	}
	return outside
}

// isOutside reports whether any part of a draw is out of range.
func (r *ranker) isOutside(d *draw) bool {
	out := uint64(0)
	for k, from := range d.from {
		out |= r.outside[k][from]
	}
	return out != 0
}

// widest returns how far a loss of the part is from its mean at most.
func (r *ranker) widest(k int) float64 {
	widest := 0.0
	for _, xs := range r.losses[k] {
		middle := mean(xs)
		for _, x := range xs {
			widest = max(widest, x-middle, middle-x)
		}
	}
	return widest
}

// rank makes the draws of a turn and sorts their alternatives.
func (r *ranker) rank(turn int) *[block]draw {
	r.begin(turn)
	if r.few != nil {
		r.few.rank(r, turn)
	} else {
		for b := range r.draws {
			r.many.rank(r, &r.draws[b])
		}
	}
	return &r.draws
}

func (r *ranker) begin(turn int) {
	for b := range r.draws {
		r.draws[b].from = &drawSources[turn][b]
	}
}

// count makes the draws of a turn of few alternatives and counts their ranks.
func (r *ranker) count(turn int, c *replicate) {
	r.begin(turn)
	r.few.count(r, turn, c)
}

// unit turns a draw's sums of losses into losses in 2^-50.
func (r *ranker) unit(d *draw) float64 {
	norm := 0.0
	for k, from := range d.from {
		norm += r.norm[k][from]
	}
	return lossScale / norm
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// exact sorts the alternatives of a draw by their exact losses.
func (r *ranker) exact(d *draw) {
	scale := r.unit(d)
	for a := range r.keys {
		r.keys[a] = exactKey(a, r.losses.sum(a, d.from), scale)
	}
	slices.Sort(r.keys)
	d.tied = false
	for k := 0; k < len(r.keys); {
		end := k + 1
		for end < len(r.keys) && r.keys[end]-r.keys[end-1] <= tieGap {
			end++
		}
		d.tied = d.tied || end > k+1
		for ; k < end; k++ {
			d.order[k], d.ends[k] = alternative(r.keys[k]), uint16(end)
		}
	}
}

func exactKey(a int, loss, scale float64) uint64 {
	return uint64(int64(loss*scale))<<indexBits | uint64(a)
}

// alternative returns which alternative a key belongs to.
func alternative(key uint64) uint16 { return uint16(key & (1<<indexBits - 1)) }
