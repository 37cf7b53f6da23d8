package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (s *site) post(target string, form url.Values, change ...func(*http.Request)) answer {
	s.t.Helper()
	return s.send(http.MethodPost, target, form, append([]func(*http.Request){header("Sec-Fetch-Site", "same-origin")}, change...)...)
}

func (s *site) link() string {
	s.t.Helper()
	token, err := s.store.CreateDeskLink(s.t.Context(), time.Hour)
	require.NoError(s.t, err)
	return token
}

// signIn opens the workspace and returns the browser's cookies.
func (s *site) signIn() []*http.Cookie {
	s.t.Helper()
	a := s.post("/open", url.Values{"token": {s.link()}})
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%s", a.Body)
	return a.Result().Cookies()
}

// signInAs is signIn by somebody with a name.
func (s *site) signInAs(name string) []*http.Cookie {
	s.t.Helper()
	a := s.post("/open", url.Values{"token": {s.link()}, "person": {name}})
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%s", a.Body)
	return a.Result().Cookies()
}

func TestADeskLinkOpensTheWorkspaceOnce(t *testing.T) {
	s := desk(t)
	token := s.link()
	for range 3 { // a preview of the link uses nothing up
		a := s.get("/open?token=" + token)
		assert.Equal(t, http.StatusOK, a.Code)
		assert.Equal(t, token, a.page().One("form[action='/open'] [name=token]").Attr("value"))
		assert.Empty(t, a.Result().Cookies())
		assert.NotContains(t, a.page().Find("footer a").Each()[1].Attr("href"), token, "the token goes nowhere else")
	}
	first := s.post("/open", url.Values{"token": {token}})
	assert.Equal(t, http.StatusSeeOther, first.Code)
	assert.Equal(t, "/workspace", first.Header().Get("Location"))
	cookies := first.Result().Cookies()
	require.Len(t, cookies, 1)
	c := cookies[0]
	assert.True(t, c.HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, c.SameSite)
	assert.Equal(t, "/", c.Path)
	assert.Empty(t, c.Domain)
	assert.False(t, c.Secure, "a desk is served over plain HTTP")
	assert.NotContains(t, c.Value, token)

	second := s.post("/open", url.Values{"token": {token}})
	assert.Equal(t, http.StatusGone, second.Code)
	assert.Empty(t, second.Result().Cookies())
	assert.Contains(t, second.page().One("main").Text(), "assay link")
	assert.Equal(t, http.StatusGone, s.get("/open?token="+token).Code)

	assert.Equal(t, "My workspace", s.page("/workspace", with(cookies)).One("h1").Text())
	s.restart()
	assert.Equal(t, "My workspace", s.page("/workspace", with(cookies)).One("h1").Text(), "after a new start")
}

func TestALinkInTheAddressOfAPostOpensNothing(t *testing.T) {
	s := desk(t)
	a := s.post("/open?token="+s.link(), url.Values{})
	assert.Equal(t, http.StatusGone, a.Code)
}

func TestClosingTheWorkspace(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	a := s.post("/close", nil, with(cookies))
	assert.Equal(t, http.StatusSeeOther, a.Code)
	assert.Equal(t, http.StatusNotFound, s.get("/workspace", with(cookies)).Code, "the cookie is worth nothing any more")
}

