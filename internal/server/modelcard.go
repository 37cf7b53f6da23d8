package server

import (
	"errors"
	"net/http"

	"assay/internal/exchange"
	"assay/internal/measure"
	"assay/internal/offer"
	"assay/web/page"
)

// modelCard reads a pasted model card and says what it leaves open. Nothing is stored, so it is
// no write.
func (s *Server) modelCard(w http.ResponseWriter, r *http.Request) error {
	p := page.ModelCard{Meta: s.meta(r, "Read a model card", "methods", page.Link{Text: "Methods", URL: "/methods"}), Take: !s.workspace(r).IsZero()}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		p.Text = r.PostFormValue("card")
		card, err := exchange.ReadModelCard(p.Text)
		if wrong, ok := errors.AsType[*exchange.CardError](err); ok {
			p.Problem, status = sentence(wrong.Error()), http.StatusUnprocessableEntity
		} else if err != nil {
			return err
		} else if p.Measures, err = cardMeasures(card, offer.DateOf(s.Now())); err != nil {
			return err
		} else {
			p.Read = &card
		}
	}
	return s.render(w, r, status, page.ModelCardPage(p))
}

// cardMeasures are the measures of an offer that consists of the card's model alone.
func cardMeasures(c exchange.ModelCard, day offer.Date) ([]measure.Value, error) {
	if c.Model.Name == "" {
		c.Model.Name = "the card's model"
	}
	all, err := measure.Of(offer.Offer{ID: "card", Parts: offer.Parts{Models: []offer.Model{c.Model}}}, day)
	var vs []measure.Value
	for _, v := range all {
		if v.Criterion == "MI2" || v.Criterion == "MI4" {
			vs = append(vs, v)
		}
	}
	return vs, err
}
