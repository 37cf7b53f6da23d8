package comparison_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/robust"
)

func analysed(t testing.TB, fw *framework.Framework, subjects ...offer.Dossier) comparison.Evaluation {
	t.Helper()
	ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, AsOf: asOf, Evidence: []offer.Evidence{law}, Subjects: subjects})
	require.NoError(t, err)
	ev, err = comparison.Analyse(ev, comparison.Everything)
	require.NoError(t, err)
	return ev
}

// What the numeric problem says of bounds and order is what the evaluation says: 300 random
// choices of offers with gates, ranges, stages and criteria that do not apply.
func TestTheProblemIsTheEvaluation(t *testing.T) {
	fw := core(t)
	r := rand.New(rand.NewPCG(1, 2))
	pool := evidencePool()
	for range 300 {
		var subjects []offer.Dossier
		for i := range 2 + r.IntN(4) {
			subjects = append(subjects, randomSubject(r, fw, offer.ID(fmt.Sprintf("offer-%d", i))))
		}
		ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, AsOf: asOf, Evidence: pool, Subjects: subjects})
		require.NoError(t, err)
		p := ev.Problem()
		bounds, err := robust.ScoreBounds(p)
		require.NoError(t, err)
		for i, o := range ev.Offers {
			assert.InDelta(t, o.Evidenced.Score.Lo, bounds[i].Score[0], 1e-12)
			assert.InDelta(t, o.Evidenced.Score.Hi, bounds[i].Score[1], 1e-12)
			for j, w := range p.Effective(i, p.Weights.Expected()) {
				if !p.Cells[i][j].Absent {
					assert.InDelta(t, o.Evidenced.Cells[j].Weight, w, 1e-12)
				}
			}
		}
		order, err := robust.OrderOf(p)
		require.NoError(t, err)
		named := func(is []int) []offer.ID {
			ids := []offer.ID{}
			for _, i := range is {
				ids = append(ids, ev.Offers[i].Offer.ID)
			}
			return ids
		}
		assert.Equal(t, ev.Order.MustBeFirst, named(order.MustBeFirst))
		assert.Len(t, order.Dominance, len(ev.Order.Dominance))
	}
}

func TestHeadlines(t *testing.T) {
	fw := pair()
	known := func(id offer.ID, g, n int) offer.Dossier { return dossier(fw, id, "EST", [2]int{g, g}, [2]int{n, n}) }
	open := func(id offer.ID, lo, hi int) offer.Dossier {
		return dossier(fw, id, "EST", [2]int{2, 2}, [2]int{lo, hi})
	}
	for _, tt := range []struct {
		name     string
		subjects []offer.Dossier
		says     []string
	}{
		{"nothing open", []offer.Dossier{known("a", 3, 3), known("b", 2, 2)}, []string{"a leads whatever the unknowns turn out to be. ", "No gate of a ranked offer is open."}},
		// b's unknown is uniform over 0..1 of value against 1/4 on the other: ahead in 3 of 4 draws.
		{"ahead but not safely", []offer.Dossier{open("a", 1, 1), open("b", 0, 4)}, []string{
			"b is ahead on present evidence, but not safely: first in 7", "One unknown can change who is first by itself: N of b."}},
		{"too close to call", []offer.Dossier{open("a", 0, 4), open("b", 0, 4)}, []string{"No offer leads on present evidence: a and b are too close to call. Two unknowns can each change who is first"}},
		{"one alone", []offer.Dossier{known("a", 3, 3), known("b", 0, 4)}, []string{"a alone can be ranked"}},
		{"none", []offer.Dossier{known("a", 0, 3), known("b", 0, 4)}, []string{"No offer can be ranked", "At gate level 2, 2 of 2 offers fail a gate and 0 have gates open."}},
		{"profiles", []offer.Dossier{known("a", 3, 3), dossier(fw, "b", "FIN")}, []string{"put to different buyers", "0 of 2 offers fail a gate and 1 have gates open"}},
		{"open gates", []offer.Dossier{dossier(fw, "a", "EST", [2]int{0, 4}, [2]int{2, 2}), known("b", 2, 0)}, []string{
			"those of 1 of 2 ranked offers are open", "All gates pass most often for b, in 100 of 100 draws."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := analysed(t, fw, tt.subjects...)
			text := fmt.Sprint(ev.Analysis.Headline)
			for _, s := range tt.says {
				assert.Contains(t, text, s)
			}
		})
	}
}

