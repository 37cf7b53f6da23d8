package chart

import (
	"fmt"
	"math"
	"strings"

	"assay/internal/comparison"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Plane draws every offer as a rectangle on the plane of dependence taken on and capacity
// gained: wide where the dependence is open, high where the capacity is. The two are never
// added. Letters stand in the corner of their rectangle and move aside where they would cover
// each other; a legend names them. A wide picture brings a narrow one, for telephones.
func Plane(ev comparison.Evaluation, width float64) scene.Scene {
	s := plane(ev, width)
	if width > narrowPlane {
		s.Narrow = new(plane(ev, narrowPlane))
	}
	return s
}

// narrowPlane is what a window of 360 pixels leaves between its margins.
const narrowPlane = 320

func plane(ev comparison.Evaluation, width float64) scene.Scene {
	side := min(width-80, 430)
	left, top := 58.0, 34.0
	right, bottom := left+side, top+side
	s := scene.Scene{Width: width, Title: "Capacity gained beside dependence taken on"}
	x := func(v float64) float64 { return left + side*v }
	y := func(v float64) float64 { return bottom - side*v }
	s.Items = append(s.Items, planeGround(x, y)...)
	var words []string
	spot := spots(left, top, side)
	for i, o := range ev.Offers {
		r, ok := o.Rectangle()
		if !ok {
			continue
		}
		text := fmt.Sprintf("%s %s: %s", phrase.Letter(i), o.Offer.Title, RectangleText(r))
		words = append(words, text)
		ink := scene.Series(i + 1)
		d, c := r.Dependence, r.Capacity
		bx, by := spot(x(d.Lo)+12, y(c.Hi)+12)
		g := scene.Group{Title: text, Items: []scene.Item{
			scene.Rect{X: x(d.Lo), Y: y(c.Hi), W: max(x(d.Hi)-x(d.Lo), 2), H: max(y(c.Lo)-y(c.Hi), 2), Paint: scene.Paint{Stroke: ink, Width: 2}},
		}}
		if far(bx-x(d.Lo), by-y(c.Hi), 24) {
			g.Items = append(g.Items, scene.Line{X1: x(d.Lo), Y1: y(c.Hi), X2: bx, Y2: by, Paint: scene.Paint{Stroke: ink, Width: 1}})
		}
		g.Items = append(g.Items, badge(bx, by, 11, i)...)
		s.Items = append(s.Items, g)
	}
	s.Items = append(s.Items,
		scene.Text{X: left, Y: top - 14, String: "↑ capacity gained", Size: labelSize, Weight: scene.Semibold, Fill: scene.Ink},
		scene.Text{X: right, Y: bottom + 36, String: "dependence taken on →", Size: labelSize, Weight: scene.Semibold, Anchor: scene.End, Fill: scene.Ink},
		scene.Text{X: left, Y: bottom + 56, String: "The larger the rectangle, the less is known.", Size: smallSize, Fill: scene.Muted})
	legend := right + 16
	ly := top + 12
	if width-legend < 200 {
		legend, ly = 0, bottom+84 // below, with the whole width for the names
	}
	for i, o := range ev.Offers {
		if _, ok := o.Rectangle(); !ok {
			continue
		}
		s.Items = append(s.Items, badge(legend+11, ly, 11, i)...)
		s.Items = append(s.Items, scene.Text{X: legend + 30, Y: ly + 5, String: fit(o.Offer.Title, labelSize, scene.Regular, width-legend-34), Size: labelSize, Fill: scene.Ink})
		ly += 28
	}
	s.Height = max(bottom+66, ly)
	s.Desc = "Dependence and capacity from 0 to 100, each from what is secured to what is open. " + strings.Join(words, "; ") + "."
	return s
}

// spots returns a function that finds the free place nearest to the one wanted, inside the frame
// and clear of what stands there: the letters so far and the names of the quadrants. Where
// nothing is free it returns the nearest place inside.
func spots(left, top, side float64) func(x, y float64) (float64, float64) {
	var taken [][2]float64
	names := quadrantTexts(left, top, side)
	free := func(x, y float64) bool {
		if x < left+12 || x > left+side-12 || y < top+12 || y > top+side-12 {
			return false
		}
		for _, w := range names {
			reach := scene.Advance(w.String, smallSize, scene.Regular)/2 + 13
			if math.Abs(x-w.X) < reach && math.Abs(y-w.Y+4) < 22 {
				return false
			}
		}
		for _, p := range taken {
			if !far(p[0]-x, p[1]-y, 24) {
				return false
			}
		}
		return true
	}
	return func(x, y float64) (float64, float64) {
		x, y = min(max(x, left+12), left+side-12), min(max(y, top+12), top+side-12)
		bx, by, best := x, y, math.Inf(1)
		const step = 13
		for i := -33; i <= 33; i++ {
			for j := -33; j <= 33; j++ {
				dx, dy := float64(i*step), float64(j*step)
				if away := float64(dx*dx) + float64(dy*dy); away < best && free(x+dx, y+dy) {
					bx, by, best = x+dx, y+dy, away
				}
			}
		}
		taken = append(taken, [2]float64{bx, by})
		return bx, by
	}
}

func far(dx, dy, reach float64) bool { return float64(dx*dx)+float64(dy*dy) >= reach*reach }

// quadrantNames are the quadrants in a word or two, and where the words stand.
var quadrantNames = []struct {
	d, c float64
	text string
}{{.25, .53, "builds capacity"}, {.75, .53, "capacity, but dependence"}, {.25, .46, "changes little"}, {.75, .46, "softer dependence"}}

// planeGround draws the frame, the cuts and the names of the quadrants.
func planeGround(x, y func(float64) float64) []scene.Item {
	items := []scene.Item{
		scene.Rect{X: x(0), Y: y(1), W: x(1) - x(0), H: y(0) - y(1), Paint: scene.Paint{Fill: scene.Panel, Stroke: scene.Rule, Width: 1}},
		scene.Line{X1: x(comparison.Cut), Y1: y(0), X2: x(comparison.Cut), Y2: y(1), Paint: scene.Paint{Stroke: scene.Rule, Width: 1, Dash: scene.Dashed}},
		scene.Line{X1: x(0), Y1: y(comparison.Cut), X2: x(1), Y2: y(comparison.Cut), Paint: scene.Paint{Stroke: scene.Rule, Width: 1, Dash: scene.Dashed}},
	}
	for _, v := range []float64{0, .5, 1} {
		items = append(items,
			scene.Text{X: x(v), Y: y(0) + axisSize + 4, String: phrase.Percent(v), Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted},
			scene.Text{X: x(0) - 6, Y: y(v) + 4, String: phrase.Percent(v), Size: axisSize, Anchor: scene.End, Fill: scene.Muted})
	}
	for _, t := range quadrantTexts(x(0), y(1), x(1)-x(0)) {
		items = append(items, t)
	}
	return items
}

// quadrantTexts places the names of the quadrants, in two lines where one would not fit: those
// above the cut grow upwards, those below it downwards.
func quadrantTexts(left, top, side float64) (ts []scene.Text) {
	const line = smallSize + 2
	for _, q := range quadrantNames {
		lines := broken(q.text, side/2-10)
		y := top + side*(1-q.c) + 4
		if q.c > comparison.Cut {
			y -= line * float64(len(lines)-1)
		}
		for i, text := range lines {
			ts = append(ts, scene.Text{X: left + side*q.d, Y: y + line*float64(i), String: text, Size: smallSize, Anchor: scene.Middle, Fill: scene.Muted})
		}
	}
	return ts
}

// broken breaks a text once, at the blank nearest to its middle, where it is wider than width.
func broken(text string, width float64) []string {
	if scene.Advance(text, smallSize, scene.Regular) <= width {
		return []string{text}
	}
	at, middle := -1, len(text)/2
	for i, c := range text {
		if c == ' ' && (at < 0 || max(i-middle, middle-i) < max(at-middle, middle-at)) {
			at = i
		}
	}
	if at < 0 {
		return []string{text}
	}
	return []string{text[:at], text[at+1:]}
}

// RectangleText says a rectangle in words.
func RectangleText(r comparison.Rectangle) string {
	text := fmt.Sprintf("dependence %s to %s, capacity %s to %s of 100", phrase.Points(r.Dependence.Lo), phrase.Points(r.Dependence.Hi), phrase.Points(r.Capacity.Lo), phrase.Points(r.Capacity.Hi))
	if r.Quadrant != comparison.Open {
		return text + ": " + string(r.Quadrant)
	}
	return text + ": the evidence places it in no quadrant"
}
