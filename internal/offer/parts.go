package offer

import "fmt"

// Parts are what an offer is made of, layer by layer. A nil pointer or an empty string in a
// part means unknown; every statement names the evidence it rests on.
type Parts struct {
	Sites      []Site      `json:"sites,omitempty"`
	Chips      []Chip      `json:"chips,omitempty"`
	Models     []Model     `json:"models,omitempty"`
	Funds      []Fund      `json:"funds,omitempty"`
	Safeguards []Safeguard `json:"safeguards,omitempty"`
	Terms      []Term      `json:"terms,omitempty"`
	Exits      []Exit      `json:"exits,omitempty"` // at most one
	Links      []Link      `json:"links,omitempty"`
}

// A Fund is one amount, by payer and stage.
type Fund struct {
	Payer            string  `json:"payer"`
	PayerCountry     string  `json:"payer_country,omitempty"` // ISO 3166-1 alpha-2
	PayerSide        Side    `json:"payer_side,omitzero"`
	Recipient        string  `json:"recipient,omitempty"`
	RecipientCountry string  `json:"recipient_country,omitempty"` // ISO 3166-1 alpha-2
	Amount           *Money  `json:"amount,omitempty"`
	Stage            Stage   `json:"stage"`
	AsOf             Date    `json:"as_of,omitzero"`
	Rung             Rung    `json:"rung,omitzero"`
	Tied             *Figure `json:"tied,omitempty"` // share 0..1 that must be spent with the provider, credits included
	Note             string  `json:"note,omitempty"`
	Evidence         []ID    `json:"evidence"`
}

// A Safeguard is a control, audit right or condition that travels with the offer.
type Safeguard struct {
	Kind     string  `json:"kind,omitempty"` // one of SafeguardKinds
	Text     string  `json:"text"`
	Holder   string  `json:"holder,omitempty"` // who exercises it
	Hours    *Figure `json:"hours,omitempty"`  // within which an incident must be reported
	Evidence []ID    `json:"evidence"`
}

// SafeguardKinds are the kinds of safeguard, in reading order.
var SafeguardKinds = []string{"audit", "logs", "keys", "incident", "staff", "tenants", "tracking", "other"}

// A Term is one contract term. VendorWide marks a provider's general terms standing in
// where the deal itself is secret.
type Term struct {
	Kind       string  `json:"kind"` // one of TermKinds
	Text       string  `json:"text"`
	Country    string  `json:"country,omitempty"` // ISO 3166-1 alpha-2 of the law or the seat
	Days       *Figure `json:"days,omitempty"`    // of notice, transition or retrieval
	Clause     string  `json:"clause,omitempty"`  // which of RestrictiveClauses this settles
	Binds      Tri     `json:"binds,omitzero"`    // whether that clause binds the buyer
	Rung       Rung    `json:"rung,omitzero"`
	VendorWide bool    `json:"vendor_wide,omitempty"`
	Evidence   []ID    `json:"evidence"`
}

// TermKinds are the contract terms Assay asks about, in reading order.
var TermKinds = []string{"governing_law", "seat", "data_residency", "notice", "transition", "retrieval", "egress", "penalty", "term", "minimum_spend", "exclusivity", "most_favoured", "bundling", "termination", "guarantee", "legal_form", "exit", "other"}

// RestrictiveClauses are the six clauses of SC5 that bind a buyer hard.
var RestrictiveClauses = []string{"long_term", "minimum_spend", "exclusivity", "most_favoured", "bundling", "no_termination_for_convenience"}

// A Link is an edge of the dependency graph that the other parts do not show: From needs
// Needs. Links of the same From and Group are alternatives of which one suffices; links of
// different groups are all needed.
type Link struct {
	From        string  `json:"from"`  // "service", or the name of a site, chip, model or another link's Needs
	Needs       string  `json:"needs"` // name of what is needed
	Kind        string  `json:"kind"`  // one of LinkKinds
	Group       string  `json:"group,omitempty"`
	Party       string  `json:"party,omitempty"`
	Country     string  `json:"country,omitempty"` // ISO 3166-1 alpha-2 of the party's jurisdiction
	GraceMonths *Figure `json:"grace_months,omitempty"`
	StockMonths *Figure `json:"stock_months,omitempty"`
	Note        string  `json:"note,omitempty"`
	Evidence    []ID    `json:"evidence"`
}

// LinkKinds are the layers that a service can depend on.
var LinkKinds = []string{"service", "model", "data", "operations", "site", "chip", "power", "money", "law", "other"}

func (p Parts) validate() []Problem {
	var ps []Problem
	at := func(kind string, i int) check { return check{fmt.Sprintf("parts.%s[%d].", kind, i), &ps} }
	for i, s := range p.Sites {
		s.validate(at("sites", i))
	}
	for i, x := range p.Chips {
		x.validate(at("chips", i))
	}
	for i, m := range p.Models {
		m.validate(at("models", i))
	}
	for i, f := range p.Funds {
		c := at("funds", i)
		if f.Amount != nil {
			c.err("amount", f.Amount.Validate())
		}
		c.country("payer_country", f.PayerCountry)
		c.country("recipient_country", f.RecipientCountry)
		c.share("tied", f.Tied)
	}
	for i, s := range p.Safeguards {
		c := at("safeguards", i)
		c.oneOf("kind", s.Kind, SafeguardKinds)
		c.nonNegative("hours", s.Hours)
	}
	for i, t := range p.Terms {
		c := at("terms", i)
		c.oneOf("kind", t.Kind, TermKinds)
		c.oneOf("clause", t.Clause, RestrictiveClauses)
		c.country("country", t.Country)
		c.nonNegative("days", t.Days)
		c.fail(t.Binds != DontKnow && t.Clause == "", "binds", "needs clause, the one that binds or does not")
	}
	for i, x := range p.Exits {
		c := at("exits", i)
		c.fail(i > 0, "currency", "an offer has one exit; put its items together")
		x.validate(c)
	}
	for i, l := range p.Links {
		c := at("links", i)
		c.fail(l.From == "", "from", "is required")
		c.fail(l.Needs == "" || l.Needs == l.From, "needs", "%q must name something other than from", l.Needs)
		c.oneOf("kind", l.Kind, LinkKinds)
		c.country("country", l.Country)
		c.nonNegative("grace_months", l.GraceMonths)
		c.nonNegative("stock_months", l.StockMonths)
	}
	return ps
}

// Each calls f with the kind, ordinal and evidence of every part, in reading order. The
// evidence is the part's own with that of its figures.
func (p Parts) Each(f func(kind string, ordinal int, part any, evidence []ID)) {
	for i, x := range p.Sites {
		f("site", i, x, x.refs())
	}
	for i, x := range p.Chips {
		f("chip", i, x, resting(x.Evidence, x.Count.refs(), x.Installed.refs(), x.FailureRate.refs(), x.SpareMonths.refs()))
	}
	for i, x := range p.Models {
		f("model", i, x, x.refs())
	}
	for i, x := range p.Funds {
		f("fund", i, x, resting(x.Evidence, x.Tied.refs()))
	}
	for i, x := range p.Safeguards {
		f("safeguard", i, x, resting(x.Evidence, x.Hours.refs()))
	}
	for i, x := range p.Terms {
		f("term", i, x, resting(x.Evidence, x.Days.refs()))
	}
	for i, x := range p.Exits {
		f("exit", i, x, x.refs())
	}
	for i, x := range p.Links {
		f("link", i, x, resting(x.Evidence, x.GraceMonths.refs(), x.StockMonths.refs()))
	}
}
