package exchange

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"assay/internal/offer"
)

// risTypes pair the types of RIS with those of CSL. Of several RIS types for one CSL type the
// first is written. GEN says nothing, so it reads as no type.
var risTypes = [][2]string{
	{"JOUR", "article-journal"}, {"EJOUR", "article-journal"}, {"MGZN", "article-magazine"}, {"NEWS", "article-newspaper"}, {"JFULL", "periodical"},
	{"BOOK", "book"}, {"EBOOK", "book"}, {"EDBOOK", "book"}, {"CHAP", "chapter"}, {"ECHAP", "chapter"}, {"CPAPER", "paper-conference"}, {"CONF", "paper-conference"},
	{"RPRT", "report"}, {"GOVDOC", "report"}, {"THES", "thesis"}, {"ELEC", "webpage"}, {"WEB", "webpage"}, {"BLOG", "post-weblog"},
	{"DATA", "dataset"}, {"COMP", "software"}, {"STAT", "legislation"}, {"LEGAL", "legislation"}, {"BILL", "bill"}, {"CASE", "legal_case"},
	{"HEAR", "hearing"}, {"PAT", "patent"}, {"STAND", "standard"}, {"MAP", "map"}, {"FIGURE", "figure"}, {"ART", "graphic"}, {"MPCT", "motion_picture"},
	{"VIDEO", "motion_picture"}, {"SOUND", "song"}, {"MUSIC", "musical_score"}, {"UNPB", "manuscript"}, {"MANSCPT", "manuscript"}, {"PAMP", "pamphlet"},
	{"ENCYC", "entry-encyclopedia"}, {"DICT", "entry-dictionary"}, {"PCOMM", "personal_communication"}, {"CLSWK", "classic"}, {"GEN", ""},
}

var risFormat = bibliographyFormat{between: "\r\n", encode: encodeRIS, read: ReadRIS}

// WriteRIS writes evidence as RIS. The account stands as the abstract (AB), what RIS has no
// place for in notes (N1), one line each. Reading it back gives the same evidence.
func WriteRIS(w io.Writer, es []offer.Evidence) error { return risFormat.write(w, es) }

func encodeRIS(c citation) string {
	var b strings.Builder
	line := func(tag, text string) {
		if text = fold(text); text != "" {
			b.WriteString(tag + "  - " + text + "\r\n")
		}
	}
	line("TY", risType(c.kind))
	line("ID", c.key)
	for _, a := range c.authors {
		line("AU", a)
	}
	line("TI", c.title)
	line("T2", c.container)
	line("PB", c.publisher)
	if c.issued != "" {
		line("PY", c.issued[:4])
		line("DA", risDate(c.issued))
	}
	if c.accessed != "" {
		line("Y2", risDate(c.accessed))
	}
	line("UR", c.url)
	line("DO", c.doi)
	line("AB", c.abstract)
	for _, l := range c.own {
		line("N1", l.String())
	}
	b.WriteString("ER  - \r\n")
	return b.String()
}

// risDate writes 2026-07 as 2026/07//: year, month, day and a word, whatever is known.
func risDate(text string) string {
	parts := strings.Split(text, "-")
	return strings.Join(append(parts, make([]string, 4-len(parts))...), "/")
}

func risType(csl string) string {
	for _, t := range risTypes {
		if t[1] == csl {
			return t[0]
		}
	}
	return "GEN"
}

var risLine = regexp.MustCompile(`^([A-Z][A-Z0-9])  -(?: (.*))?$`)

