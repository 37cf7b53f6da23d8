package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
)

func ownChoice(about offer.ID, rung int) store.AnswerTo {
	return store.AnswerTo{Framework: core, Answer: offer.Answer{
		Offer: about, Criterion: "CL2", Choice: rung, Hi: offer.Bound{Level: 4}, Rationale: "So.", Assessor: "Our answer",
	}}
}

// A chosen rung is an answer like any other (whose framework it is does not matter here): in versions, of one workspace alone, gone while it
// is archived, and read as of a moment.
func TestChoicesAreKeptLikeAnswers(t *testing.T) {
	s := loaded(t).Store(t)
	o := ownOffer("a", "First")
	require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, o), Answers: append(seen(0, ownChoice(o.ID, 2)), seen(0, ownAnswer(o.ID, "A range."))...)}))
	require.NoError(t, save(t, s, theirs, store.Changes{Offers: seen(0, o), Answers: seen(0, ownChoice(o.ID, 4))}))
	time.Sleep(5 * time.Millisecond)
	between := time.Now()
	time.Sleep(5 * time.Millisecond)
	require.NoError(t, save(t, s, mine, store.Changes{Answers: seen(1, ownChoice(o.ID, 3))}))
	rungs := func(workspace store.UUID, at time.Time) (rungs []int) {
		look(t, s, workspace, func(tx *store.Tx) error {
			tx.Recorded(at)
			all, err := tx.Choices(t.Context(), o.ID)
			for _, a := range all {
				assert.Equal(t, core, a.Framework)
				assert.Equal(t, "CL2", a.Answer.Criterion)
				rungs = append(rungs, a.Answer.Choice)
			}
			return err
		})
		return rungs
	}
	assert.Equal(t, []int{3}, rungs(mine, time.Time{}))
	assert.Equal(t, []int{2}, rungs(mine, between))
	assert.Empty(t, rungs(mine, between.Add(-time.Hour)))
	assert.Equal(t, []int{4}, rungs(theirs, time.Time{}))

	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
		all, err := tx.Choices(t.Context(), o.ID)
		require.NoError(t, err)
		assert.Equal(t, 2, all[0].Stored.Number)
		return tx.SetArchived(t.Context(), ada, "answer", all[0].ID.String(), true)
	}))
	assert.Empty(t, rungs(mine, time.Time{}))
	bad := ownChoice(o.ID, 3)
	bad.Answer.Paused = true
	err := save(t, s, mine, store.Changes{Answers: seen(0, bad)})
	require.ErrorContains(t, err, "choice")
	look(t, s, theirs, func(tx *store.Tx) error {
		titles, err := tx.OwnOfferTitles(t.Context())
		require.Len(t, titles, 1)
		assert.Equal(t, []any{o.ID, "First", "Us"}, []any{titles[0].ID, titles[0].Title, titles[0].Provider})
		return err
	})
}
