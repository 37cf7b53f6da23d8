package pdf

import (
	"fmt"
	"strings"

	"assay/internal/scene"
)

// A tablePlacer draws one table over as many pages as it takes.
type tablePlacer struct {
	*tableBox
	f       *flow
	named   bool       // cells name their headers
	columns [][]string // ids of the headers of each column
	group   string     // id of the header cell that spans the rows below it
}

func (b *tableBox) place(f *flow) {
	p := tablePlacer{tableBox: b, f: f, named: b.irregular(), columns: make([][]string, len(b.Columns))}
	f.anchor(b.Anchor)
	e := f.parent().child("Table")
	if len(b.caption.lines) > 0 {
		b.caption.drawLines(f, e.child("Caption"), f.left, f.y, 0, len(b.caption.lines))
		f.y += b.captionHeight()
	}
	head := e.child("THead")
	for i := range b.header {
		p.row(&b.header[i], head.child("TR"), true, true)
	}
	p.rule(0.9, scene.Accent)
	body := e.child("TBody")
	for i := range b.rows {
		p.bodyRow(i, body.child("TR"))
	}
	f.y += 4
}

// bodyRow draws a row where it fits, on a new page under the repeated header if need be. A row
// taller than a page goes on over pages.
func (p *tablePlacer) bodyRow(i int, tr *element) {
	f, r := p.f, &p.rows[i]
	full := f.bottom() - marginTop - p.headerHeight()
	need := r.height
	if all := p.together(i); all <= full {
		need = all
	}
	if need > f.room() && need <= full && f.y > marginTop+p.headerHeight()+1 {
		p.turn()
	}
	if r.strong {
		p.rule(0.9, scene.Accent)
	}
	for !p.row(r, tr, false, false) {
		p.turn()
	}
	if i+1 == len(p.rows) {
		p.rule(0.9, scene.Accent)
	} else {
		p.rule(0.4, scene.Rule)
	}
}

// turn starts a page and repeats the header there as an artifact: its cells were read once.
func (p *tablePlacer) turn() {
	p.f.newPage()
	p.f.page.artifact("/Type/Pagination")
	for i := range p.header {
		r := &p.header[i]
		p.grounds(r)
		p.spans(r)
		for _, c := range r.cells {
			c.text.drawLines(p.f, nil, p.left(c)+cellSide, p.f.y+r.height-cellTop-c.text.height(), 0, len(c.text.lines))
		}
		p.f.y += r.height
	}
	p.f.page.end()
	p.rule(0.9, scene.Accent)
}

// left returns the left edge of a cell on the page.
func (p *tablePlacer) left(c tableCell) float64 {
	if p.f.rtl {
		return p.f.left + p.f.width - p.x[c.first+c.span]
	}
	return p.f.left + p.x[c.first]
}

// row draws what fits of r and reports whether that was all.
func (p *tablePlacer) row(r *tableRow, tr *element, header, whole bool) bool {
	f := p.f
	room := f.room() - 2*cellTop
	done, used := true, 0.0
	p.artifacts(r, header)
	for i := range r.cells {
		c := &r.cells[i]
		if c.owner == nil {
			c.element(p, tr, header)
		}
		n := len(c.text.lines) - c.next
		if !whole && float64(n)*c.text.leading() > room+0.01 {
			n = max(int(room/c.text.leading()), 0)
			if n == 0 && f.y <= marginTop+p.headerHeight()+1 {
				n = 1
			}
			done = false
		}
		y := f.y + cellTop
		if header {
			y = f.y + r.height - cellTop - c.text.height()
		}
		c.text.drawLines(f, c.owner, p.left(*c)+cellSide, y, c.next, c.next+n)
		c.next += n
		used = max(used, float64(n)*c.text.leading())
	}
	f.page.end()
	if header {
		used = r.height - 2*cellTop
	}
	f.y += used + 2*cellTop
	return done
}

func (p *tablePlacer) artifacts(r *tableRow, header bool) {
	for _, c := range r.cells {
		if c.Fill != "" || c.span > 1 {
			p.f.page.artifact("/Type/Layout")
			p.grounds(r)
			if header {
				p.spans(r)
			}
			p.f.page.end()
			return
		}
	}
}

// spans draws a line under the header cells that cover several columns.
func (p *tablePlacer) spans(r *tableRow) {
	for _, c := range r.cells {
		if c.span > 1 {
			pg, x := p.f.page, p.left(c)
			pg.setStroke(color(scene.Rule))
			y := pg.y(p.f.y + r.height - 1)
			pg.op("0.6 w %s %s m %s %s l S\n", num(x+cellSide), y, num(x+p.x[c.first+c.span]-p.x[c.first]-cellSide), y)
		}
	}
}

// grounds paints the cells that have a colour, as far as the row fits on the page.
func (p *tablePlacer) grounds(r *tableRow) {
	h := min(r.height, p.f.room())
	for _, c := range r.cells {
		if c.Fill != "" {
			p.f.page.box(p.left(c)+0.6, p.f.y+0.6, p.x[c.first+c.span]-p.x[c.first]-1.2, h-1.2, c.Fill)
		}
	}
}

func (p *tablePlacer) rule(width float64, t scene.Token) {
	pg := p.f.page
	pg.artifact("/Type/Layout")
	pg.setStroke(color(t))
	y := pg.y(p.f.y)
	pg.op("%s w %s %s m %s %s l S\n", num(width), num(p.f.left), y, num(p.f.left+p.x[len(p.x)-1]), y)
	pg.end()
}

// element makes the structure element of c: a header cell with its scope, or a data cell.
func (c *tableCell) element(p *tablePlacer, tr *element, header bool) {
	attrs := ""
	if c.span > 1 {
		attrs = fmt.Sprintf("/ColSpan %d", c.span)
	}
	groupHead := !header && c.span == len(p.Columns)
	rowHead := !header && p.Columns[c.first].Head
	switch {
	case header, groupHead:
		c.owner = tr.child("TH")
		attrs += "/Scope/Column"
	case rowHead:
		c.owner = tr.child("TH")
		attrs += "/Scope/Row"
	default:
		c.owner = tr.child("TD")
	}
	if p.named {
		attrs += p.name(c, tr, header, groupHead)
	}
	if attrs != "" {
		c.owner.attr("Table", "%s", attrs)
	}
}

// name gives a header cell an id and returns the entry that names the headers of a cell.
func (p *tablePlacer) name(c *tableCell, tr *element, header, groupHead bool) string {
	var ids []string
	if !header {
		if groupHead {
			p.group = ""
		}
		seen := map[string]bool{}
		for col := c.first; col < c.first+c.span; col++ {
			for _, id := range p.columns[col] {
				if !seen[id] {
					seen[id] = true
					ids = append(ids, id)
				}
			}
		}
		if p.group != "" {
			ids = append(ids, p.group)
		}
		for _, k := range tr.kids {
			if k.element != c.owner && k.element.tag == "TH" {
				ids = append(ids, k.element.id)
			}
		}
	}
	if c.owner.tag == "TH" {
		c.owner.id = p.f.nextID()
		switch {
		case groupHead:
			p.group = c.owner.id
		case header:
			for col := c.first; col < c.first+c.span; col++ {
				p.columns[col] = append(p.columns[col], c.owner.id)
			}
		}
	}
	if len(ids) == 0 {
		return ""
	}
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = str(id)
	}
	return "/Headers[" + strings.Join(quoted, "") + "]"
}
