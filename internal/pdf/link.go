package pdf

import (
	"fmt"
	"strings"

	"assay/internal/scene"
)

// An annotation is the area of a link on a page.
type annotation struct {
	ref            ref
	key            int // in the parent tree
	owner          *element
	page           *page
	x0, y0, x1, y1 float64 // from the top left
	link, contents string
	underline      bool
}

// linkArea makes the place of segment s active. Pieces of one link that touch share an area.
func (f *flow) linkArea(owner *element, text *shaped, s segment, x, baseline float64) {
	size := s.run.size
	y := baseline - s.run.rise
	a := &annotation{
		owner: owner, page: f.page, x0: x, x1: x + s.width, y0: y - 0.8*size, y1: y + 0.25*size,
		link: text.spans[s.run.span].Link, contents: text.plain(s.run.span), underline: s.run.rise == 0,
	}
	if n := len(f.page.annots); n > 0 {
		if last := f.page.annots[n-1]; last.owner == owner && last.y1 == a.y1 && last.x1 > x-0.5 && last.x0 < a.x1+0.5 {
			last.x0, last.x1 = min(last.x0, a.x0), max(last.x1, a.x1)
			return
		}
	}
	if a.contents == "" {
		f.doc.problem("link to %q: it has no text", a.link)
	}
	f.page.annots = append(f.page.annots, a)
	owner.kids = append(owner.kids, kid{page: f.page, annot: a})
}

// underlines draws a fine line under the links of p, so that colour is not their only sign.
func (p *page) underlines() {
	started := false
	for _, a := range p.annots {
		if !a.underline {
			continue
		}
		if !started {
			p.artifact("")
			started = true
		}
		y := a.y1 - 0.1*(a.y1-a.y0)
		p.setStroke(color(scene.Accent))
		p.op("0.4 w %s %s m %s %s l S\n", num(a.x0), p.y(y), num(a.x1), p.y(y))
	}
	p.end()
}

// writeAnnotations adds the links of all pages; keys go on after those of the pages.
func (f *flow) writeAnnotations(out *file) {
	key := len(f.pages)
	for _, p := range f.pages {
		for _, a := range p.annots {
			a.ref, a.key = out.alloc(), key
			key++
		}
	}
	for _, p := range f.pages {
		for _, a := range p.annots {
			out.set(a.ref, fmt.Sprintf("<</Type/Annot/Subtype/Link/Rect%s/Border[0 0 0]/F 4/P %s/StructParent %d/Contents%s%s>>",
				rect(a.x0, p.height-a.y1, a.x1, p.height-a.y0), p.ref, a.key, str(a.contents), f.action(a)))
		}
	}
}

func (f *flow) action(a *annotation) string {
	anchor, inside := strings.CutPrefix(a.link, "#")
	if !inside {
		return "/A<</Type/Action/S/URI/URI" + str(a.link) + ">>"
	}
	t, ok := f.anchors[anchor]
	if !ok {
		f.doc.problem("link %q: nothing has the anchor %q", a.contents, anchor)
		return ""
	}
	return "/Dest" + t.destination()
}

// destination is the place a little above t, so that text does not touch the window's edge.
func (t target) destination() string {
	return fmt.Sprintf("[%s/XYZ 0 %s null]", t.page.ref, num(t.page.height-t.y+12))
}
