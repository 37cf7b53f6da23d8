package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"assay/internal/localpg"
	"assay/internal/store"
)

// backupCommand writes everything that the database holds at one moment to a directory.
func backupCommand(ctx context.Context, env environment, args []string) error {
	fs := flags(env, "backup DIR", "write a backup of the database to DIR, which must be new or empty. Assay may run meanwhile.")
	data := fs.String("data", env.getenv("ASSAY_DATA"), "directory of the private Postgres (ASSAY_DATA)")
	dir, err := parseDirectory(fs, args)
	if err != nil {
		return err
	}
	remove, err := makeRoom(dir)
	if err != nil {
		return err
	}
	address, done, err := backupSource(ctx, env, *data)
	if err == nil {
		defer done()
		err = writeBackup(ctx, env, address, dir)
	}
	if err != nil {
		return errors.Join(err, remove())
	}
	return nil
}

// parseDirectory reads flags and one directory, in any order.
func parseDirectory(fs commandFlags, args []string) (string, error) {
	err := fs.Parse(args)
	if err != nil {
		return "", parse(fs, args) // helps, or says what is wrong
	}
	if fs.NArg() == 0 {
		return "", usagef("name the directory of the backup")
	}
	dir := fs.Arg(0)
	return dir, parse(fs, fs.Args()[1:])
}

// makeRoom makes dir where it is missing and makes sure that nothing is in it. The result removes
// what a backup that failed left there.
func makeRoom(dir string) (remove func() error, err error) {
	entries, err := os.ReadDir(dir)
	fresh := errors.Is(err, os.ErrNotExist)
	if fresh {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, usageError{err}
	}
	if len(entries) > 0 {
		return nil, usagef("%s is not empty (it holds %s): a backup takes a directory of its own; name a new one", dir, entries[0].Name())
	}
	return func() error {
		var errs []error
		for _, name := range []string{manifestFile, manifestFile + partial, dumpFile, dumpFile + partial} {
			if err := os.Remove(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		if fresh {
			errs = append(errs, os.Remove(dir))
		}
		return errors.Join(errs...)
	}, nil
}

// backupSource is the address to back up as a role that sees every row: the one given, or that of
// the private Postgres, which is started unless it runs. done ends what was started.
func backupSource(ctx context.Context, env environment, data string) (address string, done func(), err error) {
	if address := env.getenv("ASSAY_BACKUP_URL"); address != "" {
		return address, func() {}, nil
	}
	if env.getenv("DATABASE_URL") != "" || env.getenv("ASSAY_MIGRATE_URL") != "" {
		return "", nil, usagef("set ASSAY_BACKUP_URL to the database's address as %s or another role with BYPASSRLS: the serving role and the owner are bound by row-level security and cannot see every row", store.DefaultRoles.Backup)
	}
	if data, err = dataDirectory(env, data); err != nil {
		return "", nil, err
	}
	running, ok, err := localpg.Running(data)
	if err != nil {
		return "", nil, err
	}
	if ok {
		if address = running.DatabaseURL(store.DefaultRoles.Backup, deskDatabase); address == "" {
			return "", nil, fmt.Errorf("%w: try again when it is up", running)
		}
		return address, func() {}, nil
	}
	switch there, err := localpg.Exists(data); {
	case err != nil:
		return "", nil, err
	case !there:
		return "", nil, usagef("there is no data in %s: name the directory that assay serve uses with --data", data)
	}
	pg, err := localpg.Start(ctx, localpg.Config{Dir: data, Log: quiet(), Announce: announce(env)})
	if err != nil {
		return "", nil, err
	}
	done = (&database{postgres: pg}).close
	if _, err := store.Repair(ctx, pg.URL(store.DefaultRoles.Owner, deskDatabase)); err != nil {
		done()
		return "", nil, err
	}
	return pg.URL(store.DefaultRoles.Backup, deskDatabase), done, nil
}

// quiet is the log of a command that says itself what it does.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// writeBackup dumps the database at one moment and notes what it held then.
func writeBackup(ctx context.Context, env environment, address, dir string) error {
	environ, err := clientEnviron(env, address)
	if err != nil {
		return err
	}
	s, err := store.OpenSnapshot(ctx, address)
	if err != nil {
		return err
	}
	defer s.Close()
	programs, err := localpg.FindClients(s.Server)
	if err != nil {
		return err
	}
	m := manifest{Format: manifestFormat, Assay: version, Schema: s.Schema, Postgres: programs.Major, Taken: time.Now().UTC().Truncate(time.Second)}
	say := announce(env)
	say("Reading every table ...")
	if m.Tables, err = s.Sums(ctx); err != nil {
		return err
	}
	say(fmt.Sprintf("Writing %d tables with %d rows ...", len(m.Tables), m.rows()))
	file := filepath.Join(dir, dumpFile)
	if err := dump(ctx, environ, programs, s.Name, file); err != nil {
		return err
	}
	if m.Bytes, m.SHA256, err = fileSum(file); err != nil {
		return err
	}
	if err := writeManifest(dir, m); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "Backed up %d tables with %d rows to %s (%d bytes, SHA-256 %s).\n", len(m.Tables), m.rows(), dir, m.Bytes, m.SHA256)
	return err
}

// dump writes what the snapshot sees to file. pg_dump itself fails, rather than leave rows out,
// when row-level security binds its role.
func dump(ctx context.Context, environ []string, programs localpg.Clients, snapshot, file string) error {
	f, err := os.OpenFile(file+partial, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = runClient(ctx, environ, programs.Dump(), "--format=custom", "--no-password", "--lock-wait-timeout=60s", "--snapshot="+snapshot, "--file="+file+partial)
	if err != nil {
		return err
	}
	return settle(file)
}
