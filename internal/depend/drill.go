package depend

import (
	"cmp"
	"fmt"
	"math"

	"assay/internal/offer"
)

// A Verdict is what a service does in one month.
type Verdict string

// The verdicts, from the worst to the best.
const (
	Stops     Verdict = "stops"
	Degrades  Verdict = "degrades"
	Continues Verdict = "continues"
)

// A Drill is an event run month by month on everything an offer serves.
type Drill struct {
	Event    Event          `json:"event"`
	Services []ServiceDrill `json:"services"`
}

// A ServiceDrill is what an event does to one service. Worst and best are the two ways the
// unknowns may turn out; where they agree nothing that is unknown matters.
type ServiceDrill struct {
	Service string `json:"service"`
	Title   string `json:"title"`
	// Opens is set where every place of the service opens only after the event: the drill then
	// reads the plan as if it stood, and nothing of it runs yet.
	Opens  offer.Date `json:"opens,omitzero"`
	Months []Month    `json:"months"` // 0 to Horizon
	// StopsAt is the first month in which it stops: in the worst run, and in the best. Nil: not
	// within the horizon.
	StopsAt      MonthRange   `json:"stops_at"`
	Irreversible MonthRange   `json:"irreversible"` // the first month after which part of it is gone for good
	Trace        []TraceLine  `json:"trace"`
	Prevention   []Prevention `json:"prevention"`
}

// A Month is one month of a drill.
type Month struct {
	Month int         `json:"month"`
	Worst Verdict     `json:"worst"`
	Best  Verdict     `json:"best"`
	Share offer.Range `json:"share"` // of the capacity that is left, 0..1
}

// A MonthRange is the earliest month something may happen (worst run) and the latest (best
// run).
type MonthRange struct {
	Earliest *int `json:"earliest"`
	Latest   *int `json:"latest"`
}

// A TraceLine says what the event does to one node.
type TraceLine struct {
	Text     string     `json:"text"`
	Node     string     `json:"node"`
	Evidence []offer.ID `json:"evidence,omitempty"`
}

// A Prevention is one change that would have made the worst run better, and how much.
type Prevention struct {
	Text  string  `json:"text"`
	Node  string  `json:"node"`
	Share float64 `json:"share"` // capacity left at the horizon in the worst run, with it
	Later bool    `json:"later"` // or it stops later, or keeps its quality
}

// RunDrill runs an event on every service of a graph. A bad event is an error that says what is
// missing.
func RunDrill(g Graph, e Event) (Drill, error) {
	if err := e.Validate(); err != nil {
		return Drill{}, err
	}
	d := Drill{Event: e}
	for _, id := range g.Services() {
		s := g.nodes[g.index[id]]
		worst, best := both(g, e, id)
		sd := ServiceDrill{Service: id, Title: s.Title, Opens: g.opens(g.index[id]), StopsAt: MonthRange{first(worst, stopped), first(best, stopped)},
			Irreversible: MonthRange{first(worst, gone), first(best, gone)}}
		for m := range worst {
			sd.Months = append(sd.Months, Month{m, worst[m].verdict(), best[m].verdict(), offer.Range{Lo: worst[m].level, Hi: best[m].level}})
		}
		sd.Trace = trace(g, e, g.index[id])
		sd.Prevention = preventions(g, e, g.index[id], worst)
		d.Services = append(d.Services, sd)
	}
	return d, nil
}

// ShareAfter returns what is left of a service's capacity a number of months after an event.
func ShareAfter(g Graph, service string, e Event, months int) (offer.Range, error) {
	if err := e.Validate(); err != nil {
		return offer.Range{}, err
	}
	if _, ok := g.index[service]; !ok {
		return offer.Range{}, fmt.Errorf("there is no service %q in the dependency graph", service)
	}
	if months < 0 || months > Horizon {
		return offer.Range{}, fmt.Errorf("month %d is not between 0 and %d", months, Horizon)
	}
	worst, best := both(g, e, service)
	return offer.Range{Lo: worst[months].level, Hi: best[months].level}, nil
}

// cases are the events that an event may turn out to be for a service: where a lost site is not
// named, each that may be the largest is lost in turn.
func (e Event) cases(g Graph, service int) []Event {
	if e.Kind != SiteLost || e.Actor != "" {
		return []Event{e}
	}
	var cs []Event
	for _, id := range g.largestSites(service) {
		cs = append(cs, Event{Kind: SiteLost, Actor: id, From: e.From})
	}
	if len(cs) == 0 {
		return []Event{e} // there is no site to lose
	}
	return cs
}

// both runs the event with all unknowns at their worst and at their best.
func both(g Graph, e Event, service string) (worst, best []state) {
	at := g.index[service]
	for i, c := range e.cases(g, at) {
		w, b := run{g, c, true}.months(at), run{g, c, false}.months(at)
		if i == 0 {
			worst, best = w, b
			continue
		}
		for m := range w {
			worst[m], best[m] = lower(worst[m], w[m]), higher(best[m], b[m])
		}
	}
	return worst, best
}

func lower(a, b state) state {
	return state{min(a.level, b.level), a.degraded || b.degraded, a.permanent || b.permanent}
}

