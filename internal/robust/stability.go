package robust

import (
	"fmt"
	"slices"
)

// Stability says how far each weight may move before the answer changes, all others keeping
// their proportions (Mareschal, EJOR 33, 1988, 54-64; rescaled as in Triantaphyllou & Sanchez,
// Decision Sciences 28, 1997). Weights stand at their expected values before they move.
type Stability struct {
	// Leader is ahead of every rival at expected weights and expected values; nil if none is,
	// and then Note says why. Without a winner there is no interval for one.
	Leader   *int              `json:"leader"`
	Note     string            `json:"note,omitempty"`
	Criteria []WeightStability `json:"criteria"` // by criterion
	Groups   []WeightStability `json:"groups"`   // by group; none where there is one group only
}

// WeightStability is what one weight alone can change. Intervals lie in 0..1 and hold the
// present weight; beyond an end that is not 0 or 1 the answer is another, on it there is a
// tie. An interval is nil where there is nothing to keep.
type WeightStability struct {
	Weight float64 `json:"weight"`
	// Winner keeps the leader first at expected values.
	Winner *Span `json:"winner_interval"`
	// Ranking keeps the whole order at expected values, ties included.
	Ranking *Span `json:"ranking_interval"`
	// Guaranteed keeps the leader first whatever the unknowns turn out to be; nil unless it
	// must be first today.
	Guaranteed *Span `json:"guaranteed_interval"`
	// Possible keeps values of the unknowns at which the leader is not behind, against each
	// rival taken by itself.
	Possible *Span `json:"possible_interval"`
	// Crossings are where the leader meets each rival at expected values.
	Crossings []Crossing `json:"crossings"`
	Note      string     `json:"note,omitempty"`
}

// A Crossing is a weight at which the leader and a rival draw level:
// t* = (R_b - R_a) / ((v_a - R_a) - (v_b - R_b)), R the score without the criterion. It may lie
// outside 0..1 and then says how far off a change is. It is nil where the two never meet: the
// denominator is 0, or, with absent cells, no weight in 0..1 does it.
type Crossing struct {
	Rival int      `json:"rival"`
	At    *float64 `json:"at"`
}

const allThereIs = "this weight is all there is: the others have no proportions to keep"

// StabilityOf returns the intervals of every criterion's and every group's weight. With value
// ranges it gives two readings: at expected values (Winner, Ranking), and from bounds alone,
// each pair at the values worst for the leader (Guaranteed) or best (Possible), unknowns that
// the two share taking one value in both.
func StabilityOf(p *Problem) (*Stability, error) {
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	s := &Stability{Criteria: []WeightStability{}, Groups: []WeightStability{}}
	st := stabiliser{model: m, leader: -1, order: m.order(), pairs: map[int][2]difference{}, together: map[int][]int{}}
	switch first := m.leaders(); {
	case len(m.ranked) < 2:
		s.Note = "fewer than two alternatives are ranked: there is nobody to be ahead of"
	case len(first) > 1:
		s.Note = fmt.Sprintf("%d alternatives share the first place at expected values", len(first))
	default:
		st.leader, s.Leader = first[0], &first[0]
	}
	st.values = make([][]float64, len(m.Cells))
	for i, row := range m.Cells {
		for _, c := range row {
			st.values[i] = append(st.values[i], c.expected())
		}
	}
	for k := range m.Criteria {
		s.Criteria = append(s.Criteria, st.stability(m.criterionMover(k)))
	}
	if len(m.Weights.Members) > 1 {
		for g := range m.Weights.Members {
			s.Groups = append(s.Groups, st.stability(m.groupMover(g)))
		}
	}
	return s, nil
}

// order returns the ranked alternatives, best expected score first.
func (m *model) order() []int {
	order := slices.Clone(m.ranked)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case m.mean[a] > m.mean[b]:
			return -1
		case m.mean[a] < m.mean[b]:
			return 1
		}
		return 0
	})
	return order
}

