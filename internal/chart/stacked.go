package chart

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Contributions draws where the points come from: per offer one bar in which each dimension
// adds a solid part (its lower bound, what is secured) and the pale rest of the bar is what
// unknowns may still add, in the same order.
func Contributions(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight = 44.0
	dims := ev.Yardstick().ScoredDimensions()
	labels := min(290, width*0.42)
	left, right := labels+14, width-16
	s := scene.Scene{Width: width, Title: "Where the points come from"}
	top := legend(&s, dims) + 14
	bottom := top + rowHeight*float64(len(ev.Offers))
	s.Height = bottom + 26
	s.Items = append(s.Items, axis(left, right, top, bottom)...)
	var words []string
	for i, o := range ev.Offers {
		y := top + rowHeight*(float64(i)+0.5)
		s.Items = append(s.Items, label(o, i, 0, y, labels)...)
		words = append(words, o.Offer.Title+": "+bar(&s, dims, o.Evidenced, left, right-left, y))
	}
	s.Desc = "Points by dimension, secured to possible. " + strings.Join(words, ". ") + "."
	return s
}

// legend names the dimensions' colours in as many lines as it takes, and returns its foot.
func legend(s *scene.Scene, dims []framework.Dimension) float64 {
	x, y := 0.0, 12.0
	for n, d := range dims {
		w := 20 + scene.Advance(d.Title, smallSize, scene.Regular) + 18
		if x > 0 && x+w > s.Width {
			x, y = 0, y+20
		}
		s.Items = append(s.Items,
			scene.Rect{X: x, Y: y - 10, W: 13, H: 13, Radius: 2, Paint: scene.Paint{Fill: dimensionToken(n)}},
			scene.Text{X: x + 20, Y: y + 1, String: d.Title, Size: smallSize, Fill: scene.Ink})
		x += w
	}
	return y
}

// bar draws one offer's parts from x on, where width is the whole scale, and says them.
func bar(s *scene.Scene, dims []framework.Dimension, r evaluate.Result, x, width, y float64) string {
	const height = 22.0
	segment := func(v float64, fill scene.Token, title string) {
		w := width * v
		if w <= 0 {
			return
		}
		g := scene.Group{Title: title, Items: []scene.Item{
			scene.Rect{X: x, Y: y - height/2, W: w, H: height, Paint: scene.Paint{Fill: fill, Stroke: scene.Surface, Width: 1}},
		}}
		if figure := phrase.Points(v); scene.Advance(figure, smallSize, scene.Regular)+6 < w {
			g.Items = append(g.Items, scene.Text{X: x + w/2, Y: y + 4, String: figure, Size: smallSize, Anchor: scene.Middle, Fill: scene.On(fill)})
		}
		s.Items = append(s.Items, g)
		x += w
	}
	place := func(d evaluate.DimensionScore) int {
		return slices.IndexFunc(dims, func(dim framework.Dimension) bool { return dim.ID == d.Dimension })
	}
	var words []string
	for _, d := range r.Dimensions {
		n := place(d)
		segment(d.Contribution.Lo, dimensionToken(n), fmt.Sprintf("%s: %s secured", dims[n].Title, phrase.Points(d.Contribution.Lo)))
		words = append(words, fmt.Sprintf("%s %s", dims[n].Title, phrase.Span(d.Contribution)))
	}
	for _, d := range r.Dimensions {
		n, open := place(d), d.Contribution.Width()
		segment(open, dimensionToken(n)+"-soft", fmt.Sprintf("%s: %s still open", dims[n].Title, phrase.Points(open)))
	}
	return strings.Join(words, ", ")
}

func dimensionToken(n int) scene.Token {
	// Apart from the offers' colours: 7 teal, 1 navy, 5 amber, 6 wine, 8 moss.
	order := [...]int{1, 7, 5, 6, 8, 4}
	return scene.Series(order[n%len(order)])
}
