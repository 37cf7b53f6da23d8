package robust

import (
	"maps"
	"math"
	"slices"
)

// exact fills in the result of a problem that a segment describes.
func (r *Result) exact(s *sampler, l *segment, o Options) {
	r.Draws, r.Replicates, r.Drawing, r.Interval = 1, 1, Exact, ruleNone
	all := make([]int, len(s.ranked))
	for a := range all {
		all[a] = a
	}
	r.ranks = exactTally(l.table(all, o.ShareBest))
	if !o.NoPairs {
		r.ahead = exactTally(l.pairs())
	}
	central := make([][]float64, len(all))
	for a := range all {
		central[a] = l.central(a, all)
	}
	r.fill(s, central)
	passing := slices.DeleteFunc(all, func(a int) bool { return s.gates.never[a] })
	if s.gates.drawn() {
		table := exactTally(l.table(passing, o.ShareBest))
		r.fillPassing(s, func(a, k int) Share { return table.share(a*len(s.ranked) + k) })
		for a, i := range s.ranked {
			r.PassesFirst[i] = table.share(a * len(s.ranked))
		}
	}
	r.settlePassing(s)
	for a, i := range s.ranked {
		if central[a] == nil {
			continue
		}
		r.Confidence[i] = &r.First[i]
		if s.drawsWeights() {
			r.Confidence[i] = new(exactly(s.firstAt(a, central[a], o.ShareBest)))
		}
	}
}

// draw fills in the result by drawing.
func (r *Result) draw(s *sampler, o Options) error {
	var ahead []float64
	exactPairs := false
	if !o.NoPairs {
		ahead, exactPairs = s.exactPairs()
	}
	run := newRun(s, o, !o.NoPairs && !exactPairs)
	run.draw()
	r.Draws, r.Replicates, r.Drawing, r.Interval = run.draws, run.replicates, o.Drawing, ruleReplicates
	if !run.replicated {
		r.Replicates, r.Interval = 1, ruleWilson
	}
	if s.walks() {
		r.Drawing = Chains
	}
	r.ranks, r.ahead = run.ranks, run.ahead
	if exactPairs {
		r.ahead = exactTally(ahead)
	}
	central := run.centralWeights()
	r.fill(s, central)
	r.Rankings, r.RankingEntropy = len(run.rankings), run.rankingEntropy()
	if s.gates.drawn() {
		r.fillPassing(s, run.ifPassing.share)
		for a, i := range s.ranked {
			r.PassesFirst[i] = run.ifPassing.of.share(a * len(s.ranked))
		}
	}
	r.settlePassing(s)
	return r.fillConfidence(s, o, central)
}

// fill copies the tables to their alternatives.
func (r *Result) fill(s *sampler, central [][]float64) {
	n, all := len(s.ranked), len(s.p.Alternatives)
	r.Error, r.AheadError = r.ranks.error(), r.ahead.error()
	r.Ranks, r.First = make([][]float64, all), make([]Share, all)
	r.Central, r.Confidence = make([][]float64, all), make([]*Share, all)
	r.Passes, r.FirstIfPassing, r.PassesFirst = make([]Passing, all), make([]Share, all), make([]Share, all)
	r.NearTies = [][2]int{}
	for a, i := range s.ranked {
		r.Ranks[i] = make([]float64, n)
		for k := range n {
			r.Ranks[i][k] = r.ranks.value(a*n + k)
		}
		r.First[i], r.Central[i], r.Passes[i] = r.ranks.share(a*n), central[a], s.gates.passes[a]
		r.FirstEntropy -= plogp(r.Ranks[i][0])
	}
	if r.ahead.draws == 0 {
		return
	}
	r.Ahead = make([][]float64, all)
	for a, i := range s.ranked {
		r.Ahead[i] = make([]float64, all)
		for b, k := range s.ranked {
			r.Ahead[i][k] = r.ahead.value(a*n + b)
			if p := r.Ahead[i][k]; i < k && p >= 0.4 && p <= 0.6 {
				r.NearTies = append(r.NearTies, [2]int{i, k})
			}
		}
	}
}

// plogp returns p log2 p, and 0 for 0.
func plogp(p float64) float64 {
	if p <= 0 {
		return 0
	}
	return p * math.Log2(p)
}

func (r *Result) fillPassing(s *sampler, share func(a, rank int) Share) {
	r.IfPassing = make([][]float64, len(s.p.Alternatives))
	for a, i := range s.ranked {
		if s.gates.never[a] {
			continue
		}
		r.FirstIfPassing[i] = share(a, 0)
		r.IfPassing[i] = make([]float64, len(s.ranked))
		for k := range s.ranked {
			r.IfPassing[i][k] = share(a, k).Value
		}
	}
}

// settlePassing fills in what the gates decide without draws.
func (r *Result) settlePassing(s *sampler) {
	for a, i := range s.ranked {
		if !s.gates.drawn() {
			r.FirstIfPassing[i], r.PassesFirst[i] = r.First[i], r.First[i]
		}
		if s.gates.passes[a].Undecided {
			r.PassesFirst[i].Lo = 0
		}
	}
}

// RankShare returns the probability that alternative i has rank k, 0 the best, with its
// interval. Both must be in range and i ranked.
func (r *Result) RankShare(i, k int) Share {
	n := len(r.Ranks[i])
	return r.ranks.share(r.place(i)*n + k)
}

// AheadShare returns the probability that alternative i scores above k with its interval. Both
// must be in range and ranked, and the result must hold pairs.
func (r *Result) AheadShare(i, k int) Share {
	return r.ahead.share(r.place(i)*len(r.Ranks[i]) + r.place(k))
}

// place returns the place of an alternative among the ranked ones.
func (r *Result) place(i int) int {
	a := 0
	for _, row := range r.Ranks[:i] {
		if row != nil {
			a++
		}
	}
	return a
}

// centralWeights returns, by drawn alternative, the mean weights of criteria where it is first.
func (r *run) centralWeights() [][]float64 {
	s := r.s
	n := len(s.rows)
	out := make([][]float64, n)
	for a := range out {
		columns := r.central[a*s.columns : (a+1)*s.columns]
		total := 0.0
		for _, x := range columns {
			total += x
		}
		if total <= 0 {
			continue
		}
		out[a] = make([]float64, len(s.mixes))
		for j, mixes := range s.mixes {
			for _, m := range mixes {
				out[a][j] += float64(m.share * columns[m.column] / total)
			}
		}
	}
	return out
}

func (r *run) rankingEntropy() float64 {
	bits := 0.0
	for _, name := range slices.Sorted(maps.Keys(r.rankings)) {
		bits -= plogp(float64(r.rankings[name]) / float64(r.draws))
	}
	return bits
}
