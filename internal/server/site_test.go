package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/server"
	"assay/internal/store"
	"assay/internal/store/testdb"
	"assay/internal/testkit"
)

// today is the day all pages are read on, unless an address says otherwise.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// loaded makes a database with the whole embedded library, which is loaded once for all tests.
func loaded(t testing.TB) testdb.DB {
	t.Helper()
	return testdb.NewWith(t, "library", func(ctx context.Context, owner *store.Owner) error {
		lib, frameworks, err := app.Load()
		if err != nil {
			return err
		}
		_, err = app.LoadLibrary(ctx, owner, lib, frameworks)
		return err
	})
}

// A site is the program's pages over a database of the test's own.
type site struct {
	t          testing.TB
	handler    http.Handler
	store      *store.Store
	queries    *counter
	log        *strings.Builder
	library    *casestudy.Library
	frameworks *framework.Registry
	config     server.Config
}

// desk serves as at somebody's desk.
func desk(t testing.TB) *site {
	t.Helper()
	return newSite(t, loaded(t), func(c *server.Config) { c.Desk = true })
}

// public serves as a server for everybody.
func public(t testing.TB, proxies ...string) *site {
	t.Helper()
	return newSite(t, loaded(t), func(c *server.Config) {
		c.PublicURL, c.Proxies = &url.URL{Scheme: "https", Host: "assay.example.org"}, proxies
	})
}

func newSite(t testing.TB, db testdb.DB, configure func(*server.Config)) *site {
	t.Helper()
	s := &site{t: t, queries: &counter{}, log: &strings.Builder{}}
	var err error
	s.library, s.frameworks, err = app.Load()
	require.NoError(t, err)
	s.store = db.Store(t, store.WithTracer(s.queries))
	require.NoError(t, s.store.InWorkspace(t.Context(), store.Desk, func(tx *store.Tx) error {
		return tx.CreateWorkspace(t.Context(), "My workspace")
	}))
	s.config = server.Config{
		Store: s.store, Frameworks: s.frameworks, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Now: func() time.Time { return today }, Version: "test",
	}
	configure(&s.config)
	s.restart()
	return s
}

// in is the same site for a subtest, which is the one to end when a page is not there.
func (s *site) in(t testing.TB) *site {
	c := *s
	c.t = t
	return &c
}

// restart makes the handler anew, as after a new start of the program.
func (s *site) restart() {
	s.t.Helper()
	var err error
	s.handler, err = server.New(s.config)
	require.NoError(s.t, err)
}

// A counter counts what is sent to the database: queries, and each query of a batch.
type counter struct{ n atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }
func (c *counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// An answer is what came back, with its page read.
type answer struct {
	*httptest.ResponseRecorder
	t   testing.TB
	doc *testkit.Doc // nil unless it is a page
}

// page is the answer, which has to be a page.
func (a answer) page() *testkit.Doc {
	a.t.Helper()
	require.NotNil(a.t, a.doc, "no page but %d, %s: %.200s", a.Code, a.Header().Get("Content-Type"), a.Body)
	return a.doc
}

var clients atomic.Int64

// client is an address that nobody has asked from yet.
func client() string {
	n := clients.Add(1)
	return fmt.Sprintf("10.%d.%d.%d:5000", n>>16&127, n>>8&255, n&255)
}

// send sends a request and reads the page it is answered by. Each request comes from a client
// of its own unless change says otherwise.
func (s *site) send(method, target string, body url.Values, change ...func(*http.Request)) answer {
	s.t.Helper()
	contentType := ""
	if body != nil {
		contentType = "application/x-www-form-urlencoded"
	}
	return s.sendBody(method, target, contentType, strings.NewReader(body.Encode()), change...)
}

func (s *site) sendBody(method, target, contentType string, body io.Reader, change ...func(*http.Request)) answer {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, target, body)
	r.Host = "127.0.0.1:8080"
	if s.config.PublicURL != nil {
		r.Host = s.config.PublicURL.Host
	}
	r.RemoteAddr = client()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w, t: s.t}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.doc = testkit.HTML(s.t, w.Body.Bytes())
	}
	return a
}

func (s *site) get(target string, change ...func(*http.Request)) answer {
	s.t.Helper()
	return s.send(http.MethodGet, target, nil, change...)
}

// page gets a page that must be there.
func (s *site) page(target string, change ...func(*http.Request)) *testkit.Doc {
	s.t.Helper()
	a := s.get(target, change...)
	require.Equal(s.t, http.StatusOK, a.Code, "%s: %s", target, a.Body)
	return a.page()
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func from(addr string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = addr } }

func host(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

func with(cookies []*http.Cookie) func(*http.Request) {
	return func(r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
		}
	}
}

// leads are the offers that stand for the four full cases.
func (s *site) leads() []offer.ID {
	s.t.Helper()
	ids, err := app.LeadOffers(s.library, casestudy.FullCases)
	require.NoError(s.t, err)
	return ids
}

// offers are all of the library's.
func (s *site) offers() []offer.ID {
	var ids []offer.ID
	for _, c := range s.library.Cases {
		for _, o := range c.Offers {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func join(ids []offer.ID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, ",")
}
