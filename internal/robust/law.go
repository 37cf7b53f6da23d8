package robust

import "math"

// A law is how an unknown t in 0..1 is distributed: Beta(a, b), of which Beta(1, 1) is the
// uniform law.
type law struct{ a, b float64 }

// lawOf is uniform without a likely value, and with one the beta-PERT of shape 4 (Malcolm et
// al. 1959; Vose 2008): a = 1 + 4 m, b = 5 - 4 m.
func lawOf(likely *float64) law {
	if likely == nil {
		return law{1, 1}
	}
	return law{1 + 4**likely, 5 - 4**likely}
}

func (l law) uniform() bool { return l.a == 1 && l.b == 1 }

func (l law) mean() float64 { return l.a / (l.a + l.b) }

func (l law) variance() float64 {
	s := l.a + l.b
	return l.a * l.b / (s * s * (s + 1))
}

// cdf returns P(t <= x).
func (l law) cdf(x float64) float64 {
	if l.uniform() {
		return min(1, max(0, x))
	}
	return incompleteBeta(l.a, l.b, x)
}

// partial returns E[t; t <= x], the part of the mean that lies below x: for a beta law the
// mean times the distribution function of Beta(a+1, b).
func (l law) partial(x float64) float64 {
	if l.uniform() {
		x = min(1, max(0, x))
		return x * x / 2
	}
	return l.mean() * incompleteBeta(l.a+1, l.b, x)
}

// integral returns E[c + d t; from < t <= to].
func (l law) integral(c, d, from, to float64) float64 {
	return float64(c*(l.cdf(to)-l.cdf(from))) + float64(d*(l.partial(to)-l.partial(from)))
}

// quantile returns the x at which the distribution function reaches u in 0..1, by bisection
// to the last bits.
func (l law) quantile(u float64) float64 {
	if l.uniform() {
		return u
	}
	lo, hi := 0.0, 1.0
	for {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi || hi-lo < 1e-15 {
			return mid
		}
		if l.cdf(mid) < u {
			lo = mid
		} else {
			hi = mid
		}
	}
}

// incompleteBeta returns the regularised incomplete beta function I_x(a, b) by its continued
// fraction (NIST DLMF 8.17.22) with the symmetry I_x(a, b) = 1 - I_{1-x}(b, a), to about 1e-14
// for the moderate a and b of a beta-PERT.
func incompleteBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(b, a, 1-x)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + float64(a*math.Log(x)) + float64(b*math.Log1p(-x)))
	return front / a / betaFraction(a, b, x)
}

// betaFraction evaluates 1 + d1/(1 + d2/(1 + ...)) from the front, by Lentz's method as
// modified by Thompson & Barnett (1986).
func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	f, c, d := 1.0, 1.0, 0.0
	for i := 1; i <= 200; i++ {
		m := float64(i / 2)
		var num float64
		if i%2 == 0 {
			num = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		} else {
			num = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		if d = 1 + float64(num*d); math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		if c = 1 + num/c; math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return f
}
