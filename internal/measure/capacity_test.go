package measure_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

func capacityOf(t *testing.T, criterion string, o offer.Offer) measure.Value {
	t.Helper()
	o.ID, o.Country = "o", "ARE"
	vs, err := measure.Capacity(o, offer.Date{Year: 2026, Month: 11, Day: 26})
	require.NoError(t, err)
	for _, v := range vs {
		if v.Criterion == criterion {
			return v
		}
	}
	t.Fatal(criterion + " is not measured")
	return measure.Value{}
}

func figureOf(lo, hi float64) *offer.Figure {
	return &offer.Figure{Range: offer.Range{Lo: lo, Hi: hi}, Rung: offer.Documented, Evidence: []offer.ID{"e"}}
}

func TestUsableAccelerators(t *testing.T) {
	site := offer.Site{Name: "North", Reserved: figureOf(.2, .25)}
	for _, tt := range []struct {
		name   string
		chips  []offer.Chip
		sites  []offer.Site
		lo, hi float64
	}{
		{"1000 to 2000 stand, a fifth to a quarter kept: 200 to 500", []offer.Chip{{Site: "North", Count: figureOf(5000, 5000), Installed: figureOf(1000, 2000)}}, []offer.Site{site}, 200, 500},
		{"what is kept is not known", []offer.Chip{{Count: figureOf(5000, 5000), Installed: figureOf(1000, 2000)}}, nil, 0, 2000},
		{"announced is not installed", []offer.Chip{{Site: "North", Count: figureOf(5000, 5000)}}, []offer.Site{site}, 0, 1250},
		{"no accelerators on record", nil, nil, 0, measure.Unbounded},
	} {
		v := capacityOf(t, "CG1", offer.Offer{Parts: offer.Parts{Chips: tt.chips, Sites: tt.sites}})
		assert.InDelta(t, tt.lo, v.Raw.Lo, 1e-9, tt.name)
		assert.InDelta(t, tt.hi, v.Raw.Hi, 1e-9, tt.name)
	}
}

// 60 paid to a domestic firm of which half is tied, 40 to a foreign one: 30 of 100.
func TestDomesticMoney(t *testing.T) {
	paid := func(minor int64, to string, tied *offer.Figure) offer.Fund {
		return offer.Fund{Payer: "p", Stage: offer.Delivered, RecipientCountry: to, Amount: &offer.Money{LoMinor: minor, HiMinor: minor, Currency: "USD"}, Tied: tied, Rung: offer.Documented, Evidence: []offer.ID{"e"}}
	}
	for _, tt := range []struct {
		name   string
		funds  []offer.Fund
		lo, hi float64
	}{
		{"half tied", []offer.Fund{paid(60, "AE", figureOf(.5, .5)), paid(40, "US", nil)}, 30, 30},
		{"tied share not known", []offer.Fund{paid(60, "AE", nil), paid(40, "US", nil)}, 0, 60},
		{"recipient not known", []offer.Fund{paid(60, "", figureOf(0, 0)), paid(40, "US", nil)}, 0, 60},
		{"currencies are not converted: 50 % of one, 0 % of the other", []offer.Fund{paid(60, "AE", figureOf(.5, .5)), inEuro(paid(40, "US", nil))}, 0, 50},
		{"of 60 a half, of 40 nobody knows whether it was paid: 30 of 60 to 30 of 100", []offer.Fund{paid(60, "AE", figureOf(.5, .5)), perhaps(paid(40, "US", nil))}, 30, 50},
		{"nothing is known to have been paid", []offer.Fund{perhaps(paid(40, "US", nil))}, 0, 100},
		{"announced money does not count", []offer.Fund{{Payer: "p", Stage: offer.Announced, RecipientCountry: "AE"}}, 0, 100},
	} {
		v := capacityOf(t, "CG5", offer.Offer{Parts: offer.Parts{Funds: tt.funds}})
		assert.InDelta(t, tt.lo, v.Raw.Lo, 1e-9, tt.name)
		assert.InDelta(t, tt.hi, v.Raw.Hi, 1e-9, tt.name)
	}
}

func inEuro(f offer.Fund) offer.Fund {
	f.Amount.Currency = "EUR"
	return f
}

func perhaps(f offer.Fund) offer.Fund {
	f.Stage = offer.StageNotRecorded
	return f
}

func TestTimeToFirstCapacity(t *testing.T) {
	day := func(y, m, d int) offer.Date { return offer.Date{Year: y, Month: m, Day: d} }
	at := func(s offer.Site) offer.Range {
		s.Evidence = []offer.ID{"e"}
		return *capacityOf(t, "CG6", offer.Offer{History: []offer.Event{{Date: day(2025, 11, 26), Text: "x"}}, Parts: offer.Parts{Sites: []offer.Site{s}}}).Raw
	}
	got := at(offer.Site{Stage: offer.Delivered, Online: offer.Window{From: day(2026, 5, 27), To: day(2026, 5, 27)}})
	assert.InDelta(t, 182/measure.DaysPerMonth, got.Lo, 0.05, "half a year")
	assert.InDelta(t, 182/measure.DaysPerMonth, got.Hi, 0.05)
	got = at(offer.Site{Stage: offer.Funded, Online: offer.Window{To: day(2026, 12, 31)}})
	assert.InDelta(t, 365/measure.DaysPerMonth, got.Lo, 0.05, "a year has passed already")
	assert.InDelta(t, 400/measure.DaysPerMonth, got.Hi, 0.05, "by the end of the year")
	got = at(offer.Site{Stage: offer.Funded, Online: offer.Window{To: day(2026, 6, 1)}})
	assert.Equal(t, measure.Unbounded, got.Hi, "the promised day has passed")
	got = at(offer.Site{Online: offer.Window{To: day(2026, 12, 31)}})
	assert.Zero(t, got.Lo, "its stage is not recorded, so it may stand already")
	got = at(offer.Site{Stage: offer.Funded, Paused: true, Online: offer.Window{To: day(2027, 6, 1)}})
	assert.Equal(t, measure.Unbounded, got.Hi, "the work rests, whatever day was promised")
	seen := figureOf(3, 3)
	seen.AsOf = day(2026, 5, 27)
	got = at(offer.Site{Stage: offer.Funded, MWNow: seen})
	assert.Zero(t, got.Lo, "a part of it runs, though the whole is being built")
	assert.InDelta(t, 182/measure.DaysPerMonth, got.Hi, 0.05, "it was seen running after half a year")
	seen.AsOf = day(2025, 11, 26)
	got = at(offer.Site{Stage: offer.Delivered, MWNow: seen})
	assert.Equal(t, measure.Unbounded, got.Hi, "the first record is of something that runs: it was announced before, nobody knows when")
	got = at(offer.Site{Stage: offer.Funded, MWNow: figureOf(3, 3)})
	assert.Zero(t, got.Lo, "a part runs, since nobody knows when")
}
