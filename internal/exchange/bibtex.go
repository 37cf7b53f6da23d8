package exchange

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"assay/internal/offer"
)

// bibTypes pair the entry types of BibTeX and BibLaTeX with the types of CSL. Of several entry
// types for one CSL type the first is written. misc says nothing, so it reads as no type.
var bibTypes = [][2]string{
	{"article", "article-journal"}, {"book", "book"}, {"booklet", "pamphlet"}, {"incollection", "chapter"}, {"inbook", "chapter"},
	{"inproceedings", "paper-conference"}, {"conference", "paper-conference"}, {"collection", "book"}, {"proceedings", "book"}, {"mvbook", "book"},
	{"techreport", "report"}, {"report", "report"}, {"manual", "report"}, {"phdthesis", "thesis"}, {"mastersthesis", "thesis"}, {"thesis", "thesis"},
	{"unpublished", "manuscript"}, {"online", "webpage"}, {"electronic", "webpage"}, {"www", "webpage"}, {"dataset", "dataset"}, {"software", "software"},
	{"patent", "patent"}, {"periodical", "periodical"}, {"legislation", "legislation"}, {"jurisdiction", "legal_case"}, {"standard", "standard"},
	{"inreference", "entry-encyclopedia"}, {"video", "motion_picture"}, {"movie", "motion_picture"}, {"letter", "personal_communication"}, {"misc", ""},
}

// CSL types that BibTeX writes as the entry of another; reading takes the exact one from our own
// field.
var bibNearest = map[string]string{"article": "article", "article-magazine": "article", "article-newspaper": "article", "post-weblog": "online", "post": "online"}

var bibtexFormat = bibliographyFormat{between: "\n", encode: encodeBibTeX, read: ReadBibTeX}

// WriteBibTeX writes evidence as BibTeX in UTF-8. Titles and names are braced, so that styles
// leave their capitals and their order alone. The account stands as the abstract, what BibTeX
// has no place for in fields that begin with assay-, which styles leave out. Reading it back
// gives the same evidence.
func WriteBibTeX(w io.Writer, es []offer.Evidence) error { return bibtexFormat.write(w, es) }

func encodeBibTeX(c citation) string {
	kind := bibType(c.kind)
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s,\n", kind, c.key)
	put := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", name, text)
		}
	}
	put("title", braced(c.title))
	names := make([]string, len(c.authors))
	for i, a := range c.authors {
		names[i] = braced(a)
	}
	put("author", strings.Join(names, " and "))
	put(bibContainer(kind), texEscape(c.container))
	put(bibPublisher(kind), texEscape(c.publisher))
	for i, part := range strings.Split(c.issued, "-") {
		put([]string{"year", "month", "day"}[i], part)
	}
	put("url", verbatim(c.url))
	put("urldate", c.accessed)
	put("doi", verbatim(c.doi))
	put("abstract", texEscape(c.abstract))
	for _, l := range c.own {
		put(ownPrefix+l.name, texEscape(quote(l.value)))
	}
	b.WriteString("}\n")
	return b.String()
}

// braced keeps a title's capitals, and a name from being taken apart.
func braced(text string) string {
	if text == "" {
		return ""
	}
	return "{" + texEscape(text) + "}"
}

// verbatim returns an address as it is, or nothing where braces or blanks would change it; the
// exact one is then written as our own.
func verbatim(text string) string {
	if strings.ContainsAny(text, "{}\\ \t\r\n") {
		return ""
	}
	return text
}

func bibType(csl string) string {
	for _, t := range bibTypes {
		if t[1] == csl {
			return t[0]
		}
	}
	return cmp.Or(bibNearest[csl], "misc")
}

func bibContainer(kind string) string {
	if kind == "article" {
		return "journal"
	}
	return "booktitle"
}

func bibPublisher(kind string) string {
	switch kind {
	case "techreport":
		return "institution"
	case "phdthesis":
		return "school"
	case "manual", "online":
		return "organization"
	}
	return "publisher"
}

