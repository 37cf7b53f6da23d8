package depend

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// random makes a graph of up to max nodes; the last is the service. Every node may need any
// earlier ones and has suppliers among a few.
func random(r *rand.Rand, max int) Graph {
	n := 1 + r.IntN(max)
	actors := 1 + r.IntN(6)
	nodes := make([]Node, n)
	for i := range nodes {
		nodes[i] = Node{ID: fmt.Sprint(i), Title: fmt.Sprint(i), Kind: Other}
		for range r.IntN(3) {
			a := r.IntN(actors)
			nodes[i].Suppliers = append(nodes[i].Suppliers, Supplier{Party: fmt.Sprintf("p%d", a), Jurisdiction: fmt.Sprintf("J%d", a%3)})
		}
		for range min(i, r.IntN(3)) {
			var need Need
			for _, at := range r.Perm(i)[:min(i, 1+r.IntN(3))] {
				need.Alternatives = append(need.Alternatives, Alternative{Node: fmt.Sprint(at)})
			}
			nodes[i].Needs = append(nodes[i].Needs, need)
		}
	}
	nodes[n-1].Kind = Service
	g, err := New(nodes)
	if err != nil {
		panic(err)
	}
	return g
}

// works evaluates the graph plainly: refused holds the members that refuse.
func works(g Graph, id string, members [][]int, refused uint) bool {
	up := map[string]bool{}
	for i, n := range g.nodes {
		ok := true
		for _, m := range members[i] {
			ok = ok && refused>>m&1 == 0
		}
		for _, need := range n.Needs {
			ok = ok && slices.ContainsFunc(need.Alternatives, func(a Alternative) bool { return up[a.Node] })
		}
		up[n.ID] = ok
	}
	return up[id]
}

// exhaustive lists the minimal sets of refusals that stop a service, and the most disjoint sets
// of members with which it runs, by trying every subset.
func exhaustive(g Graph, id string, by By) (cuts [][]string, routes int, free bool) {
	names, members := g.members(by)
	var minimalCuts, paths []uint
	all := uint(1)<<len(names) - 1
	subsets := make([]uint, all+1)
	for s := range subsets {
		subsets[s] = uint(s)
	}
	slices.SortStableFunc(subsets, func(a, b uint) int { return bits.OnesCount(a) - bits.OnesCount(b) })
	contains := func(found []uint, s uint) bool {
		return slices.ContainsFunc(found, func(f uint) bool { return f&^s == 0 })
	}
	for _, s := range subsets {
		if !works(g, id, members, s) && !contains(minimalCuts, s) {
			minimalCuts = append(minimalCuts, s)
		}
		if works(g, id, members, all&^s) && !contains(paths, s) {
			paths = append(paths, s)
		}
	}
	cuts = [][]string{}
	for _, c := range minimalCuts {
		var ms []string
		for m, name := range names {
			if c>>m&1 == 1 {
				ms = append(ms, name)
			}
		}
		slices.Sort(ms)
		cuts = append(cuts, ms)
	}
	slices.SortFunc(cuts, func(a, b []string) int {
		if d := len(a) - len(b); d != 0 {
			return d
		}
		return slices.Compare(a, b)
	})
	if slices.Contains(paths, 0) {
		return cuts, 0, true
	}
	var pack func(from int, taken uint) int
	pack = func(from int, taken uint) (best int) {
		for i := from; i < len(paths); i++ {
			if paths[i]&taken == 0 {
				best = max(best, 1+pack(i+1, taken|paths[i]))
			}
		}
		return best
	}
	return cuts, pack(0, 0), false
}

func TestCutsAndRoutesEqualExhaustiveSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 100_000 {
		g := random(r, 10)
		id := g.Services()[0]
		by := ByActor
		if i%2 == 1 {
			by = ByJurisdiction
		}
		wantCuts, wantRoutes, wantFree := exhaustive(g, id, by)
		cuts, err := CutsOf(g, id, by, 0)
		require.NoError(t, err)
		require.Zero(t, cuts.UpTo)
		require.Equal(t, wantCuts, cuts.Sets, "graph %d: %+v", i, g.nodes)
		routes, err := RoutesOf(g, id, by)
		require.NoError(t, err)
		require.Equal(t, Routes{Service: id, By: by, Count: wantRoutes, Free: wantFree}, routes, "graph %d: %+v", i, g.nodes)
		require.True(t, routes.Free || len(cuts.Sets) > 0 && routes.Count <= len(cuts.Sets[0]), "no more disjoint ways than the smallest cut has members")
	}
}

