package chart

import (
	"fmt"
	"strings"

	"assay/internal/depend"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Drill draws one service's drill: for every month the capacity that is left at the worst as a
// solid bar, and upon it what may be left at the best as a pale one with an outline.
func Drill(s depend.ServiceDrill, width float64) scene.Scene {
	const top, height = 10.0, 96.0
	left, right := 46.0, width-8
	bottom := top + height
	out := scene.Scene{Width: width, Height: bottom + 34, Title: "Capacity left, month by month"}
	y := func(v float64) float64 { return bottom - height*v }
	for _, p := range []float64{0, .5, 1} {
		out.Items = append(out.Items,
			scene.Line{X1: left, Y1: y(p), X2: right, Y2: y(p), Paint: scene.Paint{Stroke: scene.Grid, Width: 1}},
			scene.Text{X: left - 6, Y: y(p) + 4, String: phrase.Percent(p), Size: axisSize, Anchor: scene.End, Fill: scene.Muted})
	}
	step := (right - left) / float64(len(s.Months))
	for i, m := range s.Months {
		x := left + step*float64(i)
		lo, hi := y(m.Share.Lo), y(m.Share.Hi)
		g := scene.Group{Title: fmt.Sprintf("month %d: %s, %s left", m.Month, phrase.Verdict(m), phrase.Share(m))}
		if lo > hi {
			g.Items = append(g.Items, scene.Rect{X: x + 1.5, Y: hi, W: max(step-3, 1), H: lo - hi, Paint: scene.Paint{Fill: scene.Unknown, Stroke: scene.Muted, Width: 1, Dash: scene.Dashed}})
		}
		if bottom > lo {
			g.Items = append(g.Items, scene.Rect{X: x + 1, Y: lo, W: max(step-2, 1), H: bottom - lo, Paint: scene.Paint{Fill: scene.Accent}})
		}
		out.Items = append(out.Items, g)
		if m.Month%12 == 0 {
			out.Items = append(out.Items, scene.Text{X: x + step/2, Y: bottom + axisSize + 4, String: fmt.Sprint(m.Month), Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
		}
	}
	out.Items = append(out.Items, scene.Text{X: (left + right) / 2, Y: bottom + 30, String: "months after the event · solid: left at the worst · pale: may be left", Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
	var words []string
	for _, m := range s.Months {
		if m.Month%12 == 0 {
			words = append(words, fmt.Sprintf("month %d %s", m.Month, phrase.Share(m)))
		}
	}
	out.Desc = "Capacity left of " + s.Title + ", from the worst to the best that is possible: " + strings.Join(words, "; ") + "."
	return out
}
