// Package pdf writes tagged PDF documents: headings, paragraphs, lists, tables and charts in
// several scripts, with the structure that assistive software needs. A file carries the
// identifiers of PDF/UA-1 and PDF/A-2a, or PDF/A-3a when data is attached.
//
// The package lays out and writes what it is given; what a document says is its caller's
// affair. Equal input gives equal bytes: it reads no clock, and nothing depends on map order.
//
//	doc := pdf.New(pdf.Meta{Title: "Briefing", Lang: "en", Created: when})
//	doc.Add(pdf.Heading{Level: 1, Text: "Summary"}, pdf.Text("Two offers were compared."))
//	_, err := doc.WriteTo(w)
package pdf

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Meta describes a document as a whole.
type Meta struct {
	Title    string // required: shown in the title bar and read first
	Lang     string // required: BCP 47
	Subject  string
	Author   string
	Keywords string
	Created  time.Time // of the data; never the time of writing
}

// Running is what stands above and below the text of every page but the cover. Empty parts are
// left out. Start and End are the left and right in a document read from left to right.
type Running struct {
	HeaderStart, HeaderEnd, FooterStart string
	// Page returns the page number as it should be read; nil writes "Page 2 of 7".
	Page func(n, total int) string
}

// A Document collects blocks and writes them. It is not safe for concurrent use.
type Document struct {
	meta        Meta
	running     Running
	cover       *Cover
	blocks      []Block
	attachments []Attachment
	set         *typesetter
	problems    []error
}

// New returns an empty document.
func New(m Meta) *Document { return &Document{meta: m, set: newTypesetter(m.Lang)} }

// Run sets the running header and footer.
func (d *Document) Run(r Running) { d.running = r }

// SetCover puts a cover before the first page.
func (d *Document) SetCover(c Cover) { d.cover = &c }

// Add appends blocks.
func (d *Document) Add(blocks ...Block) { d.blocks = append(d.blocks, blocks...) }

// An Attachment is a file carried inside the document, such as the data behind it.
type Attachment struct {
	Name, MIME, Description string
	Data                    []byte
}

// Attach embeds a file. The document then calls itself PDF/A-3a, the part that allows it.
func (d *Document) Attach(a Attachment) { d.attachments = append(d.attachments, a) }

func (d *Document) problem(format string, args ...any) {
	d.problems = append(d.problems, fmt.Errorf("pdf: "+format, args...))
}

// WriteTo lays the document out and writes it. Mistakes that would make it inaccessible (a
// figure without a description, a skipped heading level, a row with cells missing, a link to
// nowhere) are all reported together, and then nothing is written.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	d.problems = nil
	if d.meta.Title == "" || d.meta.Lang == "" {
		d.problem("a document needs a title and a language")
	}
	d.set = newTypesetter(d.meta.Lang)
	f := d.layout()
	out := &file{}
	info, root := d.assemble(out, f)
	if len(d.problems) > 0 {
		return 0, errors.Join(d.problems...)
	}
	c := &counter{w: w}
	err := out.write(c, root, info)
	return c.n, err
}

// Missing returns the characters of the last document written that no font has, in order. They
// are shown as a box.
func (d *Document) Missing() []rune { return slices.Sorted(maps.Keys(d.set.missing)) }

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
