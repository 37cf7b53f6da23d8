package robust

import (
	"math"
	"math/bits"
	"slices"
)

// Ranks come from losses in steps: whole numbers in which the parts of losses add up cheaply.
// Each part is rounded down, so that losses more steps apart than there are parts are in order
// for sure; nearer ones are compared exactly, as whole numbers of 2^-50 with the alternative in
// the low bits. Ranks are exact, and ties are seen.
const (
	indexBits = 12
	lossScale = 1 << 50
	// tieGap is the difference of keys that is still a tie: differences of up to 1e-12.
	tieGap = 1126 << indexBits
)

// A ranker sorts the alternatives of a block of draws.
type ranker struct {
	losses losses
	norm   *[maxParts]lane
	near   uint64  // steps that do not decide: the number of parts
	bits   int     // of the steps of one part
	scale  float64 // steps per unit of loss
	// outside is 1 where a part of a draw has steps out of range.
	outside     [maxParts][block]uint64
	someOutside bool
	turn        int
	draws       [block]draw
	keys        []uint64 // scratch of exact
	few         *fewRanker
	many        *manyRanker
}

// A draw is one draw of a turn: its ranking, and which of the block's draws it is.
type draw struct {
	ranking
	place int
	turn  *int
}

// from says from which draws of the block its parts are.
func (d *draw) from() *[maxParts]int { return &drawSources[*d.turn&(manyTurns-1)][d.place&(block-1)] }

// A ranking is the alternatives of one draw, best first.
type ranking struct {
	order []uint16
	// ends says where the run of ties that holds each place ends; it holds only where tied.
	ends []uint16
	tied bool
}

func newRanker(l losses, norm *[maxParts]lane, n int) *ranker {
	r := &ranker{losses: l, norm: norm, near: uint64(len(l)), scale: math.MaxInt32, keys: make([]uint64, n)}
	for b := range block {
		r.draws[b] = draw{ranking{order: make([]uint16, n), ends: make([]uint16, n)}, b, &r.turn}
	}
	if n <= maxFew {
		r.few, r.bits = newFewRanker(len(l), n), fewBits
	} else {
		r.many, r.bits = newManyRanker(len(l), n), manyBits-bits.Len(uint(len(l)-1))
	}
	return r
}

// load turns a new block's losses into steps. The scale grows smaller where many losses would
// be out of range; no rank depends on it.
func (r *ranker) load() {
	r.someOutside = false
	for k := 0; k < len(r.losses); {
		outside := r.takeSteps(k)
		if outside <= block/32 {
			r.someOutside = r.someOutside || outside > 0
			k++
			continue
		}
		r.scale = min(0.9*r.scale, math.Ldexp(.45, r.bits)/r.widest(k))
		k, r.someOutside = 0, false
	}
}

// takeSteps turns one part into steps, four draws at a time, and returns in how many draws of
// the block any is out of range.
func (r *ranker) takeSteps(k int) int {
	outside := 0
	for b := 0; b <= block-4; b += 4 {
		out := (*[4]uint64)(r.outside[k][b:])
		if r.few != nil {
			r.few.take(r, k, b, out)
		} else {
			r.many.take(r, k, b, out)
		}
		for i, o := range out {
			out[i] = min(o>>r.bits, 1)
			outside += int(out[i])
		}
	}
	return outside
}

// zeros returns how many steps a loss of 0 has in each of four draws. What is added to all
// losses of a draw changes no rank: their mean stands in the middle of each part's steps.
func (r *ranker) zeros(lanes []lane, b int) (z0, z1, z2, z3 float64) {
	b &= block - 4
	for a := range lanes {
		x := &lanes[a]
		z0 += x[b]
		z1 += x[b+1]
		z2 += x[b+2]
		z3 += x[b+3]
	}
	middle, each := float64(int(1)<<r.bits/2), r.scale/float64(len(lanes))
	return middle - float64(z0*each), middle - float64(z1*each), middle - float64(z2*each), middle - float64(z3*each)
}

// isOutside reports whether any part of a draw is out of range.
func (r *ranker) isOutside(d *draw) bool {
	if !r.someOutside {
		return false
	}
	out := uint64(0)
	for k, from := range d.from() {
		out |= r.outside[k][from]
	}
	return out != 0
}

// widest returns how far a loss of the part is from its mean at most.
func (r *ranker) widest(k int) float64 {
	widest := 0.0
	for b := range block {
		middle := 0.0
		for a := range r.losses[k] {
			middle += r.losses[k][a][b] / float64(len(r.losses[k]))
		}
		for a := range r.losses[k] {
			widest = max(widest, math.Abs(r.losses[k][a][b]-middle))
		}
	}
	return widest
}

// rank makes the draws of a turn and sorts their alternatives.
func (r *ranker) rank(turn int) *[block]draw {
	r.turn = turn
	if r.few != nil {
		r.few.rank(r, turn)
	} else {
		for b := range r.draws {
			r.many.rank(r, &r.draws[b])
		}
	}
	return &r.draws
}

// count makes the draws of a turn and counts their ranks and first places, where nothing else
// is wanted of them.
func (r *ranker) count(turn int, c *replicate) {
	r.turn = turn
	if r.few != nil {
		r.few.count(r, turn, c)
	} else {
		r.many.count(r, c)
	}
}

// unit turns a draw's sums of losses into losses in 2^-50.
func (r *ranker) unit(d *draw) float64 {
	norm := 0.0
	for k, from := range d.from() {
		norm += r.norm[k][from]
	}
	return lossScale / norm
}

// exact sorts the alternatives of a draw by their exact losses.
func (r *ranker) exact(d *draw) {
	scale := r.unit(d)
	for a := range r.keys {
		r.keys[a] = exactKey(a, r.losses.sum(a, d.from()), scale)
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
