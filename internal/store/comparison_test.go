package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
)

func TestComparisons(t *testing.T) {
	db := twoWorkspaces(t)
	s := db.Store(t)
	saved := saveComparison(t, s, mine, "Another")
	assert.Equal(t, 1, saved.Version)
	inMine := func(f func(tx *store.Tx) error) error { return s.InWorkspace(t.Context(), mine, f) }

	require.NoError(t, inMine(func(tx *store.Tx) error {
		got, err := tx.Comparison(t.Context(), saved.ID)
		assert.Equal(t, saved, got)
		return err
	}))
	again := saved
	again.Name, again.Title, again.Tier, again.Offers = "Renamed", "Another choice", "critical", []offer.ID{"ref-open"}
	require.NoError(t, inMine(func(tx *store.Tx) (err error) {
		again, err = tx.SaveComparison(t.Context(), again)
		return err
	}))
	assert.Equal(t, 2, again.Version)
	require.NoError(t, inMine(func(tx *store.Tx) error {
		got, err := tx.Comparison(t.Context(), saved.ID)
		assert.Equal(t, again, got)
		list, err2 := tx.Comparisons(t.Context())
		require.NoError(t, err2)
		require.Len(t, list, 2, "one's own, not the other workspace's")
		assert.Equal(t, "Ours and theirs", list[0].Name)
		assert.Equal(t, 2, list[0].Offers)
		assert.Equal(t, store.ComparisonSummary{ID: saved.ID, Version: 2, Name: "Renamed", Title: "Another choice", Framework: core,
			AsOf: offer.Date{Year: 2026, Month: 11, Day: 22}, Offers: 1, Saved: list[1].Saved}, list[1])
		assert.False(t, list[1].Saved.IsZero())
		return err
	}))

	err := s.Read(t.Context(), theirs, func(tx *store.Tx) error { _, err := tx.Comparison(t.Context(), saved.ID); return err })
	assert.ErrorIs(t, err, store.ErrNotFound, "a workspace cannot tell whether another has it")
}

func TestComparisonsThatCannotBeSaved(t *testing.T) {
	db := twoWorkspaces(t)
	s := db.Store(t)
	first := saveComparison(t, s, mine, "First")
	foreign := saveComparison(t, s, theirs, "Foreign")
	tests := []struct {
		name   string
		change func(*store.Comparison)
		want   error
	}{
		{"an old version", func(c *store.Comparison) { c.Version = 0 }, store.ErrConflict},
		{"a version to come", func(c *store.Comparison) { c.Version = 2 }, store.ErrConflict},
		{"another's", func(c *store.Comparison) { c.ID = foreign.ID }, store.ErrNotFound},
		{"a name that is taken", func(c *store.Comparison) { c.Name = "Ours and theirs" }, store.ErrConflict},
		{"a new one under a name that is taken", func(c *store.Comparison) { c.ID = store.UUID{} }, store.ErrConflict},
		{"a missing offer", func(c *store.Comparison) { c.Offers = []offer.ID{"nothing"} }, store.ErrNotFound},
		{"an offer twice", func(c *store.Comparison) { c.Offers = []offer.ID{"are-campus", "are-campus"} }, store.ErrConflict},
		{"a missing framework", func(c *store.Comparison) { c.Framework = "nothing@1" }, store.ErrNotFound},
		{"no day", func(c *store.Comparison) { c.AsOf = offer.Date{Year: 2026} }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := first
			tt.change(&c)
			before := fingerprints(t, db.Superuser(t))
			err := s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { _, err := tx.SaveComparison(t.Context(), c); return err })
			require.Error(t, err)
			if tt.want != nil {
				assert.ErrorIs(t, err, tt.want)
			}
			assert.Equal(t, before, fingerprints(t, db.Superuser(t)))
		})
	}
}

// Of several savings that saw the same version one wins, and the others are told.
func TestNoSavingIsLost(t *testing.T) {
	db := twoWorkspaces(t)
	s := db.Store(t)
	first := saveComparison(t, s, mine, "First")
	errs := make(chan error)
	for range 8 {
		go func() {
			errs <- s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { _, err := tx.SaveComparison(t.Context(), first); return err })
		}()
	}
	won := 0
	for range 8 {
		if err := <-errs; err == nil {
			won++
		} else {
			assert.ErrorIs(t, err, store.ErrConflict)
		}
	}
	assert.Equal(t, 1, won)
}
