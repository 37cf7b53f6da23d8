package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"assay/internal/localpg"
	"assay/internal/store"
)

// restoreCommand puts a backup into an empty database.
func restoreCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "restore DIR", "put the backup in DIR into an empty database. Nothing is overwritten: at the desk name a new directory with --data, on a server make a new database.")
	data := fs.String("data", env.getenv("ASSAY_DATA"), "directory of the private Postgres (ASSAY_DATA)")
	dir, err := parseDirectory(fs, args)
	if err != nil {
		return err
	}
	announce(env)("Checking the backup ...")
	m, err := readManifest(dir)
	if err != nil {
		return err
	}
	if latest, err := store.LatestSchema(); err != nil {
		return err
	} else if m.Schema > latest {
		return usagef("the backup's schema (step %d, written by assay %s) is newer than this program's (step %d): use a newer assay", m.Schema, m.Assay, latest)
	}
	address, done, err := restoreTarget(ctx, env, *data)
	if err != nil {
		return err
	}
	defer done()
	if err := fillFrom(ctx, env, address, dir, m); err != nil {
		return restoreAdvice(err)
	}
	_, err = fmt.Fprintf(env.stdout, "Restored %d tables with %d rows from %s, as they were on %s; every table was compared.\n",
		len(m.Tables), m.rows(), dir, m.Taken.Format(time.RFC3339))
	return err
}

// restoreTarget is the address of the database to fill, as its owner: the one given, or a private
// Postgres, which is made where there is none.
func restoreTarget(ctx context.Context, env environment, data string) (address string, done func(), err error) {
	if address := env.getenv("ASSAY_MIGRATE_URL"); address != "" {
		return address, func() {}, nil
	}
	if env.getenv("DATABASE_URL") != "" || env.getenv("ASSAY_BACKUP_URL") != "" {
		return "", nil, usagef("set ASSAY_MIGRATE_URL to the address of an empty database as its owner")
	}
	if data, err = dataDirectory(env, data); err != nil {
		return "", nil, err
	}
	pg, err := localpg.Start(ctx, localpg.Config{Dir: data, Log: quiet(), Announce: announce(env)})
	if running, ok := errors.AsType[localpg.ErrRunning](err); ok {
		return "", nil, fmt.Errorf("%w: stop it first, or name a new directory with --data", running)
	}
	if err != nil {
		return "", nil, err
	}
	done = (&database{postgres: pg}).close
	if err := makeDatabase(ctx, pg.URL(localpg.Superuser, "postgres"), store.DefaultRoles); err != nil {
		done()
		return "", nil, err
	}
	return pg.URL(store.DefaultRoles.Owner, deskDatabase), done, nil
}

// fillFrom restores the dump, brings its schema and rights to this program's and the planner's
// statistics to what there is.
func fillFrom(ctx context.Context, env environment, address, dir string, m manifest) error {
	environ, err := clientEnviron(env, address)
	if err != nil {
		return err
	}
	name, err := quotedName(address)
	if err != nil {
		return err
	}
	server, err := store.ServerVersion(ctx, address)
	if err != nil {
		return err
	}
	programs, err := localpg.FindClients(max(server, m.Postgres))
	if err != nil {
		return err
	}
	err = store.Refill(ctx, address, m.Tables, m.Schema, func(ctx context.Context) error {
		announce(env)(fmt.Sprintf("Restoring %d tables with %d rows, then comparing each ...", len(m.Tables), m.rows()))
		return runClient(ctx, environ, programs.Restore(), "--dbname="+name, "--no-password", "--no-owner", "--no-privileges",
			"--single-transaction", "--exit-on-error", filepath.Join(dir, dumpFile))
	})
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, address); err != nil {
		return err
	}
	if err := store.Grant(ctx, address, store.DefaultRoles); err != nil {
		return err
	}
	return store.RefreshStatistics(ctx, address)
}

// restoreAdvice says how to go on.
func restoreAdvice(err error) error {
	if _, ok := errors.AsType[*store.Occupied](err); ok {
		return fmt.Errorf("%w: restore into a new database, or at the desk into a new directory with --data", err)
	}
	if _, ok := errors.AsType[*store.Differs](err); ok {
		return fmt.Errorf("the backup is not what its manifest says: %w; it was thrown away again and the database is empty: use another backup", err)
	}
	return err
}
