package depend

import (
	"math"
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

// months runs the event and returns the states of a node, from month 0 to Horizon.
func (r run) months(service int) []state {
	out := make([]state, Horizon+1)
	states := make([]state, service+1)
	for m := range out {
		for i := range states {
			states[i] = r.step(i, m, states)
		}
		out[m] = states[service]
	}
	return out
}

// step joins what the event does to a node itself with what its needs still give.
func (r run) step(i, month int, states []state) state {
	n := r.g.nodes[i]
	s := r.own(n, month)
	for _, need := range n.Needs {
		of := r.need(need, states)
		s.level = min(s.level, of.level)
		s.degraded = s.degraded || of.degraded
		s.permanent = s.permanent || of.permanent
	}
	return s
}

// need is what a group of alternatives gives: the best of them where one suffices, and all but
// what was lost where they make up a capacity.
func (r run) need(n Need, states []state) state {
	if slices.ContainsFunc(n.Alternatives, func(a Alternative) bool { return a.Share != nil }) {
		return r.capacity(n, states)
	}
	best := state{degraded: true, permanent: true}
	for _, a := range n.Alternatives {
		s := states[r.g.index[a.Node]]
		best.level = max(best.level, s.level)
		if s.level > 0 {
			best.degraded = best.degraded && s.degraded
			best.permanent = best.permanent && s.permanent
		}
	}
	return best
}

// capacity is 1 - sum of share x loss. Where shares are ranges, those within them that add up to
// 1 and lose most (worst run) or least (best run) are taken: a fractional knapsack, filled
// greedily (Dantzig 1957). What the shares leave open is capacity that nobody described.
func (r run) capacity(n Need, states []state) state {
	type lot struct{ lo, hi, loss float64 }
	var out state
	lots := make([]lot, 0, len(n.Alternatives)+1)
	sumLo, sumHi, degraded := 0.0, 0.0, len(n.Alternatives) > 0
	for _, a := range n.Alternatives {
		s := states[r.g.index[a.Node]]
		l := lot{0, 1, 1 - s.level}
		if a.Share != nil {
			l.lo, l.hi = a.Share.Lo, a.Share.Hi
		}
		lots = append(lots, l)
		sumLo, sumHi = sumLo+l.lo, sumHi+l.hi
		degraded = degraded && s.degraded
		out.permanent = out.permanent || s.permanent && l.hi > 0
	}
	if sumHi < 1 {
		loss := 0.0
		if r.worst {
			loss = 1
		}
		if !r.quiet(states, n) {
			lots = append(lots, lot{1 - sumHi, 1 - sumHi, loss})
		}
	}
	slices.SortStableFunc(lots, func(a, b lot) int {
		if a.loss == b.loss {
			return 0
		}
		if (a.loss > b.loss) == r.worst {
			return -1
		}
		return 1
	})
	rest, lost := max(0, 1-sumLo), 0.0
	for _, l := range lots {
		more := min(rest, l.hi-l.lo)
		rest -= more
		lost += float64((l.lo + more) * l.loss)
	}
	out.level, out.degraded = min(1, max(0, 1-lost)), degraded
	return out
}

// quiet reports whether nothing happened to any alternative: then nothing is lost of what is
// not described either.
func (r run) quiet(states []state, n Need) bool {
	return !slices.ContainsFunc(n.Alternatives, func(a Alternative) bool { return states[r.g.index[a.Node]] != whole })
}

// own is what the event does to a node by itself.
func (r run) own(n Node, month int) state {
	hit := r.event.hits(n)
	if hit == offer.No || hit == offer.DontKnow && !r.worst {
		return whole
	}
	switch r.event.Kind {
	case SiteLost:
		return state{permanent: true}
	case ForcedUpdate:
		return r.updated(n)
	case TenantChange:
		return state{level: r.pick(n.Reserved, 0, 1)}
	case LicenceExpired:
		return r.parts(n, month-monthsTo(r.event.From, n.Expiry), false)
	case LicenceRevoked:
		return r.parts(n, month, true)
	}
	if n.Kind == Chip {
		return r.parts(n, month, r.event.Kind == LegalOrder)
	}
	if float64(month) < r.pick(n.GraceMonths, 0, math.Inf(1)) {
		return whole
	}
	if r.event.Kind == PriceTimes && !r.worst {
		return state{level: 1, degraded: true} // it can be paid, at the new price
	}
	return state{permanent: r.event.Kind != PriceTimes && r.worst}
}

func (r run) updated(n Node) state {
	bad := n.Pinned == offer.No || n.Pinned == offer.DontKnow && r.worst
	return state{level: 1, degraded: bad, permanent: false}
}

// parts is a lot of accelerators whose supply ended a number of months ago: what is not
// installed never comes, what is installed lasts as long as spares do and then fails at its
// yearly rate f: installed x (1-f)^(months/12). With hostile, whoever can disable it from afar
// does.
func (r run) parts(n Node, months int, hostile bool) state {
	if months < 0 {
		return whole
	}
	disable := n.RemoteDisable == offer.Yes || n.RemoteDisable == offer.DontKnow && r.worst
	if r.event.Kind == LegalOrder {
		if disable {
			return state{}
		}
		return whole
	}
	installed := r.pick(n.Installed, 0, 1)
	without := max(0, float64(months)-r.pick(n.StockMonths, 0, math.Inf(1)))
	fail := r.lesser(n.FailureRate, 0, 1)
	s := state{level: installed * math.Pow(1-fail, without/12), permanent: without > 0 && fail > 0 && installed > 0}
	if hostile && disable {
		s.level = 0 // it may be switched on again; what fails meanwhile is gone
	}
	return s
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

// monthsTo counts the months from a day to the first month without a licence that ends on
// expiry; it is negative when it ended before.
func monthsTo(from, expiry offer.Date) int {
	end := expiry.Last().AddDate(0, 0, 1)
	start := from.First()
	m := (end.Year()-start.Year())*12 + int(end.Month()) - int(start.Month())
	if end.Day() > start.Day() {
		m++
	}
	return max(m, 0)
}