// By hand: a's unknown n, of weight 1/2, against b's 3/4 on it: a is ahead where n > 3/4. EVPPI:
// the mean of (n - 3/4)/2 over n > 3/4, which is 1/2 * 1/32 = 1/64.
func TestRequestsByHand(t *testing.T) {
	fw := pair()
	ev := analysed(t, fw, dossier(fw, "a", "EST", [2]int{2, 2}, [2]int{0, 4}), dossier(fw, "b", "EST", [2]int{2, 2}, [2]int{3, 3}))
	require.Len(t, ev.Analysis.Unknowns, 1)
	u := ev.Analysis.Unknowns[0]
	assert.Equal(t, offer.ID("a"), u.Offer)
	assert.Equal(t, "N", u.Criterion)
	assert.InDelta(t, 1./64, u.Gain, 1e-15)
	assert.InDelta(t, 1./4, u.Switch, 1e-12)
	assert.InDelta(t, 2*.25*.75, u.Pivotal.Value, .03)
	assert.InDelta(t, .5, u.Width, 1e-15)
	assert.False(t, u.Gate)
	assert.InDelta(t, 1./64, ev.Analysis.Sure.EVPI, 1e-15)
	assert.Equal(t, offer.ID("b"), ev.Analysis.Sure.Leader)
	assert.InDelta(t, .75, ev.Analysis.Sure.Offers[1].First.Value, .02)
}

func TestWhoIsAsked(t *testing.T) {
	fw := pair()
	withdrawn := dossier(fw, "gone", "EST", [2]int{2, 2}, [2]int{0, 4})
	withdrawn.Offer.Status = offer.Withdrawn
	contested := dossier(fw, "law", "EST", [2]int{2, 2}, [2]int{1, 3})
	contested.Answers[1].Contested = true
	shared := []offer.Dossier{dossier(fw, "one", "EST", [2]int{2, 2}, [2]int{1, 3}), dossier(fw, "two", "EST", [2]int{2, 2}, [2]int{1, 3})}
	for i := range shared {
		shared[i].Answers[1].Unknown = "the-rule"
	}
	ev := analysed(t, fw, append(shared, withdrawn, contested)...)
	got := map[offer.ID]comparison.Unknown{}
	for _, u := range ev.Analysis.Unknowns {
		got[u.Offer] = u
	}
	assert.Len(t, got, 2, "one question for the shared unknown, none to who has withdrawn")
	assert.Equal(t, framework.ActorNobody, got["law"].Ask, "a question for counsel")
	assert.InDelta(t, 2, got["law"].Effort, 0)
	assert.Equal(t, framework.ActorSupplier, got["one"].Ask)
	assert.Equal(t, "the-rule", got["one"].Shared)
	assert.Equal(t, []comparison.Place{{Offer: "two", Criterion: "N"}}, got["one"].Also)
	for _, a := range ev.Analysis.Asks {
		assert.NotEqual(t, offer.ID("gone"), a.Offer)
	}
	_, _, err := comparison.Negotiate(ev, comparison.Wish{Offer: "gone", Goal: comparison.GoalGates})
	assert.ErrorContains(t, err, "withdrawn")
}

