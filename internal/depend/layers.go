package depend

import (
	"slices"
	"strings"

	"assay/internal/offer"
	"assay/internal/refdata"
)

// homeOf returns the two-letter code of the buyer's country; empty: there is no one buyer, so
// nothing can be said to be abroad.
func homeOf(o offer.Offer) string {
	c, ok := refdata.Country(o.Country)
	if o.Country == "" || !ok {
		return ""
	}
	return c.Alpha2
}

// abroad reports whether a recorded country is another than the buyer's.
func (b *builder) abroad(country string) bool {
	return country != "" && b.home != "" && country != b.home
}

// authorities are the state of a country, which can forbid what happens on its soil or under its
// law. It stands under one name wherever it appears.
func authorities(country string) Supplier {
	name := country
	if c, ok := refdata.Country(country); ok {
		name = c.Name
	}
	return Supplier{"Authorities of " + name, country}
}

// soil adds the state on whose soil a site abroad stands.
func (b *builder) soil(s offer.Site, hs []Supplier) []Supplier {
	if b.abroad(s.Country) {
		hs = append(hs, authorities(s.Country))
	}
	return hs
}

// layers are the needs of every service that the terms and the funds state by themselves: the
// foreign law of the contract, the country abroad where the data are kept, and money that is yet to
// be paid.
func (b *builder) layers(p offer.Parts) (needs []Need) {
	for _, country := range b.foreign(p.Terms, "governing_law") {
		id := b.add(Node{
			Title: "The contract's law, that of " + countryName(country), Kind: Law, Suppliers: []Supplier{authorities(country)}, Evidence: evidenceOf(p.Terms, "governing_law", country),
		}, "governing law of "+country)
		needs = append(needs, Need{Of: "law of the contract", Alternatives: []Alternative{{Node: id}}})
	}
	for _, country := range b.foreign(p.Terms, "data_residency") {
		id := b.add(Node{
			Title: "Data kept in " + countryName(country), Kind: Data, Suppliers: []Supplier{authorities(country)}, Evidence: evidenceOf(p.Terms, "data_residency", country),
		}, "kept in "+country)
		needs = append(needs, Need{Of: "data", Alternatives: []Alternative{{Node: id}}})
	}
	return append(needs, b.money(p.Funds)...)
}

func countryName(country string) string {
	if c, ok := refdata.Country(country); ok {
		return c.Name
	}
	return country
}

// counts reports whether a term says something of this deal: the deal's own, or where it has
// none of the kind the provider's general ones that stand in for it. What nobody verified says
// nothing; that a foreign law binds is believed of the provider itself.
func counts(t offer.Term, kind string, ts []offer.Term) bool {
	own := slices.ContainsFunc(ts, func(o offer.Term) bool {
		return o.Kind == kind && !o.VendorWide && o.Country != "" && o.Rung > offer.Unverified
	})
	return t.Kind == kind && t.Country != "" && t.Rung > offer.Unverified && t.VendorWide != own
}

// foreign lists the countries abroad that the terms of a kind name, each once, in their order.
func (b *builder) foreign(ts []offer.Term, kind string) (countries []string) {
	for _, t := range ts {
		if counts(t, kind, ts) && b.abroad(t.Country) && !slices.Contains(countries, t.Country) {
			countries = append(countries, t.Country)
		}
	}
	return countries
}

func evidenceOf(ts []offer.Term, kind, country string) (ids []offer.ID) {
	for _, t := range ts {
		if counts(t, kind, ts) && t.Country == country {
			ids = append(ids, t.Evidence...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// money is one need of all who pay for the offer. How much each pays of the whole is not known,
// since two statements may speak of the same money: where several pay, one of them gone leaves
// anything; where one does, everything hangs on it. What is paid already, and what the buyer's
// side pays, hangs on nobody. Money that goes abroad from here pays for something else, what
// nobody verified says nothing, and payers who are not named make no layer by themselves.
func (b *builder) money(funds []offer.Fund) []Need {
	at, need := map[string]int{}, Need{Of: "money"}
	var nodes []Node
	for _, f := range funds {
		if f.Rung == offer.Unverified || b.abroad(f.RecipientCountry) {
			continue
		}
		n := payer(f)
		i, ok := at[n.Title]
		if !ok {
			at[n.Title] = len(nodes)
			nodes = append(nodes, n)
			continue
		}
		if len(n.Suppliers) > 0 && nodes[i].Suppliers[0].Jurisdiction == "" {
			nodes[i].Suppliers = n.Suppliers
		}
		for _, e := range n.Evidence {
			if !slices.Contains(nodes[i].Evidence, e) {
				nodes[i].Evidence = append(slices.Clone(nodes[i].Evidence), e)
			}
		}
	}
	if !slices.ContainsFunc(nodes, func(n Node) bool { return len(n.Suppliers) > 0 && !unnamed(n.Title) }) {
		return nil // nobody who is named is yet to pay
	}
	for _, n := range nodes {
		need.Alternatives = append(need.Alternatives, Alternative{Node: b.add(n, strings.TrimPrefix(n.Title, "Money from "))})
	}
	share(need.Alternatives, make([]*offer.Range, len(nodes)))
	return []Need{need}
}

// payer is the node of one fund's money. A payer that is not one party is not known: each of
// several may be the one who stops.
func payer(f offer.Fund) Node {
	n := Node{Title: "Money from " + f.Payer, Kind: Money, Evidence: f.Evidence}
	switch {
	case f.PayerSide == offer.BuyerSide:
		n.Title += ", on the buyer's side"
	case f.Stage == offer.Delivered && f.Rung >= offer.Documented:
		n.Title += ", paid already"
	case oneParty(f.Payer):
		n.Suppliers = []Supplier{{f.Payer, f.PayerCountry}}
	default:
		n.Suppliers = []Supplier{{"", f.PayerCountry}}
	}
	return n
}

// oneParty reports whether a payer as written down is one party.
func oneParty(payer string) bool {
	several := slices.ContainsFunc([]string{" and ", ",", ";", "/", "&"}, func(mark string) bool { return strings.Contains(payer, mark) })
	return payer != "" && !several && !unnamed(payer)
}

// unnamed reports whether the record says itself that the payer is not known.
func unnamed(payer string) bool {
	payer = strings.ToLower(payer)
	return strings.Contains(payer, "not specified") || strings.Contains(payer, "not disclosed") || strings.HasSuffix(payer, "unknown")
}
