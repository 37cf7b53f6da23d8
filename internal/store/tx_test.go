package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
	"assay/internal/store/testdb"
)

func TestTheWorkspaceEndsWithItsTransaction(t *testing.T) {
	db := testdb.New(t)
	s, err := store.Open(t.Context(), db.URL(store.DefaultRoles.Server)+"&pool_max_conns=1")
	require.NoError(t, err)
	defer s.Close()
	stop := errors.New("stop")
	for _, outcome := range []error{nil, stop} {
		err := s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { return outcome })
		assert.ErrorIs(t, err, outcome)
		setting, err := s.Setting(t.Context())
		require.NoError(t, err)
		assert.Empty(t, setting, "the next user of the connection inherits nothing")
	}
}

func TestWorkspaces(t *testing.T) {
	s := testdb.New(t).Store(t)
	create := func(w store.UUID, name string) error {
		return s.InWorkspace(t.Context(), w, func(tx *store.Tx) error { return tx.CreateWorkspace(t.Context(), name) })
	}
	require.NoError(t, create(mine, "Mine"))
	require.NoError(t, create(mine, "Again"), "it is there")
	read := func(w store.UUID) (name string, err error) {
		err = s.Read(t.Context(), w, func(tx *store.Tx) error { name, err = tx.WorkspaceName(t.Context()); return err })
		return name, err
	}
	name, err := read(mine)
	require.NoError(t, err)
	assert.Equal(t, "Mine", name)
	_, err = read(theirs)
	assert.ErrorIs(t, err, store.ErrNotFound)
	assert.ErrorContains(t, create(store.UUID{}, "Nobody's"), "needs a workspace")
}

func TestAnErrorUndoesTheTransaction(t *testing.T) {
	s := testdb.New(t).Store(t)
	stop := errors.New("stop")
	err := s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
		require.NoError(t, tx.CreateWorkspace(t.Context(), "Mine"))
		return stop
	})
	assert.Equal(t, stop, err, "f's error is passed on as it is")
	err = s.Read(t.Context(), mine, func(tx *store.Tx) error { _, err := tx.WorkspaceName(t.Context()); return err })
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestReadDoesNotWrite(t *testing.T) {
	s := testdb.New(t).Store(t)
	err := s.Read(t.Context(), mine, func(tx *store.Tx) error { return tx.CreateWorkspace(t.Context(), "Mine") })
	assert.ErrorContains(t, err, "read-only transaction")
}

func TestACancelledContextIsSeen(t *testing.T) {
	s := testdb.New(t).Store(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, s.Read(ctx, mine, func(*store.Tx) error { return nil }), context.Canceled)
	assert.ErrorIs(t, s.Ping(ctx), context.Canceled)
}

func TestUUID(t *testing.T) {
	a, b := store.NewUUID(), store.NewUUID()
	assert.NotEqual(t, a, b)
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, a.String())
	back, err := store.ParseUUID(a.String())
	require.NoError(t, err)
	assert.Equal(t, a, back)
	assert.Equal(t, "00000000-0000-0000-0000-000000000001", store.Library.String())
	for _, s := range []string{"", "x", a.String()[:35], a.String() + "0", "g" + a.String()[1:], "00000000000000000000000000000000----"} {
		_, err := store.ParseUUID(s)
		assert.Error(t, err, s)
	}
}
