package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
)

// A state is what pages read besides dossiers.
type state struct {
	Register map[string]store.RegisterPage // by whose
	Own      store.OwnOffer
	Cases    []store.CaseSummary
	Case     store.Case
	Uses     store.Uses
	Origin   []offer.Evidence
	Count    store.LibraryCount
}

// stateAt reads the state of a workspace as of a moment; zero: now.
func stateAt(t *testing.T, s *store.Store, at time.Time) state {
	t.Helper()
	st := state{Register: map[string]store.RegisterPage{}}
	look(t, s, mine, func(tx *store.Tx) (err error) {
		tx.Recorded(at)
		for _, whose := range []string{store.Everybodys, store.LibraryOnly, store.OwnOnly, store.ArchivedOnly} {
			if st.Register[whose], err = tx.Register(t.Context(), store.RegisterFilter{Whose: whose}); err != nil {
				return err
			}
		}
		st.Own, err = tx.OwnOffer(t.Context(), "own-a")
		require.NoError(t, err)
		st.Cases, err = tx.Cases(t.Context())
		require.NoError(t, err)
		st.Case, err = tx.Case(t.Context(), "are")
		require.NoError(t, err)
		st.Uses, err = tx.EvidenceUses(t.Context(), "law-2025")
		require.NoError(t, err)
		law, err := tx.Evidence(t.Context(), []offer.ID{"law-2025"})
		require.NoError(t, err)
		st.Origin, err = tx.SameOrigin(t.Context(), law[0])
		require.NoError(t, err)
		st.Count, err = tx.LibraryCount(t.Context())
		return err
	})
	return st
}

// Whatever is stored, archived, brought back and loaded afterwards: as of a moment everything
// reads as it read then.
func TestEverythingReadsAsItWasRecorded(t *testing.T) {
	library := func() store.Content {
		c := sample(t, "")
		c.Evidence[1].Source.Origin, c.Evidence[2].Source.Origin = "An act, 2025", "An act, 2025"
		wire := c.Evidence[2]
		wire.ID = "wire-2026"
		c.Evidence = append(c.Evidence, wire)
		return c
	}
	db := loaded(t)
	owner, s := db.Owner(t), db.Store(t)
	_, err := owner.LoadLibrary(t.Context(), library())
	require.NoError(t, err)
	archive := func(id string, archived bool) {
		t.Helper()
		require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { return tx.SetArchived(t.Context(), ada, "offer", id, archived) }))
	}
	require.NoError(t, save(t, s, mine, store.Changes{
		Offers:  []store.Seen[offer.Offer]{{Item: ownOffer("a", "First")}, {Item: ownOffer("b", "Stays")}, {Item: ownOffer("c", "Away")}},
		Answers: seen(0, ownAnswer("own-a", "Why.")),
	}))
	archive("own-c", true)

	want := stateAt(t, s, time.Time{})
	require.Len(t, want.Register[store.OwnOnly].Offers, 2)
	require.Len(t, want.Register[store.ArchivedOnly].Offers, 1)
	require.Equal(t, store.LibraryCount{Offers: 2, Cases: 1, Answers: 4, Sources: 4}, want.Count)
	require.Len(t, want.Origin, 2)
	require.NotEmpty(t, want.Uses.Answers)
	require.NotEmpty(t, want.Uses.Parts)
	require.NotEmpty(t, want.Uses.Facts)
	time.Sleep(5 * time.Millisecond) // two moments apart, whatever the clock's grain
	then := time.Now()
	time.Sleep(5 * time.Millisecond)

	require.NoError(t, save(t, s, mine, store.Changes{
		Offers: []store.Seen[offer.Offer]{{Item: ownOffer("a", "Second"), Version: 1}, {Item: ownOffer("d", "New")}},
	}))
	archive("own-a", true)
	archive("own-b", true)
	archive("own-c", false)
	c := library()
	c.Offers[0].Title, c.Offers[0].Parts.Terms = "Another", nil
	c.Offers = c.Offers[:1]
	c.Answers[0].Answers = c.Answers[0].Answers[1:3]
	c.Evidence[2].Source.Origin, c.Evidence = "", c.Evidence[:3]
	c.Cases[0].Name, c.Cases[0].Offers, c.Cases[0].Facts = "Elsewhere", c.Cases[0].Offers[:1], c.Cases[0].Facts[1:]
	_, err = owner.LoadLibrary(t.Context(), c)
	require.NoError(t, err)

	assert.Equal(t, want, stateAt(t, s, then))
	now := stateAt(t, s, time.Time{})
	assert.Equal(t, store.LibraryCount{Offers: 1, Cases: 1, Answers: 2, Sources: 3}, now.Count)
	assert.Len(t, now.Register[store.OwnOnly].Offers, 2, "c and d")
	assert.Len(t, now.Register[store.ArchivedOnly].Offers, 2, "a and b")
	assert.Len(t, now.Case.Facts, 1)
	assert.Empty(t, now.Origin)
	assert.True(t, now.Own.Archived)

	look(t, s, mine, func(tx *store.Tx) error {
		tx.Recorded(then.Add(-time.Hour))
		p, err := tx.Register(t.Context(), store.RegisterFilter{})
		require.NoError(t, err)
		assert.Zero(t, p.All)
		_, err = tx.OwnOffer(t.Context(), "own-a")
		require.ErrorIs(t, err, store.ErrNotFound)
		cases, err := tx.Cases(t.Context())
		require.NoError(t, err)
		assert.Empty(t, cases)
		_, err = tx.Case(t.Context(), "are")
		require.ErrorIs(t, err, store.ErrNotFound)
		n, err := tx.LibraryCount(t.Context())
		assert.Zero(t, n)
		return err
	})
}
