package evaluate

import (
	"fmt"
	"slices"

	"assay/internal/offer"
)

// A Lead says that a method or a reading puts one offer first.
type Lead struct {
	Method string   // as in "by the geometric mean"
	First  offer.ID // who leads
	Over   offer.ID // the strongest rival; empty where there is none
	// P is the probability that First is ahead of Over, where Drawn says that there is one.
	P     float64
	Drawn bool
}

// NearTie bounds, in 0..1, the probability of being ahead at which two offers are too close to
// call: from 1 - NearTie to NearTie. The figure is our choice.
const NearTie = 0.6

// LintLeads objects to leads that should not be read as wins: of an offer that another one
// dominates, and of one that is as good as level with its strongest rival.
func LintLeads(os []LintOffer, order Order, leads []Lead) []Finding {
	title := func(id offer.ID) string {
		for _, o := range os {
			if o.Offer.ID == id {
				return o.Offer.Title
			}
		}
		return string(id)
	}
	var fs []Finding
	for _, l := range leads {
		for _, d := range order.Dominance {
			if d.Over == l.First && !d.Tie {
				fs = append(fs, Finding{Code: FindDominatedLead, Offers: []offer.ID{l.First, d.By},
					Text: fmt.Sprintf("%s leads %s although %s is better whatever the unknowns turn out to be: distrust that method here.", title(l.First), l.Method, title(d.By))})
			}
		}
		if l.Drawn && l.Over != "" && l.P >= 1-NearTie && l.P <= NearTie {
			fs = append(fs, Finding{Code: FindNearTie, Offers: []offer.ID{l.First, l.Over},
				Text: fmt.Sprintf("%s and %s are too close to call: the first is ahead in %.0f of 100 draws. Do not report a winner.", title(l.First), title(l.Over), 100*l.P)})
		}
	}
	return slices.CompactFunc(fs, func(a, b Finding) bool { return a.Text == b.Text })
}
