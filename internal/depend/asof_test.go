package depend

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// drilled runs an event on an offer's only service, on the event's first day.
func drilled(t *testing.T, p offer.Parts, e Event) (ServiceDrill, Graph) {
	t.Helper()
	g, err := FromOffer(offer.Offer{Parts: p}, e.From)
	require.NoError(t, err)
	d, err := RunDrill(g, e)
	require.NoError(t, err)
	require.Len(t, d.Services, 1)
	return d.Services[0], g
}

// One lot of 100 that nobody can switch off, all of it installed, without spares, of which a tenth
// fails in a year, under a licence from 1 November 2025 to 6 April 2027. Run from 1 December 2026
// the first month without it is the fifth (it begins on 1 May 2027), so 12 months later, in month
// 17, 0.9 are left; on its last day month 1 is the first without it, from 7 April 2027 on
// month 0. On 1 October 2025
// it has not begun: whether another licence was in force then is not known.
func TestALicenceCountsWhileItIsValid(t *testing.T) {
	parts := offer.Parts{
		Sites: []offer.Site{{Name: "North"}},
		Chips: []offer.Chip{{
			Vendor: "Maker", Product: "X1", ExportJurisdiction: "US", Count: figure(offer.Documented, 100, 100), Installed: figure(offer.Documented, 100, 100),
			FailureRate: figure(offer.Documented, .1, .1), SpareMonths: figure(offer.Documented, 0, 0), RemoteDisable: offer.No,
			LicenceGranted: offer.Yes, LicenceFrom: day(t, "2025-11-01"), LicenceExpiry: day(t, "2027-04-06"),
		}},
	}
	for _, tt := range []struct {
		from   string
		month  int
		lo, hi float64
	}{
		{"2026-12-01", 4, 1, 1}, {"2026-12-01", 5, 1, 1}, {"2026-12-01", 17, .9, .9},
		{"2027-04-06", 13, .9, .9}, {"2027-04-07", 12, .9, .9},
		{"2025-10-01", 12, .9, 1}, {"2025-11-01", 12, 1, 1},
	} {
		d, _ := drilled(t, parts, Event{Kind: LicenceExpired, From: day(t, tt.from)})
		assert.InDelta(t, tt.lo, d.Months[tt.month].Share.Lo, 1e-12, "%s, month %d", tt.from, tt.month)
		assert.InDelta(t, tt.hi, d.Months[tt.month].Share.Hi, 1e-12, "%s, month %d", tt.from, tt.month)
	}
	_, g := drilled(t, parts, Event{Kind: LicenceExpired, From: day(t, "2025-10-01")})
	require.Len(t, g.Later(), 1)
	assert.Equal(t, "Maker X1: its licence begins only on 2025-11-01 and does not count before.", g.Later()[0].Text)
	_, g = drilled(t, parts, Event{Kind: LicenceExpired, From: day(t, "2026-12-01")})
	assert.Empty(t, g.Later())
}

// All 100 were seen standing in June 2026. On 1 July a revoked licence leaves them in month 0; on
// 1 May nobody had seen any, nor had anybody where it was only announced that they will stand.
func TestFiguresOfALaterDayDoNotCount(t *testing.T) {
	seen, planned := figure(offer.Documented, 100, 100), figure(offer.Documented, 100, 100)
	seen.AsOf, planned.Stage = day(t, "2026-06-15"), offer.Announced
	for _, tt := range []struct {
		from      string
		installed *offer.Figure
		lo        float64
	}{{"2026-07-01", seen, 1}, {"2026-06-15", seen, 1}, {"2026-05-01", seen, 0}, {"2026-07-01", planned, 0}} {
		parts := offer.Parts{
			Sites: []offer.Site{{Name: "North"}},
			Chips: []offer.Chip{{Vendor: "Maker", ExportJurisdiction: "US", Count: figure(offer.Documented, 100, 100), Installed: tt.installed, RemoteDisable: offer.No}},
		}
		d, g := drilled(t, parts, Event{Kind: LicenceRevoked, Actor: "US", From: day(t, tt.from)})
		assert.Equal(t, offer.Range{Lo: tt.lo, Hi: 1}, d.Months[0].Share, "%s", tt.from)
		assert.Equal(t, tt.lo == 0, len(g.Later()) == 1, "%s: what is left out is said", tt.from)
		assert.NotNil(t, parts.Chips[0].Installed, "the offer itself stays as it is")
	}
}

// North runs, South opens in November 2027, 100 MW each. Until then North is all there is, and
// to lose the largest site is to lose everything; afterwards half is left. Where South is the
// only one the drill reads the plan and says from when.
func TestASiteCountsFromItsFirstDay(t *testing.T) {
	north := offer.Site{Name: "North", MWPlanned: figure(offer.Documented, 100, 100)}
	south := offer.Site{Name: "South", MWPlanned: figure(offer.Documented, 100, 100), Online: offer.Window{From: day(t, "2027-11")}}
	both := offer.Parts{
		Sites: []offer.Site{north, south},
		Chips: []offer.Chip{{Vendor: "Maker", Product: "N", Site: "North"}, {Vendor: "Maker", Product: "S", Site: "South"}},
		Links: []offer.Link{{From: "South", Needs: "Grid", Kind: "power"}, {From: "Maker S", Needs: "Licence", Kind: "law"}},
	}
	lost := func(from string, p offer.Parts) (ServiceDrill, Graph) {
		return drilled(t, p, Event{Kind: SiteLost, From: day(t, from)})
	}
	d, g := lost("2026-12-01", both)
	assert.Equal(t, offer.Range{}, d.Months[0].Share)
	assert.Zero(t, d.Opens)
	for _, id := range []string{"site: South", "chip: Maker S", "power: Grid", "law: Licence", "other: South"} {
		_, there := g.Node(id)
		assert.False(t, there, id)
	}
	require.Len(t, g.Later(), 1)
	assert.Equal(t, "South opens only from 2027-11 and does not count before.", g.Later()[0].Text)
	d, g = lost("2027-11-01", both)
	assert.Equal(t, offer.Range{Lo: .5, Hi: .5}, d.Months[0].Share)
	assert.Empty(t, g.Later())
	d, _ = lost("2026-12-01", offer.Parts{Sites: []offer.Site{south}})
	assert.Equal(t, day(t, "2027-11"), d.Opens, "nothing runs yet")
	d, _ = lost("2027-11-01", offer.Parts{Sites: []offer.Site{south}})
	assert.Zero(t, d.Opens)
	south.MWNow = figure(offer.VendorClaim, 1, 1)
	d, _ = lost("2026-12-01", offer.Parts{Sites: []offer.Site{north, south}})
	assert.Equal(t, offer.Range{Lo: .5, Hi: .5}, d.Months[0].Share, "said to run already: it may")
	_, err := FromOffer(offer.Offer{}, offer.Date{Year: 2026})
	assert.ErrorContains(t, err, "names no day")
}
