package page_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/web/page"
)

// analysed is a comparison as the pages of an analysis show it.
func analysed(t *testing.T, view string, ids ...offer.ID) page.Compare {
	t.Helper()
	ev, err := comparison.Analyse(library(t).compare(t, ids...), comparison.Everything)
	require.NoError(t, err)
	c := comparePage(ev, view)
	c.Query = url.Values{"offers": {string(ids[0]) + "," + string(ids[1])}, "as_of": {"2026-11-22"}}
	return c
}

func TestWhyPage(t *testing.T) {
	golden(t, "why", page.WhyPage(page.Why{
		Compare: analysed(t, "why", "are-k2-think", "open-weights-gpt-oss"),
		First:   picture("First"), Tornado: picture("Tornado"), Stability: picture("Stability"),
	}))
	profiles := analysed(t, "why", "are-stargate", "est-ai-leap")
	profiles.Choosers = []page.Link{{Text: "Estonia", URL: "/compare/why?offers=est-ai-leap,domestic-stack"}}
	golden(t, "why_profiles", page.WhyPage(page.Why{Compare: profiles}))
}

func TestAsksPage(t *testing.T) {
	c := analysed(t, "asks", "are-k2-think", "open-weights-gpt-oss")
	p := page.Asks{
		Compare: c, For: c.Ev.Offers[0], Chance: "50", Why: "Our choice.",
		Offers: []page.Option{{Value: "are-k2-think", Text: "K2 Think", Selected: true}},
		Goals:  []page.Option{{Value: "gates", Text: "passes all gates", Selected: true}},
		Levels: []page.Option{{Value: "1", Text: "1", Selected: true}},
		Over:   []page.Option{{Value: "open-weights-gpt-oss", Text: "gpt-oss"}},
	}
	var err error
	p.Chosen, p.Singles, err = comparison.Negotiate(c.Ev, comparison.Wish{Offer: "are-k2-think", Goal: comparison.GoalGates})
	require.NoError(t, err)
	golden(t, "asks", page.AsksPage(p))

	p.Chosen = comparison.Goal{ID: "lead", Title: "come first", Impossible: []string{"<b>Law</b> forbids it."}}
	html := string(render(t, page.AsksPage(p)))
	assert.Contains(t, html, "Impossible, because")
	assert.Contains(t, html, "&lt;b&gt;Law&lt;/b&gt; forbids it.")
	p.Chosen = comparison.Goal{ID: "lead", Title: "come first", Sets: []comparison.AskSet{{Effort: 1}}}
	assert.Contains(t, string(render(t, page.AsksPage(p))), "a cheaper set may exist")
	p.Chosen = comparison.Goal{ID: "lead", Title: "come first", Reached: true}
	assert.Contains(t, string(render(t, page.AsksPage(p))), "Reached already")
}

func TestRequestsPage(t *testing.T) {
	golden(t, "requests", page.RequestsPage(page.Requests{Compare: analysed(t, "requests", "are-k2-think", "open-weights-gpt-oss")}))
	none := analysed(t, "requests", "are-k2-think", "open-weights-gpt-oss")
	none.Ev.Analysis.Unknowns = nil
	assert.Contains(t, string(render(t, page.RequestsPage(page.Requests{Compare: none}))), "Nothing is unknown")
}
