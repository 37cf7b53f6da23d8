package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/internal/offer"
)

// What citation formats have no place for, and what they cannot hold exactly, our export writes
// beside the rest, one named value each: in the note of CSL-JSON and RIS, in fields of their own
// in BibTeX. The first, assay-evidence: 1, says that the others are ours; without it nobody's
// note is taken for an account, a grade or a passage.

const (
	ownPrefix  = "assay-"
	ownVersion = "1"
	versionKey = "evidence"
)

// An ownLine is one value of our own, without the prefix of its name.
type ownLine struct{ name, value string }

// maxOwn is far more than there are fields.
const maxOwn = 100

var marker = ownLine{versionKey, ownVersion}

// ownLines returns what our own export wrote beside c, nil where it did not write c.
func (b *bibliography) ownLines(c citation) []ownLine {
	i := slices.IndexFunc(c.own, func(l ownLine) bool { return l.name == versionKey })
	if i < 0 {
		return nil
	}
	if c.own[i].value != ownVersion {
		b.problem(c, "", "%s%s is %q; this program reads %s, so grade, account and what else is ours were left out", ownPrefix, versionKey, short(c.own[i].value), ownVersion)
		return nil
	}
	for _, l := range c.own {
		if _, ok := fieldNamed(l.name); !ok && l.name != versionKey {
			b.problem(c, "", "%s%s is no field of evidence", ownPrefix, short(l.name))
		}
	}
	return c.own
}

// parseOwn reads "assay-name: value".
func parseOwn(line string) (ownLine, bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(line, blank), ownPrefix)
	if !ok {
		return ownLine{}, false
	}
	name, value, ok := strings.Cut(rest, ":")
	return ownLine{name, unquote(strings.TrimFunc(value, blank))}, ok
}

func (l ownLine) String() string { return ownPrefix + l.name + ": " + quote(l.value) }

