package comparison

import (
	"fmt"
	"slices"

	"assay/internal/measure"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/refdata"
)

// Currencies are those in which amounts may be set side by side, the first unless somebody asks
// for another. The choice is ours: most amounts in the library were announced in the first.
var Currencies = []string{"USD", "EUR"}

// CurrencyOf reads the currency of a comparison; the empty string is the first.
func CurrencyOf(text string) (string, error) {
	if text == "" {
		return Currencies[0], nil
	}
	if !slices.Contains(Currencies, text) {
		return "", fmt.Errorf("amounts are compared in one of %v, not in %q", Currencies, text)
	}
	return text, nil
}

// A Compared is an amount as it compares with those of other offers. Without an Amount nothing
// was converted: it stands in the currency already, is not known, or no rate is recorded.
type Compared struct {
	Amount *offer.Money
	Rate   refdata.Rate
	NoRate bool
}

func compared(m *offer.Money, in string, day offer.Date) Compared {
	if m == nil || m.Currency == in {
		return Compared{}
	}
	r, ok := refdata.RateOn(m.Currency, in, day)
	if !ok {
		return Compared{NoRate: true}
	}
	c, ok := r.Convert(*m)
	if !ok {
		return Compared{NoRate: true}
	}
	return Compared{Amount: &c, Rate: r}
}

// A ComparedSum is a cost as it compares; see Compared.
type ComparedSum struct {
	Sum    *measure.Sum
	Rate   refdata.Rate
	NoRate bool
}

// comparedSum converts each of the three points once, the outer ones outward and the likeliest
// down. A sum without a currency has no amount in it and is not converted.
func comparedSum(s measure.Sum, own, in string, day offer.Date) ComparedSum {
	if own == "" || own == in {
		return ComparedSum{}
	}
	r, ok := refdata.RateOn(own, in, day)
	if !ok {
		return ComparedSum{NoRate: true}
	}
	var c measure.Sum
	fits := true
	point := func(amount int64, up bool) int64 {
		v, ok := r.Minor(amount, up)
		fits = fits && ok
		return v
	}
	c.LoMinor = point(s.LoMinor, false)
	if s.LikelyMinor != nil {
		c.LikelyMinor = new(point(*s.LikelyMinor, false))
	}
	if s.HiMinor != nil {
		c.HiMinor = new(point(*s.HiMinor, true))
	}
	if !fits {
		return ComparedSum{NoRate: true}
	}
	return ComparedSum{Sum: &c, Rate: r}
}

// SumText says a sum in its currency, from its least to its most.
func SumText(s measure.Sum, currency string) string {
	if s.HiMinor == nil {
		return "at least " + phrase.Money(&offer.Money{LoMinor: s.LoMinor, HiMinor: s.LoMinor, Currency: currency})
	}
	return phrase.Money(&offer.Money{LoMinor: s.LoMinor, HiMinor: *s.HiMinor, Currency: currency})
}

// RateText says a rate with its day, its age on the day of the comparison and its source, as it
// must stand beside every amount that was converted at it.
func RateText(r refdata.Rate) string {
	text := fmt.Sprintf("converted at %s %s for %s 1 of %s", phrase.Number(r.Value), r.To, r.From, r.Day)
	if r.Age > 0 {
		text += fmt.Sprintf(" (%s earlier)", phrase.Count(r.Age, "day", "days"))
	}
	if r.Through != "" {
		text += ", by way of " + r.Through
	}
	return text + "; " + r.Source
}

// NoRateText says that an amount stays in its own currency.
func NoRateText(in string) string {
	return "no rate recorded into " + in + " by then: it stays in its own currency"
}
