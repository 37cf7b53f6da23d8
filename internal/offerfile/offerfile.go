// Package offerfile reads and writes offers with their parts, answers and evidence as people
// write them: YAML, or JSON, which is YAML. Ranges are two-element lists, money stands in major
// units, and what is not known is left out. The public library is written in the same form. The
// package judges nothing and stores nothing.
package offerfile

import (
	"fmt"
	"strings"

	"assay/internal/offer"
	"assay/internal/strictyaml"
)

// Bounds of a file that is read.
const (
	MaxBytes  = 2 << 20
	MaxOffers = 1000
	MaxValues = strictyaml.MaxValues
)

// maxMistakes bounds a report; a person mends the first few before reading on.
const maxMistakes = 50

// A File is what one file holds. Answers carry neither assessor nor version: those are of
// whoever stores them.
type File struct {
	Offers   []offer.Offer
	Answers  []offer.Answer
	Capacity []offer.Answer // to the framework of what an offer gives
	Evidence []offer.Evidence
	// Named are the evidence ids that the file names and does not hold, each where it is first
	// named. Whoever reads the file knows whether they exist.
	Named []Reference
}

// A Reference is an evidence id and where it is named.
type Reference struct {
	ID           offer.ID
	Line, Column int
}

// Mistakes are what is wrong with a file, in reading order, at most fifty and a last one that
// says that there are more.
type Mistakes []*strictyaml.Error

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, e := range m {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// A writtenFile is a file in its written form.
type writtenFile struct {
	Offers   []Offer    `yaml:"offers"`
	Evidence []Evidence `yaml:"evidence"`
}

// Read reads offers and evidence from data; errors call it name. Every error is Mistakes, each
// with line and column: what is no YAML or JSON, a key that does not exist or stands twice,
// anchors and aliases, values that offer.Offer, offer.Answer or offer.Evidence refuse, ids that
// stand twice. Parts need not name evidence: without it a figure counts as unverified.
func Read(name string, data []byte) (File, error) {
	if len(data) > MaxBytes {
		return File{}, Mistakes{{File: name, Line: 1, Column: 1, Message: fmt.Sprintf("is %d bytes long; at most %d are read; write fewer offers to a file", len(data), MaxBytes)}}
	}
	var w writtenFile
	doc, err := strictyaml.Decode(name, data, &w)
	if err != nil {
		return File{}, Mistakes{placed(err)}
	}
	r := &reader{doc: doc, held: map[offer.ID]bool{}, offers: map[offer.ID]bool{}}
	if len(w.Offers) > MaxOffers {
		r.fail("$.offers", "has %d offers; at most %d are read; write fewer to a file", len(w.Offers), MaxOffers)
		return File{}, r.mistakes
	}
	r.read(w)
	if len(r.mistakes) > 0 {
		return File{}, r.mistakes
	}
	r.file.Named = r.named()
	return r.file, nil
}

// placed is the first line for what the YAML library gives no place.
func placed(err error) *strictyaml.Error {
	e, ok := err.(*strictyaml.Error)
	if !ok {
		return &strictyaml.Error{Line: 1, Column: 1, Message: "cannot be read"}
	}
	e.Line, e.Column = max(e.Line, 1), max(e.Column, 1)
	if strings.Contains(e.Message, "Unmarshaler") { // the library's own words
		e.Message = "a date or a word of a closed list is written with an escape (\\) or as a list; write it plainly"
	}
	return e
}

type reader struct {
	doc      *strictyaml.Document
	file     File
	mistakes Mistakes
	held     map[offer.ID]bool // evidence of the file
	offers   map[offer.ID]bool
	refs     []reference
}

type reference struct {
	path string
	id   offer.ID
}

func (r *reader) fail(path, format string, args ...any) {
	switch {
	case len(r.mistakes) < maxMistakes:
		r.mistakes = append(r.mistakes, r.doc.At(path, format, args...))
	case len(r.mistakes) == maxMistakes:
		r.mistakes = append(r.mistakes, r.doc.At("$", "there is more to mend; begin with what stands above"))
	}
}

func (r *reader) read(w writtenFile) {
	check := Checker{Fail: r.fail, Refer: func(path string, ids []offer.ID) {
		for _, id := range ids {
			if !id.Valid() {
				r.fail(path, "evidence %q: an id is lower-case letters, digits and single hyphens, at most 80", id)
			}
			r.refs = append(r.refs, reference{path, id})
		}
	}}
	for i, y := range w.Evidence {
		path := fmt.Sprintf("$.evidence[%d]", i)
		if r.held[y.ID] {
			r.fail(path+".id", "evidence id %q is used twice", y.ID)
		}
		r.held[y.ID] = true
		r.file.Evidence = append(r.file.Evidence, check.Evidence(path, y))
	}
	for i, y := range w.Offers {
		path := fmt.Sprintf("$.offers[%d]", i)
		if r.offers[y.ID] {
			r.fail(path+".id", "offer id %q is used twice", y.ID)
		}
		r.offers[y.ID] = true
		o, answers, capacity := check.Offer(path, y)
		r.file.Offers = append(r.file.Offers, o)
		r.file.Answers = append(r.file.Answers, answers...)
		r.file.Capacity = append(r.file.Capacity, capacity...)
	}
}

// named returns what is named and not held. Looking up a place goes through the document, so
// only the first fifty get theirs; the others stand at the beginning.
func (r *reader) named() (refs []Reference) {
	for _, ref := range r.refs {
		if r.held[ref.id] {
			continue
		}
		r.held[ref.id] = true
		at := Reference{ID: ref.id, Line: 1, Column: 1}
		if len(refs) < maxMistakes {
			e := r.doc.At(ref.path, "")
			at.Line, at.Column = e.Line, e.Column
		}
		refs = append(refs, at)
	}
	return refs
}
