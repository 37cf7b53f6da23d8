package pdf

import "assay/internal/scene"

// A Cover is a coloured first page with the title of the document.
type Cover struct {
	Organisation string
	Subtitle     string
	Facts        []Fact // such as reference and date, at the foot
}

// A Fact is a labelled line.
type Fact struct{ Label, Value string }

var (
	coverTitle    = style{size: 30, leading: 38, weight: scene.Bold, color: scene.OnDeep}
	coverSubtitle = style{size: 13.5, leading: 19, color: scene.OnDeep}
	coverText     = style{size: 9.6, leading: 18, color: scene.OnDeep}
)

const (
	coverSide   = 67.0
	coverFacts  = 100.0 // width of the labels
	coverBottom = 72.0
)

func (c *Cover) place(f *flow) {
	f.page = &page{width: pageWidth, height: pageHeight, bare: true}
	f.pages = append(f.pages, f.page)
	p := f.page
	p.artifact("/Type/Background")
	p.box(0, 0, pageWidth, pageHeight, scene.Deep)
	section := f.root.child("Sect")
	width := pageWidth - 2*coverSide
	if c.Organisation != "" {
		t := f.doc.textBlock([]Span{{Text: c.Organisation}}, coverText, width)
		t.drawLines(f, section.child("P"), coverSide, 94, 0, len(t.lines))
	}
	title := f.doc.textBlock([]Span{{Text: f.doc.meta.Title}}, coverTitle, 0.9*width)
	title.width = width // narrower only to break earlier
	y := 224.0
	title.drawLines(f, section.child("H1"), coverSide, y, 0, len(title.lines))
	y += title.height() + 12
	if c.Subtitle != "" {
		t := f.doc.textBlock([]Span{{Text: c.Subtitle}}, coverSubtitle, 0.9*width)
		t.width = width
		t.drawLines(f, section.child("P"), coverSide, y, 0, len(t.lines))
		y += t.height()
	}
	x := coverSide
	if f.rtl {
		x = pageWidth - coverSide - 112
	}
	p.artifact("/Type/Layout")
	p.box(x, y+18, 112, 4.5, scene.Spark)
	c.placeFacts(f, section, width)
	p.end()
}

// placeFacts sets labels and values in two columns, as a table whose rows have headers.
func (c *Cover) placeFacts(f *flow, section *element, width float64) {
	if len(c.Facts) == 0 {
		return
	}
	values := coverText
	values.weight = scene.Bold
	type pair struct{ label, value *textBlock }
	var rows []pair
	total := 0.0
	for _, fact := range c.Facts {
		r := pair{
			f.doc.textBlock([]Span{{Text: fact.Label}}, coverText, coverFacts-8),
			f.doc.textBlock([]Span{{Text: fact.Value}}, values, width-coverFacts),
		}
		rows = append(rows, r)
		total += max(r.label.height(), r.value.height())
	}
	labelAt, valueAt := coverSide, coverSide+coverFacts
	if f.rtl {
		labelAt, valueAt = pageWidth-coverSide-coverFacts+8, coverSide
	}
	y := pageHeight - coverBottom - total
	table := section.child("Table")
	for _, r := range rows {
		tr := table.child("TR")
		r.label.drawLines(f, tr.child("TH").attr("Table", "/Scope/Row"), labelAt, y, 0, len(r.label.lines))
		r.value.drawLines(f, tr.child("TD"), valueAt, y, 0, len(r.value.lines))
		y += max(r.label.height(), r.value.height())
	}
}
