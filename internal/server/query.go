package server

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// maxQueryOffers bounds the offers that one address may name.
const maxQueryOffers = 200

// query reads what to compare from an address: offers (ids, in one parameter with commas or in
// several), framework, tier, weights (the id of stored ones), as_of and recorded. The as-of date defaults to
// today, and what is read is what is recorded now.
func (s *Server) query(r *http.Request) (app.Query, error) {
	q := app.Query{Framework: r.FormValue("framework"), Tier: r.FormValue("tier"), Weights: r.FormValue("weights"), AsOf: offer.DateOf(s.Now())}
	if text := r.FormValue("as_of"); text != "" {
		d, err := offer.ParseDate(text)
		if err != nil || d.Day == 0 {
			return q, &app.InputError{Field: "as_of", Message: fmt.Sprintf("%q is not a whole date such as %s.", text, q.AsOf)}
		}
		q.AsOf = d
	}
	var err error
	if q.Recorded, err = s.past(r); err != nil {
		return q, err
	}
	for _, part := range r.Form["offers"] {
		for id := range strings.SplitSeq(part, ",") {
			if id = strings.TrimSpace(id); id == "" {
				continue
			}
			if !offer.ID(id).Valid() {
				return q, &app.InputError{Field: "offers", Message: fmt.Sprintf("%q is no offer's name: they are made of small letters, digits and hyphens.", id), Missing: true}
			}
			q.Offers = append(q.Offers, offer.ID(id))
		}
	}
	if len(q.Offers) > maxQueryOffers {
		return q, &app.InputError{Field: "offers", Message: "An address can name at most 200 offers."}
	}
	return q, nil
}

// canonical writes a query as address parameters, the same for the same query.
func canonical(q app.Query) url.Values {
	v := url.Values{}
	ids := make([]string, len(q.Offers))
	for i, id := range q.Offers {
		ids[i] = string(id)
	}
	v.Set("offers", strings.Join(ids, ","))
	v.Set("as_of", q.AsOf.String())
	if q.Framework != "" {
		v.Set("framework", q.Framework)
	}
	if q.Tier != "" {
		v.Set("tier", q.Tier)
	}
	if q.Weights != "" {
		v.Set("weights", q.Weights)
	}
	if !q.Recorded.IsZero() {
		v.Set("recorded", recordedText(q.Recorded))
	}
	return v
}

// chosen are the valid choices that an address makes of how facts are read; what is left out,
// or wrong, is not kept.
func (s *Server) chosen(r *http.Request) url.Values {
	v := url.Values{}
	if d, err := offer.ParseDate(r.FormValue("as_of")); err == nil && d.Day > 0 {
		v.Set("as_of", d.String())
	}
	if at, err := recordedAt(r.FormValue("recorded")); err == nil && !at.IsZero() {
		v.Set("recorded", recordedText(at))
	}
	all, err := s.registryFor(r, r.FormValue("framework"))
	if err != nil {
		return v
	}
	fw, err := all.Get(cmp.Or(r.FormValue("framework"), app.DefaultFramework))
	if err != nil || fw.Kind != framework.KindLevels {
		return v
	}
	if ref := r.FormValue("framework"); ref != "" {
		v.Set("framework", ref)
	}
	if id, err := store.ParseUUID(r.FormValue("weights")); err == nil && !s.workspace(r).IsZero() {
		v.Set("weights", id.String())
	}
	if tier := r.FormValue("tier"); tier != "" {
		if _, err := fw.Tier(tier); err == nil {
			v.Set("tier", tier)
		}
	}
	return v
}
