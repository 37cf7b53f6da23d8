package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

func someWeights() framework.Weighting {
	return framework.Weighting{
		Framework: core, Person: "Mari Tamm", Reason: "Exit comes first.", RangesShown: true,
		Beside:     framework.Beside{AsOf: offer.Date{Year: 2026, Month: 11, Day: 22}, Offers: []offer.ID{"are-campus", "est-school"}},
		Dimensions: []framework.Points{{ID: "switching-cost", Points: 100}, {ID: "chip-exposure", Points: 0}},
		Criteria:   []framework.Points{{ID: "SC1", Points: 62.5}},
	}
}

func addWeights(t *testing.T, s *store.Store, workspace store.UUID, w framework.Weighting) framework.Weighting {
	t.Helper()
	require.NoError(t, s.InWorkspace(t.Context(), workspace, func(tx *store.Tx) (err error) {
		w, err = tx.AddWeighting(t.Context(), w)
		return err
	}))
	return w
}

func TestWeightings(t *testing.T) {
	s := twoWorkspaces(t).Store(t)
	first := addWeights(t, s, mine, someWeights())
	assert.NotEmpty(t, first.ID)
	assert.WithinDuration(t, time.Now(), first.Given, time.Hour)
	other := someWeights()
	other.Person, other.RangesShown, other.Beside = "Jaan Kask", false, framework.Beside{}
	second := addWeights(t, s, mine, other)

	require.NoError(t, s.Read(t.Context(), mine, func(tx *store.Tx) error {
		got, err := tx.Weighting(t.Context(), first.ID)
		require.NoError(t, err)
		first.Given = first.Given.UTC()
		assert.Equal(t, first, got)
		list, err := tx.Weightings(t.Context(), core)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(list), 2)
		assert.Zero(t, list[0].Beside)
		all, err := tx.Weightings(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, list, all, "of every framework")
		none, err := tx.Weightings(t.Context(), "assay-core@99")
		require.NoError(t, err)
		assert.Empty(t, none)
		assert.Equal(t, []string{second.ID, first.ID}, []string{list[0].ID, list[1].ID}, "the latest first")
		for _, id := range []string{"", "no id", "00000000-0000-0000-0000-000000000009"} {
			_, err := tx.Weighting(t.Context(), id)
			require.ErrorIs(t, err, store.ErrNotFound, id)
		}
		return nil
	}))
	require.NoError(t, s.Read(t.Context(), theirs, func(tx *store.Tx) error {
		_, err := tx.Weighting(t.Context(), first.ID)
		require.ErrorIs(t, err, store.ErrNotFound, "another workspace's weights")
		return nil
	}))
	err := s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
		w := someWeights()
		w.Framework = "assay-core@99"
		_, err := tx.AddWeighting(t.Context(), w)
		return err
	})
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestAComparisonKeepsItsWeights(t *testing.T) {
	s := twoWorkspaces(t).Store(t)
	w := addWeights(t, s, mine, someWeights())
	foreign := addWeights(t, s, theirs, someWeights())
	save := func(id string) (c store.Comparison, err error) {
		err = s.InWorkspace(t.Context(), mine, func(tx *store.Tx) (err error) {
			c, err = tx.SaveComparison(t.Context(), store.Comparison{
				Name: "By " + id, Title: "A choice", Framework: core, AsOf: offer.Date{Year: 2026, Month: 11, Day: 22}, Weighting: id, Offers: []offer.ID{"are-campus"},
			})
			return err
		})
		return c, err
	}
	c, err := save(w.ID)
	require.NoError(t, err)
	require.NoError(t, s.Read(t.Context(), mine, func(tx *store.Tx) error {
		got, err := tx.Comparison(t.Context(), c.ID)
		require.NoError(t, err)
		assert.Equal(t, w.ID, got.Weighting)
		list, err := tx.Comparisons(t.Context())
		require.NoError(t, err)
		i := slices.IndexFunc(list, func(s store.ComparisonSummary) bool { return s.ID == c.ID })
		require.GreaterOrEqual(t, i, 0)
		assert.Equal(t, "Mari Tamm", list[i].Weights)
		return nil
	}))
	_, err = save(foreign.ID)
	require.Error(t, err, "weights of another workspace")
}