// An ask that is granted reaches its goal: the answers are changed as asked and evaluated anew.
func TestGrantedAsksReachTheirGoal(t *testing.T) {
	fw := core(t)
	r := rand.New(rand.NewPCG(3, 4))
	pool := evidencePool()
	reached := 0
	for range 400 {
		s := randomSubject(r, fw, "deal")
		s.Offer.Status = offer.Active
		in := comparison.Inputs{Framework: fw, AsOf: asOf, Evidence: append(pool, law), Subjects: []offer.Dossier{s}}
		ev, err := comparison.Evaluate(in)
		require.NoError(t, err)
		for level := 1; level <= 4; level++ {
			goal, _, err := comparison.Negotiate(ev, comparison.Wish{Offer: "deal", Goal: comparison.GoalFloor, Level: level})
			require.NoError(t, err)
			for _, set := range goal.Sets {
				granted := s
				granted.Answers = slices.Clone(s.Answers)
				for _, c := range goal.Given { // and evidence shows what it has to
					granted.Answers = slices.DeleteFunc(granted.Answers, func(a offer.Answer) bool { return a.Criterion == c.Criterion })
					bound := offer.Bound{Level: c.Level, Rung: offer.Documented, Evidence: []offer.ID{"a-law"}}
					granted.Answers = append(granted.Answers, offer.Answer{Offer: "deal", Criterion: c.Criterion, Lo: bound, Hi: offer.Bound{Level: 4}, Stage: offer.Binding, Version: 9})
				}
				for _, ask := range set.Asks {
					granted.Answers = slices.DeleteFunc(granted.Answers, func(a offer.Answer) bool { return a.Criterion == ask.Criterion })
					bound := offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"a-law"}}
					lo, hi := bound, bound
					lo.Level, hi.Level = ask.To, max(ask.From.Hi, ask.To)
					granted.Answers = append(granted.Answers, offer.Answer{Offer: "deal", Criterion: ask.Criterion, Lo: lo, Hi: hi, Stage: offer.Binding, Version: 9})
				}
				in.Subjects = []offer.Dossier{granted}
				after, err := comparison.Evaluate(in)
				require.NoError(t, err)
				floor := after.Offers[0].Evidenced.Floor
				assert.GreaterOrEqual(t, floor.Levels.Lo, level)
				assert.GreaterOrEqual(t, after.Offers[0].Evidenced.Score.Lo+1e-9, ev.Offers[0].Evidenced.Score.Lo)
				reached++
			}
		}
	}
	assert.Greater(t, reached, 50, "the test has cases")
}

// Parts are the same whatever else is asked for, and so are the bytes on any number of
// processors.
func TestPartsAndBytes(t *testing.T) {
	fw := core(t)
	r := rand.New(rand.NewPCG(5, 6))
	var subjects []offer.Dossier
	for i := range 5 {
		s := randomSubject(r, fw, offer.ID(fmt.Sprintf("offer-%d", i)))
		s.Offer.Status = offer.Active
		subjects = append(subjects, s)
	}
	ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, Tier: "public", AsOf: asOf, Evidence: evidencePool(), Subjects: subjects})
	require.NoError(t, err)
	encode := func(want comparison.Parts) (*comparison.Analysis, string) {
		got, err := comparison.Analyse(ev, want)
		require.NoError(t, err)
		data, err := json.Marshal(got.Analysis)
		require.NoError(t, err, "no NaN, no infinity")
		return got.Analysis, string(data)
	}
	whole, want := encode(comparison.Everything)
	asks, _ := encode(comparison.PartAsks)
	assert.Equal(t, whole.Asks, asks.Asks)
	order, _ := encode(comparison.PartRequests | comparison.PartOrder)
	assert.Equal(t, whole.Sure, order.Sure)
	assert.Equal(t, whole.Unknowns, order.Unknowns)
	for _, n := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(n)
		_, got := encode(comparison.Everything)
		runtime.GOMAXPROCS(before)
		assert.Equal(t, want, got, "%d processors", n)
	}
}

