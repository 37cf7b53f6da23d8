package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// recordedAt reads the moment as of whose records a page is read: a time such as
// 2026-11-27T10:00:00Z, or a date, which means the end of that day in UTC. The zero time is now.
func recordedAt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if d, err := offer.ParseDate(text); err == nil && d.Day > 0 {
		return d.First().AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	at, err := time.Parse(time.RFC3339Nano, strings.Replace(text, " ", "+", 1)) // an unescaped + arrives as a space
	if err != nil || at.Year() < 1900 || at.Year() > 2200 {
		return time.Time{}, &app.InputError{Field: "recorded", Message: fmt.Sprintf("%q is no moment of recording: give a time such as 2026-11-27T10:00:00Z, or a date such as 2026-11-27 for the end of that day (UTC).", clip(text, 60))}
	}
	return at.UTC().Truncate(time.Microsecond), nil
}

// recordedText writes a moment as an address has it.
func recordedText(at time.Time) string { return at.Format(time.RFC3339Nano) }

// past is the moment as of whose records this request reads; zero: now. Only pages that read
// nothing else are shown as of the past: a form shows what it would change, and what is sent about
// an offer changes what is there now.
func (s *Server) past(r *http.Request) (time.Time, error) {
	changes := r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/offers/")
	if changes || !readsPast(r.URL.Path) {
		return time.Time{}, nil
	}
	return recordedAt(r.FormValue("recorded"))
}

func readsPast(path string) bool {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "", "compare", "weights", "comparisons", "briefing.pdf", "briefing.html", "briefing.json":
		return true
	case "offers", "cases", "evidence":
		_, of, found := strings.Cut(rest, "/")
		return rest != "new" && !found || first == "offers" && (of == "choices" || strings.HasPrefix(of, "choices/"))
	}
	return false
}

// notThere is why a page has nothing to show of id: there is no such record, or none as of the
// moment that the address names.
func (s *Server) notThere(r *http.Request, id string) error {
	at, err := s.past(r)
	if err != nil || at.IsZero() {
		return cmp.Or(err, errNotFound)
	}
	return &app.InputError{Field: "recorded", Message: fmt.Sprintf("As recorded on %s there was nothing called %s: it was recorded later, or was archived then.", page.Moment(at), clip(id, 80)), Missing: true}
}

// present is the address of the request without the moment of recording.
func present(r *http.Request) string {
	q := r.URL.Query()
	q.Del("recorded")
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + strings.ReplaceAll(q.Encode(), "%2C", ",")
}

// A memo keeps what one request has read already.
type memo struct{ frameworks *framework.Registry }

type memoKey struct{}

func withMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, new(memo))
}

func memoOf(r *http.Request) *memo {
	m, _ := r.Context().Value(memoKey{}).(*memo)
	return cmp.Or(m, new(memo))
}

// registry is where the framework of a name is looked up: the workspace's own are read only
// where the name is of one of them. At most one query.
func (s *Server) registry(r *http.Request, tx *store.Tx, ref string) (*framework.Registry, error) {
	if !ownID(ref) {
		return s.Frameworks, nil
	}
	return s.frameworks(r, tx)
}

// registryFor is registry for whoever has no transaction.
func (s *Server) registryFor(r *http.Request, ref string) (all *framework.Registry, err error) {
	if !ownID(ref) || s.workspace(r).IsZero() {
		return s.Frameworks, nil
	}
	if m := memoOf(r); m.frameworks != nil {
		return m.frameworks, nil
	}
	err = s.read(r, func(tx *store.Tx) error {
		all, err = s.frameworks(r, tx)
		return err
	})
	return all, err
}

// listed are the frameworks that a choice is offered from: those that offers are compared under.
func listed(all *framework.Registry) []*framework.Framework {
	return slices.DeleteFunc(slices.Clone(all.All()), func(f *framework.Framework) bool { return f.Kind != framework.KindLevels })
}
