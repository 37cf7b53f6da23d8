package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"assay/migrations"
)

// What may be wrong with the schema of a database.
var (
	ErrSchemaOld   = errors.New("the database's schema is older than this program: migrate it with assay migrate, or set ASSAY_MIGRATE_URL")
	ErrSchemaNew   = errors.New("the database's schema is newer than this program: use a newer assay")
	ErrSchemaDirty = errors.New("a migration was cut off: run assay migrate repair, then assay migrate")
)

// lockTimeout is how long a start waits for another one's migration.
const lockTimeout = time.Minute

// A Schema says where a database stands.
type Schema struct {
	Version int  // the last step applied; 0: none
	Latest  int  // the last step this program knows
	Dirty   bool // a step was cut off; Version is the one it was going to
}

// check returns nil when the schema is the one this program is made for.
func (s Schema) check() error {
	switch {
	case s.Dirty:
		return fmt.Errorf("%w (cut off at step %d)", ErrSchemaDirty, s.Version)
	case s.Version < s.Latest:
		return fmt.Errorf("%w (step %d of %d)", ErrSchemaOld, s.Version, s.Latest)
	case s.Version > s.Latest:
		return fmt.Errorf("%w (step %d, known are %d)", ErrSchemaNew, s.Version, s.Latest)
	}
	return nil
}

// SchemaVersion says where the database stands. Both the owner and the server may ask.
func SchemaVersion(ctx context.Context, url string) (Schema, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return Schema{}, wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	return settledSchema(ctx, conn)
}

// migrationLock is held by whoever migrates or repairs. The tool marks a step as dirty while it
// runs, so only who has seen the lock free knows that a dirty step was cut off.
const migrationLock = `hashtext('assay migrate')`

// settledSchema says where the database stands when no migration is under way.
func settledSchema(ctx context.Context, conn *pgx.Conn) (Schema, error) {
	s, err := schemaOf(ctx, conn)
	if err != nil || !s.Dirty {
		return s, err
	}
	if err := wait(ctx, conn, `pg_advisory_lock_shared(`+migrationLock+`)`); err != nil {
		return s, err
	}
	s, err = schemaOf(ctx, conn)
	_, unlockErr := conn.Exec(ctx, `SELECT pg_advisory_unlock_shared(`+migrationLock+`)`)
	return s, errors.Join(err, wrap(unlockErr, "give the migration lock back"))
}

// alone runs f with a connection that holds the migration lock, once no one else does.
func alone(ctx context.Context, ownerURL string, f func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return wrap(err, "connect to the database")
	}
	defer conn.Close(ctx) // and gives the lock back
	if err := wait(ctx, conn, `pg_advisory_lock(`+migrationLock+`)`); err != nil {
		return err
	}
	return f(conn)
}

func wait(ctx context.Context, conn *pgx.Conn, lock string) error {
	ctx, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	_, err := conn.Exec(ctx, `SELECT `+lock)
	return wrap(err, "wait for another migration")
}

func schemaOf(ctx context.Context, conn *pgx.Conn) (Schema, error) {
	latest, err := latest()
	if err != nil {
		return Schema{}, err
	}
	s := Schema{Latest: latest}
	err = conn.QueryRow(ctx, `SELECT version, dirty FROM public.schema_migrations`).Scan(&s.Version, &s.Dirty)
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == pgerrcode.UndefinedTable || errors.Is(err, pgx.ErrNoRows) {
		return s, nil
	}
	s.Version = max(s.Version, 0) // the tool writes -1 for none
	return s, wrap(err, "read the schema's version")
}

// latest counts the steps this program knows; they are numbered from 1 without a gap.
func latest() (int, error) {
	ups, err := fs.Glob(migrations.FS, "*.up.sql")
	return len(ups), err
}

// Migrate brings the schema to the one this program is made for, as the owner. Starts that
// migrate at the same time wait for each other. A newer schema is left alone (ErrSchemaNew),
// and so is one whose migration was cut off (ErrSchemaDirty). The server can use what Migrate
// made after Grant.
func Migrate(ctx context.Context, ownerURL string) error {
	return alone(ctx, ownerURL, func(conn *pgx.Conn) error {
		schema, err := schemaOf(ctx, conn)
		if err != nil {
			return err
		}
		if err := schema.check(); !errors.Is(err, ErrSchemaOld) {
			return err
		}
		return withMigrator(ctx, ownerURL, func(m *migrate.Migrate) error {
			stop := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
			defer stop()
			return errors.Join(readable(m.Up()), ctx.Err())
		})
	})
}

// Repair ends the dirty state that a migration leaves when it fails or is cut off. A step is
// one transaction, so the schema is sound: either the step happened or it did not, and the
// schema itself says which. Repair notes that and returns the step the schema stands at. It
// waits for a migration that is under way, and does nothing to a schema that is not dirty.
func Repair(ctx context.Context, ownerURL string) (step int, err error) {
	err = alone(ctx, ownerURL, func(conn *pgx.Conn) error {
		schema, err := schemaOf(ctx, conn)
		step = schema.Version
		if err != nil || !schema.Dirty {
			return err
		}
		if step, err = applied(ctx, ownerURL); err != nil {
			return err
		}
		return withMigrator(ctx, ownerURL, func(m *migrate.Migrate) error {
			if step == 0 {
				return m.Force(database.NilVersion)
			}
			return m.Force(step)
		})
	})
	return step, err
}

// applied is the step that the schema itself says it stands at; 0 for an empty one.
func applied(ctx context.Context, ownerURL string) (int, error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return 0, wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	var version int
	err = conn.QueryRow(ctx, `SELECT version FROM public.schema_applied`).Scan(&version)
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == pgerrcode.UndefinedTable {
		return 0, nil
	}
	return version, wrap(err, "read the schema's version")
}

func withMigrator(ctx context.Context, ownerURL string, f func(*migrate.Migrate) error) error {
	config, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return wrap(err, "read the database's address")
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	m, err := newMigrator(db)
	if err != nil {
		return wrap(err, "prepare to migrate")
	}
	defer m.Close()
	m.LockTimeout = lockTimeout
	return wrap(f(m), "migrate")
}

func newMigrator(db *sql.DB) (*migrate.Migrate, error) {
	driver, err := pgxmigrate.WithInstance(db, &pgxmigrate.Config{SchemaName: "public"})
	if err != nil {
		return nil, err
	}
	source, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return nil, errors.Join(err, driver.Close())
	}
	return migrate.NewWithInstance("embedded", source, "pgx5", driver)
}

// readable drops the statement, which is a whole file, from the tool's error.
func readable(err error) error {
	if e, ok := errors.AsType[database.Error](err); ok {
		return fmt.Errorf("%s in line %d: %w", e.Err, e.Line, e.OrigErr)
	}
	if e, ok := errors.AsType[migrate.ErrDirty](err); ok {
		return fmt.Errorf("%w (cut off at step %d)", ErrSchemaDirty, e.Version)
	}
	return err
}
