package page_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/web/page"
)

// clouds is a small framework of rungs with two sets of tags.
func clouds() *framework.Framework {
	rungs := []framework.Rung{{Label: "Abroad <1>", Points: 0, Levels: []int{1, 1}}, {Label: "At home", Points: 500, Levels: []int{3, 2}}}
	return &framework.Framework{
		ID: "clouds", Version: "2", Kind: framework.KindRungs, Title: "Clouds", Licence: "Free to reuse.", Base: "clouds@1", PointsPerDimension: 1000,
		Variants: []framework.Variant{{ID: "official", Title: "Official"}, {ID: "other", Title: "Other"}},
		Dimensions: []framework.Dimension{{ID: "C", Title: "Control", Question: "Who can switch it off?", Weight: 100, Criteria: []framework.Criterion{
			{ID: "C-1", Title: "Seat", Question: "Where is its seat?", Rungs: rungs}, {ID: "C-2", Title: "Staff", Rungs: rungs}, {ID: "C-3", Title: "Law", Rungs: rungs},
		}}},
	}
}

func TestChoicesPage(t *testing.T) {
	fw := clouds()
	r, err := evaluate.Rungs(fw, map[string]int{"C-1": 2, "C-2": 2})
	require.NoError(t, err)
	p := page.Choices{
		Meta: meta("Clouds", "offers", "/offers/own-campus/choices"), Offer: offer.Offer{ID: "own-campus", Title: "Campus"}, Framework: fw, Result: r,
		Frameworks: []page.Option{{Value: "clouds@2", Text: "Clouds, clouds@2", Selected: true}}, Frozen: page.FrozenNotice{Wanted: true},
		Answers: map[string]page.ChoiceAnswer{"C-1": {ID: "1", Choice: 2, Why: "The <b>register</b> says so.", Evidence: []offer.Evidence{{ID: "own-record", Source: offer.Source{Publisher: "A <i>ministry</i>", Grade: offer.GradeA}}}}, "C-2": {ID: "2", Choice: 2, From: "clouds@1"}},
	}
	golden(t, "choices", page.ChoicesPage(p))
	p.Answers["C-3"] = page.ChoiceAnswer{ID: "3", Choice: 1}
	assert.NotContains(t, string(render(t, page.ChoicesPage(p))), "the first that is open", "nothing is open")
}

func TestChoiceFormPage(t *testing.T) {
	fw := clouds()
	f := page.ChoiceForm{
		Meta: meta("Error: Seat", "offers", "/offers/own-campus/choices/C-1"), Offer: offer.Offer{ID: "own-campus", Title: "Campus"}, Framework: fw, Criterion: fw.Dimensions[0].Criteria[0],
		Place: 2, Of: 3, Previous: "C-0", Next: "C-2", ID: "1", Seen: 4, Choice: "2", Why: "The <b>register</b>.", Reason: "Looked again.", Theirs: "1: Abroad, because: “So.”", Cited: "own-record",
		Evidence: []offer.Evidence{{ID: "own-record", Account: "It <i>says</i> so.", Source: offer.Source{Publisher: "A ministry", Grade: offer.GradeA}}},
		Problems: page.Problems{{Message: "Somebody else changed this choice after you opened it."}, {Field: "rationale", Message: "Why this one is too long."}},
	}
	golden(t, "choice_form", page.ChoiceFormPage(f))
	f.Base = "2: At home"
	html := string(render(t, page.ChoiceFormPage(f)))
	assert.Contains(t, html, "As chosen under clouds@1")
	assert.NotContains(t, html, "Don&#39;t know")
}
