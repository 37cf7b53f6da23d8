package robust

import "math"

// A tally is a table of shares of all draws, with what their intervals need.
type tally struct {
	draws      int // in all
	replicates int // 0: the shares are exact; 1: the draws are independent
	sum        []float64
	squares    []float64 // sum over replicates of the squared count; nil where draws are independent
}

func newTally(size int, replicated bool) tally {
	t := tally{sum: make([]float64, size)}
	if replicated {
		t.squares = make([]float64, size)
	}
	return t
}

// exactTally holds shares without error.
func exactTally(shares []float64) tally { return tally{draws: 1, sum: shares} }

// add adds a replicate's counts, which begin anew.
func (t *tally) add(c *counter, points int) {
	t.draws += points
	t.replicates++
	if t.squares == nil {
		t.replicates = 1
	}
	for k := range c.whole {
		x := c.at(k)
		t.sum[k] += x
		if t.squares != nil {
			t.squares[k] += float64(x * x)
		}
	}
	c.clear()
}

func (t *tally) value(k int) float64 { return t.sum[k] / float64(t.draws) }

func (t *tally) share(k int) Share {
	if t.replicates == 0 {
		return exactly(t.value(k))
	}
	return t.count(k).share()
}

func (t *tally) count(k int) count {
	draws := float64(t.draws)
	c := count{of: t.sum[k], among: draws, replicates: t.replicates}
	if t.replicates > 1 {
		each := draws / float64(t.replicates)
		c.ofOf, c.ofAmong, c.amongOf2 = t.squares[k], each*t.sum[k], each*draws
	}
	return c
}

// error returns the largest half-width in the table. Most entries cannot hold it, which shows
// without working out their interval.
func (t *tally) error() float64 {
	if t.replicates == 0 {
		return 0
	}
	worst := 0.0
	draws, r := float64(t.draws), float64(t.replicates)
	var student float64
	if t.replicates > 1 {
		student = tQuantile(t.replicates-1) / draws
	}
	for k, of := range t.sum {
		// A half-width that the entry's does not exceed: Wilson's for few draws or independent ones.
		wide := (2*math.Sqrt(min(of, draws-of)+1) + 4) / draws
		if t.replicates > 1 {
			spread := (t.squares[k] - of*of/r) * (r / (r - 1))
			if min(of, draws-of) >= few {
				wide = 3 / draws
			}
			wide = max(wide, student*math.Sqrt(max(0, spread))*(1+1e-9))
		}
		if wide > worst {
			worst = max(worst, t.share(k).Error())
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
	n := count{of: c.of.sum[at], among: c.passing[a], replicates: c.of.replicates}
	if c.replicated {
		n.ofOf, n.ofAmong, n.amongOf2 = c.of.squares[at], c.ofPassing[at], c.passing2[a]
	}
	return n.share()
}
