package robust

import "slices"

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

func (c *counter) clear() {
	clear(c.whole)
	clear(c.parts)
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
	passed    []uint64 // scratch: the keys of those that pass
}

// maxRankings is the largest number of alternatives of which whole rankings are counted.
const maxRankings = 8

func newReplicate(s *sampler, o Options, pairs bool) *replicate {
	n := len(s.rows)
	r := &replicate{s: s, n: n, best: o.ShareBest, ranks: newCounter(n * n), central: make([]float64, n*s.columns)}
	if pairs {
		r.ahead = new(newCounter(n * n))
	}
	if n <= maxRankings {
		r.rankings = map[uint32]int{}
	}
	if s.gates.drawn() {
		r.ifPassing, r.passing = new(newCounter(n*n)), make([]float64, n)
		r.passed = make([]uint64, 0, n)
	}
	return r
}

// draw counts one draw: the alternatives' keys, best first, in draw b of the drawer's block.
func (r *replicate) draw(keys []uint64, tied bool, d *drawer, b int) {
	if tied {
		r.rank(&r.ranks, keys)
	} else {
		for k, key := range keys {
			r.ranks.whole[alternative(key)*r.n+k]++
		}
	}
	r.lead(keys, tied, d, b)
	if r.ahead != nil {
		r.pairs(keys, tied)
	}
	if r.rankings != nil {
		r.rankings[ranking(keys, tied)]++
	}
	if r.ifPassing != nil {
		r.passed = r.passed[:0]
		for _, key := range keys {
			if r.s.gates.pass(alternative(key), b, d.t) {
				r.passed = append(r.passed, key)
				r.passing[alternative(key)]++
			}
		}
		r.rank(r.ifPassing, r.passed)
	}
}

// tiedRun returns the end of the run of ties that begins at k.
func tiedRun(keys []uint64, k int) int {
	end := k + 1
	for end < len(keys) && keys[end]-keys[end-1] <= tieGap {
		end++
	}
	return end
}

// rank counts the ranks of sorted keys, ties among them.
func (r *replicate) rank(c *counter, keys []uint64) {
	for k := 0; k < len(keys); {
		end := tiedRun(keys, k)
		for _, key := range keys[k:end] {
			row := alternative(key) * r.n
			switch {
			case r.best || end == k+1:
				c.whole[row+k]++
			default:
				for rank := k; rank < end; rank++ {
					c.add(row+rank, 1/float64(end-k))
				}
			}
		}
		k = end
	}
}

// lead adds the weights of the draw to the alternative that is first.
func (r *replicate) lead(keys []uint64, tied bool, d *drawer, b int) {
	end := 1
	if tied {
		end = tiedRun(keys, 0)
	}
	for _, key := range keys[:end] {
		a := alternative(key)
		central := r.central[a*r.s.columns : (a+1)*r.s.columns]
		for c := range central {
			central[c] += d.columns[0][c][b] / float64(end)
		}
	}
}

func (r *replicate) pairs(keys []uint64, tied bool) {
	for k, key := range keys {
		row := r.ahead.whole[alternative(key)*r.n:][:r.n]
		end := k + 1
		if tied {
			end = tiedRun(keys, k)
			for _, other := range keys[k+1 : end] {
				r.ahead.add(alternative(key)*r.n+alternative(other), 0.5)
				r.ahead.add(alternative(other)*r.n+alternative(key), 0.5)
			}
		}
		for _, behind := range keys[end:] {
			row[alternative(behind)]++
		}
	}
}

// ranking names the order of at most 8 alternatives, with a mark where two neighbours tie.
func ranking(keys []uint64, tied bool) uint32 {
	if tied {
		return weakRanking(keys)
	}
	name := uint32(0)
	for k, key := range keys {
		name |= uint32(alternative(key)) << (3 * k)
	}
	return name
}

func weakRanking(keys []uint64) uint32 {
	name := uint32(0)
	for k := 0; k < len(keys); {
		end := tiedRun(keys, k)
		run := make([]int, 0, maxRankings)
		for _, key := range keys[k:end] {
			run = append(run, alternative(key))
		}
		slices.Sort(run)
		for m, a := range run {
			name |= uint32(a) << (3 * (k + m))
			if m > 0 {
				name |= 1 << (24 + k + m - 1)
			}
		}
		k = end
	}
	return name
}
