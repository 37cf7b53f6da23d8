package depend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// FromOffer draws the dependency graph that an offer's parts show on a day, with its explicit links:
// what is known, stands, runs or is licensed only later does not count before; see asOf. One
// service stands for each model, or one for the bare capacity where there is none; each needs
// the places, the accelerators and its model. Where no place or no accelerator is described,
// one is there as something unknown: nobody knows who could refuse it. Law, data and money stand in
// it as far as the terms and the funds state them (see layers), power and all else only where a
// link names it. Amounts that a vendor alone claims, or that nobody verified, bound nothing.
//
// Links that name what does not exist create it; a cycle is an error that names the node, and so
// is a day that names none.
func FromOffer(o offer.Offer, day offer.Date) (Graph, error) {
	if day.Day == 0 {
		return Graph{}, fmt.Errorf("dependencies of %s: %q names no day", o.ID, day)
	}
	o, later := asOf(o, day)
	b := builder{at: map[string]int{}, home: homeOf(o)}
	needs := append([]Need{b.sites(o.Parts.Sites), b.chips(o.Parts.Chips)}, b.layers(o.Parts)...)
	for _, m := range o.Parts.Models {
		b.service(m.Name, append([]Need{{Of: "model", Alternatives: []Alternative{{Node: b.model(m)}}}}, needs...)...)
	}
	if len(o.Parts.Models) == 0 {
		b.service("Capacity", slices.Clone(needs)...)
	}
	for _, l := range o.Parts.Links {
		b.link(l)
	}
	g, err := New(b.nodes)
	g.later = later
	return g, err
}

type builder struct {
	nodes []Node
	at    map[string]int
	home  string // of the buyer; empty: not one
}

// add stores a node under an id made from its kind and name, or returns the one that is there.
func (b *builder) add(n Node, name string) string {
	n.ID = string(n.Kind) + ": " + name
	for k := 2; ; k++ {
		if _, taken := b.at[n.ID]; !taken {
			break
		}
		n.ID = fmt.Sprintf("%s: %s (%d)", n.Kind, name, k)
	}
	b.at[n.ID] = len(b.nodes)
	b.nodes = append(b.nodes, n)
	return n.ID
}

func (b *builder) service(name string, needs ...Need) {
	b.add(Node{Title: name, Kind: Service, Needs: needs}, name)
}

func (b *builder) sites(sites []offer.Site) Need {
	need := Need{Of: "places"}
	var sizes []*offer.Range
	for _, s := range sites {
		operation := b.add(Node{
			Title: "Operation of " + s.Name, Kind: Operations, Suppliers: []Supplier{{undisputed(s.Operator), s.OperatorISO}}, Evidence: s.Evidence,
		}, s.Name)
		id := b.add(Node{
			Title: s.Name, Kind: Site, Needs: []Need{{Of: "operation", Alternatives: []Alternative{{Node: operation}}}},
			Suppliers: b.soil(s, holders(s)), Reserved: sure(s.Reserved), Evidence: s.Evidence, Opens: s.Online.From,
		}, s.Name)
		need.Alternatives = append(need.Alternatives, Alternative{Node: id})
		sizes = append(sizes, size(s))
	}
	if len(sites) == 0 {
		id := b.add(Node{Title: "The place where it runs (not recorded)", Kind: Site, Suppliers: []Supplier{{}}}, "not recorded")
		need.Alternatives = append(need.Alternatives, Alternative{Node: id})
		sizes = append(sizes, nil)
	}
	share(need.Alternatives, sizes)
	return need
}

// size is the power of a site, planned or else running, as far as it is sure; nothing of a paused
// one at the worst.
func size(s offer.Site) *offer.Range {
	mw := sure(cmp.Or(s.MWPlanned, s.MWNow))
	if mw == nil || !s.Paused {
		return mw
	}
	return &offer.Range{Lo: 0, Hi: mw.Hi}
}

