package comparison_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// pair is a framework of a gate and another criterion, of equal weight.
func pair() *framework.Framework {
	return &framework.Framework{
		ID: "pair", Version: "1", Kind: framework.KindLevels, Title: "A pair", StaleAfterMonths: 24,
		Tiers:       []framework.Tier{{ID: "public", Title: "Public", Level: 1}, {ID: "official", Title: "Official", Level: 2}},
		DefaultTier: "official",
		Dimensions: []framework.Dimension{{ID: "D", Weight: 1, Criteria: []framework.Criterion{
			{ID: "G", Title: "Gate", Gating: true, Levels: fiveLevels}, {ID: "N", Title: "None", Levels: fiveLevels},
		}}},
	}
}

var fiveLevels = []string{"None", "A little", "Some", "Much", "All"}

// dossier is an offer to country whose answers, from the first criterion on, are the levels
// given, resting on one source.
func dossier(fw *framework.Framework, id offer.ID, country string, levels ...[2]int) offer.Dossier {
	d := offer.Dossier{Offer: offer.Offer{ID: id, Title: string(id), Country: country}}
	if country == "" {
		d.Offer.Scope = offer.ScopePath
	}
	for _, c := range fw.Criteria {
		if len(d.Answers) == len(levels) {
			break
		}
		l := levels[len(d.Answers)]
		rests := func(level int) offer.Bound {
			return offer.Bound{Level: level, Rung: offer.Documented, Evidence: []offer.ID{"a-law"}}
		}
		d.Answers = append(d.Answers, offer.Answer{Offer: id, Criterion: c.ID, Lo: rests(l[0]), Hi: rests(l[1]), Stage: offer.Binding, Version: 1})
	}
	return d
}

var law = offer.Evidence{ID: "a-law", Account: "It says so.", Source: offer.Source{Publisher: "A parliament", Issued: offer.Date{Year: 2026}}}

func TestEvaluate(t *testing.T) {
	fw := pair()
	claim := dossier(fw, "claim", "EST", [2]int{3, 4}, [2]int{3, 4})
	for i := range claim.Answers {
		claim.Answers[i].Lo.Rung, claim.Answers[i].Hi.Rung = offer.VendorClaim, offer.VendorClaim
	}
	unused := offer.Evidence{ID: "unused"}
	ev, err := comparison.Evaluate(comparison.Inputs{
		Title: "Two for Estonia", Framework: fw, AsOf: asOf, Evidence: []offer.Evidence{unused, law},
		Subjects: []offer.Dossier{claim, dossier(fw, "deal", "EST", [2]int{2, 3}, [2]int{1, 1}), dossier(fw, "path", "", [2]int{0, 1}, [2]int{4, 4})},
	})
	require.NoError(t, err)
	assert.Equal(t, comparison.Decision, ev.Kind)
	assert.Equal(t, "EST", ev.Buyer)
	assert.Equal(t, comparison.TierRef{ID: "official", Title: "Official", Level: 2}, ev.Tier)
	assert.Equal(t, comparison.FrameworkRef{ID: "pair", Version: "1", Title: "A pair"}, ev.Framework)
	assert.Equal(t, "framework weights (pair@1)", ev.Weights)
	assert.Equal(t, evaluate.Engine, ev.Engine)
	assert.Same(t, fw, ev.Yardstick())

	require.Len(t, ev.Offers, 3)
	assert.Equal(t, evaluate.Interval{Lo: 0, Hi: 1}, ev.Offers[0].Evidenced.Score, "a vendor's word alone")
	assert.Equal(t, evaluate.Interval{Lo: .75, Hi: 1}, ev.Offers[0].Claimed.Score)
	assert.Equal(t, evaluate.Interval{Lo: .375, Hi: .5}, ev.Offers[1].Evidenced.Score) // (2/4 + 1/4)/2, (3/4 + 1/4)/2
	assert.Equal(t, "as evidenced", ev.Offers[1].Evidenced.Basis)
	assert.Equal(t, "as claimed", ev.Offers[1].Claimed.Basis)

	require.NotNil(t, ev.Order, "as evidenced decides")
	assert.Equal(t, []offer.ID{"path"}, ev.Order.Unranked, "it fails the gate")
	assert.Equal(t, []offer.ID{"claim"}, ev.Order.Conditional)
	assert.Equal(t, []offer.ID{"claim", "deal"}, ev.Order.CanBeFirst)
	assert.Empty(t, ev.Order.MustBeFirst)

	assert.Equal(t, []offer.Evidence{law}, ev.Evidence, "what nobody refers to is left out")
	got, ok := ev.EvidenceByID("a-law")
	assert.True(t, ok)
	assert.Equal(t, law, got)
	_, ok = ev.EvidenceByID("unused")
	assert.False(t, ok)
	_, ok = ev.EvidenceByID("a")
	assert.False(t, ok)

	ev, err = comparison.Evaluate(comparison.Inputs{Framework: fw, Tier: "public", AsOf: asOf, Evidence: []offer.Evidence{law}, Subjects: []offer.Dossier{dossier(fw, "path", "EST", [2]int{1, 1})}})
	require.NoError(t, err)
	assert.Equal(t, evaluate.Pass, ev.Offers[0].Evidenced.Gate.State, "the public tier demands level 1")
}

