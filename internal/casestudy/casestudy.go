// Package casestudy is the public library: country cases and their offers, answers and
// evidence, written as YAML, embedded, and checked as a whole when loaded. It judges nothing
// by itself; the rationale of every answer stands in the files.
package casestudy

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"assay/internal/offer"
	"assay/internal/offerfile"
	"assay/internal/strictyaml"
)

//go:embed cases/*.yaml evidence/*.yaml
var files embed.FS

// Assessor is the name that shipped answers carry.
const Assessor = "Assay library"

// Framework is the framework version that shipped answers are judged under.
const Framework = "assay-core@1"

// CapacityFramework is the framework version of the second reading: what an offer gives.
const CapacityFramework = "assay-capacity@1"

// Reference is the id of the case without a country: programmes and open paths.
const Reference = "ref"

// FullCases are the countries studied in full, in the order the first screen shows them.
var FullCases = []string{"are", "est", "kor", "ind"}

// A Library is every case with the evidence they share.
type Library struct {
	Cases    []Case           // by id
	Evidence []offer.Evidence // by id
}

// A Case is one country's study, or the reference shelf of programmes and open paths (the
// case with no country).
type Case struct {
	ID      string         `json:"id"`                // lower-case ISO 3166-1 alpha-3, or "ref"
	Country string         `json:"country,omitempty"` // ISO 3166-1 alpha-3
	Name    string         `json:"name"`
	Full    bool           `json:"full"` // studied in full, rather than in short
	AsOf    offer.Date     `json:"as_of"`
	Summary string         `json:"summary"`
	Lead    offer.ID       `json:"lead"`  // the offer that stands for the country beside other countries
	Facts   []Fact         `json:"facts"` // by date
	Offers  []offer.Offer  `json:"offers"`
	Answers []offer.Answer `json:"answers"`
	// Capacity are answers to CapacityFramework.
	Capacity []offer.Answer `json:"capacity,omitempty"`
}

// A Fact is one dated statement about a deal or a country, in our words.
type Fact struct {
	Date     offer.Date `json:"date"`
	Topic    string     `json:"topic"`
	Text     string     `json:"text"`
	Offers   []offer.ID `json:"offers,omitempty"`
	Evidence []offer.ID `json:"evidence"`
	Check    Check      `json:"check,omitempty"`
	Seeds    []string   `json:"seeds,omitempty"`
}

// A Check is what looking for a second, independent source gave. Empty: not looked for.
type Check string

// The outcomes of a second look.
var checks = []Check{"", "confirmed", "contradicted", "superseded", "partly", "single", "unknown"}

// Embedded returns the library that ships with the program. It is read once and shared: nobody
// changes it.
func Embedded() (*Library, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Library, error) { return Load(files) })

