package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/testkit"
)

// aMoment is a time that lies between what was stored before and what is stored after.
func aMoment() time.Time {
	time.Sleep(2 * time.Millisecond) // two moments apart, whatever the clock's grain
	at := time.Now().UTC()
	time.Sleep(2 * time.Millisecond)
	return at
}

// pastPages are a page of every kind that can be read as recorded at a moment.
var pastPages = []string{
	"/", "/offers", "/offers?whose=own", "/offers?whose=archived", "/offers?text=Deal&whose=own", "/offers/own-deal", "/offers/are-stargate",
	choicesAt, choicesAt + "?framework=eu-csf%401.2.1", choiceAt("SOV-1.1"), choiceAt("SOV-1.2"), choicesAt + "/SOV-1.1?framework=eu-csf%401.2.1", "/cases", "/cases/are",
	"/evidence", "/evidence?text=contract", "/evidence/" + record, "/evidence/gulf-news-2025-10-16",
	"/compare?offers=own-deal,are-stargate", "/compare?offers=own-deal&view=criteria", "/compare/drills?offers=own-deal", "/compare/dependencies?offers=own-deal",
	"/compare/money?offers=own-deal", "/compare/exit?offers=own-deal", "/compare/asks?offers=own-deal", "/compare/requests?offers=own-deal", "/compare/why?offers=own-deal,are-stargate", "/compare/why",
	"/weights?offers=own-deal", "/briefing.html?offers=own-deal", "/compare/answers.csv?offers=own-deal",
}

// readsThePast says of which addresses a moment of recording is kept.
func readsThePast(path string) bool {
	if slices.Contains([]string{"/", "/compare", "/weights", "/offers", "/cases", "/evidence", "/briefing.html", "/briefing.pdf", "/briefing.json"}, path) {
		return true
	}
	parts := strings.Split(path, "/")
	switch parts[1] {
	case "compare", "weights", "comparisons":
		return true
	case "offers", "cases", "evidence":
		return len(parts) == 3 && parts[2] != "new" || len(parts) > 3 && parts[3] == "choices"
	}
	return false
}

// lost are the links and forms of a page that leave its moment of recording.
func lost(t *testing.T, doc *testkit.Doc) []string {
	t.Helper()
	var wrong []string
	for _, a := range doc.Find("a[href]").Each() {
		to, err := url.Parse(a.Attr("href"))
		require.NoError(t, err)
		if !to.IsAbs() && to.Path != "" && readsThePast(to.Path) && !to.Query().Has("recorded") {
			wrong = append(wrong, a.Attr("href"))
		}
	}
	for _, f := range doc.Find("form").Each() {
		if f.Attr("method") == "get" && readsThePast(f.Attr("action")) && f.Find("[name=recorded]").Count() != 1 {
			wrong = append(wrong, "form to "+f.Attr("action"))
		}
	}
	return wrong
}

