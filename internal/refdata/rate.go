package refdata

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"

	"assay/internal/offer"
)

// A Rate says what one unit of a currency was worth in another on a day, as published or by way
// of one other currency that both were published in. Rates serve comparisons; an offer's own
// figures stay in its own currency.
type Rate struct {
	From    string     `json:"from"` // ISO 4217
	To      string     `json:"to"`
	Value   float64    `json:"value"`             // units of To for one of From
	Day     offer.Date `json:"day"`               // of the older of its two figures
	Through string     `json:"through,omitempty"` // the currency between the two; empty: published directly
	Source  string     `json:"source"`
	Age     int        `json:"age_days"` // from Day to the day that was asked about

	ratio *big.Rat // what Value rounds
}

// RateOn returns the latest rate that was published on a day or before it, and whether one is
// recorded. A rate of a later day never counts. Where no figure joins the two currencies itself,
// one currency between them may; where several may, the one whose older figure is youngest.
func RateOn(from, to string, day offer.Date) (Rate, bool) {
	if day.IsZero() {
		return Rate{}, false
	}
	r, ok := Rate{Day: day, ratio: big.NewRat(1, 1)}, from == to && from != ""
	if !ok {
		r, ok = published(from, to, day)
	}
	if !ok {
		r, ok = crossed(from, to, day)
	}
	if !ok {
		return Rate{}, false
	}
	r.From, r.To = from, to
	r.Value, _ = r.ratio.Float64()
	r.Age = int(day.First().Sub(r.Day.First()).Hours() / 24)
	return r, true
}

// published is the latest figure between two currencies, either way round.
func published(from, to string, day offer.Date) (Rate, bool) {
	there, ok := latest(from, to, day)
	back, found := latest(to, from, day)
	if found && (!ok || back.day.Compare(there.day) > 0) {
		return Rate{Day: back.day, Source: back.source, ratio: new(big.Rat).Inv(back.per)}, true
	}
	return Rate{Day: there.day, Source: there.source, ratio: there.per}, ok
}

// crossed is the best rate by way of one other currency.
func crossed(from, to string, day offer.Date) (best Rate, found bool) {
	for _, base := range rateBases() {
		r, ok := by(from, base, to, day)
		if ok && (!found || r.Day.Compare(best.Day) > 0) {
			best, found = r, true
		}
	}
	return best, found
}

func by(from, base, to string, day offer.Date) (Rate, bool) {
	a, ok := published(from, base, day)
	b, found := published(base, to, day)
	if !ok || !found {
		return Rate{}, false
	}
	r := Rate{Through: base, Day: a.Day, Source: a.Source, ratio: new(big.Rat).Mul(a.ratio, b.ratio)}
	if b.Day.Compare(r.Day) < 0 {
		r.Day = b.Day
	}
	if b.Source != a.Source || b.Day != a.Day {
		r.Source = fmt.Sprintf("%s, %s, with %s, %s", a.Source, a.Day, b.Source, b.Day)
	}
	return r, true
}

// Minor converts minor units of From to whole minor units of To, down or up, exactly up to that
// one rounding. It is false where the result is too large for integers.
func (r Rate) Minor(amount int64, up bool) (int64, bool) {
	x := new(big.Rat).Mul(r.ratio, big.NewRat(offer.MinorUnits(r.To), offer.MinorUnits(r.From)))
	x.Mul(x, new(big.Rat).SetInt64(amount))
	whole, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int)) // Euclidean: rounds down
	if up && rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return whole.Int64(), whole.IsInt64()
}

// Convert brings an amount into the rate's other currency, its lower bound rounded down and its
// upper one up to whole minor units. It is false for an amount in another currency than From, or
// one that is too large.
func (r Rate) Convert(m offer.Money) (offer.Money, bool) {
	lo, ok := r.Minor(m.LoMinor, false)
	hi, fits := r.Minor(m.HiMinor, true)
	return offer.Money{LoMinor: lo, HiMinor: hi, Currency: r.To}, ok && fits && m.Currency == r.From
}

// A figure is one published number: units of a currency for one of the base.
type figure struct {
	day    offer.Date
	per    *big.Rat
	source string
}

// latest is the last figure for a currency in a base by a day.
func latest(base, currency string, day offer.Date) (figure, bool) {
	fs := figures()[[2]string{base, currency}]
	for i := len(fs) - 1; i >= 0; i-- {
		if !fs[i].day.First().After(day.First()) {
			return fs[i], true
		}
	}
	return figure{}, false
}

// figures holds every number of the table by base and currency, the oldest first.
var figures = sync.OnceValue(func() map[[2]string][]figure {
	all := map[[2]string][]figure{}
	for _, row := range table("exchange_rates.tsv") {
		day, err := offer.ParseDate(row["day"])
		if err != nil || day.Day == 0 {
			panic(fmt.Sprintf("exchange_rates.tsv: %q is no whole date", row["day"]))
		}
		for currency, text := range row {
			if text == "" || strings.ToUpper(currency) != currency {
				continue // not published, or not a currency's column
			}
			per, ok := new(big.Rat).SetString(text)
			if !ok || per.Sign() <= 0 {
				panic(fmt.Sprintf("exchange_rates.tsv: %s of %s: %q is no rate", currency, day, text))
			}
			key := [2]string{row["base"], currency}
			all[key] = append(all[key], figure{day, per, row["source"]})
		}
	}
	for _, fs := range all {
		slices.SortStableFunc(fs, func(a, b figure) int { return a.day.Compare(b.day) })
	}
	return all
})

// rateBases are the currencies in which rates are published, in alphabetical order.
var rateBases = sync.OnceValue(func() []string {
	var bases []string
	for key := range figures() {
		if !slices.Contains(bases, key[0]) {
			bases = append(bases, key[0])
		}
	}
	slices.Sort(bases)
	return bases
})
