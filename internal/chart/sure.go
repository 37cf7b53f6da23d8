package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// First draws each ranked offer's probability of coming first: a solid bar at the weights in
// force and a pale one under any weights, each with its 95 % interval as a whisker. The
// evaluation must have been analysed and be a decision.
func First(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, top = 48.0, 30.0
	offers := ev.Analysis.Sure.Offers
	labels := min(290, width*0.42)
	left, right := labels+14, width-64
	bottom := top + rowHeight*float64(len(offers))
	s := scene.Scene{Width: width, Height: bottom + 26, Title: "Who comes first, in 100 draws"}
	s.Items = append(key(0, 12, scene.Series(1), "at the weights in force"), key(210, 12, scene.Soft(1), "under any weights")...)
	s.Items = append(s.Items, axis(left, right, top, bottom)...)
	var words []string
	for n, o := range offers {
		y := top + rowHeight*(float64(n)+0.5)
		i := indexOf(ev, o.Offer)
		title := ev.Offers[i].Offer.Title
		words = append(words, fmt.Sprintf("%s %s at the weights in force, %s under any", title, phrase.Chance(o.First.Value), phrase.Chance(o.FirstAnyWeights.Value)))
		g := scene.Group{Title: title + ": first in " + phrase.Chance(o.First.Value) + " at the weights in force, in " + phrase.Chance(o.FirstAnyWeights.Value) + " under any weights"}
		g.Items = label(ev.Offers[i], i, 0, y, labels)
		g.Items = append(g.Items, shareBar(o.First, scene.Series(i+1), left, right, y-13)...)
		g.Items = append(g.Items, shareBar(o.FirstAnyWeights, scene.Soft(i+1), left, right, y+3)...)
		s.Items = append(s.Items, g)
	}
	s.Desc = "Probability of coming first, in percent. " + strings.Join(words, "; ") + "."
	return s
}

func key(x, y float64, fill scene.Token, text string) []scene.Item {
	return []scene.Item{
		scene.Rect{X: x, Y: y - 10, W: 13, H: 13, Radius: 2, Paint: scene.Paint{Fill: fill}},
		scene.Text{X: x + 20, Y: y + 1, String: text, Size: smallSize, Fill: scene.Ink},
	}
}

// shareBar is a bar of a probability with its figure and a whisker for its interval.
func shareBar(p comparison.Share, fill scene.Token, left, right, y float64) []scene.Item {
	const height = 11.0
	x := func(v float64) float64 { return left + (right-left)*v }
	items := []scene.Item{
		scene.Rect{X: left, Y: y, W: max(x(p.Value)-left, 1), H: height, Paint: scene.Paint{Fill: fill}},
		scene.Text{X: max(x(p.Hi), x(p.Value)) + 6, Y: y + height - 1, String: phrase.Chance(p.Value), Size: smallSize, Fill: scene.Ink},
	}
	if p.Hi > p.Lo {
		mid := y + height/2
		items = append(items, scene.Line{X1: x(p.Lo), Y1: mid, X2: x(p.Hi), Y2: mid, Paint: scene.Paint{Stroke: scene.Ink, Width: 1.5}})
	}
	return items
}

// SwingsShown is how many unknowns a tornado holds.
const SwingsShown = 12

// Tornado draws what each unknown does to the leader's lead over its strongest rival, the others
// at their means, the widest first: the bar runs from the unknown at its worst to its best. Left
// of the line at 0 the rival is ahead.
func Tornado(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, top = 34.0, 26.0
	sure := ev.Analysis.Sure
	swings := sure.Swings[:min(len(sure.Swings), SwingsShown)]
	labels := min(300, width*0.46)
	left, right := labels+14, width-20
	bottom := top + rowHeight*float64(len(swings))
	lo, hi := 0.0, 0.0
	for _, w := range swings {
		lo, hi = min(lo, w.AtWorst, w.AtBest), max(hi, w.AtWorst, w.AtBest)
	}
	pad := max((hi-lo)*0.04, 0.005) // of half a point, so that nothing looks like nothing
	lo, hi = lo-pad, hi+pad
	x := func(v float64) float64 { return left + (right-left)*(v-lo)/(hi-lo) }
	s := scene.Scene{Width: width, Height: bottom + 24, Title: "What each unknown does to the lead"}
	var words []string
	for n, w := range swings {
		y := top + rowHeight*(float64(n)+0.5)
		i := indexOf(ev, w.Offer)
		k, _, _ := ev.Yardstick().Criterion(w.Criterion)
		said := fmt.Sprintf("%s, %s: lead %s at its worst, %s at its best", ev.Offers[i].Offer.Title, k.Title, phrase.Signed(w.AtWorst), phrase.Signed(w.AtBest))
		words = append(words, said)
		a, b := x(min(w.AtWorst, w.AtBest)), x(max(w.AtWorst, w.AtBest))
		g := scene.Group{Title: said}
		g.Items = append(g.Items, badge(11, y, 10, i)...)
		g.Items = append(g.Items,
			scene.Text{X: 30, Y: y + 4, String: fit(k.ID+"  "+k.Title, labelSize, scene.Regular, labels-30), Size: labelSize, Fill: scene.Ink},
			scene.Rect{X: a, Y: y - 7, W: max(b-a, 2), H: 14, Radius: min(2, max(b-a, 2)/2), Paint: scene.Paint{Fill: scene.Series(i + 1)}})
		s.Items = append(s.Items, g)
	}
	zero := x(0)
	grid := ticks(lo, hi, x, bottom)
	s.Items = append(grid, s.Items...) // bars stand before the grid
	s.Items = append(s.Items,
		scene.Line{X1: zero, Y1: top - 4, X2: zero, Y2: bottom, Paint: scene.Paint{Stroke: scene.Ink, Width: 1.5}},
		scene.Text{X: min(max(zero, left+60), right-60), Y: top - 10, String: "lead 0: level", Size: smallSize, Anchor: scene.Middle, Fill: scene.Ink})
	s.Desc = fmt.Sprintf("Lead of %s over %s in points, by unknown. ", titleOf(ev, sure.Leader), titleOf(ev, sure.Rival)) + strings.Join(words, "; ") + "."
	return s
}

