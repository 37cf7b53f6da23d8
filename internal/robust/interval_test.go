package robust_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/robust"
)

// Wilson's interval from its definition: the p with |x/n - p| <= z sqrt(p(1-p)/n). The figures
// for 0 of 10 and 5 of 10 are in Brown, Cai & DasGupta (2001) and in R's prop.test without
// correction: 0 to .2775, and .2366 to .7634.
func TestWilson(t *testing.T) {
	assert.InDelta(t, .2775, robust.Wilson(0, 10).Hi, 5e-5)
	assert.Zero(t, robust.Wilson(0, 10).Lo)
	assert.InDelta(t, .2366, robust.Wilson(5, 10).Lo, 5e-5)
	assert.InDelta(t, .7634, robust.Wilson(5, 10).Hi, 5e-5)
	assert.Equal(t, 1.0, robust.Wilson(7, 7).Hi)
	for n := 1.0; n < 200; n++ {
		for _, of := range []float64{0, .5, n / 3, n} {
			s := robust.Wilson(of, n)
			for _, p := range []float64{s.Lo, s.Hi} {
				if p > 0 && p < 1 {
					assert.InDelta(t, 1.959964*math.Sqrt(p*(1-p)/n), math.Abs(of/n-p), 1e-6)
				}
			}
		}
	}
}

// Student's t at 0.975, from the printed tables (R: qt(.975, df)).
func TestTQuantile(t *testing.T) {
	for degrees, want := range map[int]float64{15: 2.131450, 20: 2.085963, 31: 2.039513, 60: 2.000298, 120: 1.979930, 100_000: 1.959988} {
		assert.InDelta(t, want, robust.TQuantile(degrees), 1e-5)
	}
}

// Sixteen replicates of 100 draws, half with 40 and half with 60: the mean is .5, its standard
// error sqrt(.01 x 16/15 / 16) = .025820, t(15) = 2.13145.
func TestShareOfReplicates(t *testing.T) {
	var counts, none, one []float64
	for k := range 16 {
		counts, none, one = append(counts, float64(40+20*(k%2))), append(none, 0), append(one, 100)
	}
	s := robust.CountShare(100, counts...)
	assert.Equal(t, .5, s.Value)
	assert.InDelta(t, 2.13145*.0258199, s.Error(), 1e-6)
	assert.Equal(t, robust.Share{Hi: 3. / 1600}, robust.CountShare(100, none...))
	assert.Equal(t, robust.Share{Value: 1, Lo: 1 - 3./1600, Hi: 1}, robust.CountShare(100, one...))
	// One draw in all: Wilson's interval is the wider.
	none[3] = 1
	s = robust.CountShare(100, none...)
	assert.InDelta(t, robust.Wilson(1, 1600).Hi, s.Hi, 1e-12)
	// Equal replicates are not taken for certainty.
	for k := range counts {
		counts[k] = 50
	}
	assert.InDelta(t, 3./1600, robust.CountShare(100, counts...).Error(), 1e-12)
}
