package negotiate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every set reaches the goal when its moves are made, and misses it without any one of them.
func TestSetsReachAndNeedEveryMove(t *testing.T) {
	for seed := range 100_000 {
		r := rand.New(rand.NewPCG(1, uint64(seed)))
		terms := randomTerms(r, 7)
		g := randomGoal(r, terms)
		res, err := Cheapest(terms, g, Options{})
		if err != nil {
			continue
		}
		last := 0.0
		for _, s := range res.Sets {
			rungs := rungsOf(s, len(terms))
			require.True(t, holds(terms, g, rungs), "case %d", seed)
			require.GreaterOrEqual(t, s.Effort, last, "case %d", seed)
			last = s.Effort
			before := 0.0
			for _, t := range terms {
				before += t.Weight * t.Value.Lo
			}
			require.GreaterOrEqual(t, s.Score.Lo, before-1e-12, "case %d: a move lowers no score", seed)
			for _, m := range s.Moves {
				require.False(t, terms[m.Term].Inherent())
				keep := rungs[m.Term]
				rungs[m.Term] = 0
				require.False(t, holds(terms, g, rungs), "case %d: %s is not needed", seed, m.Criterion)
				rungs[m.Term] = keep
			}
		}
	}
}

// A goal that asks for less never costs more, and neither does a term with one more rung.
func TestAskingLessNeverCostsMore(t *testing.T) {
	compared := 0
	for seed := range 100_000 {
		r := rand.New(rand.NewPCG(2, uint64(seed)))
		terms := randomTerms(r, 6)
		gap := r.Float64()
		hard, err := Cheapest(terms, Overtake(gap).WithGates(2), Options{Sets: 1})
		require.NoError(t, err)
		if len(hard.Sets) == 0 {
			continue
		}
		compared++
		easy, err := Cheapest(terms, Overtake(gap*r.Float64()).WithGates(1), Options{Sets: 1})
		require.NoError(t, err)
		require.Empty(t, easy.Impossible, "case %d", seed)
		if len(easy.Sets) > 0 {
			require.LessOrEqual(t, easy.Sets[0].Effort, hard.Sets[0].Effort, "case %d", seed)
		}
		fewer := make([]Term, len(terms))
		copy(fewer, terms)
		j := r.IntN(len(terms))
		if n := len(terms[j].Rungs); n > 0 {
			fewer[j].Rungs = terms[j].Rungs[:n-1]
		}
		less, err := Cheapest(fewer, Overtake(gap).WithGates(2), Options{Sets: 1})
		require.NoError(t, err)
		if len(less.Sets) > 0 {
			require.GreaterOrEqual(t, less.Sets[0].Effort, hard.Sets[0].Effort, "case %d", seed)
		}
	}
	require.Greater(t, compared, 10_000)
}

// Coarse buckets only loosen the bound: they never cut a plan off.
func TestCoarseBucketsBoundFromAbove(t *testing.T) {
	for seed := range 20_000 {
		r := rand.New(rand.NewPCG(3, uint64(seed)))
		terms := randomTerms(r, 6)
		g := randomGoal(r, terms)
		tk, err := compile(terms, g)
		if err != nil || len(tk.blocked) > 0 {
			continue
		}
		cost := func(o option) int { return o.cost }
		exact, coarse := tk.reaches(40, 1, cost), tk.reaches(40, 7, cost)
		for j := range len(terms) + 1 {
			for units := range 41 {
				fine, rough := exact.left(j, units), coarse.left(j, units)
				for d := range fine {
					if rough[d] < fine[d]-1e-12 {
						t.Fatalf("case %d: term %d, %d units: %v below %v", seed, j, units, rough[d], fine[d])
					}
				}
			}
		}
	}
}
