package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/chart"
	"assay/internal/offer"
	"assay/internal/refdata"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) cases(w http.ResponseWriter, r *http.Request) error {
	var list []store.CaseSummary
	err := s.read(r, func(tx *store.Tx) (err error) {
		list, err = tx.Cases(r.Context())
		return err
	})
	if err != nil {
		return err
	}
	p := page.Cases{Meta: s.meta(r, "Cases", "cases")}
	for _, c := range list {
		p.Cases = append(p.Cases, page.CaseSummary{
			ID: c.ID, Name: c.Name, Summary: c.Summary, Country: c.Country != "", Full: c.Full, AsOf: c.AsOf,
			Offers: len(c.Offers), Facts: c.FactCount,
		})
	}
	slices.SortStableFunc(p.Cases, func(a, b page.CaseSummary) int { return caseRank(a) - caseRank(b) })
	return s.render(w, r, http.StatusOK, page.CasesPage(p))
}

// caseRank puts the full cases first, in their order, then the short ones, then the reference
// shelf.
func caseRank(c page.CaseSummary) int {
	if i := slices.Index(casestudy.FullCases, c.ID); i >= 0 {
		return i
	}
	if c.Country {
		return len(casestudy.FullCases)
	}
	return len(casestudy.FullCases) + 1
}

func (s *Server) caseStudy(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "id")
	lower := strings.ToLower(id)
	if !offer.ID(lower).Valid() {
		return errNotFound
	}
	if lower != id {
		http.Redirect(w, r, (&url.URL{Path: "/cases/" + lower, RawQuery: r.URL.RawQuery}).String(), http.StatusMovedPermanently)
		return nil
	}
	p := page.CaseStudy{Evidence: map[offer.ID]offer.Evidence{}}
	var c store.Case
	err = s.read(r, func(tx *store.Tx) error {
		if c, err = tx.Case(r.Context(), id); errors.Is(err, store.ErrNotFound) {
			return s.notThere(r, id)
		}
		if err != nil {
			return err
		}
		var cited []offer.ID
		for _, f := range c.Facts {
			cited = append(cited, f.Evidence...)
		}
		slices.Sort(cited)
		es, err := tx.Evidence(r.Context(), slices.Compact(cited))
		if err != nil {
			return err
		}
		for _, e := range es {
			p.Evidence[e.ID] = e
		}
		if q.Offers, err = caseOffers(r, tx, c); err != nil || len(q.Offers) == 0 {
			return err
		}
		frameworks, err := s.registry(r, tx, q.Framework)
		if err != nil {
			return err
		}
		p.Ev, err = app.Compare(r.Context(), tx, frameworks, q)
		return err
	})
	if err != nil {
		return err
	}
	if p.HasOffers = len(q.Offers) > 0; p.HasOffers {
		p.Intervals = chart.Intervals(p.Ev, heatWidth)
	}
	p.Case, p.AsOf = studyOf(c), q.AsOf
	p.Position = position(c.Country, q.AsOf)
	p.Meta = s.meta(r, c.Name, "cases", page.Link{Text: "Cases", URL: "/cases"})
	return s.render(w, r, http.StatusOK, page.CasePage(p))
}

// caseOffers are a country's offers, its lead first, and then the programmes and open paths
// that any buyer may take instead.
func caseOffers(r *http.Request, tx *store.Tx, c store.Case) ([]offer.ID, error) {
	ids := leadFirst(c.CaseSummary)
	if c.Country == "" || len(ids) == 0 {
		return ids, nil
	}
	ref, err := tx.Case(r.Context(), casestudy.Reference)
	if err != nil {
		return nil, err
	}
	return append(ids, ref.Offers...), nil
}

func leadFirst(c store.CaseSummary) []offer.ID {
	ids := slices.Clone(c.Offers)
	if i := slices.Index(ids, c.Lead); i > 0 {
		ids = append([]offer.ID{c.Lead}, slices.Delete(ids, i, i+1)...)
	}
	return ids
}

func studyOf(c store.Case) casestudy.Case {
	study := casestudy.Case{ID: c.ID, Country: c.Country, Name: c.Name, Full: c.Full, AsOf: c.AsOf, Summary: c.Summary, Lead: c.Lead}
	for _, f := range c.Facts {
		study.Facts = append(study.Facts, casestudy.Fact{
			Date: f.Date, Topic: f.Topic, Text: f.Text, Offers: f.Offers, Evidence: f.Evidence, Check: casestudy.Check(f.Check), Seeds: f.Seeds,
		})
	}
	return study
}

// position says where a country stands under the United States' export rules on a day; nil
// where nothing is recorded.
func position(country string, asOf offer.Date) *page.ExportPosition {
	if country == "" {
		return nil
	}
	p, err := refdata.ExportPosition(country, asOf)
	if err != nil {
		return nil
	}
	view := page.ExportPosition{Source: refdata.ExportSource, NotLegalAdvice: refdata.NotLegalAdvice, Notes: p.Notes}
	for _, g := range p.Groups {
		view.Groups = append(view.Groups, g.ID+" ("+g.Label+")")
	}
	for _, it := range p.Items {
		view.Items = append(view.Items, page.ExportItem{Name: it.Name, Codified: it.Codified, Announced: it.Announced, Parted: it.Parted})
	}
	return &view
}

func countryRef(code string) page.CountryRef {
	return page.CountryRef{CaseID: strings.ToLower(code), Name: countryName(code)}
}
