package robust

import (
	"runtime"
	"sync"
)

const (
	// chunk is how many independent draws are made at a time.
	chunk = 4096
	// minReplicates is the least over which a t-interval is taken.
	minReplicates = 16
	// usualReplicates is about how many make the draws that are asked for: the more, the less
	// the largest half-width of a table is so by chance. Adding up a large table takes time. A
	// fine array gains little from being larger, so that it pays to make more of them.
	usualReplicates = 64
	largeReplicates = 32
	largeTable      = 16  // alternatives
	largeFineTable  = 256 // the same of fine arrays
)

// totals are the counts of all replicates.
type totals struct {
	draws, replicates int
	ranks, ahead      tally
	central           []float64 // by alternative, then column
	rankings          map[uint32]int
	ifPassing         conditional
}

// A run makes draws by one plan and adds them up.
type run struct {
	s          *sampler
	o          Options
	replicated bool // draws within a replicate depend on each other
	bits       int  // an array has 2^bits levels; 0: no array
	pairings   int  // draws made of each one of a block
	each       int  // draws of a replicate
	pairs      bool // count who is ahead of whom
	workers    []*worker
	totals
}

func newRun(s *sampler, o Options, pairs bool) *run {
	r := &run{s: s, o: o, replicated: o.Drawing == Stratified || s.walks(), pairings: 1, each: chunk, pairs: pairs}
	wanted := s.wantedReplicates()
	switch {
	case o.Drawing == Stratified:
		r.pairings = s.partition.pairings()
		if s.turnsMore() && wanted*manyTurns<<(2*minArrayBits) <= o.expectedDraws() {
			r.pairings = manyTurns
		}
		r.bits = arrayBits(o.expectedDraws()/r.pairings, wanted)
		r.each = r.pairings << (2 * r.bits)
	case r.replicated:
		r.each = max(1, o.expectedDraws()/wanted/block) * block
	}
	n := len(s.rows)
	r.ranks = newTally(n*n, r.replicated)
	if pairs {
		r.ahead = newTally(n*n, r.replicated)
	}
	r.central = make([]float64, n*s.columns)
	if n <= maxRankings {
		r.rankings = map[uint32]int{}
	}
	if s.gates.drawn() {
		r.ifPassing = newConditional(n, r.replicated)
	}
	return r
}

// wantedReplicates is about how many replicates make the draws that are asked for.
func (s *sampler) wantedReplicates() int {
	n := len(s.rows)
	if n > largeFineTable || n > largeTable && !s.fine() {
		return largeReplicates
	}
	return usualReplicates
}

// turnsMore reports whether more draws than usual may be made of each one of a block: where
// ranks of few alternatives cost less than what is drawn, that saves more time than it loses.
func (s *sampler) turnsMore() bool {
	return s.fine() && s.partition.pairings() == turns && len(s.rows) <= maxFew
}

// expectedDraws is about how many draws there will be: for a target those that would meet it
// if draws were independent and a share one half.
func (o Options) expectedDraws() int {
	if o.TargetError == 0 {
		return o.Draws
	}
	need := z95 / 2 / o.TargetError
	return max(o.Draws, int(min(need*need, float64(o.MaxDraws))))
}

// arrayBits chooses the largest array of which enough replicates make so many draws.
func arrayBits(draws, replicates int) int {
	bits := minArrayBits
	for bits < maxArrayBits && replicates<<(2*bits+2) <= draws {
		bits++
	}
	return bits
}

// draw makes the draws that the options ask for.
func (r *run) draw() {
	r.until(r.o.Draws)
	for r.o.TargetError > 0 && r.draws < r.o.MaxDraws {
		err := r.ranks.error()
		if err <= r.o.TargetError {
			return
		}
		// The error falls with the square root of the number of draws. Far from the target the
		// estimate is rough, and draws too many cost more than another look.
		more := err / r.o.TargetError
		if more *= more; more > 1.3 {
			more *= 0.87
		}
		r.until(min(int(float64(r.draws)*min(max(more, 1.03), 4))+1, r.o.MaxDraws))
	}
}

// until draws until there are at least so many draws in all, in whole replicates but for the
// last of independent draws. Replicates are added up in their order, so that the result does
// not depend on the number of processors.
func (r *run) until(draws int) {
	first, last := r.replicates, (draws+r.each-1)/r.each
	whole := r.replicated || r.o.TargetError > 0
	if r.replicated {
		last = max(last, minReplicates)
	}
	workers := min(runtime.GOMAXPROCS(0), last-first)
	turns := make([]chan struct{}, last-first+1)
	for k := range turns {
		turns[k] = make(chan struct{})
	}
	close(turns[0])
	for len(r.workers) < workers {
		r.workers = append(r.workers, newWorker(r))
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			work := r.workers[w]
			for k := first + w; k < last; k += workers {
				points := r.each
				if !whole {
					points = min(points, draws-k*r.each)
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
	losses losses
	ranker *ranker
	count  *replicate
}

func newWorker(r *run) *worker {
	n := len(r.s.rows)
	w := &worker{r: r, drawer: newDrawer(r.s, r.bits), losses: newLosses(r.s.partition.parts, n), count: newReplicate(r.s, r.o, r.pairs)}
	w.ranker = newRanker(w.losses, &w.drawer.norm, n)
	return w
}

// replicate makes the draws of replicate k.
func (w *worker) replicate(k, points int) {
	w.drawer.start(w.r.o.Seed, k)
	for points > 0 {
		w.drawer.next()
		w.drawer.losses(w.losses)
		w.ranker.load()
		for turn := range w.r.pairings {
			w.turn(turn, points)
			points -= block
		}
		w.count.endBlock(w.drawer)
	}
	if w.ranker.few != nil {
		w.ranker.few.flush(&w.count.ranks, w.count.n)
	}
}

// turn makes the draws of one turn of the block, or as many as there are to be.
func (w *worker) turn(turn, points int) {
	if points >= block && w.count.plain() {
		w.ranker.count(turn, w.count)
		return
	}
	draws := w.ranker.rank(turn)
	for b := range min(block, points) {
		w.count.draw(&draws[b], w.drawer)
	}
}

// unknown returns the t of unknown u in a draw of the block.
func (d *drawer) unknown(u int, in *draw) float64 {
	return d.t[u][in.from()[d.s.partition.unknown[u]]]
}
