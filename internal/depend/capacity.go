package depend

import (
	"cmp"
	"slices"
)

// capacity is 1 - sum of share x loss. Where shares are ranges, those within them that add up to
// 1 and lose most (worst run) or least (best run) are taken: a fractional knapsack, filled
// greedily (Dantzig 1957).
func (r run) capacity(n Need, seen []state) state {
	var out state
	lots := make([]portion, 0, len(seen))
	sumLo := 0.0
	for j, s := range seen {
		p := portion{0, 1, 1 - s.level, s}
		if share := n.Alternatives[j].Share; share != nil {
			p.lo, p.hi = share.Lo, share.Hi
		}
		lots = append(lots, p)
		sumLo += p.lo
	}
	out.degraded = r.marked(lots, func(s state) bool { return s.degraded })
	out.permanent = r.marked(lots, func(s state) bool { return s.permanent })
	out.level = min(1, max(0, 1-r.lost(lots, max(0, 1-sumLo))))
	return out
}

// A portion is one alternative's share of a capacity, at least and at most, and how much of it
// is lost.
type portion struct {
	lo, hi, loss float64
	state        state
}

// marked reports whether a mark on some portions is one on the whole: at worst it is if it may be
// on any of it, at best only if it must be on some.
func (r run) marked(lots []portion, mark func(state) bool) bool {
	every := len(lots) > 0
	for _, p := range lots {
		if mark(p.state) && (p.lo > 0 || r.worst && p.hi > 0) {
			return true
		}
		every = every && mark(p.state)
	}
	return every
}

// lost is the loss of all portions, of which the least is taken for sure and the rest, up to the
// most, from the worst or from the best first.
func (r run) lost(lots []portion, rest float64) float64 {
	slices.SortStableFunc(lots, func(a, b portion) int {
		if r.worst {
			return cmp.Compare(b.loss, a.loss)
		}
		return cmp.Compare(a.loss, b.loss)
	})
	lost := 0.0
	for _, p := range lots {
		more := min(rest, p.hi-p.lo)
		rest -= more
		lost += float64((p.lo + more) * p.loss)
	}
	return lost
}
