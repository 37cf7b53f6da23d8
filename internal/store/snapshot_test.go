package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
	"assay/internal/store/testdb"
)

// sumsOf are what a snapshot says of each table.
func sumsOf(t testing.TB, db testdb.DB) map[string]store.TableSum {
	t.Helper()
	s, err := store.OpenSnapshot(t.Context(), db.URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	defer s.Close()
	list, err := s.Sums(t.Context())
	require.NoError(t, err)
	all := map[string]store.TableSum{}
	for _, sum := range list {
		all[sum.Table] = sum
	}
	return all
}

func TestSumsSayWhatTablesHold(t *testing.T) {
	db := testdb.New(t)
	conn := db.Superuser(t)
	exec(t, conn, `CREATE TABLE t (id int, word text, body bytea, at timestamptz, x double precision); GRANT SELECT ON t TO assay_backup;
		INSERT INTO t VALUES (1, 'a', '\x00', '2026-01-01', 0.1), (2, NULL, NULL, NULL, NULL), (3, '', '', 'infinity', 'NaN')`)
	first := sumsOf(t, db)["t"]
	assert.Equal(t, int64(3), first.Rows)

	exec(t, conn, `CREATE TABLE copy AS SELECT * FROM t ORDER BY id DESC; TRUNCATE t; INSERT INTO t SELECT * FROM copy; DROP TABLE copy`)
	assert.Equal(t, first, sumsOf(t, db)["t"], "the order of rows does not matter")
	exec(t, conn, `ALTER ROLE assay_backup SET TimeZone = 'Asia/Kolkata'; ALTER ROLE assay_backup SET DateStyle = 'German'; ALTER ROLE assay_backup SET bytea_output = 'escape'; ALTER ROLE assay_backup SET extra_float_digits = -5`)
	assert.Equal(t, first, sumsOf(t, db)["t"], "nor do settings of the role")
	exec(t, conn, `ALTER ROLE assay_backup RESET ALL`)

	seen := map[string]string{first.SHA256: "first"}
	for _, change := range []string{
		`UPDATE t SET word = 'b' WHERE id = 1`,
		`UPDATE t SET word = '' WHERE id = 2`,
		`UPDATE t SET body = '' WHERE id = 2`,
		`UPDATE t SET body = '\x0000' WHERE id = 1`,
		`UPDATE t SET at = at + interval '1 microsecond' WHERE id = 1`,
		`UPDATE t SET x = 0.10000000000000002 WHERE id = 1`,
		`INSERT INTO t SELECT * FROM t WHERE id = 1`,
		`DELETE FROM t WHERE id = 3`,
		`TRUNCATE t`,
	} {
		exec(t, conn, change)
		sum := sumsOf(t, db)["t"].SHA256
		assert.Empty(t, seen[sum], "%s is seen", change)
		seen[sum] = change
	}
}

func TestASnapshotStaysAsItWas(t *testing.T) {
	db := testdb.New(t)
	s, err := store.OpenSnapshot(t.Context(), db.URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	defer s.Close()
	latest, err := store.LatestSchema()
	require.NoError(t, err)
	assert.Equal(t, latest, s.Schema)
	before, err := s.Sums(t.Context())
	require.NoError(t, err)
	conn := db.Superuser(t)
	exec(t, conn, `INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-0000000000ff', 'Later')`)
	after, err := s.Sums(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, after)
	_, err = conn.Exec(t.Context(), `SET lock_timeout = '100ms'; ALTER TABLE workspace ADD COLUMN more text`)
	assert.Error(t, err, "and no table changes its shape meanwhile")

	other, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	defer other.Close(context.Background())
	_, err = other.Exec(t.Context(), `BEGIN ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '`+s.Name+`'`)
	require.NoError(t, err)
	assert.Zero(t, count(t, other, `SELECT count(*) FROM workspace WHERE name = 'Later'`), "others see the same moment by its name")
}

func TestASnapshotIsRefused(t *testing.T) {
	db := testdb.New(t)
	for _, role := range []string{store.DefaultRoles.Owner, store.DefaultRoles.Server} {
		_, err := store.OpenSnapshot(t.Context(), db.URL(role))
		assert.ErrorIs(t, err, store.ErrPartial)
		assert.ErrorContains(t, err, role)
	}
	_, err := store.OpenSnapshot(t.Context(), testdb.Empty(t).URL(store.DefaultRoles.Backup))
	assert.ErrorIs(t, err, store.ErrNothing)
	exec(t, db.Superuser(t), `UPDATE schema_migrations SET dirty = true`)
	_, err = store.OpenSnapshot(t.Context(), db.URL(store.DefaultRoles.Backup))
	assert.ErrorIs(t, err, store.ErrSchemaDirty)
}

// refill puts into db what change makes of a migrated database's sums.
func refill(t testing.TB, db testdb.DB, change func([]store.TableSum) []store.TableSum, fill func() error) error {
	t.Helper()
	model, err := store.OpenSnapshot(t.Context(), testdb.New(t).URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	defer model.Close()
	want, err := model.Sums(t.Context())
	require.NoError(t, err)
	return store.Refill(t.Context(), db.URL(store.DefaultRoles.Owner), change(want), model.Schema, func(context.Context) error { return fill() })
}

func TestRefillEmptiesOnlyWhatHoldsNothing(t *testing.T) {
	same := func(w []store.TableSum) []store.TableSum { return w }
	failing := errors.New("the dump is damaged")
	for name, tt := range map[string]struct {
		before  string // what is done to a migrated database
		refused bool
	}{
		"migrated":            {``, false},
		"a desk at its start": {`INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-000000000002', 'My workspace'); INSERT INTO desk_link (token_sha256, expires_at) VALUES (pg_catalog.sha256(''), now())`, false},
		"a desk that was opened": {`INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-000000000002', 'My workspace'); INSERT INTO audit_head VALUES ('00000000-0000-0000-0000-000000000002', 1);
			INSERT INTO audit_event (workspace_id, seq, person, action, kind, id) VALUES ('00000000-0000-0000-0000-000000000002', 1, 'Ada', 'open', 'session', 'x')`, false},
		"a desk with a log": {`INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-000000000002', 'My workspace'); INSERT INTO audit_head VALUES ('00000000-0000-0000-0000-000000000002', 1);
			INSERT INTO audit_event (workspace_id, seq, person, action, kind, id) VALUES ('00000000-0000-0000-0000-000000000002', 1, 'Ada', 'send', 'upload', 'x')`, true},
		"another workspace":    {`INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-000000000003', 'Ours')`, true},
		"a record of its own":  {`INSERT INTO workspace (workspace_id, name) VALUES ('00000000-0000-0000-0000-000000000002', 'My workspace'); INSERT INTO setting (workspace_id, changed_by) VALUES ('00000000-0000-0000-0000-000000000002', 'Ada')`, true},
		"an unknown table":     {`CREATE TABLE ledger (sum int); INSERT INTO ledger VALUES (7)`, true},
		"a table of elsewhere": {`CREATE SCHEMA books; CREATE TABLE books.ledger (sum int); INSERT INTO books.ledger VALUES (7)`, true},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.New(t)
			conn := db.Superuser(t)
			exec(t, conn, tt.before)
			exec(t, conn, `DO $$ DECLARE o text; BEGIN FOR o IN SELECT format('ALTER TABLE %s OWNER TO assay_owner', c.oid::regclass) FROM pg_class c WHERE relname = 'ledger' LOOP EXECUTE o; END LOOP;
				IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'books') THEN GRANT USAGE ON SCHEMA books TO assay_owner; END IF; END $$`)
			before := dump(t, conn)
			require.NoError(t, conn.Close(t.Context()))
			err := refill(t, db, same, func() error { return failing })
			after := dump(t, db.Superuser(t))
			if !tt.refused {
				assert.ErrorIs(t, err, failing)
				assert.Equal(t, dump(t, testdb.Empty(t).Superuser(t)), after, "nothing is left in the way")
				return
			}
			_, occupied := errors.AsType[*store.Occupied](err)
			assert.True(t, occupied, "%v", err)
			assert.Equal(t, before, after, "row-level security is as forced as before")
		})
	}
}

func TestRefillThrowsAwayWhatIsNotWanted(t *testing.T) {
	db := testdb.Empty(t)
	latest, err := store.LatestSchema()
	require.NoError(t, err)
	err = refill(t, db, func(w []store.TableSum) []store.TableSum { return w }, func() error {
		owner, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Owner))
		require.NoError(t, err)
		defer owner.Close(context.Background())
		_, err = owner.Exec(t.Context(), fmt.Sprintf(`CREATE TABLE schema_applied (version int); INSERT INTO schema_applied VALUES (%d);
			CREATE DOMAIN d AS int; CREATE TYPE e AS ENUM ('a'); CREATE TYPE c AS (x d); CREATE SEQUENCE s; CREATE VIEW v AS SELECT 1;
			CREATE FUNCTION f() RETURNS int RETURN 1; CREATE PROCEDURE p() LANGUAGE sql AS ''; CREATE TABLE t (x d DEFAULT f(), y e)`, latest))
		return err
	})
	_, differs := errors.AsType[*store.Differs](err)
	assert.True(t, differs, "%v", err)
	conn := db.Superuser(t)
	for _, catalog := range []string{"pg_class WHERE relnamespace", "pg_type WHERE typnamespace", "pg_proc WHERE pronamespace"} {
		assert.Zero(t, count(t, conn, `SELECT count(*) FROM `+catalog+` = 'public'::regnamespace`), catalog)
	}
}
