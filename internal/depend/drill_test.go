package depend

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func day(t *testing.T, s string) offer.Date {
	t.Helper()
	d, err := offer.ParseDate(s)
	require.NoError(t, err)
	return d
}

// one is a service that stands on one lot of accelerators.
func one(t *testing.T, n Node) Graph {
	t.Helper()
	n.ID, n.Title, n.Kind = "chips", "Accelerators", Chip
	g, err := New([]Node{n, {ID: "service", Title: "Service", Kind: Service, Needs: []Need{{Of: "accelerators", Alternatives: []Alternative{{Node: "chips"}}}}}})
	require.NoError(t, err)
	return g
}

// By hand: all installed, no spares, 10 % fail in a year: 0.9^2 = 0.81 is left after 24 months.
func TestLicenceRevoked(t *testing.T) {
	installed := func(n Node) Node {
		n.Export, n.Installed, n.StockMonths, n.FailureRate = "US", between(1, 1), between(0, 0), between(.1, .1)
		return n
	}
	for _, tt := range []struct {
		name  string
		node  Node
		actor string
		want  offer.Range
	}{
		{"nobody can disable it", installed(Node{RemoteDisable: offer.No}), "US", offer.Range{Lo: .81, Hi: .81}},
		{"it is disabled at once", installed(Node{RemoteDisable: offer.Yes}), "US", offer.Range{}},
		{"whether it can be is not known", installed(Node{}), "US", offer.Range{Lo: 0, Hi: .81}},
		{"another country's licence", installed(Node{}), "CN", offer.Range{Lo: 1, Hi: 1}},
		{"nobody knows whose law it is", Node{Export: Unknown, Installed: between(1, 1), StockMonths: between(0, 0), FailureRate: between(.1, .1), RemoteDisable: offer.No}, "US", offer.Range{Lo: .81, Hi: 1}},
		{"half is installed: 0.5 x 0.81", Node{Export: "US", Installed: between(.5, .5), StockMonths: between(0, 0), FailureRate: between(.1, .1), RemoteDisable: offer.No}, "US", offer.Range{Lo: .405, Hi: .405}},
		{"spares for a year: 0.9 is left", Node{Export: "US", Installed: between(1, 1), StockMonths: between(12, 12), FailureRate: between(.1, .1), RemoteDisable: offer.No}, "US", offer.Range{Lo: .9, Hi: .9}},
		{"spares for two years", Node{Export: "US", Installed: between(1, 1), StockMonths: between(24, 24), FailureRate: between(.1, .1), RemoteDisable: offer.No}, "US", offer.Range{Lo: 1, Hi: 1}},
		{"nothing is known", Node{Export: "US"}, "US", offer.Range{Lo: 0, Hi: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ShareAfter(one(t, tt.node), "service", Event{Kind: LicenceRevoked, Actor: tt.actor, From: day(t, "2026-12-01")}, 24)
			require.NoError(t, err)
			assert.InDelta(t, tt.want.Lo, got.Lo, 1e-12)
			assert.InDelta(t, tt.want.Hi, got.Hi, 1e-12)
		})
	}
}

// The UAE's authorisation of G42 and Core42 ends on 6 April 2027: from 1 December 2026 that is
// month 5 (1 May is the first whole month without; the month that begins on 1 April still has
// it). What is installed by then goes on, what is not never comes.
func TestLicenceExpiresOnItsDate(t *testing.T) {
	n := Node{Export: "US", Expiry: day(t, "2027-04-06"), Installed: between(.35, .35), StockMonths: between(36, 36), RemoteDisable: offer.No}
	d, err := RunDrill(one(t, n), Event{Kind: LicenceExpired, From: day(t, "2026-12-01")})
	require.NoError(t, err)
	s := d.Services[0]
	assert.Equal(t, Month{4, Continues, Continues, offer.Range{Lo: 1, Hi: 1}}, s.Months[4])
	assert.Equal(t, Month{5, Degrades, Degrades, offer.Range{Lo: .35, Hi: .35}}, s.Months[5])
	assert.Nil(t, s.StopsAt.Earliest)
	assert.Contains(t, s.Trace[0].Text, "its licence ends on 2027-04-06")

	early, err := RunDrill(one(t, n), Event{Kind: LicenceExpired, From: day(t, "2027-04-07")})
	require.NoError(t, err)
	assert.Equal(t, Degrades, early.Services[0].Months[0].Worst, "it has run out")
	assert.Equal(t, 1, monthsTo(day(t, "2027-04-06"), day(t, "2027-04-06").Last()), "the last day with it is in month 0")
}

