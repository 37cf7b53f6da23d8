package offer

import (
	"fmt"
	"net/url"
	"strings"
)

// Evidence is one source with our account of what it says. One record may hold up many
// answers and parts. Fields that nobody recorded stay empty and read "not recorded"; they
// are never reconstructed.
type Evidence struct {
	ID          ID     `json:"id"`
	Account     string `json:"account"`           // what it says, one sentence, our words
	Passage     string `json:"passage,omitempty"` // the words of the source, where somebody recorded them
	Locator     string `json:"locator,omitempty"` // page, section
	Source      Source `json:"source"`
	Contradicts []ID   `json:"contradicts,omitempty"`
}

// A Source is a published text, in the terms of CSL-JSON where they exist.
type Source struct {
	Type      string `json:"type,omitempty"` // CSL type, e.g. article-newspaper; empty: not recorded
	Title     string `json:"title,omitempty"`
	Publisher string `json:"publisher"`
	Author    string `json:"author,omitempty"`
	URL       string `json:"url,omitempty"`   // empty when the source has no public address
	Where     string `json:"where,omitempty"` // how it was seen, when there is no public address
	Issued    Date   `json:"issued,omitzero"`
	Grade     Grade  `json:"grade"`
	Origin    string `json:"origin,omitempty"` // the text it copies or rests on; copies of one origin are one source
	Reread    bool   `json:"reread"`           // read again in the second pass, rather than carried over from the first
}

// OriginText returns the origin where it names one text, by a date or a number ("WIRED, October
// 2025"), and nothing where it names an outlet or an agency: two reports that rest on Reuters
// need not rest on the same one.
func (s Source) OriginText() string {
	if strings.ContainsAny(s.Origin, "0123456789") {
		return s.Origin
	}
	return ""
}

// Validate returns every problem of the evidence.
func (e Evidence) Validate() []Problem {
	var ps []Problem
	add := func(bad bool, field, format string, args ...any) {
		if bad {
			ps = append(ps, Problem{field, fmt.Sprintf(format, args...)})
		}
	}
	add(!e.ID.Valid(), "id", "%q must be lower-case letters, digits and single hyphens, at most 80", e.ID)
	add(e.Account == "", "account", "is required: one sentence on what the source says")
	add(len(strings.Fields(e.Passage)) > 50, "passage", "is %d words long; quote at most 50", len(strings.Fields(e.Passage)))
	add(e.Source.Publisher == "", "source.publisher", "is required")
	add(!e.Source.Grade.Valid(), "source.grade", "%q is not A, B, C or S", e.Source.Grade)
	add(e.Source.URL == "" && e.Source.Where == "", "source.url", "give a public address, or say in where how it was seen")
	if e.Source.URL != "" {
		u, err := url.Parse(e.Source.URL)
		add(err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "", "source.url", "%q is not a web address", e.Source.URL)
	}
	return ps
}
