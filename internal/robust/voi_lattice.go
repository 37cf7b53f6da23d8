package robust

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A gainLattice estimates how much the best of the rivals is ahead of the first of them,
// today's leader, on the mean: E (max_r V_r - V_0).
type gainLattice struct {
	rivals []rival
	bits   int                       // 2 to this power points
	invert []func(u float64) float64 // by deciding unknown
	// coordinate gives each deciding unknown its place in the lattice, those that move the
	// leads most first: the first coordinates are the most even. Beyond the last place points
	// are stratified one unknown at a time (McKay, Beckman & Conover 1979).
	coordinate []int
}

func (m *model) newGainLattice(rivals []rival, unknowns []int, bits int) *gainLattice {
	l := &gainLattice{rivals: rivals, bits: bits, coordinate: make([]int, len(unknowns))}
	pull, order := make([]float64, len(unknowns)), make([]int, len(unknowns))
	for _, r := range rivals {
		for _, t := range r.terms {
			sd := math.Sqrt(m.unknowns[unknowns[t.index]].law.variance())
			pull[t.index] = max(pull[t.index], math.Abs(t.slope)*sd)
		}
	}
	tables := map[law]*quantiles{}
	for k, u := range unknowns {
		order[k] = k
		law := m.unknowns[u].law
		if law.uniform() {
			l.invert = append(l.invert, func(u float64) float64 { return u })
			continue
		}
		if tables[law] == nil {
			tables[law] = newQuantiles(law)
		}
		l.invert = append(l.invert, tables[law].at)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(pull[b], pull[a]) })
	for place, k := range order {
		l.coordinate[k] = place
	}
	return l
}

// meanGain takes the mean over one replicate.
func (l *gainLattice) meanGain(r *rand.Rand) float64 {
	points := 1 << l.bits
	t := make([][]float64, len(l.coordinate))
	for k := range t {
		t[k] = l.draw(r, k)
	}
	leader, score, gain := make([]float64, points), make([]float64, points), make([]float64, points)
	l.rivals[0].scores(t, leader)
	for _, v := range l.rivals[1:] {
		v.scores(t, score)
		for n := range gain {
			gain[n] = max(gain[n], score[n]-leader[n])
		}
	}
	sum := 0.0
	for _, g := range gain {
		sum += g
	}
	return sum / float64(points)
}

// scores fills in the score at every point, t holding the unknowns there.
func (v rival) scores(t [][]float64, score []float64) {
	for n := range score {
		score[n] = v.base
	}
	for _, x := range v.terms {
		for n, at := range t[x.index] {
			score[n] += float64(x.slope * at)
		}
	}
}

// draw returns the values of one unknown at all points.
func (l *gainLattice) draw(r *rand.Rand, k int) []float64 {
	points := 1 << l.bits
	t := make([]float64, points)
	place := l.coordinate[k]
	if place >= len(generators) {
		for n, stratum := range r.Perm(points) {
			t[n] = l.invert[k]((float64(stratum) + r.Float64()) / float64(points))
		}
		return t
	}
	at, step := r.Uint64(), uint64(0)
	if l.bits > 0 {
		step = uint64(generators[place]) << (64 - l.bits)
	}
	for n := range t {
		u := float64(at>>11) / (1 << 53)
		t[n] = l.invert[k](1 - math.Abs(2*u-1)) // folded: the ends of 0..1 meet
		at += step
	}
	return t
}
