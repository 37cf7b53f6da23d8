package offer

import (
	"fmt"
	"net/url"
	"regexp"
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
	// Rung is how strong the source is by itself; a bound that rests on it may say otherwise.
	Rung Rung `json:"rung,omitzero"`
}

// A Source is a published text, in the terms of CSL-JSON where they exist.
type Source struct {
	Type      string `json:"type,omitempty"` // CSL type, e.g. article-newspaper; empty: not recorded
	Title     string `json:"title,omitempty"`
	Container string `json:"container,omitempty"` // what it appeared in: the journal, the paper, the site
	DOI       string `json:"doi,omitempty"`       // without https://doi.org/
	Publisher string `json:"publisher"`
	Author    string `json:"author,omitempty"`
	URL       string `json:"url,omitempty"`   // empty when the source has no public address
	Where     string `json:"where,omitempty"` // how it was seen, when there is no public address
	Issued    Date   `json:"issued,omitzero"`
	Accessed  Date   `json:"accessed,omitzero"`
	Archive   string `json:"archive,omitempty"` // SHA-256, in hexadecimal, of the copy kept beside the record
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
	add(e.Source.DOI != "" && !strings.HasPrefix(e.Source.DOI, "10."), "source.doi", "%q is no DOI: it begins with 10.", e.Source.DOI)
	add(e.Source.Archive != "" && !sha256Pattern.MatchString(e.Source.Archive), "source.archive", "%q is not a SHA-256 of 64 hexadecimal digits", e.Source.Archive)
	for _, f := range []struct {
		field, text string
		most        int
	}{
		{"account", e.Account, 2000}, {"passage", e.Passage, 1000}, {"locator", e.Locator, 200}, {"source.title", e.Source.Title, 500}, {"source.container", e.Source.Container, 300},
		{"source.publisher", e.Source.Publisher, 300}, {"source.author", e.Source.Author, 1000}, {"source.url", e.Source.URL, 2000}, {"source.where", e.Source.Where, 500},
		{"source.origin", e.Source.Origin, 300}, {"source.doi", e.Source.DOI, 200}, {"source.type", e.Source.Type, 60},
	} {
		add(len(f.text) > f.most, f.field, "is %d bytes long; at most %d are kept", len(f.text), f.most)
	}
	return ps
}

var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)
