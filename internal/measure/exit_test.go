package measure_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

func eur(lo, likely, hi int64) *offer.MoneySpread {
	return &offer.MoneySpread{LoMinor: lo, LikelyMinor: &likely, HiMinor: hi, Currency: "EUR"}
}

func three(lo, likely, hi float64) *offer.Spread {
	return &offer.Spread{Lo: lo, Likely: &likely, Hi: hi}
}

// An exit worked by hand, in euro cents:
// egress 100, 200, 400 TB at EUR 5, 10, 20: 50,000; 200,000; 800,000
// platforms 10, 12, 20 person-months at EUR 8,000: 8,000,000; 9,600,000; 16,000,000
// stranded EUR 1,000,000 of which 0.25, 0.5, 0.75 serve on: 25,000,000; 50,000,000; 75,000,000
// in all 33,050,000; 59,800,000; 91,800,000: of EUR 1,000,000 to 2,000,000 a year, 16.525 % to 91.8 %
func byHand() offer.Exit {
	return offer.Exit{Currency: "EUR", Complete: offer.Yes, Evidence: []offer.ID{"plan"}, AnnualValue: eur(100_000_000, 150_000_000, 200_000_000),
		Items: []offer.ExitItem{
			{Kind: "egress", Text: "Data out", Quantity: three(100, 200, 400), UnitPrice: eur(500, 1000, 2000), Rung: offer.Documented},
			{Kind: "replatforming", Text: "Platforms", Quantity: three(10, 12, 20), UnitPrice: eur(800_000, 800_000, 800_000), Rung: offer.Documented},
			{Kind: "stranded", Text: "Site", UnitPrice: eur(100_000_000, 100_000_000, 100_000_000), Reuse: three(0.25, 0.5, 0.75), Rung: offer.VendorClaim},
		}}
}

func TestExitCostByHand(t *testing.T) {
	c, err := measure.ExitCostOf(byHand())
	require.NoError(t, err)
	assert.Equal(t, "EUR", c.Currency)
	want := []measure.Sum{
		{LoMinor: 50_000, LikelyMinor: new(int64(200_000)), HiMinor: new(int64(800_000))},
		{LoMinor: 8_000_000, LikelyMinor: new(int64(9_600_000)), HiMinor: new(int64(16_000_000))},
		{LoMinor: 25_000_000, LikelyMinor: new(int64(50_000_000)), HiMinor: new(int64(75_000_000))},
	}
	for i, l := range c.Lines {
		assert.Equal(t, want[i], l.Cost, l.Text)
		assert.Equal(t, []offer.ID{"plan"}, l.Evidence)
	}
	assert.Equal(t, measure.Sum{LoMinor: 33_050_000, LikelyMinor: new(int64(59_800_000)), HiMinor: new(int64(91_800_000))}, c.Total)
	assert.Empty(t, c.Missing)
	assert.Equal(t, "100 to 400 TB x 5 to 20 EUR", c.Lines[0].How)
	assert.Equal(t, "1000000 EUR x (1 - 0.25 to 0.75)", c.Lines[2].How)

	v := value(t, put(offer.Parts{Exits: []offer.Exit{byHand()}}), "SC2")
	assert.InDelta(t, 16.525, v.Raw.Lo, 1e-12)
	assert.InDelta(t, 91.8, v.Raw.Hi, 1e-12)
	assert.Equal(t, offer.Bound{Rung: offer.VendorClaim, Evidence: []offer.ID{"plan"}}, v.Lo)
}

