package pdf

import "cmp"

type figureBox struct {
	Figure
	caption *textBlock
	scale   float64
	w, h    float64
	alt     string
}

// perUnit is the largest size of a scene's unit: at it, text of 12 units sets at 9 points.
const perUnit = 0.75

func (g Figure) box(d *Document, width float64) box {
	b := &figureBox{Figure: g, alt: cmp.Or(g.Alt, g.Scene.Desc)}
	if b.alt == "" {
		d.problem("figure %q: it needs a description", cmp.Or(g.Caption, g.Scene.Title))
	}
	if g.Scene.Width <= 0 || g.Scene.Height <= 0 {
		d.problem("figure %q: the scene has no size", cmp.Or(g.Caption, g.Scene.Title))
		return nil
	}
	if g.Width > 0 {
		width *= g.Width
	}
	b.caption = d.textBlock([]Span{{Text: g.Caption}}, captionStyle, columnWidth)
	tallest := pageHeight - marginTop - marginBottom - b.caption.height() - 4
	b.scale = min(perUnit, width/g.Scene.Width, tallest/g.Scene.Height)
	b.w, b.h = g.Scene.Width*b.scale, g.Scene.Height*b.scale
	return b
}

func (b *figureBox) above() float64 { return 14 }
func (b *figureBox) head() float64  { return b.h + 4 + b.caption.height() }
func (b *figureBox) sticky() bool   { return false }

// place puts figure and caption side by side in the structure: a caption inside the figure would
// be hidden behind its description.
func (b *figureBox) place(f *flow) {
	f.anchor(b.Anchor)
	group := f.parent().child("Div")
	e := group.child("Figure")
	e.alt = b.alt
	x := f.left
	if f.rtl {
		x += f.width - b.w
	}
	e.attr("Layout", "/Placement/Block/BBox%s", rect(x, pageHeight-f.y-b.h, x+b.w, pageHeight-f.y))
	f.page.begin(e)
	dr := drawing{doc: f.doc, page: f.page, x: x, y: f.y, scale: b.scale}
	dr.items(b.Scene.Items)
	f.page.end()
	f.y += b.h
	if len(b.caption.lines) > 0 {
		f.y += 4
		b.caption.width = f.width
		b.caption.drawLines(f, group.child("Caption"), f.left, f.y, 0, len(b.caption.lines))
		f.y += b.caption.height()
	}
}
