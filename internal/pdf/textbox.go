package pdf

import "assay/internal/scene"

func rightToLeft(lang string) bool { return scene.RightToLeft(lang) }

// A textBlock is shaped text broken into lines, which an element will own.
type textBlock struct {
	text  *shaped
	lines []line
	width float64
	align Align
	kids  map[int]*element // of spans that have an element of their own
}

func (d *Document) textBlock(spans []Span, st style, width float64) *textBlock {
	t := d.set.shape(spans, st)
	return &textBlock{text: t, lines: t.wrap(width), width: width}
}

func (t *textBlock) height() float64 { return float64(len(t.lines)) * t.leading() }

// leading is larger for scripts that reach higher and lower than Latin.
func (t *textBlock) leading() float64 {
	l := t.text.style.leading
	for i := range t.text.runs {
		if f := t.text.runs[i].face.typeface; f != latin[regular] && f != latin[semibold] && f != latin[bold] && f != latin[italic] {
			return l * 1.12
		}
	}
	return l
}

// drawLines draws lines from to to with the first one's top at x, y, all owned by e. Without e
// the caller has marked an artifact.
func (t *textBlock) drawLines(f *flow, e *element, x, y float64, from, to int) {
	leading := t.leading()
	size := t.text.style.size
	baseline := y + (leading-size)/2 + 0.78*size
	for i := from; i < to; i++ {
		t.drawLine(f, e, t.lines[i], x, baseline)
		baseline += leading
	}
}

func (t *textBlock) drawLine(f *flow, e *element, l line, x, baseline float64) {
	switch free := t.width - l.width; {
	case t.align == Center:
		x += free / 2
	case (t.align == End) != t.text.rtl:
		x += free
	}
	for i, s := range l.segments {
		span := t.text.spans[s.run.span]
		if e != nil {
			f.page.begin(t.owner(e, s.run.span, span))
		}
		f.doc.show(f.page, t.text, s, x+s.x, baseline)
		hangs := i == len(l.segments)-1 && t.text.blank(s.run.clusters[s.from])
		if e != nil && span.Link != "" && !hangs {
			f.linkArea(t.kids[s.run.span], t.text, s, x+s.x, baseline)
		}
	}
}

// owner returns the element for a span: e itself, or one of its own for a link, a language, or
// text from right to left. Of the latter the content holds the glyphs from left to right, as
// those who extract text expect it, so its element says how it is read.
func (t *textBlock) owner(e *element, i int, span Span) *element {
	if span.Link == "" && span.Lang == "" && !t.text.turned[i] {
		return e
	}
	if kid, ok := t.kids[i]; ok {
		return kid
	}
	if t.kids == nil {
		t.kids = map[int]*element{}
	}
	tag, under := "Span", e
	if span.Link != "" {
		tag = "Link"
		if span.Super {
			under = e.child("Reference")
		}
	}
	kid := under.child(tag)
	kid.lang = span.Lang
	if t.text.turned[i] {
		kid.actual = span.Text
	}
	t.kids[i] = kid
	return kid
}
