package robust_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/robust"
)

// In an orthogonal array of strength two any two columns of one order show every pair of levels
// once, and every column of any order each level q times.
func TestArraysHaveStrengthTwo(t *testing.T) {
	for bits := 3; bits <= 6; bits++ {
		q := 1 << bits
		levels := robust.ArrayLevels(bits, q+3, false, uint64(bits))
		for c := range q + 3 {
			for d := range c {
				seen, singles := map[[2]int]int{}, map[int]int{}
				for _, row := range levels {
					seen[[2]int{row[c], row[d]}]++
					singles[row[c]]++
				}
				if len(singles) != q || singles[0] != q {
					t.Fatalf("%d levels, column %d: levels %v", q, c, singles)
				}
				if c < q && len(seen) != q*q {
					t.Fatalf("%d levels, columns %d and %d: %d pairs", q, c, d, len(seen))
				}
			}
		}
	}
}

// A fine array is one of strength two by its q parts, whose columns each have every one of
// their q^2 smaller parts once.
func TestFineArrays(t *testing.T) {
	for bits := 3; bits <= 5; bits++ {
		q := 1 << bits
		rows := robust.ArrayLevels(bits, q+3, true, uint64(bits))
		differ := func(key func(row []int) int) int {
			seen := make([]bool, q*q)
			n := 0
			for _, row := range rows {
				if k := key(row); !seen[k] {
					seen[k] = true
					n++
				}
			}
			return n
		}
		for c := range q + 3 {
			assert.Equal(t, q*q, differ(func(row []int) int { return row[c] }), "%d levels, column %d", q, c)
			for d := range c {
				if c < q {
					pairs := differ(func(row []int) int { return row[c]/q*q + row[d]/q })
					assert.Equal(t, q*q, pairs, "%d levels, columns %d and %d", q, c, d)
				}
			}
		}
	}
}

func TestNegLog(t *testing.T) {
	worst := 0.0
	check := func(x uint64) {
		u := math.Ldexp(float64(2*(x>>12)+1), -53)
		if got := robust.NegLog(x); got < 0 {
			t.Fatalf("%v for %v", got, u)
		} else {
			worst = max(worst, math.Abs(got+math.Log(u)))
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range manyCases {
		check(r.Uint64())
		check(r.Uint64() >> r.IntN(53))
		check(^(r.Uint64() >> r.IntN(53)))
	}
	check(0)
	check(math.MaxUint64)
	assert.Less(t, worst, 1e-9)
}

// The table that draws use against the law's own distribution function: the chance of falling
// below any t is right to 1e-5, and t rises with u.
func TestSampleQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, likely := range []float64{0, 1, .5, .25, .9, .95, .02, .07, r.Float64(), r.Float64()} {
		at, cdf := robust.SampleQuantile(likely), robust.CDF(likely)
		last := 0.0
		for n := range 20_000 {
			u := (float64(n) + r.Float64()) / 20_000
			got := at(u)
			if got < last || got > 1 {
				t.Fatalf("%v after %v", got, last)
			}
			last = got
			if off := math.Abs(cdf(got) - u); off > 1e-5 {
				t.Fatalf("likely %v: %v at u = %v, off by %v", likely, got, u, off)
			}
		}
	}
	// Known values of Beta(3, 3): its median is 1/2, and I_x(3, 3) = 10x^3 - 15x^4 + 6x^5.
	assert.InDelta(t, .5, robust.SampleQuantile(.5)(.5), 1e-6)
	x := robust.SampleQuantile(.5)(.1)
	assert.InDelta(t, .1, 10*math.Pow(x, 3)-15*math.Pow(x, 4)+6*math.Pow(x, 5), 1e-5)
	// Beta(1, 5): 1 - (1-x)^5.
	x = robust.SampleQuantile(0)(.9)
	assert.InDelta(t, .9, 1-math.Pow(1-x, 5), 1e-5)
}

func TestTooManyLaws(t *testing.T) {
	p := known(make([][]float64, 0), []float64{1, 1})
	for i := range 600 {
		p.Alternatives = append(p.Alternatives, fmt.Sprint(i))
		p.Cells = append(p.Cells, []robust.Cell{likely(0, 1, float64(i)/1300), likely(0, 1, .5+float64(i)/1300)})
	}
	_, err := robust.Acceptability(p, robust.Options{})
	assert.ErrorContains(t, err, "round them")
}