func TestAnalyseIsBounded(t *testing.T) {
	fw := pair()
	var subjects []offer.Dossier
	for i := range comparison.MaxAnalysed + 1 {
		subjects = append(subjects, dossier(fw, offer.ID(fmt.Sprintf("o-%d", i)), "EST"))
	}
	ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, AsOf: asOf, Subjects: subjects})
	require.NoError(t, err)
	_, err = comparison.Analyse(ev, comparison.Everything)
	assert.ErrorContains(t, err, "at most 60 offers")
}

// A dominated offer never leads, and shares of first places add up to 1.
func TestSharesAddUp(t *testing.T) {
	fw := core(t)
	r := rand.New(rand.NewPCG(7, 8))
	for range 25 {
		var subjects []offer.Dossier
		for i := range 4 {
			subjects = append(subjects, randomSubject(r, fw, offer.ID(fmt.Sprintf("offer-%d", i))))
		}
		ev, err := comparison.Evaluate(comparison.Inputs{Framework: fw, Tier: "public", AsOf: asOf, Evidence: evidencePool(), Subjects: subjects})
		require.NoError(t, err)
		ev, err = comparison.Analyse(ev, comparison.PartRequests|comparison.PartOrder)
		require.NoError(t, err)
		if ev.Analysis.Sure == nil {
			continue
		}
		sum, share := 0.0, map[offer.ID]float64{}
		for _, o := range ev.Analysis.Sure.Offers {
			sum += o.First.Value
			share[o.Offer] = o.First.Value
		}
		assert.InDelta(t, 1, sum, 1e-9)
		for _, d := range ev.Order.Dominance {
			if !d.Tie {
				assert.Zero(t, share[d.Over])
				assert.NotEqual(t, d.Over, ev.Analysis.Sure.Leader)
			}
		}
		for _, f := range ev.Analysis.Findings {
			if f.Code == evaluate.FindDominatedLead {
				assert.NotContains(t, f.Text, "by expected score")
			}
		}
	}
}

// By hand: a is worth 1 and 0 on the two criteria, b 1/2 and 3/4. At equal weights b is ahead by
// 5/8 to 1/2; under any weights a is where its criterion weighs more than 3/5.
func TestAnyWeightsByHand(t *testing.T) {
	ev := analysed(t, pair(), dossier(pair(), "a", "EST", [2]int{4, 4}, [2]int{0, 0}), dossier(pair(), "b", "EST", [2]int{2, 2}, [2]int{3, 3}))
	offers := ev.Analysis.Sure.Offers
	assert.Zero(t, offers[0].First.Value)
	assert.InDelta(t, .4, offers[0].FirstAnyWeights.Value, .01)
	assert.InDelta(t, .6, offers[1].FirstAnyWeights.Value, .01)
	assert.Equal(t, offer.ID("b"), ev.Analysis.Sure.Leader)
}

func TestNextFloor(t *testing.T) {
	ev := analysed(t, pair(), dossier(pair(), "three", "EST", [2]int{3, 3}), dossier(pair(), "open", "EST"))
	assert.Equal(t, 4, ev.Analysis.Asks[0].Goals[0].Level)
	assert.Equal(t, 1, ev.Analysis.Asks[1].Goals[0].Level)
	assert.True(t, ev.Analysis.Asks[0].Goals[1].Reached, "the gate at level 2")
}

// A gate that does not apply, and is shown not to, is nothing to ask for.
func TestAnExcusedGateIsNotAskedFor(t *testing.T) {
	fw := pair()
	k := &fw.Dimensions[0].Criteria[0]
	k.NAPermitted, k.NAWhen = true, "There is none."
	d := dossier(fw, "a", "EST", [2]int{0, 4}, [2]int{1, 1})
	d.Answers[0].NotApplicable = true
	ev := analysed(t, fw, d)
	assert.True(t, ev.Analysis.Asks[0].Goals[1].Reached)
	_, singles, err := comparison.Negotiate(ev, comparison.Wish{Offer: "a", Goal: comparison.GoalGates})
	require.NoError(t, err)
	require.Len(t, singles, 1)
	assert.Equal(t, "N", singles[0].Criterion)
}

