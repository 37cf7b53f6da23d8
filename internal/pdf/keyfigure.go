package pdf

import "assay/internal/scene"

const keyGap = 18.0

type keyBox struct {
	values, labels []*textBlock
	width          float64
	rise           float64 // height of the values
	height         float64
}

func (k KeyFigures) box(d *Document, width float64) box {
	n := len(k.Figures)
	if n == 0 {
		return nil
	}
	b := &keyBox{width: (width - keyGap*float64(n-1)) / float64(n)}
	low := 0.0
	for _, fig := range k.Figures {
		v := d.textBlock([]Span{{Text: fig.Value}}, figureStyle, b.width)
		l := d.textBlock([]Span{{Text: fig.Label}}, captionStyle, b.width)
		b.values, b.labels = append(b.values, v), append(b.labels, l)
		b.rise, low = max(b.rise, v.height()), max(low, l.height())
	}
	b.height = 6 + b.rise + low
	return b
}

func (b *keyBox) above() float64 { return 14 }
func (b *keyBox) head() float64  { return b.height + 4 }
func (b *keyBox) sticky() bool   { return false }

func (b *keyBox) place(f *flow) {
	list := f.parent().child("L").attr("List", "/ListNumbering/None")
	for i := range b.values {
		x := f.left + float64(i)*(b.width+keyGap)
		if f.rtl {
			x = f.left + f.width - b.width - float64(i)*(b.width+keyGap)
		}
		f.page.artifact("/Type/Layout")
		f.page.box(x, f.y, b.width, 1.8, scene.Accent)
		body := list.child("LI").child("LBody")
		b.values[i].drawLines(f, body.child("P"), x, f.y+5, 0, len(b.values[i].lines))
		b.labels[i].drawLines(f, body.child("P"), x, f.y+5+b.rise, 0, len(b.labels[i].lines))
	}
	f.y += b.height + 4
}
