package analyse

import "assay/internal/weight"

// Comparisons is how consistent a matrix of pairwise comparisons is.
type Comparisons struct {
	Of     string  `json:"of"` // what is compared: criteria, groups, or the name of a group
	Lambda float64 `json:"lambda_max"`
	CI     float64 `json:"consistency_index"`
	// Ratios are CI over the mean of random comparisons; tables of it differ, so each ratio has
	// the name of its table. The first, Saaty's, is the one that is judged by.
	Ratios    []ConsistencyRatio `json:"consistency_ratios"`
	Koczkodaj float64            `json:"koczkodaj"`
	Verdict   string             `json:"verdict"`

	inconsistent bool
}

// A ConsistencyRatio is null where the table does not reach so far.
type ConsistencyRatio struct {
	Table string   `json:"table"`
	Ratio *float64 `json:"ratio"`
}

// ahp reads pairwise comparisons and keeps what they say of themselves.
func (l level) ahp(e *elicited) (weight.Set, error) {
	matrix, ok := l.comparisons()
	if !ok {
		return weight.Set{}, errNoted
	}
	c, err := weight.AHP(matrix)
	if err != nil {
		return weight.Set{}, err
	}
	e.compared = &Comparisons{Lambda: c.Lambda, CI: c.CI, Koczkodaj: c.Koczkodaj, Verdict: c.Verdict(weight.Saaty)}
	for _, table := range []weight.RandomIndex{weight.Saaty, weight.TummalaLing, weight.AlonsoLamata} {
		r := ConsistencyRatio{Table: table.Name}
		if ratio, ok := c.CR(table); ok {
			r.Ratio = &ratio
		}
		e.compared.Ratios = append(e.compared.Ratios, r)
	}
	judged := e.compared.Ratios[0].Ratio
	e.compared.inconsistent = judged != nil && *judged > weight.ConsistencyLimit
	return weight.Exact(c.Weights)
}
