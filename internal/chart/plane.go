package chart

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Plane draws every offer as a rectangle on the plane of dependence taken on and capacity
// gained: wide where the dependence is open, high where the capacity is. The two are never
// added. Letters stand in the corner of their rectangle and move aside where they would cover
// each other; a legend names them.
func Plane(ev comparison.Evaluation, width float64) scene.Scene {
	side := min(width-70, 430)
	left, top := 58.0, 14.0
	right, bottom := left+side, top+side
	s := scene.Scene{Width: width, Title: "Capacity gained beside dependence taken on"}
	x := func(v float64) float64 { return left + side*v }
	y := func(v float64) float64 { return bottom - side*v }
	s.Items = append(s.Items, planeGround(x, y)...)
	var words []string
	var placed [][2]float64
	for i, o := range ev.Offers {
		r, ok := o.Rectangle()
		if !ok {
			continue
		}
		text := fmt.Sprintf("%s %s: %s", phrase.Letter(i), o.Offer.Title, RectangleText(r))
		words = append(words, text)
		ink := scene.Series(i + 1)
		d, c := r.Dependence, r.Capacity
		bx, by := x(d.Lo)+12, y(c.Hi)+12
		for collides(placed, bx, by) {
			bx += 26
			if bx > right-12 {
				bx, by = x(d.Lo)+12, by+26
			}
		}
		placed = append(placed, [2]float64{bx, by})
		g := scene.Group{Title: text, Items: []scene.Item{
			scene.Rect{X: x(d.Lo), Y: y(c.Hi), W: max(x(d.Hi)-x(d.Lo), 2), H: max(y(c.Lo)-y(c.Hi), 2), Paint: scene.Paint{Stroke: ink, Width: 2}},
		}}
		g.Items = append(g.Items, badge(bx, by, 11, i)...)
		s.Items = append(s.Items, g)
	}
	s.Items = append(s.Items,
		scene.Text{X: (left + right) / 2, Y: bottom + 34, String: "dependence taken on →", Size: labelSize, Weight: scene.Semibold, Anchor: scene.Middle, Fill: scene.Ink},
		scene.Text{X: left, Y: bottom + 54, String: "↑ capacity gained. The larger the rectangle, the less is known.", Size: smallSize, Fill: scene.Muted})
	legend := right + 16
	ly := top + 12
	if width-legend < 200 {
		legend, ly = left, bottom+84
	}
	for i, o := range ev.Offers {
		if _, ok := o.Rectangle(); !ok {
			continue
		}
		s.Items = append(s.Items, badge(legend+11, ly, 11, i)...)
		s.Items = append(s.Items, scene.Text{X: legend + 30, Y: ly + 5, String: fit(o.Offer.Title, labelSize, scene.Regular, width-legend-34), Size: labelSize, Fill: scene.Ink})
		ly += 28
	}
	s.Height = max(bottom+64, ly)
	s.Desc = "Dependence and capacity from 0 to 100, each from what is secured to what is open. " + strings.Join(words, "; ") + "."
	return s
}

func collides(placed [][2]float64, x, y float64) bool {
	for _, p := range placed {
		if dx, dy := p[0]-x, p[1]-y; dx*dx+dy*dy < 24*24 {
			return true
		}
	}
	return false
}

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
	for _, q := range []struct {
		d, c float64
		text string
	}{{.25, .53, "builds capacity"}, {.75, .53, "a bargain"}, {.25, .46, "changes little"}, {.75, .46, "softer dependence"}} {
		items = append(items, scene.Text{X: x(q.d), Y: y(q.c) + 4, String: q.text, Size: smallSize, Anchor: scene.Middle, Fill: scene.Muted})
	}
	return items
}

// RectangleText says a rectangle in words.
func RectangleText(r comparison.Rectangle) string {
	text := fmt.Sprintf("dependence %s to %s, capacity %s to %s of 100", phrase.Points(r.Dependence.Lo), phrase.Points(r.Dependence.Hi), phrase.Points(r.Capacity.Lo), phrase.Points(r.Capacity.Hi))
	if r.Quadrant != comparison.Open {
		return text + ": " + string(r.Quadrant)
	}
	return text + ": the evidence places it in no quadrant"
}
