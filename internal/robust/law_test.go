package robust

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// For whole a and b, I_x(a, b) = P(Binomial(a+b-1, x) >= a) (NIST DLMF 8.17.5).
func binomialTail(a, b int, x float64) float64 {
	n, sum := a+b-1, 0.0
	for k := a; k <= n; k++ {
		c := 1.0
		for i := range k {
			c = c * float64(n-i) / float64(i+1)
		}
		sum += c * math.Pow(x, float64(k)) * math.Pow(1-x, float64(n-k))
	}
	return sum
}

func TestIncompleteBetaAgainstTheBinomial(t *testing.T) {
	for a := 1; a <= 6; a++ {
		for b := 1; b <= 6; b++ {
			for k := 0; k <= 100; k++ {
				x := float64(k) / 100
				assert.InDelta(t, binomialTail(a, b, x), incompleteBeta(float64(a), float64(b), x), 2e-14, "I_%v(%d, %d)", x, a, b)
			}
		}
	}
}

// For any a and b: I_x(a+1, b) = I_x(a, b) - x^a (1-x)^b / (a B(a, b)) (NIST DLMF 8.17.20), the
// symmetry, and quantile as the inverse.
func TestLawsOfUnknowns(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 1))
	for range 20_000 {
		m, x := r.Float64(), r.Float64()
		l := lawOf(&m)
		la, _ := math.Lgamma(l.a)
		lb, _ := math.Lgamma(l.b)
		lab, _ := math.Lgamma(l.a + l.b)
		step := math.Exp(l.a*math.Log(x) + l.b*math.Log(1-x) + lab - la - lb - math.Log(l.a))
		if d := incompleteBeta(l.a+1, l.b, x) - (l.cdf(x) - step); math.Abs(d) > 1e-13 {
			t.Fatalf("likely %v at %v: off the recurrence by %v", m, x, d)
		}
		if d := l.cdf(x) + incompleteBeta(l.b, l.a, 1-x) - 1; math.Abs(d) > 1e-14 {
			t.Fatalf("likely %v at %v: off the symmetry by %v", m, x, d)
		}
	}
	for range 2000 {
		m, u := r.Float64(), r.Float64()
		l := lawOf(&m)
		if d := l.cdf(l.quantile(u)) - u; math.Abs(d) > 1e-12 {
			t.Fatalf("likely %v: the quantile of %v is off by %v", m, u, d)
		}
	}
}

// By hand: likely in the middle is Beta(3, 3), mean 1/2, variance 1/28; likely at an end
// Beta(1, 5), mean 1/6, variance 5/252.
func TestMomentsOfLaws(t *testing.T) {
	assert.InDelta(t, .5, lawOf(new(.5)).mean(), 1e-15)
	assert.InDelta(t, 1./28, lawOf(new(.5)).variance(), 1e-15)
	assert.InDelta(t, 1./6, lawOf(new(0.)).mean(), 1e-15)
	assert.InDelta(t, 5./252, lawOf(new(0.)).variance(), 1e-15)
	assert.InDelta(t, 1./12, lawOf(nil).variance(), 1e-15)
	assert.InDelta(t, 1./6, lawOf(new(0.)).partial(1), 1e-15)
	assert.InDelta(t, .125, lawOf(nil).partial(.5), 1e-15)
}
