package evaluate

import (
	"fmt"

	"assay/internal/framework"
)

// A Plan is a framework made ready for scoring: its weights checked, its criteria at fixed
// places. It never changes, so one plan serves any number of offers, also at the same time.
type Plan struct {
	fw     *framework.Framework
	items  []item         // every criterion, in the framework's order
	scored []item         // those that enter the score: a Result's cells stand in this order
	at     map[string]int // criterion id to its place in items
}

// An item is one criterion with its dimension's place and its weight within the dimension.
type item struct {
	*framework.Criterion
	dim    int
	weight float64
}

// maxWeight keeps sums of weights finite.
const maxWeight = 1e12

// NewPlan prepares a framework of kind levels. A weight that is not a positive finite number
// is an error that names its bearer; a dimension of optional criteria alone needs none, and a
// person may hold a weight to be 0.
func NewPlan(fw *framework.Framework) (*Plan, error) {
	if fw.Kind != framework.KindLevels {
		return nil, fmt.Errorf("framework %s is answered by %s, not by levels", fw.Ref(), fw.Kind)
	}
	p := plan(fw)
	if fw.Weighed() {
		return p, nil // Weigh has checked
	}
	for _, it := range p.scored {
		if d := fw.Dimensions[it.dim]; !(d.Weight > 0 && d.Weight <= maxWeight) {
			return nil, fmt.Errorf("framework %s: weight %v of dimension %s must be above 0 and at most %g", fw.Ref(), d.Weight, d.ID, maxWeight)
		}
		if !(it.weight > 0 && it.weight <= maxWeight) {
			return nil, fmt.Errorf("framework %s: weight %v of criterion %s must be above 0 and at most %g", fw.Ref(), it.weight, it.ID, maxWeight)
		}
	}
	return p, nil
}

func plan(fw *framework.Framework) *Plan {
	p := &Plan{fw: fw, at: map[string]int{}}
	for d := range fw.Dimensions {
		criteria := fw.Dimensions[d].Criteria
		for i := range criteria {
			it := item{&criteria[i], d, fw.WeightOf(criteria[i])}
			p.at[it.ID] = len(p.items)
			p.items = append(p.items, it)
			if !it.Optional {
				p.scored = append(p.scored, it)
			}
		}
	}
	return p
}

// share gives every applicable cell its weight: the dimension's share times the criterion's
// share within it. Weights of cells that do not apply are shared out within the dimension,
// and an empty dimension's among the others.
func (p *Plan) share(cells []Cell) {
	sums := make([]float64, len(p.fw.Dimensions))
	for j, it := range p.scored {
		if cells[j].State != NotApplicable {
			sums[it.dim] += it.weight
		}
	}
	total := p.applicable(sums)
	for j, it := range p.scored {
		cells[j].Weight = 0
		if cells[j].State != NotApplicable && total > 0 && sums[it.dim] > 0 {
			cells[j].Weight = p.fw.Dimensions[it.dim].Weight / total * (it.weight / sums[it.dim])
		}
	}
}

// applicable adds up the weights of the dimensions in which anything applies, sums holding
// what applies in each.
func (p *Plan) applicable(sums []float64) float64 {
	total := 0.0
	for d, sum := range sums {
		if sum > 0 {
			total += p.fw.Dimensions[d].Weight
		}
	}
	return total
}