// ticks marks round leads from lo to hi, at most seven, 0 among them.
func ticks(lo, hi float64, x func(float64) float64, bottom float64) []scene.Item {
	const top = 26.0
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/6)))
	for _, m := range []float64{2, 2.5, 2} { // 2, 5 and 10 times a power of ten
		if (hi-lo)/step > 6 {
			step *= m
		}
	}
	var items []scene.Item
	for n := math.Ceil(lo / step); n*step <= hi; n++ {
		at := x(n * step)
		items = append(items,
			scene.Line{X1: at, Y1: top, X2: at, Y2: bottom, Paint: scene.Paint{Stroke: scene.Grid, Width: 1}},
			scene.Text{X: at, Y: bottom + axisSize + 4, String: signedTick(n*step, step), Size: axisSize, Anchor: scene.Middle, Fill: scene.Muted})
	}
	return items
}

// signedTick shows a lead in points with as many decimals as the step between ticks needs.
func signedTick(v, step float64) string {
	decimals := max(0, int(math.Ceil(-math.Log10(100*step)-1e-9)))
	s := strconv.FormatFloat(math.Abs(100*v), 'f', decimals, 64)
	switch {
	case v == 0:
		return "0"
	case v < 0:
		return "−" + s
	}
	return "+" + s
}

// StabilityChart draws how far each weight may move, the others in proportion, before another
// offer leads (solid) or any two change places (dark), with the weight in force as a dot.
func StabilityChart(ev comparison.Evaluation, width float64) scene.Scene {
	const rowHeight, top = 28.0, 30.0
	rows := ev.Analysis.Sure.Stability
	labels := min(300, width*0.46)
	left, right := labels+14, width-16
	bottom := top + rowHeight*float64(len(rows))
	x := func(v float64) float64 { return left + (right-left)*v }
	s := scene.Scene{Width: width, Height: bottom + 26, Title: "How far each weight may move"}
	s.Items = append(key(0, 12, scene.Soft(1), "the same offer leads"), key(170, 12, scene.Series(1), "the whole order stays")...)
	s.Items = append(s.Items, scene.Circle{X: 350, Y: 8, R: 5, Paint: scene.Paint{Fill: scene.Ink}},
		scene.Text{X: 362, Y: 13, String: "weight in force", Size: smallSize, Fill: scene.Ink})
	s.Items = append(s.Items, axis(left, right, top, bottom)...)
	tight := 0
	for n, r := range rows {
		y := top + rowHeight*(float64(n)+0.5)
		weight, name := scene.Regular, r.ID+"  "+weightTitle(ev, r)
		if r.Dimension {
			weight, name = scene.Semibold, weightTitle(ev, r)
		}
		if r.Leader.Lo > 0 || r.Leader.Hi < 1 {
			tight++
		}
		g := scene.Group{Title: fmt.Sprintf("%s: weight %s; the same offer leads from %s to %s", weightTitle(ev, r), phrase.Percent1(r.Weight), phrase.Percent1(r.Leader.Lo), phrase.Percent1(r.Leader.Hi))}
		g.Items = []scene.Item{
			scene.Text{X: 0, Y: y + 4, String: fit(name, smallSize, weight, labels), Size: smallSize, Weight: weight, Fill: scene.Ink},
			scene.Rect{X: x(r.Leader.Lo), Y: y - 6, W: max(x(r.Leader.Hi)-x(r.Leader.Lo), 1), H: 12, Paint: scene.Paint{Fill: scene.Soft(1)}},
			scene.Rect{X: x(r.Order.Lo), Y: y - 2.5, W: max(x(r.Order.Hi)-x(r.Order.Lo), 1), H: 5, Paint: scene.Paint{Fill: scene.Series(1)}},
			scene.Circle{X: x(r.Weight), Y: y, R: 4.5, Paint: scene.Paint{Fill: scene.Ink}},
		}
		s.Items = append(s.Items, g)
	}
	s.Desc = fmt.Sprintf("Stability intervals of %d weights in percent; at %d of them a change would let another offer lead.", len(rows), tight)
	return s
}

func weightTitle(ev comparison.Evaluation, r comparison.Stability) string {
	for _, d := range ev.Yardstick().Dimensions {
		if r.Dimension && d.ID == r.ID {
			return d.Title
		}
	}
	k, _, _ := ev.Yardstick().Criterion(r.ID)
	return k.Title
}

func indexOf(ev comparison.Evaluation, id offer.ID) int {
	return slices.IndexFunc(ev.Offers, func(o comparison.OfferEvaluation) bool { return o.Offer.ID == id })
}

func titleOf(ev comparison.Evaluation, id offer.ID) string {
	if i := indexOf(ev, id); i >= 0 {
		return ev.Offers[i].Offer.Title
	}
	return string(id)
}
