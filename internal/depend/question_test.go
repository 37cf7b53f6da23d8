package depend

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// fieldsOf are what is asked for of an event, in order.
func fieldsOf(t *testing.T, g Graph, e Event) (fields []string) {
	t.Helper()
	e.From = day(t, "2026-12-01")
	qs, err := Questions(g, e)
	require.NoError(t, err)
	for _, q := range qs {
		fields = append(fields, q.Field)
	}
	return fields
}

// upon is a service that stands on one node.
func upon(t *testing.T, n Node) Graph {
	t.Helper()
	n.ID = "node"
	g, err := New([]Node{n, {ID: "service", Title: "Service", Kind: Service, Needs: []Need{{Of: "it", Alternatives: []Alternative{{Node: "node"}}}}}})
	require.NoError(t, err)
	return g
}

// By hand: where nothing is known of a lot its switch, what stands, the spares and the failures
// all bear on what is left; where it cannot be switched off, all stands and spares last three
// years nothing is open; with spares for a year only the failures are.
func TestWhatARevokedLicenceLeavesToAsk(t *testing.T) {
	revoked := Event{Kind: LicenceRevoked, Actor: "US"}
	assert.Equal(t, []string{"remote disable", "installed", "spares", "failures"}, fieldsOf(t, upon(t, Node{Kind: Chip, Title: "Lot", Export: "US"}), revoked))
	known := Node{Kind: Chip, Title: "Lot", Export: "US", RemoteDisable: offer.No, Installed: between(1, 1), StockMonths: between(37, 37)}
	assert.Empty(t, fieldsOf(t, upon(t, known), revoked))
	known.Installed = nil
	assert.Equal(t, []string{"installed"}, fieldsOf(t, upon(t, known), revoked), "spares outlast the drill, so failures do not matter")
	known.Installed, known.StockMonths = between(1, 1), between(12, 12)
	g := upon(t, known)
	qs, err := Questions(g, Event{Kind: LicenceRevoked, Actor: "US", From: day(t, "2026-12-01")})
	require.NoError(t, err)
	require.Len(t, qs, 1)
	assert.Equal(t, Question{"node", "Lot", "failures", "What share of them fails in a year, as measured?", 1}, qs[0], "after a year all may fail, or none")
	assert.Equal(t, []string{"export law", "remote disable", "installed", "spares", "failures"}, fieldsOf(t, upon(t, Node{Kind: Chip, Export: Unknown}), revoked))
	known.Export = Unknown
	assert.Equal(t, []string{"export law", "failures"}, fieldsOf(t, upon(t, known), revoked))
	known.Export = "CN"
	assert.Empty(t, fieldsOf(t, upon(t, known), revoked), "another law")
}

func TestWhatOtherEventsLeaveToAsk(t *testing.T) {
	hosted := upon(t, Node{Kind: Operations, Title: "Operation", Suppliers: []Supplier{{Party: "Host"}}})
	order, gone := Event{Kind: LegalOrder, Actor: "US"}, Event{Kind: ProviderInsolvent, Actor: "Host"}
	assert.Equal(t, []string{"jurisdiction", "notice"}, fieldsOf(t, hosted, order))
	assert.Equal(t, []string{"notice"}, fieldsOf(t, hosted, gone))
	assert.Empty(t, fieldsOf(t, hosted, Event{Kind: ProviderInsolvent, Actor: "Other"}))
	assert.Equal(t, []string{"supplier", "notice"}, fieldsOf(t, upon(t, Node{Kind: Operations, Suppliers: []Supplier{{}}}), gone))
	assert.Equal(t, []string{"notice", "stock"}, fieldsOf(t, upon(t, Node{Kind: Power, Suppliers: []Supplier{{"Host", "US"}}}), gone))
	assert.Empty(t, fieldsOf(t, upon(t, Node{Kind: Power, Suppliers: []Supplier{{"Host", "US"}}, GraceMonths: between(3, 3), StockMonths: between(0, 0)}), gone))
	model := Node{Kind: Model, Suppliers: []Supplier{{"Lab", "US"}}}
	assert.Equal(t, []string{"update rights"}, fieldsOf(t, upon(t, model), Event{Kind: ForcedUpdate}))
	model.Pinned = offer.No
	assert.Empty(t, fieldsOf(t, upon(t, model), Event{Kind: ForcedUpdate}))
	assert.Equal(t, []string{"reserved share"}, fieldsOf(t, upon(t, Node{Kind: Site}), Event{Kind: TenantChange}))
	assert.Equal(t, []string{"licence", "installed", "spares", "failures"}, fieldsOf(t, upon(t, Node{Kind: Chip, Export: "US"}), Event{Kind: LicenceExpired}))
	_, err := Questions(hosted, Event{Kind: LegalOrder})
	assert.ErrorContains(t, err, "must name a day")
}

