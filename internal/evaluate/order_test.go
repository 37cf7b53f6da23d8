package evaluate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// plain has two criteria of equal weight, neither a gate.
func plain() *framework.Framework {
	return yardstick(dimension("D", 1, excusable(ordinal("A")), excusable(ordinal("B"))))
}

// contender scores an offer called id on fw; each pair of levels answers the next criterion,
// and a nil pair says that it does not apply.
func contender(t *testing.T, fw *framework.Framework, id offer.ID, levels ...[]int) evaluate.Contender {
	t.Helper()
	var answers []offer.Answer
	for _, c := range fw.Criteria {
		if len(levels) == 0 {
			break
		}
		if levels[0] == nil {
			answers = append(answers, excused(c.ID))
		} else {
			answers = append(answers, given(c.ID, levels[0][0], levels[0][1]))
		}
		levels = levels[1:]
	}
	return evaluate.Contender{ID: id, Result: score(t, fw, offer.Offer{}, answers, options())}
}

func order(fw *framework.Framework, cs ...evaluate.Contender) evaluate.Order {
	return evaluate.OrderOf(fw, cs)
}

type l = []int

func TestDominance(t *testing.T) {
	over := func(by, over offer.ID, anyWeights, tie bool) evaluate.Dominance {
		return evaluate.Dominance{By: by, Over: over, AnyWeights: anyWeights, Tie: tie}
	}
	tests := []struct {
		name      string
		a, b      []l
		dominance []evaluate.Dominance
		can, must []offer.ID
	}{
		{"better on both", []l{{3, 4}, {3, 4}}, []l{{0, 2}, {1, 2}}, []evaluate.Dominance{over("a", "b", true, false)}, []offer.ID{"a"}, []offer.ID{"a"}},
		{"level with the other's best on one", []l{{2, 4}, {3, 4}}, []l{{0, 2}, {1, 2}}, []evaluate.Dominance{over("a", "b", true, false)}, []offer.ID{"a"}, []offer.ID{"a"}},
		// .5 x 1 + .5 x .25 = .625 against .5 x .5 + .5 x .5 = .5: not if B alone weighed.
		{"better at these weights only", []l{{4, 4}, {1, 1}}, []l{{2, 2}, {2, 2}}, []evaluate.Dominance{over("a", "b", false, false)}, []offer.ID{"a"}, []offer.ID{"a"}},
		{"the ranges overlap", []l{{1, 3}, {1, 3}}, []l{{2, 2}, {2, 2}}, nil, []offer.ID{"a", "b"}, []offer.ID{}},
		{"the worse one may draw level", []l{{2, 4}, {2, 4}}, []l{{0, 2}, {0, 2}}, []evaluate.Dominance{over("a", "b", true, true)}, []offer.ID{"a", "b"}, []offer.ID{}},
		{"the same throughout", []l{{2, 2}, {3, 3}}, []l{{2, 2}, {3, 3}}, []evaluate.Dominance{over("a", "b", true, true), over("b", "a", true, true)}, []offer.ID{"a", "b"}, []offer.ID{}},
		// (4, 0) and (0, 4) are both worth .5: a draw at these weights, in neither's favour.
		{"a draw of opposites", []l{{4, 4}, {0, 0}}, []l{{0, 0}, {4, 4}}, []evaluate.Dominance{over("a", "b", false, true), over("b", "a", false, true)}, []offer.ID{"a", "b"}, []offer.ID{}},
		{"nothing known", nil, nil, nil, []offer.ID{"a", "b"}, []offer.ID{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := contender(t, plain(), "a", tt.a...), contender(t, plain(), "b", tt.b...)
			got := order(plain(), a, b)
			assert.ElementsMatch(t, tt.dominance, got.Dominance)
			assert.Equal(t, tt.can, got.CanBeFirst)
			assert.Equal(t, tt.must, got.MustBeFirst)
			assert.Empty(t, got.Incomparable)
			turned := order(plain(), b, a)
			assert.ElementsMatch(t, got.Dominance, turned.Dominance)
			assert.ElementsMatch(t, got.CanBeFirst, turned.CanBeFirst)
			assert.ElementsMatch(t, got.MustBeFirst, turned.MustBeFirst)
		})
	}
}

