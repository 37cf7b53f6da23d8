package pdf

import "assay/internal/scene"

// A Span is a piece of text set in one way. Only Text is required.
type Span struct {
	Text   string
	Weight scene.Weight
	Italic bool
	Color  scene.Token
	Lang   string // BCP 47, when it differs from the paragraph's
	Link   string // an address, or # and an anchor of this document
	Super  bool   // raised, for references
}

// A Block is a part of a document that stands by itself: Heading, Paragraph, List, Table,
// Figure, KeyFigures, Callout or PageBreak.
type Block interface {
	// box shapes the block for a column of the given width. Boxes with nothing to show are nil.
	box(d *Document, width float64) box
}

// A Heading opens a section that lasts until the next heading of its level or above. Levels
// count from 1 to 5 and may not skip one.
type Heading struct {
	Level  int
	Text   string
	Anchor string // for links from elsewhere in the document
	Lang   string
}

// A Paragraph is running text. Lang sets its direction too.
type Paragraph struct {
	Spans []Span
	Lang  string
	Small bool        // smaller, for notes
	Color scene.Token // empty for ink
}

// Text returns a paragraph of plain text.
func Text(s string) Paragraph { return Paragraph{Spans: []Span{{Text: s}}} }

// A List has one entry per line of thought, with bullets, or numbers when Numbered.
type List struct {
	Numbered bool
	Items    []Item
	Lang     string
	Small    bool
}

// An Item is an entry of a list.
type Item struct {
	Spans  []Span
	Anchor string
}

// KeyFigures shows a few numbers large, side by side.
type KeyFigures struct{ Figures []KeyFigure }

// A KeyFigure is a value with what it means.
type KeyFigure struct{ Value, Label string }

// A Callout sets a passage apart with a bar at its start, such as a summary in another language.
type Callout struct {
	Title string
	Body  []Paragraph
	Lang  string // for all of it
}

// A Figure is a picture. Alt says what it shows, for those who cannot see it; the scene's Desc
// is used when it is empty, and one of them is required.
type Figure struct {
	Scene   scene.Scene
	Alt     string
	Caption string
	Anchor  string
	Width   float64 // share of the column, 0 for all of it
}

// A PageBreak starts a new page.
type PageBreak struct{}

// Align places text in a table cell. Start and End follow the direction of the document.
type Align int

// The alignments.
const (
	Start Align = iota
	Center
	End
)

// A Table has header rows and body rows. Columns without a width share the space by what their
// cells hold. A table that does not fit goes on over pages with its header rows repeated.
type Table struct {
	Caption string
	Anchor  string
	Columns []Column
	Header  []Row // at least one
	Rows    []Row
}

// A Column says how the cells of a column are set.
type Column struct {
	Width float64 // share of the table, 0 to let the content decide
	Align Align
	Head  bool // its body cells are row headers
}

// A Row is a row of cells. Strong sets it bold with a line above, for totals.
type Row struct {
	Cells  []Cell
	Strong bool
}

// A Cell is a place in a table. ColSpan counts the columns it covers, 0 meaning 1.
type Cell struct {
	Spans   []Span
	ColSpan int
	Fill    scene.Token // ground colour; text then takes scene.On of it
	Align   *Align      // nil for the column's
}

// Cells returns a row of plain text.
func Cells(texts ...string) Row {
	r := Row{Cells: make([]Cell, len(texts))}
	for i, t := range texts {
		r.Cells[i] = Cell{Spans: []Span{{Text: t}}}
	}
	return r
}
