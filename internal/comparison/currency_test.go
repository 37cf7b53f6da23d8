package comparison_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/offer"
)

func fund(lo, hi int64, currency string) offer.Fund {
	return offer.Fund{Payer: "p", Amount: &offer.Money{LoMinor: lo, HiMinor: hi, Currency: currency}}
}

// By hand at the ECB's rates of 5 October 2026, EUR 1 = USD 1.1204 = BRL 5.5849:
// BRL 1,200,000,000.00 = USD 240,734,838.58..., EUR 1,600,000.00 to 3,000,000.00 = USD
// 1,792,640.00 to 3,361,200.00. The dong is not in the table.
func TestAmountsAsTheyCompare(t *testing.T) {
	o := offer.Offer{Parts: offer.Parts{Funds: []offer.Fund{fund(120000000000, 120000000000, "BRL"), fund(160000000, 300000000, "EUR"), fund(5, 5, "USD"), fund(5, 5, "VND"), {Payer: "p"}}}}
	m := comparison.MoneyOf(o, "USD", asOfMoney)
	assert.Equal(t, "USD", m.In)
	brl := m.Amounts[0].Compared
	assert.Equal(t, &offer.Money{LoMinor: 24073483858, HiMinor: 24073483859, Currency: "USD"}, brl.Amount)
	assert.Equal(t, "converted at 0.200612 USD for BRL 1 of 2026-10-05 (48 days earlier), by way of EUR; European Central Bank, euro reference rates", comparison.RateText(brl.Rate))
	assert.Equal(t, &offer.Money{LoMinor: 179264000, HiMinor: 336120000, Currency: "USD"}, m.Amounts[1].Compared.Amount)
	assert.Equal(t, comparison.Compared{}, m.Amounts[2].Compared, "it stands in it")
	assert.Equal(t, comparison.Compared{NoRate: true}, m.Amounts[3].Compared)
	assert.Equal(t, comparison.Compared{}, m.Amounts[4].Compared, "an amount that nobody knows")
	for i, f := range o.Parts.Funds {
		assert.Equal(t, f, m.Amounts[i].Payable, "the offer's own figures stay")
	}
}

// By hand: 10 to 20 TB at EUR 50 to 90 is EUR 500.00 to 1,800.00, that is USD 560.20 to 2,016.72;
// the second item has no price, and without "complete" nothing bounds the total.
func TestExitAsItCompares(t *testing.T) {
	item := offer.ExitItem{Kind: "egress", Text: "out", Quantity: &offer.Spread{Lo: 10, Hi: 20}, UnitPrice: &offer.MoneySpread{LoMinor: 5000, HiMinor: 9000, Currency: "EUR"}}
	exit := func(x offer.Exit, in string) comparison.Exit {
		e, err := comparison.ExitOf(offer.Offer{Parts: offer.Parts{Exits: []offer.Exit{x}}}, in, asOfMoney)
		require.NoError(t, err)
		return e
	}
	whole := exit(offer.Exit{Items: []offer.ExitItem{item}, Complete: offer.Yes}, "USD")
	require.NotNil(t, whole.Total.Sum)
	assert.Equal(t, int64(56020), whole.Total.Sum.LoMinor)
	assert.Equal(t, int64(201672), *whole.Total.Sum.HiMinor)
	assert.Equal(t, "EUR", whole.Cost.Currency)
	assert.Equal(t, int64(50000), whole.Cost.Total.LoMinor, "the offer's own figures stay")
	open := exit(offer.Exit{Items: []offer.ExitItem{item}}, "USD")
	assert.Equal(t, int64(56020), open.Total.Sum.LoMinor)
	assert.Nil(t, open.Total.Sum.HiMinor)
	assert.Equal(t, comparison.ComparedSum{}, exit(offer.Exit{Items: []offer.ExitItem{item}}, "EUR").Total)
	real := exit(offer.Exit{Complete: offer.Yes, Items: []offer.ExitItem{{Kind: "penalty", Text: "p", UnitPrice: &offer.MoneySpread{LoMinor: 100, HiMinor: 100, Currency: "BRL"}}}}, "USD")
	assert.Equal(t, []int64{20, 21}, []int64{real.Total.Sum.LoMinor, *real.Total.Sum.HiMinor}, "BRL 1.00 is USD 0.2006: outward, once")
	item.UnitPrice.Currency = "VND"
	assert.True(t, exit(offer.Exit{Items: []offer.ExitItem{item}}, "EUR").Total.NoRate)
	none, err := comparison.ExitOf(offer.Offer{}, "USD", asOfMoney)
	require.NoError(t, err)
	assert.Equal(t, comparison.Exit{}, none)
}

func TestCurrencyOfAComparison(t *testing.T) {
	in, err := comparison.CurrencyOf("")
	require.NoError(t, err)
	assert.Equal(t, "USD", in)
	in, err = comparison.CurrencyOf("EUR")
	require.NoError(t, err)
	assert.Equal(t, "EUR", in)
	_, err = comparison.CurrencyOf("KRW")
	assert.EqualError(t, err, `amounts are compared in one of [USD EUR], not in "KRW"`)
}
