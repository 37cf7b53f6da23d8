package server_test

import (
	"context"
	"fmt"
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
	"golang.org/x/net/html"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/localpg"
	"assay/internal/offer"
	"assay/internal/server"
	"assay/internal/store"
	"assay/internal/store/storetest"
)

// today is the day all pages are read on, unless an address says otherwise.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// libraryTemplate is a database with the whole embedded library, loaded once for all tests.
var libraryTemplate = storetest.Template{Key: "library", Migrate: func(ctx context.Context, urlFor func(string) string) error {
	conn, err := pgx.Connect(ctx, urlFor(localpg.Superuser))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if err := store.CreateRoles(ctx, conn, store.DefaultRoles); err != nil {
		return err
	}
	if err := store.CreateDatabase(ctx, conn, conn.Config().Database, store.DefaultRoles); err != nil {
		return err
	}
	ownerURL := urlFor(store.DefaultRoles.Owner)
	if err := store.Migrate(ctx, ownerURL); err != nil {
		return err
	}
	if err := store.Grant(ctx, ownerURL, store.DefaultRoles); err != nil {
		return err
	}
	owner, err := store.OpenOwner(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer owner.Close()
	lib, frameworks, err := app.Load()
	if err != nil {
		return err
	}
	_, err = app.LoadLibrary(ctx, owner, lib, frameworks)
	return err
}}

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
	return newSite(t, func(c *server.Config) { c.Desk = true })
}

// public serves as a server for everybody.
func public(t testing.TB, proxies ...string) *site {
	t.Helper()
	return newSite(t, func(c *server.Config) {
		c.PublicURL, c.Proxies = &url.URL{Scheme: "https", Host: "assay.example.org"}, proxies
	})
}

func newSite(t testing.TB, configure func(*server.Config)) *site {
	t.Helper()
	s := &site{t: t, queries: &counter{}, log: &strings.Builder{}}
	var err error
	s.library, s.frameworks, err = app.Load()
	require.NoError(t, err)
	urlFor := storetest.NewDatabase(t, libraryTemplate)
	s.store, err = store.Open(t.Context(), urlFor(store.DefaultRoles.Server), store.WithTracer(s.queries))
	require.NoError(t, err)
	t.Cleanup(s.store.Close)
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
	doc *html.Node // nil unless it is a page
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
	r := httptest.NewRequestWithContext(s.t.Context(), method, target, strings.NewReader(body.Encode()))
	r.Host = "127.0.0.1:8080"
	if s.config.PublicURL != nil {
		r.Host = s.config.PublicURL.Host
	}
	r.RemoteAddr = client()
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		var err error
		a.doc, err = html.Parse(strings.NewReader(w.Body.String()))
		require.NoError(s.t, err)
	}
	return a
}

func (s *site) get(target string, change ...func(*http.Request)) answer {
	s.t.Helper()
	return s.send(http.MethodGet, target, nil, change...)
}

// page gets a page that must be there.
func (s *site) page(target string, change ...func(*http.Request)) *html.Node {
	s.t.Helper()
	a := s.get(target, change...)
	require.Equal(s.t, http.StatusOK, a.Code, "%s: %s", target, a.Body)
	require.NotNil(s.t, a.doc, "%s is no page", target)
	return a.doc
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
