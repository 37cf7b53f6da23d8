package chart_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/chart"
	"assay/internal/measure"
	"assay/internal/offer"
)

// By hand: export takes 30 to 60 days, the move 90 after it, training 40 beside both: the end is
// day 120 at the earliest and 150 at the latest, and training is never critical.
func TestTimelineNamesTheCriticalPath(t *testing.T) {
	line, err := measure.TimelineOf(offer.Exit{Steps: []offer.ExitStep{
		{Name: "Export", Days: &offer.Spread{Lo: 30, Hi: 60}},
		{Name: "Move", Days: &offer.Spread{Lo: 90, Hi: 90}, After: []string{"Export"}},
		{Name: "Train", Days: &offer.Spread{Lo: 40, Hi: 40}},
	}})
	require.NoError(t, err)
	s := chart.Timeline(line, 700)
	assert.Equal(t, "Export: from day 0, done on day 30 at the earliest, day 60 at the latest ● critical; "+
		"Move: from day 30, done on day 120 at the earliest, day 150 at the latest ● critical; "+
		"Train: from day 0, done on day 40 at the earliest, day 40 at the latest.", s.Desc)
}
