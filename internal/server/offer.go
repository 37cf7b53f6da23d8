package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/refdata"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) offers(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	var ev comparison.Evaluation
	err = s.read(r, func(tx *store.Tx) error {
		all, err := tx.Offers(r.Context())
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return errNoLibrary
		}
		q.Offers = nil
		for _, c := range choices(all, nil) {
			q.Offers = append(q.Offers, c.ID)
		}
		ev, err = app.Compare(r.Context(), tx, s.Frameworks, q)
		return err
	})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for c := range refdata.Countries {
		names[c.Alpha3] = c.Name
	}
	return s.render(w, r, http.StatusOK, page.OffersPage(page.Offers{Meta: s.meta(r, "Offers", "offers"), Ev: ev, Names: names}))
}

func (s *Server) offer(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	id := offer.ID(chi.URLParam(r, "id"))
	if !id.Valid() {
		return errNotFound
	}
	q.Offers = []offer.ID{id}
	var ev comparison.Evaluation
	err = s.read(r, func(tx *store.Tx) error {
		ev, err = app.Compare(r.Context(), tx, s.Frameworks, q)
		return err
	})
	if input, ok := errors.AsType[*app.InputError](err); ok && input.Missing {
		return errNotFound
	}
	if err != nil {
		return err
	}
	o := ev.Offers[0].Offer
	p := page.Offer{Ev: ev}
	crumbs := []page.Link{{Text: "Offers", URL: "/offers"}}
	if o.Country != "" {
		p.Country = countryRef(o.Country)
		crumbs = append(crumbs, page.Link{Text: p.Country.Name, URL: "/cases/" + p.Country.CaseID})
	}
	p.Meta = s.meta(r, o.Title, "offers", crumbs...)
	return s.render(w, r, http.StatusOK, page.OfferPage(p))
}
