package store_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
	"assay/internal/store/testdb"
	"assay/migrations"
)

var update = flag.Bool("update", false, "rewrite docs/schema.sql")

func TestEveryStepIsNumberedAndHasAWayBack(t *testing.T) {
	ups, err := fs.Glob(migrations.FS, "*.up.sql")
	require.NoError(t, err)
	require.NotEmpty(t, ups)
	for i, up := range ups {
		assert.Equal(t, fmt.Sprintf("%06d_", i+1), up[:7], "steps are numbered from 1 without a gap")
		_, err := fs.Stat(migrations.FS, up[:len(up)-len(".up.sql")]+".down.sql")
		assert.NoError(t, err)
	}
}

func sortedLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, ",\n", "\n"), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Every step down must leave exactly what was there before the step up, and every step must
// say which one it is.
func TestStepsDownUndoStepsUp(t *testing.T) {
	db := testdb.Empty(t)
	owner, conn := db.URL(store.DefaultRoles.Owner), db.Superuser(t)
	before := []string{dump(t, conn)}
	schema, err := store.SchemaVersion(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, 0, schema.Version)
	for n := 1; n <= schema.Latest; n++ {
		require.NoError(t, store.Steps(t.Context(), owner, 1), "step %d up", n)
		assert.Equal(t, n, applied(t, owner))
		before = append(before, dump(t, conn))
		assert.NotEqual(t, before[n-1], before[n])
	}
	for n := schema.Latest - 1; n >= 0; n-- {
		require.NoError(t, store.Steps(t.Context(), owner, -1), "step %d down", n+1)
		assert.Equal(t, n, applied(t, owner))
		assert.Equal(t, sortedLines(before[n]), sortedLines(dump(t, conn)), "a column made anew stands last")
	}
	require.NoError(t, store.Migrate(t.Context(), owner))
	assert.Equal(t, before[schema.Latest], dump(t, conn))
	require.NoError(t, store.Migrate(t.Context(), owner), "a second time there is nothing to do")
}

func applied(t *testing.T, owner string) int {
	t.Helper()
	n, err := store.Applied(t.Context(), owner)
	require.NoError(t, err)
	return n
}

func TestSimultaneousStartsMigrateOnce(t *testing.T) {
	db := testdb.Empty(t)
	owner := db.URL(store.DefaultRoles.Owner)
	errs := make(chan error)
	for range 4 {
		go func() {
			err := store.Migrate(t.Context(), owner)
			if err == nil {
				err = store.Grant(t.Context(), owner, store.DefaultRoles)
			}
			errs <- err
		}()
	}
	for range 4 {
		assert.NoError(t, <-errs)
	}
	assert.NoError(t, db.Store(t).Ping(t.Context()))
}

