package app_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/offer"
)

// Malaysia's plan was announced on 19 May 2025 and retracted the day after (see the case).
func TestAnOfferIsWithdrawnFromItsDayOn(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	for day, want := range map[string]offer.Status{"2025-05-19": offer.Active, "2025-05-20": offer.Withdrawn, "2026-11-23": offer.Withdrawn} {
		asOf, err := offer.ParseDate(day)
		require.NoError(t, err)
		ev, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, app.Query{Offers: []offer.ID{"mys-huawei-skyvast", "domestic-stack"}, AsOf: asOf, Tier: "public"})
		require.NoError(t, err)
		assert.Equal(t, want, ev.Offers[0].Status, day)
		assert.Equal(t, want == offer.Withdrawn, slices.Contains(ev.Order.Unranked, "mys-huawei-skyvast"), "%s: shown, and ranked only while it can be had", day)
	}
}
