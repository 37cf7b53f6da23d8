package robust

// A tally is a table of shares of all draws, with what their intervals need.
type tally struct {
	draws      int // in all
	replicates int // 0: the shares are exact; 1: the draws are independent
	whole      []uint32
	squares    []uint64  // sum over replicates of whole counts squared; nil where draws are independent
	parts      []float64 // of ties, or exact shares; nil while there are none
	partsMore  []float64 // what they add to the squares
}

func newTally(size int, replicated bool) tally {
	t := tally{whole: make([]uint32, size)}
	if replicated {
		t.squares = make([]uint64, size)
	}
	return t
}

// exactTally holds shares without error.
func exactTally(shares []float64) tally {
	return tally{draws: 1, whole: make([]uint32, len(shares)), parts: shares}
}

// add adds a replicate's counts, which begin anew.
func (t *tally) add(c *counter, points int) {
	t.draws += points
	t.replicates++
	if t.squares == nil {
		t.replicates = 1
	}
	if c.parts != nil {
		t.addParts(c)
	}
	from, whole := c.whole, t.whole[:len(c.whole)]
	if t.squares == nil {
		for k, x := range from {
			from[k] = 0
			whole[k] += uint32(x)
		}
		return
	}
	squares := t.squares[:len(from)]
	for k, x := range from {
		from[k] = 0
		whole[k] += uint32(x)
		squares[k] += uint64(x) * uint64(x)
	}
}

// addParts adds a replicate's parts, which begin anew.
func (t *tally) addParts(c *counter) {
	if t.parts == nil {
		t.parts, t.partsMore = make([]float64, len(t.whole)), make([]float64, len(t.whole))
	}
	for k, x := range c.parts {
		t.parts[k] += x
		t.partsMore[k] += float64(x * (x + 2*float64(c.whole[k])))
	}
	clear(c.parts)
}

// of returns what entry k counts in all.
func (t *tally) of(k int) float64 {
	if t.parts == nil {
		return float64(t.whole[k])
	}
	return float64(t.whole[k]) + t.parts[k]
}

// ofOf returns the sum over replicates of the squares of what entry k counts.
func (t *tally) ofOf(k int) float64 {
	if t.parts == nil {
		return float64(t.squares[k])
	}
	return float64(t.squares[k]) + t.partsMore[k]
}

func (t *tally) value(k int) float64 { return t.of(k) / float64(t.draws) }

func (t *tally) share(k int) Share {
	if t.replicates == 0 {
		return exactly(t.value(k))
	}
	return t.count(k).share()
}

func (t *tally) count(k int) count {
	draws := float64(t.draws)
	c := count{of: t.of(k), among: draws, replicates: t.replicates}
	if t.replicates > 1 {
		each := draws / float64(t.replicates)
		c.ofOf, c.ofAmong, c.amongOf2 = t.ofOf(k), each*c.of, each*draws
	}
	return c
}

// error returns the largest half-width in the table. Most entries cannot hold it, which shows
// without working out their interval: a half-width is at most the t-interval's, the rule of
// three's, or 2 sqrt(m + 1) + 4 draws where the m draws for or against are few or independent.
func (t *tally) error() float64 {
	if t.replicates == 0 {
		return 0
	}
	draws, r := float64(t.draws), float64(t.replicates)
	independent := t.replicates == 1
	worst := 0.0
	var rare, spread float64 // entries below both cannot hold more than the worst
	for k := range t.whole {
		of := t.of(k)
		m := min(of, draws-of)
		within := m < rare || !independent && m >= few
		if within && !independent {
			within = t.ofOf(k)-float64(of*of/r) < spread
		}
		if within {
			continue
		}
		if e := t.share(k).Error(); e > worst {
			worst = e
			rare, spread = 0, 0
			if steps := worst*draws - 4; steps > 2 {
				rare = steps*steps/4 - 1
			}
			if worst*draws > 3 && !independent {
				s := worst * draws / tQuantile(t.replicates-1) * (1 - 1e-9)
				spread = s * s * (r - 1) / r
			}
		}
	}
	return worst
}

// A conditional is a table of shares among the draws in which the row's alternative passes.
type conditional struct {
	n          int
	replicated bool
	of         tally     // by row, then rank
	ofPassing  []float64 // sum over replicates of count x draws that pass
	passing    []float64 // by row
	passing2   []float64 // sum over replicates of its square
}

func newConditional(n int, replicated bool) conditional {
	return conditional{
		n: n, replicated: replicated, of: newTally(n*n, replicated),
		ofPassing: make([]float64, n*n), passing: make([]float64, n), passing2: make([]float64, n),
	}
}

func (c *conditional) add(r *replicate, points int) {
	for a, passing := range r.passing {
		c.passing[a] += passing
		c.passing2[a] += float64(passing * passing)
		for k := a * c.n; k < (a+1)*c.n; k++ {
			c.ofPassing[k] += float64(r.ifPassing.at(k) * passing)
		}
	}
	clear(r.passing)
	c.of.add(r.ifPassing, points)
}

// share returns the share of rank k of alternative a given that it passes.
func (c *conditional) share(a, k int) Share {
	at := a*c.n + k
	n := count{of: c.of.of(at), among: c.passing[a], replicates: c.of.replicates}
	if c.replicated {
		n.ofOf, n.ofAmong, n.amongOf2 = c.of.ofOf(at), c.ofPassing[at], c.passing2[a]
	}
	return n.share()
}
