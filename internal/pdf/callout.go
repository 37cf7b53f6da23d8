package pdf

import "assay/internal/scene"

const (
	calloutIndent = 12.0
	calloutBar    = 2.2
)

type calloutBox struct {
	title *textBlock
	body  []*paragraphBox
	lang  string
}

func (c Callout) box(d *Document, width float64) box {
	st := headingStyles[2].style
	st.lang = c.Lang
	b := &calloutBox{title: d.textBlock([]Span{{Text: c.Title}}, st, width-calloutIndent), lang: c.Lang}
	for _, p := range c.Body {
		if p.Lang == "" {
			p.Lang = c.Lang
		}
		if pb := p.paragraph(d, width-calloutIndent); pb != nil {
			pb.lang = "" // the whole callout has it
			b.body = append(b.body, pb)
		}
	}
	if len(b.title.lines) == 0 || len(b.body) == 0 {
		d.problem("callout %q: it needs a title and text", c.Title)
		return nil
	}
	return b
}

func (b *calloutBox) above() float64 { return 14 }
func (b *calloutBox) head() float64  { return b.title.height() + 2 + b.body[0].head() }
func (b *calloutBox) sticky() bool   { return false }

func (b *calloutBox) place(f *flow) {
	rtl := b.title.text.rtl
	first, top := len(f.pages)-1, f.y
	section := f.parent().child("Sect")
	section.lang = b.lang
	f.sections = append(f.sections, section)
	if !rtl {
		f.left += calloutIndent
	}
	f.width -= calloutIndent
	b.title.drawLines(f, section.child(f.headingTag(f.level+1)), f.left, f.y, 0, len(b.title.lines))
	f.y += b.title.height() + 2
	for i, p := range b.body {
		if i > 0 {
			f.y += 0.4 * p.gap
		}
		if p.head() > f.room() && !f.atTop() {
			f.newPage()
		}
		p.place(f)
	}
	if !rtl {
		f.left -= calloutIndent
	}
	f.width += calloutIndent
	f.sections = f.sections[:len(f.sections)-1]
	x := f.left
	if rtl {
		x += f.width - calloutBar
	}
	for i := first; i < len(f.pages); i++ {
		y0, y1 := marginTop, f.bottom()
		if i == first {
			y0 = top
		}
		if i == len(f.pages)-1 {
			y1 = f.y
		}
		p := f.pages[i]
		p.artifact("/Type/Layout")
		p.box(x, y0, calloutBar, y1-y0, scene.Spark)
		p.end()
	}
}
