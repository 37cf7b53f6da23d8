package robust

import "slices"

// A weighing is how drawn shares become the weights of alternatives that lack the same
// criteria: within each group the weights that apply are scaled up to 1, and the groups in
// which something applies to 1 together.
type weighing struct {
	absent  []bool
	full    bool      // nothing is absent
	applies []float64 // by column: how much of it applies; nil where full
}

func (s *sampler) newWeighing(absent []bool) weighing {
	w := weighing{absent: absent, full: !slices.Contains(absent, true)}
	if w.full {
		return w
	}
	w.applies = make([]float64, s.columns)
	for j, mixes := range s.mixes {
		for _, m := range mixes {
			if !absent[j] {
				w.applies[m.column] += m.share
			}
		}
	}
	return w
}

// weighingOf finds or adds the weighing of alternatives that lack the same criteria.
func (s *sampler) weighingOf(absent []bool) int {
	for k := range s.weighings {
		if slices.Equal(s.weighings[k].absent, absent) {
			return k
		}
	}
	s.weighings = append(s.weighings, s.newWeighing(absent))
	return len(s.weighings) - 1
}

// weigh turns the shares of groups and of columns within their groups into the weight of every
// column: group weight x share, shared out over what applies.
func (s *sampler) weigh(w *weighing, groups, within, out []lane) {
	var total lane
	for g := range groups {
		columns, weights := within[s.at[g]:s.at[g+1]], out[s.at[g]:s.at[g+1]]
		scale := &groups[g]
		if !w.full {
			scale = w.shareOut(&groups[g], w.applies[s.at[g]:s.at[g+1]], columns, &total)
		}
		for c := range columns {
			weights[c] = columns[c]
			weights[c].times(scale)
		}
	}
	if w.full {
		return
	}
	divide(out, &total)
}

// shareOut returns the scale of a group's columns: its weight over what of it applies, 0 where
// nothing does. It adds the weight to total where something does.
func (w *weighing) shareOut(group *lane, applies []float64, columns []lane, total *lane) *lane {
	var left, scale lane
	left.addWeighted(applies, columns)
	for b, x := range left {
		if x > 0 {
			total[b] += group[b]
			scale[b] = group[b] / x
		}
	}
	return &scale
}

// perCriterion turns the weights of columns into those of criteria.
func (s *sampler) perCriterion(w *weighing, columns, out []lane) {
	for j, mixes := range s.mixes {
		out[j] = lane{}
		if w.absent[j] {
			continue
		}
		for _, m := range mixes {
			out[j].addTimes(m.share, &columns[m.column])
		}
	}
}
