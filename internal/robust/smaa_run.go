package robust

import (
	"math/bits"
	"runtime"
	"sync"
)

const (
	// chunk is how many independent draws are made at a time.
	chunk = 4096
	// minReplicates is the least over which a t-interval is taken.
	minReplicates = 16
)

// totals are the counts of all replicates.
type totals struct {
	draws, replicates int
	ranks, ahead      tally
	central           []float64
	rankings          map[uint32]int
	ifPassing         conditional
}

// A run makes draws by one plan and adds them up.
type run struct {
	s     *sampler
	o     Options
	bits  int // of a lattice: 2^bits points; 0: independent draws
	pairs bool
	totals
}

func newRun(s *sampler, o Options, pairs bool) *run {
	r := &run{s: s, o: o, pairs: pairs}
	n := len(s.rows)
	lattice := o.Drawing == Lattice
	if lattice {
		r.bits = latticeBits(o)
	}
	r.ranks = newTally(n*n, lattice)
	if pairs {
		r.ahead = newTally(n*n, lattice)
	}
	r.central = make([]float64, n*s.columns)
	if n <= maxRankings {
		r.rankings = map[uint32]int{}
	}
	if s.gates.drawn() {
		r.ifPassing = newConditional(n)
	}
	return r
}

// latticeBits chooses a lattice of which about 32 replicates make the draws.
func latticeBits(o Options) int {
	return min(max(bits.Len(uint(o.Draws/24))-1, 3), maxLatticeBits)
}

// perReplicate is how many draws a replicate makes, other than a last one.
func (r *run) perReplicate() int {
	if r.bits == 0 {
		return chunk
	}
	return 1 << r.bits
}

// draw makes the draws that the options ask for.
func (r *run) draw() {
	r.until(r.o.Draws)
	for r.o.TargetError > 0 && r.draws < r.o.MaxDraws {
		err := r.ranks.error()
		if err <= r.o.TargetError {
			return
		}
		// The error falls with the square root of the number of replicates.
		ratio := err / r.o.TargetError
		more := min(float64(r.draws)*max(1.05*ratio*ratio, 1.1), 4*float64(r.draws))
		r.until(min(int(more), r.o.MaxDraws))
	}
}

// until draws until there are at least so many draws in all, in whole replicates where they
// are not independent. The replicates are added up in their order, so that the result does not
// depend on the number of processors.
func (r *run) until(draws int) {
	each := r.perReplicate()
	first := r.ranks.replicates
	if r.bits == 0 {
		first = r.draws / each
	}
	last := (draws + each - 1) / each
	if r.bits != 0 {
		last = max(last, minReplicates)
	}
	workers := min(runtime.GOMAXPROCS(0), last-first)
	turns := make([]chan struct{}, last-first+1)
	for k := range turns {
		turns[k] = make(chan struct{})
	}
	close(turns[0])
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			work := newWorker(r)
			for k := first + w; k < last; k += workers {
				points := each
				if r.bits == 0 {
					points = min(each, draws-k*each)
				}
				work.replicate(k, points)
				<-turns[k-first]
				r.add(work.count, points)
				close(turns[k-first+1])
			}
		})
	}
	wg.Wait()
}

// add adds a replicate's counts to the totals and clears them.
func (r *run) add(c *replicate, points int) {
	r.draws += points
	r.replicates++
	r.ranks.add(&c.ranks, points)
	if c.ahead != nil {
		r.ahead.add(c.ahead, points)
	}
	for k, x := range c.central {
		r.central[k] += x
	}
	clear(c.central)
	for name, n := range c.rankings {
		r.rankings[name] += n
	}
	clear(c.rankings)
	if c.ifPassing != nil {
		r.ifPassing.add(c, points)
	}
}

// A worker makes the draws of one replicate after another.
type worker struct {
	r      *run
	drawer *drawer
	ranker ranker
	losses [block][]float64
	count  *replicate
}

func newWorker(r *run) *worker {
	w := &worker{r: r, drawer: newDrawer(r.s), ranker: newRanker(len(r.s.rows)), count: newReplicate(r.s, r.o, r.pairs)}
	for b := range w.losses {
		w.losses[b] = make([]float64, len(r.s.rows))
	}
	return w
}

func (w *worker) replicate(k, points int) {
	w.drawer.start(w.r.o.Seed, k, w.r.bits)
	for ; points > 0; points -= block {
		w.drawer.next()
		w.drawer.losses(&w.losses)
		for b := range min(block, points) {
			keys, tied := w.ranker.rank(w.losses[b])
			w.count.draw(keys, tied, w.drawer, b)
		}
	}
}
