package server

import (
	"net/http"
	"slices"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// Widths of charts on pages, in CSS pixels; they scale down with the page.
const (
	chartWidth = 620
	heatWidth  = 900
)

func (s *Server) compare(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	return s.showComparison(w, r, http.StatusOK, q, page.Save{Done: s.justSaved(r)})
}

// showComparison shows a comparison, and beside it how saving it went.
func (s *Server) showComparison(w http.ResponseWriter, r *http.Request, status int, q app.Query, save page.Save) error {
	view := r.FormValue("view")
	if view != "criteria" {
		view = "headline"
	}
	var ev comparison.Evaluation
	var choice page.Picker
	var frameworks *framework.Registry
	err := s.read(r, func(tx *store.Tx) (err error) {
		if frameworks, err = s.frameworks(r, tx); err != nil {
			return err
		}
		if len(q.Offers) == 0 {
			if q.Offers, err = leads(r, tx); err != nil {
				return err
			}
		}
		if choice, err = s.picker(r, tx, q.Offers); err != nil {
			return err
		}
		ev, err = app.Compare(r.Context(), tx, frameworks, q)
		return err
	})
	if err != nil {
		return err
	}
	params := canonical(q)
	if view != "headline" {
		params.Set("view", view)
	}
	return s.render(w, r, status, page.ComparePage(page.Compare{
		Meta: s.meta(r, "Compare", "compare"), Ev: ev, View: view, Query: params,
		Frameworks: frameworkOptions(frameworks, ev), Tiers: tierOptions(ev), Picker: choice,
		Plane: chart.Plane(ev, heatWidth), Intervals: chart.Intervals(ev, chartWidth), Points: chart.Contributions(ev, chartWidth), Heat: chart.Heat(ev, heatWidth),
		Save: save,
	}))
}

// leads are the offers that stand for the four full cases: what is compared when nobody chose.
// A library without cases gives errNoLibrary.
func leads(r *http.Request, tx *store.Tx) ([]offer.ID, error) {
	cases, err := tx.Cases(r.Context())
	if err != nil {
		return nil, err
	}
	return leadsOf(cases)
}

func leadsOf(cases []store.CaseSummary) ([]offer.ID, error) {
	if len(cases) == 0 {
		return nil, errNoLibrary
	}
	var ids []offer.ID
	for _, id := range casestudy.FullCases {
		if i := slices.IndexFunc(cases, func(c store.CaseSummary) bool { return c.ID == id }); i >= 0 {
			ids = append(ids, cases[i].Lead)
		}
	}
	return ids, nil
}

func frameworkOptions(all *framework.Registry, ev comparison.Evaluation) []page.Option {
	var options []page.Option
	for _, f := range listed(all) {
		options = append(options, page.Option{Value: f.Ref(), Text: f.Title, Selected: f.Ref() == ev.Yardstick().Ref()})
	}
	return options
}

func tierOptions(ev comparison.Evaluation) []page.Option {
	var options []page.Option
	for _, t := range ev.Yardstick().Tiers {
		options = append(options, page.Option{Value: t.ID, Text: t.Title, Selected: t.ID == ev.Tier.ID})
	}
	return options
}
