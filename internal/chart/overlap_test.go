package chart_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/scene"
)

// A box is where a text stands: Source Sans 3 rises 0.66 of its size in capitals and figures
// and falls 0.2 below the line.
type box struct {
	x1, y1, x2, y2 float64
	text           string
}

func boxOf(t scene.Text) box {
	w := scene.Advance(t.String, t.Size, t.Weight)
	x := t.X
	switch t.Anchor {
	case scene.Middle:
		x -= w / 2
	case scene.End:
		x -= w
	}
	return box{x, t.Y - 0.66*t.Size, x + w, t.Y + 0.2*t.Size, t.String}
}

func (b box) meets(c box) bool {
	const slack = 0.25
	return b.x1+slack < c.x2 && c.x1+slack < b.x2 && b.y1+slack < c.y2 && c.y1+slack < b.y2
}

func texts(items []scene.Item) []scene.Text {
	var ts []scene.Text
	for _, it := range items {
		switch it := it.(type) {
		case scene.Text:
			ts = append(ts, it)
		case scene.Group:
			ts = append(ts, texts(it.Items)...)
		}
	}
	return ts
}

// readable fails for texts that run into each other, out of the picture, or are too small.
func readable(t *testing.T, s scene.Scene) {
	t.Helper()
	var boxes []box
	var wrong []string
	for _, x := range texts(s.Items) {
		b := boxOf(x)
		if x.Size < 9 {
			wrong = append(wrong, fmt.Sprintf("%q is set in %.1f", x.String, x.Size))
		}
		if b.x1 < -0.5 || b.y1 < -0.5 || b.x2 > s.Width+0.5 || b.y2 > s.Height+0.5 {
			wrong = append(wrong, fmt.Sprintf("%q at %.0f,%.0f leaves the picture of %.0f by %.0f", b.text, b.x1, b.y1, s.Width, s.Height))
		}
		for _, c := range boxes {
			if b.meets(c) {
				wrong = append(wrong, fmt.Sprintf("%q at %.0f,%.0f runs into %q at %.0f,%.0f", b.text, b.x1, b.y1, c.text, c.x1, c.y1))
			}
		}
		boxes = append(boxes, b)
	}
	assert.NotEmpty(t, boxes)
	assert.Empty(t, wrong[:min(len(wrong), 5)], "%s: the first of %d", s.Title, len(wrong))
}

// many is an evaluation of n offers with scores of every width and place, and names of every
// length.
func many(t *testing.T, n int) comparison.Evaluation {
	base := leads(t)
	ev := base
	ev.Offers = nil
	widths := []float64{0, 0.004, 0.03, 0.1, 0.5, 1}
	for i := range n {
		o := base.Offers[i%len(base.Offers)]
		w := widths[i%len(widths)]
		lo := (1 - w) * float64(i%7) / 6
		o.Evidenced.Score = evaluate.Interval{Lo: lo, Hi: lo + w}
		if i%5 == 1 {
			o.Offer.Title += " with a name that goes on and on until no label can hold it any more"
		}
		if i%5 == 2 {
			o.Offer.Title, o.Offer.Provider = "X", "Y"
		}
		ev.Offers = append(ev.Offers, o)
	}
	return ev
}

func TestLabelsKeepApart(t *testing.T) {
	for _, n := range []int{1, 10, 40} {
		ev := many(t, n)
		for _, width := range []float64{620, 720, 900} {
			t.Run(fmt.Sprintf("%d offers, %.0f wide", n, width), func(t *testing.T) {
				readable(t, chart.Intervals(ev, width))
				readable(t, chart.Contributions(ev, width))
				readable(t, chart.Heat(ev, width))
			})
		}
	}
}

// Discs with letters are shapes, and have to keep apart as well.
func TestBadgesKeepApart(t *testing.T) {
	s := chart.Heat(many(t, 40), 900)
	var last *scene.Circle
	discs := 0
	for _, it := range s.Items {
		if c, ok := it.(scene.Circle); ok {
			if discs++; last != nil {
				assert.GreaterOrEqual(t, c.X-last.X, c.R+last.R)
			}
			last = &c
		}
	}
	assert.Equal(t, 40, discs)
}