// quote returns s on one line that survives trimming and the folding of blanks: as it is where
// that is so, else as a JSON string.
func quote(s string) string {
	if s == strings.Join(strings.FieldsFunc(s, blank), " ") && s != "" && s[0] != '"' && !strings.ContainsFunc(s, unprintable) {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	text := strings.TrimSuffix(b.String(), "\n")
	return strings.ReplaceAll(text, "  ", ` \u0020`)
}

func unquote(s string) string {
	var text string
	if strings.HasPrefix(s, `"`) && json.Unmarshal([]byte(s), &text) == nil {
		return text
	}
	return s
}

func unprintable(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// blank is white space as file formats fold it; a no-break space is text.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// fold makes one blank of every run of blanks and none at the ends.
func fold(s string) string { return strings.Join(strings.FieldsFunc(s, blank), " ") }

// A bibField is one field of evidence as text. Every one can be set to the empty string.
type bibField struct {
	name string
	get  func(offer.Evidence) string
	set  func(*offer.Evidence, string) error
}

func fieldNamed(name string) (bibField, bool) {
	i := slices.IndexFunc(bibFields, func(f bibField) bool { return f.name == name })
	if i < 0 {
		return bibField{}, false
	}
	return bibFields[i], true
}

var bibFields = []bibField{
	textField("id", func(e *offer.Evidence) *string { return (*string)(&e.ID) }),
	textField("type", func(e *offer.Evidence) *string { return &e.Source.Type }),
	textField("title", func(e *offer.Evidence) *string { return &e.Source.Title }),
	textField("container", func(e *offer.Evidence) *string { return &e.Source.Container }),
	textField("doi", func(e *offer.Evidence) *string { return &e.Source.DOI }),
	textField("publisher", func(e *offer.Evidence) *string { return &e.Source.Publisher }),
	textField("author", func(e *offer.Evidence) *string { return &e.Source.Author }),
	textField("url", func(e *offer.Evidence) *string { return &e.Source.URL }),
	textField("where", func(e *offer.Evidence) *string { return &e.Source.Where }),
	wordField("issued", func(e *offer.Evidence) textual { return &e.Source.Issued }),
	wordField("accessed", func(e *offer.Evidence) textual { return &e.Source.Accessed }),
	textField("archive", func(e *offer.Evidence) *string { return &e.Source.Archive }),
	textField("grade", func(e *offer.Evidence) *string { return (*string)(&e.Source.Grade) }),
	textField("origin", func(e *offer.Evidence) *string { return &e.Source.Origin }),
	{"reread", reread, setReread},
	textField("account", func(e *offer.Evidence) *string { return &e.Account }),
	textField("passage", func(e *offer.Evidence) *string { return &e.Passage }),
	textField("locator", func(e *offer.Evidence) *string { return &e.Locator }),
	{"rung", rung, setRung},
	{"contradicts", contradicts, setContradicts},
}

func textField(name string, at func(*offer.Evidence) *string) bibField {
	return bibField{
		name,
		func(e offer.Evidence) string { return *at(&e) },
		func(e *offer.Evidence, s string) error { *at(e) = s; return nil },
	}
}

// A textual value reads and writes itself as text.
type textual interface {
	MarshalText() ([]byte, error)
	UnmarshalText([]byte) error
}

func wordField(name string, at func(*offer.Evidence) textual) bibField {
	return bibField{
		name,
		func(e offer.Evidence) string { b, _ := at(&e).MarshalText(); return string(b) },
		func(e *offer.Evidence, s string) error { return at(e).UnmarshalText([]byte(s)) },
	}
}

// rung is empty for the weakest one, which is also what nothing recorded means.
func rung(e offer.Evidence) string {
	if e.Rung == offer.Unverified {
		return ""
	}
	return e.Rung.String()
}

func setRung(e *offer.Evidence, s string) (err error) {
	e.Rung = offer.Unverified
	if s != "" {
		e.Rung, err = offer.ParseRung(s)
	}
	return err
}

func reread(e offer.Evidence) string {
	if e.Source.Reread {
		return "yes"
	}
	return ""
}

func setReread(e *offer.Evidence, s string) error {
	if e.Source.Reread = s == "yes"; s != "yes" && s != "" {
		return fmt.Errorf("%q is neither yes nor empty", short(s))
	}
	return nil
}

func contradicts(e offer.Evidence) string {
	ids := make([]string, len(e.Contradicts))
	for i, id := range e.Contradicts {
		ids[i] = string(id)
	}
	return strings.Join(ids, " ")
}

// maxContradicts bounds what one record may contradict.
const maxContradicts = 100

func setContradicts(e *offer.Evidence, s string) error {
	e.Contradicts = nil
	ids := strings.Fields(s)
	if len(ids) > maxContradicts {
		return fmt.Errorf("names %d records; at most %d are read", len(ids), maxContradicts)
	}
	for _, id := range ids {
		if !offer.ID(id).Valid() {
			return fmt.Errorf("%q is no id: lower-case letters, digits and single hyphens, at most 80", short(id))
		}
	}
	for _, id := range ids {
		e.Contradicts = append(e.Contradicts, offer.ID(id))
	}
	return nil
}

// A bibliographyFormat writes citations one by one and reads them back.
type bibliographyFormat struct {
	open, between, end string
	encode             func(citation) string
	read               func(io.Reader) ([]offer.Evidence, []Problem, error)
}

// write writes every item of evidence. What the format alone would give back changed is added
// in words of our own, so that reading returns what was written: for text in UTF-8, dates that
// offer.ParseDate reads, valid ids, and lengths within those of offer.Evidence.
func (f bibliographyFormat) write(w io.Writer, es []offer.Evidence) error {
	if _, err := io.WriteString(w, f.open); err != nil {
		return err
	}
	for i, e := range es {
		item, err := f.item(e)
		if err != nil {
			return err
		}
		if i > 0 {
			item = f.between + item
		}
		if _, err := io.WriteString(w, item); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, f.end)
	return err
}

func (f bibliographyFormat) item(e offer.Evidence) (string, error) {
	for _, field := range bibFields {
		if !utf8.ValidString(field.get(e)) {
			return "", fmt.Errorf("evidence %s: %s is not UTF-8", e.ID, field.name)
		}
	}
	c := citationOf(e)
	plain, _, err := f.read(strings.NewReader(f.open + f.encode(c) + f.end))
	if err != nil || len(plain) != 1 {
		return "", fmt.Errorf("evidence %s cannot be written: %w", e.ID, err)
	}
	for _, field := range bibFields {
		if value := field.get(e); value != field.get(plain[0]) {
			c.own = append(c.own, ownLine{field.name, value})
		}
	}
	return f.encode(c), nil
}

func citationOf(e offer.Evidence) citation {
	s := e.Source
	c := citation{
		key: string(e.ID), kind: s.Type, title: s.Title, container: s.Container, publisher: s.Publisher, url: s.URL, doi: s.DOI,
		abstract: e.Account, issued: s.Issued.String(), accessed: s.Accessed.String(), own: []ownLine{marker},
	}
	if s.Author != "" {
		c.authors = strings.Split(s.Author, "; ")
	}
	return c
}