// ReadRIS reads records of RIS, each from TY to ER. A line without a tag goes on from the one
// before it. Container, title, author and dates are taken from whichever tag of their kind the
// record has: T2, JO, JF, JA, BT; TI, T1, CT; AU, A1; DA, PY, Y1; Y2. Otherwise as ReadCSLJSON.
func ReadRIS(r io.Reader) ([]offer.Evidence, []Problem, error) {
	data, err := readText(r)
	if err != nil {
		return nil, nil, err
	}
	b := newBibliography()
	var rec *risRecord
	stray := 0
	n := 0
	for text := range strings.SplitSeq(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n") {
		n++
		m := risLine.FindStringSubmatch(strings.TrimRight(text, "\r \t"))
		switch {
		case m == nil && fold(text) == "":
		case m == nil && rec == nil:
			if stray == 0 {
				stray = n
			}
		case m == nil:
			rec.goOn(text)
		case m[1] == "TY":
			if err := b.risEnd(rec, false); err != nil {
				return nil, nil, err
			}
			rec = &risRecord{line: n}
			rec.put("TY", m[2])
		case rec == nil:
			if stray == 0 {
				stray = n
			}
		case m[1] == "ER":
			if err := b.risEnd(rec, true); err != nil {
				return nil, nil, err
			}
			rec = nil
		default:
			rec.put(m[1], m[2])
		}
	}
	if err := b.risEnd(rec, false); err != nil {
		return nil, nil, err
	}
	if stray > 0 && len(b.evidence) == 0 {
		return nil, nil, refuse(stray, "this is not RIS: a record begins with TY  - ")
	}
	if stray > 0 {
		b.problem(citation{line: stray}, "", "text outside of a record was left out; a record begins with TY  - and ends with ER  - ")
	}
	return b.evidence, b.problems, nil
}

// A risRecord is the lines of one record in their order.
type risRecord struct {
	line  int
	lines []risValue
	into  *risValue // what a line without a tag belongs to
}

type risValue struct {
	tag  string
	text []byte // of all its lines
}

// risTags are the tags that are read.
var risTags = strings.Fields("TY ID TI T1 CT T2 JO JF JA BT AU A1 PB PY Y1 DA Y2 UR DO AB N2 N1")

// maxRISLines bounds the lines of one record that are read.
const maxRISLines = 5000

// put begins a value. One that is not read is put aside, so that lines which go on from it are
// not taken for another's.
func (r *risRecord) put(tag, text string) {
	if len(r.lines) == maxRISLines || !slices.Contains(risTags, tag) {
		r.into = nil
		return
	}
	r.lines = append(r.lines, risValue{tag, []byte(text)})
	r.into = &r.lines[len(r.lines)-1]
}

// goOn adds a line to the value before it, up to far more than any field may hold.
func (r *risRecord) goOn(text string) {
	if r.into != nil && len(r.into.text) < maxBibValue {
		r.into.text = append(append(r.into.text, ' '), text...)
	}
}

// all returns the texts of the first tag that has any.
func (r *risRecord) all(tags ...string) []string {
	for _, tag := range tags {
		var texts []string
		for _, v := range r.lines {
			if v.tag != tag {
				continue
			}
			if text := fold(string(v.text)); text != "" {
				texts = append(texts, text)
			}
		}
		if texts != nil {
			return texts
		}
	}
	return nil
}

func (b *bibliography) risEnd(r *risRecord, closed bool) error {
	if r == nil {
		return nil
	}
	if err := b.full(r.line); err != nil {
		return err
	}
	c := citation{line: r.line}
	one := func(field string, tags ...string) string {
		texts := r.all(tags...)
		if len(texts) > 1 {
			b.problem(c, field, "stands there %d times; the first was taken", len(texts))
		}
		if len(texts) == 0 {
			return ""
		}
		return texts[0]
	}
	c.key = one("id", "ID")
	c.title = one("title", "TI", "T1", "CT")
	c.kind = b.risKind(c, one("type", "TY"))
	c.container = one("container", "T2", "JO", "JF", "JA", "BT")
	c.publisher, c.url, c.doi = one("publisher", "PB"), one("url", "UR"), one("doi", "DO")
	c.abstract = one("account", "AB", "N2")
	c.authors = r.all("AU", "A1")
	c.issued, c.accessed = one("issued", "DA", "PY", "Y1"), one("accessed", "Y2")
	for _, note := range r.all("N1") {
		if l, ok := parseOwn(note); ok && len(c.own) < maxOwn {
			c.own = append(c.own, l)
		}
	}
	if !closed {
		b.problem(c, "", "the record has no end; it ends with ER  - ")
	}
	b.add(c)
	return nil
}

func (b *bibliography) risKind(c citation, word string) string {
	for _, t := range risTypes {
		if t[0] == word {
			return t[1]
		}
	}
	b.problem(c, "type", "%q is no type of RIS that is known here", short(word))
	return ""
}