func TestStandings(t *testing.T) {
	ev := analysed(t, pair(), dossier(pair(), "a", "EST", [2]int{2, 2}, [2]int{0, 4}), dossier(pair(), "b", "EST", [2]int{2, 2}, [2]int{3, 3}), dossier(pair(), "c", "EST", [2]int{1, 1}, [2]int{4, 4}))
	rows, draws, err := comparison.Standings(ev)
	require.NoError(t, err)
	assert.InDelta(t, .25, rows[0].First.Value, .03)
	assert.InDelta(t, .75, rows[1].First.Value, .03)
	assert.False(t, rows[2].Ranked, "it fails the gate")
	assert.Zero(t, rows[2].First)
	assert.Equal(t, ev.Offers[2].Evidenced.Score, rows[2].Score)
	assert.Positive(t, draws.Draws)
	profiles := analysed(t, pair(), dossier(pair(), "a", "EST"), dossier(pair(), "b", "FIN"))
	rows, draws, err = comparison.Standings(profiles)
	require.NoError(t, err)
	assert.Zero(t, rows[0].First)
	assert.Zero(t, draws)
}

// A gate that nobody can move and that evidence may still show to pass is no reason to ask for
// nothing else: the changes for the rest are given under that condition.
func TestWhatEvidenceAloneCanShow(t *testing.T) {
	fw := core(t)
	ev := analysed(t, fw, dossier(fw, "open", "EST"), dossier(fw, "path", ""))
	floor := ev.Analysis.Asks[0].Goals[0]
	require.NotEmpty(t, floor.Sets)
	assert.Len(t, floor.Sets[0].Asks, 8, "nine gates, of which CE1 is nobody's to give")
	require.Len(t, floor.Given, 1)
	assert.Contains(t, floor.Given[0].Text, "Export licence position (CE1) stands at level 1 or above")
	assert.Empty(t, floor.Impossible)
	for _, ask := range ev.Analysis.Asks[1].Goals[0].Sets[0].Asks {
		assert.Equal(t, framework.ActorUs, ask.Actor, "a path has no supplier")
	}

	below := dossier(fw, "below", "EST")
	below.Answers = []offer.Answer{{Offer: "below", Criterion: "CE1", Version: 1, Stage: offer.Binding,
		Lo: offer.Bound{}, Hi: offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"a-law"}}}}
	ev = analysed(t, fw, below)
	floor = ev.Analysis.Asks[0].Goals[0]
	assert.Empty(t, floor.Sets)
	assert.Empty(t, floor.Given)
	assert.Contains(t, floor.Impossible[0], "The exporting state grants licences")
}

// By hand: a is worth 1 and 0, b 1/2 and 3/4, level at 3/5 of weight on the first criterion, so
// that a tenth has to move from the second; c is below b on both.
func TestReweighingByHand(t *testing.T) {
	fw := pair()
	ev := analysed(t, fw, dossier(fw, "a", "EST", [2]int{4, 4}, [2]int{0, 0}), dossier(fw, "b", "EST", [2]int{2, 2}, [2]int{3, 3}), dossier(fw, "c", "EST", [2]int{2, 2}, [2]int{1, 1}))
	got := ev.Analysis.Sure.Reweigh
	require.Len(t, got, 2)
	assert.Equal(t, "G from 50.0 to 60.0 %, N from 50.0 to 40.0 %", got[0].Text)
	assert.InDelta(t, .2, got[0].Total, 1e-9)
	assert.Equal(t, comparison.Reweighing{Offer: "c", Text: got[1].Text}, got[1])
	assert.Contains(t, got[1].Text, "no weights do")
}
