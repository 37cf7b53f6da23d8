package depend

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// dayOne is the day on which these offers are read.
var dayOne = offer.Date{Year: 2026, Month: 12, Day: 1}

func figure(rung offer.Rung, lo, hi float64) *offer.Figure {
	return &offer.Figure{Range: offer.Range{Lo: lo, Hi: hi}, Rung: rung}
}

func TestGraphOfAnOffer(t *testing.T) {
	g, err := FromOffer(offer.Offer{Parts: offer.Parts{
		Sites: []offer.Site{
			{Name: "North", MWPlanned: figure(offer.Documented, 100, 200), Operator: "Host", OperatorISO: "AE", Owners: []offer.Owner{{Party: "State", Side: offer.BuyerSide}, {Party: "Lab", Country: "US"}}},
			{Name: "South", MWPlanned: figure(offer.Documented, 100, 100), Operator: "disputed: Host or Lab"},
		},
		Chips: []offer.Chip{{Vendor: "Maker", Product: "X1", ExportJurisdiction: "US", Count: figure(offer.Documented, 100, 200), Installed: figure(offer.Documented, 50, 100), FailureRate: figure(offer.VendorClaim, .01, .01)}},
		Models: []offer.Model{
			{Name: "Closed", Developer: "Lab", DeveloperCountry: "US", Licence: "LicenseRef-Lab"},
			{Name: "Open", Developer: "Lab", DeveloperCountry: "US", Licence: "Apache-2.0"},
		},
		Links: []offer.Link{
			{From: "service", Needs: "Grid", Kind: "power", Group: "power", Party: "Utility", Country: "AE"},
			{From: "service", Needs: "Diesel", Kind: "power", Group: "power", Party: "Trader", Country: "AE"},
		},
	}}, dayOne)
	require.NoError(t, err)
	assert.Equal(t, []string{"service: Closed", "service: Open"}, g.Services())
	closed, _ := g.Node("service: Closed")
	shares := map[string]offer.Range{}
	for _, n := range closed.Needs {
		for _, a := range n.Alternatives {
			if a.Share != nil {
				shares[a.Node] = *a.Share
			}
		}
	}
	assert.Equal(t, map[string]offer.Range{
		"site: North": {Lo: .5, Hi: 2. / 3}, "site: South": {Lo: 1. / 3, Hi: .5}, "chip: Maker X1": {Lo: 1, Hi: 1},
	}, shares, "100 of 200, 200 of 300, 100 of 300, 100 of 200 MW")
	chip, _ := g.Node("chip: Maker X1")
	assert.Equal(t, between(.25, 1), chip.Installed, "50 of 200, 100 of 100")
	assert.Nil(t, chip.FailureRate, "a maker's claim bounds nothing")
	cuts, err := CutsOf(g, "service: Open", ByActor, 2)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"Maker"}, {"Host", "unknown supplier of Operation of South"}, {"Lab", "unknown supplier of Operation of South"}, {"Trader", "Utility"}}, cuts.Sets)
	cuts, err = CutsOf(g, "service: Closed", ByActor, 1)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"Lab"}, {"Maker"}}, cuts.Sets)
}

func TestAnOfferOfWhichNothingIsKnown(t *testing.T) {
	g, err := FromOffer(offer.Offer{}, dayOne)
	require.NoError(t, err)
	for _, kind := range []EventKind{LicenceRevoked, LegalOrder} {
		d, err := RunDrill(g, Event{Kind: kind, Actor: "US", From: offer.Date{Year: 2026, Month: 12, Day: 1}})
		require.NoError(t, err)
		assert.Equal(t, offer.Range{Lo: 0, Hi: 1}, d.Services[0].Months[0].Share, "anything may be")
	}
	_, err = FromOffer(offer.Offer{Parts: offer.Parts{Links: []offer.Link{{From: "a", Needs: "b"}, {From: "b", Needs: "a"}}}}, dayOne)
	assert.ErrorContains(t, err, "it needs itself")
}

