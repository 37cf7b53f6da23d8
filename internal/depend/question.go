package depend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// A Question is one thing that nobody published and that keeps a drill open, as it is put to
// whoever offers the service.
type Question struct {
	Node  string `json:"node"`
	About string `json:"about"` // the node's title
	Field string `json:"field"` // what is asked for
	Text  string `json:"text"`
	// Moves is the most of a service's capacity, in any month, that the answers on this node alone
	// could settle: good ones lifting the worst run, or bad ones lowering the best. 0: they settle
	// something only together with those on other nodes.
	Moves float64 `json:"moves"`
}

// Questions lists what keeps an event's drill open, over all services, the nodes that could settle
// most first. Asked for is every field that nobody recorded of a node that the event may reach,
// where an answer can change what the event does to that node. Where the drill is settled nothing
// is asked. A bad event is an error.
func Questions(g Graph, e Event) ([]Question, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	var qs []Question
	add := func(q Question) {
		i := slices.IndexFunc(qs, func(o Question) bool { return o.Node == q.Node && o.Field == q.Field })
		if i < 0 {
			qs = append(qs, q)
			return
		}
		qs[i].Moves = max(qs[i].Moves, q.Moves)
	}
	for _, id := range g.Services() {
		for _, q := range questionsOf(g, e, g.index[id]) {
			add(q)
		}
	}
	slices.SortStableFunc(qs, func(a, b Question) int { return cmp.Compare(b.Moves, a.Moves) })
	return qs, nil
}

func questionsOf(g Graph, e Event, service int) (qs []Question) {
	worst, best := both(g, e, g.nodes[service].ID)
	if slices.Equal(worst, best) {
		return nil
	}
	if e.Kind == SiteLost {
		return sizeQuestions(g, e, service, nil, worst, best)
	}
	low, high := run{g, e, true}.all(service), run{g, e, false}.all(service)
	for i, hit := range e.reach(g, service) {
		if us := unknowns(e, g.nodes[i]); hit != offer.No && len(us) > 0 {
			qs = append(qs, asked(g, e, us, low, high, i, service)...)
		}
	}
	return append(qs, sizeQuestions(g, e, service, []table{low, high}, worst, best)...)
}

// asked are the questions on one node that bear on what the event does to it.
func asked(g Graph, e Event, us []unknown, low, high table, node, service int) (qs []Question) {
	n := g.nodes[node]
	lifted := again(g, e, low, answered(n, us, true), node, service, true)
	lowered := again(g, e, high, answered(n, us, false), node, service, false)
	moves := 0.0
	for m := range lifted {
		moves = max(moves, lifted[m].level-low[m][service].level, high[m][service].level-lowered[m].level)
	}
	for i, u := range us {
		if bears(e, n, u, slices.Concat(us[:i], us[i+1:])) {
			qs = append(qs, Question{n.ID, n.Title, u.field, u.text, moves})
		}
	}
	return qs
}

// again is a run with one node changed.
func again(g Graph, e Event, base table, changed Node, node, service int, worst bool) []state {
	g.nodes = slices.Clone(g.nodes)
	g.nodes[node] = changed
	return run{g, e, worst}.again(base, node, service).of(service)
}

// bears reports whether an answer changes what the event does to a node, whichever of the node's
// other unknowns are answered besides: a node has six at most.
func bears(e Event, n Node, u unknown, others []unknown) bool {
	for _, good := range []bool{true, false} {
		for chosen := range 1 << len(others) {
			c := n
			for i, o := range others {
				if chosen>>i&1 == 1 {
					c = answered(c, []unknown{o}, good)
				}
			}
			if !slices.Equal(own(e, c, good), own(e, answered(c, []unknown{u}, good), good)) {
				return true
			}
		}
	}
	return false
}

// own is what an event does to a node by itself, month by month, in the worst run or the best.
func own(e Event, n Node, worst bool) []state {
	r, hit, out := run{event: e, worst: worst}, e.hits(n), make([]state, Horizon+1)
	for m := range out {
		out[m] = r.own(n, hit, m)
	}
	return out
}

