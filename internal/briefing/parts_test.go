package briefing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/briefing"
	"assay/internal/chart"
	"assay/internal/measure"
	"assay/internal/offer"
	"assay/internal/pdf"
)

// exitMade is a briefing of Estonia's choice in which the first offer has an exit made for the
// test: data out for EUR 500.00 to 1,800.00, then two steps, one after the other.
func exitMade(t *testing.T) (briefing.Briefing, measure.Timeline) {
	t.Helper()
	ev := compare(t, "est")
	x := offer.Exit{
		Complete: offer.Yes,
		Items:    []offer.ExitItem{{Kind: "egress", Text: "Data out", Quantity: &offer.Spread{Lo: 10, Hi: 20}, UnitPrice: &offer.MoneySpread{LoMinor: 5000, HiMinor: 9000, Currency: "EUR"}}},
		Steps:    []offer.ExitStep{{Name: "Export", Days: &offer.Spread{Lo: 30, Hi: 60}}, {Name: "Move", Days: &offer.Spread{Lo: 90, Hi: 90}, After: []string{"Export"}}},
	}
	ev.Offers[0].Offer.Parts.Exits = []offer.Exit{x}
	b, err := briefing.New(ev)
	require.NoError(t, err)
	line, err := measure.TimelineOf(x)
	require.NoError(t, err)
	return b, line
}

// The steps of leaving are drawn as on the exit's page, and the costs are set side by side: EUR
// 500.00 to 1,800.00 are USD 560.20 to 2,016.72 at 1.1204.
func TestTheBriefingDrawsTheStepsOfLeaving(t *testing.T) {
	b, line := exitMade(t)
	want := chart.Timeline(line, 720)
	var found []pdf.Figure
	for _, block := range b.Blocks() {
		if f, ok := block.(pdf.Figure); ok && f.Scene.Title == want.Title {
			found = append(found, f)
		}
	}
	require.Len(t, found, 1)
	assert.Equal(t, want, found[0].Scene, "the same scene")
	assert.Contains(t, found[0].Alt, "Export: from day 0, done on day 30 at the earliest, day 60 at the latest ● critical")
	rows := table(t, b, "What leaving costs").Rows
	require.Len(t, rows, 3)
	assert.Equal(t, "EUR 500 to 1800", cells(rows[0])[2])
	assert.Equal(t, "EUR 500 to 1800", cells(rows[1])[2])
	assert.Equal(t, "USD 560.2 to 2016.72", cells(rows[2])[2])
	assert.Contains(t, cells(rows[2])[3], "converted at 1.1204 USD for EUR 1 of 2026-10-05")
	text := string(run(t, writePDF(t, b), "pdftotext", "-layout", "FILE", "-"))
	assert.Contains(t, strings.Join(strings.Fields(text), " "), "the steps of leaving")
}
