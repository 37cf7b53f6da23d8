package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/store"
	"assay/web/page"
)

// copyOffer copies one offer, of the library or of the workspace, into the workspace.
func (s *Server) copyOffer(w http.ResponseWriter, r *http.Request) error {
	id := offer.ID(chi.URLParam(r, "id"))
	if !id.Valid() {
		return errNotFound
	}
	copies, err := s.copyAll(r, []offer.ID{id})
	if errors.Is(err, store.ErrNotFound) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/offers/"+string(copies[0].ID)+"/edit", "Copied into the workspace with %s. It is yours to change.", phrase.Count(copies[0].Answers, "answer", "answers"))
}

// copyAll copies offers.
func (s *Server) copyAll(r *http.Request, ids []offer.ID) (copies []app.Copied, err error) {
	err = s.writeNew(r, func(tx *store.Tx) (err error) {
		copies, err = app.CopyOffers(r.Context(), tx, s.act(r, store.Copy), ids)
		return err
	})
	return copies, err
}

// writeNew is write for an f that names new offers: where an import took a name meanwhile, f runs
// once more, and finds the next that is free.
func (s *Server) writeNew(r *http.Request, f func(*store.Tx) error) error {
	err := s.write(r, f)
	if errors.Is(err, store.ErrConflict) {
		err = s.write(r, f)
	}
	return err
}

// copyCaseForm asks which offers of a case to copy.
func (s *Server) copyCaseForm(w http.ResponseWriter, r *http.Request) error {
	return s.showCopyCase(w, r, http.StatusOK, func(offer.ID) bool { return true }, nil)
}

func (s *Server) showCopyCase(w http.ResponseWriter, r *http.Request, status int, chosen func(offer.ID) bool, problems page.Problems) error {
	c, titles, err := s.caseToCopy(r)
	if err != nil {
		return err
	}
	p := page.CopyCase{ID: c.ID, Name: c.Name, Problems: problems}
	for _, id := range leadFirst(c.CaseSummary) {
		p.Offers = append(p.Offers, page.OfferChoice{ID: id, Title: titles[id], Checked: chosen(id)})
	}
	if len(p.Offers) == 0 {
		return errNotFound // a case without offers has nothing to copy
	}
	p.Meta = s.formMeta(r, "Copy "+c.Name, problems, page.Link{Text: "Cases", URL: "/cases"}, page.Link{Text: c.Name, URL: "/cases/" + c.ID})
	p.Meta.Nav = "cases"
	return s.render(w, r, status, page.CopyCasePage(p))
}

// caseToCopy is the case that an address names, with the titles of offers.
func (s *Server) caseToCopy(r *http.Request) (c store.Case, titles map[offer.ID]string, err error) {
	id := chi.URLParam(r, "id")
	if !offer.ID(id).Valid() {
		return c, nil, errNotFound
	}
	titles = map[offer.ID]string{}
	err = s.read(r, func(tx *store.Tx) error {
		if c, err = tx.Case(r.Context(), id); err != nil {
			return err
		}
		all, err := tx.Offers(r.Context())
		for _, o := range all {
			titles[o.ID] = o.Title
		}
		return err
	})
	return c, titles, err
}

// copyCase copies the chosen offers of a case.
func (s *Server) copyCase(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.caseToCopy(r)
	if err != nil {
		return err
	}
	var ids []offer.ID
	for _, id := range r.PostForm["offers"] {
		if slices.Contains(c.Offers, offer.ID(id)) && !slices.Contains(ids, offer.ID(id)) {
			ids = append(ids, offer.ID(id))
		}
	}
	if len(ids) == 0 {
		return s.showCopyCase(w, r, http.StatusUnprocessableEntity, func(offer.ID) bool { return false },
			page.Problems{{Field: "offers", Message: "Choose at least one offer to copy."}})
	}
	copies, err := s.copyAll(r, ids)
	if err != nil {
		return err
	}
	names := make([]string, len(copies))
	answers := 0
	for i, c := range copies {
		names[i] = "“" + c.Title + "”"
		answers += c.Answers
	}
	return s.done(w, r, "/offers?whose=own", "Copied with %s: %s.", phrase.Count(answers, "answer", "answers"), strings.Join(names, ", "))
}
