package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/phrase"
	"assay/internal/store"
	"assay/web/page"
)

// pointsPrefix stands before the id of a dimension or criterion in the form of weights.
const pointsPrefix = "points."

// weightsForm is what somebody typed, and what it comes to.
type weightsForm struct {
	weighting framework.Weighting
	typed     map[string]string // points as typed, by id
	problems  []page.FieldProblem
	fits      bool // the points do, whatever else is to be mended
}

// readWeights reads the form. Points that are left out are 100: every swing matters alike.
func readWeights(r *http.Request, fw *framework.Framework) weightsForm {
	f := weightsForm{typed: map[string]string{}, weighting: framework.Weighting{
		Framework: fw.Ref(), RangesShown: true, // the form shows every scale
		Person: strings.TrimSpace(r.FormValue("person")), Reason: strings.TrimSpace(r.FormValue("reason")),
	}}
	read := func(id string) framework.Points {
		text := "100"
		if _, given := r.Form[pointsPrefix+id]; given {
			text = strings.TrimSpace(r.Form.Get(pointsPrefix + id))
		}
		f.typed[id] = text
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			f.problems = append(f.problems, page.FieldProblem{Field: id, Message: "Points of " + id + " must be a number from 0 to 100, such as 60."})
			v = 0
		}
		return framework.Points{ID: id, Points: v}
	}
	for _, d := range fw.ScoredDimensions() {
		f.weighting.Dimensions = append(f.weighting.Dimensions, read(d.ID))
		for _, c := range d.ScoredCriteria() {
			f.weighting.Criteria = append(f.weighting.Criteria, read(c.ID))
		}
	}
	if len(f.problems) == 0 {
		f.take(f.weighting.Unfit(fw))
	}
	f.fits = len(f.problems) == 0
	return f
}

func (f *weightsForm) take(ps []framework.WeightingProblem) {
	for _, p := range ps {
		f.problems = append(f.problems, page.FieldProblem(p))
	}
}

// weightsPage shows the form with the result of what is in it. Nothing is stored.
func (s *Server) weightsPage(w http.ResponseWriter, r *http.Request) error {
	q, fw, err := s.weighable(r)
	if err != nil {
		return err
	}
	return s.showWeights(w, r, http.StatusOK, q, readWeights(r, fw))
}

// weighable reads what is compared, and the framework whose criteria are weighed.
func (s *Server) weighable(r *http.Request) (app.Query, *framework.Framework, error) {
	q, err := s.query(r)
	if err != nil {
		return q, nil, err
	}
	q.Weights = "" // another person's do not enter this one's
	fw, err := app.Yardstick(s.Frameworks, q)
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
	p := page.Weights{
		Meta: s.meta(r, "Weights", "compare", page.Link{Text: "Compare", URL: "/compare?" + canonical(q).Encode()}),
		Ev:   ev, Query: canonical(q), Person: f.weighting.Person, Reason: f.weighting.Reason, Problems: f.problems, Stored: storedList(stored, q, ""),
	}
	p.Between, p.Within = weightGroups(ev, f)
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
	return app.Compare(r.Context(), tx, s.Frameworks, *q)
}

// weightsResult is the part of the page that changes while points are typed.
func (s *Server) weightsResult(w http.ResponseWriter, r *http.Request) error {
	q, fw, err := s.weighable(r)
	if err != nil {
		return err
	}
	f := readWeights(r, fw)
	if len(f.problems) > 0 {
		return s.render(w, r, http.StatusOK, templ.Raw("<p>"+templ.EscapeString(f.problems[0].Message)+"</p>"))
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
			s.Shares = append(s.Shares, framework.Points{ID: c.ID, Points: ev.Yardstick().Share(c.ID)})
		}
	}
	return s, err
}

// saveWeights stores the form's weights in the workspace.
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
	f := readWeights(r, fw)
	if len(f.problems) == 0 {
		f.take(f.weighting.Validate(fw))
	}
	if len(f.problems) > 0 {
		return s.showWeights(w, r, http.StatusUnprocessableEntity, q, f)
	}
	var stored framework.Weighting
	err = s.Store.InWorkspace(r.Context(), workspace, func(tx *store.Tx) (err error) {
		stored, err = tx.AddWeighting(r.Context(), f.weighting)
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, weightingURL(stored.ID, q), http.StatusSeeOther)
	return nil
}

func weightingURL(id string, q app.Query) string {
	q.Weights = ""
	return "/weights/" + id + "?" + canonical(q).Encode()
}

