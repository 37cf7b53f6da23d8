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
}

// A Site is a place where the offer's capacity stands or will stand.
type Site struct {
	Name        string  `json:"name"`
	Country     string  `json:"country,omitempty"` // ISO 3166-1 alpha-2
	MWNow       *Range  `json:"mw_now,omitempty"`
	MWPlanned   *Range  `json:"mw_planned,omitempty"`
	OnlineBy    string  `json:"online_by,omitempty"`
	Owners      []Owner `json:"owners,omitempty"`
	Operator    string  `json:"operator,omitempty"`
	OperatorISO string  `json:"operator_country,omitempty"` // ISO 3166-1 alpha-2
	Reserved    *Range  `json:"reserved,omitempty"`         // share 0..1 kept for national use
	Note        string  `json:"note,omitempty"`
	Evidence    []ID    `json:"evidence"`
}

// An Owner is one holder of a share of a site.
type Owner struct {
	Party   string `json:"party"`
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Share   *Range `json:"share,omitempty"`   // 0..1
}

// A Chip is one lot of accelerators.
type Chip struct {
	Vendor             string `json:"vendor"`
	Product            string `json:"product,omitempty"`
	Count              *Range `json:"count,omitempty"`
	ExportJurisdiction string `json:"export_jurisdiction,omitempty"` // ISO 3166-1 alpha-2
	RuleItem           string `json:"rule_item,omitempty"`           // e.g. 3A090.a
	Licence            string `json:"licence,omitempty"`
	LicenceExpiry      Date   `json:"licence_expiry,omitzero"`
	Note               string `json:"note,omitempty"`
	Evidence           []ID   `json:"evidence"`
}

// A Model is one model of the offer, or the base it stands on.
type Model struct {
	Name             string   `json:"name"`
	Developer        string   `json:"developer,omitempty"`
	DeveloperCountry string   `json:"developer_country,omitempty"` // ISO 3166-1 alpha-2
	BaseModels       []string `json:"base_models,omitempty"`
	Licence          string   `json:"licence,omitempty"` // SPDX id or LicenseRef-...
	WeightsCustody   string   `json:"weights_custody,omitempty"`
	Openness         string   `json:"openness,omitempty"`
	Note             string   `json:"note,omitempty"`
	Evidence         []ID     `json:"evidence"`
}

// A Fund is one amount, by payer and stage.
type Fund struct {
	Payer    string `json:"payer"`
	Amount   *Money `json:"amount,omitempty"`
	Stage    Stage  `json:"stage"`
	Note     string `json:"note,omitempty"`
	Evidence []ID   `json:"evidence"`
}

// A Safeguard is a control, audit right or condition that travels with the offer.
type Safeguard struct {
	Text     string `json:"text"`
	Evidence []ID   `json:"evidence"`
}

// A Term is one contract term. VendorWide marks a provider's general terms standing in
// where the deal itself is secret.
type Term struct {
	Kind       string `json:"kind"` // one of TermKinds
	Text       string `json:"text"`
	VendorWide bool   `json:"vendor_wide,omitempty"`
	Evidence   []ID   `json:"evidence"`
}

// TermKinds are the contract terms Assay asks about, in reading order.
var TermKinds = []string{"governing_law", "data_residency", "notice", "transition", "egress", "exclusivity", "guarantee", "legal_form", "exit", "other"}

func (p Parts) validate() []Problem {
	var ps []Problem
	add := func(field string, err error) {
		if err != nil {
			ps = append(ps, Problem{field, err.Error()})
		}
	}
	share := func(field string, r *Range) {
		if r == nil {
			return
		}
		add(field, r.Validate())
		if r.Lo < 0 || r.Hi > 1 {
			add(field, fmt.Errorf("share [%v, %v] must lie between 0 and 1", r.Lo, r.Hi))
		}
	}
	nonNegative := func(field string, r *Range) {
		if r == nil {
			return
		}
		add(field, r.Validate())
		if r.Lo < 0 {
			add(field, fmt.Errorf("[%v, %v] must not be negative", r.Lo, r.Hi))
		}
	}
	for i, s := range p.Sites {
		at := fmt.Sprintf("parts.sites[%d].", i)
		nonNegative(at+"mw_now", s.MWNow)
		nonNegative(at+"mw_planned", s.MWPlanned)
		share(at+"reserved", s.Reserved)
		total := 0.0
		for j, o := range s.Owners {
			share(fmt.Sprintf("%sowners[%d].share", at, j), o.Share)
			if o.Share != nil {
				total += o.Share.Lo
			}
		}
		if total > 1+1e-9 {
			add(at+"owners", fmt.Errorf("the lower bounds of the shares add up to %.4g, more than 1", total))
		}
	}
	for i, c := range p.Chips {
		nonNegative(fmt.Sprintf("parts.chips[%d].count", i), c.Count)
	}
	for i, f := range p.Funds {
		if f.Amount != nil {
			add(fmt.Sprintf("parts.funds[%d].amount", i), f.Amount.Validate())
		}
	}
	return ps
}

// Each calls f with the kind, ordinal and evidence of every part, in reading order.
func (p Parts) Each(f func(kind string, ordinal int, part any, evidence []ID)) {
	for i, x := range p.Sites {
		f("site", i, x, x.Evidence)
	}
	for i, x := range p.Chips {
		f("chip", i, x, x.Evidence)
	}
	for i, x := range p.Models {
		f("model", i, x, x.Evidence)
	}
	for i, x := range p.Funds {
		f("fund", i, x, x.Evidence)
	}
	for i, x := range p.Safeguards {
		f("safeguard", i, x, x.Evidence)
	}
	for i, x := range p.Terms {
		f("term", i, x, x.Evidence)
	}
}