// The log says who opened the workspace, what they are called since, and who closed it.
func TestTheLogSaysWhoHasTheWorkspaceOpen(t *testing.T) {
	s := desk(t)
	hers, his := with(s.signInAs("Ada")), with(s.signIn())
	require.Equal(t, http.StatusSeeOther, s.post("/workspace/person", url.Values{"person": {"Mari"}}, hers).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/workspace/person", url.Values{"person": {"Mari"}}, hers).Code, "twice the same is once")
	require.Equal(t, http.StatusSeeOther, s.post("/close", nil, hers).Code)
	doc := s.page("/log", his)
	assert.Empty(t, faults(doc))
	rows := doc.Find("main tbody tr").Each()
	require.Len(t, rows, 4)
	for i, want := range []struct{ who, what, why string }{
		{"Mari", "closed the workspace in a browser, session", "not said"},
		{"Mari", "changed the name of who works in a browser, session", "Before: Ada"},
		{"not said", "opened the workspace in a browser, session", "not said"},
		{"Ada", "opened the workspace in a browser, session", "not said"},
	} {
		cells := rows[i].Find("td").Texts()
		assert.Equal(t, want.who, cells[1])
		assert.Contains(t, cells[2], want.what)
		assert.Equal(t, want.why, cells[3])
	}
	session := func(i int) string { return rows[i].Find("td span").Each()[0].Text() }
	assert.Equal(t, session(3), session(0), "it is told which browser closed it")
	assert.NotEqual(t, session(3), session(2))
}

// A session made before signing in is not the one after it.
func TestSigningInChangesTheSession(t *testing.T) {
	s := desk(t)
	before := s.signIn()
	after := s.post("/open", url.Values{"token": {s.link()}}, with(before)).Result().Cookies()
	require.Len(t, after, 1)
	assert.NotEqual(t, before[0].Value, after[0].Value)
	assert.Equal(t, http.StatusNotFound, s.get("/workspace", with(before)).Code)
}

func TestSavingAComparison(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	doc := s.page("/compare?tier=critical&as_of=2026-07-09", with(cookies))
	form := url.Values{}
	for _, in := range doc.Find("form[action='/comparisons'] input[type=hidden]").Each() {
		form.Add(in.Attr("name"), in.Attr("value"))
	}
	form.Set("name", "  Zwischenstand, critical ")
	saved := s.post("/comparisons", form, with(cookies))
	require.Equal(t, http.StatusSeeOther, saved.Code, "%s", saved.Body)

	shown := s.page(saved.Header().Get("Location"), with(cookies))
	assert.Contains(t, shown.One("[role=status]").Text(), "Saved in your workspace as “Zwischenstand, critical”.")
	assert.Zero(t, s.page(saved.Header().Get("Location"), with(cookies)).Find("[role=status]").Count(), "told once")

	link := s.page("/workspace", with(cookies)).One("[aria-labelledby=saved] li a")
	assert.Equal(t, "Zwischenstand, critical", link.Text())
	opened := s.get(link.Attr("href"), with(cookies))
	require.Equal(t, http.StatusSeeOther, opened.Code)
	again := s.page(opened.Header().Get("Location"), with(cookies))
	assert.Equal(t, "2026-07-09", again.One("#as-of").Attr("value"))
	assert.Equal(t, "critical", again.One("#tier option[selected]").Attr("value"))
	assert.Equal(t, doc.Find("[aria-labelledby=headline] td").Texts(), again.Find("[aria-labelledby=headline] td").Texts())

	t.Run("without the cookie there is nothing", func(t *testing.T) {
		s := s.in(t)
		assert.Equal(t, http.StatusNotFound, s.get(link.Attr("href")).Code)
		assert.Equal(t, http.StatusNotFound, s.get("/workspace").Code)
		for _, target := range []string{"/", "/compare", "/offers", "/cases", saved.Header().Get("Location")} {
			a := s.get(target)
			assert.NotContains(t, a.Body.String(), "Zwischenstand", target)
			assert.NotContains(t, a.Body.String(), "My workspace", target)
		}
		guessed := []*http.Cookie{{Name: "assay", Value: "guess"}}
		assert.Equal(t, http.StatusNotFound, s.get(link.Attr("href"), with(guessed)).Code)
		form.Set("name", "another")
		assert.Equal(t, http.StatusNotFound, s.post("/comparisons", form).Code)
	})
}

// A form that fails comes back with what was typed and what to mend.
func TestSavingThatFails(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	base := url.Values{"offers": {join(s.leads())}, "as_of": {"2026-07-09"}, "tier": {"critical"}, "name": {"July"}}
	require.Equal(t, http.StatusSeeOther, s.post("/comparisons", base, with(cookies)).Code)
	tests := []struct{ name, field, value, says string }{
		{"a name that is there already", "name", "July", "A comparison of this name is there already: choose another name."},
		{"no name", "name", "  ", "Give the comparison a name."},
		{"a name without end", "name", strings.Repeat("long ", 60), "This name is too long: shorten it."},
		{"a zero byte", "name", "a\x00b", "This name holds characters that cannot be kept: type it anew."},
		{"not UTF-8", "name", "a\xffb", "This name holds characters that cannot be kept: type it anew."},
		{"an offer that is not there", "offers", "no-such-offer", "There is no offer called no-such-offer."},
		{"an offer twice", "offers", "are-stargate,are-stargate", "are-stargate is named twice."},
		{"no offers", "offers", "", "Name at least one offer."},
		{"a framework of another kind", "framework", "mof", "offers are compared under a framework of levels"},
		{"a tier that is not there", "tier", "secret", "There is no workload tier"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, form := s.in(t), url.Values{}
			maps.Copy(form, base)
			if tt.field != "name" {
				form.Set("name", "August")
			}
			form.Set(tt.field, tt.value)
			a := s.post("/comparisons", form, with(cookies))
			require.Equal(t, http.StatusUnprocessableEntity, a.Code)
			assert.Contains(t, a.page().One("main").Text(), tt.says)
			assert.Empty(t, faults(a.page()))
			if tt.field == "name" {
				input := a.page().One("input#name")
				assert.Equal(t, "name-problem", input.Attr("aria-describedby"))
				assert.Equal(t, "true", input.Attr("aria-invalid"))
				if !strings.Contains(tt.value, "\x00") && !strings.Contains(tt.value, "\xff") {
					assert.Equal(t, strings.TrimSpace(tt.value), input.Attr("value"), "what was typed is kept")
				}
				assert.Equal(t, "2026-07-09", a.page().One("#as-of").Attr("value"))
				assert.Equal(t, "critical", a.page().One("#tier option[selected]").Attr("value"))
			}
		})
	}
	assert.Equal(t, 1, s.page("/workspace", with(cookies)).Find("[aria-labelledby=saved] li").Count(), "nothing else was stored")
	assert.Empty(t, s.log.String())
}
