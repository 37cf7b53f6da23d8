package depend

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// units is how many pieces of capacity a world has.
const units = 12

// A service needs up to three things, each from up to three sites with shares of a capacity of
// twelve pieces; another tenant takes some of each site.
type world struct {
	g      Graph
	shares [][]offer.Range // in pieces, by need and site
	kept   [][]offer.Range // of a site, 0..1
}

func anyWorld(r *rand.Rand) (w world) {
	service := Node{ID: "service", Title: "Service", Kind: Service}
	var nodes []Node
	for k := range 1 + r.IntN(3) {
		need, shares, kept := Need{Of: fmt.Sprint(k)}, []offer.Range{}, []offer.Range{}
		left, most, n := units, 0, 1+r.IntN(3)
		for j := range n {
			lo := r.IntN(left + 1)
			if j == n-1 && r.IntN(2) == 0 {
				lo = left
			}
			left -= lo
			hi := lo + r.IntN(units-lo+1)
			if most += hi; j == n-1 && most < units {
				hi += units - most
			}
			share := offer.Range{Lo: float64(lo), Hi: float64(hi)}
			a, b := float64(r.IntN(5))/4, float64(r.IntN(5))/4
			keep := offer.Range{Lo: min(a, b), Hi: max(a, b)}
			id := fmt.Sprint(k, "-", j)
			nodes = append(nodes, Node{ID: id, Title: id, Kind: Site, Reserved: &keep})
			need.Alternatives = append(need.Alternatives, Alternative{Node: id, Share: between(share.Lo/units, share.Hi/units)})
			shares, kept = append(shares, share), append(kept, keep)
		}
		service.Needs = append(service.Needs, need)
		w.shares, w.kept = append(w.shares, shares), append(w.kept, kept)
	}
	var err error
	if w.g, err = New(append(nodes, service)); err != nil {
		panic(err)
	}
	return w
}

// play deals the pieces to the sites, and what is lost to the pieces, by lot, within the ranges;
// it returns the share of pieces of which nothing is lost. False: no whole numbers fit.
func (w world) play(r *rand.Rand) (float64, bool) {
	good := [units]bool{}
	for i := range good {
		good[i] = true
	}
	for k := range w.shares {
		order, at := r.Perm(units), 0
		for j, share := range w.shares[k] {
			most := units - at
			for _, later := range w.shares[k][j+1:] {
				most -= int(later.Lo)
			}
			n := min(int(share.Lo)+r.IntN(max(1, min(most, int(share.Hi))-int(share.Lo)+1)), most)
			lo, hi := int(math.Ceil(float64(n)*(1-w.kept[k][j].Hi))), int(math.Floor(float64(n)*(1-w.kept[k][j].Lo)))
			if lo > hi || n < int(share.Lo) {
				return 0, false
			}
			for i := range lo + r.IntN(hi-lo+1) {
				good[order[at+i]] = false
			}
			at += n
		}
		if at < units {
			return 0, false
		}
	}
	left := 0
	for _, is := range good {
		if is {
			left++
		}
	}
	return float64(left) / units, true
}

// However the pieces are dealt, what is left lies between the worst and the best run: 100,000
// worlds dealt by lot.
func TestWorstAndBestHoldInEveryWorld(t *testing.T) {
	r, played := rand.New(rand.NewPCG(9, 10)), 0
	e := Event{Kind: TenantChange, From: offer.Date{Year: 2026, Month: 12, Day: 1}}
	for range 100_000 {
		w := anyWorld(r)
		left, ok := w.play(r)
		if !ok {
			continue
		}
		got, err := ShareAfter(w.g, "service", e, 0)
		require.NoError(t, err)
		require.GreaterOrEqual(t, left, got.Lo-1e-9, "%+v", w)
		require.LessOrEqual(t, left, got.Hi+1e-9, "%+v", w)
		played++
	}
	require.Greater(t, played, 30_000)
}

