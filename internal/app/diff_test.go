package app_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/offer"
)

func TestDiffNamesEveryFieldThatChanged(t *testing.T) {
	before := offer.Offer{ID: "own-a", Title: "A campus", Parts: offer.Parts{Sites: []offer.Site{
		{Name: "North", MWNow: &offer.Figure{Range: offer.Range{Lo: 100, Hi: 200}}, Evidence: []offer.ID{"a"}},
	}}}
	after := before
	after.Title = ""
	after.Parts.Sites = []offer.Site{
		{Name: "North", MWNow: &offer.Figure{Range: offer.Range{Lo: 100, Hi: 250}}, Evidence: []offer.ID{"a", "b"}},
		{Name: "South"},
	}
	ds, err := app.Diff(before, after)
	require.NoError(t, err)
	assert.Equal(t, []app.Difference{
		{"title", "A campus", ""},
		{"parts, sites 1, mw now, hi", "200", "250"},
		{"parts, sites 1, evidence 2", "", "b"},
		{"parts, sites 2, name", "", "South"},
	}, ds)

	same, err := app.Diff(before, before)
	require.NoError(t, err)
	assert.Empty(t, same)
}

func TestDiffOfWhatHasNoJSONIsAnError(t *testing.T) {
	_, err := app.Diff(func() {}, 1)
	assert.ErrorContains(t, err, "compare versions")
}