func higher(a, b state) state {
	return state{max(a.level, b.level), a.degraded && b.degraded, a.permanent && b.permanent}
}

// largestSites lists the sites under a service of which each may be the largest.
func (g Graph) largestSites(service int) (ids []string) {
	shares, most := make([]*offer.Range, service+1), 0.0
	for i, is := range g.below(service) {
		for k, need := range g.nodes[i].Needs {
			for j, a := range need.Alternatives {
				if at := g.uses[i][k][j]; is && g.nodes[at].Kind == Site {
					shares[at] = cmp.Or(a.Share, &offer.Range{Lo: 0, Hi: 1})
					most = max(most, shares[at].Lo)
				}
			}
		}
	}
	for i, s := range shares {
		if s != nil && s.Hi >= most {
			ids = append(ids, g.nodes[i].ID)
		}
	}
	return ids
}

// nothing is the share below which a service counts as stopped; rounding makes no service run.
const nothing = 1e-9

func (s state) verdict() Verdict {
	switch {
	case s.level <= nothing:
		return Stops
	case s.degraded || s.level < 1-nothing:
		return Degrades
	}
	return Continues
}

func stopped(s state) bool { return s.level <= nothing }
func gone(s state) bool    { return s.permanent }

func first(states []state, is func(state) bool) *int {
	for m, s := range states {
		if is(s) {
			return new(m)
		}
	}
	return nil
}

// trace says in words what the event does to each node that the service stands on.
func trace(g Graph, e Event, service int) []TraceLine {
	lines := []TraceLine{}
	for i, hit := range e.reach(g, service) {
		if n := g.nodes[i]; hit != offer.No {
			lines = append(lines, TraceLine{effect(e, n, hit), n.ID, n.Evidence})
		}
	}
	return lines
}

// reach says of every node that a service stands on whether an event reaches it, in any of the
// cases that it may turn out to be.
func (e Event) reach(g Graph, service int) []offer.Tri {
	hits, cs := make([]offer.Tri, service+1), e.cases(g, service)
	for i, is := range g.below(service) {
		hits[i] = offer.No
		for _, c := range cs {
			if is {
				hits[i] = or(hits[i], c.hits(g.nodes[i]))
			}
		}
	}
	return hits
}

func effect(e Event, n Node, hit offer.Tri) string {
	start := n.Title + " is reached"
	if hit == offer.DontKnow {
		start = n.Title + " may be reached, since nobody published who stands behind it"
	}
	switch {
	case e.Kind == SiteLost:
		return n.Title + " may be the largest site: its capacity is gone."
	case e.Kind == ForcedUpdate:
		return start + ": " + map[offer.Tri]string{offer.Yes: "the update can be refused.", offer.No: "the update cannot be refused.", offer.DontKnow: "whether the update can be refused is not known."}[n.Pinned]
	case e.Kind == TenantChange:
		return start + ": " + rangeWords(n.Reserved, 100, "%", "what is kept for the buyer is not known.", "are kept for the buyer.")
	case e.Kind == LicenceExpired && n.Expiry.IsZero():
		return n.Title + ": when its licence ends, or whether it needs one, is not known; what is installed then goes on while parts last."
	case e.Kind == LicenceExpired:
		return fmt.Sprintf("%s: its licence ends on %s; what is installed then goes on while parts last.", n.Title, n.Expiry)
	case n.Kind == Chip:
		return start + ": " + chipWords(e, n)
	}
	return start + ": " + lifeWords(n)
}

func lifeWords(n Node) string {
	if n.StockMonths == nil {
		return rangeWords(n.GraceMonths, 1, "months", "how long it goes on without its supplier is not known.", "it goes on without its supplier.")
	}
	return rangeWords(n.GraceMonths, 1, "months", "what notice there is, is not known", "of notice") + ", then " + rangeWords(n.StockMonths, 1, "months", "", "in stock.")
}

func chipWords(e Event, n Node) string {
	text := map[offer.Tri]string{offer.Yes: "it can be disabled from afar", offer.No: "nobody can disable it from afar", offer.DontKnow: "whether it can be disabled from afar is not known"}[n.RemoteDisable]
	if e.Kind == LegalOrder {
		return text + "."
	}
	return text + "; " + rangeWords(n.Installed, 100, "%", "how much is installed is not known", "are installed") + ", " +
		rangeWords(n.StockMonths, 1, "months", "how long spares last is not known", "of spares are at home") + ", " +
		rangeWords(n.FailureRate, 100, "%", "how many fail in a year is not known", "fail in a year") + "."
}

func rangeWords(r *offer.Range, times float64, unit, unknown, known string) string {
	switch {
	case r == nil:
		return unknown
	case r.Lo == r.Hi:
		return fmt.Sprintf("%.4g %s %s", times*r.Lo, unit, known)
	case math.IsInf(r.Hi, 1):
		return fmt.Sprintf("at least %.4g %s %s", times*r.Lo, unit, known)
	}
	return fmt.Sprintf("%.4g to %.4g %s %s", times*r.Lo, times*r.Hi, unit, known)
}
