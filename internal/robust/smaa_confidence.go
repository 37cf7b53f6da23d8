package robust

import (
	"assay/internal/weight"
)

// enoughDraws is the least number of draws for a confidence factor, where the ranks had as many.
const enoughDraws = 2048

// fillConfidence works out how probable first place is at each alternative's own central
// weights. Together the alternatives make about as many draws as the ranks did.
func (r *Result) fillConfidence(s *sampler, o Options, central [][]float64) error {
	leaders := 0
	for _, w := range central {
		if w != nil {
			leaders++
		}
	}
	o.Draws = max(min(r.Draws, enoughDraws), r.Draws/max(1, leaders))
	o.TargetError = 0
	for a, i := range s.ranked {
		switch {
		case central[a] == nil:
		case !s.drawsWeights():
			r.Confidence[i] = &r.First[i]
		case len(s.laws) == 0:
			r.Confidence[i] = new(exactly(s.firstAt(a, central[a], o.ShareBest)))
		default:
			share, err := s.firstShareAt(a, central[a], o)
			if err != nil {
				return err
			}
			r.Confidence[i] = &share
		}
	}
	return nil
}

// firstAt returns 1 where alternative a is first at weights w, its part of first place where
// others tie, and 0 otherwise. Values must be exact.
func (s *sampler) firstAt(a int, w []float64, best bool) float64 {
	own, ties := s.valueAt(a, w), 0
	for b := range s.ranked {
		switch v := s.valueAt(b, w); {
		case v > own+tie:
			return 0
		case v >= own-tie:
			ties++
		}
	}
	if best {
		return 1
	}
	return 1 / float64(ties)
}

func (s *sampler) valueAt(a int, w []float64) float64 {
	sum, e := 0.0, w
	if !s.nothingAbsent() {
		e = s.p.Effective(s.ranked[a], w)
	}
	for j, c := range s.p.Cells[s.ranked[a]] {
		if !c.Absent {
			sum += float64(e[j] * c.At0)
		}
	}
	return sum
}

// firstShareAt returns the probability that alternative a is first at weights w.
func (s *sampler) firstShareAt(a int, w []float64, o Options) (Share, error) {
	q := *s.p
	q.Weights = exactTree(q.Weights, w)
	at, err := newSampler(&q, o.Drawing == Stratified, s.known)
	if err != nil {
		return Share{}, err
	}
	if l, ok := at.segment(); ok {
		n := len(at.ranked)
		all := make([]int, n)
		for k := range all {
			all[k] = k
		}
		return exactly(l.table(all, o.ShareBest)[a*n]), nil
	}
	run := newRun(at, o, false)
	run.until(o.Draws)
	return run.ranks.share(a * len(at.ranked)), nil
}

// exactTree returns the tree of the one weighting w, with t's groups.
func exactTree(t weight.Tree, w []float64) weight.Tree {
	out := weight.Tree{Members: t.Members}
	groups := make([]float64, len(t.Members))
	for g, js := range t.Members {
		within := make([]float64, len(js))
		for k, j := range js {
			within[k] = w[j]
			groups[g] += w[j]
		}
		set, err := weight.Exact(within)
		if err != nil { // the group has no weight, and so any will do
			set = weight.Equal(len(js))
		}
		out.Within = append(out.Within, set)
	}
	out.Groups, _ = weight.Exact(groups) // they add up to 1
	return out
}