type stabiliser struct {
	*model
	leader int // -1 without one
	order  []int
	values [][]float64 // expected value of each cell
	// By rival, and remembered:
	pairs    map[int][2]difference
	together map[int][]int // unknowns that move more than one cell of the leader and the rival
}

func (st *stabiliser) stability(mv *mover) WeightStability {
	ws := WeightStability{Weight: mv.weight, Crossings: []Crossing{}}
	if mv.rest == 0 {
		ws.Note = allThereIs
		return ws
	}
	paths := make([]path, len(st.Cells))
	for _, i := range st.ranked {
		paths[i] = mv.path(i, st.values[i])
	}
	ws.Ranking = st.ranking(mv, paths)
	if st.leader < 0 {
		return ws
	}
	st.winner(&ws, mv, paths)
	ws.Guaranteed = st.fromBounds(mv, 1)
	ws.Possible = st.fromBounds(mv, -1)
	return ws
}

// winner fills in what follows at expected values.
func (st *stabiliser) winner(ws *WeightStability, mv *mover, paths []path) {
	span := Span{0, 1}
	for _, i := range st.ranked {
		if i == st.leader {
			continue
		}
		lead := paths[st.leader].less(paths[i])
		span = span.meet(keep([]piece{{0, 1, lead}}, mv.weight))
		for _, at := range meetings(lead) {
			ws.Crossings = append(ws.Crossings, Crossing{Rival: i, At: at})
		}
	}
	ws.Winner = &span
}

// meetings returns where a lead is 0, for a straight line also outside 0..1; one nil if
// nowhere.
func meetings(lead path) (at []*float64) {
	if len(lead.over) == 2 && len(lead.under) == 1 && !lead.over.flat() {
		return []*float64{new(-lead.over[0] / lead.over[1])}
	}
	for _, t := range lead.over.roots() {
		at = append(at, &t)
	}
	if at == nil {
		return []*float64{nil}
	}
	return at
}

// ranking needs the neighbours only: the first two to meet have no other between them.
func (st *stabiliser) ranking(mv *mover, paths []path) *Span {
	if len(st.order) < 2 {
		return nil
	}
	span := Span{0, 1}
	for n := range len(st.order) - 1 {
		a, b := st.order[n], st.order[n+1]
		lead := paths[a].less(paths[b])
		switch {
		case st.mean[a]-st.mean[b] > tie:
			span = span.meet(keep([]piece{{0, 1, lead}}, mv.weight))
		case !lead.over.zero():
			span = Span{mv.weight, mv.weight} // a tie that any move breaks
		}
	}
	return &span
}

// zero reports whether the polynomial is 0 but for rounding.
func (p poly) zero() bool { return p.flat() && (len(p) == 0 || (p[0] <= tie && p[0] >= -tie)) }

// meet returns the common part of two spans that have one.
func (s Span) meet(o Span) Span { return Span{max(s[0], o[0]), min(s[1], o[1])} }

// A piece is a lead between two weights.
type piece struct {
	from, to float64
	lead     path
}

// keep returns the longest span around t on which no piece is below 0.
func keep(pieces []piece, t float64) Span {
	span := Span{0, 1}
	for n := range pieces { // upward from t
		if p := pieces[n]; p.to > t {
			if stop, ok := p.falls(max(t, p.from), p.to); ok {
				span[1] = stop
				break
			}
		}
	}
	for _, p := range slices.Backward(pieces) {
		if p.from < t {
			if stop, ok := p.falls(min(t, p.to), p.from); ok {
				span[0] = stop
				break
			}
		}
	}
	return span
}

// falls returns where the lead first drops below 0 on the way between two weights, either way.
func (p piece) falls(from, to float64) (stop float64, ok bool) {
	marks := p.lead.over.roots()
	marks = slices.DeleteFunc(marks, func(t float64) bool { return t <= min(from, to) || t >= max(from, to) })
	if to < from {
		slices.Reverse(marks)
	}
	at := from
	for _, next := range append(marks, to) {
		if p.lead.at(at+(next-at)/2) < -1e-14 {
			return at, true
		}
		at = next
	}
	return 0, false
}