// Stale evidence is told by the dates of the sources that come with the comparison.
func TestEvaluateReadsTheDatesOfSources(t *testing.T) {
	fw := pair()
	old := law
	old.Source.Issued = offer.Date{Year: 2023}
	for evidence, want := range map[*offer.Evidence]evaluate.Interval{&law: {Lo: .5, Hi: .5}, &old: {Lo: 0, Hi: 1}} {
		ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, AsOf: asOf, Evidence: []offer.Evidence{*evidence},
			Subjects: []offer.Dossier{dossier(fw, "deal", "EST", [2]int{2, 2}, [2]int{2, 2})}})
		require.NoError(t, err)
		assert.Equal(t, want, ev.Offers[0].Evidenced.Score)
	}
}

func TestKindOfComparison(t *testing.T) {
	fw := pair()
	tests := []struct {
		name      string
		countries []string
		kind      comparison.Kind
		buyer     string
	}{
		{"one buyer", []string{"EST", "EST"}, comparison.Decision, "EST"},
		{"one buyer and an open path, in either order", []string{"", "EST", ""}, comparison.Decision, "EST"},
		{"a single offer", []string{"KOR"}, comparison.Decision, "KOR"},
		{"two countries", []string{"EST", "KOR"}, comparison.Profiles, ""},
		{"two countries and a path", []string{"EST", "", "KOR"}, comparison.Profiles, ""},
		{"nobody to choose", []string{"", ""}, comparison.Profiles, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := comparison.Inputs{Framework: fw, AsOf: asOf, Evidence: []offer.Evidence{law}}
			for i, country := range tt.countries {
				in.Subjects = append(in.Subjects, dossier(fw, offer.ID(fmt.Sprint("offer-", i)), country, [2]int{i + 1, i + 1}))
			}
			ev, err := comparison.Evaluate(in)
			require.NoError(t, err)
			assert.Equal(t, tt.kind, ev.Kind)
			assert.Equal(t, tt.buyer, ev.Buyer)
			assert.Equal(t, tt.kind == comparison.Decision, ev.Order != nil, "profiles have no order")
			text := string(mustJSON(t, ev))
			if tt.kind == comparison.Profiles {
				assert.NotContains(t, text, "first")
			}
		})
	}
}

