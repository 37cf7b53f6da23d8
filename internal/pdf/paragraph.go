package pdf

// A paragraphBox places lines over pages, never leaving fewer than two on either side.
type paragraphBox struct {
	*textBlock
	gap  float64
	lang string
	tag  string
}

func (p Paragraph) box(d *Document, width float64) box {
	if b := p.paragraph(d, width); b != nil {
		return b
	}
	return nil
}

func (p Paragraph) paragraph(d *Document, width float64) *paragraphBox {
	st := bodyStyle
	if p.Small {
		st = smallStyle
	}
	if p.Color != "" {
		st.color = p.Color
	}
	st.lang = p.Lang
	t := d.textBlock(p.Spans, st, width)
	if len(t.lines) == 0 {
		return nil
	}
	return &paragraphBox{textBlock: t, gap: 0.5 * st.leading, lang: p.Lang, tag: "P"}
}

func (b *paragraphBox) above() float64 { return b.gap }
func (b *paragraphBox) sticky() bool   { return false }

// head is two lines, or all three of a short paragraph, which could not be split.
func (b *paragraphBox) head() float64 {
	n := len(b.lines)
	if n > 3 {
		n = 2
	}
	return float64(n) * b.leading()
}

func (b *paragraphBox) place(f *flow) {
	e := f.parent().child(b.tag)
	e.lang = b.lang
	b.flow(f, e, f.left)
}

// flow draws the lines at x, going on over pages.
func (b *paragraphBox) flow(f *flow, e *element, x float64) {
	for from := 0; from < len(b.lines); {
		n := b.fit(f.room(), len(b.lines)-from, f.atTop())
		if n == 0 {
			f.newPage()
			continue
		}
		b.drawLines(f, e, x, f.y, from, from+n)
		f.y += float64(n) * b.leading()
		if from += n; from < len(b.lines) {
			f.newPage()
		}
	}
}

// fit returns how many of the remaining lines go into room: all, or at least two with two left.
func (b *paragraphBox) fit(room float64, remaining int, top bool) int {
	n := min(int((room+0.01)/b.leading()), remaining)
	if n == remaining {
		return n
	}
	if remaining-n < 2 {
		n = remaining - 2
	}
	if n < 2 {
		if top { // a page holds more than two lines, so this is a page of a line's height
			return 1
		}
		return 0
	}
	return n
}
