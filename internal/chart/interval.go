package chart

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/scene"
)

// Intervals draws each offer's score as evidenced as a solid bar from its lower to its upper
// bound, with the reading as claimed as a thin line behind it where the two differ. There is
// no dot inside the interval: the middle of an unknown is not an estimate.
func Intervals(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, top = 44.0, 12.0
	labels := min(290, width*0.42)
	left, right := labels+14, width-16
	bottom := top + rowHeight*float64(len(ev.Offers))
	x := func(v float64) float64 { return left + (right-left)*v }
	s := scene.Scene{Width: width, Height: bottom + 26, Title: "Score as an interval"}
	s.Items = axis(left, right, top, bottom)
	var words []string
	for i, o := range ev.Offers {
		y := top + rowHeight*(float64(i)+0.5)
		e, c := o.Evidenced.Score, o.Claimed.Score
		words = append(words, fmt.Sprintf("%s %s", o.Offer.Title, Span(e)))
		g := scene.Group{Title: fmt.Sprintf("%s: %s as evidenced, %s as claimed", o.Offer.Title, Span(e), Span(c))}
		g.Items = label(o, i, 0, y, labels)
		ink := scene.Series(i + 1)
		if c != e {
			g.Items = append(g.Items, scene.Line{X1: x(c.Lo), Y1: y + 11, X2: x(c.Hi), Y2: y + 11, Paint: scene.Paint{Stroke: scene.Muted, Width: 1.5, Dash: scene.Dashed}})
		}
		g.Items = append(g.Items,
			scene.Rect{X: x(e.Lo), Y: y - 5, W: max(x(e.Hi)-x(e.Lo), 2), H: 9, Radius: 3, Paint: scene.Paint{Fill: ink}},
			scene.Text{X: x(e.Lo), Y: y - 9, String: Points(e.Lo), Size: smallSize, Weight: scene.Semibold, Fill: scene.Ink},
			scene.Text{X: x(e.Hi), Y: y - 9, String: Points(e.Hi), Size: smallSize, Weight: scene.Semibold, Anchor: scene.End, Fill: scene.Ink})
		s.Items = append(s.Items, g)
	}
	s.Desc = "Scores from 0 to 100 as evidenced. " + strings.Join(words, "; ") + "."
	return s
}
