package refdata

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// The figures come from the table by hand: on 5 October 2026 the ECB published USD 1.1204, BRL
// 5.5849, KRW 1505.80 and JPY 177.28 for one euro, on 30 September 2025 USD 1.1741 and INR
// 104.2548; a dirham is USD 1/3.6725 and a riyal USD 1/3.75.
func TestConvertingByHand(t *testing.T) {
	tests := []struct {
		name, from, to, on string
		lo, hi             int64
		wantLo, wantHi     int64
		day, through       string
		age                int
	}{
		{"1,200,000,000.00 x 1.1204 / 5.5849 = 240,734,838.5826...", "BRL", "USD", "2026-11-22", 120000000000, 120000000000, 24073483858, 24073483859, "2026-10-05", "EUR", 48},
		{"157,600,000,000 x 1.1204 / 1505.80 = 117,263,275.3353..., from a currency without minor units", "KRW", "USD", "2026-11-22", 157600000000, 157600000000, 11726327533, 11726327534, "2026-10-05", "EUR", 48},
		{"10.00 x 177.28 / 1.1204 = 1582.292..., into one", "USD", "JPY", "2026-11-22", 1000, 1000, 1582, 1583, "2026-10-05", "EUR", 48},
		{"100.00 x 1.1204 = 112.04, published itself", "EUR", "USD", "2026-10-05", 10000, 10000, 11204, 11204, "2026-10-05", "", 0},
		{"180,000,000,000.00 x 1.1741 / 104.2548 = 2,027,129,686.1151..., at the day that stood then", "INR", "USD", "2025-11-20", 18000000000000, 18000000000000, 202712968611, 202712968612, "2025-09-30", "EUR", 51},
		{"37.50 / 3.75 = 10.00", "SAR", "USD", "2026-11-22", 3750, 3750, 1000, 1000, "2020-05-04", "", 2393},
		{"3672.50 / 3.6725 / 1.1204 = 892.5383..., as old as its older figure", "AED", "EUR", "2026-11-22", 367250, 367250, 89253, 89254, "2014-12-01", "USD", 4374},
		{"bounds outwards, each once", "BRL", "EUR", "2026-10-05", 100, 200, 17, 36, "2026-10-05", "", 0}, // 0.17905..., 0.35811...
		{"the same currency is itself", "USD", "USD", "2026-11-22", 12345, 23456, 12345, 23456, "2026-11-22", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, ok := RateOn(tt.from, tt.to, on(t, tt.on))
			require.True(t, ok)
			assert.Equal(t, on(t, tt.day), r.Day)
			assert.Equal(t, tt.through, r.Through)
			assert.Equal(t, tt.age, r.Age)
			got, ok := r.Convert(offer.Money{LoMinor: tt.lo, HiMinor: tt.hi, Currency: tt.from})
			require.True(t, ok)
			assert.Equal(t, offer.Money{LoMinor: tt.wantLo, HiMinor: tt.wantHi, Currency: tt.to}, got)
		})
	}
	r, _ := RateOn("AED", "EUR", on(t, "2026-11-22"))
	assert.Contains(t, r.Source, "2014-12-01, with European Central Bank, euro reference rates, 2026-10-05")
}

