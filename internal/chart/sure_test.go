package chart_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/scene"
	"assay/internal/testkit"
)

// choice analyses what the Emirates have to choose from.
func choice(t testing.TB) comparison.Evaluation {
	t.Helper()
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	ids, ok := app.CaseOffers(lib, "are", false)
	require.True(t, ok)
	ids = append(ids, "open-weights-gpt-oss", "domestic-stack")
	ev, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, app.Query{Offers: ids, AsOf: asOf})
	require.NoError(t, err)
	ev, err = comparison.Analyse(ev, comparison.PartRequests|comparison.PartOrder)
	require.NoError(t, err)
	require.NotEmpty(t, ev.Analysis.Sure.Swings)
	require.NotEmpty(t, ev.Analysis.Sure.Stability)
	return ev
}

func TestAChoiceAsPictures(t *testing.T) {
	ev := choice(t)
	testkit.Golden(t, "first.golden.svg", svg(t, chart.First(ev, 900)))
	testkit.Golden(t, "tornado.golden.svg", svg(t, chart.Tornado(ev, 900)))
	testkit.Golden(t, "stability.golden.svg", svg(t, chart.StabilityChart(ev, 900)))
}

func TestLabelsOfAnalysesKeepApart(t *testing.T) {
	ev := choice(t)
	for i := range ev.Offers {
		if i%2 == 1 {
			ev.Offers[i].Offer.Title += " with a name that goes on and on until no label can hold it any more"
		}
	}
	sure := *ev.Analysis.Sure
	an := *ev.Analysis
	an.Sure, ev.Analysis = &sure, &an
	swings := sure.Swings
	for _, width := range []float64{620, 720, 900} {
		readable(t, chart.First(ev, width))
		readable(t, chart.StabilityChart(ev, width))
		readable(t, chart.Tornado(ev, width))
	}
	// Leads on one side of 0 only, and one that nothing moves.
	for _, ends := range [][2]float64{{0.1, 0.3}, {-0.3, -0.1}, {-0.01, 0.4}, {-0.4, 0.01}, {0, 0}} {
		sure.Swings = append([]comparison.Swing{}, swings...)
		for i := range sure.Swings {
			sure.Swings[i].AtWorst, sure.Swings[i].AtBest = ends[0], ends[1]
		}
		for _, width := range []float64{620, 900} {
			readable(t, chart.Tornado(ev, width))
		}
	}
}

// Bars, the line at 0 and the marks of the axis stand on one scale, whichever side leads.
func TestTornadoStandsOnItsScale(t *testing.T) {
	ev := choice(t)
	sure, an := *ev.Analysis.Sure, *ev.Analysis
	an.Sure, ev.Analysis = &sure, &an
	for _, tt := range []struct {
		lo, hi float64
		marks  []string
	}{
		{0.01, 0.052, []string{"0", "+2", "+4"}},
		{-0.3, 0.1, []string{"−30", "−20", "−10", "0", "+10"}},
		{-0.013, -0.002, []string{"−1.5", "−1.0", "−0.5", "0", "+0.5"}},
		{0, 0, []string{"−0.4", "−0.2", "0", "+0.2", "+0.4"}},
	} {
		sure.Swings = slices.Clone(sure.Swings[:1])
		sure.Swings[0].AtWorst, sure.Swings[0].AtBest = tt.lo, tt.hi
		s := chart.Tornado(ev, 900)
		var marks []string
		at := map[string]float64{}
		zero := math.NaN()
		for _, it := range s.Items {
			switch it := it.(type) {
			case scene.Text:
				if it.Fill == scene.Muted {
					marks, at[it.String] = append(marks, it.String), it.X
				}
			case scene.Line:
				if it.Paint.Stroke == scene.Ink {
					zero = it.X1
				}
			}
		}
		assert.Equal(t, tt.marks, marks)
		require.InDelta(t, at["0"], zero, 1e-9)
		last := marks[0]
		if last == "0" {
			last = marks[len(marks)-1]
		}
		v, err := strconv.ParseFloat(strings.Replace(last, "−", "-", 1), 64)
		require.NoError(t, err)
		perPoint := (at[last] - zero) / v
		bar := rects(groups(s)[0])[0]
		assert.InDelta(t, zero+100*tt.lo*perPoint, bar.X, 1e-6, "from %v", tt)
		assert.InDelta(t, max(100*(tt.hi-tt.lo)*perPoint, 2), bar.W, 1e-6, "width of %v", tt)
		assert.Contains(t, s.Desc, groups(s)[0].Title)
	}
}