// By hand: a service on a model and on accelerators from either of two makers under one
// country's law.
func TestChokePointsOfASmallOffer(t *testing.T) {
	g, err := New([]Node{
		{ID: "service", Title: "Service", Kind: Service, Needs: []Need{
			{Of: "model", Alternatives: []Alternative{{Node: "model"}}},
			{Of: "accelerators", Alternatives: []Alternative{{Node: "n"}, {Node: "a"}}},
		}},
		{ID: "model", Title: "Model", Kind: Model, Suppliers: []Supplier{{"Lab", "FR"}}},
		{ID: "n", Title: "N chips", Kind: Chip, Suppliers: []Supplier{{"N", "US"}}},
		{ID: "a", Title: "A chips", Kind: Chip, Suppliers: []Supplier{{"A", "US"}}},
	})
	require.NoError(t, err)
	actors, err := CutsOf(g, "service", ByActor, 0)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"Lab"}, {"A", "N"}}, actors.Sets)
	countries, err := CutsOf(g, "service", ByJurisdiction, 0)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"FR"}, {"US"}}, countries.Sets)
	single, err := CutsOf(g, "service", ByActor, 1)
	require.NoError(t, err)
	assert.Equal(t, Cuts{Service: "service", By: ByActor, Sets: [][]string{{"Lab"}}, UpTo: 1}, single)
	routes, err := RoutesOf(g, "service", ByActor)
	require.NoError(t, err)
	assert.Equal(t, 1, routes.Count, "both ways run on the Lab's model")
	_, err = CutsOf(g, "nothing", ByActor, 0)
	assert.ErrorContains(t, err, `no service "nothing"`)
}

func TestGraphsThatCannotBe(t *testing.T) {
	needs := func(ids ...string) []Need {
		var as []Alternative
		for _, id := range ids {
			as = append(as, Alternative{Node: id})
		}
		return []Need{{Alternatives: as}}
	}
	for want, nodes := range map[string][]Node{
		`nodes[1].id: "a" is empty or stands there twice`:                        {{ID: "a"}, {ID: "a"}},
		`nodes[0].id: "" is empty`:                                               {{}},
		`nodes[0] (a).needs[0].alternatives[0]: there is no node "b"`:            {{ID: "a", Needs: needs("b")}},
		`nodes[0] (a).needs[0].alternatives: is empty`:                           {{ID: "a", Needs: needs()}},
		`nodes[1] (b).needs: it needs itself, directly or through others`:        {{ID: "a"}, {ID: "b", Needs: needs("c")}, {ID: "c", Needs: needs("a", "b")}},
		`nodes[0] (a).failure_rate: [0, 2] must lie in order between 0 and 1`:    {{ID: "a", FailureRate: between(0, 2)}},
		`nodes[0] (a).stock_months: [-1, 2] must lie in order between 0 and`:     {{ID: "a", StockMonths: between(-1, 2)}},
		`2001 nodes of a dependency graph are more than the limit of 2000`:       make([]Node, 2001),
		`nodes[0] (a).suppliers: 21 are more than 20`:                            {{ID: "a", Suppliers: make([]Supplier, 21)}},
		`nodes[0] (a).needs[0].alternatives[0].share: [0.5, 0.4] must lie in or`: {{ID: "a", Needs: []Need{{Alternatives: []Alternative{{Node: "a", Share: between(.5, .4)}}}}}},
		`nodes[0] (a).kind: "chips" is not one of`:                               {{ID: "a", Kind: "chips"}},
		`nodes[0] (a).suppliers[1].jurisdiction: "usa" is not a two-letter`:      {{ID: "a", Suppliers: []Supplier{{}, {"x", "usa"}}}},
		`nodes[0] (a).export: "us" is not a two-letter`:                          {{ID: "a", Export: "us"}},
		`nodes[0] (a).expiry: 2027-04 is given, yet there is no licence`:         {{ID: "a", Licensed: offer.No, Expiry: offer.Date{Year: 2027, Month: 4}}},
		`nodes[1] (b).needs[0].alternatives[1].node: "a" stands there twice`:     {{ID: "a"}, {ID: "b", Needs: needs("a", "a")}},
		`nodes[1] (b).needs[0].alternatives: the upper bounds of the shares add`: {{ID: "a"}, {ID: "b", Needs: []Need{{Alternatives: []Alternative{{Node: "a", Share: between(.5, .9)}}}}}},
		`nodes[2] (b).needs[0].alternatives: the lower bounds of the shares add`: {{ID: "a"}, {ID: "c"}, {ID: "b", Needs: []Need{{Alternatives: []Alternative{{Node: "a", Share: between(.6, 1)}, {Node: "c", Share: between(.5, 1)}}}}}},
		`nodes[1] (b).needs[0].alternatives[0].stock_months: [-1, 2] must lie`:   {{ID: "a"}, {ID: "b", Needs: []Need{{Alternatives: []Alternative{{Node: "a", StockMonths: between(-1, 2)}}}}}},
		`nodes[0] (a).grace_months: [NaN, 2] must lie`:                           {{ID: "a", GraceMonths: between(math.NaN(), 2)}},
	} {
		_, err := New(nodes)
		assert.ErrorContains(t, err, want)
	}
}