// undisputed leaves out an operator whom the record itself calls disputed: nobody knows.
func undisputed(operator string) string {
	if strings.HasPrefix(strings.ToLower(operator), "disputed") {
		return ""
	}
	return operator
}

// holders are the owners who are not on the buyer's side: each of them may close the place.
func holders(s offer.Site) (hs []Supplier) {
	for _, o := range s.Owners {
		if o.Side != offer.BuyerSide {
			hs = append(hs, Supplier{o.Party, o.Country})
		}
	}
	return hs
}

func (b *builder) chips(chips []offer.Chip) Need {
	need := Need{Of: "accelerators"}
	var sizes []*offer.Range
	for _, c := range chips {
		title := "Accelerators: " + lotName(c)
		export, law := c.ExportJurisdiction, "under "+c.ExportJurisdiction+" export law"
		if export == "" {
			export, law = Unknown, "export law not recorded"
		}
		id := b.add(Node{
			Title: title + " (" + law + ")", Kind: Chip, Export: export, Suppliers: []Supplier{{c.Vendor, c.ExportJurisdiction}},
			Installed: installed(c), StockMonths: sure(c.SpareMonths), FailureRate: sure(c.FailureRate), RemoteDisable: c.RemoteDisable,
			Expiry: c.LicenceExpiry, Licensed: licensed(c), Evidence: c.Evidence,
		}, lotName(c))
		need.Alternatives = append(need.Alternatives, Alternative{Node: id})
		sizes = append(sizes, sure(c.Count))
	}
	if len(chips) == 0 {
		id := b.add(Node{Title: "Accelerators: maker not recorded", Kind: Chip, Export: Unknown, Suppliers: []Supplier{{}}}, "not recorded")
		need.Alternatives = append(need.Alternatives, Alternative{Node: id})
		sizes = append(sizes, nil)
	}
	share(need.Alternatives, sizes)
	return need
}

// licensed says whether a lot stands under a licence. One with a last day on record does,
// whatever else is said of it.
func licensed(c offer.Chip) offer.Tri {
	if !c.LicenceExpiry.IsZero() {
		return offer.Yes
	}
	return c.LicenceGranted
}

// installed is which share of the lot stands: installed over all, each end at its worst and
// best.
func installed(c offer.Chip) *offer.Range {
	in, all := sure(c.Installed), sure(c.Count)
	if in == nil || all == nil || all.Lo <= 0 {
		return nil
	}
	return &offer.Range{Lo: min(1, in.Lo/all.Hi), Hi: min(1, in.Hi/all.Lo)}
}

// sure is a figure that counts: documented or demonstrated. Anything weaker bounds nothing.
func sure(f *offer.Figure) *offer.Range {
	if f == nil || f.Rung < offer.Documented {
		return nil
	}
	return &f.Range
}

func (b *builder) model(m offer.Model) string {
	n := Node{Title: m.Name, Kind: Model, Pinned: m.Pinned, Evidence: m.Evidence}
	if open := m.Licence != "" && !strings.HasPrefix(m.Licence, "LicenseRef-"); !open {
		n.Suppliers = []Supplier{{m.Developer, m.DeveloperCountry}}
	}
	return b.add(n, m.Name)
}

// share turns sizes into shares of a whole: of each, the least and the most it can be of all.
func share(as []Alternative, sizes []*offer.Range) {
	for i := range as {
		r := offer.Range{Lo: 0, Hi: 1}
		othersLo, othersHi := 0.0, 0.0
		for j, s := range sizes {
			switch {
			case j == i:
			case s == nil:
				othersHi = 1e18
			default:
				othersLo, othersHi = othersLo+s.Lo, othersHi+s.Hi
			}
		}
		switch {
		case len(as) == 1:
			r = offer.Range{Lo: 1, Hi: 1}
		case sizes[i] == nil:
		default:
			r = offer.Range{Lo: ratio(sizes[i].Lo, othersHi), Hi: 1}
			if sizes[i].Hi > 0 || othersLo > 0 {
				r.Hi = ratio(sizes[i].Hi, othersLo)
			}
			r.Hi = max(r.Hi, r.Lo)
		}
		as[i].Share = &r
	}
}

