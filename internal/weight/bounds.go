package weight

import (
	"slices"
	"sync"
)

// Bounds is the set of weights with lo <= w <= hi, shares of the whole. With lower bounds alone
// it is a simplex: what they leave may go to any one weight. Bounds without a solution are a
// *Mistake that says which add up to too much or too little.
func Bounds(lo, hi []float64) (Set, error) {
	rules, err := BoundRules(lo, hi)
	if err != nil {
		return Set{}, err
	}
	left := 1.0
	for _, x := range lo {
		left -= x
	}
	reachable := left > flat
	for j := range lo {
		reachable = reachable && hi[j] >= lo[j]+left
	}
	if reachable {
		return above(lo, left), nil
	}
	s, err := polytopeOf("bounds", len(lo), rules)
	if err != nil || s.polytope == nil {
		return s, err
	}
	lo, hi = slices.Clone(lo), slices.Clone(hi)
	p := s.polytope
	p.mean = sync.OnceValue(func() []float64 {
		if mean, ok := boxMean(lo, hi); ok {
			return mean
		}
		return p.newMean()
	})
	return s, nil
}

// above is the simplex of weights of at least lo, which leaves the share left to give away.
func above(lo []float64, left float64) Set {
	s := Set{n: len(lo), kind: "bounds"}
	for j := range lo {
		corner := append([]float64(nil), lo...)
		corner[j] += left
		s.corners = append(s.corners, corner)
	}
	return s
}

// Ratios is the set of n weights whose ratios lie in the given ranges. Ratios that fix every
// weight give the set of one vector.
func Ratios(n int, rs []Ratio) (Set, error) {
	rules, err := RatioRules(rs)
	if err != nil {
		return Set{}, err
	}
	return polytopeOf("ratios", n, rules)
}
