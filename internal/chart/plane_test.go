package chart_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/scene"
	"assay/internal/testkit"
)

func TestTheFourLeadDealsOnThePlane(t *testing.T) {
	testkit.Golden(t, "plane.golden.svg", svg(t, chart.Plane(leads(t), 900)))
}

// placed gives every offer of many a capacity of its own.
func placed(t *testing.T, n int) comparison.Evaluation {
	ev := many(t, n)
	for i := range ev.Offers {
		g := *ev.Offers[i].Gain
		lo := float64(i%5) / 5
		g.Evidenced.Score = evaluate.Interval{Lo: lo, Hi: lo + (1-lo)*float64(i%4)/3}
		ev.Offers[i].Gain = &g
	}
	return ev
}

// The words keep apart, and so do the letters; every rectangle lies in the frame, at its place.
func TestThePlaneIsReadable(t *testing.T) {
	for _, n := range []int{1, 4, 10, 26} {
		for _, width := range []float64{320, 460, 620, 900} {
			ev := placed(t, n)
			s := chart.Plane(ev, width)
			t.Run(fmt.Sprintf("%d offers, %.0f wide", n, width), func(t *testing.T) {
				readable(t, s)
				frame := s.Items[0].(scene.Rect)
				var discs []scene.Circle
				gs := groups(s)
				require.Len(t, gs, n)
				for i, g := range gs {
					r, ok := ev.Offers[i].Rectangle()
					require.True(t, ok)
					box := rects(g)[0]
					assert.InDelta(t, frame.X+frame.W*r.Dependence.Lo, box.X, 1e-9)
					assert.InDelta(t, frame.Y+frame.H*(1-r.Capacity.Hi), box.Y, 1e-9)
					assert.InDelta(t, max(2, frame.W*(r.Dependence.Hi-r.Dependence.Lo)), box.W, 1e-9)
					assert.InDelta(t, max(2, frame.H*(r.Capacity.Hi-r.Capacity.Lo)), box.H, 1e-9)
					assert.Contains(t, s.Desc, chart.RectangleText(r), "the picture in words")
					for _, it := range g.Items {
						if c, ok := it.(scene.Circle); ok {
							assert.True(t, c.X-c.R >= frame.X && c.X+c.R <= frame.X+frame.W && c.Y-c.R >= frame.Y && c.Y+c.R <= frame.Y+frame.H, "letter %d leaves the frame", i)
							for _, d := range discs {
								apart := (c.X-d.X)*(c.X-d.X) + (c.Y-d.Y)*(c.Y-d.Y)
								assert.GreaterOrEqual(t, apart, (c.R+d.R)*(c.R+d.R), "letters cover each other")
							}
							discs = append(discs, c)
						}
					}
				}
				assert.Len(t, discs, n)
			})
		}
	}
}

// On a telephone the legend stands below, inside the picture.
func TestThePlaneHasANarrowForm(t *testing.T) {
	ev := placed(t, 4)
	wide := chart.Plane(ev, 900)
	require.NotNil(t, wide.Narrow)
	assert.Equal(t, *wide.Narrow, chart.Plane(ev, 320))
	assert.Equal(t, wide.Desc, wide.Narrow.Desc, "it says the same")
	readable(t, *wide.Narrow)
	testkit.Golden(t, "plane_narrow.golden.svg", svg(t, *wide.Narrow))
}

// An offer without a second reading has no place on the plane, and the others keep theirs.
func TestThePlaneLeavesOutWhatWasNotRead(t *testing.T) {
	ev := placed(t, 4)
	ev.Offers[1].Gain = nil
	s := chart.Plane(ev, 900)
	assert.Len(t, groups(s), 3)
	assert.NotContains(t, s.Desc, ev.Offers[1].Offer.Title)
}
