package pdf

import (
	"strings"

	"assay/internal/scene"
)

// A drawing paints a scene at x, y on a page, each unit scale points long. The open owner of the
// page gets everything.
type drawing struct {
	doc         *Document
	page        *page
	x, y, scale float64
}

func (g *drawing) items(items []scene.Item) {
	for _, it := range items {
		switch it := it.(type) {
		case scene.Rect:
			g.paint(it.Paint, g.rect(it))
		case scene.Line:
			g.paint(it.Paint, g.at(it.X1, it.Y1)+" m "+g.at(it.X2, it.Y2)+" l")
		case scene.Polyline:
			g.paint(it.Paint, g.polyline(it))
		case scene.Circle:
			g.paint(it.Paint, g.rounded(it.X-it.R, it.Y-it.R, 2*it.R, 2*it.R, it.R))
		case scene.Path:
			g.paint(it.Paint, g.path(it))
		case scene.Text:
			g.text(it)
		case scene.Group:
			g.items(it.Items)
		}
	}
}

// at returns a point of the scene as operands.
func (g *drawing) at(x, y float64) string {
	return num(g.x+float64(x*g.scale)) + " " + g.page.y(g.y+float64(y*g.scale))
}

func (g *drawing) rect(r scene.Rect) string {
	if rad := min(r.Radius, r.W/2, r.H/2); rad > 0 {
		return g.rounded(r.X, r.Y, r.W, r.H, rad)
	}
	return g.at(r.X, r.Y+r.H) + " " + num(r.W*g.scale) + " " + num(r.H*g.scale) + " re"
}

// rounded returns a rectangle with round corners; with half its side as radius it is a circle.
func (g *drawing) rounded(x, y, w, h, r float64) string {
	const k = 0.5523 // places control points so that four curves make a circle to 0.03 %
	c := r * (1 - k)
	parts := []string{
		g.at(x+r, y), "m",
		g.at(x+w-r, y), "l", g.at(x+w-c, y), g.at(x+w, y+c), g.at(x+w, y+r), "c",
		g.at(x+w, y+h-r), "l", g.at(x+w, y+h-c), g.at(x+w-c, y+h), g.at(x+w-r, y+h), "c",
		g.at(x+r, y+h), "l", g.at(x+c, y+h), g.at(x, y+h-c), g.at(x, y+h-r), "c",
		g.at(x, y+r), "l", g.at(x, y+c), g.at(x+c, y), g.at(x+r, y), "c", "h",
	}
	return strings.Join(parts, " ")
}

func (g *drawing) polyline(l scene.Polyline) string {
	var b strings.Builder
	for i, p := range l.Points {
		op := " l "
		if i == 0 {
			op = " m "
		}
		b.WriteString(g.at(p.X, p.Y) + op)
	}
	if l.Closed {
		b.WriteString("h")
	}
	return b.String()
}

func (g *drawing) path(p scene.Path) string {
	var b strings.Builder
	for _, s := range p.Segments {
		n := [...]int{1, 1, 3, 0}[s.Op]
		for _, pt := range s.P[:n] {
			b.WriteString(g.at(pt.X, pt.Y) + " ")
		}
		b.WriteString(string("mlch"[s.Op]) + " ")
	}
	return b.String()
}

// paint fills and strokes an outline.
func (g *drawing) paint(p scene.Paint, outline string) {
	if p.Fill != "" {
		g.page.setFill(g.color(p.Fill))
	}
	if p.Stroke == "" {
		if p.Fill != "" {
			g.page.op("%s f\n", outline)
		}
		return
	}
	g.page.setStroke(g.color(p.Stroke))
	width := p.Width * g.scale
	g.page.op("%s w ", num(width))
	on, off := p.Dash.Pattern(width)
	if on > 0 {
		g.page.op("[%s %s] 0 d ", num(on), num(off))
	}
	op := "S"
	if p.Fill != "" {
		op = "B"
	}
	g.page.op("%s %s\n", outline, op)
	if on > 0 {
		g.page.op("[] 0 d\n")
	}
}

func (g *drawing) color(t scene.Token) scene.RGB {
	c, ok := t.Light()
	if !ok {
		g.doc.problem("scene: nobody defined the colour %q", string(t))
	}
	return c
}

func (g *drawing) text(t scene.Text) {
	st := style{size: t.Size * g.scale, leading: t.Size * g.scale, weight: t.Weight, color: t.Fill, lang: t.Lang}
	g.color(t.Fill)
	at := [...]float64{scene.Start: 0, scene.Middle: 0.5, scene.End: 1}[t.Anchor]
	g.doc.oneLine(g.page, t.String, st, g.x+float64(t.X*g.scale), g.y+float64(t.Y*g.scale), at)
}
