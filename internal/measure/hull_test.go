package measure

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// A mean is monotone between the corners of its box in every single variable, so its extremes
// stand at corners: the twin tries them all.
func TestMeanHullIsTheBestOfAllCorners(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for range 100_000 {
		items := make([]item, 1+r.IntN(4))
		for i := range items {
			w, q := ordered(r, 4), ordered(r, 4)
			items[i] = item{w.lo, w.hi, q.lo / 4, q.hi / 4}
		}
		lo, hi := math.Inf(1), math.Inf(-1)
		for corner := range 1 << (2 * len(items)) {
			sum, weight := 0.0, 0.0
			for i, x := range items {
				w, q := x.wLo, x.rLo
				if corner>>(2*i)&1 == 1 {
					w = x.wHi
				}
				if corner>>(2*i)&2 == 2 {
					q = x.rHi
				}
				sum, weight = sum+w*q, weight+w
			}
			if weight > 0 {
				lo, hi = min(lo, sum/weight), max(hi, sum/weight)
			}
		}
		gotLo, gotHi, ok := meanHull(items)
		require.Equal(t, hi >= lo, ok, "%v", items)
		if ok {
			require.InDelta(t, lo, gotLo, 1e-12, "%v", items)
			require.InDelta(t, hi, gotHi, 1e-12, "%v", items)
		}
	}
}

// An open weight is the limit of ever larger ones.
func TestMeanHullWithOpenWeights(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for range 100_000 {
		open, large := make([]item, 1+r.IntN(4)), []item(nil)
		for i := range open {
			w, q := ordered(r, 4), ordered(r, 4)
			open[i] = item{w.lo, w.hi, q.lo / 4, q.hi / 4}
			if r.IntN(2) == 0 {
				open[i].wHi = math.Inf(1)
			}
			large = append(large, item{open[i].wLo, min(open[i].wHi, 1e12), open[i].rLo, open[i].rHi})
		}
		lo, hi, ok := meanHull(open)
		wantLo, wantHi, wantOK := meanHull(large)
		require.Equal(t, wantOK, ok)
		require.InDelta(t, wantLo, lo, 1e-9, "%v", open)
		require.InDelta(t, wantHi, hi, 1e-9, "%v", open)
	}
}

// ordered draws a range of whole numbers, often a single one.
func ordered(r *rand.Rand, n int) box {
	b := box{float64(r.IntN(n + 1)), float64(r.IntN(n + 1))}
	if r.IntN(3) == 0 {
		b.hi = b.lo
	}
	return box{min(b.lo, b.hi), max(b.lo, b.hi)}
}

// The twin walks the grid of whole counts. Ends of ranges are whole, so both extremes stand on
// it, but for the share that tends to 0 where everything may be loose.
func TestLargestShareHullIsTheBestOnTheGrid(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	for range 100_000 {
		groups := make([]box, r.IntN(4))
		for i := range groups {
			groups[i] = ordered(r, 3)
		}
		loose := box{}
		if r.IntN(2) == 0 {
			loose = ordered(r, 3)
		}
		wantLo, wantHi, wantOK := gridShare(groups, loose)
		lo, hi, ok := largestShareHull(groups, loose)
		require.Equal(t, wantOK, ok, "%v %v", groups, loose)
		if ok {
			require.InDelta(t, wantLo, lo, 1e-12, "%v %v", groups, loose)
			require.InDelta(t, wantHi, hi, 1e-12, "%v %v", groups, loose)
		}
	}
}

// gridShare tries every whole count of every group and of what is loose, which stands apart for
// the least share (in crumbs of no size) and joins each group, or is one, for the greatest.
func gridShare(groups []box, loose box) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	counts := make([]float64, len(groups))
	var walk func(i int)
	walk = func(i int) {
		if i < len(groups) {
			for counts[i] = groups[i].lo; counts[i] <= groups[i].hi; counts[i]++ {
				walk(i + 1)
			}
			return
		}
		for free := loose.lo; free <= loose.hi; free++ {
			sum, largest := free, 0.0
			for _, c := range counts {
				sum, largest = sum+c, max(largest, c)
			}
			if sum == 0 {
				continue
			}
			lo, hi, ok = min(lo, largest/sum), max(hi, (largest+free)/sum), true
		}
	}
	walk(0)
	return lo, hi, ok
}

// By hand: 30 to 60 under one jurisdiction, 30 under another: at most 60 of 90, at least half.
func TestLargestShareByHand(t *testing.T) {
	tests := []struct {
		name   string
		groups []box
		loose  box
		lo, hi float64
	}{
		{"two that may be equal", []box{{30, 60}, {30, 30}}, box{}, 0.5, 2.0 / 3},
		{"one, however many", []box{{0, math.Inf(1)}}, box{}, 1, 1},
		{"two, however many", []box{{0, math.Inf(1)}, {0, math.Inf(1)}}, box{}, 0.5, 1},
		{"four equal lots", []box{{5, 5}, {5, 5}, {5, 5}, {5, 5}}, box{}, 0.25, 0.25},
		{"ten loose beside ten", []box{{10, 10}}, box{10, 10}, 0.5, 1},
		{"all loose", nil, box{10, 10}, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lo, hi, ok := largestShareHull(tt.groups, tt.loose)
			require.True(t, ok)
			assert.InDelta(t, tt.lo, lo, 1e-12)
			assert.InDelta(t, tt.hi, hi, 1e-12)
		})
	}
	_, _, ok := largestShareHull([]box{{0, 0}}, box{})
	assert.False(t, ok, "a share of nothing")
}

// The twin reads the wording of CL2 on a fine grid of shares.
func TestTitleHullIsTheHullOnAGrid(t *testing.T) {
	const n = 8
	for _, vendor := range []bool{false, true} {
		for chips := range 3 {
			for at := range n * n * n * n {
				d := box{float64(at%n) / (n - 1), float64(at/n%n) / (n - 1)}
				a := box{float64(at/n/n%n) / (n - 1), float64(at/n/n/n) / (n - 1)}
				if d.lo > d.hi || a.lo > a.hi {
					continue
				}
				want := Levels{4, 0}
				for x := d.lo; x <= d.hi+1e-12; x += 1.0 / 28 {
					for y := a.lo; y <= a.hi+1e-12; y += 1.0 / 28 {
						one := titleLevel(snap(x), snap(y), offer.Tri(chips), vendor)
						want = Levels{min(want.Lo, one.Lo), max(want.Hi, one.Hi)}
					}
				}
				got := titleHull(box{snap(d.lo), snap(d.hi)}, box{snap(a.lo), snap(a.hi)}, offer.Tri(chips), vendor)
				require.Equal(t, want, got, "during %v, after %v, chips %d", d, a, chips)
			}
		}
	}
}
