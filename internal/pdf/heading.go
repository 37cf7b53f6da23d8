package pdf

import (
	"fmt"
)

type headingBox struct {
	Heading
	*textBlock
	gap, below float64
}

func (h Heading) box(d *Document, width float64) box {
	if h.Level < 1 || h.Level > 5 || h.Text == "" {
		d.problem("heading %q: the level must be 1 to 5 and the text not empty", h.Text)
		return nil
	}
	s := headingStyles[h.Level-1]
	s.lang = h.Lang
	return &headingBox{h, d.textBlock([]Span{{Text: h.Text}}, s.style, width), s.above, s.below}
}

func (b *headingBox) above() float64 { return b.gap }
func (b *headingBox) head() float64  { return b.height() + b.below }
func (b *headingBox) sticky() bool   { return true }

func (b *headingBox) place(f *flow) {
	if b.Level > f.level+1 {
		f.doc.problem("heading %q: level %d follows level %d", b.Text, b.Level, f.level)
	}
	f.level = b.Level
	for len(f.sections) > b.Level {
		f.sections = f.sections[:len(f.sections)-1]
	}
	section := f.parent().child("Sect")
	f.sections = append(f.sections, section)
	e := section.child(f.headingTag(b.Level))
	e.lang = b.Lang
	f.anchor(b.Anchor)
	f.marks = append(f.marks, bookmark{title: b.Text, level: b.Level, at: target{f.page, f.y}})
	b.drawLines(f, e, f.left, f.y, 0, len(b.lines))
	f.y += b.height() + b.below
}

// headingTag returns the tag of a heading. A cover's title is the first heading of all, so that
// others move down by one.
func (f *flow) headingTag(level int) string {
	if f.doc.cover != nil {
		level++
	}
	return fmt.Sprintf("H%d", min(level, 6))
}
