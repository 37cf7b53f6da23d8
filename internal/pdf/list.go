package pdf

import "strconv"

const listIndent = 16.0

type listBox struct {
	list  List
	items []listItem
	style style
}

type listItem struct {
	label  *textBlock
	body   *paragraphBox
	anchor string
}

func (l List) box(d *Document, width float64) box {
	st := bodyStyle
	if l.Small {
		st = smallStyle
	}
	st.lang = l.Lang
	b := &listBox{list: l, style: st}
	for i, it := range l.Items {
		label := "•"
		if l.Numbered {
			label = strconv.Itoa(i+1) + "."
		}
		body := d.textBlock(it.Spans, st, width-b.indent())
		if len(body.lines) == 0 {
			d.problem("list: entry %d is empty", i+1)
			continue
		}
		b.items = append(b.items, listItem{d.textBlock([]Span{{Text: label}}, st, b.indent()), &paragraphBox{textBlock: body}, it.Anchor})
	}
	if len(b.items) == 0 {
		return nil
	}
	return b
}

// indent leaves room for numbers of two digits and more.
func (b *listBox) indent() float64 {
	if b.list.Numbered && len(b.list.Items) > 9 {
		return listIndent + 5
	}
	return listIndent
}

func (b *listBox) above() float64 { return 0.5 * b.style.leading }
func (b *listBox) head() float64  { return b.items[0].body.head() }
func (b *listBox) sticky() bool   { return false }

func (b *listBox) place(f *flow) {
	list := f.parent().child("L")
	list.lang = b.list.Lang
	if b.list.Numbered {
		list.attr("List", "/ListNumbering/Decimal")
	} else {
		list.attr("List", "/ListNumbering/Disc")
	}
	for i, it := range b.items {
		if i > 0 {
			f.y += 0.2 * b.style.leading
		}
		if it.body.head() > f.room() && !f.atTop() {
			f.newPage()
		}
		f.anchor(it.anchor)
		item := list.child("LI")
		labelAt, bodyAt := f.left, f.left+b.indent()
		if it.body.text.rtl {
			labelAt, bodyAt = f.left+f.width-b.indent(), f.left
		}
		it.label.drawLines(f, item.child("Lbl"), labelAt, f.y, 0, 1)
		it.body.flow(f, item.child("LBody"), bodyAt)
	}
}