func TestWhatAnExitLeavesOpen(t *testing.T) {
	open := measure.Sum{LoMinor: 33_050_000}
	tests := []struct {
		name    string
		change  func(*offer.Exit)
		want    measure.Sum
		missing string
	}{
		{"perhaps not all", func(x *offer.Exit) { x.Complete = offer.DontKnow }, open, "whether these are all the costs of leaving"},
		{"not all", func(x *offer.Exit) { x.Complete = offer.No }, open, "whether these are all the costs of leaving"},
		{"no price", func(x *offer.Exit) { x.Items[0].UnitPrice = nil }, measure.Sum{LoMinor: 33_000_000}, `the price of "Data out"`},
		{"no rate", func(x *offer.Exit) { x.Items[0].UnitPrice.Currency = "USD" }, measure.Sum{LoMinor: 33_000_000}, "a dated rate from USD to EUR"},
		{"what is stranded, unknown", func(x *offer.Exit) { x.Items[2].Reuse = nil },
			measure.Sum{LoMinor: 8_050_000, HiMinor: new(int64(116_800_000))}, `the share of "Site" that serves on`},
		{"none of it, whatever the price", func(x *offer.Exit) { x.Items[0].Quantity, x.Items[0].UnitPrice = three(0, 0, 0), nil },
			measure.Sum{LoMinor: 33_000_000, HiMinor: new(int64(91_000_000))}, `the price of "Data out"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := byHand()
			tt.change(&x)
			c, err := measure.ExitCostOf(x)
			require.NoError(t, err)
			assert.Equal(t, tt.want, c.Total)
			assert.Equal(t, []string{tt.missing}, c.Missing)
		})
	}
}

// 150,000 yen at 0.5 euro for 100 yen are 750 euro; the yen has no minor unit. The latest day
// counts, of two rates on it the range, and a rate the other way round serves.
func TestMoneyIsConvertedByItsDatedRates(t *testing.T) {
	yen := &offer.MoneySpread{LoMinor: 150_000, HiMinor: 150_000, Currency: "JPY"}
	on := func(day int) offer.Date { return offer.Date{Year: 2026, Month: 11, Day: day} }
	tests := []struct {
		name   string
		rates  []offer.Rate
		lo, hi int64
	}{
		{"one rate", []offer.Rate{{From: "JPY", To: "EUR", PerUnit: 0.005, On: on(1)}}, 75_000, 75_000},
		{"the latest", []offer.Rate{{From: "JPY", To: "EUR", PerUnit: 0.004, On: on(2)}, {From: "JPY", To: "EUR", PerUnit: 0.005, On: on(1)}}, 60_000, 60_000},
		{"the latest, listed last", []offer.Rate{{From: "JPY", To: "EUR", PerUnit: 0.005, On: on(1)}, {From: "JPY", To: "EUR", PerUnit: 0.004, On: on(2)}}, 60_000, 60_000},
		{"two on one day", []offer.Rate{{From: "JPY", To: "EUR", PerUnit: 0.004, On: on(2)}, {From: "JPY", To: "EUR", PerUnit: 0.005, On: on(2)}}, 60_000, 75_000},
		{"the other way round", []offer.Rate{{From: "EUR", To: "JPY", PerUnit: 200, On: on(1)}}, 75_000, 75_000},
		{"two of those", []offer.Rate{{From: "EUR", To: "JPY", PerUnit: 200, On: on(1)}, {From: "EUR", To: "JPY", PerUnit: 250, On: on(1)}}, 60_000, 75_000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := measure.ExitCostOf(offer.Exit{Currency: "EUR", Complete: offer.Yes, Rates: tt.rates,
				Items: []offer.ExitItem{{Kind: "penalty", Text: "p", UnitPrice: yen}}})
			require.NoError(t, err)
			assert.Equal(t, measure.Sum{LoMinor: tt.lo, HiMinor: &tt.hi}, c.Total)
		})
	}
}

func TestExitsThatCannotBeAddedUp(t *testing.T) {
	x := byHand()
	x.Currency, x.Items[1].UnitPrice.Currency = "", "USD"
	_, err := measure.ExitCostOf(x)
	require.EqualError(t, err, "exit currency: amounts stand in EUR and USD; name the currency of the result, with a dated rate")
	assert.Equal(t, []string{err.Error()}, value(t, put(offer.Parts{Exits: []offer.Exit{x}}), "SC2").Missing)

	x = byHand()
	x.Items[0].Quantity = three(1e12, 1e12, 1e12)
	x.Items[0].UnitPrice = eur(1e9, 1e9, 1e9)
	_, err = measure.ExitCostOf(x)
	assert.ErrorContains(t, err, "exit items[0] (Data out)")
}

// Whatever the factors turn out to be within their spreads, the cost lies within the total.
func TestEveryExitCostsWithinItsTotal(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 20))
	within := func(lo, hi float64) float64 {
		switch r.IntN(3) {
		case 0:
			return lo
		case 1:
			return hi
		}
		return lo + r.Float64()*(hi-lo)
	}
	for range 100_000 {
		x := randomExit(r)
		c, err := measure.ExitCostOf(x)
		if err != nil {
			require.Empty(t, x.Currency)
			continue
		}
		cost := 0.0
		for _, it := range x.Items {
			q, reuse := 1.0, 0.0
			if it.Quantity != nil {
				q = within(it.Quantity.Lo, it.Quantity.Hi)
			}
			if it.Reuse != nil {
				reuse = within(it.Reuse.Lo, it.Reuse.Hi)
			} else if it.Kind == "stranded" {
				reuse = within(0, 1)
			}
			rate := 1.0
			if it.UnitPrice == nil {
				continue // anything, and then there is no upper bound to break
			}
			if it.UnitPrice.Currency != c.Currency {
				if len(x.Rates) == 0 {
					continue
				}
				if rate = x.Rates[0].PerUnit; c.Currency == "USD" {
					rate = 1 / rate
				}
			}
			cost += q * within(float64(it.UnitPrice.LoMinor), float64(it.UnitPrice.HiMinor)) * rate * (1 - reuse)
		}
		require.GreaterOrEqual(t, cost, float64(c.Total.LoMinor)-1e-5)
		if c.Total.HiMinor != nil {
			require.LessOrEqual(t, cost, float64(*c.Total.HiMinor)+1e-5)
		}
		if c.Total.LikelyMinor != nil {
			require.GreaterOrEqual(t, *c.Total.LikelyMinor, c.Total.LoMinor)
			require.LessOrEqual(t, *c.Total.LikelyMinor, *c.Total.HiMinor)
		}
	}
}

// A plan worked by hand: copy takes 10 to 20 days, rewrite 30 to 40, test 5 to 25 after both,
// train 40 to 42 beside them, hand over 1 after test and train. At the least: rewrite, test = 35,
// train = 40, so train leads: 41. At the most: rewrite 40, test 65, train 42: 66.
func plan() offer.Exit {
	return offer.Exit{Steps: []offer.ExitStep{
		{Name: "copy", Days: three(10, 12, 20)},
		{Name: "rewrite", Days: three(30, 32, 40)},
		{Name: "test", Days: three(5, 20, 25), After: []string{"copy", "rewrite"}},
		{Name: "train", Days: three(40, 41, 42)},
		{Name: "hand over", Days: three(1, 1, 1), After: []string{"test", "train"}},
	}}
}

func TestTimelineByHand(t *testing.T) {
	tl, err := measure.TimelineOf(plan())
	require.NoError(t, err)
	assert.Equal(t, measure.Time{Lo: 41, Likely: new(53.0), Hi: new(66.0)}, tl.Days) // likeliest: 32 + 20 + 1
	assert.InDelta(t, 66/30.4375, *tl.Months.Hi, 1e-12)
	var lo, hi []string
	for _, s := range tl.Steps {
		if s.CriticalLo {
			lo = append(lo, s.Name)
		}
		if s.CriticalHi {
			hi = append(hi, s.Name)
		}
	}
	assert.Equal(t, []string{"train", "hand over"}, lo)
	assert.Equal(t, []string{"rewrite", "test", "hand over"}, hi)
	assert.Equal(t, measure.Time{Lo: 30, Likely: new(32.0), Hi: new(40.0)}, tl.Steps[2].Start)
	assert.Equal(t, measure.Time{Lo: 35, Likely: new(52.0), Hi: new(65.0)}, tl.Steps[2].End)
}

func TestAStepOfUnknownLengthOpensTheEnd(t *testing.T) {
	x := plan()
	x.Steps[0].Days = nil
	tl, err := measure.TimelineOf(x)
	require.NoError(t, err)
	assert.Equal(t, measure.Time{Lo: 41}, tl.Days)
	assert.Equal(t, []string{`the days that "copy" takes`}, tl.Missing)
	assert.True(t, tl.Steps[0].CriticalHi, "it alone decides how long the exit may take")
	assert.False(t, tl.Steps[1].CriticalHi)

	tl, err = measure.TimelineOf(offer.Exit{})
	require.NoError(t, err)
	assert.Equal(t, measure.Time{}, tl.Days)
	assert.Equal(t, []string{"the steps of leaving, with their days"}, tl.Missing)

	x.Steps[0].After = []string{"hand over"}
	_, err = measure.TimelineOf(x)
	assert.EqualError(t, err, `exit steps[0].after: "hand over" is no earlier step; list steps after those they wait for`)
}

// The twin walks every path through the steps.
func TestTimelineIsTheLongestOfAllPaths(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 21))
	names := []string{"a", "b", "c", "d", "e"}
	for range 100_000 {
		var x offer.Exit
		for i := range 1 + r.IntN(5) {
			s := offer.ExitStep{Name: names[i]}
			if r.IntN(8) > 0 {
				b := float64(r.IntN(5))
				s.Days = &offer.Spread{Lo: b, Hi: b + float64(r.IntN(3))}
			}
			for _, n := range names[:i] {
				if r.IntN(3) == 0 {
					s.After = append(s.After, n)
				}
			}
			x.Steps = append(x.Steps, s)
		}
		tl, err := measure.TimelineOf(x)
		require.NoError(t, err)
		lo, onLo := longest(x, func(d *offer.Spread) float64 {
			if d == nil {
				return 0
			}
			return d.Lo
		})
		hi, onHi := longest(x, func(d *offer.Spread) float64 {
			if d == nil {
				return math.Inf(1)
			}
			return d.Hi
		})
		require.Equal(t, lo, tl.Days.Lo)
		require.Equal(t, math.IsInf(hi, 1), tl.Days.Hi == nil)
		if tl.Days.Hi != nil {
			require.Equal(t, hi, *tl.Days.Hi)
		}
		for i, s := range tl.Steps {
			require.Equal(t, onLo[i], s.CriticalLo, "%v: %s", x.Steps, s.Name)
			if tl.Days.Hi != nil {
				require.Equal(t, onHi[i], s.CriticalHi, "%v: %s", x.Steps, s.Name)
			}
		}
	}
}

// longest returns the length of the longest path and which steps stand on one.
func longest(x offer.Exit, days func(*offer.Spread) float64) (float64, []bool) {
	at := map[string]int{}
	for i, s := range x.Steps {
		at[s.Name] = i
	}
	best, on := 0.0, make([]bool, len(x.Steps))
	var walk func(i int, after float64, path []int)
	walk = func(i int, after float64, path []int) { // from a step back to the first of its path
		after += days(x.Steps[i].Days)
		path = append(path, i)
		if after > best {
			best = after
			clear(on)
		}
		if after == best {
			for _, j := range path {
				on[j] = true
			}
		}
		for _, name := range x.Steps[i].After {
			walk(at[name], after, path)
		}
	}
	for i := range x.Steps {
		walk(i, 0, nil)
	}
	return best, on
}
