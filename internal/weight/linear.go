package weight

// Mean returns the expected vector under a uniform draw from the set: for a simplex exactly
// the mean of its corners.
func (s Set) Mean() []float64 {
	mean := make([]float64, s.n)
	for _, c := range s.corners {
		for i, x := range c {
			mean[i] += x / float64(len(s.corners))
		}
	}
	return mean
}

// Min returns the least value of c . w over the set, and a vector that reaches it.
func (s Set) Min(c []float64) (least float64, at []float64) {
	for k, corner := range s.corners {
		sum := 0.0
		for i, x := range corner {
			sum += float64(c[i] * x)
		}
		if k == 0 || sum < least {
			least, at = sum, corner
		}
	}
	return least, at
}
