package robust

import "math"

// Exponentials are drawn by inversion, so that what is spread evenly stays so: E = -ln u for
// u = (2 floor(x / 2^12) + 1) / 2^53 of a random x. The logarithm of the reciprocal of a number close to
// u comes from a table, and the rest from four terms of a series (Tang 1990): to 1e-10.

// logBits is how many bits of the mantissa choose an entry of logTable, beside the exponent.
const logBits = 5

const (
	logShift = 52 - logBits
	logFirst = 1023 << logBits // the entry of 1
)

// logTable holds, for each interval of numbers 1 to 2^53, a reciprocal close to that of its
// middle, and the logarithm of the number of which 2^-53 times that is ... .
var logTable = func() (t [54 << logBits]struct{ inverse, log float64 }) {
	for i := range t {
		c := math.Float64frombits(uint64(i+logFirst)<<logShift | 1<<(logShift-1))
		t[i].inverse = 1 / c
		t[i].log = math.Log(t[i].inverse) + float64(53*math.Ln2)
	}
	return t
}()

func negLog(x uint64) float64 {
	u := float64(int64(x>>11 | 1))
	entry := &logTable[math.Float64bits(u)>>logShift-logFirst]
	r := float64(u*entry.inverse) - 1
	return entry.log - float64(r*(1-float64(r*(1./2-float64(r*(1./3-float64(r*(1./4))))))))
}
