package depend

import (
	"slices"

	"assay/internal/offer"
)

// A state is what a node does in one month of one run.
type state struct {
	level     float64 // share of its capacity, 0..1
	degraded  bool    // it works, otherwise than agreed
	permanent bool    // part of it is gone for good
}

var whole = state{level: 1}

// A run is one way the unknowns may turn out: all for the worst, or all for the best.
type run struct {
	g     Graph
	event Event
	worst bool
}

// A table holds the states of all nodes, month by month.
type table [][]state

func newTable(nodes int) table {
	t, cells := make(table, Horizon+1), make([]state, (Horizon+1)*nodes)
	for m := range t {
		t[m] = cells[m*nodes : (m+1)*nodes]
	}
	return t
}

// of returns the states of one node.
func (t table) of(i int) []state {
	out := make([]state, len(t))
	for m := range t {
		out[m] = t[m][i]
	}
	return out
}

// all runs the event on a node and all that it stands on.
func (r run) all(target int) table {
	t := newTable(target + 1)
	for i, is := range r.g.below(target) {
		if is {
			r.fill(t, i)
		}
	}
	return t
}

// again is a table anew after one node changed: only that node and what stands on it.
func (r run) again(base table, changed, target int) table {
	t := newTable(target + 1)
	for m := range t {
		copy(t[m], base[m])
	}
	for _, i := range r.g.above(changed, target) {
		r.fill(t, i)
	}
	return t
}

func (r run) months(target int) []state { return r.all(target).of(target) }

// fill joins, month by month, what the event does to a node itself with what its needs still
// give.
func (r run) fill(t table, i int) {
	n, parts, seen := r.g.nodes[i], []state(nil), []state(nil)
	hit := r.event.hits(n)
	for m := range t {
		parts = append(parts[:0], r.own(n, hit, m))
		for k, need := range n.Needs {
			seen = r.seen(seen[:0], need, r.g.uses[i][k], m, t)
			parts = append(parts, r.need(need, seen))
		}
		t[m][i] = r.join(parts)
	}
}

// join is what is left of something that needs all of its parts. At best their losses fall on
// the same capacity, and the smallest part is left; at worst each takes another piece, and 1
// minus the sum of the losses is left (the bounds of Fréchet 1935). A loss that comes by two ways
// is at worst two: to count it once, where alternatives share it, would let one more alternative
// do harm.
func (r run) join(parts []state) state {
	out, lost, losing := whole, 0.0, 0
	for _, p := range parts {
		out.level = min(out.level, p.level)
		out.degraded = out.degraded || p.degraded
		out.permanent = out.permanent || p.permanent
		lost += 1 - p.level
		if p.level < 1 {
			losing++
		}
	}
	if r.worst && losing > 1 {
		out.level = min(out.level, max(0, 1-lost))
	}
	return out
}

// seen are the alternatives of a need as who needs them sees them: what is stored delays a
// loss.
func (r run) seen(out []state, n Need, uses []int, month int, t table) []state {
	for j, at := range uses {
		since := float64(month)
		if stock := n.Alternatives[j].StockMonths; stock != nil {
			since -= r.pick(stock, 0, 0)
		}
		if since < 0 {
			out = append(out, whole)
		} else {
			out = append(out, t[int(since)][at])
		}
	}
	return out
}

// need is what a group of alternatives gives: the best of them where one suffices, and all but
// what was lost where they make up a capacity. Where one suffices one is used at a time: two
// halves do not make a whole.
func (r run) need(n Need, seen []state) state {
	if slices.ContainsFunc(n.Alternatives, func(a Alternative) bool { return a.Share != nil }) {
		return r.capacity(n, seen)
	}
	best := state{degraded: true, permanent: true}
	for _, s := range seen {
		best.level = max(best.level, s.level)
		best.degraded = best.degraded && (s.degraded || s.level < 1)
		best.permanent = best.permanent && s.permanent
	}
	return best
}

// own is what the event does to a node by itself.
func (r run) own(n Node, hit offer.Tri, month int) state {
	if hit == offer.No || hit == offer.DontKnow && !r.worst {
		return whole
	}
	switch r.event.Kind {
	case SiteLost:
		return state{permanent: true}
	case ForcedUpdate:
		return state{level: 1, degraded: n.Pinned == offer.No || n.Pinned == offer.DontKnow && r.worst}
	case TenantChange:
		return state{level: r.pick(n.Reserved, 0, 1)}
	case LicenceExpired:
		return r.lot(n, month-r.ends(n.Expiry), false)
	case LicenceRevoked:
		return r.lot(n, month, true)
	}
	if n.Kind == Chip {
		return r.chip(n, month)
	}
	if float64(month) < r.life(n) {
		return whole
	}
	return r.dear(state{permanent: r.event.Kind != PriceTimes && r.worst})
}

// pick is the end of a range that this run takes where more is better; what is not known lies
// between lo and hi.
func (r run) pick(x *offer.Range, lo, hi float64) float64 {
	if x != nil {
		lo, hi = x.Lo, x.Hi
	}
	if r.worst {
		return lo
	}
	return hi
}

// lesser is pick where less is better.
func (r run) lesser(x *offer.Range, lo, hi float64) float64 {
	return run{worst: !r.worst}.pick(x, lo, hi)
}