// Kazakhstan's first supercomputer waited for an American licence at the end of 2024: with
// nothing installed and the licence withheld, nothing runs from the first month, and only a
// maker beyond that law would have helped.
func TestDelayedLicenceIsCapacityThatNeverStarts(t *testing.T) {
	d, err := RunDrill(one(t, Node{Export: "US", Installed: between(0, 0), RemoteDisable: offer.No}), Event{Kind: LicenceRevoked, Actor: "US", From: day(t, "2024-12-24")})
	require.NoError(t, err)
	s := d.Services[0]
	assert.Equal(t, new(0), s.StopsAt.Earliest)
	assert.Equal(t, new(0), s.StopsAt.Latest)
	require.NotEmpty(t, s.Prevention)
	assert.Equal(t, "A qualified alternative to Accelerators beyond that reach", s.Prevention[0].Text)
	assert.Equal(t, 1.0, s.Prevention[0].Share)
	for _, p := range s.Prevention {
		assert.NotContains(t, p.Text, "24 months of spares for", "spares for what never came help nobody")
	}
}

// Two sites of 60 and 40 %, the model of a lab under French law that leaves after two to six
// months.
func TestEventsOnAServiceOfTwoSites(t *testing.T) {
	g, err := New([]Node{
		{ID: "a", Title: "Site A", Kind: Site, Suppliers: []Supplier{{"Host", "AE"}}, Reserved: between(.5, .5)},
		{ID: "b", Title: "Site B", Kind: Site, Suppliers: []Supplier{{"Host", "AE"}}},
		{ID: "model", Title: "Model", Kind: Model, Suppliers: []Supplier{{"Lab", "FR"}}, GraceMonths: between(2, 6)},
		{ID: "service", Title: "Service", Kind: Service, Needs: []Need{
			{Of: "places", Alternatives: []Alternative{{Node: "a", Share: between(.6, .6)}, {Node: "b", Share: between(.4, .4)}}},
			{Of: "model", Alternatives: []Alternative{{Node: "model"}}},
		}},
	})
	require.NoError(t, err)
	from := day(t, "2026-12-01")
	at := func(e Event, month int) offer.Range {
		t.Helper()
		e.From = from
		r, err := ShareAfter(g, "service", e, month)
		require.NoError(t, err)
		return r
	}
	approx := func(lo, hi float64, got offer.Range) {
		t.Helper()
		assert.InDelta(t, lo, got.Lo, 1e-12)
		assert.InDelta(t, hi, got.Hi, 1e-12)
	}
	approx(.4, .4, at(Event{Kind: SiteLost}, 0))
	approx(.6, .6, at(Event{Kind: SiteLost, Actor: "b"}, 0))
	approx(1, 1, at(Event{Kind: ProviderInsolvent, Actor: "Lab"}, 1))
	approx(0, 1, at(Event{Kind: ProviderInsolvent, Actor: "lab"}, 3))
	approx(0, 0, at(Event{Kind: LegalOrder, Actor: "FR"}, 6))
	approx(1, 1, at(Event{Kind: BlocPenalty, Actor: "CN"}, 36))
	approx(.3, .7, at(Event{Kind: TenantChange}, 0)) // 0.6 x 0.5 + 0.4 x 0; at best all of B is kept
	d, err := RunDrill(g, Event{Kind: ForcedUpdate, From: from})
	require.NoError(t, err)
	assert.Equal(t, Month{0, Degrades, Continues, offer.Range{Lo: 1, Hi: 1}}, d.Services[0].Months[0], "whether it can be refused is not known")
	assert.Equal(t, "The right to refuse updates of Model", d.Services[0].Prevention[0].Text)
	d, err = RunDrill(g, Event{Kind: PriceTimes, Actor: "Lab", Factor: 3, From: from})
	require.NoError(t, err)
	assert.Equal(t, Month{6, Stops, Degrades, offer.Range{Lo: 0, Hi: 1}}, d.Services[0].Months[6])
	assert.Equal(t, MonthRange{Earliest: new(2)}, d.Services[0].StopsAt)
}

