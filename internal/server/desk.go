package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// deskOnly lets a request through when this browser has a workspace open; the rest of its
// address does not exist for others.
func (s *Server) deskOnly(h handlerFunc) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		switch {
		case !s.Desk && r.Method == http.MethodPost:
			return errForbidden
		case s.workspace(r).IsZero():
			return errClosed
		}
		return h(w, r)
	})
}

var errClosed = errors.New("no workspace is open")

// person is who sits in front of this browser, by their own account.
func (s *Server) person(r *http.Request) string {
	if s.workspace(r).IsZero() {
		return ""
	}
	return s.sessions.GetString(r.Context(), keyPerson)
}

// act is what the person of this browser does, with the reason that the form gives.
func (s *Server) act(r *http.Request, action store.Action) store.Act {
	return store.Act{Person: s.person(r), Reason: clip(formText(r, "reason"), 2000), Action: action}
}

// write runs f in a transaction that may change the open workspace.
func (s *Server) write(r *http.Request, f func(*store.Tx) error) error {
	return s.Store.InWorkspace(r.Context(), s.workspace(r), f)
}

// frameworks are those that ship with the program and, where a workspace is open, its own. One
// query, asked once a request.
func (s *Server) frameworks(r *http.Request, tx *store.Tx) (*framework.Registry, error) {
	if s.workspace(r).IsZero() {
		return s.Frameworks, nil
	}
	m := memoOf(r)
	if m.frameworks != nil {
		return m.frameworks, nil
	}
	all, err := app.Frameworks(r.Context(), tx, s.Frameworks)
	m.frameworks = all
	return all, err
}

// done answers a form that was carried out: it leads on, and says there, once, what was done.
func (s *Server) done(w http.ResponseWriter, r *http.Request, to, format string, args ...any) error {
	s.sessions.Put(r.Context(), keyDone, fmt.Sprintf(format, args...))
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// formText reads a text of a form: without spaces around it, with plain line ends.
func formText(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.FormValue(name), "\r\n", "\n"))
}

// clip cuts a text to a number of bytes, between letters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// textProblem says what to mend in a text: required ones are missing, too long, or hold what
// cannot be kept.
func textProblem(label, text string, required bool, most int) string {
	switch {
	case required && text == "":
		return label + " is missing: fill it in."
	case len(text) > most:
		return fmt.Sprintf("%s is too long: %d bytes, and at most %d are kept.", label, len(text), most)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return label + " holds characters that cannot be kept: type it anew."
	}
	return ""
}

// seen is the version that a form was shown with; 0 for a new record.
func seen(r *http.Request) int {
	n, err := strconv.Atoi(r.PostFormValue("seen"))
	if err != nil || n < 0 {
		return -1 // never a version, so that nothing is overwritten
	}
	return n
}

// rename takes the name of who sits here.
func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	name := formText(r, "person")
	if p := textProblem("Your name", name, true, maxName); p != "" {
		return s.showWorkspace(w, r, http.StatusUnprocessableEntity, []page.FieldProblem{{Field: "person", Message: p}}, name)
	}
	before := s.person(r)
	err := s.write(r, func(tx *store.Tx) error {
		return tx.NameSession(store.Act{Person: name, Reason: namedBefore(before)}, s.session(r), before)
	})
	if err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keyPerson, name)
	return s.done(w, r, "/workspace", "What you change from now on is shown as by %s.", name)
}

func namedBefore(name string) string {
	if name == "" {
		return "No name was given before."
	}
	return "Before: " + name
}
