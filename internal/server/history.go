package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// A record is one version of what has a history.
type record struct {
	value   any
	version int
	title   string
	url     string // of the record as it is now
	own     bool   // may be restored
	restore func(tx *store.Tx, act store.Act, current int) error
}

// recordAt reads a version of a record; 0: the current one.
func (s *Server) recordAt(r *http.Request, tx *store.Tx, kind, id string, version int) (rec record, err error) {
	ctx := r.Context()
	save := func(changes func(current int) store.Changes) func(*store.Tx, store.Act, int) error {
		return func(tx *store.Tx, act store.Act, current int) error {
			_, _, _, err := tx.Save(ctx, act, changes(current))
			return err
		}
	}
	switch kind {
	case "offer":
		o, at, err := tx.OfferAt(ctx, offer.ID(id), version)
		return record{o, at, o.Title, "/offers/" + id, ownID(id), save(func(current int) store.Changes {
			return store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o, Version: current}}}
		})}, err
	case "evidence":
		e, at, err := tx.EvidenceAt(ctx, offer.ID(id), version)
		return record{e, at, e.Source.Publisher + ": " + e.Account, "/evidence/" + id, ownID(id), save(func(current int) store.Changes {
			return store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: e, Version: current}}}
		})}, err
	case "answer":
		u, err := store.ParseUUID(id)
		if err != nil {
			return rec, errNotFound
		}
		a, err := tx.AnswerAt(ctx, u, version)
		to := store.AnswerTo{Framework: a.Framework, Answer: a.Answer}
		a.Answer.Version = 0 // the version stands beside the record, not in it
		at := fmt.Sprintf("/offers/%s/answers/%s?framework=%s", a.Answer.Offer, a.Answer.Criterion, a.Framework)
		if a.Answer.Choice > 0 {
			at = page.ChoicesURL(a.Answer.Offer, a.Framework)
		}
		return record{a.Answer, a.Stored.Number, fmt.Sprintf("%s, %s", a.Answer.Offer, a.Answer.Criterion), at, ownID(string(a.Answer.Offer)),
			save(func(current int) store.Changes {
				return store.Changes{Answers: []store.Seen[store.AnswerTo]{{Item: to, Version: current}}}
			})}, err
	case "comparison":
		u, err := store.ParseUUID(id)
		if err != nil {
			return rec, errNotFound
		}
		c, err := tx.ComparisonAt(ctx, u, version)
		plain := c
		plain.Version = 0
		return record{plain, c.Version, c.Name, "/comparisons/" + id, true, func(tx *store.Tx, act store.Act, current int) error {
			c.Version, c.Act = current, act
			_, err := tx.SaveComparison(ctx, c)
			return err
		}}, err
	}
	return rec, errNotFound
}

// ownID reports whether an id is of a workspace rather than of the library.
func ownID[T ~string](id T) bool { return strings.HasPrefix(string(id), "own-") }

// history lists the versions of a record and what differs between two of them, the last two
// unless the address says otherwise.
func (s *Server) history(w http.ResponseWriter, r *http.Request) error {
	kind, id := chi.URLParam(r, "kind"), chi.URLParam(r, "id")
	p := page.History{Kind: kind, ID: id}
	err := s.read(r, func(tx *store.Tx) error {
		now, err := s.recordAt(r, tx, kind, id, 0)
		if err != nil {
			return err
		}
		p.Title, p.URL, p.Current, p.Own = now.title, now.url, now.version, now.own && !s.workspace(r).IsZero()
		if p.Versions, err = historyOf(r, tx, kind, id); err != nil {
			return err
		}
		if p.From, p.To, err = between(r, now.version); err != nil {
			return err
		}
		if p.From == p.To {
			return nil
		}
		old, err := s.recordAt(r, tx, kind, id, p.From)
		if err != nil {
			return err
		}
		later, err := s.recordAt(r, tx, kind, id, p.To)
		if err != nil {
			return err
		}
		ds, err := app.Diff(old.value, later.value)
		for _, d := range ds {
			p.Differences = append(p.Differences, page.Difference(d))
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Meta = s.meta(r, "History of "+p.Title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: p.Title, URL: p.URL})
	return s.render(w, r, http.StatusOK, page.HistoryPage(p))
}

func historyOf(r *http.Request, tx *store.Tx, kind, id string) ([]page.Version, error) {
	vs, err := tx.Versions(r.Context(), kind, id)
	var all []page.Version
	for _, v := range vs {
		all = append(all, page.Version{Number: v.Number, At: v.At, Person: v.Person, Reason: v.Reason})
	}
	return all, err
}

// between reads the two versions to set side by side.
func between(r *http.Request, current int) (from, to int, err error) {
	from, to = max(current-1, 1), current
	for _, f := range []struct {
		name string
		to   *int
	}{{"from", &from}, {"to", &to}} {
		text := r.FormValue(f.name)
		if text == "" {
			continue
		}
		if *f.to, err = strconv.Atoi(text); err != nil || *f.to < 1 || *f.to > current {
			return 0, 0, &app.InputError{Field: f.name, Message: fmt.Sprintf("There is no version %q: they are numbered from 1 to %d.", clip(text, 20), current)}
		}
	}
	return from, to, nil
}

// restoreVersion stores an earlier version anew, on top of the one that was seen.
func (s *Server) restoreVersion(w http.ResponseWriter, r *http.Request) error {
	kind, id := chi.URLParam(r, "kind"), chi.URLParam(r, "id")
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil || version < 1 {
		return &app.InputError{Field: "version", Message: "Name the version to restore."}
	}
	act := s.act(r, store.Restore)
	if act.Reason == "" {
		act.Reason = fmt.Sprintf("Version %d restored.", version)
	}
	err = s.write(r, func(tx *store.Tx) error {
		rec, err := s.recordAt(r, tx, kind, id, version)
		if err != nil {
			return err
		}
		if !rec.own {
			return errNotFound
		}
		return rec.restore(tx, act, seen(r))
	})
	if invalid, ok := errors.AsType[*store.Invalid](err); ok {
		return &app.InputError{Field: "version", Message: "That version does not pass today's checks: " + invalid.Problems[0].Field + " " + invalid.Problems[0].Message + "."}
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/history/"+kind+"/"+id, "Version %d is restored; what stood there stays in the history.", version)
}

// eventsOnPage is how many events of the log one page shows.
const eventsOnPage = 100

// log lists what was written in the workspace, the latest first.
func (s *Server) log(w http.ResponseWriter, r *http.Request) error {
	before := int64(0)
	if text := r.FormValue("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return &app.InputError{Field: "before", Message: fmt.Sprintf("%q is no number of an event.", clip(text, 20))}
		}
		before = n
	}
	kind, id := clip(r.FormValue("kind"), 40), clip(r.FormValue("id"), 200)
	p := page.Log{Meta: s.meta(r, "Log", "", page.Link{Text: "Workspace", URL: "/workspace"}), Kind: kind, ID: id}
	err := s.read(r, func(tx *store.Tx) error {
		events, err := tx.Events(r.Context(), kind, id, before, eventsOnPage)
		for _, e := range events {
			p.Events = append(p.Events, page.LogEvent{Seq: e.Seq, At: e.At, Person: e.Person, Action: string(e.Action), Kind: e.Kind, ID: e.ID, Name: e.Name, Version: e.Version, Before: e.Before, After: e.After, Reason: e.Reason})
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(p.Events) == eventsOnPage && p.Events[len(p.Events)-1].Seq > 1 {
		p.Older = p.Events[len(p.Events)-1].Seq
	}
	return s.render(w, r, http.StatusOK, page.LogPage(p))
}
