package negotiate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// leads reports whether i is not behind any other under w.
func leads(values [][]float64, w []float64, i int, slack float64) bool {
	for k := range values {
		lead := 0.0
		for j := range w {
			lead += w[j] * (values[i][j] - values[k][j])
		}
		if lead < -slack {
			return false
		}
	}
	return true
}

// Two criteria have one free weight, so that the smallest change is found by hand: i leads where
// x (a - c) >= -(1 - x)(b - d) for every rival, an interval of x; the change is 2 |x - w|.
func TestReweighingOfTwoCriteria(t *testing.T) {
	possible := 0
	for seed := range 100_000 {
		r := rand.New(rand.NewPCG(5, uint64(seed)))
		values := make([][]float64, 2+r.IntN(3))
		for k := range values {
			values[k] = []float64{float64(r.IntN(9)) / 8, float64(r.IntN(9)) / 8}
		}
		w := float64(r.IntN(17)) / 16
		lo, hi := 0.0, 1.0
		for k := 1; k < len(values); k++ {
			p, q := values[0][0]-values[k][0], values[0][1]-values[k][1] // q + x (p - q) >= 0
			switch {
			case p > q:
				lo = max(lo, -q/(p-q))
			case p < q:
				hi = min(hi, q/(q-p))
			case q < 0:
				lo = 2
			}
		}
		c, err := SmallestReweighing(values, []float64{w, 1 - w}, 0, nil)
		require.NoError(t, err, "case %d", seed)
		if lo > hi+1e-9 {
			require.False(t, c.Possible, "case %d", seed)
			checkAhead(t, values, c.Ahead, seed)
			continue
		}
		if lo > hi-1e-9 && !c.Possible { // one point, to rounding
			continue
		}
		possible++
		require.True(t, c.Possible, "case %d", seed)
		require.InDelta(t, 2*max(0, lo-w, w-hi), c.Total, 1e-8, "case %d", seed)
		require.True(t, leads(values, c.Weights, 0, 1e-8), "case %d", seed)
	}
	require.Greater(t, possible, 30_000)
}

// checkAhead checks that the mixture is above alternative 0 everywhere.
func checkAhead(t *testing.T, values [][]float64, mix []Mixed, seed int) {
	t.Helper()
	require.NotEmpty(t, mix, "case %d", seed)
	sum := 0.0
	for _, m := range mix {
		sum += m.Share
	}
	require.InDelta(t, 1, sum, 1e-9, "case %d", seed)
	for j := range values[0] {
		v := 0.0
		for _, m := range mix {
			v += m.Share * values[m.Alternative][j]
		}
		require.Greater(t, v, values[0][j]-1e-9, "case %d", seed)
	}
}

// On more criteria no weights drawn at random near the old ones do better.
func TestReweighingBeatsRandomWeights(t *testing.T) {
	for seed := range 3_000 {
		r := rand.New(rand.NewPCG(6, uint64(seed)))
		n := 3 + r.IntN(3)
		values := make([][]float64, 2+r.IntN(4))
		for k := range values {
			values[k] = make([]float64, n)
			for j := range n {
				values[k][j] = r.Float64()
			}
		}
		w := drawSimplex(r, n)
		c, err := SmallestReweighing(values, w, 0, nil)
		require.NoError(t, err)
		if !c.Possible {
			checkAhead(t, values, c.Ahead, seed)
		} else {
			sum, change := 0.0, 0.0
			for j, x := range c.Weights {
				require.GreaterOrEqual(t, x, 0.0)
				sum += x
				change += math.Abs(x - w[j])
			}
			require.InDelta(t, 1, sum, 1e-9)
			require.InDelta(t, c.Total, change, 1e-9, "case %d", seed)
			require.True(t, leads(values, c.Weights, 0, 1e-9), "case %d", seed)
		}
		for range 200 {
			x, share := drawSimplex(r, n), r.Float64()
			change := 0.0
			for j := range x {
				x[j] = w[j] + share*(x[j]-w[j])
				change += math.Abs(x[j] - w[j])
			}
			if leads(values, x, 0, 0) {
				require.True(t, c.Possible, "case %d", seed)
				require.GreaterOrEqual(t, change, c.Total-1e-9, "case %d", seed)
			}
		}
	}
}

func drawSimplex(r *rand.Rand, n int) []float64 {
	w, sum := make([]float64, n), 0.0
	for j := range w {
		w[j] = r.ExpFloat64()
		sum += w[j]
	}
	for j := range w {
		w[j] /= sum
	}
	return w
}

// (.4, .4) lies below the middle of (1, 0) and (0, 1), which neither dominates it.
func TestNoWeightsHelp(t *testing.T) {
	c, err := SmallestReweighing([][]float64{{0.4, 0.4}, {1, 0}, {0, 1}}, []float64{0.5, 0.5}, 0, nil)
	require.NoError(t, err)
	assert.False(t, c.Possible)
	require.Len(t, c.Ahead, 2)
	assert.InDelta(t, 0.5, c.Ahead[0].Share, 1e-9)
	c, err = SmallestReweighing([][]float64{{0.4, 0.4}, {1, 0}, {0.5, 0.5}}, []float64{0.5, 0.5}, 0, nil)
	require.NoError(t, err)
	assert.Equal(t, []Mixed{{2, 1}}, c.Ahead)
	c, err = SmallestReweighing([][]float64{{0.4, 0.4}, {1, 0.4}, {0.4, 1}}, []float64{0.5, 0.5}, 0, nil)
	require.NoError(t, err)
	assert.Len(t, c.Ahead, 2, "each alone can be tied, both together cannot")
	for _, tt := range []struct {
		values  [][]float64
		weights []float64
		i       int
		ranked  []bool
		want    string
	}{
		{[][]float64{{1}}, []float64{1}, 1, nil, "alternative 1: there are 1"},
		{[][]float64{{1}}, []float64{1}, 0, []bool{true, true}, "ranked speaks of 2"},
		{[][]float64{{1}}, []float64{-1}, 0, nil, "weight 0 is -1"},
		{[][]float64{{1}}, []float64{0.5}, 0, nil, "add up to 0.5"},
		{[][]float64{{1}, {}}, []float64{1}, 0, nil, "alternative 1 has 0 values"},
		{[][]float64{{1}, {2}}, []float64{1}, 0, nil, "alternative 1, criterion 0: value 2"},
	} {
		_, err := SmallestReweighing(tt.values, tt.weights, tt.i, tt.ranked)
		assert.ErrorContains(t, err, tt.want)
	}
}
