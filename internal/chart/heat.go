package chart

import (
	"fmt"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Heat draws criteria by offers as a grid. Each cell is split: the left half is shaded by the
// lower bound's level, the right half by the upper bound's, and the levels are written in it,
// so that a wide unknown looks wide. Cells that nobody has answered read "?". The scene is wider
// than width where so many offers would not stay readable in it.
func Heat(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, head, gap, least, most = 24.0, 30.0, 3.0, 25.0, 110.0
	labels := min(300, width*0.46)
	n := len(ev.Offers)
	cell := min(max((width-labels-8)/float64(n), least), most)
	s := scene.Scene{Width: max(width, labels+8+cell*float64(n)), Title: "Levels by criterion"}
	for i := range ev.Offers {
		s.Items = append(s.Items, badge(labels+8+cell*(float64(i)+0.5), 14, 10, i)...)
	}
	y := head
	known := 0
	total := 0
	fw := ev.Yardstick()
	for _, d := range fw.Dimensions {
		first := true
		for _, c := range d.Criteria {
			if c.Optional {
				continue
			}
			if first {
				s.Items = append(s.Items, scene.Text{X: 0, Y: y + 17, String: d.Title, Size: smallSize, Weight: scene.Bold, Fill: scene.Accent})
				y += rowHeight
				first = false
			}
			s.Items = append(s.Items, scene.Text{X: 8, Y: y + 16, String: fit(c.ID+"  "+c.Title, smallSize, scene.Regular, labels-10), Size: smallSize, Fill: scene.Ink})
			for i, o := range ev.Offers {
				total++
				if heatCell(&s, o, c, labels+8+cell*float64(i), y, cell-gap, rowHeight-gap) {
					known++
				}
			}
			y += rowHeight
		}
	}
	s.Height = y + 4
	s.Desc = fmt.Sprintf("Level ranges from 0 (worst) to 4 of %d offers. %d of %d cells are narrower than the scale; the others are unknown or not applicable.", n, known, total)
	return s
}

func heatCell(s *scene.Scene, o comparison.OfferEvaluation, c framework.Criterion, x, y, w, h float64) bool {
	e, _ := o.Evidenced.Cell(c.ID)
	g := scene.Group{Title: fmt.Sprintf("%s, %s: %s", o.Offer.Title, c.Title, phrase.Cell(e))}
	middle := scene.Text{X: x + w/2, Y: y + h/2 + 4, Size: smallSize, Anchor: scene.Middle, Fill: scene.Ink}
	switch e.State {
	case evaluate.NotApplicable:
		middle.String, middle.Fill = "n/a", scene.Muted
		g.Items = append(g.Items, scene.Rect{X: x, Y: y, W: w, H: h, Radius: 2, Paint: scene.Paint{Stroke: scene.Grid, Width: 1}}, middle)
	case evaluate.Unknown:
		middle.String = "?"
		g.Items = append(g.Items, scene.Rect{X: x, Y: y, W: w, H: h, Radius: 2, Paint: scene.Paint{Fill: scene.Unknown}}, middle)
	default:
		lo, hi := scene.Heat(e.Levels.Lo), scene.Heat(e.Levels.Hi)
		g.Items = append(g.Items,
			scene.Rect{X: x, Y: y, W: w / 2, H: h, Paint: scene.Paint{Fill: lo}},
			scene.Rect{X: x + w/2, Y: y, W: w / 2, H: h, Paint: scene.Paint{Fill: hi}},
			scene.Text{X: x + w/4, Y: y + h/2 + 4, String: fmt.Sprint(e.Levels.Lo), Size: smallSize, Anchor: scene.Middle, Fill: scene.On(lo)},
			scene.Text{X: x + 3*w/4, Y: y + h/2 + 4, String: fmt.Sprint(e.Levels.Hi), Size: smallSize, Anchor: scene.Middle, Fill: scene.On(hi)})
	}
	s.Items = append(s.Items, g)
	return e.State == evaluate.Answered
}
