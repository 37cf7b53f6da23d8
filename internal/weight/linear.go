package weight

import (
	"math/rand/v2"
	"slices"

	"assay/internal/linear"
)

// Mean returns the expected vector under a uniform draw from the set. It is exact, up to
// rounding, for a simplex (the mean of its corners), for bounds on up to 16 weights, and for
// other polytopes of up to about seven dimensions (their centroid). For a larger one it is the
// mean of a walk from a fixed seed, with a standard error of about 0.02 of each weight's own
// standard deviation in eleven dimensions and 0.04 in fifteen; more where ranges of swing
// points without one exact number among them make hundreds of inequalities. The same set has
// the same mean, to the last bit.
func (s Set) Mean() []float64 {
	if s.corners == nil {
		return slices.Clone(s.polytope.mean())
	}
	mean := make([]float64, s.n)
	for _, c := range s.corners {
		for i, x := range c {
			mean[i] += x / float64(len(s.corners))
		}
	}
	return mean
}

// meanSteps is how many steps the walk for a mean makes, unless their work, in coefficients
// looked at, passes meanWork: then fewer, and the error grows as their root falls.
const meanSteps, meanWork = 1 << 19, 1 << 30

func (p *polytope) newMean() []float64 {
	r := p.round()
	mean := make([]float64, p.n)
	if y, ok := r.centroid(); ok {
		r.point(y, mean)
		return share(mean)
	}
	r.point(r.walkMean(), mean)
	return share(mean)
}

// walkMean estimates the mean in the rounded coordinates by a walk that takes the middle of
// every line instead of a point on it.
func (r *rounded) walkMean() []float64 {
	d := len(r.start)
	w := &Walk{rng: rand.New(rand.NewPCG(0x6d65616e, uint64(d)))}
	w.start(r)
	for range burn(d) {
		w.step()
	}
	sum := make([]float64, d)
	steps := min(meanSteps, meanWork/(d*len(r.g)))
	for range steps {
		middle := w.step()
		for k, z := range w.z {
			sum[k] += w.y[k] + float64(middle*z)
		}
	}
	for k := range sum {
		sum[k] /= float64(steps)
	}
	return sum
}

// Min returns the least value of c . w over the set, and a vector that reaches it.
func (s Set) Min(c []float64) (least float64, at []float64) {
	if s.corners == nil {
		return s.polytope.min(c)
	}
	for k, corner := range s.corners {
		sum := dot(corner, c)
		if k == 0 || sum < least {
			least, at = sum, corner
		}
	}
	return least, at
}

// min solves a linear programme. Its point y = 0 is inside and the set is bounded, so that it
// can fail by rounding only. It then gives the least over the whole simplex, which no weights of
// the set go below, with the point inside: a bound may be too wide, never wrong.
func (p *polytope) min(c []float64) (least float64, at []float64) {
	cost := make([]float64, len(p.basis))
	for k, b := range p.basis {
		cost[k] = dot(c, b)
	}
	s, err := linear.Minimize(p.problem(cost))
	if err != nil {
		return slices.Min(c), slices.Clone(p.inside)
	}
	at = p.point(s.X)
	return dot(c, at), at
}