// The tool marks a step as dirty while it runs: who starts meanwhile waits, and does not take it
// for one that was cut off.
func TestAStepUnderWayIsNotTakenForOneCutOff(t *testing.T) {
	db := testdb.New(t)
	owner := db.URL(store.DefaultRoles.Owner)
	conn := db.Superuser(t)
	exec(t, conn, `SELECT pg_advisory_lock(hashtext('assay migrate'))`)
	exec(t, conn, `UPDATE schema_migrations SET dirty = true`)
	starts := map[string]func() error{
		"migrate": func() error { return store.Migrate(t.Context(), owner) },
		"repair":  func() error { _, err := store.Repair(t.Context(), owner); return err },
		"serve": func() error {
			s, err := store.Open(t.Context(), db.URL(store.DefaultRoles.Server))
			if err == nil {
				s.Close()
			}
			return err
		},
	}
	done := make(chan error, len(starts))
	for _, start := range starts {
		go func() { done <- start() }()
	}
	require.Eventually(t, func() bool {
		var waiting int
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
			WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`).Scan(&waiting))
		return waiting == len(starts)
	}, time.Minute, 10*time.Millisecond, "all wait")
	assert.Empty(t, done)
	exec(t, conn, `UPDATE schema_migrations SET dirty = false`)
	exec(t, conn, `SELECT pg_advisory_unlock(hashtext('assay migrate'))`)
	for range starts {
		assert.NoError(t, <-done)
	}
}

func TestFailedStepIsRepaired(t *testing.T) {
	db := testdb.Empty(t)
	owner, conn := db.URL(store.DefaultRoles.Owner), db.Superuser(t)
	exec(t, conn, `CREATE TABLE offer (in_the_way int)`) // step 3 makes a table of that name
	err := store.Migrate(t.Context(), owner)
	require.ErrorContains(t, err, `relation "offer" already exists`)
	assert.NotContains(t, err.Error(), "CREATE TABLE", "a whole file is no error message")

	err = store.Migrate(t.Context(), owner)
	require.ErrorIs(t, err, store.ErrSchemaDirty)
	assert.ErrorContains(t, err, "assay migrate repair")
	assert.ErrorContains(t, err, "step 3")

	version, err := store.Repair(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, 2, version, "step 3 was rolled back as a whole")
	exec(t, conn, `DROP TABLE offer`)
	require.NoError(t, store.Migrate(t.Context(), owner))
	version, err = store.Repair(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, 15, version, "nothing to repair")
}

func TestRepairBelievesTheSchema(t *testing.T) {
	tests := []struct {
		name     string
		steps    int // really applied
		recorded int // what the tool wrote before it was cut off
	}{
		{"cut off before the first step", 0, 1},
		{"cut off before a step", 4, 5},
		{"cut off after a step", 5, 5},
		{"cut off after a step down", 3, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := testdb.Empty(t)
			owner, conn := db.URL(store.DefaultRoles.Owner), db.Superuser(t)
			require.NoError(t, store.Steps(t.Context(), owner, max(tt.steps, 1)))
			if tt.steps == 0 {
				require.NoError(t, store.Steps(t.Context(), owner, -1))
			}
			exec(t, conn, `DELETE FROM schema_migrations`)
			exec(t, conn, `INSERT INTO schema_migrations VALUES ($1, true)`, tt.recorded)
			require.ErrorIs(t, store.Migrate(t.Context(), owner), store.ErrSchemaDirty)
			version, err := store.Repair(t.Context(), owner)
			require.NoError(t, err)
			assert.Equal(t, tt.steps, version)
			require.NoError(t, store.Migrate(t.Context(), owner))
		})
	}
}

func TestOtherSchemasAreRefused(t *testing.T) {
	tests := []struct {
		name   string
		change string
		want   error
		says   string
	}{
		{"newer", `UPDATE schema_migrations SET version = 99`, store.ErrSchemaNew, "step 99, known are 15"},
		{"older", `UPDATE schema_migrations SET version = 6`, store.ErrSchemaOld, "step 6 of 15"},
		{"dirty", `UPDATE schema_migrations SET dirty = true`, store.ErrSchemaDirty, "assay migrate repair"},
		{"none", `DROP TABLE schema_migrations`, store.ErrSchemaOld, "ASSAY_MIGRATE_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := testdb.New(t)
			exec(t, db.Superuser(t), tt.change)
			_, err := store.Open(t.Context(), db.URL(store.DefaultRoles.Server))
			require.ErrorIs(t, err, tt.want)
			assert.ErrorContains(t, err, tt.says)
			_, err = store.OpenOwner(t.Context(), db.URL(store.DefaultRoles.Owner))
			require.ErrorIs(t, err, tt.want)
			if tt.want != store.ErrSchemaOld {
				require.ErrorIs(t, store.Migrate(t.Context(), db.URL(store.DefaultRoles.Owner)), tt.want)
			}
		})
	}
}

func TestMigrateStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := store.Migrate(ctx, testdb.Empty(t).URL(store.DefaultRoles.Owner))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestSchemaDocumentIsCurrent(t *testing.T) {
	const file = "../../docs/schema.sql"
	got := schemaDocument(t, testdb.New(t).Superuser(t))
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	want := string(data)
	if writtenOn(t, want) != writtenOn(t, got) {
		want, got = stable(want), stable(got)
	}
	assert.Equal(t, want, got, "go test ./internal/store -run Schema -update accepts the new schema")
}

func exec(t testing.TB, conn *pgx.Conn, statement string, args ...any) {
	t.Helper()
	_, err := conn.Exec(t.Context(), statement, args...)
	require.NoError(t, err)
}
