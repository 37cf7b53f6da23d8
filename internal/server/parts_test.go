package server_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/offer"
	"assay/internal/phrase"
)

// leads is what the core makes of the four lead offers.
func leads(s *site) comparison.Evaluation {
	s.t.Helper()
	ev, err := app.Compare(s.t.Context(), app.Embedded{Library: s.library}, s.frameworks, app.Query{Offers: s.leads(), AsOf: offer.DateOf(today)})
	require.NoError(s.t, err)
	return ev
}

func TestDrillsStartWithLicencesRevoked(t *testing.T) {
	s := desk(t)
	home := s.page("/")
	require.Equal(t, 1, home.Find("#home-drill").Count())
	doc := s.page("/compare/drills")
	assert.Equal(t, "US", doc.Find("#actor").Attr("value"))
	assert.Equal(t, "licence-revoked", doc.Find("#event option[selected]").Attr("value"))
	for _, o := range leads(s).Offers {
		assert.Equal(t, 1, doc.Find("#drill-"+string(o.Offer.ID)).Count(), o.Offer.Title)
	}
	for _, event := range []string{"licence-expired", "site-lost", "forced-update", "tenant-change", "legal-order&actor=us", "counter-bloc-penalty&actor=CN", "provider-insolvent&actor=OpenAI", "price-times&actor=OpenAI&factor=3"} {
		assert.Positive(t, s.page("/compare/drills?event="+event).Find("svg.scene").Count(), event)
	}
}

func TestWrongEventsAreExplained(t *testing.T) {
	s := desk(t)
	for query, want := range map[string]string{
		"event=flood":                             "is not one of",
		"event=licence-revoked":                   "needs an actor: a country",
		"event=legal-order&actor=America":         "two-letter country code such as US",
		"event=price-times&actor=OpenAI&factor=x": "not a number such as 2",
		"event=price-times&actor=OpenAI&factor=1": "must be above 1",
		"event=site-lost&from=2026-13-01":         "whole date",
	} {
		a := s.get("/compare/drills?" + query)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, query)
		assert.Contains(t, a.page().Find("main").Text(), want, query)
	}
}

// The drill of a page is the drill of the core, offer by offer.
func TestDrillsShowWhatTheCoreComputes(t *testing.T) {
	s := desk(t)
	ev := leads(s)
	doc := s.page("/compare/drills?event=licence-expired&from=2026-12-01&as_of=" + url.QueryEscape(ev.AsOf.String()))
	text := squeeze(doc.Find("main").Text())
	d, err := comparison.DrillsOf(ev, depend.Event{Kind: depend.LicenceExpired, From: offer.Date{Year: 2026, Month: 12, Day: 1}})
	require.NoError(t, err)
	for _, o := range d.Offers {
		for _, sd := range o.Drill {
			assert.Contains(t, text, squeeze(sd.Title))
			assert.Contains(t, text, squeeze(phrase.When(sd.StopsAt)))
			assert.Contains(t, text, squeeze(phrase.Share(sd.Months[24])))
		}
	}
}

func TestDependenciesNameChokePoints(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare/dependencies?offers=are-stargate")
	text := doc.Find("main").Text()
	assert.Contains(t, text, "OpenAI")
	assert.Contains(t, text, "Nvidia")
	assert.Equal(t, 1, doc.Find("svg.scene").Count())
	assert.Positive(t, doc.Find("table tbody tr").Count(), "the chart's figures as a table")
}

func TestMoneyStandsAtItsStep(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare/money?offers=are-stargate")
	assert.Contains(t, doc.Find("main").Text(), "USD 30 billion")
	assert.Contains(t, doc.Find("main").Text(), "Year 10")
}

// An amount is converted for comparison only, into a currency that the address may name.
func TestMoneyInOneCurrencyForComparison(t *testing.T) {
	s := desk(t)
	text := s.page("/compare/money?offers=kor-foundation-model").Find("main").Text()
	for _, want := range []string{"KRW 157.6 billion", "USD 117.3 million", "converted at 0.000744056 USD for KRW 1 of 2026-10-05", "European Central Bank"} {
		assert.Contains(t, text, want)
	}
	euro := s.page("/compare/money?offers=kor-foundation-model&in=EUR")
	assert.Contains(t, euro.Find("main").Text(), "EUR 104.7 million") // 157.6 billion / 1505.80
	assert.Positive(t, euro.Find(`a[href*="in=EUR"]`).Count(), "it stays while one goes from view to view")
	a := s.get("/compare/money?in=KRW")
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().Find("main").Text(), "one of [USD EUR]")
}

func TestExitStandsBesideTheDataAct(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare/exit")
	assert.Equal(t, 4, doc.Find("table tbody tr").Count())
	assert.Contains(t, doc.Find("main").Text(), "120 and 300 days")
}
