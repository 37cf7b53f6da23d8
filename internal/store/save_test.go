package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
)

var ada = store.Act{Person: "Ada", Reason: "A look.", Action: store.Change}

// ownOffer is an offer of a workspace, told apart by its title.
func ownOffer(id, title string) offer.Offer {
	return offer.Offer{ID: offer.ID("own-" + id), Title: title, Scope: offer.ScopePath, Provider: "Us"}
}

func ownAnswer(about offer.ID, rationale string) store.AnswerTo {
	return store.AnswerTo{Framework: core, Answer: offer.Answer{
		Offer: about, Criterion: "CL1", Assessor: "Our answer", Rationale: rationale,
		Lo: offer.Bound{Level: 1, Evidence: []offer.ID{"law-2025"}}, Hi: offer.Bound{Level: 4},
	}}
}

func seen[T any](version int, item T) []store.Seen[T] {
	return []store.Seen[T]{{Item: item, Version: version}}
}

// save stores changes in a workspace that it makes where it is missing.
func save(t testing.TB, s *store.Store, workspace store.UUID, c store.Changes) (err error) {
	t.Helper()
	return s.InWorkspace(context.Background(), workspace, func(tx *store.Tx) error {
		if err := tx.CreateWorkspace(context.Background(), "A ministry"); err != nil {
			return err
		}
		_, _, _, err := tx.Save(context.Background(), ada, c)
		return err
	})
}

func look(t testing.TB, s *store.Store, workspace store.UUID, f func(*store.Tx) error) {
	t.Helper()
	require.NoError(t, s.Read(t.Context(), workspace, f))
}

func TestSavingKeepsEveryVersion(t *testing.T) {
	s := loaded(t).Store(t)
	o := ownOffer("a", "First")
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, o), Answers: seen(0, ownAnswer(o.ID, "At first."))}))
	o.Title = "Second"
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(1, o)}))
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(2, o)}), "equal content is left alone")

	for name, c := range map[string]store.Changes{"old": {Offers: seen(1, ownOffer("a", "Third"))}, "new": {Offers: seen(0, ownOffer("a", "Third"))}, "to come": {Offers: seen(3, ownOffer("a", "Third"))}} {
		err := save(t, s, mine, c)
		clash, ok := errors.AsType[*store.Clash](err)
		require.True(t, ok, "%s: %v", name, err)
		assert.Equal(t, 2, clash.Holds)
		assert.ErrorIs(t, err, store.ErrConflict)
	}
	look(t, s, mine, func(tx *store.Tx) error {
		vs, err := tx.Versions(t.Context(), "offer", "own-a")
		require.NoError(t, err)
		require.Len(t, vs, 2)
		assert.Equal(t, "Ada", vs[0].Person)
		assert.Equal(t, "A look.", vs[0].Reason)
		first, at, err := tx.OfferAt(t.Context(), "own-a", 1)
		require.NoError(t, err)
		assert.Equal(t, "First", first.Title)
		assert.Equal(t, 1, at)
		now, at, err := tx.OfferAt(t.Context(), "own-a", 0)
		assert.Equal(t, "Second", now.Title)
		assert.Equal(t, 2, at)
		return err
	})
}

func TestWhatCannotBeSaved(t *testing.T) {
	db := loaded(t)
	s := db.Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, ownOffer("a", "First"))}))
	bad := ownAnswer("own-a", "")
	for name, tt := range map[string]struct {
		c    store.Changes
		want error
	}{
		"of the library":    {store.Changes{Offers: seen(0, offer.Offer{ID: "are-campus", Title: "x", Provider: "y", Scope: offer.ScopePath})}, store.ErrForbidden},
		"missing evidence":  {store.Changes{Answers: seen(0, store.AnswerTo{Framework: core, Answer: offer.Answer{Offer: "own-a", Criterion: "CL1", Assessor: "x", Rationale: "y", Lo: offer.Bound{Level: 1, Evidence: []offer.ID{"own-none"}}, Hi: offer.Bound{Level: 4}}})}, store.ErrNotFound},
		"missing offer":     {store.Changes{Answers: seen(0, ownAnswer("own-none", "Why."))}, store.ErrNotFound},
		"missing framework": {store.Changes{Answers: seen(0, store.AnswerTo{Framework: "own-none@1", Answer: ownAnswer("own-a", "Why.").Answer})}, store.ErrNotFound},
		"against a rule":    {store.Changes{Answers: seen(0, bad)}, nil},
		"half":              {store.Changes{Offers: seen(0, ownOffer("b", "Good")), Answers: seen(0, bad)}, nil},
	} {
		before := fingerprints(t, db.Superuser(t))
		err := save(t, s, mine, tt.c)
		require.Error(t, err, name)
		if tt.want != nil {
			assert.ErrorIs(t, err, tt.want, name)
		} else {
			_, ok := errors.AsType[*store.Invalid](err)
			assert.True(t, ok, "%s: %v", name, err)
		}
		assert.Equal(t, before, fingerprints(t, db.Superuser(t)), name)
	}
}

