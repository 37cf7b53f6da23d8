package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

func (s *Server) evidence(w http.ResponseWriter, r *http.Request) error {
	return s.showEvidence(w, r, http.StatusOK, nil)
}

func (s *Server) showEvidence(w http.ResponseWriter, r *http.Request, status int, problems page.Problems) error {
	id := offer.ID(chi.URLParam(r, "id"))
	if !id.Valid() {
		return errNotFound
	}
	p := page.Evidence{Problems: problems, Own: ownID(string(id))}
	err := s.read(r, func(tx *store.Tx) error {
		found, err := tx.Evidence(r.Context(), []offer.ID{id})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return s.notThere(r, string(id))
		}
		p.Evidence = found[0]
		uses, err := tx.EvidenceUses(r.Context(), id)
		if err != nil {
			return err
		}
		p.Uses, p.MoreUses = usesOf(uses, s.Frameworks), uses.More
		if p.ContradictedBy, err = tx.Evidence(r.Context(), uses.ContradictedBy); err != nil {
			return err
		}
		if p.Contradicts, err = tx.Evidence(r.Context(), p.Evidence.Contradicts); err != nil {
			return err
		}
		p.SameOrigin, err = tx.SameOrigin(r.Context(), p.Evidence)
		return err
	})
	if err != nil {
		return err
	}
	p.Meta = s.meta(r, "Evidence: "+p.Evidence.Source.Publisher, "", page.Link{Text: "Offers", URL: "/offers"})
	return s.render(w, r, status, page.EvidencePage(p))
}

var partNames = map[string]string{
	"site": "a site", "chip": "chips", "model": "a model", "fund": "money", "safeguard": "a safeguard or condition",
	"term": "a contract term", "exit": "what an exit takes", "link": "a dependency", "history": "what happened",
}

func usesOf(u store.Uses, frameworks *framework.Registry) []page.Use {
	var uses []page.Use
	for _, a := range u.Answers {
		if fw, err := frameworks.Get(a.Framework); err == nil && fw.Kind == framework.KindRungs {
			uses = append(uses, page.Use{Offer: a.Title, What: a.Criterion + ", choice", URL: page.ChoiceURL(a.Offer, a.Framework, a.Criterion)})
			continue
		}
		var bounds []string
		if a.Lo {
			bounds = append(bounds, "lower bound")
		}
		if a.Hi {
			bounds = append(bounds, "upper bound")
		}
		uses = append(uses, page.Use{
			Offer: a.Title, What: fmt.Sprintf("%s, %s", a.Criterion, strings.Join(bounds, " and ")),
			URL: fmt.Sprintf("/offers/%s#%s", a.Offer, a.Criterion),
		})
	}
	for _, p := range u.Parts {
		uses = append(uses, page.Use{Offer: p.Title, What: partNames[p.Kind], URL: fmt.Sprintf("/offers/%s#%s", p.Offer, page.PartAnchor(p.Kind, p.Ordinal))})
	}
	for _, f := range u.Facts {
		uses = append(uses, page.Use{Offer: f.Name, What: strings.TrimSpace(f.Date.String() + " " + f.Text), URL: "/cases/" + f.Case})
	}
	return uses
}