// What a link says of something that the parts describe already is kept: one supplier more, and
// notice and stock on that edge.
func TestLinksToWhatExists(t *testing.T) {
	g, err := FromOffer(offer.Offer{Parts: offer.Parts{
		Sites:  []offer.Site{{Name: "North"}},
		Chips:  []offer.Chip{{Vendor: "Maker", Product: "X1", ExportJurisdiction: "US", LicenceGranted: offer.No}, {Vendor: "Maker", Product: "X2", LicenceGranted: offer.No, LicenceExpiry: day(t, "2027-04-06")}},
		Models: []offer.Model{{Name: "Open", Licence: "Apache-2.0"}},
		Links: []offer.Link{
			{From: "North", Needs: "Maker X1", Party: "Exporter", Country: "SG", GraceMonths: figure(offer.Documented, 1, 2), StockMonths: figure(offer.Documented, 3, 4), Evidence: []offer.ID{"doc"}},
			{From: "Open", Needs: "Maker X1", Party: "Exporter", Country: "SG", StockMonths: figure(offer.VendorClaim, 9, 9), Evidence: []offer.ID{"doc"}},
			{From: "Open", Needs: "Maker X1"},
		},
	}}, dayOne)
	require.NoError(t, err)
	chip, _ := g.Node("chip: Maker X1")
	assert.Equal(t, []Supplier{{"Maker", "US"}, {"Exporter", "SG"}}, chip.Suppliers)
	assert.Equal(t, []offer.ID{"doc"}, chip.Evidence)
	assert.Equal(t, offer.No, chip.Licensed)
	dated, _ := g.Node("chip: Maker X2")
	assert.Equal(t, offer.Yes, dated.Licensed, "what has a last day has begun")
	north, _ := g.Node("site: North")
	assert.Equal(t, []Alternative{{Node: "chip: Maker X1", StockMonths: between(4, 6)}}, north.Needs[1].Alternatives, "1 to 2 months of notice and 3 to 4 in stock")
	model, _ := g.Node("model: Open")
	assert.Equal(t, []Need{{Of: "chip: Maker X1", Alternatives: []Alternative{{Node: "chip: Maker X1"}}}}, model.Needs, "once, and a maker's claim bounds nothing")
	cuts, err := CutsOf(g, "service: Open", ByActor, 1)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"Exporter"}, {"Maker"}, {"unknown supplier of Operation of North"}}, cuts.Sets)
}

// The UAE's accelerators as the first parts show them: 35,000 authorised at most, of which the
// licence ends on 6 April 2027, beside a rest that is estimated only. An estimate bounds nothing.
func TestEstimatesBoundNoShare(t *testing.T) {
	parts := offer.Parts{
		Sites: []offer.Site{{Name: "North", MWPlanned: figure(offer.Unverified, 100, 100)}, {Name: "South", MWPlanned: figure(offer.Documented, 50, 50), Paused: true}},
		Chips: []offer.Chip{
			{Vendor: "Maker", Product: "authorised", ExportJurisdiction: "US", LicenceExpiry: day(t, "2027-04-06"), Count: figure(offer.Documented, 0, 35_000)},
			{Vendor: "Maker", Product: "the rest", ExportJurisdiction: "US", Count: figure(offer.Unverified, 65_000, 100_000)},
		},
	}
	g, err := FromOffer(offer.Offer{Parts: parts}, dayOne)
	require.NoError(t, err)
	service, _ := g.Node("service: Capacity")
	for _, need := range service.Needs {
		for _, a := range need.Alternatives {
			assert.Equal(t, between(0, 1), a.Share, a.Node)
		}
	}
}

// Shares of a whole: for any sizes within the ranges, each one's share lies within its bounds.
func TestSharesHoldWhateverTheSizes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 100_000 {
		n := 1 + r.IntN(4)
		as, sizes, drawn, sum := make([]Alternative, n), make([]*offer.Range, n), make([]float64, n), 0.0
		for i := range n {
			a, b := float64(r.IntN(5)), float64(r.IntN(5))
			sizes[i] = between(min(a, b), max(a, b))
			drawn[i] = min(a, b) + r.Float64()*(max(a, b)-min(a, b))
			if r.IntN(4) == 0 {
				sizes[i] = nil
				drawn[i] = 100 * r.Float64()
			}
			sum += drawn[i]
		}
		share(as, sizes)
		lo := 0.0
		for i, a := range as {
			lo += a.Share.Lo
			if sum > 0 {
				require.GreaterOrEqual(t, drawn[i]/sum, a.Share.Lo-1e-9)
				require.LessOrEqual(t, drawn[i]/sum, a.Share.Hi+1e-9)
			}
		}
		require.LessOrEqual(t, lo, 1+1e-9, "the lower bounds never exceed the whole")
	}
}
