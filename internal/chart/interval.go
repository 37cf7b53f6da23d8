package chart

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/phrase"
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
		words = append(words, fmt.Sprintf("%s %s", o.Offer.Title, phrase.Span(e)))
		g := scene.Group{Title: fmt.Sprintf("%s: %s as evidenced, %s as claimed", o.Offer.Title, phrase.Span(e), phrase.Span(c))}
		g.Items = label(o, i, 0, y, labels)
		ink := scene.Series(i + 1)
		if c != e {
			g.Items = append(g.Items, scene.Line{X1: x(c.Lo), Y1: y + 11, X2: x(c.Hi), Y2: y + 11, Paint: scene.Paint{Stroke: scene.Muted, Width: 1.5, Dash: scene.Dashed}})
		}
		g.Items = append(g.Items,
			scene.Rect{X: x(e.Lo), Y: y - 5, W: max(x(e.Hi)-x(e.Lo), 2), H: 9, Radius: min(3, max(x(e.Hi)-x(e.Lo), 2)/2), Paint: scene.Paint{Fill: ink}})
		g.Items = append(g.Items, bounds(e, x(e.Lo), x(e.Hi), y-9, left, right)...)
		s.Items = append(s.Items, g)
	}
	s.Desc = "Scores from 0 to 100 as evidenced. " + strings.Join(words, "; ") + "."
	return s
}

// bounds writes the figures over the two ends of a bar, or both as one text where they would
// run into each other.
func bounds(i evaluate.Interval, lo, hi, y, left, right float64) []scene.Item {
	text := scene.Text{X: lo, Y: y, String: phrase.Points(i.Lo), Size: smallSize, Weight: scene.Semibold, Fill: scene.Ink}
	other := text
	other.X, other.String, other.Anchor = hi, phrase.Points(i.Hi), scene.End
	const gap = 6
	if advance(text)+advance(other)+gap <= hi-lo {
		return []scene.Item{text, other}
	}
	text.String = phrase.Span(i)
	w := advance(text)
	text.X = min(max((lo+hi-w)/2, left), right-w)
	return []scene.Item{text}
}

func advance(t scene.Text) float64 { return scene.Advance(t.String, t.Size, t.Weight) }
