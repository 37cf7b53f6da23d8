package measure

import "assay/internal/offer"

// Of measures an offer by its parts on a day: one value for each criterion that parts can
// settle, in the order of assay-core. What the parts leave open widens a value and never fails.
// Parts that contradict themselves are an error that names the field, and so is a day that
// names none.
func Of(o offer.Offer, asOf offer.Date) ([]Value, error) {
	o, err := measurable(o, asOf)
	if err != nil {
		return nil, err
	}
	return []Value{
		homeShare(o), title(o), reserved(o),
		exportPosition(o, asOf), concentration(o), leftAfter(o),
		openness(o), lineage(o, asOf),
		timeToLeave(o), costOfLeaving(o), portable(o), bindingClauses(o),
		promiseStage(o),
	}, nil
}