func ratio(part, others float64) float64 {
	if part+others <= 0 {
		return 0
	}
	return part / (part + others)
}

// link adds an explicit edge: From needs Needs. Links of one group are alternatives. What exists
// already gains the link's party, as one more that is needed, and its grace and stock hold for
// that edge alone.
func (b *builder) link(l offer.Link) {
	from := b.find(l.From)
	needs, ok := b.named(l.Needs)
	a := Alternative{Node: needs}
	if ok {
		b.supplied(needs, Supplier{l.Party, l.Country}, l.Evidence)
		a.StockMonths = added(sure(l.GraceMonths), sure(l.StockMonths))
	} else {
		a.Node = b.add(fromLink(l), l.Needs)
	}
	for _, i := range from {
		b.need(i, l.Group, a)
	}
}

func fromLink(l offer.Link) Node {
	n := Node{Title: l.Needs, Kind: Kind(l.Kind), Evidence: l.Evidence, GraceMonths: sure(l.GraceMonths), StockMonths: sure(l.StockMonths), Suppliers: []Supplier{{l.Party, l.Country}}}
	if n.Kind == "" || n.Kind == Service {
		n.Kind = Other
	}
	if n.Kind == Chip {
		n.Export = cmp.Or(l.Country, Unknown)
	}
	return n
}

// supplied adds a supplier whom a later link names, once, and what that rests on.
func (b *builder) supplied(id string, s Supplier, evidence []offer.ID) {
	n := &b.nodes[b.at[id]]
	if s == (Supplier{}) || slices.Contains(n.Suppliers, s) {
		return
	}
	n.Suppliers = append(slices.Clone(n.Suppliers), s)
	for _, e := range evidence {
		if !slices.Contains(n.Evidence, e) {
			n.Evidence = append(slices.Clone(n.Evidence), e)
		}
	}
}

// added is one stretch of months after another; nil where neither is known.
func added(x, y *offer.Range) *offer.Range {
	if x == nil || y == nil {
		return cmp.Or(x, y)
	}
	return &offer.Range{Lo: x.Lo + y.Lo, Hi: x.Hi + y.Hi}
}

// need adds an alternative to the group of that name, once, or a need of its own.
func (b *builder) need(i int, group string, a Alternative) {
	n := &b.nodes[i]
	of := cmp.Or(group, a.Node)
	for k, need := range n.Needs {
		if need.Of != of {
			continue
		}
		if !slices.ContainsFunc(need.Alternatives, func(o Alternative) bool { return o.Node == a.Node }) {
			n.Needs[k].Alternatives = append(slices.Clone(need.Alternatives), a)
		}
		return
	}
	n.Needs = append(n.Needs, Need{Of: of, Alternatives: []Alternative{a}})
}

// find returns the nodes that a link starts from: every service for "service", or all nodes of
// that name; an unknown name becomes a need of every service.
func (b *builder) find(name string) (is []int) {
	for i, n := range b.nodes {
		if name == "service" && n.Kind == Service {
			is = append(is, i)
		}
	}
	if len(is) > 0 {
		return is
	}
	if id, ok := b.named(name); ok {
		return []int{b.at[id]}
	}
	id := b.add(Node{Title: name, Kind: Other}, name)
	for i, n := range b.nodes {
		if n.Kind == Service {
			b.need(i, "", Alternative{Node: id})
		}
	}
	return []int{b.at[id]}
}

// named finds a node other than a service by its title or the end of its id.
func (b *builder) named(name string) (string, bool) {
	for _, n := range b.nodes {
		if n.Kind != Service && (n.Title == name || strings.TrimPrefix(n.ID, string(n.Kind)+": ") == name && n.Kind != Operations) {
			return n.ID, true
		}
	}
	return "", false
}
