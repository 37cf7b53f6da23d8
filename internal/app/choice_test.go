package app_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// What is chosen under a framework itself goes before what is chosen under its base, and a base
// takes nothing over from what is made of it.
func TestChoicesUnderABase(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	stored := []store.StoredAnswer{
		{Framework: "eu-csf@1.2.1", Answer: offer.Answer{Criterion: "SOV-1.1", Choice: 2}},
		{Framework: "eu-csf@2026-06", Answer: offer.Answer{Criterion: "SOV-1.1", Choice: 4}},
		{Framework: "eu-csf@2026-06", Answer: offer.Answer{Criterion: "SOV-1.2", Choice: 5}},
	}
	all, err := app.ChosenAnywhere(frameworks, stored)
	require.NoError(t, err)
	require.Len(t, all, 2)
	older, newer := all[0], all[1]
	assert.Equal(t, []string{"eu-csf@1.2.1", "eu-csf@2026-06"}, []string{older.Framework.Ref(), newer.Framework.Ref()})
	assert.InDelta(t, 15*(41.67+125)/1000, older.Result.Score.Lo, 1e-9, "weight 15; the points of rungs 2 and 5")
	assert.InDelta(t, 20*(125.01+125)/1000, newer.Result.Score.Lo, 1e-9, "weight 20; the points of rungs 4 and 5")

	newest, err := app.ChosenAnywhere(frameworks, stored[:1])
	require.NoError(t, err)
	require.Len(t, newest, 1, "what is chosen under the older weights stays there")
	stored[0].Answer.Choice = 9
	_, err = app.ChosenAnywhere(frameworks, stored)
	assert.Error(t, err)
}

func TestAChoiceKeepsItsReason(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := frameworks.Get("eu-csf@2026-06")
	require.NoError(t, err)
	c, _, _ := fw.Criterion("SOV-1.1")
	before := offer.Answer{Choice: 3, Rationale: "The register says so.", Lo: offer.Bound{Evidence: []offer.ID{"own-record"}}}
	for _, tt := range []struct {
		rung      int
		why, want string
		evidence  []offer.ID
	}{
		{3, "", "The register says so.", []offer.ID{"own-record"}}, {3, "Now otherwise.", "Now otherwise.", []offer.ID{"own-record"}},
		{4, "", "Entirely within the EU", nil},
	} {
		a := app.AnswerChoice("own-deal", c, tt.rung, tt.why, before)
		assert.Equal(t, tt.want, a.Rationale)
		assert.Equal(t, tt.evidence, a.Lo.Evidence)
		assert.Empty(t, app.CheckAnswer(fw, a))
	}
}