// ReadBibTeX reads entries of BibTeX or BibLaTeX in UTF-8, with @string, # between strings and
// the usual accents and symbols of TeX; a command it does not know stays as it is written.
// @comment, @preamble and text between entries are left out. An entry that is not BibTeX is a
// Problem, and reading goes on at the next line that begins with @. Otherwise as ReadCSLJSON.
func ReadBibTeX(r io.Reader) ([]offer.Evidence, []Problem, error) {
	data, err := readText(r)
	if err != nil {
		return nil, nil, err
	}
	b := newBibliography()
	p := newBibParser(string(data))
	failed := 0
	for p.next() {
		entry, err := p.entry()
		if bad, ok := err.(*bibError); ok {
			b.problem(citation{line: bad.line, key: entry.key}, "", "%s", bad.reason)
			if failed++; failed > maxProblems {
				break
			}
			p.recover()
			continue
		}
		if entry.fields == nil { // a comment, a preamble, a string
			continue
		}
		if err := b.full(entry.line); err != nil {
			return nil, nil, err
		}
		b.add(b.bibCitation(entry))
	}
	if p.entries == 0 && strings.TrimSpace(p.text) != "" {
		return nil, nil, refuse(1, "this is not BibTeX: an entry begins like @article{key,")
	}
	return b.evidence, b.problems, nil
}

func (b *bibliography) bibCitation(e bibEntry) citation {
	c := citation{line: e.line, key: e.key}
	for _, name := range e.twice {
		b.problem(c, name, "stands there twice; the first was taken")
	}
	at := func(names ...string) bibValue {
		for _, name := range names {
			if f, ok := e.fields[name]; ok && fold(f.raw) != "" {
				return f
			}
		}
		return bibValue{line: e.line}
	}
	c.title = at("title").text()
	c.kind = b.bibKind(c, e.kind)
	c.container = at("journaltitle", "journal", "booktitle").text()
	c.publisher = at("publisher", "institution", "school", "organization").text()
	c.url, c.doi = at("url").address(), at("doi").address()
	if how := at("howpublished"); c.url == "" && strings.HasPrefix(how.raw, `\url`) {
		c.url = how.address()
	}
	c.abstract = at("abstract").text()
	for _, name := range splitNames(at("author").raw) {
		c.authors = append(c.authors, fold(texText(name)))
	}
	c.issued = at("date").text()
	if c.issued == "" {
		c.issued = b.bibDate(c, at("year").text(), at("month").text(), at("day").text())
	}
	c.accessed = at("urldate").text()
	for _, name := range e.order {
		if own, ok := strings.CutPrefix(name, ownPrefix); ok && len(c.own) < maxOwn {
			c.own = append(c.own, ownLine{own, unquote(e.fields[name].text())})
		}
	}
	return c
}

func (b *bibliography) bibKind(c citation, kind string) string {
	i := slices.IndexFunc(bibTypes, func(t [2]string) bool { return t[0] == kind })
	if i < 0 {
		b.problem(c, "type", "@%s is no entry type that is known here", short(kind))
		return ""
	}
	return bibTypes[i][1]
}

var monthNames = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// bibDate joins year, month and day. A month is a number or an English name, with the day before
// or behind it in old entries.
func (b *bibliography) bibDate(c citation, year, month, day string) string {
	if year == "" || month == "" {
		return year
	}
	written := month
	for _, w := range strings.FieldsFunc(strings.ToLower(written), func(r rune) bool { return blank(r) || r == '.' || r == ',' || r == '\u00a0' }) {
		i := slices.IndexFunc(monthNames, func(m string) bool { return strings.HasPrefix(w, m) && letters(w) == len(w) })
		_, err := strconv.Atoi(w)
		switch {
		case i >= 0:
			month = strconv.Itoa(i + 1)
		case err == nil && w != strings.TrimSpace(written):
			day = w
		case err != nil:
			b.problem(c, "issued", "month %q is neither a number nor one month's name; the year was taken", short(written))
			return year
		}
	}
	if day == "" {
		return year + "-" + month
	}
	return year + "-" + month + "-" + day
}
