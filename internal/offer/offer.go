package offer

import (
	"fmt"
	"regexp"
)

// An ID names an offer or an evidence record: lower-case letters, digits and hyphens, as it
// stands in URLs. Library ids are chosen by the library and never change.
type ID string

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Valid reports whether the id has the form that URLs and the database accept.
func (id ID) Valid() bool { return len(id) <= 80 && idPattern.MatchString(string(id)) }

// An Offer is one partnership proposal, as put to a government. It holds what is proposed;
// judgements are kept apart, in Answers.
type Offer struct {
	ID              ID       `json:"id"`
	Title           string   `json:"title"`
	Summary         string   `json:"summary"` // one or two plain sentences: what it is
	Scope           Scope    `json:"scope"`
	Country         string   `json:"country,omitempty"` // ISO 3166-1 alpha-3 of the buyer; empty unless ScopeCountry
	Provider        string   `json:"provider"`
	ProviderCountry string   `json:"provider_country"` // ISO 3166-1 alpha-2 of the provider's headquarters
	Status          Status   `json:"status"`
	Stage           Stage    `json:"stage"`
	History         []Event  `json:"history"`
	Parts           Parts    `json:"parts"`
	Seeds           []string `json:"seeds,omitempty"` // founding statements this offer gives a place to
}

// An Event is one dated step in an offer's history. Status is set where the step changes
// whether the offer can still be had.
type Event struct {
	Date     Date    `json:"date"`
	Text     string  `json:"text"`
	Status   *Status `json:"status,omitempty"`
	Evidence []ID    `json:"evidence"`
}

// StatusAt returns the offer's status on a day: that of the last event by then which set one,
// Active before the first, and Status itself where no event says when it changed.
func (o Offer) StatusAt(day Date) Status {
	status, dated := Active, false
	var since Date
	for _, e := range o.History {
		if e.Status == nil {
			continue
		}
		dated = true
		if !e.Date.First().After(day.First()) && e.Date.Compare(since) >= 0 {
			status, since = *e.Status, e.Date
		}
	}
	if !dated {
		return o.Status
	}
	return status
}

// Since returns the first recorded date of the offer; zero when none is recorded.
func (o Offer) Since() Date {
	var first Date
	for _, e := range o.History {
		if !e.Date.IsZero() && (first.IsZero() || e.Date.Compare(first) < 0) {
			first = e.Date
		}
	}
	return first
}

// A Problem is one thing wrong with a field, worded for the person who can mend it.
type Problem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (p Problem) Error() string { return p.Field + ": " + p.Message }

// Validate returns every problem of the offer and its parts, in form order.
func (o Offer) Validate() []Problem {
	var ps []Problem
	add := func(bad bool, field, format string, args ...any) {
		if bad {
			ps = append(ps, Problem{field, fmt.Sprintf(format, args...)})
		}
	}
	add(!o.ID.Valid(), "id", "%q must be lower-case letters, digits and single hyphens, at most 80", o.ID)
	add(o.Title == "" || len(o.Title) > 200, "title", "is required, at most 200 bytes")
	add(len(o.Summary) > 1000, "summary", "is at most 1000 bytes")
	add(o.Provider == "", "provider", "is required")
	add(o.ProviderCountry != "" && len(o.ProviderCountry) != 2, "provider_country", "%q is not an ISO 3166 alpha-2 code", o.ProviderCountry)
	add(o.Scope == ScopeCountry && len(o.Country) != 3, "country", "%q is not an ISO 3166 alpha-3 code", o.Country)
	add(o.Scope != ScopeCountry && o.Country != "", "country", "belongs only to an offer put to one country")
	for i, e := range o.History {
		add(e.Date.IsZero(), fmt.Sprintf("history[%d].date", i), "is required")
		add(e.Text == "", fmt.Sprintf("history[%d].text", i), "is required")
	}
	add(o.StatusAt(Date{Year: 2200}) != o.Status, "history", "ends with another status than the offer's, %s", o.Status)
	return append(ps, o.Parts.validate()...)
}
