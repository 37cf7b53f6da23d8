package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/server"
	"assay/web/static"
)

// Every answer, whatever it is, forbids a page to load or run anything but this site's files.
func TestHeadersOnEveryAnswer(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	tooLarge := url.Values{"name": {strings.Repeat("x", 100_000)}}
	answers := map[string]answer{
		"a page":              s.get("/"),
		"a page of ones own":  s.get("/workspace", with(cookies)),
		"a redirect":          s.get("/cases/ARE"),
		"a stylesheet":        s.get(static.URL("css/assay.css")),
		"no such file":        s.get("/static/css/nothing.css"),
		"no such page":        s.get("/nowhere"),
		"a mistake":           s.get("/compare?as_of=x"),
		"JSON":                s.get("/briefing.json"),
		"PDF":                 s.get("/briefing.pdf"),
		"another host":        s.get("/", host("evil.example")),
		"another site":        s.send(http.MethodPost, "/close", nil, header("Sec-Fetch-Site", "cross-site")),
		"another method":      s.send(http.MethodPut, "/", nil),
		"too much":            s.post("/comparisons", tooLarge, with(cookies)),
		"health":              s.get("/healthz"),
		"a spent link":        s.post("/open", url.Values{"token": {"guess"}}),
		"a saved comparison":  s.post("/comparisons", url.Values{"name": {"x"}, "offers": {join(s.leads())}}, with(cookies)),
		"a head without body": s.send(http.MethodHead, "/", nil),
	}
	s.store.Close()
	answers["a fault of ours"] = s.get("/")
	for name, a := range answers {
		h := a.Result().Header
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			assert.Contains(t, h.Get("Content-Security-Policy"), part, name)
		}
		for _, gap := range []string{"unsafe", "http:", "https:", "data:", "*"} {
			assert.NotContains(t, h.Get("Content-Security-Policy"), gap, name)
		}
		assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), name)
		assert.Equal(t, "same-origin", h.Get("Referrer-Policy"), name)
		assert.Equal(t, "same-origin", h.Get("Cross-Origin-Opener-Policy"), name)
		assert.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), name)
		assert.NotEmpty(t, h.Get("Permissions-Policy"), name)
		if name == "a stylesheet" {
			assert.Equal(t, "public, max-age=31536000, immutable", h.Get("Cache-Control"))
		} else {
			assert.Equal(t, "no-store", h.Get("Cache-Control"), name)
		}
	}
}

func TestHosts(t *testing.T) {
	atDesk, served := desk(t), public(t)
	tests := []struct {
		host         string
		desk, served bool
	}{
		{"127.0.0.1:8080", true, false},
		{"127.0.0.1", true, false},
		{"localhost:9999", true, false},
		{"localhost", true, false},
		{"[::1]:8080", true, false},
		{"[::1]", true, false},
		{"evil.example", false, false},
		{"localhost.evil.example", false, false},
		{"127.0.0.1.evil.example:8080", false, false},
		{"evil.example:127.0.0.1", false, false},
		{"192.168.1.5:8080", false, false},
		{"", false, false},
		{"assay.example.org", false, true},
		{"assay.example.org:8080", false, false},
		{"assay.example.org.evil.example", false, false},
	}
	for _, tt := range tests {
		for name, s := range map[string]struct {
			*site
			fine bool
		}{"desk": {atDesk, tt.desk}, "server": {served, tt.served}} {
			want := http.StatusMisdirectedRequest
			if s.fine {
				want = http.StatusOK
			}
			for _, target := range []string{"/", static.URL("css/assay.css")} {
				assert.Equal(t, want, s.get(target, host(tt.host)).Code, "%q at the %s, %s", tt.host, name, target)
			}
		}
	}
}

func TestAServerNeedsItsAddress(t *testing.T) {
	s := desk(t)
	c := s.config
	c.Desk = false
	_, err := server.New(c)
	require.ErrorContains(t, err, "public address")
}

// A form that another site sends does nothing, whatever the browser's cookies.
func TestFormsOfOtherSites(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	token := s.link()
	for name, change := range map[string]func(*http.Request){
		"by fetch metadata":     header("Sec-Fetch-Site", "cross-site"),
		"by a neighbouring one": header("Sec-Fetch-Site", "same-site"),
		"by its origin":         header("Origin", "https://evil.example"),
		"without an origin":     header("Origin", "null"),
	} {
		for target, form := range map[string]url.Values{
			"/open": {"token": {token}}, "/close": {}, "/comparisons": {"name": {"theirs"}, "offers": {join(s.leads())}},
		} {
			a := s.send(http.MethodPost, target, form, change, with(cookies))
			assert.Equal(t, http.StatusForbidden, a.Code, "%s %s", target, name)
			assert.Equal(t, "This was sent from another site, so nothing was done. Open the page here and try again.\n", a.Body.String())
		}
	}
	assert.NotContains(t, s.page("/workspace", with(cookies)).Text(), "theirs")
	assert.Equal(t, http.StatusSeeOther, s.post("/open", url.Values{"token": {token}}).Code, "the link was not used up")
}

func TestFormsAreBounded(t *testing.T) {
	s := desk(t)
	for _, target := range []string{"/open", "/close", "/comparisons"} {
		a := s.post(target, url.Values{"name": {strings.Repeat("x", 100_000)}})
		assert.Equal(t, http.StatusRequestEntityTooLarge, a.Code, target)
		assert.Equal(t, "That is too much at once", a.page().One("h1").Text())
	}
	broken := s.send(http.MethodPost, "/comparisons?%zz", nil, header("Sec-Fetch-Site", "same-origin"), header("Content-Type", "application/x-www-form-urlencoded"))
	assert.Equal(t, http.StatusUnprocessableEntity, broken.Code)
	assert.Contains(t, broken.page().One("main").Text(), "The form did not arrive whole.")
}

