package chart_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/scene"
	"assay/internal/testkit"
)

var asOf = offer.Date{Year: 2026, Month: 11, Day: 22}

// leads evaluates the four lead deals of the embedded library.
func leads(t testing.TB) comparison.Evaluation {
	t.Helper()
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	ids, err := app.LeadOffers(lib, []string{"are", "est", "kor", "ind"})
	require.NoError(t, err)
	ev, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, app.Query{Offers: ids, AsOf: asOf})
	require.NoError(t, err)
	return ev
}

func svg(t testing.TB, s scene.Scene) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, scene.WriteSVG(&buf, s, "chart"))
	return buf.Bytes()
}

func TestTheFourLeadDealsAsPictures(t *testing.T) {
	ev := leads(t)
	testkit.Golden(t, "intervals.golden.svg", svg(t, chart.Intervals(ev, 620)))
	testkit.Golden(t, "contributions.golden.svg", svg(t, chart.Contributions(ev, 620)))
	testkit.Golden(t, "heat.golden.svg", svg(t, chart.Heat(ev, 900)))
}

// groups are the described groups of a scene.
func groups(s scene.Scene) []scene.Group {
	var gs []scene.Group
	for _, it := range s.Items {
		if g, ok := it.(scene.Group); ok {
			gs = append(gs, g)
		}
	}
	return gs
}

func rects(g scene.Group) []scene.Rect {
	var rs []scene.Rect
	for _, it := range g.Items {
		if r, ok := it.(scene.Rect); ok {
			rs = append(rs, r)
		}
	}
	return rs
}

// unit is the width of the whole scale, read off the axis: the ticks 0 and 100.
func unit(t testing.TB, s scene.Scene) (left, width float64) {
	t.Helper()
	at := map[string]float64{}
	for _, it := range s.Items {
		if x, ok := it.(scene.Text); ok && x.Anchor == scene.Middle && (x.String == "0" || x.String == "100") {
			at[x.String] = x.X
		}
	}
	require.Len(t, at, 2)
	return at["0"], at["100"] - at["0"]
}

// The solid parts of an offer's bar add up to its lower bound and all of them to its upper one,
// and they lie end to end from zero.
func TestContributionsAddUp(t *testing.T) {
	ev := leads(t)
	s := chart.Contributions(ev, 620)
	left, width := unit(t, s)
	segments := groups(s)
	for _, o := range ev.Offers {
		at, solid := left, 0.0
		for len(segments) > 0 {
			r := rects(segments[0])[0]
			if math.Abs(r.X-at) > 1e-9 { // the next offer's bar begins at zero again
				break
			}
			at += r.W
			if strings.HasSuffix(segments[0].Title, " secured") {
				solid += r.W
			}
			segments = segments[1:]
		}
		assert.InDelta(t, o.Evidenced.Score.Lo, solid/width, 1e-9, "%s, secured", o.Offer.Title)
		assert.InDelta(t, o.Evidenced.Score.Hi, (at-left)/width, 1e-9, "%s, possible", o.Offer.Title)
	}
	assert.Empty(t, segments)
}

func TestIntervalsRunFromBoundToBound(t *testing.T) {
	ev := leads(t)
	s := chart.Intervals(ev, 620)
	left, width := unit(t, s)
	gs := groups(s)
	require.Len(t, gs, len(ev.Offers))
	for i, o := range ev.Offers {
		bar := rects(gs[i])[0]
		assert.InDelta(t, o.Evidenced.Score.Lo, (bar.X-left)/width, 1e-9)
		assert.InDelta(t, o.Evidenced.Score.Hi, (bar.X+bar.W-left)/width, 1e-9)
		var dashed []scene.Line
		for _, it := range gs[i].Items {
			if l, ok := it.(scene.Line); ok {
				dashed = append(dashed, l)
			}
		}
		if o.Claimed.Score == o.Evidenced.Score {
			assert.Empty(t, dashed, o.Offer.Title)
			continue
		}
		require.Len(t, dashed, 1, o.Offer.Title)
		assert.InDelta(t, o.Claimed.Score.Lo, (dashed[0].X1-left)/width, 1e-9)
		assert.InDelta(t, o.Claimed.Score.Hi, (dashed[0].X2-left)/width, 1e-9)
	}
}

// Who cannot see a chart reads every figure of it.
func TestWordsHoldEveryFigure(t *testing.T) {
	ev := leads(t)
	intervals, points, heat := chart.Intervals(ev, 620), chart.Contributions(ev, 620), chart.Heat(ev, 900)
	titles := map[string]bool{}
	for _, g := range slices.Concat(groups(intervals), groups(heat)) {
		titles[g.Title] = true
	}
	for _, o := range ev.Offers {
		assert.Contains(t, intervals.Desc, o.Offer.Title+" "+phrase.Span(o.Evidenced.Score))
		assert.True(t, titles[fmt.Sprintf("%s: %s as evidenced, %s as claimed", o.Offer.Title, phrase.Span(o.Evidenced.Score), phrase.Span(o.Claimed.Score))], o.Offer.Title)
		var parts []string
		for _, d := range o.Evidenced.Dimensions {
			for _, dim := range ev.Yardstick().Dimensions {
				if dim.ID == d.Dimension {
					parts = append(parts, dim.Title+" "+phrase.Span(d.Contribution))
				}
			}
		}
		assert.Contains(t, points.Desc, o.Offer.Title+": "+strings.Join(parts, ", "))
		for _, c := range o.Evidenced.Cells {
			k, _, _ := ev.Yardstick().Criterion(c.Criterion)
			assert.True(t, titles[fmt.Sprintf("%s, %s: %s", o.Offer.Title, k.Title, phrase.Cell(c))], "%s of %s", c.Criterion, o.Offer.Title)
		}
	}
	answered := 0
	for _, o := range ev.Offers {
		for _, c := range o.Evidenced.Cells {
			if c.State == evaluate.Answered {
				answered++
			}
		}
	}
	assert.Contains(t, heat.Desc, fmt.Sprintf("%d of %d cells", answered, len(ev.Offers)*len(ev.Offers[0].Evidenced.Cells)))
}

func TestFigures(t *testing.T) {
	assert.Equal(t, "6.2 to 71.9", phrase.Span(evaluate.Interval{Lo: 0.0619, Hi: 0.7194}))
	assert.Equal(t, "33.3", phrase.Span(evaluate.Interval{Lo: 1.0 / 3, Hi: 0.33334}), "ends that read alike are one figure")
	assert.Equal(t, "0.0 to 100.0", phrase.Span(evaluate.Interval{Lo: 0, Hi: 1}))
	assert.Equal(t, "0 to 3", phrase.Levels(evaluate.Levels{Lo: 0, Hi: 3}))
	assert.Equal(t, "2", phrase.Levels(evaluate.Levels{Lo: 2, Hi: 2}))
	assert.Equal(t, "level 1 to 3", phrase.Cell(evaluate.Cell{State: evaluate.Answered, Levels: evaluate.Levels{Lo: 1, Hi: 3}}))
	assert.Equal(t, "unknown", phrase.Cell(evaluate.Cell{State: evaluate.Unknown}))
	assert.Equal(t, "not applicable", phrase.Cell(evaluate.Cell{State: evaluate.NotApplicable}))
	assert.Equal(t, []string{"A", "Z", "27", "40"}, []string{phrase.Letter(0), phrase.Letter(25), phrase.Letter(26), phrase.Letter(39)})
}
