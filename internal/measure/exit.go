package measure

import (
	"fmt"
	"math"
	"slices"

	"assay/internal/offer"
)

// An ExitCost is what leaving an offer costs, item by item, in integer minor units of one
// currency.
type ExitCost struct {
	Currency string     `json:"currency"`
	Lines    []ExitLine `json:"lines"`
	Total    Sum        `json:"total"`
	Missing  []string   `json:"missing,omitempty"`
}

// An ExitLine is one item's cost; Text and Kind are the item's own.
type ExitLine struct {
	Kind     string     `json:"kind"`
	Text     string     `json:"text"`
	Cost     Sum        `json:"cost"`
	How      string     `json:"how"` // the arithmetic, in words
	Rung     offer.Rung `json:"rung"`
	Evidence []offer.ID `json:"evidence,omitempty"`
}

// A Sum is an amount by three points in minor units, rounded outwards. Without LikelyMinor
// nobody named a likeliest; without HiMinor nothing bounds it from above.
type Sum struct {
	LoMinor     int64  `json:"lo_minor"`
	LikelyMinor *int64 `json:"likely_minor,omitempty"`
	HiMinor     *int64 `json:"hi_minor,omitempty"`
}

// ExitCostOf adds up the items of an exit: quantity x unit price x (1 - share that serves on),
// by interval arithmetic on the lowest and the highest points, and on the likeliest where every
// factor of every item has one. A missing quantity counts once, a missing reuse share is 0, or
// anything for a stranded asset; a missing price, or one in a currency without a dated rate into
// the exit's, gives an item without upper bound. Unless the items are said to be complete the
// total has no upper bound and no likeliest.
//
// An exit that names no currency takes that of its items and annual value. It is an error if
// these differ, or if an amount is too large for integers.
func ExitCostOf(x offer.Exit) (ExitCost, error) {
	currency, err := exitCurrency(x)
	if err != nil {
		return ExitCost{}, err
	}
	c := ExitCost{Currency: currency}
	total := points{0, new(0.0), 0}
	for i, it := range x.Items {
		p, how := c.item(x, it)
		cost, err := p.sum()
		if err != nil {
			return ExitCost{}, fmt.Errorf("exit items[%d] (%s): %w", i, it.Text, err)
		}
		evidence := slices.Concat(it.Evidence, spreadRefs(it.Quantity), moneyRefs(it.UnitPrice), spreadRefs(it.Reuse))
		if len(evidence) == 0 {
			evidence = slices.Clone(x.Evidence)
		}
		c.Lines = append(c.Lines, ExitLine{it.Kind, it.Text, cost, how, it.Rung, evidence})
		total = total.plus(cost)
	}
	if x.Complete != offer.Yes {
		total.likely, total.hi = nil, math.Inf(1)
		c.lacks("whether these are all the costs of leaving")
	}
	c.Total, err = total.sum()
	if err != nil {
		return ExitCost{}, fmt.Errorf("exit total: %w", err)
	}
	return c, nil
}

func exitCurrency(x offer.Exit) (string, error) {
	if x.Currency != "" {
		return x.Currency, nil
	}
	found := ""
	for _, m := range append([]*offer.MoneySpread{x.AnnualValue}, prices(x)...) {
		switch {
		case m == nil:
		case found == "":
			found = m.Currency
		case m.Currency != found:
			return "", fmt.Errorf("exit currency: amounts stand in %s and %s; name the currency of the result, with a dated rate", found, m.Currency)
		}
	}
	return found, nil
}

func prices(x offer.Exit) (ms []*offer.MoneySpread) {
	for _, it := range x.Items {
		ms = append(ms, it.UnitPrice)
	}
	return ms
}

func (c *ExitCost) lacks(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(c.Missing, text) {
		c.Missing = append(c.Missing, text)
	}
}

// item prices one item, with the arithmetic in words.
func (c *ExitCost) item(x offer.Exit, it offer.ExitItem) (points, string) {
	quantity, reuse := points{1, new(1.0), 1}, points{0, new(0.0), 0}
	if it.Quantity != nil {
		quantity = points{it.Quantity.Lo, it.Quantity.Likely, it.Quantity.Hi}
	}
	switch {
	case it.Reuse != nil:
		reuse = points{it.Reuse.Lo, it.Reuse.Likely, it.Reuse.Hi}
	case it.Kind == "stranded":
		reuse = points{0, nil, 1}
		c.lacks("the share of %q that serves on", it.Text)
	}
	price, ok := c.price(x, it)
	lost := points{1 - reuse.hi, nil, 1 - reuse.lo}
	if reuse.likely != nil {
		lost.likely = new(1 - *reuse.likely)
	}
	p := quantity.times(price).times(lost)
	if !ok {
		return p, "no price in " + c.Currency + ": nothing bounds it from above"
	}
	return p, howWords(it, quantity, price, reuse, c.Currency)
}

// price is anything where it is not known.
func (c *ExitCost) price(x offer.Exit, it offer.ExitItem) (points, bool) {
	if it.UnitPrice == nil {
		c.lacks("the price of %q", it.Text)
		return points{0, nil, math.Inf(1)}, false
	}
	p, ok := convert(x, it.UnitPrice, c.Currency)
	if !ok {
		c.lacks("a dated rate from %s to %s", it.UnitPrice.Currency, c.Currency)
		return points{0, nil, math.Inf(1)}, false
	}
	return p, true
}

func howWords(it offer.ExitItem, quantity, price, reuse points, currency string) string {
	unit := ""
	if i := slices.Index(offer.ExitKinds, it.Kind); i >= 0 {
		unit = offer.ExitUnits[i]
	}
	major := float64(offer.MinorUnits(currency))
	how := span(price.lo/major, price.hi/major) + " " + currency
	if it.Quantity != nil {
		if unit != "" {
			unit = " " + unit
		}
		how = span(quantity.lo, quantity.hi) + unit + " x " + how
	}
	if reuse.hi > 0 {
		how += " x (1 - " + span(reuse.lo, reuse.hi) + ")"
	}
	return how
}

func spreadRefs(s *offer.Spread) []offer.ID {
	if s == nil {
		return nil
	}
	return s.Evidence
}

func moneyRefs(m *offer.MoneySpread) []offer.ID {
	if m == nil {
		return nil
	}
	return m.Evidence
}
