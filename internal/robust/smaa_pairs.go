package robust

import "slices"

// corners returns the weights of criteria at the corners of the admissible set where that is
// one simplex, all other sets of the tree being of one vector; nil where it is not.
func (s *sampler) corners() [][]float64 {
	var drawn *shares
	for _, sh := range s.sets() {
		if sh.drawn() && drawn != nil {
			return nil
		}
		if sh.drawn() {
			drawn = sh
		}
	}
	n := 1
	if drawn != nil {
		if n = len(drawn.corners); n == 0 {
			return nil // a polytope
		}
	}
	out := make([][]float64, n)
	for k := range out {
		corner := func(sh *shares) []float64 {
			if sh == drawn {
				return sh.corners[k]
			}
			return sh.corners[0]
		}
		groups := corner(&s.groups)
		out[k] = make([]float64, len(s.p.Criteria))
		for g, js := range s.p.Weights.Members {
			for m, j := range js {
				out[k][j] = groups[g] * corner(&s.within[g])[m]
			}
		}
	}
	return out
}

// sets lists the set of the groups and those within them.
func (s *sampler) sets() []*shares {
	sets := []*shares{&s.groups}
	for g := range s.within {
		sets = append(sets, &s.within[g])
	}
	return sets
}

// atCorners returns the value of every drawn alternative at every corner, with every unknown at 0, where the value
// is linear between corners: nothing may be absent.
func (s *sampler) atCorners(corners [][]float64) [][]float64 {
	out := make([][]float64, len(s.ranked))
	for a, i := range s.ranked {
		out[a] = make([]float64, len(corners))
		for k, w := range corners {
			for j, c := range s.p.Cells[i] {
				out[a][k] += float64(w[j] * c.At0)
			}
		}
	}
	return out
}

func (s *sampler) nothingAbsent() bool {
	for _, w := range s.weighings {
		if !w.full {
			return false
		}
	}
	return true
}

// exactPairs returns the probability that one alternative scores above another, ties counting
// half, by row and column, where values are exact and weights come from one simplex.
func (s *sampler) exactPairs() ([]float64, bool) {
	corners := s.corners()
	if corners == nil || len(s.laws) > 0 || !s.nothingAbsent() {
		return nil, false
	}
	values := s.atCorners(corners)
	n := len(values)
	out := make([]float64, n*n)
	scratch := newHalfSpace(len(corners))
	for a := range n {
		for b := range a {
			p := scratch.ahead(values[a], values[b])
			out[a*n+b], out[b*n+a] = p, 1-p
		}
	}
	return out, true
}

// A halfSpace measures how much of a simplex lies on one side of a plane.
type halfSpace struct{ above, below, part []float64 }

func newHalfSpace(corners int) *halfSpace {
	return &halfSpace{make([]float64, 0, corners), make([]float64, 0, corners), make([]float64, corners+1)}
}

// ahead returns the share of the simplex in which the mixture of x is above that of y, the
// shares of the corners being uniform. It is Varsi's recursion (1973; see Cales, Chalkis,
// Emiris & Fisikopoulos 2018, section 2), whose steps are averages and so lose no digits.
func (h *halfSpace) ahead(x, y []float64) float64 {
	h.above, h.below = h.above[:0], h.below[:0]
	widest := 0.0
	for k := range x {
		d := x[k] - y[k]
		widest = max(widest, d, -d)
		if d > 0 {
			h.above = append(h.above, d)
		} else {
			h.below = append(h.below, -d)
		}
	}
	if widest <= tie {
		return 0.5
	}
	part := h.part[:len(h.below)+1]
	clear(part)
	part[0] = 1
	for _, up := range h.above {
		for k, down := range h.below {
			part[k+1] = (float64(up*part[k]) + float64(down*part[k+1])) / (up + down)
		}
	}
	return part[len(h.below)]
}

// walks reports whether weights of a general polytope are drawn.
func (s *sampler) walks() bool {
	return slices.ContainsFunc(s.sets(), func(sh *shares) bool { return sh.corners == nil })
}
