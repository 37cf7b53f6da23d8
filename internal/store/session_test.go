package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
	"assay/internal/store/testdb"
)

var _ scs.CtxStore = store.Sessions{}

func TestSessions(t *testing.T) {
	db := testdb.New(t)
	manager := scs.New()
	manager.Store = db.Store(t).Sessions()

	ctx, err := manager.Load(t.Context(), "")
	require.NoError(t, err)
	manager.Put(ctx, "workspace", store.Desk.String())
	token, _, err := manager.Commit(ctx)
	require.NoError(t, err)
	ctx, err = manager.Load(t.Context(), token)
	require.NoError(t, err)
	assert.Equal(t, store.Desk.String(), manager.GetString(ctx, "workspace"))
	assert.Zero(t, count(t, db.Superuser(t), `SELECT count(*) FROM session s WHERE strpos(s::text, $1) > 0 OR strpos(encode(data, 'escape'), $1) > 0`, token), "the token is not stored")

	require.NoError(t, manager.Destroy(ctx))
	ctx, err = manager.Load(t.Context(), token)
	require.NoError(t, err)
	assert.Empty(t, manager.GetString(ctx, "workspace"))
}

func TestSessionsExpireAndAreOverwritten(t *testing.T) {
	db := testdb.New(t)
	s := db.Store(t).Sessions()
	find := func(token string) ([]byte, bool) {
		data, found, err := s.FindCtx(t.Context(), token)
		require.NoError(t, err)
		return data, found
	}
	for _, data := range []string{"first", "second"} {
		require.NoError(t, s.Commit("token", []byte(data), time.Now().Add(time.Hour)))
		got, found, err := s.Find("token")
		require.NoError(t, err)
		assert.True(t, found)
		assert.Equal(t, data, string(got))
	}
	require.NoError(t, s.CommitCtx(t.Context(), "old", []byte("x"), time.Now().Add(-time.Second)))
	_, found := find("old")
	assert.False(t, found)
	require.NoError(t, s.Sweep(t.Context()))
	assert.EqualValues(t, 1, count(t, db.Superuser(t), `SELECT count(*) FROM session`))
	require.NoError(t, s.Delete("token"))
	require.NoError(t, s.Delete("token"), "there need not be one")
	_, found = find("token")
	assert.False(t, found)
}

func TestADeskLinkOpensOnce(t *testing.T) {
	db := testdb.New(t)
	s := db.Store(t)
	token, err := s.CreateDeskLink(t.Context(), time.Hour)
	require.NoError(t, err)
	other, err := s.CreateDeskLink(t.Context(), time.Hour)
	require.NoError(t, err)
	assert.NotEqual(t, token, other)
	assert.Zero(t, count(t, db.Superuser(t), `SELECT count(*) FROM desk_link l WHERE strpos(l::text, $1) > 0`, token), "the token is not stored")

	open, err := s.DeskLinkOpen(t.Context(), token)
	require.NoError(t, err)
	assert.True(t, open, "looking does not use it up")
	errs := make(chan error)
	for range 20 {
		go func() { errs <- openDesk(t, s, token) }()
	}
	won := 0
	for range 20 {
		if err := <-errs; err == nil {
			won++
		} else {
			assert.ErrorIs(t, err, store.ErrNotFound)
		}
	}
	assert.Equal(t, 1, won)
	open, err = s.DeskLinkOpen(t.Context(), token)
	require.NoError(t, err)
	assert.False(t, open)
	assert.NoError(t, openDesk(t, s, other), "the other one is untouched")
	look(t, s, store.Desk, func(tx *store.Tx) error {
		events, err := tx.Events(t.Context(), "session", "", 0, 100)
		assert.Len(t, events, 2, "who opened the workspace stands in the log")
		return err
	})
}

// openDesk opens the desk's workspace, which it makes where it is missing.
func openDesk(t *testing.T, s *store.Store, token string) error {
	ctx := context.WithoutCancel(t.Context())
	return s.InWorkspace(ctx, store.Desk, func(tx *store.Tx) error {
		if err := tx.CreateWorkspace(ctx, "Mine"); err != nil {
			return err
		}
		return tx.OpenByLink(ctx, store.Act{Person: "Ada"}, token, store.NewUUID())
	})
}

func TestDeskLinksThatDoNotOpen(t *testing.T) {
	db := testdb.New(t)
	s := db.Store(t)
	expired, err := s.CreateDeskLink(t.Context(), -time.Second)
	require.NoError(t, err)
	for _, token := range []string{"", "guess", expired} {
		assert.ErrorIs(t, openDesk(t, s, token), store.ErrNotFound)
		open, err := s.DeskLinkOpen(t.Context(), token)
		require.NoError(t, err)
		assert.False(t, open)
	}
	require.NoError(t, s.Sessions().Sweep(t.Context()))
	assert.Zero(t, count(t, db.Superuser(t), `SELECT count(*) FROM desk_link`))
}
