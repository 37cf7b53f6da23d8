package server

import (
	"net/http"
	"time"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// weightsPage shows the form with the result of what is in it. Nothing is stored. Stored
// weights in the address are where the form starts from.
func (s *Server) weightsPage(w http.ResponseWriter, r *http.Request) error {
	q, fw, err := s.weighable(r)
	if err != nil {
		return err
	}
	var start framework.Weighting
	if id := r.FormValue("weights"); id != "" {
		err := s.read(r, func(tx *store.Tx) (err error) {
			start, err = tx.Weighting(r.Context(), id)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.showWeights(w, r, http.StatusOK, q, readWeights(r, fw, start))
}

// weighable reads what is compared, and the framework whose criteria are weighed.
func (s *Server) weighable(r *http.Request) (app.Query, *framework.Framework, error) {
	q, err := s.query(r)
	if err != nil {
		return q, nil, err
	}
	q.Weights = "" // another person's do not enter this one's
	all, err := s.registryFor(r, q.Framework)
	if err != nil {
		return q, nil, err
	}
	fw, err := app.Yardstick(all, q)
	return q, fw, err
}

func (s *Server) showWeights(w http.ResponseWriter, r *http.Request, status int, q app.Query, f weightsForm) error {
	if f.fits {
		q.Weighting = &f.weighting
	}
	var ev comparison.Evaluation
	var stored []framework.Weighting
	err := s.read(r, func(tx *store.Tx) (err error) {
		if ev, err = s.weigh(r, tx, &q); err != nil {
			return err
		}
		if !s.workspace(r).IsZero() {
			stored, err = tx.Weightings(r.Context(), f.weighting.Framework)
		}
		return err
	})
	if err != nil {
		return err
	}
	title := "What matters to you"
	if len(f.problems) > 0 {
		title = "Error: " + title
	}
	p := page.Weights{
		Meta: s.meta(r, title, "compare", page.Link{Text: "Compare", URL: "/compare?" + canonical(q).Encode()}),
		Ev:   ev, Query: canonical(q), Person: f.weighting.Person, Reason: f.weighting.Reason, Problems: f.problems, Stored: storedList(stored, q, ""),
	}
	p.Between, p.Within = f.groups(ev)
	if f.fits {
		result, err := standings(ev)
		if err != nil {
			return err
		}
		p.Result = &result
	}
	return s.render(w, r, status, page.WeightsPage(p))
}

// weigh compares under the query's weights; an address without offers means the lead deals.
func (s *Server) weigh(r *http.Request, tx *store.Tx, q *app.Query) (ev comparison.Evaluation, err error) {
	if len(q.Offers) == 0 {
		if q.Offers, err = leads(r, tx); err != nil {
			return ev, err
		}
	}
	if len(q.Offers) > comparison.MaxAnalysed {
		return ev, &app.InputError{Field: "offers", Message: "Weights are tried on at most 60 offers: choose fewer."}
	}
	frameworks, err := s.registry(r, tx, q.Framework)
	if err != nil {
		return ev, err
	}
	return app.Compare(r.Context(), tx, frameworks, *q)
}

// weightsResult is the part of the page that changes while points are typed.
func (s *Server) weightsResult(w http.ResponseWriter, r *http.Request) error {
	q, fw, err := s.weighable(r)
	if err != nil {
		return err
	}
	f := readWeights(r, fw, framework.Weighting{})
	if len(f.problems) > 0 {
		return s.render(w, r, http.StatusOK, page.NoStandings(f.problems[0].Message))
	}
	q.Weighting = &f.weighting
	var ev comparison.Evaluation
	err = s.read(r, func(tx *store.Tx) (err error) {
		ev, err = s.weigh(r, tx, &q)
		return err
	})
	if err != nil {
		return err
	}
	result, err := standings(ev)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, page.StandingsTable(result))
}

func standings(ev comparison.Evaluation) (page.Standings, error) {
	rows, draws, err := comparison.Standings(ev)
	s := page.Standings{Ev: ev, Rows: rows, Draws: draws}
	for _, d := range ev.Yardstick().ScoredDimensions() {
		for _, c := range d.ScoredCriteria() {
			s.Shares = append(s.Shares, page.WeightShare{ID: c.ID, Share: ev.Yardstick().Share(c.ID)})
		}
	}
	return s, err
}

// saveWeights stores the form's weights in the workspace, with the offers that stood beside.
func (s *Server) saveWeights(w http.ResponseWriter, r *http.Request) error {
	if !s.Desk {
		return errForbidden
	}
	workspace := s.workspace(r)
	if workspace.IsZero() {
		return errNotFound
	}
	q, fw, err := s.weighable(r)
	if err != nil {
		return err
	}
	f := readWeights(r, fw, framework.Weighting{})
	if len(f.problems) == 0 {
		f.take(f.weighting.Validate(fw))
	}
	if len(f.problems) > 0 {
		return s.showWeights(w, r, http.StatusUnprocessableEntity, q, f)
	}
	stored := f.weighting
	err = s.Store.InWorkspace(r.Context(), workspace, func(tx *store.Tx) error {
		// Offers that cannot be compared had no ranges to show.
		if _, err := s.weigh(r, tx, &q); err != nil {
			return err
		}
		stored.Beside = framework.Beside{AsOf: q.AsOf, Offers: q.Offers}
		stored, err = tx.AddWeighting(r.Context(), stored)
		return err
	})
	if err != nil {
		return err
	}
	q.Recorded = time.Time{} // what was stored now was not there then
	http.Redirect(w, r, weightingURL(stored.ID, q), http.StatusSeeOther)
	return nil
}
