package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"assay/internal/offer"
)

// CSLTypes are the types of the CSL-JSON input schema 1.0.2, in its order.
var CSLTypes = []string{
	"article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter", "classic", "collection",
	"dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview",
	"legal_case", "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent", "performance",
	"periodical", "personal_communication", "post", "post-weblog", "regulation", "report", "review", "review-book", "software", "song",
	"speech", "standard", "thesis", "treaty", "webpage",
}

// anyCSLType stands where evidence has no type and the schema wants one.
const anyCSLType = "document"

var cslFormat = bibliographyFormat{open: "[\n", between: ",\n", end: "\n]\n", encode: encodeCSL, read: ReadCSLJSON}

// WriteCSLJSON writes evidence as CSL-JSON, as Zotero and Pandoc read it. The account stands as
// the abstract; what CSL has no place for stands in the note, one line each, where Zotero keeps
// it. Reading it back gives the same evidence.
func WriteCSLJSON(w io.Writer, es []offer.Evidence) error {
	if len(es) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	return cslFormat.write(w, es)
}

type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title,omitempty"`
	Container string    `json:"container-title,omitempty"`
	Authors   []cslName `json:"author,omitempty"`
	Publisher string    `json:"publisher,omitempty"`
	Issued    *cslDate  `json:"issued,omitempty"`
	Accessed  *cslDate  `json:"accessed,omitempty"`
	URL       string    `json:"URL,omitempty"`
	DOI       string    `json:"DOI,omitempty"`
	Abstract  string    `json:"abstract,omitempty"`
	Note      string    `json:"note,omitempty"`
}

type cslName struct {
	Family      string `json:"family,omitempty"`
	Given       string `json:"given,omitempty"`
	Dropping    string `json:"dropping-particle,omitempty"`
	NonDropping string `json:"non-dropping-particle,omitempty"`
	Suffix      string `json:"suffix,omitempty"`
	Literal     string `json:"literal,omitempty"`
}

type cslDate struct {
	Parts   [][]any `json:"date-parts,omitempty"`
	Circa   any     `json:"circa,omitempty"`
	Literal string  `json:"literal,omitempty"`
	Raw     string  `json:"raw,omitempty"`
	EDTF    string  `json:"edtf,omitempty"`
}

func encodeCSL(c citation) string {
	item := cslItem{
		ID: c.key, Type: c.kind, Title: c.title, Container: c.container, Publisher: c.publisher,
		Issued: cslDateOf(c.issued), Accessed: cslDateOf(c.accessed), URL: c.url, DOI: c.doi, Abstract: c.abstract,
	}
	if !slices.Contains(CSLTypes, item.Type) {
		item.Type = anyCSLType
	}
	for _, name := range c.authors {
		item.Authors = append(item.Authors, cslName{Literal: name})
	}
	notes := make([]string, len(c.own))
	for i, l := range c.own {
		notes[i] = l.String()
	}
	item.Note = strings.Join(notes, "\n")
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	_ = enc.Encode(item) // strings and numbers always encode
	return "  " + strings.TrimSuffix(b.String(), "\n")
}

func cslDateOf(text string) *cslDate {
	if text == "" {
		return nil
	}
	var parts []any
	for p := range strings.SplitSeq(text, "-") {
		n, _ := strconv.Atoi(p) // a Date's own digits
		parts = append(parts, n)
	}
	return &cslDate{Parts: [][]any{parts}}
}

// ReadCSLJSON reads a list of items of CSL-JSON, as Zotero exports it. Ids become own- and words
// of the item's id or title, except of items that WriteCSLJSON wrote. Grade and account are
// taken from what WriteCSLJSON wrote and else left empty for a person. Several authors are kept
// as "Family, Given; Family, Given". A file that is no such list, too large or not UTF-8 is an
// *InputError; what is wrong in one item is a Problem, and its field is left empty.
func ReadCSLJSON(r io.Reader) ([]offer.Evidence, []Problem, error) {
	data, err := readText(r)
	if err != nil {
		return nil, nil, err
	}
	if err := checkJSON(data); err != nil {
		return nil, nil, err
	}
	b := newBibliography()
	dec := json.NewDecoder(bytes.NewReader(data))
	_, _ = dec.Token() // the bracket that checkJSON saw
	line, seen := 1, 0
	for dec.More() {
		at := int(dec.InputOffset())
		at += len(data[at:]) - len(bytes.TrimLeft(data[at:], " \t\r\n,"))
		line, seen = line+bytes.Count(data[seen:at], []byte("\n")), at
		if err := b.full(line); err != nil {
			return nil, nil, err
		}
		if data[at] != '{' {
			return nil, nil, refuse(line, "this item is not an object of names and values: { … }")
		}
		var item cslRaw
		if err := dec.Decode(&item); err != nil {
			return nil, nil, refuse(line, "this item cannot be read")
		}
		b.add(b.cslCitation(line, item))
	}
	return b.evidence, b.problems, nil
}

// maxJSONDepth is far above what CSL-JSON needs.
const maxJSONDepth = 32

