// Package server turns requests into pages: every route stands in routes.go, one file per noun
// holds its handlers, and handle is the one place where an error becomes a status, a page and
// a log line.
package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// Config is what a server is made of.
type Config struct {
	Store      *store.Store
	Frameworks *framework.Registry
	Log        *slog.Logger
	Now        func() time.Time // the day a comparison defaults to
	Version    string
	Contact    string // where errors are reported by mail; may be empty
	Jobs       Jobs   // for long work; nil: it is done while the browser waits

	// Desk serves one person on a loopback address and lets a workspace be opened by a one-time
	// link. Otherwise the public library is served and every write is refused.
	Desk bool
	// PublicURL is the address people use, for Host checks in server mode.
	PublicURL *url.URL
	// Proxies are the addresses whose forwarded headers count.
	Proxies []string
}

// Jobs take long work in.
type Jobs interface {
	// Enqueue adds the import of an upload, which exists when the transaction commits.
	Enqueue(ctx context.Context, tx *store.Tx, workspace, upload store.UUID) error
}

// A Server answers requests. Make one with New.
type Server struct {
	Config
	sessions *scs.SessionManager
	hosts    map[string]bool // nil at the desk, where any loopback name will do
}

// New returns the handler of all pages.
func New(c Config) (http.Handler, error) {
	s := &Server{Config: c, sessions: sessions(c)}
	if !c.Desk {
		if c.PublicURL == nil || c.PublicURL.Host == "" {
			return nil, errors.New("server mode needs the public address, such as https://assay.example.org")
		}
		s.hosts = map[string]bool{c.PublicURL.Host: true}
	}
	return s.routes(), nil
}

// handlerFunc is a handler that returns its error instead of answering it.
type handlerFunc func(w http.ResponseWriter, r *http.Request) error

// handle answers with what h wrote, or with a page that fits its error.
func (s *Server) handle(h handlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.problem(w, r, err)
		}
	}
}

// render writes a page: into memory first, so that a failure is still a whole answer.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(page.WithState(r.Context(), s.chosen(r)), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w) // the client has gone; nothing is left to tell it
	return nil
}

// problem answers an error with a page that helps. Only what nobody expected is logged.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, err error) {
	p := page.Problem{
		Meta:  s.meta(r, "Something went wrong", ""),
		Links: []page.Link{{Text: "Compare offers", URL: "/compare"}, {Text: "All offers", URL: "/offers"}, {Text: "All cases", URL: "/cases"}},
	}
	status := http.StatusInternalServerError
	var input *app.InputError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &input) && input.Field == "recorded" && r.Method != http.MethodPost:
		status = http.StatusUnprocessableEntity
		if input.Missing {
			status = http.StatusNotFound
		}
		p.Heading, p.Text, p.Details = "That cannot be shown as recorded then", "Choose another moment of recording, or leave it out of the address.", []string{input.Message}
		p.Links = append([]page.Link{{Text: "What is recorded now", URL: present(r)}}, p.Links...)
	case errors.As(err, &input):
		status = http.StatusUnprocessableEntity
		p.Heading, p.Text, p.Details = "That cannot be compared", "One thing in the address or the form does not fit.", []string{input.Message}
	case errors.Is(err, errClosed):
		status = http.StatusNotFound
		p.Heading, p.Text = "No workspace is open here", "This page belongs to a workspace, and this browser has none open. At your own desk, the command assay link prints a link that opens it once."
	case errors.Is(err, store.ErrConflict):
		status = http.StatusConflict
		p.Heading, p.Text = "Somebody else was first", "What you wanted to change was changed meanwhile, so nothing was stored. Go back, load the page again and look at what is there now."
	case errors.Is(err, store.ErrNotFrozen):
		status = http.StatusUnprocessableEntity
		p.Heading, p.Text = "The criteria are not settled yet", "This workspace wants its criteria frozen before the first answer to them. Freeze them on the workspace's page of frameworks, then answer."
		p.Links = []page.Link{{Text: "Frameworks of the workspace", URL: "/frameworks"}}
	case errors.Is(err, store.ErrNotFound), errors.Is(err, errNotFound):
		status = http.StatusNotFound
		p.Heading, p.Text = "There is no such page", "The address may be misspelt, or the record was renamed. The register lists everything there is."
	case errors.Is(err, errForbidden):
		status = http.StatusForbidden
		p.Heading, p.Text = "This copy only reads", "It serves the public library and stores nothing. Run Assay at your own desk to keep comparisons."
	case errors.Is(err, errNoLibrary):
		status = http.StatusServiceUnavailable
		p.Heading, p.Text = "The library has not been loaded", "Whoever runs this copy loads it with: assay load"
		p.Links = []page.Link{{Text: "Methods", URL: "/methods"}} // all that can be read without it
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
		p.Heading, p.Text = "That is too much at once", "The form was larger than Assay reads."
	case errors.Is(err, context.Canceled):
		return // nobody waits for the answer
	default:
		p.Heading, p.Text = "Something went wrong", "The fault is on this side and has been noted. Try again; if it stays, report it with the address of this page."
		s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	p.Meta.Title = p.Heading
	if err := s.render(w, r, status, page.ProblemPage(p)); err != nil {
		s.Log.ErrorContext(r.Context(), "error page failed", "error", err)
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
}

var (
	errNotFound  = errors.New("no such page")
	errForbidden = errors.New("this copy only reads")
	errNoLibrary = errors.New("the library has not been loaded")
)

// meta is the frame of a page.
func (s *Server) meta(r *http.Request, title, nav string, crumbs ...page.Link) page.Meta {
	done := ""
	if !s.workspace(r).IsZero() {
		done = s.sessions.PopString(r.Context(), keyDone)
	}
	recorded, shownNow := "", ""
	if at, err := s.past(r); err == nil && !at.IsZero() {
		recorded, shownNow = page.Moment(at), present(r)
	}
	return page.Meta{
		Done: done, Recorded: recorded, Present: shownNow,
		Title: title, Nav: nav, Crumbs: crumbs, Path: r.URL.RequestURI(),
		Site: page.Site{Desk: s.Desk, Version: s.Version, Contact: s.Contact, Workspace: s.workspaceName(r)},
	}
}

// read runs f in a transaction that sees the public library and, if one is open, the
// workspace, as of the moment of recording that the address names.
func (s *Server) read(r *http.Request, f func(*store.Tx) error) error {
	at, err := s.past(r)
	if err != nil {
		return err
	}
	err = s.Store.Read(r.Context(), s.workspace(r), func(tx *store.Tx) error {
		tx.Recorded(at)
		return f(tx)
	})
	if errors.Is(err, errNoLibrary) && !at.IsZero() {
		return &app.InputError{Field: "recorded", Message: "Nothing was recorded by " + page.Moment(at) + ": choose a later moment."}
	}
	return err
}
