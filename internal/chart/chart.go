// Package chart makes scenes from a comparison's Evaluation: the same picture on a page and in
// a briefing. Every chart has a title, a description in words and a table with the same
// figures beside it (package page and package briefing write the tables); colour never stands
// alone.
package chart

import (
	"fmt"

	"assay/internal/comparison"
	"assay/internal/phrase"
	"assay/internal/scene"
)

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
		scene.Text{X: x, Y: y + r*0.36, String: phrase.Letter(n), Size: r * 1.1, Weight: scene.Bold, Anchor: scene.Middle, Fill: scene.On(t)},
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
