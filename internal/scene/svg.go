package scene

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteSVG writes s as an inline SVG element. The ids of its title and description begin with
// id, which must be unique on the page and may hold letters, digits and hyphens. Colours are
// classes (fill-TOKEN, stroke-TOKEN), so a strict content security policy lets it pass and a
// dark page restyles it; Stylesheet has the rules.
//
// A scene without links has role img: it is read as its title and description. One with links
// has role group, since nothing inside an image can be reached.
func WriteSVG(w io.Writer, s Scene, id string) error {
	e := &encoder{}
	role := "img"
	if hasLink(s.Items) {
		role = "group"
	}
	e.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="scene" viewBox="0 0 %s %s" width="%s" height="%s" role="%s"`,
		num(s.Width), num(s.Height), num(s.Width), num(s.Height), role)
	if s.Title != "" {
		e.printf(` aria-labelledby="%s-title"`, escape(id))
	}
	if s.Desc != "" {
		e.printf(` aria-describedby="%s-desc"`, escape(id))
	}
	e.printf(">\n")
	e.named("title", id, s.Title)
	e.named("desc", id, s.Desc)
	e.items(s.Items)
	e.printf("</svg>\n")
	_, err := w.Write(e.Bytes())
	return err
}

type encoder struct{ bytes.Buffer }

func (e *encoder) printf(format string, args ...any) { fmt.Fprintf(&e.Buffer, format, args...) }

func (e *encoder) named(tag, id, text string) {
	if text != "" {
		e.printf("<%s id=\"%s-%s\">%s</%s>\n", tag, escape(id), tag, escape(text), tag)
	}
}

func (e *encoder) items(items []Item) {
	for _, it := range items {
		e.item(it)
	}
}

func (e *encoder) item(it Item) {
	switch it := it.(type) {
	case Rect:
		e.printf(`<rect x="%s" y="%s" width="%s" height="%s"`, num(it.X), num(it.Y), num(it.W), num(it.H))
		if it.Radius > 0 {
			e.printf(` rx="%s"`, num(it.Radius))
		}
		e.paint(it.Paint)
	case Line:
		e.printf(`<line x1="%s" y1="%s" x2="%s" y2="%s"`, num(it.X1), num(it.Y1), num(it.X2), num(it.Y2))
		e.paint(it.Paint)
	case Circle:
		e.printf(`<circle cx="%s" cy="%s" r="%s"`, num(it.X), num(it.Y), num(it.R))
		e.paint(it.Paint)
	case Polyline:
		tag := "polyline"
		if it.Closed {
			tag = "polygon"
		}
		pts := make([]string, len(it.Points))
		for i, p := range it.Points {
			pts[i] = num(p.X) + "," + num(p.Y)
		}
		e.printf(`<%s points="%s"`, tag, strings.Join(pts, " "))
		e.paint(it.Paint)
	case Path:
		e.printf(`<path d="%s"`, it.data())
		e.paint(it.Paint)
	case Text:
		e.text(it)
	case Group:
		e.group(it)
	}
}

// paint ends an element with its classes and outline.
func (e *encoder) paint(p Paint) {
	fill := p.Fill
	if fill == "" {
		fill = "none"
	}
	class := "fill-" + string(fill)
	if p.Stroke != "" {
		class += " stroke-" + string(p.Stroke)
	}
	e.printf(` class="%s"`, escape(class))
	if p.Stroke != "" {
		e.printf(` stroke-width="%s"`, num(p.Width))
		if on, off := p.Dash.Pattern(p.Width); on > 0 {
			e.printf(` stroke-dasharray="%s %s"`, num(on), num(off))
		}
	}
	e.printf("/>\n")
}

var anchors = [...]string{Start: "start", Middle: "middle", End: "end"}

func (e *encoder) text(t Text) {
	anchor := t.Anchor
	rtl := RightToLeft(t.Lang)
	if rtl { // SVG counts start from the reading direction
		anchor = [...]Anchor{Start: End, Middle: Middle, End: Start}[anchor]
	}
	e.printf(`<text x="%s" y="%s" font-size="%s" class="fill-%s"`, num(t.X), num(t.Y), num(t.Size), escape(string(t.Fill)))
	if t.Weight > Regular {
		e.printf(` font-weight="%d"`, t.Weight)
	}
	if anchor != Start {
		e.printf(` text-anchor="%s"`, anchors[anchor])
	}
	if t.Lang != "" {
		e.printf(` lang="%s"`, escape(t.Lang))
	}
	if rtl {
		e.printf(` direction="rtl"`)
	}
	e.printf(">%s</text>\n", escape(t.String))
}

func (e *encoder) group(g Group) {
	if g.Link != "" {
		e.printf("<a href=\"%s\">\n", escape(g.Link))
	} else {
		e.printf("<g>\n")
	}
	if g.Title != "" {
		e.printf("<title>%s</title>\n", escape(g.Title))
	}
	if g.Desc != "" {
		e.printf("<desc>%s</desc>\n", escape(g.Desc))
	}
	e.items(g.Items)
	if g.Link != "" {
		e.printf("</a>\n")
	} else {
		e.printf("</g>\n")
	}
}

// data returns the path in SVG's letters.
func (p Path) data() string {
	var b strings.Builder
	for i, s := range p.Segments {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte("MLCZ"[s.Op])
		for j, pt := range s.P[:[...]int{1, 1, 3, 0}[s.Op]] {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(num(pt.X) + " " + num(pt.Y))
		}
	}
	return b.String()
}

func hasLink(items []Item) bool {
	for _, it := range items {
		if g, ok := it.(Group); ok && (g.Link != "" || hasLink(g.Items)) {
			return true
		}
	}
	return false
}

// RightToLeft reports whether the language with tag lang is written from right to left.
func RightToLeft(lang string) bool {
	primary, _, _ := strings.Cut(lang, "-")
	switch strings.ToLower(primary) {
	case "ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return true
	}
	return false
}

// num writes v with at most two decimals and no trailing zeros, so that equal scenes give equal
// bytes on every machine.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

func escape(s string) string { return escaper.Replace(s) }
