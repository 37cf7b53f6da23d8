package server

import (
	"net/http"

	"assay/internal/comparison"
	"assay/web/page"
)

func (s *Server) money(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "money", 0)
	if err != nil {
		return err
	}
	c.Meta.Title = "Who pays and who owns"
	p := page.Money{Compare: c}
	for _, o := range c.Ev.Offers {
		p.Offers = append(p.Offers, comparison.MoneyOf(o.Offer))
	}
	return s.render(w, r, http.StatusOK, page.MoneyPage(p))
}
