package negotiate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A bruteSet is a set found by going through all of them.
type bruteSet struct {
	rungs  []int // by term; 0: not moved
	effort float64
	moves  int
	score  float64
}

// holds reports, from the definitions alone, whether the goal holds with the terms so moved.
func holds(terms []Term, g Goal, rungs []int) bool {
	if g.gates {
		for j, t := range terms {
			level := t.Levels.Lo
			if rungs[j] > 0 {
				level = max(level, t.Rungs[rungs[j]-1].Level)
			}
			if t.Gating && !t.Excused && level < g.level {
				return false
			}
		}
	}
	switch {
	case g.pair:
		gap := g.gaps[0]
		for j, t := range terms {
			if rungs[j] > 0 {
				gap -= t.Weight * max(0, t.Rungs[rungs[j]-1].Value-t.Value.Lo)
			}
		}
		return gap <= 1e-9
	case g.draws != nil:
		won := 0
		for i, row := range g.draws.Scores {
			own := row[g.draws.Own]
			for j, t := range terms {
				if x := g.draws.Cells[i][j]; rungs[j] > 0 {
					own += t.Weight * (max(x, t.Rungs[rungs[j]-1].Value) - x)
				}
			}
			best := -1.0
			for k, s := range row {
				if k != g.draws.Own && (g.rival < 0 || k == g.rival) {
					best = max(best, s)
				}
			}
			if math.Abs(own-best) <= 1e-9 {
				won++
			} else if own > best {
				won += 2
			}
		}
		return wilsonLo(float64(won)/2, float64(len(g.draws.Scores))) >= g.p
	}
	return true
}

// wilsonLo is the lower root of (p - x)^2 = z^2 x (1 - x) / n.
func wilsonLo(of, n float64) float64 {
	z2, p := 1.959963984540054*1.959963984540054, of/n
	a, b, c := 1+z2/n, -(2*p + z2/n), p*p
	return max(0, (-b-math.Sqrt(max(0, b*b-4*a*c)))/(2*a))
}

// brute lists all irreducible sets in order, within twice the least effort.
func brute(terms []Term, holds func(rungs []int) bool) []bruteSet {
	var all []bruteSet
	rungs := make([]int, len(terms))
	var walk func(j int)
	walk = func(j int) {
		if j < len(terms) {
			n := len(terms[j].Rungs)
			if terms[j].Inherent() || terms[j].Excused {
				n = 0
			}
			for r := n; r >= 0; r-- {
				rungs[j] = r
				walk(j + 1)
			}
			return
		}
		if !holds(rungs) {
			return
		}
		s := bruteSet{rungs: slices.Clone(rungs)}
		for i, t := range terms {
			v := t.Value.Lo
			if r := rungs[i]; r > 0 {
				s.effort += t.Rungs[r-1].Effort
				s.moves++
				v = max(v, t.Rungs[r-1].Value)
				lower := slices.Clone(rungs)
				lower[i]--
				if holds(lower) {
					return
				}
			}
			s.score += t.Weight * v
		}
		all = append(all, s)
	}
	walk(0)
	slices.SortStableFunc(all, func(a, b bruteSet) int {
		return cmp.Or(cmp.Compare(a.effort, b.effort), cmp.Compare(a.moves, b.moves),
			cmp.Compare(math.Round(b.score*1e9), math.Round(a.score*1e9)))
	})
	for i, s := range all {
		if s.effort > 2*all[0].effort {
			return all[:i]
		}
	}
	return all
}

func rungsOf(s Set, n int) []int {
	rungs := make([]int, n)
	for _, m := range s.Moves {
		rungs[m.Term] = m.Rung + 1
	}
	return rungs
}

// compareWithBrute checks a result against all sets.
func compareWithBrute(t *testing.T, terms []Term, holds func(rungs []int) bool, res *Result, seed int) {
	t.Helper()
	if holds(make([]int, len(terms))) {
		require.True(t, res.Reached, "case %d", seed)
		require.Empty(t, res.Sets)
		return
	}
	require.False(t, res.Reached, "case %d", seed)
	require.True(t, res.Proven && res.Complete, "case %d", seed)
	want := brute(terms, holds)
	require.Equal(t, len(want) == 0, len(res.Impossible) > 0, "case %d", seed)
	want = want[:min(len(want), 3)]
	require.Len(t, res.Sets, len(want), "case %d", seed)
	for i, w := range want {
		got := res.Sets[i]
		require.Equal(t, w.rungs, rungsOf(got, len(terms)), "case %d, set %d: effort %v and %v", seed, i, w.effort, got.Effort)
		require.InDelta(t, w.effort, got.Effort, 1e-9)
		require.InDelta(t, w.score, got.Score.Lo, 1e-9)
	}
}

func TestCheapestEqualsBruteForce(t *testing.T) {
	for seed := range 100_000 {
		r := rand.New(rand.NewPCG(37, uint64(seed)))
		terms := randomTerms(r, 5)
		g := randomGoal(r, terms)
		res, err := Cheapest(terms, g, Options{})
		if err != nil {
			require.ErrorContains(t, err, "hand over more draws", "case %d", seed)
			continue
		}
		compareWithBrute(t, terms, func(rungs []int) bool { return holds(terms, g, rungs) }, res, seed)
	}
}

// Fourteen terms of one rung each, a few of them inherent: up to 16,384 sets are gone through.
func TestCheapestEqualsBruteForceOnFourteenTerms(t *testing.T) {
	for seed := range 1_000 {
		r := rand.New(rand.NewPCG(14, uint64(seed)))
		var terms []Term
		for len(terms) < 14 {
			terms = append(terms, randomTerms(r, 14)...)
		}
		terms = terms[:14]
		for j := range terms {
			terms[j].Weight = float64(1+r.IntN(4)) / 35
			if n := len(terms[j].Rungs); n > 0 {
				k := r.IntN(n)
				terms[j].Rungs = terms[j].Rungs[k : k+1]
			} else {
				terms[j].Rungs = []Rung{{Level: 4, Value: 1, Effort: 2}}
			}
		}
		g := randomGoal(r, terms)
		if seed%2 == 0 {
			g = Overtake(0.05 + 0.3*r.Float64())
		}
		res, err := Cheapest(terms, g, Options{})
		if err != nil {
			require.ErrorContains(t, err, "hand over more draws", "case %d", seed)
			continue
		}
		compareWithBrute(t, terms, func(rungs []int) bool { return holds(terms, g, rungs) }, res, seed)
	}
}