func TestMethods(t *testing.T) {
	s := desk(t)
	tests := []struct {
		method, target string
		status         int
		allow          []string
	}{
		{http.MethodHead, "/", 200, nil},
		{http.MethodHead, "/offers/are-stargate", 200, nil},
		{http.MethodHead, static.URL("css/assay.css"), 200, nil},
		{http.MethodPost, "/", 405, []string{"GET", "HEAD"}},
		{http.MethodPut, "/offers/are-stargate", 405, []string{"GET", "HEAD"}},
		{http.MethodDelete, "/comparisons", 405, []string{"POST"}},
		{http.MethodGet, "/comparisons", 405, []string{"POST"}},
		{http.MethodGet, "/close", 405, []string{"POST"}},
		{http.MethodPatch, "/open", 405, []string{"GET", "HEAD", "POST"}},
		{http.MethodPost, static.URL("css/assay.css"), 405, []string{"GET", "HEAD"}},
		{"PROPFIND", "/", 405, []string{"GET", "HEAD"}},
		{http.MethodTrace, "/", 405, []string{"GET", "HEAD"}},
	}
	for _, tt := range tests {
		a := s.send(tt.method, tt.target, nil, header("Sec-Fetch-Site", "same-origin"))
		assert.Equal(t, tt.status, a.Code, "%s %s", tt.method, tt.target)
		assert.Equal(t, tt.allow, a.Result().Header["Allow"], "%s %s", tt.method, tt.target)
	}
}

// At most thirty briefings a minute leave for one client, and the others wait for nobody.
func TestBriefingsAreRationed(t *testing.T) {
	s := public(t, "10.200.0.1", "10.200.0.2")
	via := func(remote, forwarded string) answer {
		changes := []func(*http.Request){from(remote + ":4000")}
		if forwarded != "" {
			changes = append(changes, header("X-Forwarded-For", forwarded))
		}
		return s.get("/briefing.json?offers=are-stargate", changes...)
	}
	exhaust := func(remote string, forwarded func(int) string) {
		t.Helper()
		for i := range 30 {
			require.Equal(t, http.StatusOK, via(remote, forwarded(i)).Code)
		}
		a := via(remote, forwarded(30))
		require.Equal(t, http.StatusTooManyRequests, a.Code)
		assert.Equal(t, "Too much at once", a.page().One("h1").Text())
		assert.NotEmpty(t, a.Header().Get("Retry-After"))
		assert.Empty(t, faults(a.page()))
	}
	plain := func(int) string { return "" }

	exhaust("10.201.0.1", plain)
	assert.Equal(t, http.StatusOK, via("10.201.0.2", "").Code, "another client")
	assert.Equal(t, http.StatusOK, s.get("/compare", from("10.201.0.1:4000")).Code, "pages are not rationed")

	// A client that says it is somebody else is still itself.
	exhaust("10.201.0.3", func(i int) string { return fmt.Sprintf("198.51.100.%d", i) })

	// Behind a proxy clients are told apart by what the proxy saw, whatever they put before it.
	exhaust("10.200.0.1", func(i int) string { return fmt.Sprintf("203.0.113.%d, 192.0.2.1", i) })
	assert.Equal(t, http.StatusOK, via("10.200.0.1", "192.0.2.2").Code, "another client of the proxy")
	assert.Equal(t, http.StatusTooManyRequests, via("10.200.0.1", "192.0.2.1, 10.200.0.2").Code, "the same through two proxies")
}

// A server stores nothing and knows nobody.
func TestAServerOnlyReads(t *testing.T) {
	s := public(t)
	token := s.link()
	for target, form := range map[string]url.Values{
		"/open": {"token": {token}}, "/close": {}, "/comparisons": {"name": {"x"}, "offers": {join(s.leads())}},
	} {
		a := s.post(target, form)
		assert.Equal(t, http.StatusForbidden, a.Code, target)
		assert.Empty(t, a.Result().Cookies(), target)
		assert.Equal(t, "This copy only reads", a.page().One("h1").Text())
	}
	open, err := s.store.DeskLinkOpen(t.Context(), token)
	require.NoError(t, err)
	assert.True(t, open)
	for target, status := range map[string]int{
		"/": 200, "/compare": 200, "/offers": 200, "/cases/are": 200, "/briefing.json": 200,
		"/open": 404, "/open?token=" + token: 404, "/workspace": 404, "/comparisons/00000000-0000-0000-0000-000000000001": 404,
	} {
		a := s.get(target)
		assert.Equal(t, status, a.Code, target)
		assert.Empty(t, a.Result().Cookies(), target)
	}
	for _, form := range s.page("/compare").Find("form").Each() {
		assert.Equal(t, "get", form.Attr("method"))
	}
}

// A cookie of a desk opens nothing on a server over the same database.
func TestADesksCookieIsNothingToAServer(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	s.config.Desk, s.config.PublicURL = false, &url.URL{Scheme: "https", Host: "assay.example.org"}
	s.restart()
	assert.Equal(t, http.StatusNotFound, s.get("/workspace", with(cookies)).Code)
	assert.Equal(t, http.StatusForbidden, s.post("/comparisons", url.Values{"name": {"x"}}, with(cookies)).Code)
}