// checkJSON refuses what is no JSON list, or nested too deep, with the line.
func checkJSON(data []byte) error {
	if line := jsonTooDeep(data); line > 0 {
		return refuse(line, "brackets are nested more than %d deep; CSL-JSON needs 5", maxJSONDepth)
	}
	lineAt := func(offset int64) int {
		return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
	}
	var all json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			return refuse(lineAt(e.Offset), "this is not JSON: %s", jsonReason(e))
		}
		return refuse(1, "this is not JSON")
	}
	if trimmed := bytes.TrimLeft(data, " \t\r\n"); trimmed[0] != '[' {
		return refuse(lineAt(int64(len(data)-len(trimmed))), "CSL-JSON is a list of items: [ … ]; export the collection as CSL JSON")
	}
	return nil
}

func jsonReason(e *json.SyntaxError) string {
	if strings.HasPrefix(e.Error(), "unexpected end") {
		return "it ends too early; export it again"
	}
	return e.Error()
}

func jsonTooDeep(data []byte) (line int) {
	depth, inString, escaped := 0, false, false
	line = 1
	for _, c := range data {
		switch {
		case c == '\n':
			line++
		case escaped:
			escaped = false
		case c == '\\':
			escaped = inString
		case c == '"':
			inString = !inString
		case inString:
		case c == '[' || c == '{':
			if depth++; depth > maxJSONDepth {
				return line
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return 0
}

// A cslRaw is an item whose values may yet be of the wrong kind. Names and dates that are much
// too long are not taken apart.
type cslRaw struct {
	ID        json.RawMessage `json:"id"`
	Type      json.RawMessage `json:"type"`
	Title     json.RawMessage `json:"title"`
	Container json.RawMessage `json:"container-title"`
	Author    json.RawMessage `json:"author"`
	Publisher json.RawMessage `json:"publisher"`
	Issued    json.RawMessage `json:"issued"`
	Accessed  json.RawMessage `json:"accessed"`
	URL       json.RawMessage `json:"URL"`
	DOI       json.RawMessage `json:"DOI"`
	Abstract  json.RawMessage `json:"abstract"`
	Note      json.RawMessage `json:"note"`
}

const (
	maxCSLNames = 64 << 10
	maxCSLDate  = 1 << 10
)

func (b *bibliography) cslCitation(line int, item cslRaw) citation {
	c := citation{line: line, key: scalar(item.ID), title: scalar(item.Title)}
	text := func(field string, raw json.RawMessage) string {
		var s string
		if raw != nil && json.Unmarshal(raw, &s) != nil {
			b.problem(c, field, "is no text")
		}
		return s
	}
	c.title, c.kind = text("title", item.Title), text("type", item.Type)
	if c.kind != "" && !slices.Contains(CSLTypes, c.kind) {
		b.problem(c, "type", "%q is no type of CSL 1.0.2", short(c.kind))
		c.kind = ""
	}
	c.container, c.publisher, c.abstract = text("container", item.Container), text("publisher", item.Publisher), text("account", item.Abstract)
	c.url, c.doi = text("url", item.URL), text("doi", item.DOI)
	c.authors = b.cslAuthors(c, item.Author)
	c.issued, c.accessed = b.cslDate(c, "issued", item.Issued), b.cslDate(c, "accessed", item.Accessed)
	for note := range strings.Lines(text("note", item.Note)) {
		if l, ok := parseOwn(note); ok && len(c.own) < maxOwn {
			c.own = append(c.own, l)
		}
	}
	return c
}

// scalar returns a text, or a number as it is written.
func scalar(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

func (b *bibliography) cslAuthors(c citation, raw json.RawMessage) (authors []string) {
	var names []cslName
	if len(raw) > maxCSLNames {
		b.problem(c, "author", "is longer than %d KiB", maxCSLNames>>10)
		return nil
	}
	if raw != nil && json.Unmarshal(raw, &names) != nil {
		b.problem(c, "author", "is no list of names with family, given or literal")
		return nil
	}
	for _, n := range names {
		if n.Literal != "" {
			authors = append(authors, n.Literal)
			continue
		}
		parts := []string{fold(n.NonDropping + " " + n.Family), fold(n.Given + " " + n.Dropping), n.Suffix}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		if len(parts) > 0 {
			authors = append(authors, strings.Join(parts, ", "))
		}
	}
	return authors
}

// cslDate returns the date as parseDate reads it, empty where it is none.
func (b *bibliography) cslDate(c citation, field string, raw json.RawMessage) string {
	var text string
	if len(raw) > maxCSLDate {
		b.problem(c, field, "is no date: it is longer than %d bytes", maxCSLDate)
		return ""
	}
	if raw == nil || json.Unmarshal(raw, &text) == nil {
		return text
	}
	var d cslDate
	switch err := json.Unmarshal(raw, &d); {
	case err != nil || len(d.Parts) > 0 && (len(d.Parts[0]) == 0 || len(d.Parts[0]) > 3):
		b.problem(c, field, "is no date: date-parts are [[year, month, day]]")
	case circa(d.Circa):
		b.problem(c, field, "is about a date; evidence holds one that is known")
	case len(d.Parts) > 1:
		b.problem(c, field, "is a range of dates; evidence holds one date")
	case len(d.Parts) == 1:
		parts := make([]string, len(d.Parts[0]))
		for i, p := range d.Parts[0] {
			parts[i] = fmt.Sprint(p)
		}
		return strings.Join(parts, "-")
	default:
		for _, s := range []string{d.EDTF, d.Raw, d.Literal} {
			if s != "" {
				return s
			}
		}
	}
	return ""
}

func circa(v any) bool {
	return v != nil && v != false && v != 0.0 && v != "" && v != "0" && v != "false"
}
