package comparison

import (
	"fmt"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/offer"
)

// safeLead is the share of draws from which on a lead is called one. The figure is our choice.
const safeLead = 0.9

// telling is the chance of changing who is first from which on an unknown is said to decide it.
// The figure is our choice.
const telling = 0.05

// headline says the answer in plain words: who leads and how surely, what decides it, and what
// the gates have to say.
func (a *analyst) headline(an *Analysis) []string {
	if a.ev.Kind == Profiles {
		return []string{"These offers were put to different buyers, so no order is computed: each is read by itself.", a.floors()}
	}
	if an.Sure == nil {
		return []string{"No offer can be ranked: each was withdrawn or fails a gate.", a.floors()}
	}
	if len(an.Sure.Offers) == 1 {
		return []string{a.name(an.Sure.Leader) + " alone can be ranked: every other offer was withdrawn or fails a gate.", a.gates(an)}
	}
	return []string{a.lead(an.Sure) + a.deciders(an), a.gates(an)}
}

func (a *analyst) name(id offer.ID) string {
	o, _ := a.ev.OfferByID(id)
	return o.Offer.Title
}

func (a *analyst) lead(s *Sure) string {
	leader, rival := a.name(s.Leader), a.name(s.Rival)
	if len(a.ev.Order.MustBeFirst) == 1 {
		return leader + " leads whatever the unknowns turn out to be. "
	}
	first, ahead := 0.0, 0.5
	for _, o := range s.Offers {
		if o.Offer == s.Leader {
			first = o.First.Value
		}
	}
	for _, l := range a.leads(s) {
		if l.Drawn {
			ahead = l.P
		}
	}
	share := fmt.Sprintf("%.0f of 100 draws", 100*first)
	switch {
	case first >= safeLead:
		return fmt.Sprintf("%s leads on present evidence, first in %s. ", leader, share)
	case ahead >= 1-evaluate.NearTie && ahead <= evaluate.NearTie:
		return fmt.Sprintf("No offer leads on present evidence: %s and %s are too close to call. ", leader, rival)
	case first >= 0.5:
		return fmt.Sprintf("%s is ahead on present evidence, but not safely: first in %s. ", leader, share)
	}
	return fmt.Sprintf("No offer leads on present evidence: %s has the highest expected score, but is first in only %s. ", leader, share)
}

var numerals = []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}

func (a *analyst) deciders(an *Analysis) string {
	var names []string
	n := 0
	for _, u := range an.Unknowns {
		if u.Switch < telling {
			continue
		}
		if n++; len(names) < 3 {
			names = append(names, fmt.Sprintf("%s of %s", u.Criterion, a.name(u.Offer)))
		}
	}
	switch {
	case n == 0 && len(an.Unknowns) > 0:
		most := an.Unknowns[0]
		if most.Pivotal.Value < telling {
			return "No single unknown can change that; several together might."
		}
		return fmt.Sprintf("No single answer can change that on average; several together can, and the most telling is %s of %s, which decides who is first in %.0f of 100 draws.", most.Criterion, a.name(most.Offer), 100*most.Pivotal.Value)
	case n == 0:
		return ""
	}
	count := fmt.Sprint(n)
	if n < len(numerals) {
		count = numerals[n]
	}
	text := count + " unknowns can each change who is first"
	if n == 1 {
		text = "One unknown can change who is first by itself"
	}
	if n > len(names) {
		return text + ", foremost " + strings.Join(names, "; ") + "."
	}
	return text + ": " + strings.Join(names, "; ") + "."
}

// gates says how likely it is that the offers' gates pass, since gates come before sums.
func (a *analyst) gates(an *Analysis) string {
	if len(a.ev.Order.Conditional) == 0 {
		return "No gate of a ranked offer is open."
	}
	best, of := -1.0, offer.ID("")
	for _, o := range an.Sure.Offers {
		if o.GatesPass.Value > best {
			best, of = o.GatesPass.Value, o.Offer
		}
	}
	likely := fmt.Sprintf("%.0f of 100 draws", 100*best)
	if best < 0.01 {
		likely = "fewer than one of 100 draws"
	}
	return fmt.Sprintf("Gates come first, and those of %d of %d ranked offers are open. All gates pass most often for %s, in %s.",
		len(a.ev.Order.Conditional), len(an.Sure.Offers), a.name(of), likely)
}

// floors says what gates alone decide.
func (a *analyst) floors() string {
	fails, open := 0, 0
	for _, o := range a.ev.Offers {
		switch o.Evidenced.Gate.State {
		case evaluate.Fail:
			fails++
		case evaluate.Open:
			open++
		}
	}
	return fmt.Sprintf("At gate level %d, %d of %d offers fail a gate and %d have gates open.", a.ev.Tier.Level, fails, len(a.ev.Offers), open)
}
