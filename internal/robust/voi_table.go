package robust

import (
	"fmt"
	"math"
)

// TableEVPI returns the expected value of perfect information on a table of payoffs by
// scenario, then option: sum_s p_s max_o x_so - max_o sum_s p_s x_so (Raiffa & Schlaifer 1961),
// in the payoffs' unit. Nil probabilities are equal; others are divided by their sum. An empty
// or ragged table, a payoff that is not finite, and a probability that is negative or not
// finite are errors.
func TableEVPI(payoffs [][]float64, probabilities []float64) (float64, error) {
	ps, err := scenarioShares(len(payoffs), probabilities)
	if err != nil {
		return 0, err
	}
	var mean []float64
	informed := 0.0
	for s, row := range payoffs {
		if len(row) == 0 || len(row) != len(payoffs[0]) {
			return 0, fmt.Errorf("scenario %d has %d options; every scenario needs the same number, at least one", s+1, len(row))
		}
		if mean == nil {
			mean = make([]float64, len(row))
		}
		best := math.Inf(-1)
		for o, x := range row {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return 0, fmt.Errorf("scenario %d, option %d: payoff %v must be a finite number", s+1, o+1, x)
			}
			mean[o] += float64(ps[s] * x)
			best = max(best, x)
		}
		informed += float64(ps[s] * best)
	}
	uninformed := math.Inf(-1)
	for _, x := range mean {
		uninformed = max(uninformed, x)
	}
	return max(0, informed-uninformed), nil
}

func scenarioShares(n int, given []float64) ([]float64, error) {
	if n == 0 {
		return nil, fmt.Errorf("the table has no scenarios; give at least one")
	}
	ps := make([]float64, n)
	for s := range ps {
		ps[s] = 1 / float64(n)
	}
	if given == nil {
		return ps, nil
	}
	if len(given) != n {
		return nil, fmt.Errorf("%d probabilities for %d scenarios; give one for each", len(given), n)
	}
	sum := 0.0
	for s, p := range given {
		if !(p >= 0 && p <= math.MaxFloat64/float64(n)) {
			return nil, fmt.Errorf("probability %d is %v; it must be a finite number and not negative", s+1, p)
		}
		sum += p
	}
	if sum == 0 {
		return nil, fmt.Errorf("the probabilities add up to 0; at least one must be above 0")
	}
	for s, p := range given {
		ps[s] = p / sum
	}
	return ps, nil
}

// NormalEVPPI returns the value of finding out the part with standard deviation sd of a
// normally distributed difference with mean mu between two options: the unit normal loss
// sd phi(mu/sd) - |mu| Phi(-|mu|/sd) (Raiffa & Schlaifer 1961). sd must not be negative.
func NormalEVPPI(mu, sd float64) (float64, error) {
	if !(sd >= 0) || math.IsInf(sd, 0) || math.IsNaN(mu) || math.IsInf(mu, 0) {
		return 0, fmt.Errorf("mean %v and standard deviation %v must be finite, the second not negative", mu, sd)
	}
	if sd == 0 {
		return 0, nil
	}
	z := math.Abs(mu) / sd
	density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
	tail := math.Erfc(z/math.Sqrt2) / 2
	return max(0, float64(sd*density)-float64(math.Abs(mu)*tail)), nil
}
