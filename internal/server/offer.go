package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/refdata"
	"assay/internal/store"
	"assay/web/page"
)

// offers is the register: only what stands on the page is evaluated.
func (s *Server) offers(w http.ResponseWriter, r *http.Request) error {
	q, err := s.query(r)
	if err != nil {
		return err
	}
	filter, err := s.registerFilter(r)
	if err != nil {
		return err
	}
	var list store.RegisterPage
	p := page.Offers{AsOf: q.AsOf, Workspace: !s.workspace(r).IsZero()}
	err = s.read(r, func(tx *store.Tx) error {
		if list, err = tx.Register(r.Context(), filter); err != nil {
			return err
		}
		if list.All == 0 {
			return errNoLibrary
		}
		q.Offers = nil
		for _, o := range list.Offers {
			q.Offers = append(q.Offers, o.ID)
		}
		if len(q.Offers) == 0 || filter.Whose == store.ArchivedOnly {
			return nil
		}
		frameworks, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		p.Ev, err = app.Compare(r.Context(), tx, frameworks, q)
		return err
	})
	if err != nil {
		return err
	}
	p.Names, p.Own = map[string]string{}, map[offer.ID]bool{}
	for _, c := range list.Countries {
		p.Names[c] = countryName(c)
	}
	for _, o := range list.Offers {
		p.Own[o.ID] = o.Own
		if filter.Whose == store.ArchivedOnly {
			p.Archived = append(p.Archived, page.OfferLine{ID: o.ID, Title: o.Title, Provider: o.Provider})
		}
	}
	p.Total, p.All, p.Page, p.Pages = list.Total, list.All, filter.Page+1, (list.Total+store.RegisterRows-1)/store.RegisterRows
	p.Filter = filterView(filter, p)
	if filter.Page > 0 {
		p.Before = registerURL(filter, filter.Page-1)
	}
	if p.Page < p.Pages {
		p.After = registerURL(filter, filter.Page+1)
	}
	p.Meta = s.meta(r, "Offers", "offers")
	return s.render(w, r, http.StatusOK, page.OffersPage(p))
}

// maxRegisterPages bounds the pages of the register that an address may ask for.
const maxRegisterPages = 10000

// registerFilter reads which offers to list.
func (s *Server) registerFilter(r *http.Request) (store.RegisterFilter, error) {
	f := store.RegisterFilter{Text: formText(r, "text"), Whose: r.FormValue("whose"), Country: r.FormValue("country"), Status: r.FormValue("status")}
	if err := filterProblem(f, "text"); err != nil {
		return f, err
	}
	if s.workspace(r).IsZero() && f.Whose != store.Everybodys && f.Whose != store.LibraryOnly {
		return f, errClosed
	}
	if !slices.Contains([]string{store.Everybodys, store.LibraryOnly, store.OwnOnly, store.ArchivedOnly}, f.Whose) {
		return f, &app.InputError{Field: "whose", Message: "Choose whose offers to list: the library's, your own, or those that are archived."}
	}
	if _, err := offer.ParseStatus(f.Status); f.Status != "" && err != nil {
		return f, &app.InputError{Field: "status", Message: "Choose a status: active, paused or withdrawn."}
	}
	if text := r.FormValue("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxRegisterPages {
			return f, errNotFound
		}
		f.Page = n - 1
	}
	return f, nil
}

// filterProblem is what to mend in the text, which the address has in a field, or the country
// of a filter.
func filterProblem(f store.RegisterFilter, field string) error {
	if p := textProblem("The text to look for", f.Text, false, 200); p != "" {
		return &app.InputError{Field: field, Message: p}
	}
	if _, known := refdata.Country(f.Country); f.Country != "" && f.Country != "-" && !(known && len(f.Country) == 3) {
		return &app.InputError{Field: "country", Message: fmt.Sprintf("%q is no country's code of three letters.", clip(f.Country, 20))}
	}
	return nil
}

// filterView is the filter with what it may be set to.
func filterView(f store.RegisterFilter, p page.Offers) page.RegisterFilter {
	v := page.RegisterFilter{Text: f.Text, Whose: f.Whose, Country: f.Country, Status: f.Status}
	v.Active = f.Text != "" || f.Whose != "" || f.Country != "" || f.Status != ""
	if p.Workspace {
		v.Whoses = labelled("", "Everybody's", store.LibraryOnly, "The library's", store.OwnOnly, "Our own", store.ArchivedOnly, "Archived")
	}
	v.Countries = countryChoices(p.Names, f.Country)
	v.Words = append(labelled("", "Any status"), statuses...)
	return v
}

// registerURL is the address of a page, from 0, of the register.
func registerURL(f store.RegisterFilter, n int) string {
	v := url.Values{}
	for name, value := range map[string]string{"text": f.Text, "whose": f.Whose, "country": f.Country, "status": f.Status} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if n > 0 {
		v.Set("page", strconv.Itoa(n+1))
	}
	if len(v) == 0 {
		return "/offers"
	}
	return "/offers?" + v.Encode()
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
	var own store.OwnOffer
	var p page.Offer
	err = s.read(r, func(tx *store.Tx) error {
		if ownOfferID(id) {
			if own, err = tx.OwnOffer(r.Context(), id); err != nil || own.Archived {
				return err
			}
		}
		frameworks, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		if ev, err = app.Compare(r.Context(), tx, frameworks, q); err != nil || !ownOfferID(id) {
			return err
		}
		p.Chosen, err = s.chosenResults(r, tx, frameworks, id)
		return err
	})
	if input, ok := errors.AsType[*app.InputError](err); errors.Is(err, store.ErrNotFound) || ok && input.Missing {
		return s.notThere(r, string(id))
	}
	if err != nil {
		return err
	}
	if own.Archived && !q.Recorded.IsZero() {
		return s.notThere(r, string(id))
	}
	if own.Archived {
		http.Redirect(w, r, "/offers/"+string(id)+"/edit", http.StatusSeeOther)
		return nil
	}
	o := ev.Offers[0].Offer
	p.Ev = ev
	if own.Stored.Number > 0 {
		p.Own = changedWords(own.Stored)
	}
	crumbs := []page.Link{{Text: "Offers", URL: "/offers"}}
	if o.Country != "" {
		p.Country = countryRef(o.Country)
		crumbs = append(crumbs, page.Link{Text: p.Country.Name, URL: "/cases/" + p.Country.CaseID})
	}
	p.Meta = s.meta(r, o.Title, "offers", crumbs...)
	return s.render(w, r, http.StatusOK, page.OfferPage(p))
}
