package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
)

func TestStatusAtFollowsTheHistory(t *testing.T) {
	day := func(s string) offer.Date {
		d, err := offer.ParseDate(s)
		assert.NoError(t, err)
		return d
	}
	o := offer.Offer{Status: offer.Withdrawn, History: []offer.Event{
		{Date: day("2025-05-19"), Text: "announced"},
		{Date: day("2025-06"), Text: "on hold", Status: new(offer.Paused)},
		{Date: day("2025-07-02"), Text: "retracted", Status: new(offer.Withdrawn)},
	}}
	for at, want := range map[string]offer.Status{
		"2025-05-18": offer.Active, "2025-05-31": offer.Active,
		"2025-06-01": offer.Paused, // a month counts from its first day
		"2025-07-01": offer.Paused, "2025-07-02": offer.Withdrawn, "2026-01-01": offer.Withdrawn,
	} {
		assert.Equal(t, want, o.StatusAt(day(at)), at)
	}
	undated := offer.Offer{Status: offer.Paused, History: o.History[:1]}
	assert.Equal(t, offer.Paused, undated.StatusAt(day("2025-05-19")), "nobody recorded when: the status stands for all days")

	bad := o
	bad.Status = offer.Active
	assert.Contains(t, bad.Validate(), offer.Problem{Field: "history", Message: "ends with another status than the offer's, active"})
}
