package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// sessionDays is how long a browser stays signed in to the workspace, counted from its opening.
const sessionDays = 30

const (
	keyWorkspace = "workspace"
	keySession   = "session" // what the log calls this browser's session
	keyName      = "name"
	keySaved     = "saved"
	keyPerson    = "person"
	keyDone      = "done"
)

func sessions(c Config) *scs.SessionManager {
	m := scs.New()
	m.Store = c.Store.Sessions()
	m.Lifetime = sessionDays * 24 * time.Hour
	m.Cookie.Name = "assay"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = !c.Desk // the desk serves plain HTTP on a loopback address
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		c.Log.ErrorContext(r.Context(), "session", "error", err)
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
	return m
}

// workspace is the one that this browser has open; zero for none, which sees the library only.
func (s *Server) workspace(r *http.Request) store.UUID {
	if !s.Desk {
		return store.UUID{}
	}
	id, err := store.ParseUUID(s.sessions.GetString(r.Context(), keyWorkspace))
	if err != nil {
		return store.UUID{}
	}
	return id
}

// session is what the log calls this browser's session; zero for one that was opened before the
// log named them.
func (s *Server) session(r *http.Request) store.UUID {
	id, err := store.ParseUUID(s.sessions.GetString(r.Context(), keySession))
	if err != nil {
		return store.UUID{}
	}
	return id
}

func (s *Server) workspaceName(r *http.Request) string {
	if s.workspace(r).IsZero() {
		return ""
	}
	return s.sessions.GetString(r.Context(), keyName)
}

// openForm shows a button: a link that is only looked at, by a preview say, opens nothing.
func (s *Server) openForm(w http.ResponseWriter, r *http.Request) error {
	if !s.Desk {
		return errNotFound
	}
	token := r.FormValue("token")
	open, err := s.Store.DeskLinkOpen(r.Context(), token)
	if err != nil {
		return err
	}
	return s.openPage(w, r, token, !open)
}

func (s *Server) openPage(w http.ResponseWriter, r *http.Request, token string, spent bool) error {
	status := http.StatusOK
	if spent {
		status = http.StatusGone
	}
	meta := s.meta(r, "Open the workspace", "")
	meta.Path = "/open" // a report repeats its page's address, and the token is nobody's business
	return s.render(w, r, status, page.OpenPage(page.Open{Meta: meta, Token: token, Spent: spent}))
}

// open consumes the link and signs this browser in.
func (s *Server) open(w http.ResponseWriter, r *http.Request) error {
	if !s.Desk {
		return errForbidden
	}
	person := formText(r, "person")
	if textProblem("", person, true, maxName) != "" {
		person = ""
	}
	session, name := store.NewUUID(), ""
	err := s.Store.InWorkspace(r.Context(), store.Desk, func(tx *store.Tx) (err error) {
		if err = tx.OpenByLink(r.Context(), store.Act{Person: person}, r.PostFormValue("token"), session); err != nil {
			return err
		}
		name, err = tx.WorkspaceName(r.Context())
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return s.openPage(w, r, "", true)
	}
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keyWorkspace, store.Desk.String())
	s.sessions.Put(r.Context(), keySession, session.String())
	s.sessions.Put(r.Context(), keyName, name)
	if person != "" {
		s.sessions.Put(r.Context(), keyPerson, person)
	}
	http.Redirect(w, r, "/workspace", http.StatusSeeOther)
	return nil
}

