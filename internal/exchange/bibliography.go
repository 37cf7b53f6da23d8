package exchange

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"assay/internal/offer"
)

// Bounds of a bibliography that is read.
const (
	MaxBibliographyBytes = 5 << 20
	MaxBibliographyItems = 5000
)

// maxProblems bounds the problems reported of one bibliography.
const maxProblems = 200

// A Problem is one thing in a bibliography that was not taken over, and why. The rest of its
// item is: whoever reads the file decides whether that is enough.
type Problem struct {
	Line   int    `json:"line"`  // 1 the first
	Item   string `json:"item"`  // the citation key, or else the title
	Field  string `json:"field"` // a field of evidence (title, issued), or empty: the item as a whole
	Reason string `json:"reason"`
}

func (p Problem) Error() string {
	said := slices.DeleteFunc([]string{p.Item, p.Field, p.Reason}, func(s string) bool { return s == "" })
	return fmt.Sprintf("line %d: %s", p.Line, strings.Join(said, ": "))
}

// A citation is one item of a bibliography as its file has it, the same for every format.
type citation struct {
	line                                            int
	key                                             string
	kind                                            string // CSL type; empty: the file names none
	title, container, publisher, url, doi, abstract string
	authors                                         []string
	issued, accessed                                string // as parseDate reads them
	own                                             []ownLine
}

// bibliography gathers what a reader finds.
type bibliography struct {
	evidence []offer.Evidence
	problems []Problem
	taken    map[offer.ID]int // the line of each id
	tried    map[offer.ID]int // endings tried behind an id that is taken
}

func newBibliography() *bibliography {
	return &bibliography{taken: map[offer.ID]int{}, tried: map[offer.ID]int{}}
}

func (b *bibliography) problem(c citation, field, format string, args ...any) {
	switch {
	case len(b.problems) == maxProblems:
		b.problems = append(b.problems, Problem{Line: c.line, Reason: "more problems follow; mend these first"})
	case len(b.problems) < maxProblems:
		b.problems = append(b.problems, Problem{c.line, cmp.Or(c.key, short(c.title)), field, fmt.Sprintf(format, args...)})
	}
}

// add takes one citation over as evidence. What our own export said beside it wins.
func (b *bibliography) add(c citation) {
	own := b.ownLines(c)
	e := offer.Evidence{Source: offer.Source{
		Type: c.kind, Title: c.title, Container: c.container, Publisher: c.publisher, Author: strings.Join(c.authors, "; "),
		URL: c.url, DOI: bareDOI(c.doi),
	}}
	e.Source.Issued = b.date(c, "issued", c.issued, own)
	e.Source.Accessed = b.date(c, "accessed", c.accessed, own)
	if own != nil {
		e.ID, e.Account = offer.ID(c.key), c.abstract
	}
	for _, l := range own {
		if f, ok := fieldNamed(l.name); ok {
			if err := f.set(&e, l.value); err != nil {
				b.problem(c, f.name, "%v", err)
			}
		}
	}
	b.drop(c, &e)
	b.name(c, &e)
	b.evidence = append(b.evidence, e)
}

// date reads a date; one that our own export gives exactly is left to that.
func (b *bibliography) date(c citation, field, text string, own []ownLine) offer.Date {
	for _, l := range own {
		if l.name == field {
			return offer.Date{}
		}
	}
	d, err := parseDate(text)
	if err != nil {
		b.problem(c, field, "%v", err)
	}
	return d
}

// drop empties every field that evidence must not hold, and says why. Fields that are empty
// already are for a person to fill.
func (b *bibliography) drop(c citation, e *offer.Evidence) {
	for _, p := range e.Validate() {
		f, ok := fieldNamed(strings.TrimPrefix(p.Field, "source."))
		if !ok || f.get(*e) == "" || f.name == "id" {
			continue
		}
		b.problem(c, f.name, "%s", p.Message)
		_ = f.set(e, "") // every field can be empty
	}
}

// name gives e an id that is its own within the file: that of our own export, or else one made
// of the citation key or the title.
func (b *bibliography) name(c citation, e *offer.Evidence) {
	id, exported := e.ID, e.ID.Valid()
	if !exported {
		id = "own-" + offer.ID(slug(c))
	}
	line, twice := b.taken[id]
	if twice && exported {
		b.problem(c, "id", "%q stands already in line %d; this one was given another", id, line)
	}
	e.ID = id
	for b.taken[e.ID] > 0 {
		b.tried[id]++
		suffix := fmt.Sprintf("-%d", b.tried[id]+1)
		e.ID = offer.ID(strings.TrimRight(string(id[:min(len(id), 80-len(suffix))]), "-") + suffix)
	}
	b.taken[e.ID] = c.line
}

var madeByMachine = regexp.MustCompile(`^[0-9]+$|/`) // a database's number or address

// slug returns words for an id: of the key where a person chose it, else of the title.
func slug(c citation) string {
	texts := []string{c.key, c.title}
	if madeByMachine.MatchString(c.key) {
		texts = []string{c.title, c.key}
	}
	for _, text := range texts {
		if s := slugWords(text); s != "" {
			return s
		}
	}
	sum := sha256.Sum256([]byte(c.key + "\n" + c.title + "\n" + c.url))
	return fmt.Sprintf("%x", sum[:5])
}

// maxSlug leaves room for own- before and a number behind.
const maxSlug = 60

func slugWords(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case b.Len() == maxSlug:
			return strings.Trim(b.String(), "-")
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the accent of the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// bareDOI returns a DOI without the address or the word before it.
func bareDOI(s string) string {
	for _, prefix := range []string{"https://", "http://", "dx.", "doi.org/", "doi:"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = strings.TrimSpace(s[len(prefix):])
		}
	}
	return s
}

func short(title string) string {
	const most = 60
	if rs := []rune(title); len(rs) > most {
		return string(rs[:most]) + "…"
	}
	return title
}

// readText reads a bibliography up to its bound and refuses what is no UTF-8. The byte order
// mark goes.
func readText(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBibliographyBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read bibliography: %w", err)
	}
	if len(data) > MaxBibliographyBytes {
		return nil, refuse(1, "the file is larger than %d MiB; export fewer items at a time", MaxBibliographyBytes>>20)
	}
	if line := invalidUTF8(data); line > 0 {
		return nil, refuse(line, "the text is not UTF-8; export it again with the encoding UTF-8")
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

func refuse(line int, format string, args ...any) error {
	return &InputError{"bibliography", line, fmt.Sprintf(format, args...)}
}

// full refuses a file with more items than are read; line is that of the next one.
func (b *bibliography) full(line int) error {
	if len(b.evidence) < MaxBibliographyItems {
		return nil
	}
	return refuse(line, "more than %d items; export fewer at a time", MaxBibliographyItems)
}