// answered is a node with unknowns answered, all for the best or all for the worst.
func answered(n Node, us []unknown, good bool) Node {
	n.Suppliers = slices.Clone(n.Suppliers)
	for _, u := range us {
		if good {
			u.good(&n)
		} else {
			u.bad(&n)
		}
	}
	return n
}

// An unknown is a field that nobody recorded, with its best and its worst answer.
type unknown struct {
	field, text string
	good, bad   func(*Node)
}

// endless stands for months without end.
var endless = offer.Range{Lo: 1e6, Hi: 1e6}

// unknowns are the fields of a node that an event asks for and nobody recorded.
func unknowns(e Event, n Node) (us []unknown) {
	ask := func(open bool, field, text string, good, bad func(*Node)) {
		if open {
			us = append(us, unknown{field, text, good, bad})
		}
	}
	us = append(us, whose(e, n)...)
	switch {
	case e.Kind == ForcedUpdate:
		ask(n.Pinned == offer.DontKnow, "update rights", "May the buyer refuse an update and go on with the version in use, by contract?",
			func(c *Node) { c.Pinned = offer.Yes }, func(c *Node) { c.Pinned = offer.No })
	case e.Kind == TenantChange:
		ask(n.Reserved == nil, "reserved share", "What share of the capacity is kept for national use by contract, whatever else is let?",
			func(c *Node) { c.Reserved = &offer.Range{Lo: 1, Hi: 1} }, func(c *Node) { c.Reserved = &offer.Range{} })
	case n.Kind == Chip || e.Kind == LicenceRevoked || e.Kind == LicenceExpired:
		us = append(us, ofLot(e, n)...)
	default:
		ask(n.GraceMonths == nil, "notice", "For how many months does it go on, by contract, after its supplier gives notice or stops?",
			func(c *Node) { c.GraceMonths = &endless }, func(c *Node) { c.GraceMonths = &offer.Range{} })
		ask(n.StockMonths == nil && slices.Contains(storable, n.Kind), "stock", "How many months of it are in stock in the country?",
			func(c *Node) { c.StockMonths = &endless }, func(c *Node) { c.StockMonths = &offer.Range{} })
	}
	return us
}

// ofLot are what an event asks of a lot of accelerators.
func ofLot(e Event, n Node) (us []unknown) {
	ask := func(open bool, field, text string, good, bad func(*Node)) {
		if open {
			us = append(us, unknown{field, text, good, bad})
		}
	}
	hostile := e.Kind == LicenceRevoked || e.Kind == BlocPenalty || e.Kind == LegalOrder
	ask(hostile && n.RemoteDisable == offer.DontKnow, "remote disable", "Can anybody abroad disable or throttle it from afar, by hardware, firmware, software or support, and which inspection shows that?",
		func(c *Node) { c.RemoteDisable = offer.No }, func(c *Node) { c.RemoteDisable = offer.Yes })
	ask(e.Kind == LicenceExpired && n.Expiry.IsZero() && n.Licensed != offer.No, "licence", "Under which export licence or authorisation does it stand, with which last day and which conditions?",
		func(c *Node) { c.Licensed = offer.No }, func(c *Node) { c.Licensed, c.Expiry = offer.Yes, e.From })
	if e.Kind == LegalOrder {
		return us // what is installed is not asked: it is switched off, or it goes on
	}
	ask(n.Installed == nil, "installed", "How many of them stand and run in the country today, of how many in all?",
		func(c *Node) { c.Installed = &offer.Range{Lo: 1, Hi: 1} }, func(c *Node) { c.Installed = &offer.Range{} })
	ask(n.StockMonths == nil, "spares", "For how many months do the spares held in the country last?",
		func(c *Node) { c.StockMonths = &endless }, func(c *Node) { c.StockMonths = &offer.Range{} })
	ask(n.FailureRate == nil, "failures", "What share of them fails in a year, as measured?",
		func(c *Node) { c.FailureRate = &offer.Range{} }, func(c *Node) { c.FailureRate = &offer.Range{Lo: 1, Hi: 1} })
	return us
}

