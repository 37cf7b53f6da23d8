package analyse

import "assay/internal/weight"

func (l level) ahp(e *elicited) (weight.Set, error) {
	_, _ = l.comparisons()
	return weight.Set{}, errNoted
}