// Every write leaves an event in its transaction: numbers without gaps, and before is what the
// last event about the same record left.
func TestTheLogMissesNothing(t *testing.T) {
	s := loaded(t).Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, ownOffer("a", "0"))}))
	var wg sync.WaitGroup
	var mu sync.Mutex
	acknowledged := 1
	for writer := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(writer), 7))
			for i := range 10 {
				o := ownOffer("a", fmt.Sprintf("%d-%d", writer, i))
				var at int
				err := s.Read(context.Background(), mine, func(tx *store.Tx) (err error) { _, at, err = tx.OfferAt(context.Background(), o.ID, 0); return err })
				if err == nil && r.IntN(4) == 0 {
					time.Sleep(time.Millisecond) // so that others are faster
				}
				if err == nil {
					err = save(t, s, mine, store.Changes{Offers: seen(at, o)})
				}
				if err == nil {
					mu.Lock()
					acknowledged++
					mu.Unlock()
				} else if !errors.Is(err, store.ErrConflict) {
					assert.NoError(t, err)
				}
			}
		})
	}
	wg.Wait()
	look(t, s, mine, func(tx *store.Tx) error {
		vs, err := tx.Versions(t.Context(), "offer", "own-a")
		require.NoError(t, err)
		assert.Equal(t, acknowledged, len(vs), "no acknowledged write is lost, and none is there that was refused")
		events, err := tx.Events(t.Context(), "", "", 0, 1000)
		require.NoError(t, err)
		last, about := "", 0
		for i := range events {
			e := events[len(events)-1-i]
			assert.EqualValues(t, i+1, e.Seq)
			if e.Kind != "offer" {
				continue
			}
			about++
			assert.Equal(t, last, e.Before)
			assert.Equal(t, about, e.Version)
			last = e.After
		}
		assert.Equal(t, acknowledged, about)
		assert.Equal(t, vs[0].SHA256, last)
		return nil
	})
}

func TestAMomentReadsAsItWasRecorded(t *testing.T) {
	s := loaded(t).Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, ownOffer("a", "First"))}))
	time.Sleep(5 * time.Millisecond)
	between := time.Now()
	time.Sleep(5 * time.Millisecond)
	require.NoError(t, save(t, s, mine, store.Changes{Offers: []store.Seen[offer.Offer]{{Item: ownOffer("a", "Second"), Version: 1}, {Item: ownOffer("b", "New")}}}))
	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { return tx.SetArchived(t.Context(), ada, "offer", "own-a", true) }))
	titles := func(at time.Time) (titles []string) {
		look(t, s, mine, func(tx *store.Tx) error {
			tx.Recorded(at)
			os, err := tx.Offers(t.Context())
			for _, o := range os {
				if o.Own {
					titles = append(titles, o.Title)
				}
			}
			return err
		})
		return titles
	}
	assert.Equal(t, []string{"First"}, titles(between))
	assert.Equal(t, []string{"New"}, titles(time.Time{}))
	assert.Empty(t, titles(between.Add(-time.Hour)))
}

func TestCriteriaAreFrozenFirstWhereTheWorkspaceSaysSo(t *testing.T) {
	s := loaded(t).Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, ownOffer("a", "First"))}))
	do := func(f func(*store.Tx) error) { require.NoError(t, s.InWorkspace(t.Context(), mine, f)) }
	do(func(tx *store.Tx) error { return tx.SaveSettings(t.Context(), ada, store.Settings{FreezeFirst: true}) })
	answers := store.Changes{Answers: seen(0, ownAnswer("own-a", "Why."))}
	require.ErrorIs(t, save(t, s, mine, answers), store.ErrNotFrozen)
	do(func(tx *store.Tx) error { return tx.FreezeFramework(t.Context(), ada, core) })
	require.NoError(t, save(t, s, mine, answers))
}

// 10,000 requests of two workspaces take turns on eight connections, and none sees a row of the
// other.
func TestTurnsOnOneConnectionLeakNothing(t *testing.T) {
	db := loaded(t)
	s, err := store.Open(t.Context(), db.URL(store.DefaultRoles.Server)+"&pool_max_conns=8")
	require.NoError(t, err)
	defer s.Close()
	for w, title := range map[store.UUID]string{mine: "Mine", theirs: "Theirs"} {
		require.NoError(t, save(t, s, w, store.Changes{Offers: seen(0, ownOffer("a", title)), Answers: seen(0, ownAnswer("own-a", title))}))
	}
	var wg sync.WaitGroup
	for turn := range 16 {
		wg.Go(func() {
			w, title := mine, "Mine"
			if turn%2 == 1 {
				w, title = theirs, "Theirs"
			}
			for i := range 625 {
				err := s.Read(context.Background(), w, func(tx *store.Tx) error {
					o, _, err := tx.OfferAt(context.Background(), "own-a", 0)
					if err == nil && o.Title != title {
						err = errors.New(w.String() + " reads an offer of another")
					}
					if err != nil || i%5 > 0 {
						return err
					}
					events, err := tx.Events(context.Background(), "offer", "", 0, 10)
					if err == nil && len(events) != 1 {
						err = fmt.Errorf("%d events", len(events))
					}
					return err
				})
				if !assert.NoError(t, err) {
					return
				}
			}
		})
	}
	wg.Wait()
	nobody := s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error { _, _, err := tx.OfferAt(t.Context(), "own-a", 0); return err })
	assert.ErrorIs(t, nobody, store.ErrNotFound)
}
