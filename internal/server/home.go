package server

import (
	"net/http"

	"assay/internal/app"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	p := page.Home{}
	var cases []store.CaseSummary
	err = s.read(r, func(tx *store.Tx) error {
		if cases, err = tx.Cases(r.Context()); err != nil {
			return err
		}
		if q.Offers, err = leadsOf(cases); err != nil {
			return err
		}
		frameworks, err := s.registry(r, tx, q.Framework)
		if err != nil {
			return err
		}
		if p.Ev, err = app.Analyse(r.Context(), tx, frameworks, q, comparison.PartAsks); err != nil {
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
		p.Choices = append(p.Choices, choiceOf(cases, o.Offer.Country))
	}
	p.Asks = p.Ev.Analysis.Asks
	tomorrow := offer.DateOf(p.Ev.AsOf.First().AddDate(0, 0, 1))
	if p.Drills, err = comparison.DrillsOf(p.Ev, depend.Event{Kind: depend.LicenceRevoked, Actor: "US", From: tomorrow}); err != nil {
		return err
	}
	p.Plane = chart.Plane(p.Ev, heatWidth)
	p.Intervals = chart.Intervals(p.Ev, heatWidth)
	p.Meta = s.meta(r, "Sovereign-AI offers, weighed", "")
	return s.render(w, r, http.StatusOK, page.HomePage(p))
}
