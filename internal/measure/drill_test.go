package measure_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/depend"
	"assay/internal/offer"
)

// For one lot that nobody can switch off, the drill of a revoked licence leaves after 24 months
// what CE3 measures: two programs of two packages, one number.
func TestOneLotLeavesWhatTheDrillLeaves(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 30))
	for range 20_000 {
		x := randomChip(r, 0)
		x.ExportJurisdiction, x.RemoteDisable = "US", offer.No
		for _, f := range []*offer.Figure{x.Count, x.Installed, x.FailureRate, x.SpareMonths} {
			if f != nil {
				f.Rung, f.Stage, f.Evidence = offer.Documented, offer.Delivered, []offer.ID{"doc"} // the drill takes nobody's word
			}
		}
		if x.Count == nil || x.Count.Lo == 0 || x.Installed != nil && (x.Installed.Lo > x.Count.Lo || x.Installed.Hi > x.Count.Lo) {
			continue // the drill rounds a share of a count that may be less than what stands
		}
		o := put(offer.Parts{Chips: []offer.Chip{x}})
		g, err := depend.FromOffer(o, today)
		require.NoError(t, err)
		want, err := depend.ShareAfter(g, g.Services()[0], depend.Event{Kind: depend.LicenceRevoked, Actor: "US", From: today}, 24)
		require.NoError(t, err)
		got := value(t, o, "CE3")
		require.InDelta(t, 100*want.Lo, got.Raw.Lo, 1e-9, "%+v", x)
		require.InDelta(t, 100*want.Hi, got.Raw.Hi, 1e-9, "%+v", x)
	}
}
