package server

import (
	"bytes"
	"io"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/casestudy"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// analysed reads a comparison and everything that its views show, with the parts of its
// analysis that the view wants.
func (s *Server) analysed(r *http.Request, view string, want comparison.Parts) (page.Compare, error) {
	q, err := s.query(r)
	if err != nil {
		return page.Compare{}, err
	}
	var choice page.Picker
	var cases []store.CaseSummary
	var ev comparison.Evaluation
	var frameworks *framework.Registry
	err = s.read(r, func(tx *store.Tx) (err error) {
		if frameworks, err = s.frameworks(r, tx); err != nil {
			return err
		}
		if cases, err = tx.Cases(r.Context()); err != nil {
			return err
		}
		if len(q.Offers) == 0 {
			if q.Offers, err = leadsOf(cases); err != nil {
				return err
			}
		}
		if choice, err = s.picker(r, tx, q.Offers); err != nil {
			return err
		}
		if want == 0 {
			ev, err = app.Compare(r.Context(), tx, frameworks, q)
			return err
		}
		ev, err = app.Analyse(r.Context(), tx, frameworks, q, want)
		return err
	})
	if err != nil {
		return page.Compare{}, err
	}
	return page.Compare{
		Meta: s.meta(r, "Compare", "compare"), Ev: ev, View: view, Query: canonical(q),
		Frameworks: frameworkOptions(frameworks, ev), Tiers: tierOptions(ev), Picker: choice,
		Choosers: choosers(ev, cases, view),
	}, nil
}

// choosers lead from profiles to the choices that their buyers really have.
func choosers(ev comparison.Evaluation, cases []store.CaseSummary, view string) []page.Link {
	if ev.Kind == comparison.Decision {
		return nil
	}
	var links []page.Link
	seen := map[string]bool{}
	for _, o := range ev.Offers {
		country := o.Offer.Country
		if country == "" || seen[country] {
			continue
		}
		seen[country] = true
		if ids := choiceOf(cases, country); len(ids) > 0 {
			links = append(links, page.Link{Text: countryName(country), URL: page.ViewURL(view, ids) + "&as_of=" + ev.AsOf.String()})
		}
	}
	return links
}

// choiceOf is the choice that a country really has: its offers, the lead first, and then the
// programmes and open paths that any buyer may take instead.
func choiceOf(cases []store.CaseSummary, country string) []offer.ID {
	var own, shelf []offer.ID
	for _, c := range cases {
		switch {
		case c.ID == casestudy.Reference:
			shelf = c.Offers
		case c.Country == country:
			own = leadFirst(c)
		}
	}
	if len(own) == 0 {
		return nil
	}
	return slices.Concat(own, shelf)
}

func (s *Server) why(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "why", comparison.PartRequests|comparison.PartOrder)
	if err != nil {
		return err
	}
	p := page.Why{Compare: c}
	p.Meta.Title = "What decides it"
	if sure := c.Ev.Analysis.Sure; sure != nil {
		p.First = chart.First(c.Ev, heatWidth)
		if len(sure.Swings) > 0 {
			p.Tornado = chart.Tornado(c.Ev, heatWidth)
		}
		if len(sure.Stability) > 0 {
			p.Stability = chart.StabilityChart(c.Ev, heatWidth)
		}
	}
	return s.render(w, r, http.StatusOK, page.WhyPage(p))
}

func (s *Server) requests(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "requests", comparison.PartRequests)
	if err != nil {
		return err
	}
	c.Meta.Title = "What to find out first"
	return s.render(w, r, http.StatusOK, page.RequestsPage(page.Requests{Compare: c}))
}

// requestsFile is the list of evidence requests as a file to send.
func (s *Server) requestsFile(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "requests", comparison.PartRequests)
	if err != nil {
		return err
	}
	format := chi.URLParam(r, "format")
	write, mime := briefing.WriteRequestsCSV, "text/csv; charset=utf-8"
	if format == "xlsx" {
		write, mime = briefing.WriteRequestsXLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	var buf bytes.Buffer
	if err := write(io.Writer(&buf), c.Ev); err != nil {
		return err
	}
	name := "assay-requests-" + c.Ev.AsOf.String() + "." + format
	return s.file(w, mime, name, buf.Bytes())
}