// By hand: of two things needed, 60 % and 70 % are left. At best the losses fall on the same
// capacity and 60 % is left, at worst 1 - 0.4 - 0.3 = 30 %.
func TestLossesMayFallOnDifferentCapacity(t *testing.T) {
	e := Event{Kind: TenantChange, From: day(t, "2026-12-01")}
	two := func(kept ...float64) Graph {
		var nodes []Node
		service := Node{ID: "service", Kind: Service}
		for i, k := range kept {
			id := fmt.Sprint(i)
			nodes = append(nodes, Node{ID: id, Kind: Site, Reserved: between(k, k)})
			service.Needs = append(service.Needs, Need{Alternatives: []Alternative{{Node: id}}})
		}
		g, err := New(append(nodes, service))
		require.NoError(t, err)
		return g
	}
	for _, tt := range []struct {
		kept   []float64
		lo, hi float64
	}{{[]float64{.6, .7}, .3, .6}, {[]float64{.6, 1}, .6, .6}, {[]float64{.4, .5, .9}, 0, .4}} {
		got, err := ShareAfter(two(tt.kept...), "service", e, 0)
		require.NoError(t, err)
		assert.InDelta(t, tt.lo, got.Lo, 1e-12, "%v", tt.kept)
		assert.InDelta(t, tt.hi, got.Hi, 1e-12, "%v", tt.kept)
	}
}

// A loss that reaches a service by two ways may be one loss or two: both the service and its place
// stand on accelerators of which 0.9^2 = 0.81 are left after two years, so 0.81 at best and
// 1 - 0.19 - 0.19 = 0.62 at worst.
func TestALossByTwoWays(t *testing.T) {
	chips := []Need{{Of: "accelerators", Alternatives: []Alternative{{Node: "chips"}}}}
	g, err := New([]Node{
		{ID: "chips", Kind: Chip, Export: "US", Installed: between(1, 1), StockMonths: between(0, 0), FailureRate: between(.1, .1), RemoteDisable: offer.No},
		{ID: "place", Kind: Site, Needs: chips},
		{ID: "service", Kind: Service, Needs: append(chips, Need{Of: "places", Alternatives: []Alternative{{Node: "place", Share: between(1, 1)}}})},
	})
	require.NoError(t, err)
	got, err := ShareAfter(g, "service", Event{Kind: LicenceRevoked, Actor: "US", From: day(t, "2026-12-01")}, 24)
	require.NoError(t, err)
	assert.InDelta(t, .62, got.Lo, 1e-12)
	assert.InDelta(t, .81, got.Hi, 1e-12)
}

// Diesel for two to three months stands in its tank, its trader gives one month's notice, and the
// place holds another half month: 3.5 to 4.5 months, so the first month without power is 4 at
// the worst and 5 at the best.
func TestStockFollowsGrace(t *testing.T) {
	g, err := New([]Node{
		{ID: "diesel", Title: "Diesel", Kind: Power, Suppliers: []Supplier{{"Trader", "QA"}}, GraceMonths: between(1, 1), StockMonths: between(2, 3)},
		{ID: "service", Title: "Service", Kind: Service, Needs: []Need{{Of: "power", Alternatives: []Alternative{{Node: "diesel", StockMonths: between(.5, .5)}}}}},
	})
	require.NoError(t, err)
	d, err := RunDrill(g, Event{Kind: ProviderInsolvent, Actor: "Trader", From: day(t, "2026-12-01")})
	require.NoError(t, err)
	assert.Equal(t, MonthRange{Earliest: new(4), Latest: new(5)}, d.Services[0].StopsAt)
	assert.Equal(t, "Diesel is reached: 1 months of notice, then 2 to 3 months in stock.", d.Services[0].Trace[0].Text)
	assert.Contains(t, d.Services[0].Prevention, Prevention{Text: "12 months of Diesel in stock at home", Node: "diesel", Later: true})

	unknown, err := New([]Node{
		{ID: "diesel", Kind: Power, Suppliers: []Supplier{{"Trader", "QA"}}, GraceMonths: between(1, 1)},
		{ID: "service", Kind: Service, Needs: []Need{{Alternatives: []Alternative{{Node: "diesel"}}}}},
	})
	require.NoError(t, err)
	d, err = RunDrill(unknown, Event{Kind: ProviderInsolvent, Actor: "Trader", From: day(t, "2026-12-01")})
	require.NoError(t, err)
	assert.Equal(t, MonthRange{Earliest: new(1)}, d.Services[0].StopsAt, "how much is in stock is not known: it may last for ever")
}