func TestEventsThatSayTooLittle(t *testing.T) {
	for want, e := range map[string]Event{
		`event "flood" is not one of`:                             {Kind: "flood"},
		`from "2026-12" must name a day`:                          {Kind: SiteLost, From: day(t, "2026-12")},
		`event licence-revoked needs an actor: a country`:         {Kind: LicenceRevoked, From: day(t, "2026-12-01")},
		`actor "usa" is not a two-letter country code such as US`: {Kind: LegalOrder, Actor: "usa", From: day(t, "2026-12-01")},
		`factor 1 must be above 1 and at most 1000`:               {Kind: PriceTimes, Actor: "x", Factor: 1, From: day(t, "2026-12-01")},
		`event provider-insolvent needs an actor: a party`:        {Kind: ProviderInsolvent, From: day(t, "2026-12-01")},
	} {
		_, err := RunDrill(Graph{}, e)
		assert.ErrorContains(t, err, want)
	}
}

// drillable gives every node of a random graph random attributes.
func drillable(r *rand.Rand) Graph {
	g := random(r, 7)
	some := func(hi float64) *offer.Range {
		if r.IntN(3) == 0 {
			return nil
		}
		a, b := hi*r.Float64(), hi*r.Float64()
		return between(min(a, b), max(a, b))
	}
	kinds := []Kind{Chip, Model, Site, Operations, Other}
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.Kind != Service {
			n.Kind = kinds[r.IntN(len(kinds))]
		}
		n.Export = []string{"", "J0", "J1", Unknown}[r.IntN(4)]
		n.Installed, n.GraceMonths, n.StockMonths, n.FailureRate, n.Reserved = some(1), some(20), some(20), some(1), some(1)
		n.RemoteDisable, n.Pinned = offer.Tri(r.IntN(3)), offer.Tri(r.IntN(3))
		if r.IntN(2) == 0 {
			n.Expiry = offer.Date{Year: 2026 + r.IntN(3), Month: r.IntN(13)}
			if n.Expiry.Month > 0 {
				n.Expiry.Day = r.IntN(29)
			}
		}
		for j := range n.Suppliers {
			if r.IntN(4) == 0 {
				n.Suppliers[j] = Supplier{}
			}
		}
		for k := range n.Needs {
			as := n.Needs[k].Alternatives
			as[r.IntN(len(as))].StockMonths = some(20)
			if r.IntN(2) == 0 {
				continue
			}
			for j := range as {
				s := 1 / float64(len(as))
				as[j].Share = between(s*r.Float64(), s+(1-s)*r.Float64()) // the even split is in all ranges
			}
		}
	}
	return g
}

func anyEvent(r *rand.Rand) Event {
	e := Event{Kind: EventKinds[r.IntN(len(EventKinds))], From: offer.Date{Year: 2026, Month: 12, Day: 1}, Factor: 2}
	switch needsActor[e.Kind] {
	case "a country":
		e.Actor = fmt.Sprintf("J%d", r.IntN(3))
	case "a party":
		e.Actor = fmt.Sprintf("p%d", r.IntN(4))
	}
	return e
}

func clone(g Graph) Graph {
	g.nodes = slices.Clone(g.nodes)
	return g
}

func shares(g Graph, e Event) (worst, best []state) { return both(g, e, g.Services()[0]) }

func atLeastAsGood(a, b []state) bool {
	for m := range a {
		if a[m].level < b[m].level-1e-9 || a[m].degraded && !b[m].degraded && b[m].level > 0 {
			return false
		}
	}
	return true
}

// edges are needs with other stocks on their edges.
func edges(needs []Need, stock func(*offer.Range) *offer.Range) []Need {
	out := slices.Clone(needs)
	for k := range out {
		out[k].Alternatives = slices.Clone(out[k].Alternatives)
		for j := range out[k].Alternatives {
			out[k].Alternatives[j].StockMonths = stock(out[k].Alternatives[j].StockMonths)
		}
	}
	return out
}

