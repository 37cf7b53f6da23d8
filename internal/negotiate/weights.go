package negotiate

import (
	"errors"
	"fmt"
	"math"

	"assay/internal/linear"
)

// A WeightChange is the smallest change of weights that puts an alternative first.
type WeightChange struct {
	Possible bool      `json:"possible"`
	Total    float64   `json:"total"` // sum over criteria of |change|: 0 for first already, 2 at most
	Weights  []float64 `json:"weights,omitempty"`
	// Ahead is what no weights can overcome, where the change is impossible: alternatives whose
	// mixture, in these shares, is better on every criterion. One of share 1 dominates alone.
	Ahead []Mixed `json:"ahead,omitempty"`
}

// Mixed is an alternative's share of a mixture.
type Mixed struct {
	Alternative int     `json:"alternative"`
	Share       float64 `json:"share"`
}

// SmallestReweighing returns the weights x >= 0 with sum 1 that are nearest to weights, by the sum
// of absolute changes, among those under which alternative i is not behind any other:
//
//	min sum_j |x_j - w_j|  subject to  sum_j x_j (v_ij - v_kj) >= 0 for every other k
//
// a linear programme in the rises and falls of each weight. values are by alternative, then
// criterion, in 0..1; weights have sum 1. ranked says which alternatives count; nil: all. The
// optimum may be reached by other weights, too.
func SmallestReweighing(values [][]float64, weights []float64, i int, ranked []bool) (*WeightChange, error) {
	if err := checkReweighing(values, weights, i, ranked); err != nil {
		return nil, err
	}
	n := len(weights)
	p := linear.Problem{Cost: make([]float64, 2*n)} // rises, then falls
	balance := linear.Row{A: make([]float64, 2*n), Is: linear.Equal}
	for j := range n {
		p.Cost[j], p.Cost[n+j] = 1, 1
		balance.A[j], balance.A[n+j] = 1, -1
		most := linear.Row{A: make([]float64, n+j+1), B: weights[j]}
		most.A[n+j] = 1
		p.Rows = append(p.Rows, most)
	}
	p.Rows = append(p.Rows, balance)
	for k := range values {
		if k != i && counts(ranked, k) {
			p.Rows = append(p.Rows, notBehind(values[i], values[k], weights))
		}
	}
	s, err := linear.Minimize(p)
	if _, none := errors.AsType[*linear.Infeasible](err); none {
		ahead, err := mixtureAhead(values, i, ranked)
		return &WeightChange{Ahead: ahead}, err
	}
	if err != nil {
		return nil, fmt.Errorf("smallest change of weights: %w", err)
	}
	c := &WeightChange{Possible: true, Total: s.Value}
	for j, w := range weights {
		c.Weights = append(c.Weights, max(0, w+s.X[j]-s.X[n+j]))
	}
	return c, nil
}

func notBehind(own, other, weights []float64) linear.Row {
	n := len(weights)
	r := linear.Row{A: make([]float64, 2*n), Is: linear.AtLeast}
	for j, w := range weights {
		lead := own[j] - other[j]
		r.A[j], r.A[n+j] = lead, -lead
		r.B -= float64(w * lead)
	}
	return r
}

// mixtureAhead returns shares y of the others with sum_k y_k (v_kj - v_ij) as much above 0 as can
// be on the worst criterion j; a single dominating alternative where there is one.
func mixtureAhead(values [][]float64, i int, ranked []bool) ([]Mixed, error) {
	var others []int
	for k := range values {
		if k == i || !counts(ranked, k) {
			continue
		}
		if dominates(values[k], values[i]) {
			return []Mixed{{k, 1}}, nil
		}
		others = append(others, k)
	}
	m := len(others)
	p := linear.Problem{Cost: make([]float64, m+1), Free: make([]bool, m+1)}
	p.Cost[m], p.Free[m] = -1, true
	one := linear.Row{A: make([]float64, m), Is: linear.Equal, B: 1}
	for y := range m {
		one.A[y] = 1
	}
	p.Rows = append(p.Rows, one)
	for j := range values[i] {
		r := linear.Row{A: make([]float64, m+1), Is: linear.AtLeast}
		for y, k := range others {
			r.A[y] = values[k][j] - values[i][j]
		}
		r.A[m] = -1
		p.Rows = append(p.Rows, r)
	}
	s, err := linear.Minimize(p)
	if err != nil {
		return nil, fmt.Errorf("mixture that is better everywhere: %w", err)
	}
	var mix []Mixed
	for y, k := range others {
		if s.X[y] > tie {
			mix = append(mix, Mixed{k, s.X[y]})
		}
	}
	return mix, nil
}

func dominates(a, b []float64) bool {
	for j := range a {
		if a[j] <= b[j] {
			return false
		}
	}
	return true
}

func counts(ranked []bool, k int) bool { return ranked == nil || ranked[k] }

func checkReweighing(values [][]float64, weights []float64, i int, ranked []bool) error {
	if i < 0 || i >= len(values) {
		return fmt.Errorf("alternative %d: there are %d, counted from 0", i, len(values))
	}
	if ranked != nil && len(ranked) != len(values) {
		return fmt.Errorf("ranked speaks of %d alternatives; there are %d", len(ranked), len(values))
	}
	sum := 0.0
	for j, w := range weights {
		if !inUnit(w) {
			return fmt.Errorf("weight %d is %v; it does not lie in 0..1", j, w)
		}
		sum += w
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("the weights add up to %v; divide them by their sum", sum)
	}
	for k, row := range values {
		if len(row) != len(weights) {
			return fmt.Errorf("alternative %d has %d values for %d weights", k, len(row), len(weights))
		}
		for j, v := range row {
			if !inUnit(v) {
				return fmt.Errorf("alternative %d, criterion %d: value %v does not lie in 0..1", k, j, v)
			}
		}
	}
	return nil
}
