package weight_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/weight"
)

// estimate walks and returns the mean and the second moments about 0 with their standard
// errors, from independent walks.
func estimate(s weight.Set, walks, draws int, seed uint64) (mean, square, meanError, squareError []float64) {
	n := s.Len()
	var m, q [][]float64
	w := make([]float64, n)
	for k := range walks {
		walk := s.Walk(rand.New(rand.NewPCG(seed, uint64(k))))
		sum, sum2 := make([]float64, n), make([]float64, n)
		for range draws {
			walk.Next(w)
			for j, x := range w {
				sum[j] += x / float64(draws)
				sum2[j] += x * x / float64(draws)
			}
		}
		m, q = append(m, sum), append(q, sum2)
	}
	mean, meanError = pooled(m)
	square, squareError = pooled(q)
	return mean, square, meanError, squareError
}

func pooled(rows [][]float64) (mean, err []float64) {
	k := float64(len(rows))
	mean, err = make([]float64, len(rows[0])), make([]float64, len(rows[0]))
	for j := range mean {
		for _, r := range rows {
			mean[j] += r[j] / k
		}
		for _, r := range rows {
			err[j] += (r[j] - mean[j]) * (r[j] - mean[j])
		}
		err[j] = math.Sqrt(err[j] / (k - 1) / k)
	}
	return mean, err
}

// cube is a set whose moments are known: bounds lo_j <= w_j <= hi_j on all but the last weight,
// which takes what is left and is never bounded. Weights are then independent and uniform.
func cube(lo, hi []float64) (weight.Set, error) {
	zero, one := make([]float64, len(lo)+1), make([]float64, len(lo)+1)
	copy(zero, lo)
	copy(one, hi)
	one[len(lo)] = 1
	return weight.Bounds(zero, one)
}

// The moments of a box are those of independent uniform weights, whatever its shape: here one
// side is a thousand times the other.
func TestWalkHasTheMomentsOfABox(t *testing.T) {
	for _, d := range []int{2, 3, 6, 10} {
		lo, hi := make([]float64, d), make([]float64, d)
		for j := range d {
			lo[j] = 0.01 * float64(j%3)
			hi[j] = lo[j] + 0.6/float64(d)*math.Pow(10, -float64(j%4))
		}
		s, err := cube(lo, hi)
		require.NoError(t, err)
		require.Nil(t, s.Corners())
		mean, square, me, se := estimate(s, 20, 1000, uint64(d))
		for j := range d {
			m := (lo[j] + hi[j]) / 2
			assert.InDelta(t, m, mean[j], 5.5*me[j], "mean of %d of %d", j, d)
			assert.InDelta(t, m*m+(hi[j]-lo[j])*(hi[j]-lo[j])/12, square[j], 5.5*se[j], "square of %d of %d", j, d)
			assert.InDelta(t, m, s.Mean()[j], 1e-12, "exact mean of %d of %d", j, d)
		}
	}
}