// More stock, more grace, more that is installed and fewer failures never shorten a service's
// life; learning never widens what a drill leaves open.
func TestDrillsAreMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 30_000 {
		g, e := drillable(r), anyEvent(r)
		w, b := shares(g, e)
		at := r.IntN(len(g.nodes))
		more := func(x *offer.Range, by float64) *offer.Range {
			if x == nil {
				return nil
			}
			return between(x.Lo+by, x.Hi+by)
		}
		h := clone(g)
		n := &h.nodes[at]
		n.StockMonths, n.GraceMonths = more(n.StockMonths, 5*r.Float64()), more(n.GraceMonths, 5*r.Float64())
		if n.FailureRate != nil {
			n.FailureRate = between(n.FailureRate.Lo*.5, n.FailureRate.Hi*.5)
		}
		if n.Installed != nil {
			n.Installed = between((1+n.Installed.Lo)/2, (1+n.Installed.Hi)/2)
		}
		n.Needs = edges(n.Needs, func(x *offer.Range) *offer.Range {
			by := 5 * r.Float64()
			if x == nil {
				return between(by, by) // nothing was stored there
			}
			return between(x.Lo+by, x.Hi+by)
		})
		hw, hb := shares(h, e)
		require.True(t, atLeastAsGood(hw, w) && atLeastAsGood(hb, b), "graph %d, event %+v, node %d: %+v", i, e, at, g.nodes)
		for m := range w {
			require.LessOrEqual(t, w[m].level, b[m].level+1e-9, "graph %d, event %+v: %+v", i, e, g.nodes)
			require.False(t, math.IsNaN(w[m].level))
		}

		k := clone(g)
		l := &k.nodes[at]
		learn := func(x *offer.Range, hi float64) *offer.Range {
			lo := 0.0
			if x != nil {
				lo, hi = x.Lo, x.Hi
			}
			v := lo + (hi-lo)*r.Float64()
			return between(v, v)
		}
		l.Installed, l.FailureRate, l.GraceMonths, l.Reserved = learn(l.Installed, 1), learn(l.FailureRate, 1), learn(l.GraceMonths, 50), learn(l.Reserved, 1)
		if l.StockMonths != nil || slices.Contains(storable, l.Kind) {
			l.StockMonths = learn(l.StockMonths, 50)
		}
		if l.Expiry.IsZero() && l.Kind == Chip && l.Export != "" && r.IntN(2) == 0 {
			l.Expiry, l.Licensed = offer.Date{Year: 2026 + r.IntN(3), Month: r.IntN(13)}, offer.Yes
		} else if l.Licensed == offer.DontKnow && l.Expiry.IsZero() {
			l.Licensed = offer.Tri(1 + r.IntN(2))
		}
		if l.RemoteDisable == offer.DontKnow {
			l.RemoteDisable = offer.Tri(1 + r.IntN(2))
		}
		if l.Pinned == offer.DontKnow {
			l.Pinned = offer.Tri(1 + r.IntN(2))
		}
		l.Needs = edges(l.Needs, func(x *offer.Range) *offer.Range {
			if x == nil {
				return nil
			}
			return learn(x, 0)
		})
		kw, kb := shares(k, e)
		require.True(t, atLeastAsGood(kw, w) && atLeastAsGood(b, kb), "learning widened graph %d, event %+v, node %d: %+v", i, e, at, g.nodes)
	}
}

// An alternative more, whatever it is, never makes any month worse.
func TestAnotherAlternativeNeverHurts(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	added := 0
	for i := range 30_000 {
		g, e := drillable(r), anyEvent(r)
		other := drillable(r)
		at := r.IntN(len(g.nodes))
		if len(g.nodes[at].Needs) == 0 {
			continue
		}
		nodes := slices.Clone(g.nodes)
		needs := slices.Clone(nodes[at].Needs)
		k := r.IntN(len(needs))
		if slices.ContainsFunc(needs[k].Alternatives, func(a Alternative) bool { return a.Share != nil }) {
			continue // a share of a capacity is no alternative to the rest
		}
		extra := other.nodes[r.IntN(len(other.nodes))]
		extra.ID, extra.Needs = "extra", nil
		if extra.Kind == Service {
			extra.Kind = Other
		}
		needs[k].Alternatives = append(slices.Clone(needs[k].Alternatives), Alternative{Node: "extra"})
		nodes[at].Needs = needs
		h, err := New(append(nodes, extra))
		require.NoError(t, err)
		w, b := shares(g, e)
		hw, hb := shares(h, e)
		require.True(t, atLeastAsGood(hw, w) && atLeastAsGood(hb, b), "graph %d, event %+v, node %d, extra %+v: %+v", i, e, at, extra, g.nodes)
		added++
	}
	require.Greater(t, added, 3_000)
}

func TestDrillsOnAnyGraphAreWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 5_000 {
		g, e := drillable(r), anyEvent(r)
		d, err := RunDrill(g, e)
		require.NoError(t, err)
		s := d.Services[0]
		require.Len(t, s.Months, Horizon+1)
		last := s.Months[Horizon].Share.Lo
		for _, p := range s.Prevention {
			require.True(t, p.Share > last || p.Later, p.Text)
		}
		if s.StopsAt.Latest != nil {
			require.NotNil(t, s.StopsAt.Earliest)
			require.LessOrEqual(t, *s.StopsAt.Earliest, *s.StopsAt.Latest)
		}
	}
}
