// Package chart makes scenes from a comparison's Evaluation: the same picture on a page and in
// a briefing. Every chart has a title, a description in words and a table with the same
// figures beside it (package page and package briefing write the tables); colour never stands
// alone.
package chart

import (
	"fmt"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/scene"
)

// Letter names the n-th offer of a comparison in small places: A to Z, then 27, 28, ...
func Letter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return fmt.Sprint(n + 1)
}

// Points shows a value in 0..1 on the scale of 0 to 100 that pages use, with one decimal.
func Points(v float64) string { return fmt.Sprintf("%.1f", 100*v) }

// Span shows an interval in points: "6.2 to 71.9", or one figure where both ends agree.
func Span(i evaluate.Interval) string {
	lo, hi := Points(i.Lo), Points(i.Hi)
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}

// LevelSpan shows a range of levels: "0 to 3", or "2".
func LevelSpan(l evaluate.Levels) string {
	if l.Lo == l.Hi {
		return fmt.Sprint(l.Lo)
	}
	return fmt.Sprintf("%d to %d", l.Lo, l.Hi)
}

const (
	labelSize = 14
	smallSize = 12
	axisSize  = 12
)

// fit shortens text with an ellipsis until it is at most width wide.
func fit(text string, size float64, w scene.Weight, width float64) string {
	if scene.Advance(text, size, w) <= width {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := string(runes[:n]) + "…"
		if scene.Advance(short, size, w) <= width {
			return short
		}
	}
	return "…"
}

// badge draws an offer's letter on a disc of its series colour.
func badge(x, y, r float64, n int) []scene.Item {
	t := scene.Series(n + 1)
	return []scene.Item{
		scene.Circle{X: x, Y: y, R: r, Paint: scene.Paint{Fill: t}},
		scene.Text{X: x, Y: y + r*0.36, String: Letter(n), Size: r * 1.1, Weight: scene.Bold, Anchor: scene.Middle, Fill: scene.On(t)},
	}
}

// axis draws the ticks 0, 20, ... 100 of the points scale between left and right.
func axis(left, right, top, bottom float64) []scene.Item {
	var items []scene.Item
	for p := 0; p <= 100; p += 20 {
		x := left + (right-left)*float64(p)/100
		items = append(items,
			scene.Line{X1: x, Y1: top, X2: x, Y2: bottom, Paint: scene.Paint{Stroke: scene.Grid, Width: 1}},
			scene.Text{X: x, Y: bottom + axisSize + 4, String: fmt.Sprint(p), Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
	}
	return items
}

// label writes an offer's badge, title and provider at the left of its row.
func label(o comparison.OfferEvaluation, n int, x, y, width float64) []scene.Item {
	items := badge(x+11, y, 11, n)
	text := x + 30
	return append(items,
		scene.Text{X: text, Y: y - 1, String: fit(o.Offer.Title, labelSize, scene.Semibold, width-30), Size: labelSize, Weight: scene.Semibold, Fill: scene.Ink},
		scene.Text{X: text, Y: y + 13, String: fit(o.Offer.Provider, smallSize, scene.Regular, width-30), Size: smallSize, Fill: scene.Muted})
}