// Five hundred nodes in layers: 20 sites of 20 parts each, any 1 of which carries a service.
func large(layers, width int) Graph {
	nodes := []Node{{ID: "service", Kind: Service}}
	for l := range layers {
		need := Need{}
		for w := range width {
			id := fmt.Sprintf("%d-%d", l, w)
			need.Alternatives = append(need.Alternatives, Alternative{Node: id})
			nodes = append(nodes, Node{ID: id, Title: id, Kind: Other, Suppliers: []Supplier{{Party: fmt.Sprintf("p%d", (l*width+w)%97), Jurisdiction: fmt.Sprintf("J%d", w%7)}}})
		}
		nodes[0].Needs = append(nodes[0].Needs, need)
	}
	g, err := New(nodes)
	if err != nil {
		panic(err)
	}
	return g
}

// Whatever the size, single choke points are found, everything listed stops the service, and
// nothing smaller of it does.
func TestLargeGraphsAreAnswered(t *testing.T) {
	for name, g := range map[string]Graph{"100 x 5": large(100, 5), "5 x 100": large(5, 100), "250 x 2": large(250, 2), "country": country(82)} {
		for _, by := range []By{ByActor, ByJurisdiction} {
			c, err := CutsOf(g, "service", by, 3)
			require.NoError(t, err, name)
			names, members := g.members(by)
			at := g.index["service"]
			for _, sets := range c.Sets {
				refused := newSet(len(names))
				for _, m := range sets {
					refused.with(slices.Index(names, m))
				}
				require.False(t, g.works(at, members, refused), "%s: %v", name, sets)
				for _, m := range refused.members() {
					fewer := slices.Clone(refused)
					fewer[m/64] &^= 1 << (m % 64)
					require.True(t, g.works(at, members, fewer), "%s: %v is not minimal", name, sets)
				}
			}
			r, err := RoutesOf(g, "service", by)
			require.NoError(t, err, name)
			require.True(t, r.Count >= 1 && r.Count <= len(names) || r.Free, "%s: %+v", name, r)
		}
	}
}

// By hand: either of two places of 900 suppliers each, one of whom serves both. That joining them
// makes too many pairs is no reason to give up.
func TestSinglesAreAlwaysFound(t *testing.T) {
	nodes := []Node{{ID: "service", Kind: Service, Needs: []Need{{Alternatives: []Alternative{{Node: "a"}, {Node: "b"}}}}}}
	for _, place := range []string{"a", "b"} {
		n := Node{ID: place, Kind: Site}
		for i := range 900 {
			id := fmt.Sprint(place, i)
			party := id
			if i == 7 {
				party = "both"
			}
			nodes = append(nodes, Node{ID: id, Kind: Other, Suppliers: []Supplier{{Party: party}}})
			n.Needs = append(n.Needs, Need{Of: id, Alternatives: []Alternative{{Node: id}}})
		}
		nodes = append(nodes, n)
	}
	g, err := New(nodes)
	require.NoError(t, err)
	c, err := CutsOf(g, "service", ByActor, 3)
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"both"}}, c.Sets)
	assert.Equal(t, 1, c.UpTo, "899 x 899 pairs are too many to list")
	r, err := RoutesOf(g, "service", ByActor)
	require.NoError(t, err)
	assert.Equal(t, 1, r.Count)
}

// Taking one way after the other finds ways that share nobody, never more than there are.
func TestGreedyIsALowerBound(t *testing.T) {
	r, same := rand.New(rand.NewPCG(11, 12)), 0
	for range 20_000 {
		g := random(r, 10)
		id := g.Services()[0]
		exact, err := RoutesOf(g, id, ByActor)
		require.NoError(t, err)
		names, members := g.members(ByActor)
		got := g.greedy(g.index[id], members, len(names))
		require.LessOrEqual(t, got, exact.Count)
		require.Equal(t, exact.Count > 0, got > 0)
		if got == exact.Count {
			same++
		}
	}
	require.Greater(t, same, 18_000, "and mostly it finds them all")
}

func BenchmarkCuts500(b *testing.B) {
	g := large(100, 5)
	for b.Loop() {
		if _, err := CutsOf(g, "service", ByActor, 3); err != nil {
			b.Fatal(err)
		}
	}
}
