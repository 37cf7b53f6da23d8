package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// A TableSum says what one table holds: its name, qualified outside schema public, its rows and
// a digest of them that does not depend on their order.
type TableSum struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// ErrPartial says that a role is bound by row-level security. A backup as that role would leave
// rows out, so none is made.
var ErrPartial = errors.New("the role is bound by row-level security and would see only a part of the rows: use one with BYPASSRLS, such as " +
	DefaultRoles.Backup + ", which assay migrate --create-roles makes")

// ErrNothing says that a database has no schema of ours.
var ErrNothing = errors.New("the database holds nothing of Assay yet")

// A Snapshot is one moment of a database. While it is open other sessions can read the same
// moment by its name, and no table can change its shape.
type Snapshot struct {
	Name   string // for SET TRANSACTION SNAPSHOT and pg_dump --snapshot
	Schema int    // the step the schema stands at
	Server int    // the major version of the Postgres server

	conn *pgx.Conn
	tx   pgx.Tx
}

// OpenSnapshot takes a snapshot as a role that row-level security does not bind (ErrPartial). It
// refuses a schema whose migration was cut off (ErrSchemaDirty) and a database without one
// (ErrNothing); an older or newer schema than this program's is welcome. A migration under way
// is waited for.
func OpenSnapshot(ctx context.Context, backupURL string) (_ *Snapshot, err error) {
	conn, err := pgx.Connect(ctx, backupURL)
	if err != nil {
		return nil, wrap(err, "connect to the database")
	}
	s := &Snapshot{conn: conn}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err := checkUnbound(ctx, conn); err != nil {
		return nil, err
	}
	if s.Server, err = serverMajor(ctx, conn); err != nil {
		return nil, err
	}
	// The lock keeps migrations out until the tables are locked, so that all of them have the
	// shape that the snapshot sees.
	if err := wait(ctx, conn, `pg_advisory_lock_shared(`+migrationLock+`)`); err != nil {
		return nil, err
	}
	if s.tx, err = conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return nil, wrap(err, "begin a snapshot")
	}
	if err := s.hold(ctx); err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, `SELECT pg_advisory_unlock_shared(`+migrationLock+`)`)
	return s, wrap(err, "give the migration lock back")
}

// hold fixes the moment, and the shape of every table.
func (s *Snapshot) hold(ctx context.Context) error {
	var none bool
	if err := s.tx.QueryRow(ctx, `SELECT to_regclass('public.schema_migrations') IS NULL, pg_export_snapshot()`).Scan(&none, &s.Name); err != nil {
		return wrap(err, "take a snapshot")
	}
	if none {
		return ErrNothing
	}
	schema, err := schemaOf(ctx, s.conn)
	switch {
	case err != nil:
		return err
	case schema.Dirty:
		return fmt.Errorf("%w (cut off at step %d)", ErrSchemaDirty, schema.Version)
	case schema.Version == 0:
		return ErrNothing
	}
	s.Schema = schema.Version
	tables, err := userTables(ctx, s.tx)
	if err != nil {
		return err
	}
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.quoted()
	}
	_, err = s.tx.Exec(ctx, `LOCK TABLE `+strings.Join(names, ", ")+` IN ACCESS SHARE MODE`)
	return wrap(err, "lock the tables against changes of their shape")
}

// Sums says what every table holds at that moment, by name.
func (s *Snapshot) Sums(ctx context.Context) ([]TableSum, error) { return sums(ctx, s.tx) }

// Close ends the snapshot.
func (s *Snapshot) Close() {
	ctx := context.Background()
	if s.tx != nil {
		_ = s.tx.Rollback(ctx) // nothing was written
	}
	_ = s.conn.Close(ctx)
}

// checkUnbound refuses a role that row-level security binds.
func checkUnbound(ctx context.Context, conn *pgx.Conn) error {
	var role string
	var unbound bool
	err := conn.QueryRow(ctx, `SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`).Scan(&role, &unbound)
	if err == nil && !unbound {
		return fmt.Errorf("%s: %w", role, ErrPartial)
	}
	return wrap(err, "look at the backup role")
}

func serverMajor(ctx context.Context, conn *pgx.Conn) (major int, err error) {
	err = conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&major)
	return major, wrap(err, "ask for the server's version")
}

// A userTable is a table that is neither Postgres' nor an extension's.
type userTable struct {
	schema, name string
	columns      []string // quoted, by name; those of bytes as their hash
	workspaces   bool     // has a column workspace_id
	bound        bool     // has row-level security
}

func (t userTable) quoted() string { return pgx.Identifier{t.schema, t.name}.Sanitize() }

func (t userTable) title() string {
	if t.schema == "public" {
		return t.name
	}
	return t.schema + "." + t.name
}

// userTables lists them by name.
func userTables(ctx context.Context, tx pgx.Tx) ([]userTable, error) {
	rows, _ := tx.Query(ctx, `
		SELECT n.nspname::text, c.relname::text, c.relrowsecurity,
			coalesce(array_agg(CASE WHEN a.atttypid = 'bytea'::regtype THEN format('sha256(%I)', a.attname) ELSE format('%I', a.attname) END
				ORDER BY a.attname COLLATE "C") FILTER (WHERE a.attname IS NOT NULL), '{}'),
			coalesce(bool_or(a.attname = 'workspace_id'), false)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
		GROUP BY n.nspname, c.relname, c.relrowsecurity
		ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`)
	tables, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t userTable, err error) {
		err = row.Scan(&t.schema, &t.name, &t.bound, &t.columns, &t.workspaces)
		return t, err
	})
	return tables, wrap(err, "list the tables")
}

// plainText makes values read the same on every server and for every role, and makes a query
// that row-level security would cut short an error.
const plainText = `SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog; SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL TimeZone = 'UTC';
SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'`

// sums counts and digests the rows of every table. A row's hash is that of its columns by name,
// long ones of bytes hashed before so that they need not be written out; a table's is that of its
// rows' hashes in their order.
func sums(ctx context.Context, tx pgx.Tx) ([]TableSum, error) {
	tables, err := userTables(ctx, tx)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, plainText); err != nil {
		return nil, wrap(err, "prepare to read the tables")
	}
	all := make([]TableSum, len(tables))
	for i, t := range tables {
		all[i].Table = t.title()
		err := tx.QueryRow(ctx, `
			SELECT count(*), encode(sha256(coalesce(string_agg(h, ''::bytea ORDER BY h), ''::bytea)), 'hex')
			FROM (SELECT sha256(convert_to(ROW(`+strings.Join(t.columns, ", ")+`)::text, 'UTF8')) AS h FROM `+t.quoted()+`) hashes`).
			Scan(&all[i].Rows, &all[i].SHA256)
		if err != nil {
			return nil, wrap(err, "read table %s", t.title())
		}
	}
	return all, nil
}
