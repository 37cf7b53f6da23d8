package pdf

import (
	"fmt"
	"strings"

	"assay/internal/scene"
)

// drawRunning draws header, footer and page number as artifacts.
func (d *Document) drawRunning(f *flow, p *page, n int) {
	p.underlines()
	number := d.running.Page
	if number == nil {
		number = func(n, total int) string { return fmt.Sprintf("Page %d of %d", n, total) }
	}
	p.artifact("/Type/Pagination/Subtype/Header")
	d.runningLine(f, p, d.running.HeaderStart, d.running.HeaderEnd, 40)
	if d.running.HeaderStart+d.running.HeaderEnd != "" {
		p.setStroke(color(scene.Rule))
		p.op("0.5 w %s %s m %s %s l S\n", num(marginSide), p.y(50), num(pageWidth-marginSide), p.y(50))
	}
	p.artifact("/Type/Pagination/Subtype/Footer")
	d.runningLine(f, p, d.running.FooterStart, number(n, len(f.pages)), pageHeight-36)
	p.end()
}

func (d *Document) runningLine(f *flow, p *page, start, end string, baseline float64) {
	start = d.shortened(start, columnWidth-d.widthOf(end)-12)
	if f.rtl {
		start, end = end, start
	}
	d.oneLine(p, start, runningStyle, marginSide, baseline, 0)
	d.oneLine(p, end, runningStyle, pageWidth-marginSide, baseline, 1)
}

// oneLine draws text on one line; at 0 x is its left end, at 1 its right end.
func (d *Document) oneLine(p *page, text string, st style, x, baseline, at float64) {
	t := d.set.shape([]Span{{Text: text}}, st)
	lines := t.wrap(1e9)
	if len(lines) == 0 {
		return
	}
	for _, s := range lines[0].segments {
		d.show(p, t, s, x-at*lines[0].width+s.x, baseline)
	}
}

func (d *Document) widthOf(text string) float64 {
	whole, _ := d.set.shape([]Span{{Text: text}}, runningStyle).natural()
	return whole
}

// shortened returns text with words left out at its end so that it is no wider than room.
func (d *Document) shortened(text string, room float64) string {
	short := text
	for d.widthOf(short) > room {
		cut := strings.LastIndexByte(strings.TrimSuffix(short, "…"), ' ')
		if cut < 0 {
			return ""
		}
		short = short[:cut] + "…"
	}
	return short
}
