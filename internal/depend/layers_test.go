package depend

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// norway is an offer to Norway with a place and accelerators of its own, so that only what a test
// adds depends on anybody.
func norway(p offer.Parts) offer.Offer {
	if p.Sites == nil {
		p.Sites = []offer.Site{{Name: "Oslo", Country: "NO", Operator: "State", OperatorISO: "NO", Owners: []offer.Owner{{Party: "State", Side: offer.BuyerSide}}}}
	}
	p.Chips = []offer.Chip{{Vendor: "Own", ExportJurisdiction: "NO"}}
	p.Models = []offer.Model{{Name: "Open", Licence: "Apache-2.0"}}
	return offer.Offer{Country: "NOR", Parts: p}
}

// alone lists who by itself stops the service, beside the operator and the maker at home.
func alone(t *testing.T, o offer.Offer, by By) (names []string) {
	t.Helper()
	g, err := FromOffer(o, dayOne)
	require.NoError(t, err)
	cuts, err := CutsOf(g, g.Services()[0], by, 1)
	require.NoError(t, err)
	for _, s := range cuts.Sets {
		if s[0] != "State" && s[0] != "Own" && s[0] != "NO" {
			names = append(names, s[0])
		}
	}
	return names
}

func term(kind, country string, rung offer.Rung) offer.Term {
	return offer.Term{Kind: kind, Country: country, Rung: rung, Evidence: []offer.ID{"t"}}
}

func TestTermsNameTheLawAndWhereDataLie(t *testing.T) {
	general := term("governing_law", "US", offer.Documented)
	general.VendorWide = true
	for _, tt := range []struct {
		name  string
		terms []offer.Term
		want  []string
	}{
		{"nothing recorded", nil, nil},
		{"a foreign law", []offer.Term{term("governing_law", "US", offer.Documented)}, []string{"Authorities of United States"}},
		{"the provider says so itself", []offer.Term{term("governing_law", "US", offer.VendorClaim)}, []string{"Authorities of United States"}},
		{"nobody verified it", []offer.Term{term("governing_law", "US", offer.Unverified)}, nil},
		{"the law at home", []offer.Term{term("governing_law", "NO", offer.Documented)}, nil},
		{"a law without a country", []offer.Term{term("governing_law", "", offer.Documented)}, nil},
		{"the general terms stand in", []offer.Term{general}, []string{"Authorities of United States"}},
		{"the deal's own go before them", []offer.Term{general, term("governing_law", "NO", offer.Documented)}, nil},
		{"data abroad", []offer.Term{term("data_residency", "IE", offer.Documented)}, []string{"Authorities of Ireland"}},
		{"both", []offer.Term{term("data_residency", "IE", offer.Documented), term("governing_law", "US", offer.Documented)}, []string{"Authorities of Ireland", "Authorities of United States"}},
	} {
		assert.Equal(t, tt.want, alone(t, norway(offer.Parts{Terms: tt.terms}), ByActor), tt.name)
	}
	both := norway(offer.Parts{Terms: []offer.Term{term("data_residency", "US", offer.Documented), term("governing_law", "US", offer.Documented)}})
	assert.Equal(t, []string{"US"}, alone(t, both, ByJurisdiction))
	g, err := FromOffer(both, dayOne)
	require.NoError(t, err)
	law, _ := g.Node("law: governing law of US")
	assert.Equal(t, []offer.ID{"t"}, law.Evidence)
	both.Country = ""
	assert.Empty(t, alone(t, both, ByActor), "without one buyer nothing is known to be abroad")
}

func TestAPlaceAbroadStandsUnderItsState(t *testing.T) {
	site := offer.Site{Name: "Lulea", Country: "SE", Operator: "State", OperatorISO: "NO"}
	assert.Equal(t, []string{"Authorities of Sweden"}, alone(t, norway(offer.Parts{Sites: []offer.Site{site}}), ByActor))
	assert.Equal(t, []string{"SE"}, alone(t, norway(offer.Parts{Sites: []offer.Site{site}}), ByJurisdiction))
	home := site
	home.Name, home.Country = "Oslo", "NO"
	assert.Empty(t, alone(t, norway(offer.Parts{Sites: []offer.Site{site, home}}), ByActor), "another place carries on")
	home.OperatorISO, home.Operator = "SE", "Host"
	assert.Equal(t, []string{"Host"}, alone(t, norway(offer.Parts{Sites: []offer.Site{home}}), ByActor), "its operator is from abroad")
	home.Country = ""
	assert.Equal(t, []string{"Host"}, alone(t, norway(offer.Parts{Sites: []offer.Site{home}}), ByActor), "where it stands is not recorded")
}

func pays(payer string, side offer.Side, stage offer.Stage, rung offer.Rung) offer.Fund {
	return offer.Fund{Payer: payer, PayerCountry: "US", PayerSide: side, Stage: stage, Rung: rung, Evidence: []offer.ID{"f"}}
}