func (s *Server) close(w http.ResponseWriter, r *http.Request) error {
	if !s.Desk {
		return errForbidden
	}
	if !s.workspace(r).IsZero() {
		err := s.write(r, func(tx *store.Tx) error { return tx.CloseSession(s.act(r, store.SignOut), s.session(r)) })
		if err != nil {
			return err
		}
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

func (s *Server) workspacePage(w http.ResponseWriter, r *http.Request) error {
	return s.showWorkspace(w, r, http.StatusOK, nil, s.person(r))
}

func (s *Server) showWorkspace(w http.ResponseWriter, r *http.Request, status int, problems []page.FieldProblem, person string) error {
	p := page.Workspace{Meta: s.meta(r, "Workspace", ""), Person: person, Problems: problems}
	err := s.read(r, func(tx *store.Tx) error {
		saved, err := tx.Comparisons(r.Context())
		if err != nil {
			return err
		}
		for _, c := range saved {
			details := fmt.Sprintf("%d offers, %s, as of %s", c.Offers, c.Framework, c.AsOf)
			if c.Weights != "" {
				details += ", weights of " + c.Weights
			}
			p.Comparisons = append(p.Comparisons, page.SavedComparison{Name: c.Name, Details: details, URL: "/comparisons/" + c.ID.String()})
		}
		weights, err := tx.Weightings(r.Context(), "")
		for _, w := range weights {
			q := app.Query{Framework: w.Framework, AsOf: w.Beside.AsOf, Offers: w.Beside.Offers}
			p.Weights = append(p.Weights, storedList([]framework.Weighting{w}, q, "")...)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, status, page.WorkspacePage(p))
}

// saveComparison keeps the comparison under a name and shows it again.
func (s *Server) saveComparison(w http.ResponseWriter, r *http.Request) error {
	if !s.Desk {
		return errForbidden
	}
	workspace := s.workspace(r)
	if workspace.IsZero() {
		return errNotFound
	}
	q, err := s.query(r)
	if err != nil {
		return err
	}
	if !q.Recorded.IsZero() {
		return &app.InputError{Field: "recorded", Message: "A comparison is saved as it is recorded now: leave the moment of recording out. The address of this view shows it again at any time."}
	}
	save := page.Save{Name: strings.TrimSpace(r.PostFormValue("name"))}
	if save.Problem = nameProblem(save.Name); save.Problem != "" {
		return s.showComparison(w, r, http.StatusUnprocessableEntity, q, save)
	}
	err = s.Store.InWorkspace(r.Context(), workspace, func(tx *store.Tx) error {
		// What cannot be compared now could not be opened later.
		frameworks, err := s.registry(r, tx, q.Framework)
		if err != nil {
			return err
		}
		ev, err := app.Compare(r.Context(), tx, frameworks, q)
		if err != nil {
			return err
		}
		_, err = tx.SaveComparison(r.Context(), store.Comparison{
			Name: save.Name, Title: save.Name, Framework: ev.Yardstick().Ref(), Tier: ev.Tier.ID, AsOf: q.AsOf, Weighting: q.Weights, Offers: q.Offers, Act: s.act(r, store.Change),
		})
		return err
	})
	if errors.Is(err, store.ErrConflict) {
		save.Problem = "A comparison of this name is there already: choose another name."
		return s.showComparison(w, r, http.StatusUnprocessableEntity, q, save)
	}
	if err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keySaved, save.Name)
	http.Redirect(w, r, "/compare?"+canonical(q).Encode(), http.StatusSeeOther)
	return nil
}

// maxName bounds a saved comparison's name, in bytes, as the database does.
const maxName = 200

// nameProblem says what to mend in the name of a comparison.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "Give the comparison a name."
	case len(name) > maxName:
		return "This name is too long: shorten it."
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "This name holds characters that cannot be kept: type it anew."
	}
	return ""
}

// justSaved is the name under which this browser saved a comparison a moment ago. It is told
// once.
func (s *Server) justSaved(r *http.Request) string {
	if s.workspace(r).IsZero() {
		return ""
	}
	return s.sessions.PopString(r.Context(), keySaved)
}

// savedComparison leads from a saved comparison to the address that shows it.
func (s *Server) savedComparison(w http.ResponseWriter, r *http.Request) error {
	id, err := store.ParseUUID(chi.URLParam(r, "id"))
	if err != nil || s.workspace(r).IsZero() {
		return errNotFound
	}
	at, err := s.past(r)
	if err != nil {
		return err
	}
	return s.read(r, func(tx *store.Tx) error {
		c, err := tx.Comparison(r.Context(), id)
		if err != nil {
			return err
		}
		http.Redirect(w, r, "/compare?"+canonical(app.Query{Offers: c.Offers, Framework: c.Framework, Tier: c.Tier, AsOf: c.AsOf, Weights: c.Weighting, Recorded: at}).Encode(), http.StatusSeeOther)
		return nil
	})
}
