package robust

import (
	"cmp"
	"slices"
)

// A segment is a problem in which one number t in 0..1 decides: every value is base + slope t.
type segment struct {
	law     law
	base    []float64 // by drawn alternative
	slope   []float64
	weights [2][]float64 // of criteria where t is 0 and 1; between them linear
}

// segment returns the problem as a segment, where it is one: two corners of weights at most and no
// unknown, or exact weights and one unknown at most. An alternative that is alone is first in
// any case. Gates must not depend on what is drawn.
func (s *sampler) segment() (*segment, bool) {
	n := len(s.ranked)
	l := &segment{law: law{1, 1}, base: make([]float64, n), slope: make([]float64, n)}
	if slices.ContainsFunc(s.gates.demands, func(ds []demand) bool { return len(ds) > 0 }) {
		return nil, false
	}
	if w := s.p.Weights.Expected(); n <= 1 || !s.drawsWeights() {
		l.weights = [2][]float64{w, w}
		if n <= 1 {
			return l, true
		}
	}
	if !s.drawsWeights() && len(s.laws) <= 1 {
		for a := range s.rows {
			l.base[a] = 1 - s.rows[a].base
			for _, t := range slices.Concat(s.rows[a].terms[:]...) {
				l.slope[a] -= t.slope
			}
		}
		if len(s.laws) == 1 {
			l.law = s.laws[0]
		}
		return l, true
	}
	if corners := s.corners(); len(corners) == 2 && len(s.laws) == 0 && s.nothingAbsent() {
		l.weights = [2][]float64(corners)
		for a, v := range s.atCorners(corners) {
			l.base[a], l.slope[a] = v[0], v[1]-v[0]
		}
		return l, true
	}
	return nil, false
}

// A turn is where an alternative is passed (by 1) or passes (by -1).
type turn struct {
	at float64
	by int
}

// turns returns how many of the alternatives in are ahead of a at first, how many always tie
// with it, itself included, and where that changes.
func (l *segment) turns(a int, in []int) (ahead, ties int, out []turn) {
	for _, b := range in {
		from := l.base[b] - l.base[a]
		to := from + l.slope[b] - l.slope[a]
		switch {
		case max(from, -from) <= tie && max(to, -to) <= tie:
			ties++
		case from > 0 && to >= 0 || from >= 0 && to > 0:
			ahead++
		case from <= 0 && to <= 0:
		case from > 0:
			ahead++
			out = append(out, turn{from / (from - to), -1})
		default:
			out = append(out, turn{from / (from - to), 1})
		}
	}
	slices.SortFunc(out, func(x, y turn) int { return cmp.Compare(x.at, y.at) })
	return ahead, ties, out
}

// ranks walks along the segment and calls f for every stretch on which alternative a has the same
// number of alternatives of in ahead of it.
func (l *segment) ranks(a int, in []int, f func(ahead, ties int, from, to float64)) {
	ahead, ties, turns := l.turns(a, in)
	from := 0.0
	for _, t := range turns {
		if t.at > from {
			f(ahead, ties, from, t.at)
		}
		from = t.at
		ahead += t.by
	}
	if from < 1 {
		f(ahead, ties, from, 1)
	}
}

// table returns the rank shares of the alternatives in among each other, by row.
func (l *segment) table(in []int, best bool) []float64 {
	n := len(l.base)
	out := make([]float64, n*n)
	for _, a := range in {
		l.ranks(a, in, func(ahead, ties int, from, to float64) {
			mass := l.law.integral(1, 0, from, to)
			if best {
				out[a*n+ahead] += mass
				return
			}
			for k := ahead; k < ahead+ties; k++ {
				out[a*n+k] += mass / float64(ties)
			}
		})
	}
	return out
}

// central returns the mean weights at which a is first; nil where it never is. With exact
// weights that is what they are.
func (l *segment) central(a int, in []int) []float64 {
	mass, moment := 0.0, 0.0
	l.ranks(a, in, func(ahead, ties int, from, to float64) {
		if ahead == 0 {
			mass += l.law.integral(1, 0, from, to) / float64(ties)
			moment += l.law.integral(0, 1, from, to) / float64(ties)
		}
	})
	if mass <= 0 {
		return nil
	}
	out := make([]float64, len(l.weights[0]))
	for j := range out {
		out[j] = l.weights[0][j] + float64(moment/mass*(l.weights[1][j]-l.weights[0][j]))
	}
	return out
}

// pairs returns the probability that one is ahead of another, ties counting half.
func (l *segment) pairs() []float64 {
	n := len(l.base)
	out := make([]float64, n*n)
	for a := range n {
		for b := range n {
			if a == b {
				continue
			}
			l.ranks(a, []int{b}, func(ahead, ties int, from, to float64) {
				mass := l.law.integral(1, 0, from, to)
				switch {
				case ties > 0:
					out[a*n+b] += mass / 2
				case ahead == 0:
					out[a*n+b] += mass
				}
			})
		}
	}
	return out
}
