package pdf

import (
	"fmt"
	"strings"

	"github.com/go-text/typesetting/font"
)

// show draws one segment with its baseline starting at x, y. The current owner gets it.
func (d *Document) show(p *page, text *shaped, s segment, x, y float64) {
	r := s.run
	pieces := d.pieces(text, s)
	if len(pieces) == 0 {
		return
	}
	p.setFill(color(r.color))
	p.op("BT\n")
	if f := fmt.Sprintf("/%s %s Tf\n", r.face.resource, num(r.size)); f != p.font {
		p.content.WriteString(f)
		p.font = f
	}
	p.op("1 0 0 1 %s %s Tm\n", num(x), p.y(y-r.rise))
	w := tjWriter{page: p, run: r}
	for _, pc := range pieces {
		w.piece(pc)
	}
	w.flush()
	p.op("ET\n")
}

// A piece is a stretch of clusters that either stand for their text glyph by glyph or, with
// actual set, carry it as a whole because shaping reordered or joined what was written.
type piece struct {
	clusters []cluster // from left to right
	numbers  [][]int   // of each cluster's glyphs
	actual   []rune
}

// pieces records the use of the glyphs of s and groups its clusters from left to right.
func (d *Document) pieces(text *shaped, s segment) []piece {
	var out []piece
	r := s.run
	n := s.to - s.from
	for i := range n {
		k := s.from + i
		if r.level%2 == 1 {
			k = s.to - 1 - i
		}
		c := r.clusters[k]
		if text.text[c.start] == '\n' {
			continue
		}
		runes := text.source[c.start:c.end]
		if r.level%2 == 1 && len(runes) > 1 {
			c.glyphs = r.face.divide(c.glyphs, runes)
		}
		numbers := make([]int, len(c.glyphs))
		for j, g := range c.glyphs {
			numbers[j] = d.set.use(r.face, font.GID(g.id))
		}
		plain := r.face.stands(c, numbers, runes, r.level%2 == 1)
		if last := len(out) - 1; last >= 0 && (out[last].actual == nil) == plain {
			o := &out[last]
			o.clusters, o.numbers = append(o.clusters, c), append(o.numbers, numbers)
			if !plain && r.level%2 == 1 {
				o.actual = append(append([]rune{}, runes...), o.actual...)
			} else if !plain {
				o.actual = append(o.actual, runes...)
			}
			continue
		}
		pc := piece{clusters: []cluster{c}, numbers: [][]int{numbers}}
		if !plain {
			pc.actual = append([]rune{}, runes...)
		}
		out = append(out, pc)
	}
	return out
}

// stands reports whether the glyphs of c, read one by one through the font's map to text, give
// runes. The first use of a glyph decides what it stands for.
func (f *face) stands(c cluster, numbers []int, runes []rune, rtl bool) bool {
	if len(numbers) == 1 {
		return f.claim(numbers[0], string(runes))
	}
	if len(numbers) != len(runes) {
		return false
	}
	at := func(i int) int {
		if rtl {
			return len(runes) - 1 - i
		}
		return i
	}
	for i, r := range runes {
		g := font.GID(c.glyphs[at(i)].id)
		if nominal, ok := f.shaping.NominalGlyph(r); g < made && (!ok || nominal != g) {
			return false // reordered, or of another form
		}
	}
	for i, r := range runes {
		if !f.claim(numbers[at(i)], string(r)) {
			return false
		}
	}
	return true
}

func (f *face) claim(number int, text string) bool {
	if f.text[number] == "" {
		f.text[number] = text
	}
	return f.text[number] == text
}

// A tjWriter writes glyphs as TJ arrays. It follows the pen as a reader will move it, by the
// rounded widths in the font, so that rounding never adds up.
type tjWriter struct {
	page   *page
	run    *run
	b      strings.Builder
	inHex  bool
	pen    int32 // where the glyph should go
	reader int32 // where a reader stands
	lift   int32
}

func (w *tjWriter) piece(pc piece) {
	if pc.actual != nil {
		w.flush()
		w.page.op("/Span<</ActualText%s>>BDC\n", utf16Hex("FEFF", pc.actual))
	}
	for i, c := range pc.clusters {
		for j, g := range c.glyphs {
			w.glyph(g, pc.numbers[i][j])
		}
	}
	if pc.actual != nil {
		w.flush()
		w.page.op("EMC\n")
	}
}

func (w *tjWriter) glyph(g glyph, number int) {
	if g.dy != w.lift {
		w.flush()
		if g.dy != 0 {
			w.page.op("%s Ts\n", num(float64(g.dy)*w.run.size/1000))
		}
		w.lift = g.dy
	}
	if move := w.pen + g.dx - w.reader; move != 0 {
		w.close()
		fmt.Fprintf(&w.b, "%d", -move)
		w.reader += move
	}
	if !w.inHex {
		w.b.WriteByte('<')
		w.inHex = true
	}
	fmt.Fprintf(&w.b, "%04X", number)
	w.reader += w.run.face.width(font.GID(g.id))
	w.pen += g.advance
}

func (w *tjWriter) close() {
	if w.inHex {
		w.b.WriteByte('>')
		w.inHex = false
	}
}

// flush writes what is collected; a lift is taken back at the end of the text.
func (w *tjWriter) flush() {
	w.close()
	if w.b.Len() > 0 {
		w.page.op("[%s]TJ\n", w.b.String())
		w.b.Reset()
	}
	if w.lift != 0 {
		w.page.op("0 Ts\n")
		w.lift = 0
	}
}
