package comparison_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/comparison"
	"assay/internal/offer"
)

var asOfMoney = offer.Date{Year: 2026, Month: 11, Day: 22}

func held(side offer.Side, rung offer.Rung, lo, hi float64) offer.Owner {
	return offer.Owner{Party: "p", Side: side, Share: &offer.Figure{Range: offer.Range{Lo: lo, Hi: hi}, Rung: rung}}
}

// By hand: 0.6 for the buyer and 0.2 for the provider, both documented, leave 0.2 that may be
// anybody's.
func TestTitleByYear(t *testing.T) {
	owners := []offer.Owner{held(offer.BuyerSide, offer.Documented, .6, .6), held(offer.ProviderSide, offer.Documented, .2, .2), {Party: "others"}}
	split := comparison.Shares{Buyer: offer.Range{Lo: .6, Hi: .8}, Provider: offer.Range{Lo: .2, Hi: .4}, Third: offer.Range{Lo: 0, Hi: .2}, Known: true}
	anybody := comparison.Shares{Buyer: offer.Range{Hi: 1}, Provider: offer.Range{Hi: 1}, Third: offer.Range{Hi: 1}}
	reverts := comparison.Shares{Buyer: offer.Range{Lo: 1, Hi: 1}, Known: true}
	term := func(lo, hi float64) *offer.Figure {
		return &offer.Figure{Range: offer.Range{Lo: lo, Hi: hi}, Rung: offer.Documented}
	}
	back := []offer.Owner{held(offer.BuyerSide, offer.Documented, 1, 1)}
	either := comparison.Shares{Buyer: offer.Range{Lo: .6, Hi: 1}, Provider: offer.Range{Lo: 0, Hi: .4}, Third: offer.Range{Lo: 0, Hi: .2}, Known: true}
	for _, tt := range []struct {
		name string
		site offer.Site
		want []comparison.Shares // after 0, 5 and 10 years
	}{
		{"nothing known", offer.Site{}, []comparison.Shares{anybody, anybody, anybody}},
		{"what follows the term is not known, nor its length", offer.Site{Owners: owners}, []comparison.Shares{split, anybody, anybody}},
		{"the term outlasts ten years", offer.Site{Owners: owners, TermYears: term(15, 20)}, []comparison.Shares{split, split, split}},
		{"it reverts after seven", offer.Site{Owners: owners, OwnersAfter: back, TermYears: term(7, 7)}, []comparison.Shares{split, split, reverts}},
		{"it reverts some time", offer.Site{Owners: owners, OwnersAfter: back, TermYears: term(3, 7)}, []comparison.Shares{
			split, either, reverts}},
		{"a claimed term is no term", offer.Site{Owners: owners, OwnersAfter: back, TermYears: &offer.Figure{Range: offer.Range{Lo: 15, Hi: 20}, Rung: offer.VendorClaim}}, []comparison.Shares{split, either, either}},
		{"one blog's split raises no bound", offer.Site{Owners: []offer.Owner{held(offer.BuyerSide, offer.Unverified, .6, .6)}}, []comparison.Shares{anybody, anybody, anybody}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := comparison.MoneyOf(offer.Offer{Parts: offer.Parts{Sites: []offer.Site{tt.site}}}, "USD", asOfMoney)
			for i, want := range tt.want {
				got := m.Titles[0].ByYear[i]
				assert.Equal(t, want.Known, got.Known, "year %d", comparison.TitleYears[i])
				for _, pair := range [][2]offer.Range{{want.Buyer, got.Buyer}, {want.Provider, got.Provider}, {want.Third, got.Third}} {
					assert.InDelta(t, pair[0].Lo, pair[1].Lo, 1e-12)
					assert.InDelta(t, pair[0].Hi, pair[1].Hi, 1e-12)
				}
			}
		})
	}
}

func TestMoneyStages(t *testing.T) {
	want := map[offer.Stage]comparison.MoneyStage{
		offer.StageNotRecorded: comparison.MoneyAnnounced, offer.Announced: comparison.MoneyAnnounced, offer.NonBinding: comparison.MoneyAnnounced,
		offer.Binding: comparison.MoneyCommitted, offer.Funded: comparison.MoneyCommitted, offer.Delivered: comparison.MoneyDisbursed,
	}
	for stage, step := range want {
		assert.Equal(t, step, comparison.MoneyStageOf(stage), stage)
	}
	m := comparison.MoneyOf(offer.Offer{Parts: offer.Parts{Funds: []offer.Fund{{Payer: "a", Stage: offer.Funded}, {Payer: "b"}}}}, "USD", asOfMoney)
	assert.Equal(t, []comparison.MoneyStage{comparison.MoneyCommitted, comparison.MoneyAnnounced}, []comparison.MoneyStage{m.Amounts[0].Stage, m.Amounts[1].Stage})
}
