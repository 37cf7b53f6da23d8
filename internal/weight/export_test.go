package weight

import "sync"

// Unrecognised is Polytope for tests of general polytopes on sets with exact answers: it does
// not look for corners.
func Unrecognised(n int, rules ...Rule) (Set, error) {
	h, err := hullOf(n, rules)
	if err != nil {
		return Set{}, err
	}
	p := &polytope{n: n, inside: h.inside, basis: h.basis}
	for _, r := range h.others {
		g := h.along(r.A)
		p.add(g, r.B-dot(r.A, h.inside))
	}
	p.round, p.mean = sync.OnceValue(p.newRounded), sync.OnceValue(p.newMean)
	return Set{n: n, kind: "rules", polytope: p}, nil
}

// WalkMean is the mean as it is found for sets with too many corners.
func (s Set) WalkMean() []float64 {
	r := s.polytope.round()
	w := make([]float64, s.n)
	r.point(r.walkMean(), w)
	return w
}
