package chart

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/measure"
	"assay/internal/scene"
)

// exitAxis is how many days the axis of ExitDays shows; longer exits end in an arrow.
const exitAxis = 720.0

// ExitDays draws how long leaving each offer takes by contract, from the least to the most that
// the terms leave open, with the two spans of the EU Data Act as lines to read it by.
func ExitDays(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, top = 44.0, 26.0
	labels := min(290, width*0.42)
	left, right := labels+14, width-24
	bottom := top + rowHeight*float64(len(ev.Offers))
	x := func(days float64) float64 { return left + (right-left)*min(days, exitAxis)/exitAxis }
	s := scene.Scene{Width: width, Height: bottom + 40, Title: "Days to leave, by contract"}
	for d := 0.0; d <= exitAxis; d += 120 {
		s.Items = append(s.Items,
			scene.Line{X1: x(d), Y1: top, X2: x(d), Y2: bottom, Paint: scene.Paint{Stroke: scene.Grid, Width: 1}},
			scene.Text{X: x(d), Y: bottom + axisSize + 4, String: fmt.Sprint(d), Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
	}
	for _, d := range []float64{measure.DataActDays, measure.DataActLongestDays} {
		s.Items = append(s.Items,
			scene.Line{X1: x(d), Y1: top, X2: x(d), Y2: bottom, Paint: scene.Paint{Stroke: scene.Accent, Width: 1.5, Dash: scene.Dashed}},
			scene.Text{X: x(d), Y: top - 8, String: fmt.Sprintf("EU %.0f", d), Size: axisSize, Anchor: scene.Middle, Fill: scene.Accent})
	}
	var words []string
	for i, o := range ev.Offers {
		y := top + rowHeight*(float64(i)+0.5)
		g := scene.Group{Title: o.Offer.Title + ": " + DaysText(o)}
		words = append(words, g.Title)
		g.Items = label(o, i, 0, y, labels)
		if m, ok := o.MeasureOf("SC1"); ok && m.Raw != nil {
			from, to := x(m.Raw.Lo), x(m.Raw.Hi)
			paint := scene.Paint{Fill: scene.Series(i + 1)}
			if !m.Known || m.Raw.Hi >= measure.Unbounded {
				paint = scene.Paint{Fill: scene.Unknown, Stroke: scene.Muted, Width: 1, Dash: scene.Dashed}
			}
			g.Items = append(g.Items, scene.Rect{X: from, Y: y - 5, W: max(to-from, 2), H: 10, Paint: paint})
			if m.Raw.Hi > exitAxis {
				g.Items = append(g.Items, scene.Text{X: right + 4, Y: y + 5, String: "→", Size: labelSize, Fill: scene.Ink})
			}
		}
		s.Items = append(s.Items, g)
	}
	s.Items = append(s.Items, scene.Text{X: (left + right) / 2, Y: bottom + 34, String: "days from notice to the last data retrieved", Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
	s.Desc = "Days to leave by contract. " + strings.Join(words, "; ") + "."
	return s
}

// DaysText says how long leaving takes.
func DaysText(o comparison.OfferEvaluation) string {
	m, ok := o.MeasureOf("SC1")
	switch {
	case !ok || m.Raw == nil || !m.Known:
		return "not known"
	case m.Raw.Hi >= measure.Unbounded:
		return fmt.Sprintf("at least %.0f days, with no upper bound", m.Raw.Lo)
	case m.Raw.Lo == m.Raw.Hi:
		return fmt.Sprintf("%.0f days", m.Raw.Lo)
	}
	return fmt.Sprintf("%.0f to %.0f days", m.Raw.Lo, m.Raw.Hi)
}

// Timeline draws the steps of an exit from their earliest start to their latest end, in months;
// steps on the critical path are marked.
func Timeline(t measure.Timeline, width float64) scene.Scene {
	const row, top = 30.0, 8.0
	labels := min(260, width*.4)
	left, right := labels+10, width-12
	most := 1.0
	for _, s := range t.Steps {
		most = max(most, s.End.Lo)
		if s.End.Hi != nil {
			most = max(most, *s.End.Hi)
		}
	}
	x := func(days float64) float64 { return left + (right-left)*days/most }
	bottom := top + row*float64(len(t.Steps))
	out := scene.Scene{Width: width, Height: bottom + 24, Title: "The steps of leaving"}
	var words []string
	for i, s := range t.Steps {
		y := top + row*(float64(i)+.5)
		end, words2 := most, "open end"
		if s.End.Hi != nil {
			end, words2 = *s.End.Hi, fmt.Sprintf("day %.0f at the latest", *s.End.Hi)
		}
		mark := ""
		if s.CriticalLo || s.CriticalHi {
			mark = " ● critical"
		}
		g := scene.Group{Title: fmt.Sprintf("%s: from day %.0f, done on day %.0f at the earliest, %s%s", s.Name, s.Start.Lo, s.End.Lo, words2, mark)}
		words = append(words, g.Title)
		g.Items = []scene.Item{
			scene.Text{X: 0, Y: y + 5, String: fit(s.Name+mark, labelSize, scene.Regular, labels), Size: labelSize, Fill: scene.Ink},
			scene.Rect{X: x(s.Start.Lo), Y: y - 6, W: max(x(end)-x(s.Start.Lo), 2), H: 12, Paint: scene.Paint{Fill: scene.Unknown, Stroke: scene.Muted, Width: 1, Dash: scene.Dashed}},
			scene.Rect{X: x(s.Start.Lo), Y: y - 6, W: max(x(s.End.Lo)-x(s.Start.Lo), 2), H: 12, Paint: scene.Paint{Fill: scene.Accent}},
		}
		out.Items = append(out.Items, g)
	}
	for m := 0.0; m*measure.DaysPerMonth <= most; m += max(1, float64(int(most/measure.DaysPerMonth/8)+1)) {
		out.Items = append(out.Items, scene.Text{X: x(m * measure.DaysPerMonth), Y: bottom + 16, String: fmt.Sprintf("month %.0f", m), Size: axisSize, Fill: scene.Muted})
	}
	out.Desc = strings.Join(words, "; ") + "."
	return out
}
