package server

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// rungsOf finds the framework of rungs that a form names; empty: the default one.
func rungsOf(all *framework.Registry, ref string) (*framework.Framework, error) {
	fw, err := all.Get(cmp.Or(ref, app.DefaultRungs))
	if err != nil || fw.Kind != framework.KindRungs {
		return nil, errNotFound
	}
	return fw, nil
}

// choosing reads the own offer of the address, as of the moment that the address names, with the
// frameworks that it may be answered under. Three queries.
func (s *Server) choosing(r *http.Request, tx *store.Tx) (offer.Offer, *framework.Registry, error) {
	id := offer.ID(chi.URLParam(r, "id"))
	if !ownOfferID(id) {
		return offer.Offer{}, nil, errNotFound
	}
	own, err := tx.OwnOffer(r.Context(), id)
	if own.Archived || errors.Is(err, store.ErrNotFound) {
		return offer.Offer{}, nil, s.notThere(r, string(id))
	}
	if err != nil {
		return offer.Offer{}, nil, err
	}
	all, err := s.frameworks(r, tx)
	return own.Offer, all, err
}

// choicePage shows what an own offer answers to a framework of rungs.
func (s *Server) choicePage(w http.ResponseWriter, r *http.Request) error {
	var p page.Choices
	err := s.read(r, func(tx *store.Tx) error {
		var all *framework.Registry
		var err error
		if p.Offer, all, err = s.choosing(r, tx); err != nil {
			return err
		}
		if p.Framework, err = rungsOf(all, r.FormValue("framework")); err != nil {
			return err
		}
		for _, f := range all.All() {
			if f.Kind == framework.KindRungs {
				p.Frameworks = append(p.Frameworks, page.Option{Value: f.Ref(), Text: f.Title + ", " + f.Ref(), Selected: f.Ref() == p.Framework.Ref()})
			}
		}
		stored, err := tx.Choices(r.Context(), p.Offer.ID)
		if err != nil {
			return err
		}
		chosen, err := app.ChosenUnder(p.Framework, stored)
		if err != nil {
			return err
		}
		records, err := choiceRecords(r, tx, chosen)
		if err != nil {
			return err
		}
		p.Result, p.Answers = chosen.Result, map[string]page.ChoiceAnswer{}
		for criterion, a := range chosen.Answers {
			asked, _, _ := p.Framework.Criterion(criterion)
			c := page.ChoiceAnswer{ID: a.ID.String(), Choice: a.Answer.Choice, Why: ownWhy(asked, a.Answer), Evidence: citedOf(records, a.Answer.Lo.Evidence)}
			if a.Framework != p.Framework.Ref() {
				c.From = a.Framework
			}
			p.Answers[criterion] = c
		}
		p.Frozen, err = s.frozenNow(r, tx, p.Framework)
		return err
	})
	if err != nil {
		return err
	}
	p.Meta = s.meta(r, p.Framework.Title+": "+p.Offer.Title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: p.Offer.Title, URL: "/offers/" + string(p.Offer.ID)})
	return s.render(w, r, http.StatusOK, page.ChoicesPage(p))
}

// frozenNow is frozenNotice on a page that is read as recorded now; settings keep no versions.
func (s *Server) frozenNow(r *http.Request, tx *store.Tx, fw *framework.Framework) (page.FrozenNotice, error) {
	if at, err := s.past(r); err != nil || !at.IsZero() {
		return page.FrozenNotice{}, err
	}
	return frozenNotice(r, tx, fw.Ref())
}

// choiceRecords are the records that choices rest on, by id. At most one query.
func choiceRecords(r *http.Request, tx *store.Tx, chosen app.Chosen) ([]offer.Evidence, error) {
	cited := chosen.Cited()
	if len(cited) == 0 {
		return nil, nil
	}
	return tx.Evidence(r.Context(), cited)
}

// citedOf are those of the records that an answer cites.
func citedOf(records []offer.Evidence, cited []offer.ID) []offer.Evidence {
	return slices.DeleteFunc(slices.Clone(records), func(e offer.Evidence) bool { return !slices.Contains(cited, e.ID) })
}

// chosenResults are what an own offer's choices come to under frameworks of rungs, with what they
// rest on. One query.
func (s *Server) chosenResults(r *http.Request, tx *store.Tx, frameworks *framework.Registry, id offer.ID) ([]page.ChoiceResult, error) {
	stored, err := tx.Choices(r.Context(), id)
	if err != nil {
		return nil, err
	}
	all, err := app.ChosenAnywhere(frameworks, stored)
	var results []page.ChoiceResult
	for _, c := range all {
		results = append(results, page.ChoiceResult{Framework: c.Framework, Result: c.Result, Evidence: c.Cited()})
	}
	return results, err
}

// choiceTask says how far an offer is under the default framework of rungs.
func (s *Server) choiceTask(id offer.ID, stored []store.StoredAnswer) (page.OfferTask, error) {
	fw, err := rungsOf(s.Frameworks, "")
	if err != nil {
		return page.OfferTask{}, err
	}
	c, err := app.ChosenUnder(fw, stored)
	answered := len(c.Answers)
	return page.OfferTask{Text: "Answers to the " + fw.Title, URL: page.ChoicesURL(id, ""), Status: answersWords(answered, answered+len(c.Result.Unanswered))}, err
}

// choiceSheet hands out the sheet to fill in, made from a framework of rungs, with the choices
// about the offer that the address names.
func (s *Server) choiceSheet(w http.ResponseWriter, r *http.Request) error {
	format := exchange.SheetFormat(chi.URLParam(r, "format"))
	about := offer.ID(r.FormValue("offer"))
	if about != "" && !ownOfferID(about) {
		return errNotFound
	}
	var fw *framework.Framework
	choices := map[string]exchange.SheetChoice{}
	err := s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		if fw, err = rungsOf(all, r.FormValue("framework")); err != nil || about == "" {
			return err
		}
		if _, err := tx.OwnOffer(r.Context(), about); err != nil {
			return err
		}
		stored, err := tx.Choices(r.Context(), about)
		for _, a := range stored {
			if c, _, ok := fw.Criterion(a.Answer.Criterion); ok && a.Framework == fw.Ref() {
				choices[c.ID] = exchange.SheetChoice{Choice: a.Answer.Choice, Why: ownWhy(c, a.Answer)}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	media, name := "text/csv; charset=utf-8", fmt.Sprintf("choices-%s-%s.%s", fw.ID, fw.Version, format)
	if format == exchange.SheetXLSX {
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	if about != "" {
		name = string(about) + "-" + name
	}
	var buf bytes.Buffer
	if err := exchange.WriteCSFAnswers(&buf, format, fw, choices); err != nil {
		return err
	}
	return s.file(w, media, name, buf.Bytes())
}

// unfitForChoices says which field of the form has to be mended before a sheet of choices can be
// taken in.
func (s *Server) unfitForChoices(r *http.Request, chosen app.ImportOptions) (field, message string, err error) {
	err = s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		if _, err := rungsOf(all, chosen.Framework); err != nil {
			field, message = "rungs", "Choose the framework that the file answers."
			return nil
		}
		own, err := tx.OwnOfferIDs(r.Context())
		if !slices.Contains(own, chosen.Offer) {
			field, message = "offer", "Choose the offer that the file is about: one of the workspace's own."
		}
		return err
	})
	return field, message, err
}