// whose are the suppliers and the export law that nobody recorded and an event asks for.
func whose(e Event, n Node) (us []unknown) {
	party := e.Kind == ProviderInsolvent || e.Kind == PriceTimes || e.Kind == ForcedUpdate && e.Actor != ""
	law := e.Kind == LegalOrder || e.Kind == BlocPenalty
	name := func(s Supplier) string { return cmp.Or(s.Party, "whoever supplies, owns or operates it") }
	set := func(of func(*Supplier) *string, to string) func(*Node) {
		return func(c *Node) {
			for i := range c.Suppliers {
				if field := of(&c.Suppliers[i]); *field == "" {
					*field = to
				}
			}
		}
	}
	var lawless []string
	for _, s := range n.Suppliers {
		if s.Jurisdiction == "" && !slices.Contains(lawless, name(s)) {
			lawless = append(lawless, name(s))
		}
	}
	switch {
	case party && slices.ContainsFunc(n.Suppliers, func(s Supplier) bool { return s.Party == "" }):
		of := func(s *Supplier) *string { return &s.Party }
		us = append(us, unknown{"supplier", "Who supplies, owns or operates it?", set(of, "somebody else"), set(of, e.Actor)})
	case law && len(lawless) > 0:
		of := func(s *Supplier) *string { return &s.Jurisdiction }
		us = append(us, unknown{"jurisdiction", "Under which country's law does each of these stand, that of its ultimate parent included: " + strings.Join(lawless, "; ") + "?", set(of, "??"), set(of, e.Actor)})
	}
	if export := law || e.Kind == LicenceRevoked || e.Kind == LicenceExpired; export && n.Export == Unknown {
		us = append(us, unknown{"export law", "Whose export law reaches it, and under which item?",
			func(c *Node) { c.Export = "" }, func(c *Node) { c.Export = cmp.Or(e.Actor, "??") }})
	}
	return us
}

// sizeQuestions ask how a capacity is split where nobody recorded it and its parts fare
// differently: in the worst run or the best, or since one of the places is lost.
func sizeQuestions(g Graph, e Event, service int, runs []table, worst, best []state) (qs []Question) {
	moves := 0.0
	for m := range worst {
		moves = max(moves, best[m].level-worst[m].level)
	}
	for i, is := range g.below(service) {
		for k, need := range g.nodes[i].Needs {
			open := slices.ContainsFunc(need.Alternatives, func(a Alternative) bool { return a.Share != nil && a.Share.Lo < a.Share.Hi })
			lost := e.Kind == SiteLost && len(need.Alternatives) > 1 && e.takes(g, g.uses[i][k])
			if is && open && (lost || differ(runs, g.uses[i][k])) {
				qs = append(qs, Question{g.nodes[i].ID, g.nodes[i].Title, "split of " + need.Of, fmt.Sprintf("How large is each part of its %s (%s)?", need.Of, sizeUnit(need.Of)), moves})
			}
		}
	}
	return qs
}

// takes reports whether a lost site may be one of these.
func (e Event) takes(g Graph, uses []int) bool {
	return slices.ContainsFunc(uses, func(at int) bool {
		return g.nodes[at].Kind == Site && (e.Actor == "" || e.hits(g.nodes[at]) != offer.No)
	})
}

// differ reports whether nodes fare differently in any month of any of the runs.
func differ(runs []table, uses []int) bool {
	for _, t := range runs {
		for m := range t {
			for _, at := range uses[1:] {
				if t[m][at] != t[m][uses[0]] {
					return true
				}
			}
		}
	}
	return false
}

func sizeUnit(of string) string {
	switch of {
	case "places":
		return "MW now and planned at each place"
	case "accelerators":
		return "number in each lot, by maker and product"
	case "money":
		return "amount by payer, and what is paid already"
	}
	return "share of each"
}