// Whatever is stored afterwards, every page as recorded at a moment stays what it was, byte for
// byte; and nothing on it leads away from that moment but the notice that says so.
func TestThePastStaysAsItWas(t *testing.T) {
	s := desk(t).withDeal()
	cookies := s.signInAs("Ada")
	me := with(cookies)
	away := plainOffer("own-away")
	away.Title = "Away"
	gone := plainOffer("own-gone")
	gone.Title, gone.Country = "Gone", "KEN"
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: away}, {Item: gone}}})
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-away/archive", nil, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), onRecord(someChoice("0", "2", "Two owners of three.")), me).Code)
	s.page("/offers", me) // says what was done
	then := aMoment()
	at := func(target string) string {
		sign := "?"
		if strings.Contains(target, "?") {
			sign = "&"
		}
		return target + sign + "recorded=" + url.QueryEscape(then.Format(time.RFC3339Nano))
	}
	before := map[string]string{}
	for _, target := range pastPages {
		queries := s.queries.n.Load()
		a := s.get(at(target), me)
		queries = s.queries.n.Load() - queries
		require.Equal(t, http.StatusOK, a.Code, "%s: %s", target, a.Body)
		assert.LessOrEqual(t, queries, int64(mostQueries), target)
		before[target] = a.Body.String()
		if a.doc == nil {
			continue
		}
		assert.Empty(t, faults(a.doc), target)
		notice := a.doc.One("#recorded-notice")
		assert.Contains(t, notice.Text(), "As recorded on "+then.Format("2006-01-02 15:04:05"), target)
		assert.Equal(t, []string{notice.One("a").Attr("href")}, lost(t, a.doc), target)
		for _, f := range a.doc.Find("main form[method=post]").Each() {
			assert.Equal(t, "/weights", f.Attr("action"), "%s would change what is there now", target)
		}
	}

	s.keepAll(store.Changes{
		Offers: []store.Seen[offer.Offer]{
			{Item: offer.Offer{ID: deal, Title: "Another deal", Provider: "Another", Scope: offer.ScopePath}, Version: 1},
			{Item: offer.Offer{ID: "own-new", Title: "New deal", Provider: "Us", Scope: offer.ScopePath}},
		},
		Evidence: []store.Seen[offer.Evidence]{
			{Item: offer.Evidence{ID: record, Account: "The contract says otherwise.", Source: offer.Source{Publisher: "A ministry", Where: "in a file", Grade: offer.GradeA}}, Version: 1},
			{Item: offer.Evidence{ID: "own-more", Account: "The contract is long.", Source: offer.Source{Publisher: "A ministry", Where: "in a file", Grade: offer.GradeA}}},
		},
	})
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("answer", s.stored("CL2")[0].ID.String(), "seen", "1", "lo", "0"), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), someAnswer(), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice("1", "4", "All owners."), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("0", "1", ""), me).Code)
	assert.Equal(t, http.StatusConflict, s.post(choiceAt("SOV-1.1")+"&recorded=2001-01-01", someChoice("1", "3", ""), me).Code, "a form is about what is there now")
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-away/revive", nil, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-gone/archive", nil, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-deal/archive", nil, me).Code)
	s.page("/offers", me)
	for _, target := range pastPages {
		a := s.get(at(target), me)
		assert.Equal(t, http.StatusOK, a.Code, target)
		assert.Equal(t, before[target], a.Body.String(), target)
	}

	for _, says := range []string{"2: Mostly outside the EU", "Two owners of three.", "1 of 48 criteria"} {
		assert.Contains(t, s.page(at(choicesAt), me).One("main").Text(), says)
	}
	assert.Contains(t, s.page(at(choiceAt("SOV-1.1")), me).One("[aria-labelledby=chosen]").Text(), "2: Mostly outside the EU chosen 41.67 points")
	assert.Equal(t, 1, s.page(at(choiceAt("SOV-1.1")), me).Find("[aria-labelledby=chosen] a[href^='/evidence/"+record+"?recorded=']").Count())
	assert.Contains(t, s.page(at(choiceAt("SOV-1.2")), me).One("[aria-labelledby=chosen]").Text(), "the criterion was open")
	assert.Contains(t, s.page(at(choicesAt+"/SOV-1.1?framework=eu-csf%401.2.1"), me).One("[aria-labelledby=chosen]").Text(), "the choice under eu-csf@2026-06 counted: 2: Mostly outside the EU")

	own := func(target string) []string { return s.page(target, me).Find("tbody th").Texts() }
	assert.Equal(t, []string{"Gone", "Our deal"}, own(at("/offers?whose=own")))
	assert.Equal(t, []string{"Away", "New deal"}, own("/offers?whose=own"))
	archived := func(target string) []string {
		return s.page(target, me).Find("[aria-labelledby=archived] li a").Texts()
	}
	assert.Equal(t, []string{"Away"}, archived(at("/offers?whose=archived")))
	assert.ElementsMatch(t, []string{"Gone", "Another deal"}, archived("/offers?whose=archived"))
	for _, target := range []string{"/offers/own-new", "/offers/own-away", "/evidence/own-more", "/offers/own-new/choices", "/offers/own-away/choices/SOV-1.1"} {
		a := s.get(at(target), me)
		assert.Equal(t, http.StatusNotFound, a.Code, target)
		assert.Contains(t, a.page().One("main").Text(), "there was nothing called "+strings.Split(target, "/")[2])
		assert.Equal(t, target, a.page().Find("main a").Each()[0].Attr("href"))
		assert.Equal(t, http.StatusOK, s.get(target, me).Code, target)
	}
	assert.Equal(t, http.StatusNotFound, s.get("/offers/own-deal?recorded=2001-01-01").Code, "nobody else sees that it is there")
	assert.Empty(t, s.log.String())
}

// A moment that is none, and one before anything was there, are said to be so on every page.
func TestAMomentThatDoesNotFit(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	for _, target := range pastPages {
		sign := "?"
		if strings.Contains(target, "?") {
			sign = "&"
		}
		for _, moment := range []string{"soon", "2026-02-30", "2026-11"} {
			a := s.get(target+sign+"recorded="+moment, me)
			assert.Equal(t, http.StatusUnprocessableEntity, a.Code, "%s %s", target, moment)
			assert.Contains(t, a.page().One("main").Text(), fmt.Sprintf("%q is no moment of recording", moment))
			assert.Equal(t, target, a.page().Find("main a").Each()[0].Attr("href"), "leads to what is there now")
			assert.Zero(t, a.page().Find("#recorded-notice").Count())
		}
	}
	for _, target := range []string{"/", "/offers", "/compare"} {
		a := s.get(target+"?recorded=2001-01-01", me)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, target)
		assert.Contains(t, a.page().One("main").Text(), "Nothing was recorded by 2001-01-01 23:59:59 UTC", target)
	}
	assert.Zero(t, s.page("/cases?recorded=2001-01-01", me).Find(".cards .card").Count())
	assert.Contains(t, s.page("/evidence?recorded=2001-01-01", me).One("main").Text(), "No evidence of your own was recorded by then.")
	assert.Equal(t, http.StatusNotFound, s.get("/cases/are?recorded=2001-01-01", me).Code)
}

// Weights that were given on a page of the past stand where they can be seen.
func TestWeightsGivenInThePastAreShownNow(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	form := url.Values{"offers": {"own-deal"}, "person": {"Ada"}, "reason": {"So."}, "recorded": {aMoment().Format(time.RFC3339Nano)}}
	a := s.post("/weights", form, me)
	require.Equal(t, http.StatusSeeOther, a.Code)
	assert.Contains(t, s.page(a.Header().Get("Location"), me).One("h1").Text(), "Ada")
}