func TestWhoPaysCanStopPaying(t *testing.T) {
	lab, fund := pays("Lab", offer.ProviderSide, offer.Funded, offer.Documented), pays("Fund", offer.SideUnknown, offer.Announced, offer.Documented)
	state, paid := pays("Treasury", offer.BuyerSide, offer.Funded, offer.Documented), pays("Lab", offer.ProviderSide, offer.Delivered, offer.Documented)
	abroad := lab
	abroad.RecipientCountry = "US"
	for _, tt := range []struct {
		name  string
		funds []offer.Fund
		want  []string
	}{
		{"one payer", []offer.Fund{lab}, []string{"Lab"}},
		{"the same payer twice", []offer.Fund{lab, lab}, []string{"Lab"}},
		{"two payers: either leaves the other", []offer.Fund{lab, fund}, nil},
		{"the buyer pays as well", []offer.Fund{lab, state}, nil},
		{"only the buyer pays", []offer.Fund{state}, nil},
		{"it is paid", []offer.Fund{paid}, nil},
		{"the payer says that it is paid", []offer.Fund{pays("Lab", offer.ProviderSide, offer.Delivered, offer.VendorClaim)}, []string{"Lab"}},
		{"several in one", []offer.Fund{pays("Lab and Fund", offer.ProviderSide, offer.Funded, offer.Documented)}, []string{"unknown supplier of Money from Lab and Fund"}},
		{"nobody is named", []offer.Fund{pays("not specified, for start-ups", offer.SideUnknown, offer.Funded, offer.Documented)}, nil},
		{"somebody not named pays as well", []offer.Fund{lab, pays("not specified", offer.SideUnknown, offer.Funded, offer.Documented)}, nil},
		{"nobody verified it", []offer.Fund{pays("Lab", offer.ProviderSide, offer.Funded, offer.Unverified)}, nil},
		{"it pays for something abroad", []offer.Fund{abroad}, nil},
	} {
		assert.Equal(t, tt.want, alone(t, norway(offer.Parts{Funds: tt.funds}), ByActor), tt.name)
	}
	// By hand: the lab is gone. Where it alone pays anything is left, where another does as well
	// too, since what either pays of the whole is not known; what the buyer pays alone runs on.
	for _, tt := range []struct {
		funds []offer.Fund
		want  offer.Range
	}{{[]offer.Fund{lab}, offer.Range{Lo: 0, Hi: 1}}, {[]offer.Fund{lab, fund}, offer.Range{Lo: 0, Hi: 1}}, {[]offer.Fund{state}, offer.Range{Lo: 1, Hi: 1}}, {[]offer.Fund{paid}, offer.Range{Lo: 1, Hi: 1}}} {
		g, err := FromOffer(norway(offer.Parts{Funds: tt.funds}), dayOne)
		require.NoError(t, err)
		got, err := ShareAfter(g, g.Services()[0], Event{Kind: ProviderInsolvent, Actor: "Lab", From: dayOne}, 12)
		require.NoError(t, err)
		assert.Equal(t, tt.want, got)
	}
}

// Graphs made from offers, layers and all, have the choke points that exhaustive search finds.
func TestCutsOfOffersAreExhaustive(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 44))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	for range 4_000 {
		p := offer.Parts{Chips: []offer.Chip{{Vendor: "Maker", ExportJurisdiction: pick("", "US", "NO")}}}
		for i := range 1 + r.IntN(2) {
			p.Sites = append(p.Sites, offer.Site{Name: pick("A", "B") + pick("1", "2"), Country: pick("", "NO", "SE"), Operator: pick("", "Host", "Lab"), OperatorISO: pick("", "NO", "US")})
			p.Terms = append(p.Terms, offer.Term{Kind: pick("governing_law", "data_residency"), Country: pick("", "NO", "SE", "US"), Rung: offer.Rung(r.IntN(4)), VendorWide: r.IntN(2) == 0})
			if i == 0 || r.IntN(2) == 0 {
				p.Funds = append(p.Funds, offer.Fund{Payer: pick("Lab", "Host", "Lab and Host"), PayerCountry: pick("", "US"), PayerSide: offer.Side(r.IntN(4)), Stage: offer.Stage(r.IntN(6)), Rung: offer.Rung(r.IntN(4)), RecipientCountry: pick("", "NO", "US")})
			}
		}
		p.Models = []offer.Model{{Name: "M", Developer: "Lab", DeveloperCountry: "US", Licence: pick("MIT", "LicenseRef-x")}}
		g, err := FromOffer(offer.Offer{Country: pick("", "NOR"), Parts: p}, dayOne)
		require.NoError(t, err)
		for _, by := range []By{ByActor, ByJurisdiction} {
			got, err := CutsOf(g, "service: M", by, 0)
			require.NoError(t, err)
			want, routes, free := exhaustive(g, "service: M", by)
			require.Equal(t, want, got.Sets, "%+v", p)
			ways, err := RoutesOf(g, "service: M", by)
			require.NoError(t, err)
			require.Equal(t, Routes{Service: "service: M", By: by, Count: routes, Free: free}, ways, "%+v", p)
		}
	}
}