// A rate of a later day never counts, and what nobody published is not made up.
func TestNoRate(t *testing.T) {
	for _, tt := range []struct{ from, to, on string }{
		{"VND", "USD", "2026-11-22"}, {"KZT", "EUR", "2026-11-22"}, {"USD", "XXX", "2026-11-22"},
		{"BRL", "USD", "2024-03-27"}, // the first day of the table is 28 March 2024
		{"BRL", "SAR", "2026-11-22"}, // by the euro and the dollar: two currencies between
		{"", "", "2026-11-22"},
	} {
		_, ok := RateOn(tt.from, tt.to, on(t, tt.on))
		assert.False(t, ok, "%s to %s on %s", tt.from, tt.to, tt.on)
	}
	_, ok := RateOn("EUR", "USD", offer.Date{})
	assert.False(t, ok, "a day is needed")
	before, _ := RateOn("EUR", "USD", on(t, "2026-08-30"))
	assert.Equal(t, on(t, "2026-06-30"), before.Day)
	r, _ := RateOn("EUR", "USD", on(t, "2026-10-05"))
	_, ok = r.Convert(offer.Money{LoMinor: 1, HiMinor: 1, Currency: "GBP"})
	assert.False(t, ok, "a rate is for its own currency")
	won, _ := RateOn("EUR", "KRW", on(t, "2026-10-05"))
	_, ok = won.Convert(offer.Money{HiMinor: 1 << 60, Currency: "EUR"})
	assert.False(t, ok, "too large for integers")
}

// A dollar buys 7.75 to 7.85 Hong Kong dollars and a euro 7.29 to 7.63 Danish kroner, by the
// boards and bands that hold them there: a slip of the pen in a row would show.
func TestTheTableOfRatesHoldsTogether(t *testing.T) {
	days := map[offer.Date]bool{}
	for _, f := range figures()[[2]string{"EUR", "USD"}] {
		days[f.day] = true
		hkd, ok := RateOn("USD", "HKD", f.day)
		require.True(t, ok)
		assert.InDelta(t, 7.80, hkd.Value, 0.05, f.day.String())
		dkk, _ := RateOn("EUR", "DKK", f.day)
		assert.InDelta(t, 7.46038, dkk.Value, 0.0225*7.46038, f.day.String())
	}
	assert.Len(t, days, 12)
	for key, fs := range figures() {
		require.NoError(t, offer.Money{Currency: key[1]}.Validate())
		for i, f := range fs {
			require.NotEmpty(t, f.source)
			if v, _ := f.per.Float64(); i > 0 {
				last, _ := fs[i-1].per.Float64()
				require.InEpsilon(t, last, v, 0.25, "%v on %s: a leap of a quarter", key, f.day)
				require.NotEqual(t, fs[i-1].day, f.day, "%v stands there twice", key)
			}
		}
	}
	for _, row := range table("exchange_rates.tsv") {
		for c, text := range row {
			if strings.ToUpper(c) == c && text != "" {
				_, err := strconv.ParseFloat(text, 64)
				require.NoError(t, err)
			}
		}
	}
}

// There and back never narrows an amount, and more money never becomes less.
func TestConvertingKeepsOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 27))
	codes := []string{"USD", "EUR", "JPY", "KRW", "INR", "AED", "GBP", "ISK"}
	for range 40_000 {
		from, to := codes[r.IntN(len(codes))], codes[r.IntN(len(codes))]
		day := offer.Date{Year: 2024 + r.IntN(3), Month: 4 + r.IntN(9), Day: 1 + r.IntN(28)}
		there, ok := RateOn(from, to, day)
		back, found := RateOn(to, from, day)
		require.Equal(t, ok, found)
		if !ok {
			continue
		}
		lo := r.Int64N(1 << 40)
		m := offer.Money{LoMinor: lo, HiMinor: lo + r.Int64N(1<<40), Currency: from}
		x, ok := there.Convert(m)
		require.True(t, ok)
		require.LessOrEqual(t, x.LoMinor, x.HiMinor)
		y, ok := back.Convert(x)
		require.True(t, ok)
		require.LessOrEqual(t, y.LoMinor, m.LoMinor)
		require.GreaterOrEqual(t, y.HiMinor, m.HiMinor)
		more, ok := there.Convert(offer.Money{LoMinor: m.LoMinor + 1, HiMinor: m.HiMinor + 1, Currency: from})
		require.True(t, ok)
		require.GreaterOrEqual(t, more.LoMinor, x.LoMinor)
		require.LessOrEqual(t, there.Day.First().Compare(day.First()), 0)
	}
}