func TestEvaluateRefuses(t *testing.T) {
	fw := pair()
	sound := dossier(fw, "deal", "EST", [2]int{1, 2})
	many := make([]offer.Dossier, comparison.MaxOffers+1)
	stray := dossier(fw, "stray", "EST", [2]int{1, 2})
	stray.Answers[0].Criterion = "X"
	inPart := dossier(fw, "part", "EST")
	inPart.Offer.Parts.Sites = []offer.Site{{Evidence: []offer.ID{"lost"}}}
	inHistory := dossier(fw, "history", "EST")
	inHistory.Offer.History = []offer.Event{{Evidence: []offer.ID{"lost"}}}
	tests := []struct {
		name string
		edit func(*comparison.Inputs)
		says string
	}{
		{"no offers", func(in *comparison.Inputs) { in.Subjects = nil }, "a comparison takes 1 to 1000 offers, not 0"},
		{"too many offers", func(in *comparison.Inputs) { in.Subjects = many }, "not 1001"},
		{"one offer twice", func(in *comparison.Inputs) { in.Subjects = append(in.Subjects, sound) }, `offer "deal" is in the comparison twice`},
		{"a tier that is none", func(in *comparison.Inputs) { in.Tier = "secret" }, `has no workload tier "secret"`},
		{"another kind of framework", func(in *comparison.Inputs) { in.Framework = &framework.Framework{Kind: framework.KindRungs} }, "answered by rungs, not by levels"},
		{"a month for a day", func(in *comparison.Inputs) { in.AsOf = offer.Date{Year: 2026, Month: 11} }, `as-of date "2026-11" must name a day`},
		{"a stray answer", func(in *comparison.Inputs) { in.Subjects = append(in.Subjects, stray) }, `offer stray: framework pair@1 has no criterion "X"`},
		{"an answer's evidence is missing", func(in *comparison.Inputs) { in.Evidence = nil }, `offer deal refers to evidence "a-law", which is missing`},
		{"a part's evidence is missing", func(in *comparison.Inputs) { in.Subjects = append(in.Subjects, inPart) }, `offer part refers to evidence "lost"`},
		{"an event's evidence is missing", func(in *comparison.Inputs) { in.Subjects = append(in.Subjects, inHistory) }, `offer history refers to evidence "lost"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := comparison.Inputs{Framework: fw, AsOf: asOf, Subjects: []offer.Dossier{sound}, Evidence: []offer.Evidence{law}}
			tt.edit(&in)
			_, err := comparison.Evaluate(in)
			assert.ErrorContains(t, err, tt.says)
		})
	}
}

func TestReferencesAreSortedAndOnce(t *testing.T) {
	d := offer.Dossier{
		Offer:   offer.Offer{History: []offer.Event{{Evidence: []offer.ID{"c", "a"}}}, Parts: offer.Parts{Terms: []offer.Term{{Evidence: []offer.ID{"b"}}}}},
		Answers: []offer.Answer{{Lo: offer.Bound{Evidence: []offer.ID{"a"}}, Hi: offer.Bound{Evidence: []offer.ID{"d"}}}},
	}
	assert.Equal(t, []offer.ID{"a", "b", "c", "d"}, comparison.References(d.Offer, d.Answers))
}

// The same bytes, whatever the number of processors, and also when many ask at once.
func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	in := inputs(core(t), 40)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []byte
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		got := make([][]byte, 8)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				if ev, err := comparison.Evaluate(in); err == nil {
					got[i], _ = json.Marshal(ev)
				}
			})
		}
		all.Wait()
		if want == nil {
			want = got[0]
			require.Greater(t, len(want), 100_000)
		}
		for i := range got {
			assert.True(t, slices.Equal(want, got[i]), "%d processors, run %d", n, i)
		}
	}
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return b
}

// Neither an added offer nor the order in which offers come changes another offer's results or
// a fact about a pair: a and b are compared, then c, b and a.
func TestAddedAndReorderedOffersOnManyCases(t *testing.T) {
	t.Parallel()
	fw := pair()
	fw.Dimensions = append(fw.Dimensions, framework.Dimension{ID: "E", Weight: 2, Criteria: []framework.Criterion{{ID: "X", Title: "Excusable", NAPermitted: true}}})
	source := rand.NewPCG(0, 0)
	r := rand.New(source)
	facts := 0
	for i := range uint64(100_000) {
		source.Seed(21, i)
		var ds [3]offer.Dossier
		for k, id := range []offer.ID{"a", "b", "c"} {
			ds[k] = dossier(fw, id, "EST", span(r), span(r), span(r))
			ds[k].Answers[2].NotApplicable = r.IntN(4) == 0
			ds[k].Offer.Status = []offer.Status{offer.Active, offer.Active, offer.Active, offer.Paused, offer.Withdrawn}[r.IntN(5)]
		}
		in := comparison.Inputs{Framework: fw, Tier: "public", AsOf: asOf, Evidence: []offer.Evidence{law}}
		in.Subjects = ds[:2]
		two := evaluated(t, in)
		in.Subjects = []offer.Dossier{ds[2], ds[1], ds[0]}
		three := evaluated(t, in)
		for k := range two.Offers {
			if a, b := two.Offers[k], three.Offers[2-k]; !sameResult(a.Evidenced, b.Evidenced) || !sameResult(a.Claimed, b.Claimed) {
				t.Fatalf("case %d: %+v\nbecame %+v", i, a, b)
			}
		}
		had, has := two.Order.Dominance, slices.DeleteFunc(three.Order.Dominance, func(d evaluate.Dominance) bool { return d.By == "c" || d.Over == "c" })
		slices.Reverse(has) // b stood before a
		if !slices.Equal(had, has) {
			t.Fatalf("case %d: %+v\nbecame %+v", i, had, has)
		}
		facts += len(had)
	}
	assert.Greater(t, facts, 20_000, "most cases would show nothing")
}

func span(r *rand.Rand) [2]int {
	lo := r.IntN(5)
	return [2]int{lo, min(4, lo+r.IntN(2))}
}

func evaluated(t *testing.T, in comparison.Inputs) comparison.Evaluation {
	ev, err := comparison.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return ev
}

func sameResult(a, b evaluate.Result) bool {
	return a.Score == b.Score && a.Answered == b.Answered && a.Resolved == b.Resolved && a.Gate.State == b.Gate.State && a.Floor.Levels == b.Floor.Levels &&
		slices.EqualFunc(a.Cells, b.Cells, func(c, d evaluate.Cell) bool {
			return c.State == d.State && c.Weight == d.Weight && c.Levels == d.Levels && c.Value == d.Value && c.Contribution == d.Contribution
		})
}
