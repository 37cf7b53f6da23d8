package comparison

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"assay/internal/negotiate"
	"assay/internal/phrase"
)

// reweigh says, for every ranked offer that is not first at expected values, the smallest change
// of weights that would put it there. Where a criterion does not apply to some offer weights
// differ from offer to offer, and nothing is said.
func (a *analyst) reweigh(s *Sure, order []int) error {
	values := make([][]float64, len(a.p.Cells))
	for i, row := range a.p.Cells {
		for _, c := range row {
			if c.Absent && a.p.IsRanked(i) {
				return nil
			}
			values[i] = append(values[i], (c.At0+c.At1)/2)
		}
	}
	weights := a.p.Weights.Expected()
	for _, i := range order[1:] {
		change, err := negotiate.SmallestReweighing(values, weights, i, a.p.Ranked)
		if err != nil {
			return err
		}
		r := Reweighing{Offer: a.id(i), Possible: change.Possible, Total: change.Total}
		if change.Possible {
			r.Text = a.moves(weights, change.Weights)
		} else {
			r.Text = "no weights do: " + a.better(change.Ahead)
		}
		s.Reweigh = append(s.Reweigh, r)
	}
	return nil
}

// moves names the weights that change, the largest first.
func (a *analyst) moves(from, to []float64) string {
	var js []int
	for j := range from {
		if math.Abs(to[j]-from[j]) > 5e-4 {
			js = append(js, j)
		}
	}
	slices.SortStableFunc(js, func(x, y int) int {
		return cmp.Compare(math.Abs(to[y]-from[y]), math.Abs(to[x]-from[x]))
	})
	var parts []string
	for _, j := range js {
		parts = append(parts, fmt.Sprintf("%s from %.1f to %s", a.p.Criteria[j], 100*from[j], phrase.Percent1(to[j])))
	}
	if len(parts) == 0 {
		return "it is level with the first already"
	}
	return strings.Join(parts, ", ")
}

func (a *analyst) better(ahead []negotiate.Mixed) string {
	if len(ahead) == 1 {
		return a.title(ahead[0].Alternative) + " is better on every criterion at expected values"
	}
	return "a mixture of other offers is better on every criterion at expected values"
}
