// Package testdb gives a test a migrated database of its own, with rights granted and nothing
// in it but the empty library or what the test wants there, and stores on it. Package storetest
// brings the server.
package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
	"assay/internal/store"
	"assay/internal/store/storetest"
	"assay/migrations"
)

// A DB is one test's database.
type DB struct{ urlFor func(role string) string }

// New makes a database for t alone. It is dropped when t is over.
func New(t testing.TB) DB {
	t.Helper()
	return NewWith(t, "", nil)
}

// NewWith makes a database for t alone that holds what fill puts into it. Fill is called for the
// first test that names key; the others get copies, so under one key there has to be one filling.
func NewWith(t testing.TB, key string, fill func(context.Context, *store.Owner) error) DB {
	t.Helper()
	hash, err := migrationsHash()
	require.NoError(t, err)
	return DB{storetest.NewDatabase(t, storetest.Template{Key: hash + " " + key, Migrate: func(ctx context.Context, urlFor func(role string) string) error {
		if err := provision(ctx, urlFor); err != nil || fill == nil {
			return err
		}
		owner, err := store.OpenOwner(ctx, urlFor(store.DefaultRoles.Owner))
		if err != nil {
			return err
		}
		defer owner.Close()
		return fill(ctx, owner)
	}})}
}

// Empty makes a database for t that belongs to the owner role and has no schema.
func Empty(t testing.TB) DB {
	t.Helper()
	return DB{storetest.NewDatabase(t, storetest.Template{Key: "empty", Migrate: roles})}
}

func roles(ctx context.Context, urlFor func(role string) string) error {
	conn, err := pgx.Connect(ctx, urlFor(localpg.Superuser))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if err := store.CreateRoles(ctx, conn, store.DefaultRoles); err != nil {
		return err
	}
	return store.CreateDatabase(ctx, conn, conn.Config().Database, store.DefaultRoles)
}

func provision(ctx context.Context, urlFor func(role string) string) error {
	if err := roles(ctx, urlFor); err != nil {
		return err
	}
	owner := urlFor(store.DefaultRoles.Owner)
	if err := store.Migrate(ctx, owner); err != nil {
		return err
	}
	return store.Grant(ctx, owner, store.DefaultRoles)
}

var migrationsHash = sync.OnceValues(func() (string, error) {
	h := sha256.New()
	names, err := fs.Glob(migrations.FS, "*.sql")
	for _, name := range names {
		data, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
	}
	return hex.EncodeToString(h.Sum(nil)), err
})

// URL is a connection string for a role: localpg.Superuser or one of store.DefaultRoles.
func (db DB) URL(role string) string { return db.urlFor(role) }

// Store opens the database as the serving role and closes it with t.
func (db DB) Store(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), db.URL(store.DefaultRoles.Server), options...)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// Owner opens the database as the owner and closes it with t.
func (db DB) Owner(t testing.TB, options ...store.Option) *store.Owner {
	t.Helper()
	o, err := store.OpenOwner(t.Context(), db.URL(store.DefaultRoles.Owner), options...)
	require.NoError(t, err)
	t.Cleanup(o.Close)
	return o
}

// Superuser connects past row-level security, to look at what is really there.
func (db DB) Superuser(t testing.TB) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL(localpg.Superuser))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}
