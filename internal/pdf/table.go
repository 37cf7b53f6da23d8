package pdf

import (
	"fmt"

	"assay/internal/scene"
)

const (
	cellSide = 4.0
	cellTop  = 3.2
)

type tableBox struct {
	Table
	caption *textBlock
	x       []float64 // left edge of each column from the table's start, and its end
	header  []tableRow
	rows    []tableRow
}

type tableRow struct {
	cells  []tableCell
	height float64
	strong bool
}

type tableCell struct {
	Cell
	text  *textBlock
	first int // column
	span  int
	next  int // line to draw, when a row goes on over pages
	owner *element
}

func (t Table) box(d *Document, width float64) box {
	if !t.valid(d) {
		return nil
	}
	b := &tableBox{Table: t}
	st := captionStyle
	st.weight, st.color, st.size, st.leading = scene.Bold, scene.Ink, 8.6, 12
	b.caption = d.textBlock([]Span{{Text: t.Caption}}, st, width)
	header := d.shapeRows(t.Header, t.Columns, true)
	rows := d.shapeRows(t.Rows, t.Columns, false)
	b.x = t.widths(width, append(append([][]shapedCell{}, header...), rows...))
	b.header = b.wrapRows(t.Header, header, true)
	b.rows = b.wrapRows(t.Rows, rows, false)
	return b
}

// valid reports mistakes: a table without header cells or with rows of differing length cannot
// be read aloud.
func (t Table) valid(d *Document) bool {
	ok := true
	if len(t.Columns) == 0 || len(t.Header) == 0 || len(t.Rows) == 0 {
		d.problem("table %q: it needs columns, a header and rows", t.Caption)
		return false
	}
	for i, r := range append(append([]Row{}, t.Header...), t.Rows...) {
		n := 0
		for _, c := range r.Cells {
			n += max(c.ColSpan, 1)
		}
		if n != len(t.Columns) {
			d.problem("table %q: row %d has %d cells for %d columns", t.Caption, i+1, n, len(t.Columns))
			ok = false
		}
	}
	return ok
}

// A shapedCell is a cell's text before columns have a width.
type shapedCell struct {
	text *shaped
	span int
}

func (d *Document) shapeRows(rows []Row, cols []Column, header bool) [][]shapedCell {
	out := make([][]shapedCell, len(rows))
	for i, r := range rows {
		col := 0
		for _, c := range r.Cells {
			st := tableStyle
			if header || r.Strong {
				st.weight = scene.Bold
			}
			if c.Fill != "" {
				st.color = scene.On(c.Fill)
			}
			out[i] = append(out[i], shapedCell{d.set.shape(c.Spans, st), max(c.ColSpan, 1)})
			col += max(c.ColSpan, 1)
		}
	}
	return out
}

// widths returns the edges of the columns. Columns without a share get what their longest word
// needs, and divide the rest by how much more their cells would like; running text asks for no
// more than three fifths, or it would squeeze its neighbours.
func (t Table) widths(total float64, rows [][]shapedCell) []float64 {
	n := len(t.Columns)
	least, want := make([]float64, n), make([]float64, n)
	for _, r := range rows {
		col := 0
		for _, c := range r {
			if c.span == 1 {
				whole, word := c.text.natural()
				want[col] = max(want[col], min(whole, 0.6*total)+2*cellSide+0.5)
				least[col] = max(least[col], word+2*cellSide+0.5)
			}
			col += c.span
		}
	}
	w := make([]float64, n)
	rest, sumLeast, sumWant := total, 0.0, 0.0
	for i, c := range t.Columns {
		if c.Width > 0 {
			w[i] = c.Width * total
			rest -= w[i]
			continue
		}
		sumLeast, sumWant = sumLeast+least[i], sumWant+want[i]
	}
	for i, c := range t.Columns {
		switch {
		case c.Width > 0:
		case sumWant <= rest: // everything fits: stretch alike
			w[i] = want[i] * rest / sumWant
		case sumLeast >= rest:
			w[i] = least[i] * rest / sumLeast
		default:
			w[i] = least[i] + (want[i]-least[i])*(rest-sumLeast)/(sumWant-sumLeast)
		}
	}
	edges := make([]float64, n+1)
	for i := range w {
		edges[i+1] = edges[i] + w[i]
	}
	return edges
}

func (b *tableBox) wrapRows(rows []Row, cells [][]shapedCell, header bool) []tableRow {
	out := make([]tableRow, len(rows))
	for i, r := range rows {
		out[i].strong = r.Strong
		col := 0
		for k, c := range cells[i] {
			inner := b.x[col+c.span] - b.x[col] - 2*cellSide
			t := &textBlock{text: c.text, lines: c.text.wrap(inner), width: inner, align: b.Columns[col].Align}
			if a := r.Cells[k].Align; a != nil {
				t.align = *a
			} else if header && c.span > 1 {
				t.align = Center
			} else if c.span > 1 {
				t.align = Start
			}
			out[i].cells = append(out[i].cells, tableCell{Cell: r.Cells[k], text: t, first: col, span: c.span})
			out[i].height = max(out[i].height, t.height()+2*cellTop)
			col += c.span
		}
	}
	return out
}

func (b *tableBox) above() float64 { return 14 }
func (b *tableBox) sticky() bool   { return false }

func (b *tableBox) head() float64 {
	h := b.captionHeight() + b.headerHeight()
	return h + min(b.together(0), 200)
}

// together returns the height of row i and those that must not be parted from it: what a group
// heading heads, the row above a total, and at either end of the table a second row.
func (b *tableBox) together(i int) float64 {
	h := b.rows[i].height
	for n := len(b.rows); i+1 < n; i++ {
		heads := b.rows[i].cells[0].span == len(b.Columns)
		if !heads && !b.rows[i+1].strong && i != 0 && i+2 != n {
			break
		}
		h += b.rows[i+1].height
	}
	return h
}

func (b *tableBox) captionHeight() float64 {
	if len(b.caption.lines) == 0 {
		return 0
	}
	return b.caption.height() + 3
}

func (b *tableBox) headerHeight() float64 {
	h := 0.0
	for _, r := range b.header {
		h += r.height
	}
	return h
}

// irregular tables have cells over several columns or several header rows. There a cell names
// its headers, since they cannot be found by looking along its row and column.
func (b *tableBox) irregular() bool {
	if len(b.header) > 1 {
		return true
	}
	for _, r := range b.rows {
		for _, c := range r.cells {
			if c.span > 1 {
				return true
			}
		}
	}
	return false
}

func (f *flow) nextID() string {
	f.ids++
	return fmt.Sprintf("h%05d", f.ids)
}