// Whoever leaves a criterion out counts there as anything.
func TestDominanceBetweenUnequalSets(t *testing.T) {
	tests := []struct {
		name         string
		a, b         []l
		dominates    bool // a over b
		incomparable bool
	}{
		// a: .75 alone. With B anything: .5 x .75 + 0 = .375 at worst, against b's .25.
		{"holds though the one left out were worst", []l{{3, 3}, nil}, []l{{1, 1}, {1, 1}}, true, false},
		// a: .75 alone, above b's .5; with B at worst .375, below it.
		{"holds only without it", []l{{3, 3}, nil}, []l{{2, 2}, {2, 2}}, false, true},
		// b: .25 alone; with B at best .5 x .25 + .5 = .625. a: .75.
		{"the other leaves it out and may be best there", []l{{3, 3}, {3, 3}}, []l{{1, 1}, nil}, true, false},
		// b: .5 alone; with B at best .75; a: .625.
		{"the other leaves it out and might overtake", []l{{2, 2}, {3, 3}}, []l{{2, 2}, nil}, false, true},
		{"the scores overlap", []l{{1, 4}, nil}, []l{{2, 2}, {2, 2}}, false, false},
		{"both leave out the same", []l{{3, 3}, nil}, []l{{2, 2}, nil}, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := contender(t, plain(), "a", tt.a...), contender(t, plain(), "b", tt.b...)
			for _, got := range []evaluate.Order{order(plain(), a, b), order(plain(), b, a)} {
				assert.Equal(t, tt.dominates, len(got.Dominance) == 1 && got.Dominance[0].By == "a" && !got.Dominance[0].Tie, "%+v", got.Dominance)
				assert.Equal(t, tt.incomparable, len(got.Incomparable) == 1, "%+v", got.Incomparable)
				assert.Equal(t, tt.dominates, len(got.MustBeFirst) == 1)
			}
		})
	}
	t.Run("different ones are left out", func(t *testing.T) {
		// A: a's 4 against b's anything, at best 4. B: a's anything, at worst 0, against b's 0.
		a, b := contender(t, plain(), "a", l{4, 4}, nil), contender(t, plain(), "b", nil, l{0, 0})
		got := order(plain(), a, b)
		assert.Equal(t, []evaluate.Dominance{{By: "a", Over: "b", AnyWeights: true, Tie: true}}, got.Dominance)
		assert.Empty(t, got.MustBeFirst)
	})
	t.Run("nothing in common", func(t *testing.T) {
		a, b := contender(t, plain(), "a", nil, nil), contender(t, plain(), "b", nil, nil)
		got := order(plain(), a, b)
		assert.Empty(t, got.Dominance)
		assert.Equal(t, []offer.ID{"a", "b"}, got.CanBeFirst)
	})
}

// Dominance at the weights in force is a fact about a pair: where offers leave out different
// criteria, a may dominate b and b dominate c, yet a and c cannot be compared. P weighs 1/3, Q
// 2/3.
//
//	    P1    P2    Q1   Q2
//	a   -     1     4    4
//	b   0     1     -    3
//	c   3-4   3-4   -    1
//
// a over b: level with b on P1 at worst (0) and on P2 and Q1 (1), better on Q2: under every weighting.
// b over c, both without Q1: (0 + .25)/2 x 1/3 + .75 x 2/3 = .5417 against 1/3 + .25 x 2/3 = .5.
// a and c: .25 x 1/3 + 2/3 = .75 against .5, but with P1 at worst and Q1 at best
// (0 + .25)/2 x 1/3 + 2/3 = .7083 against 1/3 + (1 + .25)/2 x 2/3 = .75.
func TestUnequalSetsMakeNoChains(t *testing.T) {
	fw := yardstick(dimension("P", 1, excusable(ordinal("P1")), ordinal("P2")), dimension("Q", 2, excusable(ordinal("Q1")), ordinal("Q2")))
	got := order(fw,
		contender(t, fw, "a", nil, l{1, 1}, l{4, 4}, l{4, 4}),
		contender(t, fw, "b", l{0, 0}, l{1, 1}, nil, l{3, 3}),
		contender(t, fw, "c", l{3, 4}, l{3, 4}, nil, l{1, 1}))
	assert.Equal(t, []evaluate.Dominance{{By: "a", Over: "b", AnyWeights: true}, {By: "b", Over: "c"}}, got.Dominance)
	assert.Equal(t, []evaluate.Pair{{A: "a", B: "c"}}, got.Incomparable)
	assert.Equal(t, []offer.ID{"a"}, got.CanBeFirst)
	assert.Empty(t, got.MustBeFirst)
}

func TestWhoIsRanked(t *testing.T) {
	fw := yardstick(dimension("D", 1, gating(ordinal("G")), ordinal("A")))
	as := func(c evaluate.Contender, s offer.Status) evaluate.Contender { c.Status = s; return c }
	best := contender(t, fw, "best", l{4, 4}, l{4, 4})
	passing := contender(t, fw, "passing", l{2, 2}, l{2, 2})
	open := contender(t, fw, "open", l{1, 4}, l{0, 4})
	failing := contender(t, fw, "failing", l{1, 1}, l{4, 4})

	got := order(fw, as(best, offer.Withdrawn), failing, passing, open)
	assert.Equal(t, []offer.ID{"best", "failing"}, got.Unranked)
	assert.Equal(t, []offer.ID{"open"}, got.Conditional)
	assert.Equal(t, []offer.ID{"passing", "open"}, got.CanBeFirst)
	assert.Empty(t, got.MustBeFirst)
	assert.Empty(t, got.Dominance, "nobody dominates or is dominated without being ranked")

	got = order(fw, as(best, offer.Paused), passing)
	assert.Equal(t, []offer.ID{"best"}, got.MustBeFirst, "a paused offer is ranked")

	got = order(fw, passing, failing)
	assert.Equal(t, []offer.ID{"passing"}, got.CanBeFirst)
	assert.Empty(t, got.MustBeFirst, "alone, it has nobody to be first among")

	got = order(fw, failing)
	assert.Equal(t, evaluate.Order{CanBeFirst: []offer.ID{}, MustBeFirst: []offer.ID{}, Conditional: []offer.ID{}, Unranked: []offer.ID{"failing"}, Dominance: []evaluate.Dominance{}}, got)
}
