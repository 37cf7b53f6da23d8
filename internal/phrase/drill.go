package phrase

import (
	"fmt"
	"strings"

	"assay/internal/depend"
)

// EventWords are the events of drills, as a question asks for them.
var EventWords = map[depend.EventKind]string{
	depend.LicenceRevoked: "Export licences are revoked", depend.LicenceExpired: "Export licences end on their dates",
	depend.LegalOrder: "A foreign law orders its subjects to stop", depend.ProviderInsolvent: "A party is gone",
	depend.ForcedUpdate: "Models are replaced by force", depend.SiteLost: "The largest site is lost",
	depend.PriceTimes: "A price is multiplied", depend.BlocPenalty: "A country's suppliers withdraw", depend.TenantChange: "Another tenant comes first",
}

// Event says an event with its actor, factor and first day.
func Event(e depend.Event) string {
	text := EventWords[e.Kind]
	if e.Actor != "" {
		text += " (" + e.Actor + ")"
	}
	if e.Kind == depend.PriceTimes {
		text += fmt.Sprintf(", times %g", e.Factor)
	}
	return text + " from " + e.From.String()
}

// Verdict says what happens in a month, as a range where the unknowns leave it open.
func Verdict(m depend.Month) string {
	if m.Worst == m.Best {
		return string(m.Worst)
	}
	return string(m.Worst) + " or " + string(m.Best) + ": not known"
}

// Share says a range of capacity in percent.
func Share(m depend.Month) string {
	lo, hi := fmt.Sprintf("%.0f", 100*m.Share.Lo), fmt.Sprintf("%.0f", 100*m.Share.Hi)
	if lo == hi {
		return lo + " %"
	}
	return lo + " to " + hi + " %"
}

// When says in which month something happens, as far as the unknowns leave it open.
func When(r depend.MonthRange) string {
	switch {
	case r.Earliest == nil:
		return fmt.Sprintf("not within %d months", depend.Horizon)
	case r.Latest == nil && *r.Earliest == 0:
		return "perhaps at once, perhaps never"
	case r.Latest == nil:
		return fmt.Sprintf("perhaps from month %d, perhaps never", *r.Earliest)
	case *r.Earliest == *r.Latest && *r.Earliest == 0:
		return "at once"
	case *r.Earliest == *r.Latest:
		return fmt.Sprintf("from month %d", *r.Earliest)
	}
	return fmt.Sprintf("between month %d and month %d", *r.Earliest, *r.Latest)
}

// Prevention says how much a change would have helped.
func Prevention(p depend.Prevention) string {
	if p.Share > 0 {
		return fmt.Sprintf("at least %.0f %% left after %d months", 100*p.Share, depend.Horizon)
	}
	return "it would stop later, or keep its quality"
}

// Chokes lists the choke points of one size, and says where none was looked for.
func Chokes(c depend.Cuts, size int) string {
	var sets []string
	for _, s := range c.Sets {
		if len(s) == size {
			sets = append(sets, strings.Join(s, " with "))
		}
	}
	switch {
	case len(sets) > 0:
		return strings.Join(sets, "; ")
	case c.UpTo > 0 && size > c.UpTo:
		return "not looked for: too many possibilities"
	}
	return "none found"
}
