package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
)

// A workspace's register lists its own and the library's offers, and never another's.
func TestRegister(t *testing.T) {
	db := twoWorkspaces(t)
	s := db.Store(t)
	save := func(workspace store.UUID, os ...offer.Offer) {
		require.NoError(t, s.InWorkspace(t.Context(), workspace, func(tx *store.Tx) error {
			var changes store.Changes
			for _, o := range os {
				changes.Offers = append(changes.Offers, store.Seen[offer.Offer]{Item: o})
			}
			_, _, _, err := tx.Save(t.Context(), store.Act{Person: "Test", Action: store.Change}, changes)
			return err
		}))
	}
	register := func(workspace store.UUID, f store.RegisterFilter) (p store.RegisterPage) {
		require.NoError(t, s.Read(t.Context(), workspace, func(tx *store.Tx) (err error) {
			p, err = tx.Register(t.Context(), f)
			return err
		}))
		return p
	}
	before, public := register(mine, store.RegisterFilter{}), register(store.UUID{}, store.RegisterFilter{})
	ours := before.Total - public.Total
	of := func(id offer.ID, title string) offer.Offer {
		return offer.Offer{ID: id, Title: title, Summary: "Holds 50% of _it_", Provider: "Provider", Scope: offer.ScopeCountry, Country: "KEN", Status: offer.Paused}
	}
	save(mine, of("own-register-a", "Zebra"), of("own-register-b", "alpaca"))
	save(theirs, of("own-register-c", "Theirs"))

	p := register(mine, store.RegisterFilter{Text: "50% of _", Country: "KEN", Status: "paused"})
	require.Len(t, p.Offers, 2)
	assert.Equal(t, []offer.ID{"own-register-b", "own-register-a"}, []offer.ID{p.Offers[0].ID, p.Offers[1].ID}, "by title, in any case")
	assert.Equal(t, 2, p.Total)
	assert.Equal(t, before.All+2, p.All)
	assert.Contains(t, p.Countries, "KEN")
	assert.Zero(t, register(mine, store.RegisterFilter{Text: "50x of"}).Total, "signs of patterns stand for themselves")
	assert.Equal(t, ours+2, register(mine, store.RegisterFilter{Whose: store.OwnOnly}).Total)
	assert.Equal(t, public.Total, register(mine, store.RegisterFilter{Whose: store.LibraryOnly}).Total)
	assert.Equal(t, public, register(store.UUID{}, store.RegisterFilter{}), "the public sees what it saw")
	assert.Empty(t, register(mine, store.RegisterFilter{Page: 9}).Offers)

	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
		require.NoError(t, tx.LockOffer(t.Context(), "own-register-a"))
		assert.ErrorIs(t, tx.LockOffer(t.Context(), "own-register-c"), store.ErrNotFound)
		_, err := tx.OwnOffer(t.Context(), "own-register-c")
		assert.ErrorIs(t, err, store.ErrNotFound)
		taken, err := tx.OfferIDs(t.Context(), "own-register")
		require.NoError(t, err)
		assert.Equal(t, map[offer.ID]bool{"own-register-a": true, "own-register-b": true}, taken)
		return tx.SetArchived(t.Context(), store.Act{Person: "Test"}, "offer", "own-register-a", true)
	}))
	assert.Equal(t, ours+1, register(mine, store.RegisterFilter{Whose: store.OwnOnly}).Total)
	archived := register(mine, store.RegisterFilter{Whose: store.ArchivedOnly})
	require.Len(t, archived.Offers, 1)
	assert.Equal(t, offer.ID("own-register-a"), archived.Offers[0].ID)
	require.NoError(t, s.Read(t.Context(), mine, func(tx *store.Tx) error {
		o, err := tx.OwnOffer(t.Context(), "own-register-a")
		assert.True(t, o.Archived)
		assert.Equal(t, "Zebra", o.Offer.Title)
		assert.Equal(t, []any{1, "Test"}, []any{o.Stored.Number, o.Stored.Person})
		return err
	}))
}

// Answers read for a few offers, each by its key, are those read for many.
func TestAnswersOfFewAndOfMany(t *testing.T) {
	db := twoWorkspaces(t)
	s := db.Store(t)
	require.NoError(t, s.Read(t.Context(), mine, func(tx *store.Tx) error {
		all, err := tx.Offers(t.Context())
		require.NoError(t, err)
		var few []offer.ID
		for _, o := range all {
			few = append(few, o.ID)
		}
		many := few
		for i := range 101 {
			many = append(many, offer.ID(fmt.Sprintf("none-%d", i)))
		}
		id, version, _ := strings.Cut(core, "@")
		a, err := tx.Answers(t.Context(), id, version, few)
		require.NoError(t, err)
		b, err := tx.Answers(t.Context(), id, version, many)
		require.NoError(t, err)
		assert.NotEmpty(t, a)
		assert.Equal(t, b, a)
		return nil
	}))
}