// Of two alternatives that each suffice, one runs whole but changed and one half but unchanged:
// either way the service is not what was agreed.
func TestNeitherHalfNorChangedIsWhole(t *testing.T) {
	need := Need{Alternatives: []Alternative{{Node: "a"}, {Node: "b"}}}
	for _, r := range []run{{worst: true}, {}} {
		for _, seen := range [][]state{{{level: 1, degraded: true}, {level: .5}}, {{level: .5}, {level: 1, degraded: true}}} {
			assert.Equal(t, Degrades, r.need(need, seen).verdict())
		}
		assert.Equal(t, Continues, r.need(need, []state{{level: 1, degraded: true}, {level: 1}}).verdict())
	}
	shared := Need{Alternatives: []Alternative{{Node: "a", Share: between(.5, .5)}, {Node: "b", Share: between(.5, .5)}}}
	assert.Equal(t, Degrades, run{}.need(shared, []state{{level: 1, degraded: true}, {level: 1}}).verdict(), "half of it is changed")
}

func TestWhatIsNotKnownIsNotPromised(t *testing.T) {
	from := day(t, "2026-12-01")
	drill := func(n Node, e Event) ServiceDrill {
		t.Helper()
		e.From = from
		d, err := RunDrill(one(t, n), e)
		require.NoError(t, err)
		return d.Services[0]
	}
	sound := Node{Export: "US", Installed: between(.5, .5), StockMonths: between(36, 36), RemoteDisable: offer.No}

	undated := drill(sound, Event{Kind: LicenceExpired})
	assert.Equal(t, Month{0, Degrades, Continues, offer.Range{Lo: .5, Hi: 1}}, undated.Months[0], "nobody says when the licence ends")
	free := sound
	free.Licensed = offer.No
	assert.Equal(t, Continues, drill(free, Event{Kind: LicenceExpired}).Months[36].Worst, "there is no licence to end")

	coarse := sound
	coarse.Expiry = day(t, "2027")
	ends := drill(coarse, Event{Kind: LicenceExpired})
	assert.Equal(t, Degrades, ends.Months[2].Worst, "1 January at the worst: the first whole month without is month 2")
	assert.Equal(t, Continues, ends.Months[1].Worst)
	assert.Equal(t, Continues, ends.Months[12].Best, "31 December at the best: month 13")
	assert.Equal(t, Degrades, ends.Months[13].Best)

	unknown := drill(Node{Export: "US"}, Event{Kind: LicenceRevoked, Actor: "US"})
	assert.Equal(t, MonthRange{Earliest: new(1)}, unknown.Irreversible, "how much is installed is not known: some may be, and fail for good")
	disabled := drill(Node{Export: "US", RemoteDisable: offer.Yes}, Event{Kind: LegalOrder, Actor: "US"})
	assert.Equal(t, MonthRange{Earliest: new(0), Latest: new(0)}, disabled.StopsAt)
	assert.Equal(t, MonthRange{}, disabled.Irreversible, "it may be switched on again")

	sound.Suppliers = []Supplier{{"Maker", "US"}}
	dear := drill(sound, Event{Kind: PriceTimes, Actor: "Maker", Factor: 2})
	assert.Equal(t, Month{0, Degrades, Degrades, offer.Range{Lo: .5, Hi: 1}}, dear.Months[0], "at best the rest is bought at the new price")
	sound.RemoteDisable = offer.DontKnow
	assert.Equal(t, offer.Range{Lo: 0, Hi: .5}, drill(sound, Event{Kind: BlocPenalty, Actor: "US"}).Months[0].Share, "who withdraws may also switch off")
}

// Redoing what stands on a changed node gives what running everything anew gives.
func TestAgainIsAllAnew(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 20_000 {
		g, e := drillable(r), anyEvent(r)
		at, target := r.IntN(len(g.nodes)), g.index[g.Services()[0]]
		h := clone(g)
		h.nodes[at].GraceMonths, h.nodes[at].Installed, h.nodes[at].Suppliers = between(3, 4), between(1, 1), nil
		if below := g.below(target); at > target || !below[at] {
			continue
		}
		base := run{g, e, true}.all(target)
		require.Equal(t, run{h, e, true}.months(target), run{h, e, true}.again(base, at, target).of(target))
	}
}
