package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// frameworkList shows which frameworks there are, which are frozen, and how to bring one.
func (s *Server) frameworkList(w http.ResponseWriter, r *http.Request) error {
	return s.showFrameworks(w, r, http.StatusOK, page.Frameworks{})
}

func (s *Server) showFrameworks(w http.ResponseWriter, r *http.Request, status int, p page.Frameworks) error {
	err := s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		frozen, err := tx.FrozenFrameworks(r.Context())
		if err != nil {
			return err
		}
		settings, err := tx.Settings(r.Context())
		p.FreezeFirst = settings.FreezeFirst
		p.All = frameworkRows(all, frozen)
		return err
	})
	if err != nil {
		return err
	}
	title := "Frameworks of the workspace"
	if len(p.Problems) > 0 || len(p.Mistakes) > 0 {
		title = "Error: " + title
	}
	p.Meta = s.meta(r, title, "methods", page.Link{Text: "Workspace", URL: "/workspace"})
	return s.render(w, r, status, page.FrameworksPage(p))
}

func frameworkRows(all *framework.Registry, frozen []store.Frozen) []page.FrameworkRow {
	var rows []page.FrameworkRow
	for _, f := range all.All() {
		row := page.FrameworkRow{Ref: f.Ref(), ID: f.ID, Version: f.Version, Title: f.Title, Own: ownID(f.ID), Levels: f.Kind == framework.KindLevels}
		if i := slices.IndexFunc(frozen, func(z store.Frozen) bool { return z.Framework == f.Ref() }); i >= 0 {
			row.Frozen = fmt.Sprintf("frozen on %s by %s", frozen[i].At.Format("2006-01-02"), orNobody(frozen[i].Person))
		}
		rows = append(rows, row)
	}
	return rows
}

func orNobody(person string) string {
	if person == "" {
		return "somebody who gave no name"
	}
	return person
}

// addFramework takes in a framework's YAML, typed or as a file, or says what is to be mended.
func (s *Server) addFramework(w http.ResponseWriter, r *http.Request) error {
	file, header, err := r.FormFile("file") // reads the whole form
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	text, name := r.FormValue("yaml"), "framework.yaml"
	if err == nil && header.Size > 0 {
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, app.MaxFrameworkFile+1))
		if err != nil {
			return err
		}
		text, name = string(data), clip(header.Filename, 100)
	}
	if strings.TrimSpace(text) == "" {
		return s.showFrameworks(w, r, http.StatusUnprocessableEntity, page.Frameworks{Problems: page.Problems{{Field: "yaml", Message: "Choose a file, or paste the framework's YAML."}}})
	}
	return s.takeFramework(w, r, name, []byte(text), page.Frameworks{YAML: text})
}

