package server

import (
	"net/http"

	"assay/internal/app"
	"assay/internal/chart"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	p := page.Home{}
	err = s.read(r, func(tx *store.Tx) error {
		if q.Offers, err = leads(r, tx); err != nil {
			return err
		}
		if p.Ev, err = app.Compare(r.Context(), tx, s.Frameworks, q); err != nil {
			return err
		}
		n, err := tx.LibraryCount(r.Context())
		p.Library = page.LibraryCount(n)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range p.Ev.Offers {
		p.Countries = append(p.Countries, countryRef(o.Offer.Country))
	}
	p.Intervals = chart.Intervals(p.Ev, heatWidth)
	p.Meta = s.meta(r, "Sovereign-AI offers, weighed", "")
	return s.render(w, r, http.StatusOK, page.HomePage(p))
}
