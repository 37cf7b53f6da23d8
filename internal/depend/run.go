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
	source    source  // whose loss it is
}

// A source says where a loss comes from: from nowhere, from one node (its place in the graph
// plus one), or from several. It only ever grows from the first to the last as losses grow, so
// that less loss never makes a joint loss larger.
type source int

const (
	none    source = 0
	several source = -1
)

func (s source) with(o source) source {
	switch {
	case s == none || s == o:
		return o
	case o == none:
		return s
	}
	return several
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
		own := r.own(n, hit, m)
		if own.level < 1 {
			own.source = source(i + 1)
		}
		parts = append(parts[:0], own)
		for k, need := range n.Needs {
			seen = r.seen(seen[:0], need, r.g.uses[i][k], m, t)
			parts = append(parts, r.need(need, seen))
		}
		t[m][i] = r.join(parts)
	}
}

// join is what is left of something that needs all of its parts. At best their losses fall on
// the same capacity, and the smallest part is left; at worst each takes another piece, and 1
// minus the sum of the losses is left (the bounds of Fréchet 1935). Losses that all come from
// one node are the same ones, and the largest of them counts.
func (r run) join(parts []state) state {
	out := whole
	lost := 0.0
	for i, p := range parts {
		out.level = min(out.level, p.level)
		out.degraded = out.degraded || p.degraded
		out.permanent = out.permanent || p.permanent
		if p.level < 1 {
			out.source = out.source.with(p.source)
			lost += extra(parts[:i], p)
		}
	}
	if r.worst && out.source == several {
		out.level = min(out.level, max(0, 1-lost))
	}
	return out
}

// extra is by how much a part's loss exceeds those of the earlier parts of the same one source.
func extra(earlier []state, p state) float64 {
	counted := 0.0
	for _, q := range earlier {
		if p.source != several && q.source == p.source {
			counted = max(counted, 1-q.level)
		}
	}
	return max(0, 1-p.level-counted)
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
		best.source = best.source.with(s.source)
	}
	if best.level == 1 {
		best.source = none
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
