package robust

import (
	"fmt"
	"math"
)

// Topsis returns each row's relative closeness to the ideal, d- / (d+ + d-), in 0..1, d+ and d-
// being the Euclidean distances of the weighted values from those of the ideal, 1 on every
// criterion, and of its opposite, 0 (Hwang & Yoon 1981). On these fixed scales a row's
// closeness does not depend on the others; with scales or ideals taken from the set of
// alternatives, as elsewhere, adding one may turn others around. Weights are divided by their
// sum. Values outside 0..1 and rows of unequal length are errors.
func Topsis(values [][]float64, weights []float64) ([]float64, error) {
	w, err := checkedTable(values, weights)
	if err != nil {
		return nil, err
	}
	for i, row := range values {
		for j, v := range row {
			if v < 0 || v > 1 {
				return nil, fmt.Errorf("alternative %d, criterion %d: value %v must lie in 0 to 1", i+1, j+1, v)
			}
		}
	}
	return plainTable(values, w).topsis(), nil
}

// distances returns the squares of the distances from the ideal and from its opposite.
func (t *table) distances(i int) (best, worst float64) {
	for j, v := range t.values[i] {
		far, near := t.eff[i][j]*(1-v), t.eff[i][j]*v
		best += float64(far * far)
		worst += float64(near * near)
	}
	return best, worst
}

func (t *table) topsis() []float64 {
	out := make([]float64, len(t.values))
	for i := range out {
		best, worst := t.distances(i)
		best, worst = math.Sqrt(best), math.Sqrt(worst)
		out[i] = worst / (best + worst)
	}
	return out
}
