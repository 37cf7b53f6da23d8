package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/negotiate"
	"assay/internal/phrase"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) methods(w http.ResponseWriter, r *http.Request) error {
	all := s.Frameworks
	if !s.workspace(r).IsZero() {
		err := s.read(r, func(tx *store.Tx) (err error) {
			all, err = s.frameworks(r, tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.render(w, r, http.StatusOK, page.MethodsPage(page.Methods{Meta: s.meta(r, "Methods", "methods"), Frameworks: all.All()}))
}

func (s *Server) method(w http.ResponseWriter, r *http.Request) error {
	ref := chi.URLParam(r, "id") + "@" + chi.URLParam(r, "version")
	all, err := s.registryFor(r, ref)
	if err != nil {
		return err
	}
	fw, err := all.Get(ref)
	if err != nil {
		return errNotFound
	}
	worked, err := workedExample(fw)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, page.MethodPage(page.Method{
		Meta: s.meta(r, fw.Title, "methods", page.Link{Text: "Methods", URL: "/methods"}), Framework: fw, Partings: partings(fw), Worked: worked,
	}))
}

// exampleGoal is the assurance level that the worked example is asked to reach.
const exampleGoal = 3

// workedExample computes the example that was published with a framework of rungs; nil where
// there is none.
func workedExample(fw *framework.Framework) (*page.WorkedExample, error) {
	if fw.Example == nil {
		return nil, nil
	}
	r, err := evaluate.Rungs(fw, fw.Example.Choices)
	if err != nil {
		return nil, err
	}
	w := &page.WorkedExample{Source: fw.Example.Source, Score: fmt.Sprintf("%.4f", r.Score.Lo)}
	for _, l := range r.Levels {
		w.Verdicts = append(w.Verdicts, fmt.Sprintf("SEAL-%d by %s, bound by %s", l.Level, l.Title, strings.Join(l.Binding, ", ")))
		a, err := negotiate.ReachSEAL(fw, fw.Example.Choices, l.Variant, exampleGoal)
		if err != nil {
			return nil, err
		}
		w.Reach = append(w.Reach, page.Reach{
			Title: fmt.Sprintf("To SEAL-%d by %s: %s", a.Level, l.Title, phrase.Reach(a.Reached, len(a.Changes), len(a.Impossible))), Changes: a.Changes,
		})
	}
	return w, nil
}

// partings are the rungs on which a framework's published tags differ.
func partings(fw *framework.Framework) []page.Parting {
	var ps []page.Parting
	for _, c := range fw.Criteria {
		for n, rung := range c.Rungs {
			for _, l := range rung.Levels[1:] {
				if l != rung.Levels[0] {
					ps = append(ps, page.Parting{Criterion: c.ID, Title: c.Title, Choice: n + 1, Label: rung.Label, Levels: rung.Levels})
					break
				}
			}
		}
	}
	return ps
}

// maxAbout bounds what a report repeats from its address, in bytes: a comparison of every
// offer that an address may name fits.
const maxAbout = 8000

func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	about := strings.ToValidUTF8(r.FormValue("about"), "")
	if len(about) > maxAbout {
		about = "" // cut short it would lead somewhere else
	}
	return s.render(w, r, http.StatusOK, page.ReportPage(page.Report{Meta: s.meta(r, "Report an error", ""), About: about}))
}
