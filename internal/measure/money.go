package measure

import (
	"fmt"
	"math"

	"assay/internal/offer"
)

// points are a non-negative quantity by three points; hi may be +Inf, likely unknown.
type points struct {
	lo     float64
	likely *float64
	hi     float64
}

func (p points) times(q points) points {
	r := points{lo: p.lo * q.lo, hi: product(p.hi, q.hi)}
	if p.likely != nil && q.likely != nil {
		r.likely = new(*p.likely * *q.likely)
	}
	return r
}

// product keeps 0 x infinity at 0: none of something without a price costs nothing.
func product(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	return a * b
}

func (p points) plus(s Sum) points {
	r := points{lo: p.lo + float64(s.LoMinor), hi: math.Inf(1)}
	if p.likely != nil && s.LikelyMinor != nil {
		r.likely = new(*p.likely + float64(*s.LikelyMinor))
	}
	if s.HiMinor != nil {
		r.hi = p.hi + float64(*s.HiMinor)
	}
	return r
}

// largestMinor is the largest amount that a float64 holds to the unit, 2^53.
const largestMinor = 1 << 53

// sum rounds outwards to whole minor units. Products such as 0.1 x 30 miss a whole number by a
// hair, so what lies within a millionth of one is that one.
func (p points) sum() (Sum, error) {
	if p.lo > largestMinor || p.hi > largestMinor && !math.IsInf(p.hi, 1) {
		return Sum{}, fmt.Errorf("amounts above %d minor units are too large; check the quantity and the price", largestMinor)
	}
	s := Sum{LoMinor: int64(math.Floor(p.lo + 1e-6))}
	if !math.IsInf(p.hi, 1) {
		s.HiMinor = new(int64(math.Ceil(p.hi - 1e-6)))
	}
	if p.likely != nil {
		s.LikelyMinor = new(int64(math.Round(*p.likely)))
	}
	return s, nil
}

// convert brings an amount into another currency's minor units by the exit's rates, of which
// the latest day counts; where that day has several, from the least to the greatest of them. A
// rate the other way round serves where there is none in this direction.
func convert(x offer.Exit, m *offer.MoneySpread, to string) (points, bool) {
	p := points{lo: float64(m.LoMinor), hi: float64(m.HiMinor)}
	if m.LikelyMinor != nil {
		p.likely = new(float64(*m.LikelyMinor))
	}
	if m.Currency == to {
		return p, true
	}
	rate, ok := latestRate(x.Rates, m.Currency, to)
	if !ok {
		back, found := latestRate(x.Rates, to, m.Currency)
		if !found {
			return points{}, false
		}
		rate = box{1 / back.hi, 1 / back.lo}
	}
	minor := float64(offer.MinorUnits(to)) / float64(offer.MinorUnits(m.Currency))
	r := points{lo: rate.lo * minor, hi: rate.hi * minor}
	if rate.lo == rate.hi {
		r.likely = new(r.lo)
	}
	return p.times(r), true
}

func latestRate(rates []offer.Rate, from, to string) (b box, ok bool) {
	var on offer.Date
	for _, r := range rates {
		if r.From != from || r.To != to {
			continue
		}
		switch later := r.On.Compare(on); {
		case !ok || later > 0:
			b, ok, on = box{r.PerUnit, r.PerUnit}, true, r.On
		case later == 0:
			b = box{min(b.lo, r.PerUnit), max(b.hi, r.PerUnit)}
		}
	}
	return b, ok
}

// costOfLeaving measures SC2.
func costOfLeaving(o offer.Offer) Value {
	v := whole("SC2")
	if len(o.Parts.Exits) == 0 {
		v.lacks("the costs of leaving, item by item, and the contract value of one year")
		return v
	}
	x := o.Parts.Exits[0]
	c, err := ExitCostOf(x)
	if err != nil {
		v.lacks("%s", err)
		return v
	}
	v.Missing = append(v.Missing, c.Missing...)
	var worse, better ground
	for _, l := range c.Lines {
		v.step("exit", l.Evidence, "%s: %s = %s", l.Text, l.How, l.Cost.words(c.Currency))
		worse.add(l.Rung, o.Stage, l.Evidence)
		if l.Cost.LoMinor > 0 {
			better.add(l.Rung, o.Stage, l.Evidence)
		}
	}
	year, ok := annual(&v, x, c.Currency)
	if !ok {
		return v
	}
	for _, g := range []*ground{&worse, &better} {
		if len(c.Lines) == 0 {
			g.add(offer.Unverified, o.Stage, x.Evidence)
		}
		g.evidence = append(g.evidence, moneyRefs(x.AnnualValue)...)
	}
	lo, hi := 0.0, Unbounded
	if year.hi > 0 {
		lo = min(100*float64(c.Total.LoMinor)/year.hi, Unbounded)
	}
	if h := c.Total.HiMinor; h != nil && year.lo > 0 {
		hi = min(100*float64(*h)/year.lo, Unbounded)
	}
	v.raw(min(lo, hi), hi, worse, better)
	return v
}

// annual returns the contract value of one year in the currency of the result.
func annual(v *Value, x offer.Exit, currency string) (points, bool) {
	if x.AnnualValue == nil {
		v.lacks("the contract value of one year")
		return points{}, false
	}
	year, ok := convert(x, x.AnnualValue, currency)
	if !ok {
		v.lacks("a dated rate from %s to %s", x.AnnualValue.Currency, currency)
		return points{}, false
	}
	if year.hi == 0 {
		v.lacks("a contract value of one year above nothing")
		return points{}, false
	}
	major := float64(offer.MinorUnits(currency))
	v.step("exit", moneyRefs(x.AnnualValue), "Contract value of one year: %s %s", span(year.lo/major, year.hi/major), currency)
	return year, true
}

func (s Sum) words(currency string) string {
	major, hi := float64(offer.MinorUnits(currency)), Unbounded
	if s.HiMinor != nil {
		hi = float64(*s.HiMinor) / major
	}
	return span(float64(s.LoMinor)/major, hi) + " " + currency
}