// Two places of which nobody recorded the size: which of them is the largest, and how large, is
// what a loss leaves open.
func TestAskingForSizes(t *testing.T) {
	g, err := FromOffer(offer.Offer{Parts: offer.Parts{Sites: []offer.Site{{Name: "North"}, {Name: "South"}}}}, dayOne)
	require.NoError(t, err)
	qs, err := Questions(g, Event{Kind: SiteLost, From: dayOne})
	require.NoError(t, err)
	require.Len(t, qs, 1)
	assert.Equal(t, "How large is each part of its places (MW now and planned at each place)?", qs[0].Text)
	assert.InDelta(t, 1, qs[0].Moves, 1e-12)
	known := figure(offer.Documented, 50, 50)
	g, err = FromOffer(offer.Offer{Parts: offer.Parts{Sites: []offer.Site{{Name: "North", MWPlanned: known}, {Name: "South", MWPlanned: known}}}}, dayOne)
	require.NoError(t, err)
	assert.Empty(t, fieldsOf(t, g, Event{Kind: SiteLost}))
}

// Two lots of unknown size under one law, all of which stands and nobody can switch off, with
// spares for three years and for none: which is larger matters. Where both fare alike it does not.
func TestASplitMattersWhereThePartsFareDifferently(t *testing.T) {
	lot := offer.Chip{Vendor: "A", ExportJurisdiction: "US", Count: figure(offer.VendorClaim, 1, 1), RemoteDisable: offer.No, FailureRate: figure(offer.Documented, .1, .1), SpareMonths: figure(offer.Documented, 40, 40)}
	other := lot
	other.Vendor = "B"
	revoked := Event{Kind: LicenceRevoked, Actor: "US"}
	ask := func() []string {
		g, err := FromOffer(offer.Offer{Parts: offer.Parts{Sites: []offer.Site{{Name: "North"}}, Chips: []offer.Chip{lot, other}}}, dayOne)
		require.NoError(t, err)
		for i := range g.nodes {
			if g.nodes[i].Kind == Chip {
				g.nodes[i].Installed = between(1, 1)
			}
		}
		return fieldsOf(t, g, revoked)
	}
	assert.Empty(t, ask(), "nothing is lost")
	other.SpareMonths = figure(offer.Documented, 0, 0)
	assert.Equal(t, []string{"split of accelerators"}, ask())
	lot.SpareMonths, lot.FailureRate, other.FailureRate = other.SpareMonths, nil, nil
	assert.Equal(t, []string{"failures", "failures"}, ask(), "both fail alike")
}

// On any graph: each thing is asked once, only where the drill is open, most telling first; and
// where nothing is unknown nothing is asked.
func TestQuestionsOnAnyGraph(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 45))
	for range 3_000 {
		g, e := drillable(r), anyEvent(r)
		qs, err := Questions(g, e)
		require.NoError(t, err)
		seen, last := map[[2]string]bool{}, 2.0
		for _, q := range qs {
			require.False(t, seen[[2]string{q.Node, q.Field}], "%+v", q)
			require.LessOrEqual(t, q.Moves, last)
			seen[[2]string{q.Node, q.Field}], last = true, q.Moves
		}
		worst, best := shares(g, e)
		if len(qs) > 0 {
			require.NotEqual(t, worst, best)
		}
		qs, err = Questions(recorded(g), e)
		require.NoError(t, err)
		for _, q := range qs {
			require.Contains(t, q.Field, "split of", "all else is recorded")
		}
	}
}

// recorded is a graph with everything that was left out of its nodes put in.
func recorded(g Graph) Graph {
	g = clone(g)
	for i := range g.nodes {
		n := &g.nodes[i]
		for _, f := range []**offer.Range{&n.Installed, &n.GraceMonths, &n.StockMonths, &n.FailureRate, &n.Reserved} {
			*f = cmp.Or(*f, between(0, 1))
		}
		n.RemoteDisable, n.Pinned, n.Licensed = cmp.Or(n.RemoteDisable, offer.No), cmp.Or(n.Pinned, offer.No), cmp.Or(n.Licensed, offer.Yes)
		if n.Expiry.IsZero() {
			n.Expiry = offer.Date{Year: 2027, Month: 1, Day: 1}
		}
		if n.Export == Unknown {
			n.Export = "J0"
		}
		n.Suppliers = slices.Clone(n.Suppliers)
		for j := range n.Suppliers {
			n.Suppliers[j] = Supplier{cmp.Or(n.Suppliers[j].Party, "p0"), cmp.Or(n.Suppliers[j].Jurisdiction, "J0")}
		}
	}
	return g
}
