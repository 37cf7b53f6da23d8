package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/server"
)

// A posting is a form sent to a route, and the events that it has to leave in the log.
type posting struct {
	route  string
	events string // by name, with commas; empty: see why
	why    string // nothing is written that the log is about
	send   func() answer
}

// Every form that is sent writes nothing without its event in the same transaction, but for what
// testdb.Unlogged names. Every route that takes a form is here.
func TestEveryFormLeavesItsEvent(t *testing.T) {
	db := loaded(t)
	s := newSite(t, db, func(c *server.Config) { c.Desk = true }).withDeal()
	watch := db.Watch(t)
	var cookies []*http.Cookie
	me := func(r *http.Request) { with(cookies)(r) }
	form := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		return v
	}
	post := func(target string, pairs ...string) func() answer {
		return func() answer { return s.post(target, form(pairs...), me) }
	}
	// again is what a browser would send of the form at an address, with some fields changed.
	again := func(page, action string, pairs ...string) func() answer {
		return func() answer {
			v := formOf(t, s.get(page, me).Body.String(), action)
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return s.post(action, v, me)
		}
	}
	sendFile := func(target, name, content string, pairs ...string) func() answer {
		return func() answer { return s.sendFile(target, name, content, form(pairs...), me) }
	}
	const offer, evidence = "/offers/own-campus", "/evidence/own-a-ministry-2026-a-licence"
	var sent string // where the file for import is
	postings := []posting{
		{route: "/open", events: "open session", send: func() answer {
			a := s.post("/open", form("token", s.link(), "person", "Ada"))
			cookies = a.Result().Cookies()
			return a
		}},
		{route: "/workspace/person", events: "change session", send: post("/workspace/person", "person", "Mari")},
		{route: "/offers/new", events: "create offer", send: again("/offers/new", "/offers/new", "title", "Campus", "provider", "A provider", "country", "Estonia")},
		{route: "/offers/{id}/edit/offer", events: "change offer", send: again(offer+"/edit/offer", offer+"/edit/offer", "summary", "One site.")},
		{route: "/offers/{id}/edit/{kind}/{n}", events: "change offer", send: again(offer+"/edit/site/new", offer+"/edit/site/new", "name", "North", "country", "EE")},
		{route: "/offers/{id}/edit/{kind}/{n}/check", why: "it only answers", send: func() answer {
			return s.post(offer+"/edit/site/1/check", formOf(t, s.get(offer+"/edit/site/1", me).Body.String(), offer+"/edit/site/1"), me)
		}},
		{route: "/offers/{id}/edit/{kind}/{n}/remove", events: "change offer", send: again(offer+"/edit/site/1", offer+"/edit/site/1/remove")},
		{route: "/offers/{id}/archive", events: "archive offer", send: post(offer + "/archive")},
		{route: "/offers/{id}/revive", events: "revive offer", send: post(offer + "/revive")},
		{route: "/offers/{id}/copy", events: "copy offer", send: post(offer + "/copy")},
		{route: "/cases/{id}/copy", events: "copy answer,copy offer", send: post("/cases/est/copy", "offers", string(s.choice("est")[0]))},
		{route: "/evidence/new", events: "create evidence", send: func() answer { return s.post("/evidence/new", someEvidence(), me) }},
		{route: "/evidence/{id}/edit", events: "change evidence", send: again(evidence+"/edit", evidence+"/edit", "account", "It lapses a day later.")},
		{route: "/history/{kind}/{id}/restore", events: "restore evidence", send: post("/history"+evidence+"/restore", "version", "1", "seen", "2")},
		{route: "/evidence/{id}/attachment", events: "change evidence,create attachment", send: sendFile(evidence+"/attachment", "law.txt", "the law")},
		{route: "/evidence/{id}/archive", events: "archive evidence", send: post(evidence + "/archive")},
		{route: "/evidence/{id}/revive", events: "revive evidence", send: post(evidence + "/revive")},
		{route: "/offers/{id}/answers/{criterion}", events: "create answer", send: func() answer { return s.post(answerAt("CL2"), someAnswer(), me) }},
		{route: "/offers/{id}/answers/{criterion}", events: "archive answer", send: func() answer {
			return s.post(answerAt("CL2"), form("state", "unknown", "seen", "1", "answer", s.stored("CL2")[0].ID.String()), me)
		}},
		{route: "/offers/{id}/choices/{criterion}", events: "create answer", send: func() answer { return s.post(choiceAt("SOV-1.1"), someChoice("0", "1", ""), me) }},
		{route: "/offers/{id}/choices/{criterion}", events: "archive answer", send: func() answer { return s.post(choiceAt("SOV-1.1"), someChoice("1", "", ""), me) }},
		{route: "/weights", events: "create weighting", send: func() answer {
			v := s.swings(nil)
			v.Set("person", "Mari")
			v.Set("reason", "Because.")
			return s.post("/weights", v, me)
		}},
		{route: "/comparisons", events: "create comparison", send: post("/comparisons", "offers", "own-campus,"+string(s.leads()[0]), "as_of", "2026-11-27", "name", "Ours")},
		{route: "/frameworks", events: "create framework", send: sendFile("/frameworks", "own.yaml", ownWeights)},
		{route: "/frameworks/gates", events: "create framework", send: post("/frameworks/gates", "framework", "assay-core@1", "id", "own-gates", "version", "1", "title", "Two gates", "why", "They decide.",
			"gate", "CL1", "gate", "CE1", "tier-public", "1", "tier-official", "2", "tier-critical", "4")},
		{route: "/frameworks/freeze", events: "freeze freeze", send: post("/frameworks/freeze", "framework", "assay-core@1")},
		{route: "/frameworks/settings", events: "change setting", send: post("/frameworks/settings", "freeze_first", "yes")},
		{route: "/import", events: "send upload", send: func() answer {
			a := s.sendFile("/import", "offers.yaml", strings.ReplaceAll(offersFile, "own-campus", "own-other"), form("kind", "offers"), me)
			sent = a.Header().Get("Location")
			return a
		}},
		{route: "/import/{id}/confirm", events: "import answer,import evidence,import offer,import upload", send: func() answer { return again(sent, sent+"/confirm")() }},
		{route: "/import", events: "send upload", send: func() answer {
			a := s.sendFile("/import", "offers.yaml", offersFile, form("kind", "offers"), me)
			sent = a.Header().Get("Location")
			return a
		}},
		{route: "/import/{id}/cancel", events: "cancel upload", send: func() answer { return post(sent + "/cancel")() }},
		{route: "/import/card", events: "send upload", send: func() answer {
			a := s.sendFile("/import/card", "README.md", falconCard, cardForm("own-campus"), me)
			sent = a.Header().Get("Location")
			return a
		}},
		{route: "/import/card/{id}", events: "create attachment,import evidence,import offer,import upload", send: func() answer { return again(sent, sent)() }},
		{route: "/methods/model-card", why: "it only answers", send: post("/methods/model-card", "card", "---\nlicense: mit\n---\n")},
		{route: "/close", events: "close session", send: post("/close")},
	}
	var tried []string
	for _, p := range postings {
		a := p.send()
		require.Less(t, a.Code, 400, "%s: %s", p.route, a.Body)
		events, unlogged := watch.Look()
		assert.Equal(t, p.events, strings.Join(events, ","), p.route)
		assert.Empty(t, unlogged, "%s writes what leaves no event", p.route)
		assert.Equal(t, p.why == "", p.events != "", p.route)
		tried = append(tried, p.route)
	}
	var routes []string
	require.NoError(t, chi.Walk(s.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodPost {
			routes = append(routes, route)
		}
		return nil
	}))
	for _, r := range routes {
		assert.True(t, slices.Contains(tried, r), "%s takes a form and is not in this test: send it one, and say which events it leaves", r)
	}
	assert.Greater(t, len(routes), 25)
}
