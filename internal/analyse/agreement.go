package analyse

import (
	"fmt"

	"assay/internal/robust"
)

// A Sorted is where MR-Sort puts an alternative: the best and the worst category that its
// ranges allow.
type Sorted struct {
	Best  string `json:"best"`
	Worst string `json:"worst"`
}

func (r *Report) agreement(in *Input) (err error) {
	if r.nobody() {
		return nil
	}
	if r.Agreement, err = robust.AgreementOf(&in.Problem, in.methods); err != nil {
		return err
	}
	r.RankReversal, err = robust.RankReversals(&in.Problem, append([]robust.Method{robust.Additive}, in.methods...))
	return err
}

// sort assigns categories on the raw scales. An alternative with a cell that does not apply has
// no category, since the rule knows no way to leave one out.
func (r *Report) sort(in *Input) error {
	if in.sorting == nil {
		return nil
	}
	for _, row := range in.spans {
		spans, whole := make([]robust.Span, len(row)), true
		for j, s := range row {
			spans[j] = robust.Span{s.lo, s.hi}
			whole = whole && !s.absent
		}
		if !whole {
			r.Sorting = append(r.Sorting, nil)
			continue
		}
		best, worst, err := in.sorting.AssignRange(spans)
		if err != nil {
			return fmt.Errorf("sorting: %w", err)
		}
		r.Sorting = append(r.Sorting, &Sorted{in.categories[best], in.categories[worst]})
	}
	return nil
}
