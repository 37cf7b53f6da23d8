package robust

import "math"

// A table holds one value per cell, for the methods that know no ranges. Its rows are some of
// a problem's alternatives, or others.
type table struct {
	members [][]int
	w       []float64
	values  [][]float64 // 0 where absent
	absent  [][]bool    // nil where nothing is
	eff     [][]float64 // effective weights
}

func plainTable(values [][]float64, w []float64) *table {
	t := &table{w: w, values: values, absent: make([][]bool, len(values)), eff: make([][]float64, len(values))}
	for i := range values {
		t.eff[i] = w
	}
	return t
}

// table takes a value from every cell of the ranked alternatives.
func (m *model) table(value func(Cell) float64) *table {
	t := &table{members: m.Weights.Members, w: m.w}
	for _, i := range m.ranked {
		row := make([]float64, len(m.Cells[i]))
		var absent []bool
		for j, c := range m.Cells[i] {
			if !c.Absent {
				row[j] = value(c)
				continue
			}
			if absent == nil {
				absent = make([]bool, len(row))
			}
			absent[j] = true
		}
		t.values, t.absent, t.eff = append(t.values, row), append(t.absent, absent), append(t.eff, m.eff[i])
	}
	return t
}

// with returns the table with one more row that lacks what row i lacks.
func (t *table) with(i int, row []float64) *table {
	u := *t
	u.values = append(t.values[:len(t.values):len(t.values)], row)
	u.absent = append(t.absent[:len(t.absent):len(t.absent)], t.absent[i])
	u.eff = append(t.eff[:len(t.eff):len(t.eff)], t.eff[i])
	return &u
}

// common returns the weights of the criteria that both rows have, nil for none.
func (t *table) common(a, b int) []float64 {
	if t.absent[a] == nil && t.absent[b] == nil {
		return t.w
	}
	return effective(t.members, t.w, func(j int) bool { return t.lacks(a, j) || t.lacks(b, j) })
}

func (t *table) lacks(i, j int) bool { return t.absent[i] != nil && t.absent[i][j] }

// net returns how much more a is preferred to b than b to a, on the criteria that both have:
// the sum of common weights times preferences, without the list of weights.
func (t *table) net(a, b int, f Preference) float64 {
	x, y := t.values[a], t.values[b]
	sum, total := 0.0, 0.0
	if t.absent[a] == nil && t.absent[b] == nil {
		for j, w := range t.w {
			sum += float64(w * f.of(x[j]-y[j]))
		}
		return sum
	}
	for _, js := range t.members {
		whole, left, own := 0.0, 0.0, 0.0
		for _, j := range js {
			whole += t.w[j]
			if !t.lacks(a, j) && !t.lacks(b, j) {
				left += t.w[j]
				own += float64(t.w[j] * f.of(x[j]-y[j]))
			}
		}
		if left > 0 {
			total += whole
			sum += float64(whole * (own / left))
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

func (t *table) sum(value func(v float64) float64) []float64 {
	out := make([]float64, len(t.values))
	for i, row := range t.values {
		for j, v := range row {
			out[i] += float64(t.eff[i][j] * value(v))
		}
	}
	return out
}

// promethee compares a pair on the criteria that both have.
func (t *table) promethee(f Preference) []float64 {
	n := len(t.values)
	flow := make([]float64, n)
	for a := range n {
		for b := range a {
			net := t.net(a, b, f)
			flow[a] += net
			flow[b] -= net
		}
	}
	for i := range flow {
		flow[i] /= float64(max(1, n-1))
	}
	return flow
}

// GeometricMean returns prod_j ((1 + 4 v_j) / 5)^w_j, in 1/5..1, the weighted geometric mean
// of values moved up so that one unknown at 0 does not make the whole 0. Weights are divided by
// their sum. It errs as PrometheeII does, and on values outside 0..1.
func GeometricMean(values, weights []float64) (float64, error) {
	if _, err := Topsis([][]float64{values}, weights); err != nil { // the same demands
		return 0, err
	}
	w, _ := checkedTable([][]float64{values}, weights)
	return plainTable([][]float64{values}, w).geometric()[0], nil
}

func raised(v float64) float64 { return math.Log((1 + 4*v) / 5) }

func (t *table) geometric() []float64 {
	out := t.sum(raised)
	for i, x := range out {
		out[i] = math.Exp(x)
	}
	return out
}
