package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/app"
	"assay/internal/localpg"
	"assay/internal/store"
)

// deskDatabase is the database of the private Postgres.
const deskDatabase = "assay"

// openDatabase makes the database ready to serve: starts the private Postgres or checks the
// given one, migrates, loads the library and opens the store as the serving role.
func openDatabase(ctx context.Context, env environment, c config, log *slog.Logger) (*database, error) {
	go func() { _, _, _ = app.Load() }() // read once, while Postgres starts; whoever needs it waits for it
	if c.desk() {
		return openDesk(ctx, env, c, log)
	}
	if c.migrateURL != "" {
		if err := prepare(ctx, env, c.migrateURL); err != nil {
			return nil, err
		}
	}
	s, err := store.Open(ctx, c.databaseURL)
	if err != nil {
		return nil, err
	}
	lib, frameworks, err := app.Load()
	if err != nil {
		s.Close()
		return nil, err
	}
	if current, err := app.LibraryCurrent(ctx, s, lib, frameworks); err == nil && !current {
		log.Warn("the stored library is not this program's; run assay load as the owner, or set ASSAY_MIGRATE_URL")
	}
	return &database{store: s}, nil
}

func openDesk(ctx context.Context, env environment, c config, log *slog.Logger) (*database, error) {
	pg, err := localpg.Start(ctx, localpg.Config{Dir: c.data, Log: log, Announce: announce(env)})
	if err != nil {
		return nil, err
	}
	db := &database{postgres: pg}
	if err := db.openPrivate(ctx, env); err != nil {
		db.close()
		return nil, err
	}
	return db, nil
}

func (d *database) openPrivate(ctx context.Context, env environment) error {
	roles := store.DefaultRoles
	if err := makeDatabase(ctx, d.postgres.URL(localpg.Superuser, "postgres"), roles); err != nil {
		return err
	}
	// A start that was killed in the midst of a migration leaves it marked as cut off, and who sits
	// at a desk has no way to say so to assay migrate repair.
	if _, err := store.Repair(ctx, d.postgres.URL(roles.Owner, deskDatabase)); err != nil {
		return err
	}
	if err := prepare(ctx, env, d.postgres.URL(roles.Owner, deskDatabase)); err != nil {
		return err
	}
	var err error
	if d.store, err = store.Open(ctx, d.postgres.URL(roles.Server, deskDatabase)); err != nil {
		return err
	}
	return d.store.InWorkspace(ctx, store.Desk, func(tx *store.Tx) error { return tx.CreateWorkspace(ctx, "My workspace") })
}

func makeDatabase(ctx context.Context, superuserURL string, roles store.Roles) error {
	conn, err := pgx.Connect(ctx, superuserURL)
	if err != nil {
		return fmt.Errorf("connect to the private Postgres: %w", err)
	}
	defer conn.Close(ctx)
	if err := store.CreateRoles(ctx, conn, roles); err != nil {
		return err
	}
	return store.CreateDatabase(ctx, conn, deskDatabase, roles)
}

// prepare migrates and loads the library as the owner, saying so where it takes long.
func prepare(ctx context.Context, env environment, ownerURL string) error {
	if err := slowly(env, "Bringing the database's schema up to date ...", func() error {
		if err := store.Migrate(ctx, ownerURL); err != nil {
			return err
		}
		return store.Grant(ctx, ownerURL, store.DefaultRoles)
	}); err != nil {
		return err
	}
	return slowly(env, "Loading the frameworks and the case library ...", func() error { return load(ctx, ownerURL) })
}

func load(ctx context.Context, ownerURL string) error {
	lib, frameworks, err := app.Load()
	if err != nil {
		return err
	}
	owner, err := store.OpenOwner(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer owner.Close()
	_, err = app.LoadLibrary(ctx, owner, lib, frameworks)
	return err
}

// slowly runs f and says what is going on when it takes longer than a second.
func slowly(env environment, what string, f func() error) error {
	t := time.AfterFunc(time.Second, func() { announce(env)(what) })
	defer t.Stop()
	return f()
}
