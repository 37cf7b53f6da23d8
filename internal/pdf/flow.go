package pdf

// A box is a block shaped for a column, ready to be placed on pages.
type box interface {
	// above is the space before the box unless it starts a page.
	above() float64
	// head is the least height that has to fit for the box to start on a page.
	head() float64
	// sticky boxes stay with the start of what follows.
	sticky() bool
	// place draws the box at the flow's position and moves it on, over pages if need be.
	place(f *flow)
}

// A flow fills pages from top to bottom.
type flow struct {
	doc         *Document
	pages       []*page
	page        *page
	y           float64
	left, width float64
	rtl         bool
	root        *element
	sections    []*element // open sections by heading level, the document first
	marks       []bookmark
	anchors     map[string]target
	level       int // of the last heading
	ids         int
}

// A target is a place to link to.
type target struct {
	page *page
	y    float64
}

// layout places the cover and all blocks.
func (d *Document) layout() *flow {
	root := &element{tag: "Document", lang: d.meta.Lang}
	f := &flow{
		doc: d, left: marginSide, width: columnWidth, root: root, sections: []*element{root},
		anchors: map[string]target{}, rtl: rightToLeft(d.meta.Lang),
	}
	if d.cover != nil {
		d.cover.place(f)
	}
	boxes := make([]box, 0, len(d.blocks))
	for _, b := range d.blocks {
		if bx := b.box(d, f.width); bx != nil {
			boxes = append(boxes, bx)
		}
	}
	f.newPage()
	f.fill(boxes)
	for i, p := range f.pages {
		p.end()
		if !p.bare {
			d.drawRunning(f, p, i+1)
		}
	}
	return f
}

// fill places boxes one after another, keeping headings with what they head.
func (f *flow) fill(boxes []box) {
	for i, b := range boxes {
		need := b.head()
		for j := i; j+1 < len(boxes) && boxes[j].sticky(); j++ {
			need += boxes[j+1].head()
		}
		if !f.atTop() {
			if i == 0 || !boxes[i-1].sticky() { // a heading brings the space below it
				f.y += b.above()
			}
			if f.y+need > f.bottom() {
				f.newPage()
			}
		}
		b.place(f)
	}
}

func (f *flow) newPage() {
	if f.page != nil {
		f.page.end()
	}
	f.page = &page{width: pageWidth, height: pageHeight, key: len(f.pages)}
	f.pages = append(f.pages, f.page)
	f.y = marginTop
}

func (f *flow) atTop() bool     { return f.y == marginTop }
func (f *flow) bottom() float64 { return pageHeight - marginBottom }
func (f *flow) room() float64   { return f.bottom() - f.y }

// parent is the innermost open section.
func (f *flow) parent() *element { return f.sections[len(f.sections)-1] }

// anchor remembers the current place under a name.
func (f *flow) anchor(name string) {
	if name == "" {
		return
	}
	if _, ok := f.anchors[name]; ok {
		f.doc.problem("two places have the anchor %q", name)
	}
	f.anchors[name] = target{f.page, f.y}
}

func (PageBreak) box(*Document, float64) box { return pageBreak{} }

type pageBreak struct{}

func (pageBreak) above() float64 { return 0 }
func (pageBreak) head() float64  { return 0 }
func (pageBreak) sticky() bool   { return false }

func (pageBreak) place(f *flow) {
	if !f.atTop() {
		f.newPage()
	}
}
