package robust

import (
	"math/bits"
	"slices"
)

// A counter counts what one replicate's draws bring. Draws without ties count whole.
type counter struct {
	whole []uint16
	parts []float64 // of ties; nil while there are none
}

func newCounter(size int) counter { return counter{whole: make([]uint16, size)} }

func (c *counter) add(k int, part float64) {
	if c.parts == nil {
		c.parts = make([]float64, len(c.whole))
	}
	c.parts[k] += part
}

func (c *counter) at(k int) float64 {
	if c.parts == nil {
		return float64(c.whole[k])
	}
	return float64(c.whole[k]) + c.parts[k]
}

// A replicate is what the draws of one replicate add up to.
type replicate struct {
	s         *sampler
	n         int
	best      bool // ties share the better rank
	ranks     counter
	ahead     *counter  // nil: not counted
	central   []float64 // by alternative, then column: weights where it is first
	rankings  map[uint32]int
	ifPassing *counter // nil: the gates decide nothing
	passing   []float64
	passed    ranking   // scratch
	leads     []leading // by alternative, of the block being counted
}

// maxRankings is the largest number of alternatives of which whole rankings are counted.
const maxRankings = 8

func newReplicate(s *sampler, o Options, pairs bool) *replicate {
	n := len(s.rows)
	r := &replicate{s: s, n: n, best: o.ShareBest, ranks: newCounter(n * n), central: make([]float64, n*s.columns), leads: make([]leading, n)}
	if pairs {
		r.ahead = new(newCounter(n * n))
	}
	if n <= maxRankings {
		r.rankings = map[uint32]int{}
	}
	if s.gates.drawn() {
		r.ifPassing, r.passing = new(newCounter(n*n)), make([]float64, n)
	}
	return r
}

// draw counts one draw.
func (r *replicate) draw(k *draw, d *drawer) {
	if k.tied {
		r.ranks.addTied(&k.ranking, r.n, r.best)
	} else {
		for rank, a := range k.order {
			r.ranks.whole[int(a)*r.n+rank]++
		}
	}
	r.lead(k)
	if r.ahead != nil {
		r.pairs(&k.ranking)
	}
	if r.rankings != nil {
		r.rankings[nameOf(&k.ranking)]++
	}
	if r.ifPassing != nil {
		r.pass(k, d)
	}
}

// run returns the end of the run of ties that begins at a place.
func (k *ranking) run(place int) int {
	if k.tied {
		return int(k.ends[place])
	}
	return place + 1
}

// addTied counts the ranks of a ranking with ties among n alternatives.
func (c *counter) addTied(k *ranking, n int, best bool) {
	for place := 0; place < len(k.order); {
		end := k.run(place)
		for _, a := range k.order[place:end] {
			row := int(a) * n
			if best || end == place+1 {
				c.whole[row+place]++
				continue
			}
			for rank := place; rank < end; rank++ {
				c.add(row+rank, 1/float64(end-place))
			}
		}
		place = end
	}
}

// lead notes which draws of the block make up a draw under the alternative that is first.
func (r *replicate) lead(k *draw) {
	end, share := 1, 1.0
	if k.tied {
		end = k.run(0)
		share = 1 / float64(end)
	}
	for _, a := range k.order[:end] {
		r.leads[a].note(r.s.partition.parts, k.from(), share)
	}
}

// A leading holds, for one alternative and block, how often each part of each draw of the
// block was in a draw in which it is first. Weights are added up before they are divided by
// their sum: the sum of exponentials does not depend on their shares, so that the mean shares
// are the same.
type leading struct {
	draws uint32 // a bit for each draw of which it has the first part
	times [maxParts]lane
}

func (l *leading) note(parts int, from *[maxParts]int, share float64) {
	const mask = block - 1
	l.draws |= 1 << (from[0] & mask)
	l.times[0][from[0]&mask] += share
	if parts > 1 { // those that there are not do no harm
		l.times[1][from[1]&mask] += share
		l.times[2][from[2]&mask] += share
		l.times[3][from[3]&mask] += share
	}
}

// plain reports whether ranks and first places are all that is counted.
func (r *replicate) plain() bool { return r.ahead == nil && r.rankings == nil && r.ifPassing == nil }

// endBlock adds the weights at which alternatives were first to their central weights.
func (r *replicate) endBlock(d *drawer) {
	for a := range r.leads {
		at := &r.leads[a]
		if at.draws == 0 {
			continue
		}
		central := r.central[a*r.s.columns : (a+1)*r.s.columns]
		if r.s.partition.parts == 1 {
			at.addAlone(d.columns[0], central)
			continue
		}
		for c := range central {
			central[c] += d.columns[0][c].dot(&at.times[r.s.partition.of[c]])
		}
		*at = leading{}
	}
}

// addAlone adds the weights of the draws one by one, since they are few where none is used
// again, and begins anew.
func (l *leading) addAlone(columns []lane, central []float64) {
	columns = columns[:len(central)]
	for ; l.draws != 0; l.draws &= l.draws - 1 {
		b := bits.TrailingZeros32(l.draws) & (block - 1)
		share := l.times[0][b]
		l.times[0][b] = 0
		for c := range central {
			central[c] += float64(share * columns[c][b])
		}
	}
}

// pairs counts who is ahead of whom.
func (r *replicate) pairs(k *ranking) {
	for place, a := range k.order {
		end := k.run(place)
		for _, b := range k.order[place+1 : end] {
			r.ahead.add(int(a)*r.n+int(b), 0.5)
			r.ahead.add(int(b)*r.n+int(a), 0.5)
		}
		row := r.ahead.whole[int(a)*r.n:][:r.n]
		for _, behind := range k.order[end:] {
			row[behind]++
		}
	}
}

// pass counts the ranks among those that pass.
func (r *replicate) pass(k *draw, d *drawer) {
	p := &r.passed
	p.order, p.ends, p.tied = p.order[:0], p.ends[:0], k.tied
	for place := 0; place < len(k.order); {
		end := k.run(place)
		for _, a := range k.order[place:end] {
			if r.s.gates.pass(int(a), d, k) {
				p.order = append(p.order, a)
				r.passing[a]++
			}
		}
		for len(p.ends) < len(p.order) {
			p.ends = append(p.ends, uint16(len(p.order)))
		}
		place = end
	}
	r.ifPassing.addTied(p, r.n, r.best)
}

// nameOf names the order of at most 8 alternatives, with a mark where two neighbours tie.
func nameOf(k *ranking) uint32 {
	name := uint32(0)
	for place := 0; place < len(k.order); {
		end := k.run(place)
		run := k.order[place:end]
		if len(run) > 1 {
			run = slices.Sorted(slices.Values(run)) // a tie has no order
		}
		for m, a := range run {
			name |= uint32(a) << (3 * (place + m))
			if m > 0 {
				name |= 1 << (24 + place + m - 1)
			}
		}
		place = end
	}
	return name
}