// takeFramework reads YAML and stores the framework; p is the page to show where that fails.
func (s *Server) takeFramework(w http.ResponseWriter, r *http.Request, name string, data []byte, p page.Frameworks) error {
	f, mistakes := app.LintFramework(s.Frameworks, name, data)
	for _, m := range mistakes {
		p.Mistakes = append(p.Mistakes, page.Mistake(m))
	}
	if len(mistakes) == 0 && !ownID(f.ID) {
		p.Mistakes = []page.Mistake{{Line: 1, Column: 1, Message: fmt.Sprintf("id %q is one that the library may use; begin your own with own-, such as own-%s", f.ID, f.ID)}}
	}
	if len(p.Mistakes) > 0 {
		p.Name = name
		return s.showFrameworks(w, r, http.StatusUnprocessableEntity, p)
	}
	err := s.write(r, func(tx *store.Tx) error { return tx.AddFramework(r.Context(), s.act(r, store.Change), f, data) })
	if errors.Is(err, store.ErrConflict) {
		p.Problems = page.Problems{{Field: "yaml", Message: fmt.Sprintf("%s is there already with another content, or another version of %s is frozen. A framework never changes: give it another version, or another id.", f.Ref(), f.ID)}}
		return s.showFrameworks(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/frameworks", "%s is stored.", f.Ref())
}

// freezeFramework settles a framework's criteria.
func (s *Server) freezeFramework(w http.ResponseWriter, r *http.Request) error {
	ref := r.PostFormValue("framework")
	err := s.write(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		if f, err := all.Get(ref); err != nil || f.Ref() != ref {
			return errNotFound
		}
		return tx.FreezeFramework(r.Context(), s.act(r, store.Freeze), ref)
	})
	if err != nil {
		return err
	}
	return s.done(w, r, "/frameworks", "The criteria of %s are frozen.", ref)
}

// saveSettings stores what the workspace chooses for itself.
func (s *Server) saveSettings(w http.ResponseWriter, r *http.Request) error {
	settings := store.Settings{FreezeFirst: r.PostFormValue("freeze_first") == "yes"}
	err := s.write(r, func(tx *store.Tx) error { return tx.SaveSettings(r.Context(), s.act(r, store.Change), settings) })
	if err != nil {
		return err
	}
	if settings.FreezeFirst {
		return s.done(w, r, "/frameworks", "From now on criteria must be frozen before the first answer to them.")
	}
	return s.done(w, r, "/frameworks", "Answers no longer wait for frozen criteria.")
}

// gates shows which criteria of a framework gate, to choose others.
func (s *Server) gates(w http.ResponseWriter, r *http.Request) error {
	return s.showGates(w, r, http.StatusOK, nil)
}

var versionPattern = regexp.MustCompile(`^[0-9][0-9A-Za-z.-]{0,19}$`)

// saveGates stores a framework of the workspace's own that differs in its gates.
func (s *Server) saveGates(w http.ResponseWriter, r *http.Request) error {
	return s.showGates(w, r, http.StatusUnprocessableEntity, func(base *framework.Framework, p *page.Gates) (app.Regating, bool) {
		g := app.Regating{Base: base, ID: formText(r, "id"), Version: formText(r, "version"), Title: formText(r, "title"), Why: formText(r, "why"), Levels: map[string]int{}}
		p.ID, p.Version, p.Title, p.Why = g.ID, g.Version, g.Title, g.Why
		fail := func(bad bool, field, message string) {
			if bad {
				p.Problems = append(p.Problems, page.FieldProblem{Field: field, Message: message})
			}
		}
		fail(!ownID(g.ID) || len(g.ID) > 40 || !strings.HasPrefix(g.ID, "own-"), "id", "The name must begin with own- and have at most 40 letters, digits and hyphens, such as own-core.")
		fail(!versionPattern.MatchString(g.Version), "version", "The version begins with a digit, such as 1 or 2026-11.")
		fail(textProblem("", g.Title, true, 300) != "", "title", "Give it a title of at most 300 letters.")
		fail(textProblem("", g.Why, true, 2000) != "", "why", "Say why these gates, in a sentence or two.")
		for i, row := range p.Criteria {
			p.Criteria[i].Gate = slices.Contains(r.PostForm["gate"], row.ID)
			if p.Criteria[i].Gate {
				g.Gates = append(g.Gates, row.ID)
			}
		}
		fail(len(g.Gates) == 0, "gates", "Choose at least one criterion that gates: without any, no offer could fail.")
		last := 0
		for i, t := range p.Tiers {
			p.Tiers[i].Level = formText(r, "tier-"+t.ID)
			n, err := strconv.Atoi(p.Tiers[i].Level)
			fail(err != nil || n <= last || n > framework.MaxLevel, "tier-"+t.ID, t.Title+" must demand a level from 1 to 4, above the tier before it.")
			g.Levels[t.ID], last = n, n
		}
		return g, len(p.Problems) == 0
	})
}

// showGates shows the form, or stores what read makes of it.
func (s *Server) showGates(w http.ResponseWriter, r *http.Request, status int, read func(*framework.Framework, *page.Gates) (app.Regating, bool)) error {
	var base *framework.Framework
	err := s.read(r, func(tx *store.Tx) error {
		ref := r.FormValue("framework")
		if ref == "" {
			ref = app.DefaultFramework
		}
		var err error
		if base, err = s.Frameworks.Get(ref); err != nil || base.Kind != framework.KindLevels || base.Base != "" {
			return errNotFound
		}
		return nil
	})
	if err != nil {
		return err
	}
	p := page.Gates{Base: base.Ref(), BaseTitle: base.Title, ID: "own-" + strings.TrimPrefix(base.ID, "assay-"), Version: "1", Title: base.Title + ", our gates"}
	for d, c := range base.Criteria {
		p.Criteria = append(p.Criteria, page.GateRow{ID: c.ID, Title: c.Title, Dimension: d.Title, Gate: c.Gating, Optional: c.Optional})
	}
	p.Criteria = slices.DeleteFunc(p.Criteria, func(g page.GateRow) bool { return g.Optional })
	for _, t := range base.Tiers {
		p.Tiers = append(p.Tiers, page.GateTier{ID: t.ID, Title: t.Title, Level: strconv.Itoa(t.Level)})
	}
	if read != nil {
		if g, ok := read(base, &p); ok {
			return s.takeFramework(w, r, g.ID+"@"+g.Version+".yaml", g.YAML(s.person(r)), page.Frameworks{})
		}
	}
	title := "Choose gates"
	if len(p.Problems) > 0 {
		title = "Error: " + title
	}
	p.Meta = s.meta(r, title, "methods", page.Link{Text: "Frameworks", URL: "/frameworks"})
	return s.render(w, r, status, page.GatesPage(p))
}
