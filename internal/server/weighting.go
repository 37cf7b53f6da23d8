package server

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// storedWeights shows one weighting, and with ?with=ID another beside it.
func (s *Server) storedWeights(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	if s.workspace(r).IsZero() {
		return errNotFound
	}
	whose := []string{chi.URLParam(r, "id")}
	if with := r.FormValue("with"); with != "" && with != whose[0] {
		whose = append(whose, with)
	}
	var p page.Weighed
	err = s.read(r, func(tx *store.Tx) error {
		if p.Sides, err = s.sides(r, tx, &q, whose); err != nil {
			return err
		}
		others, err := tx.Weightings(r.Context(), q.Framework)
		others = slices.DeleteFunc(others, func(o framework.Weighting) bool { return slices.Contains(whose, o.ID) })
		p.Stored = storedList(others, q, whose[0])
		return err
	})
	if err != nil {
		return err
	}
	back := canonical(q).Encode()
	p.Meta = s.meta(r, p.Heading(), "compare", page.Link{Text: "Compare", URL: "/compare?" + back}, page.Link{Text: "Weights", URL: "/weights?" + back})
	return s.render(w, r, http.StatusOK, page.WeighedPage(p))
}

// sides compares the query's offers under each of the stored weights. They are read once, and
// the framework is the one that the weights are for.
func (s *Server) sides(r *http.Request, tx *store.Tx, q *app.Query, whose []string) ([]page.WeighedSide, error) {
	var sides []page.WeighedSide
	var ev comparison.Evaluation
	for i, id := range whose {
		w, err := tx.Weighting(r.Context(), id)
		switch {
		case err != nil:
			return nil, err
		case i == 0:
			q.Framework, q.Weighting = w.Framework, &w
			ev, err = s.weigh(r, tx, q)
		case w.Framework != q.Framework:
			err = &app.InputError{Field: "with", Message: "These two are weights for different frameworks and cannot stand side by side."}
		default:
			ev, err = ev.Under(w)
		}
		if err != nil {
			return nil, err
		}
		side := page.WeighedSide{Weighting: w, Use: addressWith(*q, "/compare", id), Change: addressWith(*q, "/weights", id)}
		if side.Standings, err = standings(ev); err != nil {
			return nil, err
		}
		sides = append(sides, side)
	}
	return sides, nil
}

// addressWith is a page about the query with stored weights.
func addressWith(q app.Query, path, id string) string {
	q.Weights = id
	return path + "?" + canonical(q).Encode()
}

// weightingURL is the page of stored weights, beside the query's offers.
func weightingURL(id string, q app.Query) string { return addressWith(q, "/weights/"+id, "") }

// storedList lists weights for the offers of a query; beside is what they can be put next to.
func storedList(ws []framework.Weighting, q app.Query, beside string) []page.StoredWeights {
	var list []page.StoredWeights
	for _, w := range ws {
		one := page.StoredWeights{Weighting: w, URL: weightingURL(w.ID, q), Use: addressWith(q, "/compare", w.ID)}
		if beside != "" {
			one.Beside = weightingURL(beside, q) + "&with=" + w.ID
		}
		list = append(list, one)
	}
	return list
}
