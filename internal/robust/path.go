package robust

// A path is a score as a function of one weight t, a ratio of polynomials whose denominator
// is not negative on 0..1. Where nothing is absent it is the straight line of Mareschal (EJOR
// 33, 1988): R (1 - t) + v t, with R the mean of the others at their present proportions.
type path struct{ over, under poly }

var one = poly{1}

// A mover makes one weight, of a criterion or of a group, run from 0 to 1 while the others
// keep their proportions.
type mover struct {
	*model
	criterion int // -1 for a group
	group     int
	weight    float64 // at present
}

func (m *model) criterionMover(k int) mover {
	mv := mover{model: m, criterion: k, weight: m.w[k]}
	for g, js := range m.Weights.Members {
		for _, j := range js {
			if j == k {
				mv.group = g
			}
		}
	}
	return mv
}

func (m *model) groupMover(g int) mover {
	mv := mover{model: m, criterion: -1, group: g}
	for _, j := range m.Weights.Members[g] {
		mv.weight += m.w[j]
	}
	return mv
}

// rest returns the sum of the weights that keep their proportions, by which they are divided.
// It is 0 where the moving weight is all there is.
func (mv mover) rest() float64 {
	sum := 0.0
	for g, js := range mv.Weights.Members {
		for _, j := range js {
			if j != mv.criterion && (mv.criterion >= 0 || g != mv.group) {
				sum += mv.w[j]
			}
		}
	}
	return sum
}

// A share is what the criteria of one group that keep their proportions add: to the weight of
// all, to that of those that apply, and to the weighted sum of values.
type share struct{ all, applies, sum float64 }

func (mv mover) share(i, g int, v []float64, scale float64) share {
	var s share
	for _, j := range mv.Weights.Members[g] {
		if j == mv.criterion {
			continue
		}
		w := mv.w[j] / scale
		s.all += w
		if !mv.Cells[i][j].Absent {
			s.applies += w
			s.sum += float64(w * v[j])
		}
	}
	return s
}

// own is the share of the moving group's criteria within it, which a group of weight 0 has,
// too.
func (mv mover) own(i int, v []float64) share {
	var s share
	within := mv.Weights.Within[mv.group].Mean()
	for k, j := range mv.Weights.Members[mv.group] {
		s.all += within[k]
		if !mv.Cells[i][j].Absent {
			s.applies += within[k]
			s.sum += float64(within[k] * v[j])
		}
	}
	return s
}

// path returns how alternative i's score moves where its cells have values v. The ends are
// limits: a weight near 0 counts as still there.
func (mv mover) path(i int, v []float64) path {
	scale := mv.rest()
	sum, total := 0.0, 0.0 // over the groups that only keep their proportions
	full := true
	for g := range mv.Weights.Members {
		if g == mv.group {
			continue
		}
		if s := mv.share(i, g, v, scale); s.applies > 0 {
			sum += s.sum * (s.all / s.applies)
			total += s.all
			full = full && s.applies == s.all
		} else {
			full = full && s.all == 0
		}
	}
	if mv.criterion < 0 {
		return groupPath(mv.own(i, v), sum, total, full)
	}
	return mv.criterionPath(i, v, mv.share(i, mv.group, v, scale), sum, total, full)
}

// groupPath: V = (t m + (1-t) sum) / (t + (1-t) total), m the group's own score.
func groupPath(own share, sum, total float64, full bool) path {
	switch {
	case own.applies == 0: // the group is left out whatever its weight
		return path{poly{sum / total}, one}
	case total == 0: // there is nothing else
		return path{poly{own.sum / own.applies}, one}
	case full && own.applies == own.all:
		return path{line(sum, own.sum/own.applies), one}
	}
	return path{line(sum, own.sum/own.applies), line(total, 1)}
}

// criterionPath: with G = t + (1-t) all the group's weight and A = t + (1-t) applies what of
// it applies, V = (G (t v + (1-t) own)/A + (1-t) sum) / (G + (1-t) total).
func (mv mover) criterionPath(i int, v []float64, own share, sum, total float64, full bool) path {
	k := mv.criterion
	if mv.Cells[i][k].Absent {
		if own.applies == 0 {
			return path{poly{sum / total}, one}
		}
		m := own.sum / own.applies
		return path{line(float64(own.all*m)+sum, m), line(own.all+total, 1)}
	}
	if full && own.applies == own.all {
		return path{line(own.sum+sum, v[k]), one}
	}
	if own.all+total == 0 { // there is nothing else
		return path{poly{v[k]}, one}
	}
	group := line(own.all, 1)
	inner, applies := line(own.sum, v[k]), line(own.applies, 1)
	if own.applies == 0 {
		inner, applies = poly{v[k]}, one
	}
	return path{
		over:  group.times(inner).plus(line(sum, 0).times(applies)),
		under: group.plus(line(total, 0)).times(applies),
	}
}

func (a path) at(t float64) float64 { return a.over.at(t) / a.under.at(t) }

// less returns a - b.
func (a path) less(b path) path {
	return path{a.over.times(b.under).minus(b.over.times(a.under)), a.under.times(b.under)}
}
