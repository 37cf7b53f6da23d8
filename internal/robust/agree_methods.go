package robust

import "math"

// A procedure scores all rows of a table, more being better, and says what of each criterion
// pulls for row a against row b.
type procedure struct {
	score func(t *table) []float64
	pulls func(t *table, a, b int) []float64
}

var procedures = map[Method]procedure{
	Additive:        summing(func(v float64) float64 { return v }),
	Steeper:         summing(func(v float64) float64 { return v * v }),
	Flatter:         summing(math.Sqrt),
	Geometric:       {(*table).geometric, summing(raised).pulls},
	Promethee:       outranking(Preference{}),
	PrometheeLinear: outranking(LinearPreference),
	ClosenessTopsis: {(*table).topsis, (*table).topsisPulls},
}

// summing adds up bent values, and so do its pulls.
func summing(value func(v float64) float64) procedure {
	return procedure{
		score: func(t *table) []float64 { return t.sum(value) },
		pulls: func(t *table, a, b int) []float64 {
			out := make([]float64, len(t.w))
			for j := range out {
				out[j] = float64(t.eff[a][j]*value(t.values[a][j])) - float64(t.eff[b][j]*value(t.values[b][j]))
			}
			return out
		},
	}
}

// outranking sums, for its pulls, the net preferences over every other row by criterion.
func outranking(f Preference) procedure {
	return procedure{
		score: func(t *table) []float64 { return t.promethee(f) },
		pulls: func(t *table, a, b int) []float64 {
			out := make([]float64, len(t.w))
			for c := range t.values {
				for j, w := range t.common(a, c) {
					out[j] += float64(w * f.of(t.values[a][j]-t.values[c][j]))
				}
				for j, w := range t.common(b, c) {
					out[j] -= float64(w * f.of(t.values[b][j]-t.values[c][j]))
				}
			}
			return out
		},
	}
}

// topsisPulls divides ln(d-a^2 / d-b^2) + ln(d+b^2 / d+a^2), which is positive where a is the
// closer, among the criteria by their parts of the squared distances, each to first order.
func (t *table) topsisPulls(a, b int) []float64 {
	bestA, worstA := t.distances(a)
	bestB, worstB := t.distances(b)
	best, worst := max(1e-300, (bestA+bestB)/2), max(1e-300, (worstA+worstB)/2)
	square := func(x float64) float64 { return float64(x * x) }
	out := make([]float64, len(t.w))
	for j := range out {
		near := square(t.eff[a][j]*t.values[a][j]) - square(t.eff[b][j]*t.values[b][j])
		far := square(t.eff[b][j]*(1-t.values[b][j])) - square(t.eff[a][j]*(1-t.values[a][j]))
		out[j] = near/worst + far/best
	}
	return out
}
