package depend

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// An EventKind is what happens in a drill.
type EventKind string

// The events.
const (
	LicenceRevoked    EventKind = "licence-revoked"      // an export authority withdraws its licences
	LicenceExpired    EventKind = "licence-expired"      // licences end on their dates
	LegalOrder        EventKind = "legal-order"          // a foreign law orders its subjects to stop
	ProviderInsolvent EventKind = "provider-insolvent"   // a party is gone
	ForcedUpdate      EventKind = "forced-update"        // a developer replaces its models
	SiteLost          EventKind = "site-lost"            // the largest site, or the one named
	PriceTimes        EventKind = "price-times"          // a party multiplies its price
	BlocPenalty       EventKind = "counter-bloc-penalty" // a country's suppliers withdraw
	TenantChange      EventKind = "tenant-change"        // another tenant comes first
)

// EventKinds lists the events in reading order.
var EventKinds = []EventKind{LicenceRevoked, LicenceExpired, LegalOrder, ProviderInsolvent, ForcedUpdate, SiteLost, PriceTimes, BlocPenalty, TenantChange}

// needsActor says what an event's actor is; empty: it needs none.
var needsActor = map[EventKind]string{
	LicenceRevoked: "a country", LegalOrder: "a country", BlocPenalty: "a country", ProviderInsolvent: "a party", PriceTimes: "a party",
}

// An Event happens in month 0 of a drill. Actor is a country (ISO 3166-1 alpha-2) or a party, as
// the kind asks; for a forced update and a lost site it may be left out.
type Event struct {
	Kind   EventKind  `json:"kind"`
	Actor  string     `json:"actor,omitempty"`
	From   offer.Date `json:"from"`
	Factor float64    `json:"factor,omitempty"` // of PriceTimes
}

// Horizon is the last month of a drill.
const Horizon = 36

// Validate says what is missing in the event.
func (e Event) Validate() error {
	what := needsActor[e.Kind]
	switch {
	case !slices.Contains(EventKinds, e.Kind):
		return fmt.Errorf("event %q is not one of %v", e.Kind, EventKinds)
	case e.From.Day == 0:
		return fmt.Errorf("from %q must name a day, as 2026-12-01", e.From)
	case what != "" && e.Actor == "":
		return fmt.Errorf("event %s needs an actor: %s", e.Kind, what)
	case what == "a country" && !isCountry(e.Actor):
		return fmt.Errorf("actor %q is not a two-letter country code such as US", e.Actor)
	case e.Kind == PriceTimes && !(e.Factor > 1 && e.Factor <= 1000):
		return fmt.Errorf("factor %v must be above 1 and at most 1000", e.Factor)
	}
	return nil
}

// hits says whether the event reaches a node, and no more than maybe where nobody knows who
// supplies it.
func (e Event) hits(n Node) offer.Tri {
	switch e.Kind {
	case LicenceRevoked:
		return ofCountry(n.Export, e.Actor)
	case LicenceExpired:
		return e.lapses(n)
	case LegalOrder, BlocPenalty:
		supplied := e.supplied(n, func(s Supplier) string { return s.Jurisdiction })
		if n.Kind == Chip && (e.Kind == BlocPenalty || n.RemoteDisable != offer.No) {
			return or(supplied, ofCountry(n.Export, e.Actor))
		}
		if n.Kind == Chip {
			return offer.No // sold is sold, and nobody can reach it
		}
		return supplied
	case ProviderInsolvent, PriceTimes:
		return e.supplied(n, func(s Supplier) string { return s.Party })
	case ForcedUpdate:
		if n.Kind != Model || len(n.Suppliers) == 0 {
			return offer.No
		}
		if e.Actor == "" {
			return offer.Yes
		}
		return e.supplied(n, func(s Supplier) string { return s.Party })
	case SiteLost:
		return yes(n.Kind == Site && e.Actor != "" && (n.ID == e.Actor || strings.EqualFold(n.Title, e.Actor)))
	case TenantChange:
		return yes(n.Kind == Site)
	}
	return offer.No
}

// lapses says whether a node stands under a licence that ends. A lot of accelerators under an
// export law may do so without a date on record.
func (e Event) lapses(n Node) offer.Tri {
	law := yes(n.Export != "" || !n.Expiry.IsZero())
	if e.Actor != "" || n.Export == Unknown {
		law = ofCountry(n.Export, e.Actor)
	}
	switch {
	case law == offer.No || n.Licensed == offer.No:
		return offer.No
	case !n.Expiry.IsZero():
		return law
	}
	if n.Kind == Chip {
		return offer.DontKnow
	}
	return offer.No
}

func (e Event) supplied(n Node, name func(Supplier) string) offer.Tri {
	hit := offer.No
	for _, s := range n.Suppliers {
		switch {
		case strings.EqualFold(name(s), e.Actor):
			return offer.Yes
		case name(s) == "":
			hit = offer.DontKnow
		}
	}
	return hit
}

// ofCountry reports whether an export law is a country's.
func ofCountry(export, country string) offer.Tri {
	if export == Unknown {
		return offer.DontKnow
	}
	return yes(export == country && export != "")
}

func yes(b bool) offer.Tri {
	if b {
		return offer.Yes
	}
	return offer.No
}

func or(a, b offer.Tri) offer.Tri {
	switch {
	case a == offer.Yes || b == offer.Yes:
		return offer.Yes
	case a == offer.DontKnow || b == offer.DontKnow:
		return offer.DontKnow
	}
	return offer.No
}
