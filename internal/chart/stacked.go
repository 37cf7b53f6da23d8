package chart

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/scene"
)

// Contributions draws where the points come from: per offer one bar in which each dimension
// adds a solid part (its lower bound, what is secured) and the pale rest of the bar is what
// unknowns may still add, in the same order.
func Contributions(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, bar = 44.0, 22.0
	dims := ev.Yardstick().Dimensions
	labels := min(290, width*0.42)
	left, right := labels+14, width-16
	s := scene.Scene{Width: width, Title: "Where the points come from"}

	x, legendY := 0.0, 12.0
	shown := map[string]int{}
	for n, d := range dims {
		if !scored(ev, d.ID) {
			continue
		}
		shown[d.ID] = n
		w := 20 + scene.Advance(d.Title, smallSize, scene.Regular) + 18
		if x > 0 && x+w > width {
			x, legendY = 0, legendY+20
		}
		s.Items = append(s.Items,
			scene.Rect{X: x, Y: legendY - 10, W: 13, H: 13, Radius: 2, Paint: scene.Paint{Fill: dimensionToken(n)}},
			scene.Text{X: x + 20, Y: legendY + 1, String: d.Title, Size: smallSize, Fill: scene.Ink})
		x += w
	}
	top := legendY + 14
	bottom := top + rowHeight*float64(len(ev.Offers))
	s.Height = bottom + 26
	s.Items = append(s.Items, axis(left, right, top, bottom)...)
	var words []string
	for i, o := range ev.Offers {
		y := top + rowHeight*(float64(i)+0.5)
		s.Items = append(s.Items, label(o, i, 0, y, labels)...)
		at := left
		var parts []string
		segment := func(v float64, fill scene.Token, text scene.Token, title string) {
			w := (right - left) * v
			if w <= 0 {
				return
			}
			g := scene.Group{Title: title, Items: []scene.Item{scene.Rect{X: at, Y: y - bar/2, W: w, H: bar, Paint: scene.Paint{Fill: fill, Stroke: scene.Surface, Width: 1}}}}
			if figure := Points(v); scene.Advance(figure, smallSize, scene.Regular)+6 < w {
				g.Items = append(g.Items, scene.Text{X: at + w/2, Y: y + 4, String: figure, Size: smallSize, Anchor: scene.Middle, Fill: text})
			}
			s.Items = append(s.Items, g)
			at += w
		}
		for _, d := range o.Evidenced.Dimensions {
			n := shown[d.Dimension]
			segment(d.Contribution.Lo, dimensionToken(n), scene.On(dimensionToken(n)), fmt.Sprintf("%s: %s secured", dims[n].Title, Points(d.Contribution.Lo)))
			parts = append(parts, fmt.Sprintf("%s %s", dims[n].Title, Span(d.Contribution)))
		}
		for _, d := range o.Evidenced.Dimensions {
			n := shown[d.Dimension]
			soft := dimensionToken(n) + "-soft"
			segment(d.Contribution.Hi-d.Contribution.Lo, soft, scene.On(soft), fmt.Sprintf("%s: %s still open", dims[n].Title, Points(d.Contribution.Hi-d.Contribution.Lo)))
		}
		words = append(words, o.Offer.Title+": "+strings.Join(parts, ", "))
	}
	s.Desc = "Points by dimension, secured to possible. " + strings.Join(words, ". ") + "."
	return s
}

func dimensionToken(n int) scene.Token {
	// Apart from the offers' colours: 7 teal, 1 navy, 5 amber, 6 wine, 8 moss.
	order := [...]int{1, 7, 5, 6, 8, 4}
	return scene.Series(order[n%len(order)])
}

func scored(ev comparison.Evaluation, dimension string) bool {
	for _, o := range ev.Offers {
		for _, d := range o.Evidenced.Dimensions {
			if d.Dimension == dimension {
				return true
			}
		}
	}
	return false
}
