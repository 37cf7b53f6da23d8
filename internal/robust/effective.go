package robust

import "slices"

// effective returns the weight of each criterion for one alternative, given the criteria's
// weights w down the tree whose groups have the given members. The weight of an absent
// criterion is shared out over the others of its group in proportion, and that of a group of
// which nothing remains over the other groups, as package evaluate does it. The weights
// returned are 0 where absent and add up to 1; nil says that nothing of positive weight
// remains. Where nothing is absent they are w itself, not to be changed.
func effective(members [][]int, w []float64, absent func(j int) bool) []float64 {
	if !slices.ContainsFunc(members, func(js []int) bool { return slices.ContainsFunc(js, absent) }) {
		return w
	}
	left := make([]float64, len(members)) // what remains of each group
	whole := make([]float64, len(members))
	total := 0.0
	for g, js := range members {
		for _, j := range js {
			whole[g] += w[j]
			if !absent(j) {
				left[g] += w[j]
			}
		}
		if left[g] > 0 {
			total += whole[g]
		}
	}
	if total == 0 {
		return nil
	}
	e := make([]float64, len(w))
	for g, js := range members {
		for _, j := range js {
			if left[g] > 0 && !absent(j) {
				e[j] = whole[g] / total * (w[j] / left[g])
			}
		}
	}
	return e
}

// Effective returns the weights that alternative i is scored with under criterion weights w:
// w, with the weight of its absent cells shared out within their groups and that of a group
// of absent cells among the other groups. It is nil where nothing applies to the alternative.
// The result may be w itself and must not be changed.
func (p *Problem) Effective(i int, w []float64) []float64 {
	return effective(p.Weights.Members, w, func(j int) bool { return p.Cells[i][j].Absent })
}
