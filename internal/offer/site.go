package offer

import "fmt"

// A Site is a place where the offer's capacity stands or will stand.
type Site struct {
	Name        string  `json:"name"`
	Country     string  `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Stage       Stage   `json:"stage,omitzero"`
	Paused      bool    `json:"paused,omitempty"` // on hold: nothing at a lower bound
	MWNow       *Figure `json:"mw_now,omitempty"`
	MWPlanned   *Figure `json:"mw_planned,omitempty"` // all of it, what runs now included
	OnlineBy    string  `json:"online_by,omitempty"`
	Online      Window  `json:"online,omitzero"` // when its first capacity is or was delivered
	Owners      []Owner `json:"owners,omitempty"`
	OwnersAfter []Owner `json:"owners_after,omitempty"` // who holds it the day after the term
	TermYears   *Figure `json:"term_years,omitempty"`
	Operator    string  `json:"operator,omitempty"`
	OperatorISO string  `json:"operator_country,omitempty"` // ISO 3166-1 alpha-2
	Reserved    *Figure `json:"reserved,omitempty"`         // share 0..1 kept for national use
	Note        string  `json:"note,omitempty"`
	Evidence    []ID    `json:"evidence"`
}

// An Owner is one holder of a share of a site.
type Owner struct {
	Party   string  `json:"party"`
	Country string  `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Side    Side    `json:"side,omitzero"`
	Share   *Figure `json:"share,omitempty"` // 0..1
}

func (s Site) validate(c check) {
	c.country("country", s.Country)
	c.country("operator_country", s.OperatorISO)
	c.nonNegative("mw_now", s.MWNow)
	c.nonNegative("mw_planned", s.MWPlanned)
	if s.MWNow != nil && s.MWPlanned != nil {
		c.fail(s.MWNow.Lo > s.MWPlanned.Hi, "mw_now", "at least %v MW run, more than the %v planned in all", s.MWNow.Lo, s.MWPlanned.Hi)
	}
	c.window("online", s.Online)
	c.nonNegative("term_years", s.TermYears)
	c.share("reserved", s.Reserved)
	owners(c, "owners", s.Owners)
	owners(c, "owners_after", s.OwnersAfter)
}

func owners(c check, field string, os []Owner) {
	total := 0.0
	for j, o := range os {
		at := fmt.Sprintf("%s[%d].", field, j)
		c.share(at+"share", o.Share)
		c.country(at+"country", o.Country)
		if o.Share != nil {
			total += o.Share.Lo
		}
	}
	c.fail(total > 1+1e-9, field, "the lower bounds of the shares add up to %.4g, more than 1", total)
}

func (s Site) refs() []ID {
	all := resting(s.Evidence, s.MWNow.refs(), s.MWPlanned.refs(), s.TermYears.refs(), s.Reserved.refs())
	for _, o := range s.Owners {
		all = resting(all, o.Share.refs())
	}
	for _, o := range s.OwnersAfter {
		all = resting(all, o.Share.refs())
	}
	return all
}
