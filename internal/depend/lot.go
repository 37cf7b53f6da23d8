package depend

import (
	"math"
	"slices"
	"time"

	"assay/internal/offer"
)

// storable are the layers that can be laid in. The others are deeds, done as they are needed: an
// unrecorded stock of them is none, where one of these may be anything.
var storable = []Kind{Data, Chip, Power, Money, Other}

// life is for how many months a node goes on after its supplier stops: its grace, then its
// stock. What is not known is anything from nothing to for ever.
func (r run) life(n Node) float64 {
	life := r.pick(n.GraceMonths, 0, math.Inf(1))
	if n.StockMonths != nil || slices.Contains(storable, n.Kind) {
		life += r.pick(n.StockMonths, 0, math.Inf(1))
	}
	return life
}

// dear turns what a refusal would leave into what a price leaves: at best it is paid, and all
// that is bought runs on at the new price.
func (r run) dear(refused state) state {
	if r.event.Kind == PriceTimes && !r.worst && refused.level < 1 {
		return state{level: 1, degraded: true}
	}
	return refused
}

// chip is what an event other than the end of a licence leaves of a lot of accelerators.
func (r run) chip(n Node, month int) state {
	switch r.event.Kind {
	case LegalOrder:
		if r.disabled(n) {
			return state{} // it may be switched on again
		}
		return whole // sold is sold
	case BlocPenalty:
		return r.lot(n, month, true)
	}
	return r.dear(r.lot(n, month, false))
}

func (r run) disabled(n Node) bool {
	return n.RemoteDisable == offer.Yes || n.RemoteDisable == offer.DontKnow && r.worst
}

// lot is a lot of accelerators whose supply ended a number of months ago: what is not installed
// never comes, what is installed lasts as long as spares do and then fails at its yearly rate f:
// installed x (1-f)^(months/12). With hostile, whoever can disable it from afar does.
func (r run) lot(n Node, months int, hostile bool) state {
	if months < 0 {
		return whole
	}
	without := max(0, float64(months)-r.pick(n.StockMonths, 0, math.Inf(1)))
	fail := r.lesser(n.FailureRate, 0, 1)
	// What is gone for good is what was there: the more may be installed, the more may go.
	there := r.lesser(n.Installed, 0, 1)
	s := state{level: r.pick(n.Installed, 0, 1) * math.Pow(1-fail, without/12), permanent: without > 0 && fail > 0 && there > 0}
	if hostile && r.disabled(n) {
		s.level = 0 // it may be switched on again; what fails meanwhile is gone
	}
	return s
}

// ends counts the months from the event to the first month without a licence of which the last
// day is given. A day that is known by its month or year alone is at worst its first, at best
// its last; a licence that nobody dated may have ended.
func (r run) ends(expiry offer.Date) int {
	switch {
	case expiry.IsZero():
		return 0
	case r.worst:
		return monthsTo(r.event.From, expiry.First())
	}
	return monthsTo(r.event.From, expiry.Last())
}

// monthsTo counts the months from a day to the first month that begins after last.
func monthsTo(from offer.Date, last time.Time) int {
	end, start := last.AddDate(0, 0, 1), from.First()
	m := (end.Year()-start.Year())*12 + int(end.Month()) - int(start.Month())
	if end.Day() > start.Day() {
		m++
	}
	return max(m, 0)
}
