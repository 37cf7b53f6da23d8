package pdf

import (
	"bytes"
	"fmt"

	"assay/internal/scene"
)

// A page collects content. Coordinates given to its methods count from the top left corner, in
// points; the file counts from the bottom.
//
// Everything drawn belongs to an element or is an artifact: begin and artifact switch between
// owners, and what is drawn without either is a mistake that a test finds.
type page struct {
	width, height float64
	ref           ref
	key           int // in the parent tree
	content       bytes.Buffer
	owners        []*element // by marked-content id
	open          *element
	marked        bool
	annots        []*annotation
	fill, stroke  scene.RGB
	colored       [2]bool
	font          string
	bare          bool // a cover has no running header or footer
}

// begin makes e the owner of what is drawn next.
func (p *page) begin(e *element) {
	if p.marked && p.open == e {
		return
	}
	p.end()
	fmt.Fprintf(&p.content, "/%s<</MCID %d>>BDC\n", e.tag, len(p.owners))
	e.kids = append(e.kids, kid{page: p, mcid: len(p.owners)})
	p.owners = append(p.owners, e)
	p.open, p.marked = e, true
}

// artifact makes what is drawn next decoration that no reader announces. Entries describe it,
// such as /Type/Pagination.
func (p *page) artifact(entries string) {
	p.end()
	if entries == "" {
		p.content.WriteString("/Artifact BMC\n")
	} else {
		p.content.WriteString("/Artifact<<" + entries + ">>BDC\n")
	}
	p.open, p.marked = nil, true
}

// end closes the open owner.
func (p *page) end() {
	if p.marked {
		p.content.WriteString("EMC\n")
	}
	p.open, p.marked = nil, false
}

func (p *page) op(format string, args ...any) { fmt.Fprintf(&p.content, format, args...) }

// y writes a distance from the top as one from the bottom.
func (p *page) y(v float64) string { return num(p.height - v) }

// setFill chooses the colour of fills and text.
func (p *page) setFill(c scene.RGB) {
	if !p.colored[0] || p.fill != c {
		p.op("%s rg\n", operands(c))
		p.fill, p.colored[0] = c, true
	}
}

func (p *page) setStroke(c scene.RGB) {
	if !p.colored[1] || p.stroke != c {
		p.op("%s RG\n", operands(c))
		p.stroke, p.colored[1] = c, true
	}
}

func operands(c scene.RGB) string {
	return decimal(float64(c[0])/255, 3) + " " + decimal(float64(c[1])/255, 3) + " " + decimal(float64(c[2])/255, 3)
}

// box fills a rectangle.
func (p *page) box(x, y, w, h float64, c scene.Token) {
	p.setFill(color(c))
	p.op("%s %s %s %s re f\n", num(x), p.y(y+h), num(w), num(h))
}

// color returns the printed colour of t. A token that nobody defined prints as ink; checks that
// scenes use defined tokens belong to whoever draws them.
func color(t scene.Token) scene.RGB {
	if c, ok := t.Light(); ok {
		return c
	}
	c, _ := scene.Ink.Light()
	return c
}
