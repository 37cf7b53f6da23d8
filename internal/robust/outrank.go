package robust

import (
	"fmt"
	"math"
)

// A Preference says how much a difference d of values counts in PROMETHEE (Brans & Vincke,
// Management Science 31, 1985): not at all up to Indifference, fully from Full on, and in
// between in proportion (their type V). The zero Preference is the usual criterion (type I):
// any difference counts fully.
type Preference struct {
	Indifference float64 `json:"indifference"` // in value, not negative
	Full         float64 `json:"full"`         // in value, at least Indifference
}

// of returns P(d) - P(-d).
func (f Preference) of(d float64) float64 {
	switch size := math.Abs(d); {
	case size <= f.Indifference || d == 0:
		return 0
	case size >= f.Full:
		return math.Copysign(1, d)
	default:
		return math.Copysign((size-f.Indifference)/(f.Full-f.Indifference), d)
	}
}

// PrometheeII returns the net flow of each row of values,
// phi_a = 1/(n-1) sum_b sum_j w_j (P_j(v_aj - v_bj) - P_j(v_bj - v_aj)), in -1..1. More is
// better on every criterion. Weights are divided by their sum. Flows depend on the set of
// alternatives: adding one may turn others around. Fewer than two rows, rows of unequal length,
// and numbers that are not finite are errors.
func PrometheeII(values [][]float64, weights []float64, f Preference) ([]float64, error) {
	w, err := checkedTable(values, weights)
	if err != nil {
		return nil, err
	}
	if len(values) < 2 {
		return nil, fmt.Errorf("PROMETHEE compares alternatives in pairs; give at least two")
	}
	if !(f.Indifference >= 0 && f.Full >= f.Indifference) {
		return nil, fmt.Errorf("preference thresholds %v and %v: give 0 <= indifference <= full preference", f.Indifference, f.Full)
	}
	t := plainTable(values, w)
	return t.promethee(f), nil
}

// checkedTable returns the weights divided by their sum.
func checkedTable(values [][]float64, weights []float64) ([]float64, error) {
	sum := 0.0
	for j, w := range weights {
		if !(w >= 0 && w <= math.MaxFloat64/float64(len(weights))) {
			return nil, fmt.Errorf("weight %d is %v; it must be a finite number and not negative", j+1, w)
		}
		sum += w
	}
	if sum == 0 {
		return nil, fmt.Errorf("the weights add up to 0; at least one must be above 0")
	}
	for i, row := range values {
		if len(row) != len(weights) {
			return nil, fmt.Errorf("alternative %d has %d values for %d weights", i+1, len(row), len(weights))
		}
		for j, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("alternative %d, criterion %d: value %v must be a finite number", i+1, j+1, v)
			}
		}
	}
	out := make([]float64, len(weights))
	for j, w := range weights {
		out[j] = w / sum
	}
	return out, nil
}
