package comparison

import (
	"fmt"

	"assay/internal/measure"
	"assay/internal/offer"
)

// An Exit is what leaving one offer takes. Cost and Timeline are nil where no source describes
// one; Total sets the cost beside those of other offers.
type Exit struct {
	Cost     *measure.ExitCost
	Timeline *measure.Timeline
	Total    ComparedSum
}

// ExitOf costs and lays out an offer's exit, in its own currency, and sets the total in the
// currency named, at the latest rate recorded by the day. Parts that contradict themselves are
// an error.
func ExitOf(o offer.Offer, in string, day offer.Date) (Exit, error) {
	if len(o.Parts.Exits) == 0 {
		return Exit{}, nil
	}
	cost, err := measure.ExitCostOf(o.Parts.Exits[0])
	if err != nil {
		return Exit{}, fmt.Errorf("offer %s: %w", o.ID, err)
	}
	line, err := measure.TimelineOf(o.Parts.Exits[0])
	if err != nil {
		return Exit{}, fmt.Errorf("offer %s: %w", o.ID, err)
	}
	return Exit{Cost: &cost, Timeline: &line, Total: comparedSum(cost.Total, cost.Currency, in, day)}, nil
}
