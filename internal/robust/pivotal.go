package robust

import "math/rand/v2"

// pivotalDraws are made where the caller asks for none: 95 % intervals of at most 1.6 points.
const pivotalDraws = 4096

// Pivotal returns, for each unknown of the problem (Problem.Unknowns), the probability that it
// decides who is first: that a second draw of it alone, all others as drawn, puts another
// alternative first. Twice that would be the total sensitivity index (Homma & Saltelli 1996) of
// the first place, before dividing by its variance. Unlike the value of information it is not 0
// where no single unknown can overturn the order of expectations, so it tells which question
// matters when several together do. Draws are independent, so the intervals are Wilson's; 0
// draws are 4096. Weights stand at their expected values, open gates are taken as passed.
func Pivotal(p *Problem, draws int, seed uint64) ([]Share, error) {
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	if draws <= 0 {
		draws = pivotalDraws
	}
	decides := make([]float64, len(m.unknowns))
	if len(m.ranked) > 1 {
		rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
		d := newRedraw(m)
		for range min(draws, MaxDraws) {
			d.draw(rng)
			for u := range m.unknowns {
				if d.changes(u, m.unknowns[u].law.quantile(rng.Float64())) {
					decides[u]++
				}
			}
		}
	}
	shares := make([]Share, len(decides))
	for u, n := range decides {
		shares[u] = wilson(n, float64(min(draws, MaxDraws)))
	}
	return shares, nil
}

// A redraw is one draw of every unknown and the scores that follow from it.
type redraw struct {
	m     *model
	t     []float64 // by unknown
	score []float64 // by alternative
	first int       // the ranked alternative of the highest score, the earliest of equals
}

func newRedraw(m *model) *redraw {
	return &redraw{m: m, t: make([]float64, len(m.unknowns)), score: make([]float64, len(m.Cells))}
}

func (d *redraw) draw(rng *rand.Rand) {
	for u := range d.t {
		d.t[u] = d.m.unknowns[u].law.quantile(rng.Float64())
	}
	for i := range d.score {
		d.score[i] = d.m.base[i]
		for _, x := range d.m.terms[i] {
			d.score[i] += float64(x.slope * d.t[x.index])
		}
	}
	d.first = d.best()
}

func (d *redraw) best() int {
	first := d.m.ranked[0]
	for _, i := range d.m.ranked[1:] {
		if d.score[i] > d.score[first] {
			first = i
		}
	}
	return first
}

// changes reports whether another alternative is first once unknown u is at t. Scores are
// restored to the bit.
func (d *redraw) changes(u int, t float64) bool {
	var before [1]float64
	kept := before[:0]
	for _, x := range d.m.touched[u] {
		kept = append(kept, d.score[x.index])
		d.score[x.index] += float64(x.slope * (t - d.t[u]))
	}
	changed := d.best() != d.first
	for n, x := range d.m.touched[u] {
		d.score[x.index] = kept[n]
	}
	return changed
}
