package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"assay/internal/app"
	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/scene"
	"assay/web/page"
)

func (s *Server) money(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "money", 0)
	if err != nil {
		return err
	}
	c.Meta.Title = "Who pays and who owns"
	p := page.Money{Compare: c}
	if p.In, err = currency(r, c); err != nil {
		return err
	}
	for _, o := range c.Ev.Offers {
		p.Offers = append(p.Offers, comparison.MoneyOf(o.Offer, p.In, c.Ev.AsOf))
	}
	return s.render(w, r, http.StatusOK, page.MoneyPage(p))
}

// currency reads in which currency amounts are set side by side; one that is named stays in the
// addresses of the page.
func currency(r *http.Request, c page.Compare) (string, error) {
	text := r.FormValue("in")
	in, err := comparison.CurrencyOf(text)
	if err != nil {
		return "", &app.InputError{Field: "in", Message: sentence(err.Error())}
	}
	if text != "" {
		c.Query.Set("in", in)
	}
	return in, nil
}

// drills runs an event on the compared offers.
func (s *Server) drills(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "drills", 0)
	if err != nil {
		return err
	}
	c.Meta.Title = "Switch-off drills"
	if len(c.Ev.Offers) > comparison.MaxAnalysed {
		return &app.InputError{Field: "offers", Message: fmt.Sprintf("A drill takes at most %d offers, not %d: choose fewer.", comparison.MaxAnalysed, len(c.Ev.Offers))}
	}
	e, err := eventOf(r, c.Ev.AsOf)
	if err != nil {
		return err
	}
	p := page.DrillView{Compare: c, Factor: strconv.FormatFloat(cmp.Or(e.Factor, 2), 'g', -1, 64)}
	if p.Drills, err = comparison.DrillsOf(c.Ev, e); err != nil {
		return err
	}
	for _, k := range depend.EventKinds {
		p.Events = append(p.Events, page.Option{Value: string(k), Text: phrase.EventWords[k], Selected: k == e.Kind})
	}
	for _, o := range p.Drills.Offers {
		var charts []scene.Scene
		for _, sd := range o.Drill[:min(page.ShownServices, len(o.Drill))] {
			charts = append(charts, chart.Drill(sd, heatWidth))
		}
		p.Charts = append(p.Charts, charts)
	}
	return s.render(w, r, http.StatusOK, page.DrillsPage(p))
}

// eventOf reads an event from an address. Without one, US chip licences stop on the day the
// facts are read at.
func eventOf(r *http.Request, asOf offer.Date) (depend.Event, error) {
	e := depend.Event{Kind: depend.EventKind(r.FormValue("event")), Actor: strings.TrimSpace(r.FormValue("actor")), From: asOf}
	if e.Kind == "" {
		e.Kind, e.Actor = depend.LicenceRevoked, "US"
	}
	if len(e.Actor) == 2 {
		e.Actor = strings.ToUpper(e.Actor)
	}
	if len(e.Actor) > 200 {
		return e, &app.InputError{Field: "actor", Message: "Who acts is at most 200 letters long."}
	}
	if text := r.FormValue("from"); text != "" {
		d, err := offer.ParseDate(text)
		if err != nil || d.Day == 0 {
			return e, &app.InputError{Field: "from", Message: fmt.Sprintf("%q is not a whole date such as %s.", text, asOf)}
		}
		e.From = d
	}
	if e.Kind == depend.PriceTimes {
		f, err := strconv.ParseFloat(cmp.Or(r.FormValue("factor"), "2"), 64)
		if err != nil {
			return e, &app.InputError{Field: "factor", Message: "Times the price is not a number such as 2."}
		}
		e.Factor = f
	}
	if err := e.Validate(); err != nil {
		return e, &app.InputError{Field: "event", Message: sentence(err.Error())}
	}
	return e, nil
}

// dependencies shows what the compared offers stand on.
func (s *Server) dependencies(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "dependencies", 0)
	if err != nil {
		return err
	}
	c.Meta.Title = "Who could stop it?"
	if len(c.Ev.Offers) > comparison.MaxAnalysed {
		return &app.InputError{Field: "offers", Message: fmt.Sprintf("This view takes at most %d offers, not %d: choose fewer.", comparison.MaxAnalysed, len(c.Ev.Offers))}
	}
	p := page.DependencyView{Compare: c}
	if p.Offers, err = comparison.DependenciesOf(c.Ev); err != nil {
		return err
	}
	for _, d := range p.Offers {
		flows := chart.FlowOf(d.Graph)
		p.Flows = append(p.Flows, flows)
		p.Charts = append(p.Charts, chart.FlowChart(flows, heatWidth))
	}
	return s.render(w, r, http.StatusOK, page.DependenciesPage(p))
}

// exit shows what leaving the compared offers takes.
func (s *Server) exit(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "exit", 0)
	if err != nil {
		return err
	}
	c.Meta.Title = "What would leaving cost?"
	p := page.ExitView{Compare: c, Days: chart.ExitDays(c.Ev, heatWidth)}
	if p.In, err = currency(r, c); err != nil {
		return err
	}
	for _, o := range c.Ev.Offers {
		x := page.OfferExit{}
		if x.Exit, err = comparison.ExitOf(o.Offer, p.In, c.Ev.AsOf); err != nil {
			return err
		}
		if x.Timeline != nil {
			x.Steps = chart.Timeline(*x.Timeline, heatWidth)
		}
		p.Exits = append(p.Exits, x)
	}
	return s.render(w, r, http.StatusOK, page.ExitPage(p))
}
