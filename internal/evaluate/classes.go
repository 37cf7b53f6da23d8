package evaluate

import (
	"fmt"
	"maps"
	"slices"

	"assay/internal/framework"
	"assay/internal/offer"
)

// A ClassResult is the outcome of a framework whose classes build on each other (the Model
// Openness Framework, White et al. 2024). Classes are counted from the lowest: 0 is
// unclassified, 1 the lowest class. What is not known may be met: hence two ends.
type ClassResult struct {
	Lo int `json:"lo"`
	Hi int `json:"hi"`
	// Progress is the share of each class's own components that are released, lowest class
	// first, in 0..1.
	Progress []Interval `json:"progress"`
}

// Classes classifies components: Yes is released under an open licence, No is not, and what
// is missing from the map is not known. Unknown component ids are errors.
func Classes(fw *framework.Framework, released map[string]offer.Tri) (ClassResult, error) {
	if fw.Kind != framework.KindComponents {
		return ClassResult{}, fmt.Errorf("framework %s is answered by %s, not by components", fw.Ref(), fw.Kind)
	}
	for _, id := range slices.Sorted(maps.Keys(released)) {
		if _, _, ok := fw.Criterion(id); !ok {
			return ClassResult{}, fmt.Errorf("framework %s has no component %q", fw.Ref(), id)
		}
	}
	var r ClassResult
	loOpen, hiOpen := true, true
	for n, class := range fw.Classes {
		lo, hi := 0, 0
		for _, id := range class.Components {
			switch released[id] {
			case offer.Yes:
				lo, hi = lo+1, hi+1
			case offer.DontKnow:
				hi++
			}
		}
		all := len(class.Components)
		r.Progress = append(r.Progress, Interval{float64(lo) / float64(all), float64(hi) / float64(all)})
		loOpen, hiOpen = loOpen && lo == all, hiOpen && hi == all
		if loOpen {
			r.Lo = n + 1
		}
		if hiOpen {
			r.Hi = n + 1
		}
	}
	return r, nil
}
