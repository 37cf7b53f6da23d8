package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/web/page"
)

// asks is the negotiation list: the cheapest changes of one offer's terms that reach a goal.
func (s *Server) asks(w http.ResponseWriter, r *http.Request) error {
	c, err := s.analysed(r, "asks", comparison.PartAsks)
	if err != nil {
		return err
	}
	c.Meta.Title = "What to ask for"
	wish, err := wishOf(r, c.Ev)
	if err != nil {
		return err
	}
	p := page.Asks{Compare: c, Chance: strconv.FormatFloat(100*wish.P, 'g', -1, 64), Why: framework.ClausesOf(c.Ev.Yardstick()).Statement}
	if wish.P == 0 {
		p.Chance = ""
	}
	if wish.Offer != "" {
		p.Chosen, p.Singles, err = comparison.Negotiate(c.Ev, wish)
		if wrong, ok := errors.AsType[*comparison.WishError](err); ok {
			return &app.InputError{Field: "goal", Message: sentence(wrong.Message)}
		}
		if err != nil {
			return err
		}
		p.For, _ = c.Ev.OfferByID(wish.Offer)
	}
	p.Offers, p.Goals, p.Levels, p.Over = askOptions(c.Ev, wish)
	return s.render(w, r, http.StatusOK, page.AsksPage(p))
}

// sentence gives words their capital and their stop.
func sentence(words string) string { return strings.ToUpper(words[:1]) + words[1:] + "." }

// wishOf reads the goal from the address; what is left out is chosen: the first offer that can
// be asked of anything, one level more of floor.
func wishOf(r *http.Request, ev comparison.Evaluation) (w comparison.Wish, err error) {
	w = comparison.Wish{Offer: offer.ID(r.FormValue("for")), Goal: r.FormValue("goal"), Over: offer.ID(r.FormValue("over"))}
	for _, o := range ev.Offers {
		if w.Offer == "" && o.Status != offer.Withdrawn {
			w.Offer = o.Offer.ID
		}
	}
	if w.Goal == "" {
		w.Goal = comparison.GoalFloor
	}
	switch w.Goal {
	case comparison.GoalFloor:
		err = readLevel(r, ev, &w)
	case comparison.GoalLead, comparison.GoalOvertake:
		err = readChance(r, &w)
	}
	return w, err
}

func readLevel(r *http.Request, ev comparison.Evaluation, w *comparison.Wish) error {
	text := r.FormValue("level")
	if text == "" {
		if o, ok := ev.OfferByID(w.Offer); ok {
			w.Level = min(o.Evidenced.Floor.Levels.Lo+1, offer.MaxLevel)
		}
		return nil
	}
	level, err := strconv.Atoi(text)
	if err != nil || level < 1 || level > offer.MaxLevel {
		return &app.InputError{Field: "level", Message: fmt.Sprintf("%q is no floor level: give 1, 2, 3 or 4.", text)}
	}
	w.Level = level
	return nil
}

func readChance(r *http.Request, w *comparison.Wish) error {
	text := r.FormValue("p")
	if text == "" {
		if w.Goal == comparison.GoalLead {
			w.P = 0.5
		}
		return nil
	}
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || !(percent >= 1 && percent <= 99) {
		return &app.InputError{Field: "p", Message: fmt.Sprintf("%q is no probability: give a number from 1 to 99, in percent.", text)}
	}
	w.P = percent / 100
	return nil
}

func askOptions(ev comparison.Evaluation, w comparison.Wish) (offers, goals, levels, over []page.Option) {
	for _, o := range ev.Offers {
		if o.Status == offer.Withdrawn {
			continue
		}
		offers = append(offers, page.Option{Value: string(o.Offer.ID), Text: o.Offer.Title, Selected: o.Offer.ID == w.Offer})
		if ev.Kind == comparison.Decision && o.Offer.ID != w.Offer {
			over = append(over, page.Option{Value: string(o.Offer.ID), Text: o.Offer.Title, Selected: o.Offer.ID == w.Over})
		}
	}
	goals = []page.Option{
		{Value: comparison.GoalFloor, Text: "secures a floor level", Selected: w.Goal == comparison.GoalFloor},
		{Value: comparison.GoalGates, Text: "passes all gates of this workload", Selected: w.Goal == comparison.GoalGates},
	}
	if ev.Kind == comparison.Decision {
		goals = append(goals,
			page.Option{Value: comparison.GoalLead, Text: "passes the gates and comes first with a probability", Selected: w.Goal == comparison.GoalLead},
			page.Option{Value: comparison.GoalOvertake, Text: "passes the gates and overtakes an offer (no probability: for certain)", Selected: w.Goal == comparison.GoalOvertake})
	}
	for n := 1; n <= offer.MaxLevel; n++ {
		levels = append(levels, page.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n), Selected: n == w.Level})
	}
	return offers, goals, levels, over
}
