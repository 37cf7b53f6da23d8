package robust

import "math"

// z95 is the standard normal's quantile at 0.975.
const z95 = 1.959963984540054

// few is how many draws for or against make a share too rare for the t-interval alone: most
// replicates then hold none or one of them.
const few = 30

// The names of the interval rules, as results state them.
const (
	ruleNone       = "none: the shares are exact"
	ruleWilson     = "Wilson 95 %"
	ruleReplicates = "95 % by Student's t over independent replicates; 3/draws at shares of 0 and 1"
)

// A count is what the interval of a share needs: the draws in which something happened and
// those in which it could have, in all and, over replicates, their squares and products.
type count struct {
	of, among               float64
	ofOf, ofAmong, amongOf2 float64
	replicates              int
}

// share returns of/among with its 95 % interval. With independent draws (one replicate) that is
// Wilson's. Draws within a replicate of a lattice or a chain are not independent, but the
// replicates are, and the interval is Student's t for their ratio (Cochran 1977, ch. 6; for a
// fixed number of draws a replicate simply their mean), never narrower than the rule of three,
// 3/draws. Of a share with few draws for or against the replicates tell little: there the
// interval covers Wilson's, too, except at 0 and 1 where it is the rule of three.
func (c count) share() Share {
	if c.among <= 0 {
		return Share{0, 0, 1}
	}
	p := c.of / c.among
	if c.replicates == 1 {
		return wilson(c.of, c.among)
	}
	three := 3 / c.among
	rare := min(c.of, c.among-c.of)
	if rare <= 0 {
		return around(p, three, three)
	}
	half := max(three, c.half(p))
	s := around(p, half, half)
	if rare < few {
		w := wilson(c.of, c.among)
		s.Lo, s.Hi = min(s.Lo, w.Lo), max(s.Hi, w.Hi)
	}
	return s
}

// half is the half-width of the t-interval around p = of/among.
func (c count) half(p float64) float64 {
	r := float64(c.replicates)
	squares := c.ofOf - float64(2*p*c.ofAmong) + float64(p*p*c.amongOf2)
	return tQuantile(c.replicates-1) * math.Sqrt(max(0, squares)*r/(r-1)) / c.among
}

func around(p, below, above float64) Share {
	return Share{p, max(0, p-below), min(1, p+above)}
}

// exactly is a share without error.
func exactly(p float64) Share { return Share{p, p, p} }

// wilson returns the 95 % score interval (Wilson, JASA 22, 1927) of a share of n independent
// draws. Ties count as fractions of a draw; these vary less than whole ones, so the interval
// holds all the more.
func wilson(of, n float64) Share {
	p := of / n
	z2 := z95 * z95 / n
	middle := (p + z2/2) / (1 + z2)
	half := z95 / (1 + z2) * math.Sqrt(max(0, p*(1-p))/n+z2/(4*n))
	s := Share{p, max(0, middle-half), min(1, middle+half)}
	if of <= 0 {
		s.Lo = 0
	}
	if of >= n {
		s.Hi = 1
	}
	return s
}

// tQuantile returns Student's t at 0.975 for at least 15 degrees of freedom, by the expansion
// of Abramowitz & Stegun 26.7.5, to 1e-5.
func tQuantile(degrees int) float64 {
	const z = z95
	v := float64(degrees)
	g1 := (z*z*z + z) / 4
	g2 := (5*z*z*z*z*z + 16*z*z*z + 3*z) / 96
	g3 := (3*z*z*z*z*z*z*z + 19*z*z*z*z*z + 17*z*z*z - 15*z) / 384
	g4 := (79*z*z*z*z*z*z*z*z*z + 776*z*z*z*z*z*z*z + 1482*z*z*z*z*z - 1920*z*z*z - 945*z) / 92160
	return z + g1/v + g2/(v*v) + g3/(v*v*v) + g4/(v*v*v*v)
}