func useURL(id string, q app.Query) string {
	q.Weights = id
	return "/compare?" + canonical(q).Encode()
}

// storedWeights shows one weighting, and with ?with=ID another beside it.
func (s *Server) storedWeights(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	if s.workspace(r).IsZero() {
		return errNotFound
	}
	ids := []string{chi.URLParam(r, "id")}
	if with := r.FormValue("with"); with != "" && with != ids[0] {
		ids = append(ids, with)
	}
	p := page.Weighed{}
	err = s.read(r, func(tx *store.Tx) error {
		for _, id := range ids {
			one, err := tx.Weighting(r.Context(), id)
			if err != nil {
				return err
			}
			if len(p.Whose) > 0 && one.Framework != p.Whose[0].Framework {
				return &app.InputError{Field: "with", Message: "These two are weights for different frameworks and cannot stand side by side."}
			}
			q.Framework, q.Weighting = one.Framework, &one
			ev, err := s.weigh(r, tx, &q)
			if err != nil {
				return err
			}
			side, err := standings(ev)
			if err != nil {
				return err
			}
			p.Sides, p.Whose, p.Use = append(p.Sides, side), append(p.Whose, one), append(p.Use, useURL(id, q))
		}
		others, err := tx.Weightings(r.Context(), p.Whose[0].Framework)
		others = slices.DeleteFunc(others, func(o framework.Weighting) bool { return slices.Contains(ids, o.ID) })
		p.Stored = storedList(others, q, ids[0])
		return err
	})
	if err != nil {
		return err
	}
	back := canonical(q)
	p.Meta = s.meta(r, "Weights of "+p.Whose[0].Person, "compare", page.Link{Text: "Compare", URL: "/compare?" + back.Encode()}, page.Link{Text: "Weights", URL: "/weights?" + back.Encode()})
	return s.render(w, r, http.StatusOK, page.WeighedPage(p))
}

func storedList(ws []framework.Weighting, q app.Query, beside string) []page.StoredWeights {
	var list []page.StoredWeights
	for _, w := range ws {
		one := page.StoredWeights{Weighting: w, URL: weightingURL(w.ID, q), Use: useURL(w.ID, q)}
		if beside != "" {
			one.Beside = weightingURL(beside, q) + "&with=" + w.ID
		}
		list = append(list, one)
	}
	return list
}

// weightGroups lays the swings out: the dimensions, then the criteria of each.
func weightGroups(ev comparison.Evaluation, f weightsForm) (page.WeightGroup, []page.WeightGroup) {
	problem := func(id string) string {
		for _, p := range f.problems {
			if p.Field == id {
				return p.Message
			}
		}
		return ""
	}
	between := page.WeightGroup{ID: "dimensions", Title: "Between the dimensions"}
	var within []page.WeightGroup
	for _, d := range ev.Yardstick().ScoredDimensions() {
		between.Rows = append(between.Rows, page.WeightRow{ID: d.ID, Title: d.Title, Points: f.typed[d.ID], Problem: problem(d.ID)})
		g := page.WeightGroup{ID: d.ID, Title: d.Title}
		for _, c := range d.ScoredCriteria() {
			g.Rows = append(g.Rows, page.WeightRow{
				ID: c.ID, Title: c.ID + " " + c.Title, Worst: c.Levels[0], Best: c.Levels[framework.MaxLevel],
				Range: actualRange(ev, c.ID), Points: f.typed[c.ID], Problem: problem(c.ID),
			})
		}
		within = append(within, g)
	}
	return between, within
}

// actualRange is how far the offers at hand differ on a criterion.
func actualRange(ev comparison.Evaluation, criterion string) string {
	l := evaluate.Levels{Lo: framework.MaxLevel}
	unknown, known := 0, 0
	for _, o := range ev.Offers {
		c, _ := o.Evidenced.Cell(criterion)
		switch c.State {
		case evaluate.Unknown:
			unknown++
		case evaluate.Answered:
			known++
			l.Lo, l.Hi = min(l.Lo, c.Levels.Lo), max(l.Hi, c.Levels.Hi)
		}
	}
	switch {
	case known == 0 && unknown == 0:
		return "it does not apply"
	case known == 0:
		return "unknown for all"
	case unknown == 0:
		return "level " + phrase.Levels(l)
	}
	return "level " + phrase.Levels(l) + " where known, unknown for " + phrase.Count(unknown, "offer", "offers")
}
