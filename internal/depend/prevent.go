package depend

import (
	"cmp"
	"fmt"
	"slices"

	"assay/internal/offer"
)

// spareMonths and noticeMonths are the amounts that preventions try. The figures are our
// choice: two years of spares, the time CE3 asks about, and one year of notice, or of stock of
// what else can be laid in.
const (
	spareMonths  = 24.0
	noticeMonths = 12.0
)

// preventions tries, one node and one change at a time, what would have made the worst run
// better: it keeps those that leave more capacity at the horizon, stop later or keep the
// quality, the most telling first.
func preventions(g Graph, e Event, service int, worst []state) []Prevention {
	ps, base := []Prevention{}, run{g, e, true}.all(service)
	last := len(worst) - 1
	for i, hit := range e.reach(g, service) {
		if hit == offer.No {
			continue
		}
		for _, c := range changes(e, g.nodes[i]) {
			w := with(g, e, base, i, service, c.node)
			p := Prevention{Text: c.text, Node: g.nodes[i].ID, Share: w[last].level, Later: stopsLater(w, worst) || !w[last].degraded && worst[last].degraded}
			if p.Share > worst[last].level+nothing || p.Later {
				ps = append(ps, p)
			}
		}
	}
	slices.SortStableFunc(ps, func(a, b Prevention) int { return cmp.Compare(b.Share, a.Share) })
	return ps
}

// with is the worst run after one node was changed.
func with(g Graph, e Event, base table, node, service int, changed Node) []state {
	h := g
	h.nodes = slices.Clone(g.nodes)
	h.nodes[node] = changed
	if e.Kind == SiteLost { // another site may now be the largest
		w, _ := both(h, e, g.nodes[service].ID)
		return w
	}
	return run{h, e, true}.again(base, node, service).of(service)
}

func stopsLater(a, b []state) bool {
	x, y := first(a, stopped), first(b, stopped)
	return y != nil && (x == nil || *x > *y)
}

type change struct {
	text string
	node Node
}

// changes are the contract changes and purchases that bear on how a node takes an event.
func changes(e Event, n Node) (cs []change) {
	add := func(text string, with func(*Node)) {
		c := n
		with(&c)
		cs = append(cs, change{text, c})
	}
	switch {
	case e.Kind == SiteLost:
		add("A second place that carries the load of "+n.Title, func(c *Node) { c.Kind = Other })
	case e.Kind == ForcedUpdate:
		add("The right to refuse updates of "+n.Title, func(c *Node) { c.Pinned = offer.Yes })
	case e.Kind == TenantChange:
		add("All of "+n.Title+" kept for the buyer by contract", func(c *Node) { c.Reserved = &offer.Range{Lo: 1, Hi: 1} })
	case n.Kind == Chip:
		add("A qualified alternative to "+n.Title+" beyond that reach", func(c *Node) { c.Export, c.Suppliers, c.Expiry = "", nil, offer.Date{} })
		add(fmt.Sprintf("No means to disable %s from afar, shown by inspection, all of it installed, and %.0f months of spares at home", n.Title, spareMonths), func(c *Node) {
			c.RemoteDisable, c.Installed, c.StockMonths = offer.No, &offer.Range{Lo: 1, Hi: 1}, atLeast(n.StockMonths, spareMonths)
		})
		if n.RemoteDisable != offer.No {
			add("No means to disable "+n.Title+" from afar, shown by inspection", func(c *Node) { c.RemoteDisable = offer.No })
		}
		add(fmt.Sprintf("%.0f months of spares for %s at home", spareMonths, n.Title), func(c *Node) { c.StockMonths = atLeast(n.StockMonths, spareMonths) })
	default:
		if slices.Contains(storable, n.Kind) {
			add(fmt.Sprintf("%.0f months of %s in stock at home", noticeMonths, n.Title), func(c *Node) { c.StockMonths = atLeast(n.StockMonths, noticeMonths) })
		}
		add("A qualified alternative to "+n.Title+", or the right to run it without its supplier", func(c *Node) { c.Suppliers = nil })
		add(fmt.Sprintf("%.0f months of notice and transition for %s by contract", noticeMonths, n.Title), func(c *Node) { c.GraceMonths = atLeast(n.GraceMonths, noticeMonths) })
	}
	return cs
}

func atLeast(r *offer.Range, months float64) *offer.Range {
	if r == nil {
		return &offer.Range{Lo: months, Hi: 1e6}
	}
	return &offer.Range{Lo: max(r.Lo, months), Hi: max(r.Hi, months)}
}
