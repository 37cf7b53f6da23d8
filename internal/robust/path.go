package robust

// A path is a score as a function of one weight t, a ratio of polynomials whose denominator
// is not negative on 0..1. Where nothing is absent it is the straight line of Mareschal (EJOR
// 33, 1988): R (1 - t) + v t, with R the mean of the others at their present proportions.
type path struct{ over, under poly }

var one = poly{1}

func (a path) at(t float64) float64 { return a.over.at(t) / a.under.at(t) }

// less returns a - b.
func (a path) less(b path) path {
	return path{a.over.times(b.under).minus(b.over.times(a.under)), a.under.times(b.under)}
}

// A mover makes one weight, of a criterion or of a group, run from 0 to 1 while the others
// keep their proportions.
type mover struct {
	*model
	criterion int // -1 for a group
	group     int
	weight    float64 // at present
	rest      float64 // all other weights together; 0 where there are no proportions to keep
	// kept holds the weights as they stand to each other: those outside the moving group, and
	// beside the moving criterion, by what they add up to; those of a moving group by theirs.
	kept   []float64
	shapes []*shape // by alternative
}

// A shape is what of the weights applies to one alternative.
type shape struct {
	all, applies float64 // of the group that moves, or whose criterion does, without that
	total        float64 // of the other groups of which anything applies
	full         bool    // nothing of any weight is absent
	// scale of another group is what its weights are multiplied by for those that do not
	// apply; 0 where none does.
	scale []float64
}

func (m *model) criterionMover(k int) *mover {
	mv := &mover{model: m, criterion: k, group: m.group[k], weight: m.w[k]}
	for j, w := range m.w {
		if j != k {
			mv.rest += w
		}
	}
	return mv.keep()
}

func (m *model) groupMover(g int) *mover {
	mv := &mover{model: m, criterion: -1, group: g}
	for j, w := range m.w {
		if m.group[j] == g {
			mv.weight += w
		} else {
			mv.rest += w
		}
	}
	return mv.keep()
}

func (mv *mover) keep() *mover {
	mv.kept, mv.shapes = make([]float64, len(mv.w)), make([]*shape, len(mv.Cells))
	for j, w := range mv.w {
		mv.kept[j] = w / mv.rest
	}
	if mv.criterion < 0 { // a group of weight 0 has proportions within it, too
		for k, w := range mv.Weights.Within[mv.group].Mean() {
			mv.kept[mv.Weights.Members[mv.group][k]] = w
		}
	}
	return mv
}

func (mv *mover) shape(i int) *shape {
	if mv.shapes[i] != nil {
		return mv.shapes[i]
	}
	s := &shape{full: true, scale: make([]float64, len(mv.Weights.Members))}
	for g, js := range mv.Weights.Members {
		all, applies := 0.0, 0.0
		for _, j := range js {
			if j == mv.criterion {
				continue
			}
			all += mv.kept[j]
			if !mv.Cells[i][j].Absent {
				applies += mv.kept[j]
			}
		}
		s.full = s.full && all == applies
		switch {
		case g == mv.group:
			s.all, s.applies = all, applies
		case applies > 0:
			s.scale[g] = all / applies
			s.total += all
		}
	}
	mv.shapes[i] = s
	return s
}

// values is what a path is made of: the weighted sums of values that keep their proportions,
// in the moving group and in the others, and the value on the moving criterion.
type values struct{ own, others, moving float64 }

func (v *values) add(mv *mover, s *shape, j int, x float64) {
	switch g := mv.group; {
	case j == mv.criterion:
		v.moving += x
	case mv.model.group[j] == g:
		v.own += float64(mv.kept[j] * x)
	default:
		v.others += float64(s.scale[mv.model.group[j]] * mv.kept[j] * x)
	}
}

// path returns how alternative i's score moves where its cells have values x. The ends are
// limits: a weight near 0 counts as still there.
func (mv *mover) path(i int, x []float64) path {
	s, v := mv.shape(i), values{}
	for j, c := range mv.Cells[i] {
		if !c.Absent {
			v.add(mv, s, j, x[j])
		}
	}
	return mv.combine(i, s, v)
}

// pull is path for values that are 0 but for the given terms, by criterion.
func (mv *mover) pull(i int, terms []term) path {
	s, v := mv.shape(i), values{}
	for _, t := range terms {
		v.add(mv, s, t.index, t.slope)
	}
	return mv.combine(i, s, v)
}

func (mv *mover) combine(i int, s *shape, v values) path {
	switch {
	case mv.criterion < 0:
		return groupPath(s, v)
	case mv.Cells[i][mv.criterion].Absent:
		return absentPath(s, v)
	}
	return criterionPath(s, v)
}

// groupPath: V = (t m + (1-t) others) / (t + (1-t) total), m the group's own score.
func groupPath(s *shape, v values) path {
	switch {
	case s.applies == 0: // the group is left out whatever its weight
		return path{poly{v.others / s.total}, one}
	case s.total == 0: // there is nothing else
		return path{poly{v.own / s.applies}, one}
	case s.full:
		return path{line(v.others, v.own/s.applies), one}
	}
	return path{line(v.others, v.own/s.applies), line(s.total, 1)}
}

// absentPath is that of an alternative to which the moving criterion does not apply: its group
// weighs t + (1-t) all, with a score m of its own.
func absentPath(s *shape, v values) path {
	if s.applies == 0 {
		return path{poly{v.others / s.total}, one}
	}
	m := v.own / s.applies
	return path{line(float64(s.all*m)+v.others, m), line(s.all+s.total, 1)}
}

// criterionPath: with G = t + (1-t) all the group's weight and A = t + (1-t) applies what of
// it applies, V = (G (t v + (1-t) own)/A + (1-t) others) / (G + (1-t) total).
func criterionPath(s *shape, v values) path {
	switch {
	case s.full:
		return path{line(v.own+v.others, v.moving), one}
	case s.all+s.total == 0: // there is nothing else
		return path{poly{v.moving}, one}
	}
	group, inner, applies := line(s.all, 1), line(v.own, v.moving), line(s.applies, 1)
	if s.applies == 0 {
		inner, applies = poly{v.moving}, one
	}
	return path{
		over:  group.times(inner).plus(line(v.others, 0).times(applies)),
		under: group.plus(line(s.total, 0)).times(applies),
	}
}
