package robust

import "math"

// Exponential shares are drawn by inversion, so that a lattice's or stratum's even spread
// carries over: E = -ln u.

// logBits is how many leading bits of the mantissa choose an entry of logTable.
const logBits = 8

// logTable holds, for each interval of mantissas in [1, 2), a reciprocal close to that of its
// middle, and minus the logarithm of the number of which it is the reciprocal.
var logTable = func() (t [1 << logBits]struct{ inverse, log float64 }) {
	for i := range t {
		c := 1 + (float64(i)+0.5)/(1<<logBits)
		t[i].inverse = 1 / c
		t[i].log = math.Log(t[i].inverse)
	}
	return t
}()

// negLog returns -ln u for u = (2 floor(x / 2^12) + 1) / 2^53: to 1e-14, and never below 0. It takes the
// logarithm of the mantissa from a table and four terms of a series (Tang 1990).
func negLog(x uint64) float64 {
	bits := math.Float64bits(float64(int64(x>>11 | 1)))
	entry := &logTable[bits>>(52-logBits)&(1<<logBits-1)]
	r := float64(math.Float64frombits(bits&(1<<52-1)|1023<<52)*entry.inverse) - 1
	series := r * (1 - float64(r*(1./2-float64(r*(1./3-float64(r*(1./4)))))))
	return float64(float64(1023+53-int64(bits>>52))*math.Ln2) + entry.log - series
}

// exponentials fills out with -ln of a lane of coordinates that starts at x and goes on by
// step, and returns where the next starts.
func exponentials(x, step uint64, out *lane) uint64 {
	for b := range out {
		out[b] = negLog(x)
		x += step
	}
	return x
}
