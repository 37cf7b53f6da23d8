package measure

import (
	"cmp"
	"math"
	"slices"
)

// An item is one term of a weighted mean: a weight of at least 0, perhaps without upper bound
// (+Inf), and a quantity, each a range.
type item struct{ wLo, wHi, rLo, rHi float64 }

// meanHull returns the least and the greatest value that sum(w r)/sum(w) can take while every
// w and every r moves freely within its range, and false where no weight can be above 0. A mean
// is linear-fractional in the weights, so its least value lies where the items of the smallest
// r carry all they can and the others no more than they must (the fractional knapsack of
// Charnes & Cooper, Naval Research Logistics Quarterly 9, 1962, on a box); trying every cut of
// the sorted items finds it. The ends are limits where a weight has no upper bound.
func meanHull(items []item) (lo, hi float64, ok bool) {
	least, most := make([]item, 0, len(items)), make([]item, 0, len(items))
	for _, x := range items {
		if x.wHi > 0 {
			least = append(least, item{x.wLo, x.wHi, x.rLo, x.rLo})
			most = append(most, item{x.wLo, x.wHi, -x.rHi, -x.rHi})
		}
	}
	if len(least) == 0 {
		return 0, 0, false
	}
	hi = -leastMean(most)
	return min(leastMean(least), hi), hi, true
}

// leastMean sorts the items, so that their order never shows in the sums.
func leastMean(items []item) float64 {
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.rLo, b.rLo), cmp.Compare(a.wLo, b.wLo), cmp.Compare(a.wHi, b.wHi))
	})
	best := math.Inf(1)
	for cut := range len(items) + 1 {
		if cut > 0 && math.IsInf(items[cut-1].wHi, 1) {
			best = min(best, items[cut-1].rLo)
			break
		}
		sum, weight := 0.0, 0.0
		for i, x := range items {
			w := x.wLo
			if i < cut {
				w = x.wHi
			}
			sum, weight = sum+float64(w*x.rLo), weight+w
		}
		if weight > 0 {
			best = min(best, sum/weight)
		}
	}
	return min(max(best, items[0].rLo), items[len(items)-1].rLo)
}

// largestShareHull returns the least and the greatest share of the largest group, and false
// where nothing can be above 0. Each group is a range that may have no upper bound; loose is
// what may belong to any group, or in pieces to groups of its own.
//
// With M = max x the share is M / (sum x + loose). For a given M it is least where every x is
// min(hi, M) and all that is loose stands apart, and then it never falls in M, so M is the
// greatest of the lower ends. It is greatest for a group that takes all it can, and all that is
// loose with it, while the others hold the least.
func largestShareHull(groups []box, loose box) (lo, hi float64, ok bool) {
	m, some := 0.0, 0.0
	for _, x := range groups {
		m = max(m, x.lo)
		if x.hi > 0 {
			some++
		}
	}
	if some == 0 && loose.hi == 0 {
		return 0, 0, false
	}
	if m > 0 {
		lo = m / (sumOf(groups, func(x box) float64 { return min(x.hi, m) }) + loose.hi)
	} else if loose.hi == 0 {
		lo = 1 / some
	}
	if len(groups) == 0 {
		return lo, 1, true
	}
	for i, g := range groups {
		most := g.hi + loose.hi
		rest := sumOf(slices.Delete(slices.Clone(groups), i, i+1), func(x box) float64 { return x.lo })
		switch {
		case math.IsInf(most, 1) || most > 0 && rest == 0:
			hi = 1
		case most > 0:
			hi = max(hi, most/(most+rest))
		}
	}
	return min(lo, hi), hi, true
}

// A box is the range of one amount.
type box struct{ lo, hi float64 }

// sumOf adds up in an order of its own, so that the order of the parts never shows.
func sumOf(xs []box, of func(box) float64) float64 {
	all := make([]float64, len(xs))
	for i, x := range xs {
		all[i] = of(x)
	}
	slices.Sort(all)
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum
}

func totalOf(xs []box) box {
	return box{sumOf(xs, func(b box) float64 { return b.lo }), sumOf(xs, func(b box) float64 { return b.hi })}
}
