package phrase

import (
	"fmt"
	"strings"

	"assay/internal/offer"
)

// Number groups thousands with thin spaces, as ISO 80000 writes them.
func Number(v float64) string {
	s := fmt.Sprintf("%.6g", v)
	if v >= 1e6 || v == float64(int64(v)) {
		s = fmt.Sprintf("%.0f", v)
	}
	whole, rest, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && len(whole) > 4 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(r)
	}
	if rest != "" {
		b.WriteString("." + rest)
	}
	return b.String()
}

// Money says an amount in major units, in words where it is large.
func Money(m *offer.Money) string {
	if m == nil {
		return "amount not known"
	}
	unit := float64(offer.MinorUnits(m.Currency))
	lo, hi := large(float64(m.LoMinor)/unit), large(float64(m.HiMinor)/unit)
	if lo == hi {
		return m.Currency + " " + lo
	}
	return m.Currency + " " + lo + " to " + hi
}

func large(v float64) string {
	for _, s := range []struct {
		from float64
		word string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if v >= s.from {
			return fmt.Sprintf("%.4g", v/s.from) + s.word
		}
	}
	return Number(v)
}

// Owners says the shares that the buyer's side, the provider's side and third parties hold.
func Owners(known bool, buyer, provider, third offer.Range) string {
	if !known {
		return "not known"
	}
	share := func(r offer.Range) string {
		lo, hi := Number(100*r.Lo), Number(100*r.Hi)
		if lo == hi {
			return lo + " %"
		}
		return lo + " to " + hi + " %"
	}
	return fmt.Sprintf("buyer %s, provider %s, third %s", share(buyer), share(provider), share(third))
}
