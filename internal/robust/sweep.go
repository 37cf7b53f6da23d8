package robust

import "fmt"

// A Sweep is every score along one criterion's weight, the others in proportion.
type Sweep struct {
	Criterion int         `json:"criterion"`
	Weights   []float64   `json:"weights"`
	Expected  [][]float64 `json:"expected"` // by alternative, then weight; unknowns at their mean
	Bounds    [][]Span    `json:"bounds"`
}

// SweepWeight sets the weight of a criterion to each t in 0..1 in turn, multiplies the others
// by (1-t) / (1-w), and returns every alternative's score. It is an error where the criterion
// has all the weight.
func SweepWeight(p *Problem, criterion int, at []float64) (*Sweep, error) {
	if criterion < 0 || criterion >= len(p.Criteria) {
		return nil, fmt.Errorf("criterion %d: there are criteria 0 to %d", criterion, len(p.Criteria)-1)
	}
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	s := &Sweep{Criterion: criterion, Weights: at, Expected: make([][]float64, len(p.Cells)), Bounds: make([][]Span, len(p.Cells))}
	mv := m.criterionMover(criterion)
	if mv.rest == 0 {
		return nil, fmt.Errorf("criterion %q: %s", p.Criteria[criterion], allThereIs)
	}
	for _, t := range at {
		if !(t >= 0 && t <= 1) {
			return nil, fmt.Errorf("weight %v of criterion %q: it must lie in 0 to 1", t, p.Criteria[criterion])
		}
		w := mv.weightsAt(t)
		for i := range m.Cells {
			mean, span := m.scoreAt(i, w)
			s.Expected[i] = append(s.Expected[i], mean)
			s.Bounds[i] = append(s.Bounds[i], span)
		}
	}
	return s, nil
}

// weightsAt returns the criterion weights with the moving one at t.
func (mv *mover) weightsAt(t float64) []float64 {
	scale := (1 - t) / mv.rest
	w := make([]float64, len(mv.w))
	for j := range w {
		w[j] = mv.w[j] * scale
	}
	if mv.criterion >= 0 {
		w[mv.criterion] = t
		return w
	}
	within := mv.Weights.Within[mv.group].Mean()
	for k, j := range mv.Weights.Members[mv.group] {
		w[j] = t * within[k]
	}
	return w
}

// scoreAt returns an alternative's expected score and bounds under criterion weights w; where
// nothing of any weight applies to it, the whole scale.
func (m *model) scoreAt(i int, w []float64) (mean float64, span Span) {
	e := m.Effective(i, w)
	if e == nil {
		return .5, Span{0, 1}
	}
	for j, c := range m.Cells[i] {
		if !c.Absent {
			mean += float64(e[j] * c.expected())
		}
	}
	lo, hi := m.score(i, 1), m.score(i, -1)
	return mean, Span{lo.leastAt(e), -hi.leastAt(e)}
}
