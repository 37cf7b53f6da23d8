package exchange

import (
	"fmt"
	"strings"
	"time"

	"assay/internal/offer"
)

// parseDate reads the ways in which bibliographies write a date: 2026-07-10, 2026-07, 2026, with
// slashes (also 2026/07/10/ as RIS does), a time of day behind, and 10 July 2026, July 10, 2026
// and July 2026 in English. Ranges and approximate dates are refused: evidence holds one date.
func parseDate(text string) (offer.Date, error) {
	s := fold(text)
	wrong := fmt.Errorf("%q is not one date; write it as 2026-07-10, 2026-07 or 2026", short(s))
	if day, _, timed := strings.Cut(s, "T"); timed && len(day) == len("2026-07-10") {
		s = day
	}
	if parts := strings.Split(s, "/"); len(parts) > 1 {
		if len(parts) > 4 {
			return offer.Date{}, wrong
		}
		s = strings.TrimRight(strings.Join(parts[:min(len(parts), 3)], "-"), "-")
	}
	if d, err := offer.ParseDate(padded(s)); err == nil {
		return d, nil
	}
	for _, layout := range []string{"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2006", "Jan 2006"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		d := offer.DateOf(t)
		if !strings.Contains(layout, "2 J") && !strings.Contains(layout, "2, ") {
			d.Day = 0
		}
		if d, err = offer.ParseDate(d.String()); err != nil {
			return offer.Date{}, wrong
		}
		return d, nil
	}
	return offer.Date{}, wrong
}

// padded writes 2026-7-1 as 2026-07-01.
func padded(s string) string {
	parts := strings.Split(s, "-")
	for i, p := range parts[1:] {
		if len(p) == 1 {
			parts[i+1] = "0" + p
		}
	}
	return strings.Join(parts, "-")
}