// Load reads cases/*.yaml and evidence/*.yaml and checks them together: every id is unique
// and every reference leads somewhere. Errors name file, line and column, and all of them are
// reported, joined in file order.
func Load(fsys fs.FS) (*Library, error) {
	l := &loader{fsys: fsys, evidence: map[offer.ID]bool{}, offers: map[offer.ID]bool{}}
	l.each("evidence/*.yaml", l.evidenceFile)
	l.each("cases/*.yaml", l.caseFile)
	l.references()
	if len(l.errs) > 0 {
		return nil, joinErrors(l.errs)
	}
	slices.SortFunc(l.lib.Evidence, func(a, b offer.Evidence) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return &l.lib, nil
}

// maxErrors bounds a report; a person mends the first few before reading on.
const maxErrors = 50

func joinErrors(errs []error) error {
	var b strings.Builder
	for i, e := range errs {
		if i == maxErrors {
			fmt.Fprintf(&b, "\nand %d more", len(errs)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Error())
	}
	return fmt.Errorf("%s", b.String())
}

// Case returns the case with the given id.
func (l *Library) Case(id string) (Case, bool) {
	i := slices.IndexFunc(l.Cases, func(c Case) bool { return c.ID == id })
	if i < 0 {
		return Case{}, false
	}
	return l.Cases[i], true
}

// CaseIDs returns the ids of all cases, in order.
func (l *Library) CaseIDs() []string {
	ids := make([]string, len(l.Cases))
	for i, c := range l.Cases {
		ids[i] = c.ID
	}
	return ids
}

type loader struct {
	fsys     fs.FS
	lib      Library
	errs     []error
	evidence map[offer.ID]bool
	offers   map[offer.ID]bool
	pending  []func()
}

func (l *loader) each(glob string, read func(name string, data []byte)) {
	names, err := fs.Glob(l.fsys, glob)
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	for _, name := range names {
		data, err := fs.ReadFile(l.fsys, name)
		if err != nil {
			l.errs = append(l.errs, err)
			continue
		}
		read(name, data)
	}
}

func (l *loader) evidenceFile(name string, data []byte) {
	var f evidenceFile
	doc, err := strictyaml.Decode(name, data, &f)
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	check := l.checker(doc)
	for i, y := range f.Evidence {
		at := fmt.Sprintf("$.evidence[%d]", i)
		e := check.Evidence(at, y)
		if l.evidence[e.ID] {
			l.errs = append(l.errs, doc.At(at+".id", "evidence id %q is used twice", e.ID))
		}
		l.evidence[e.ID] = true
		l.lib.Evidence = append(l.lib.Evidence, e)
	}
}

// checker reads the offers and the evidence of one file of the library, in which every event and
// every part has a source.
func (l *loader) checker(doc *strictyaml.Document) offerfile.Checker {
	return offerfile.Checker{
		Fail:    func(at, format string, args ...any) { l.errs = append(l.errs, doc.At(at, format, args...)) },
		Refer:   func(at string, ids []offer.ID) { l.checkEvidence(doc, at, ids) },
		Sourced: true,
	}
}

// checkEvidence asks, once everything is read, that every id exists.
func (l *loader) checkEvidence(doc *strictyaml.Document, at string, ids []offer.ID) {
	l.pending = append(l.pending, func() {
		for _, id := range ids {
			if !l.evidence[id] {
				l.errs = append(l.errs, doc.At(at, "evidence %q does not exist", id))
			}
		}
	})
}

func (l *loader) references() {
	for _, check := range l.pending {
		check()
	}
}

// offer adds one offer with its answers to c.
func (l *loader) offer(check offerfile.Checker, at string, c *Case, y offerfile.Offer) {
	if y.Country != "" {
		check.Fail(at+".country", "offer %s: the country stands at the case", y.ID)
	}
	if y.Scope == offer.ScopeCountry {
		y.Country = c.Country
	}
	if l.offers[y.ID] {
		check.Fail(at+".id", "offer id %q is used twice", y.ID)
	}
	l.offers[y.ID] = true
	if y.Summary == "" {
		check.Fail(at+".summary", "offer %s: summary is required", y.ID)
	}
	o, answers, capacity := check.Offer(at, y)
	c.Offers = append(c.Offers, o)
	c.Answers = append(c.Answers, shipped(answers)...)
	c.Capacity = append(c.Capacity, shipped(capacity)...)
}

// shipped names who judged the answers of the library.
func shipped(answers []offer.Answer) []offer.Answer {
	for i := range answers {
		answers[i].Assessor, answers[i].Version = Assessor, 1
	}
	return answers
}

func (l *loader) caseFile(name string, data []byte) {
	var f caseFile
	doc, err := strictyaml.Decode(name, data, &f)
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	fail := func(at, format string, args ...any) {
		l.errs = append(l.errs, doc.At(at, format, args...))
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); f.ID != want {
		fail("$.id", "id %q must be the file's name, %q", f.ID, want)
	}
	if f.Country != "" && strings.ToLower(f.Country) != f.ID {
		fail("$.country", "country %q must be the upper-case form of the id", f.Country)
	}
	if f.Depth != "full" && f.Depth != "short" {
		fail("$.depth", "depth %q is neither full nor short", f.Depth)
	}
	if f.Name == "" || f.Summary == "" || f.AsOf.IsZero() {
		fail("$.name", "name, summary and as_of are required")
	}
	c := Case{ID: f.ID, Country: f.Country, Name: f.Name, Full: f.Depth == "full", AsOf: f.AsOf, Summary: f.Summary, Lead: f.Lead}
	for i, y := range f.Offers {
		l.offer(l.checker(doc), fmt.Sprintf("$.offers[%d]", i), &c, y)
	}
	if len(f.Offers) > 0 && !slices.ContainsFunc(c.Offers, func(o offer.Offer) bool { return o.ID == f.Lead }) {
		fail("$.lead", "lead %q is not one of the case's offers", f.Lead)
	}
	for i, y := range f.Facts {
		at := fmt.Sprintf("$.facts[%d]", i)
		if y.Text == "" || y.Topic == "" {
			fail(at, "a fact needs topic and text")
		}
		if len(y.Evidence) == 0 {
			fail(at, "a fact needs evidence")
		}
		if !slices.Contains(checks, Check(y.Check)) {
			fail(at+".check", "check %q is not one of %v", y.Check, checks[1:])
		}
		l.checkEvidence(doc, at+".evidence", y.Evidence)
		l.pending = append(l.pending, func() {
			for _, id := range y.Offers {
				if !l.offers[id] {
					fail(at+".offers", "offer %q does not exist", id)
				}
			}
		})
		c.Facts = append(c.Facts, Fact{y.Date, y.Topic, y.Text, y.Offers, y.Evidence, Check(y.Check), y.Seeds})
	}
	slices.SortStableFunc(c.Facts, func(a, b Fact) int { return a.Date.Compare(b.Date) })
	l.lib.Cases = append(l.lib.Cases, c)
}
