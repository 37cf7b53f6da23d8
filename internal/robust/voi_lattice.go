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
	// What a replicate fills in anew, by point: the unknowns, scores and gains, and an order.
	at                  [][]float64
	leader, score, gain []float64
	strata              []int
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
	points := 1 << bits
	for range unknowns {
		l.at = append(l.at, make([]float64, points))
	}
	l.leader, l.score, l.gain, l.strata = make([]float64, points), make([]float64, points), make([]float64, points), make([]int, points)
	return l
}

// meanGain takes the mean over one replicate.
func (l *gainLattice) meanGain(r *rand.Rand) float64 {
	for k := range l.at {
		l.draw(r, k)
	}
	leader, score, gain := l.leader, l.score, l.gain
	clear(gain)
	l.rivals[0].scores(l.at, leader)
	for _, v := range l.rivals[1:] {
		v.scores(l.at, score)
		for n := range gain {
			gain[n] = max(gain[n], score[n]-leader[n])
		}
	}
	sum := 0.0
	for _, g := range gain {
		sum += g
	}
	return sum / float64(len(gain))
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

// draw fills in the values of one unknown at all points.
func (l *gainLattice) draw(r *rand.Rand, k int) {
	t, invert, place := l.at[k], l.invert[k], l.coordinate[k]
	if place >= len(generators) {
		l.shuffle(r)
		for n, stratum := range l.strata {
			t[n] = invert((float64(stratum) + r.Float64()) / float64(len(t)))
		}
		return
	}
	at, step := r.Uint64(), uint64(0)
	if l.bits > 0 {
		step = uint64(generators[place]) << (64 - l.bits)
	}
	for n := range t {
		u := float64(at>>11) / (1 << 53)
		t[n] = invert(1 - math.Abs(2*u-1)) // folded: the ends of 0..1 meet
		at += step
	}
}

// shuffle puts the strata in a random order.
func (l *gainLattice) shuffle(r *rand.Rand) {
	s := l.strata
	for n := range s {
		s[n] = n
	}
	for n := len(s) - 1; n > 0; n-- {
		m := r.Uint64N(uint64(n + 1))
		s[n], s[m] = s[m], s[n]
	}
}
