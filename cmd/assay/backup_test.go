package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/localpg"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
	"assay/migrations"
)

// contents is every row of every table as text, read past row-level security. It shares nothing
// with the sums that a backup makes.
func contents(t testing.TB, superuserURL string) map[string][]string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), superuserURL)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `SET TimeZone = 'UTC'`)
	require.NoError(t, err)
	rows, _ := conn.Query(t.Context(), `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	all := map[string][]string{}
	for _, table := range tables {
		rows, _ := conn.Query(t.Context(), `SELECT t::text FROM `+pgx.Identifier{table}.Sanitize()+` t`)
		all[table], err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		slices.Sort(all[table])
	}
	return all
}

// rights are who may do what with which table.
func rights(t testing.TB, superuserURL string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), superuserURL)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	rows, _ := conn.Query(t.Context(), `
		SELECT format('%s %s %s %s', c.relname, x.grantee::regrole, x.privilege_type, c.relowner::regrole) FROM pg_class c, aclexplode(c.relacl) x
		WHERE c.relnamespace = 'public'::regnamespace
		UNION ALL
		SELECT format('%s %s %s %s', c.relname, a.attname, x.grantee::regrole, x.privilege_type) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) x
		WHERE c.relnamespace = 'public'::regnamespace
		UNION ALL
		SELECT format('%s %s %s', relname, relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
		ORDER BY 1`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return list
}

func comparisonOf(name string) store.Comparison {
	day, err := offer.ParseDate("2026-11-22")
	if err != nil {
		panic(err)
	}
	return store.Comparison{Name: name, Title: name, Framework: "assay-core@1", AsOf: day, Offers: []offer.ID{"are-stargate", "are-k2-think"}}
}

// filled is a database with the library and two private workspaces.
func filled(t testing.TB) testdb.DB {
	t.Helper()
	db := testdb.NewWith(t, "library", func(ctx context.Context, owner *store.Owner) error {
		lib, frameworks, err := app.Load()
		if err == nil {
			_, err = app.LoadLibrary(ctx, owner, lib, frameworks)
		}
		return err
	})
	s := db.Store(t)
	for _, w := range []store.UUID{store.Desk, store.NewUUID()} {
		require.NoError(t, s.InWorkspace(t.Context(), w, func(tx *store.Tx) error {
			if err := tx.CreateWorkspace(t.Context(), "Of "+w.String()); err != nil {
				return err
			}
			_, err := tx.SaveComparison(t.Context(), comparisonOf("First"))
			return err
		}))
	}
	_, err := s.CreateDeskLink(t.Context(), time.Hour)
	require.NoError(t, err)
	s.Close()
	return db
}

// backedUp is a backup of db in a new directory.
func backedUp(t testing.TB, db testdb.DB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backup")
	code, stdout, stderr := assay(t, map[string]string{"ASSAY_BACKUP_URL": db.URL(store.DefaultRoles.Backup)}, "backup", dir)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Backed up")
	return dir
}

func restoreInto(t testing.TB, db testdb.DB, dir string) (code int, stdout, stderr string) {
	t.Helper()
	return assay(t, map[string]string{"ASSAY_MIGRATE_URL": db.URL(store.DefaultRoles.Owner)}, "restore", dir)
}

func TestBackupOfAServerComesBackRowForRow(t *testing.T) {
	db := filled(t)
	before := contents(t, db.URL(localpg.Superuser))
	dir := backedUp(t, db)
	assert.Equal(t, before, contents(t, db.URL(localpg.Superuser)), "a backup changes nothing")
	for _, name := range []string{dumpFile, manifestFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode(), name)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 2, "nothing else is there")

	for name, target := range map[string]testdb.DB{"an empty database": testdb.Empty(t), "a migrated one": testdb.New(t)} {
		code, stdout, stderr := restoreInto(t, target, dir)
		require.Zero(t, code, "%s: %s", name, stderr)
		assert.Contains(t, stdout, "every table was compared")
		after := contents(t, target.URL(localpg.Superuser))
		require.Len(t, after, len(before))
		for table := range before {
			assert.Equal(t, before[table], after[table], "%s: table %s", name, table)
		}
		assert.NotEmpty(t, after["comparison_offer"])
		var known int
		require.NoError(t, target.Superuser(t).QueryRow(t.Context(), `SELECT count(DISTINCT tablename) FROM pg_stats WHERE tablename IN ('offer_version', 'audit_event')`).Scan(&known))
		assert.Equal(t, 2, known, "%s: the planner knows the content and its log", name)
		assert.Equal(t, rights(t, db.URL(localpg.Superuser)), rights(t, target.URL(localpg.Superuser)), name)
		require.NoError(t, target.Store(t).Read(t.Context(), store.Desk, func(tx *store.Tx) error {
			cs, err := tx.Comparisons(t.Context())
			require.Len(t, cs, 1, "and the serving role sees its workspace's only")
			assert.Equal(t, 2, cs[0].Offers)
			return err
		}))
	}
}

// The sums and the dump are of one moment, however busy the database is.
func TestBackupIsOfOneMoment(t *testing.T) {
	db := filled(t)
	s := db.Store(t)
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			_ = s.InWorkspace(ctx, store.Desk, func(tx *store.Tx) error {
				_, err := tx.SaveComparison(ctx, comparisonOf(fmt.Sprintf("Busy %d", n)))
				return err
			})
		}
		over <- n
	}()
	var dirs []string
	for range 3 {
		dirs = append(dirs, backedUp(t, db))
	}
	stop()
	require.Greater(t, <-over, 3, "it was busy")
	for _, dir := range dirs {
		code, _, stderr := restoreInto(t, testdb.Empty(t), dir)
		assert.Zero(t, code, stderr)
	}
}

func TestBackupOfARunningDeskStartsElsewhere(t *testing.T) {
	dir, elsewhere, kept := dataDir(t), dataDir(t), filepath.Join(t.TempDir(), "kept")
	s := start(t, dir)
	browser := openWorkspace(t, s.link)
	save(t, browser, s.url, "Kept")
	out, err := program(t, nil, "backup", "--data", dir, kept).CombinedOutput()
	require.NoError(t, err, "%s", out)
	running, _, err := localpg.Running(dir)
	require.NoError(t, err)
	before := contents(t, running.DatabaseURL(localpg.Superuser, deskDatabase))
	save(t, browser, s.url, "Lost")

	code, _, stderr := assay(t, nil, "restore", kept, "--data", dir)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "stop it first", "a running desk is left alone")
	require.NoError(t, s.end(t, syscall.SIGTERM))
	code, _, stderr = assay(t, nil, "restore", kept, "--data", dir)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "2 of comparison", "and so is one that holds somebody's work: it says what")
	assert.Contains(t, stderr, "new directory with --data", "and how to go on")

	code, _, stderr = assay(t, nil, "restore", kept, "--data", elsewhere)
	require.Zero(t, code, stderr)
	pg, err := localpg.Start(t.Context(), localpg.Config{Dir: elsewhere})
	require.NoError(t, err)
	after := contents(t, pg.URL(localpg.Superuser, deskDatabase))
	require.NoError(t, pg.Stop(t.Context()))
	assert.Equal(t, before, after)

	again := filepath.Join(t.TempDir(), "again")
	code, _, stderr = assay(t, nil, "backup", "--data", elsewhere, again)
	require.Zero(t, code, "a desk that does not run is backed up too: %s", stderr)
	first, err := readManifest(kept)
	require.NoError(t, err)
	second, err := readManifest(again)
	require.NoError(t, err)
	assert.Equal(t, first.Tables, second.Tables)
	noPostgres(t, elsewhere)

	s = start(t, elsewhere)
	status, body := get(t, browser, s.url+"workspace")
	assert.Equal(t, http.StatusOK, status, "the browser is still signed in")
	assert.Contains(t, body, "Kept")
	assert.NotContains(t, body, "Lost")
	save(t, browser, s.url, "After")
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

// A desk that was started once and never used may be restored into.
func TestRestoreIntoADeskThatNobodyUsed(t *testing.T) {
	kept, dir := backedUp(t, filled(t)), dataDir(t)
	require.NoError(t, start(t, dir).end(t, syscall.SIGTERM))
	code, _, stderr := assay(t, nil, "restore", "--data", dir, kept)
	require.Zero(t, code, stderr)
	s := start(t, dir)
	_, body := get(t, openWorkspace(t, s.link), s.url+"workspace")
	assert.Contains(t, body, "First")
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

// A backup made before a migration is restored and then migrated.
func TestRestoreOfAnOlderSchemaIsMigrated(t *testing.T) {
	older := testdb.New(t)
	latest, err := store.LatestSchema()
	require.NoError(t, err)
	conn := older.Superuser(t)
	down, err := fs.Glob(migrations.FS, fmt.Sprintf("%06d_*.down.sql", latest))
	require.NoError(t, err)
	statements, err := fs.ReadFile(migrations.FS, down[0])
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), string(statements)+fmt.Sprintf("; UPDATE schema_migrations SET version = %d", latest-1))
	require.NoError(t, err)
	dir := backedUp(t, older)
	m, err := readManifest(dir)
	require.NoError(t, err)
	assert.Equal(t, latest-1, m.Schema)

	target := testdb.Empty(t)
	code, _, stderr := restoreInto(t, target, dir)
	require.Zero(t, code, stderr)
	after, err := store.SchemaVersion(t.Context(), target.URL(store.DefaultRoles.Server))
	require.NoError(t, err)
	assert.Equal(t, store.Schema{Version: latest, Latest: latest}, after)
	target.Store(t)
	assert.Equal(t, rights(t, testdb.New(t).URL(localpg.Superuser)), rights(t, target.URL(localpg.Superuser)))
}

// edit changes a backup's manifest.
func edit(t testing.TB, dir string, change func(*manifest)) {
	t.Helper()
	m, err := readManifest(dir)
	require.NoError(t, err)
	change(&m)
	data, err := json.Marshal(m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, manifestFile), data, 0o600))
}

// cut shortens a backup's dump by its last tenth.
func cut(t testing.TB, dir string) {
	t.Helper()
	file := filepath.Join(dir, dumpFile)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(file, info.Size()*9/10))
}

func TestRestoreRefusesWhatIsDamaged(t *testing.T) {
	original := backedUp(t, filled(t))
	latest, err := store.LatestSchema()
	require.NoError(t, err)
	resum := func(t testing.TB, dir string) {
		t.Helper()
		size, sum, err := fileSum(filepath.Join(dir, dumpFile))
		require.NoError(t, err)
		data := read(t, filepath.Join(dir, manifestFile))
		var m manifest
		require.NoError(t, json.Unmarshal([]byte(data), &m))
		m.Bytes, m.SHA256 = size, sum
		changed, err := json.Marshal(m)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, manifestFile), changed, 0o600))
	}
	tests := []struct {
		name   string
		damage func(t testing.TB, dir string)
		code   int
		want   string
	}{
		{"a dump cut off", cut, 2, "is damaged: it has"},
		{"a dump cut off, and a manifest that says so", func(t testing.TB, dir string) { cut(t, dir); resum(t, dir) }, 1, "pg_restore"},
		{"one byte changed", func(t testing.TB, dir string) {
			file := filepath.Join(dir, dumpFile)
			data := []byte(read(t, file))
			data[len(data)/2] ^= 1
			require.NoError(t, os.WriteFile(file, data, 0o600))
		}, 2, "was changed: its SHA-256 is"},
		{"no dump", func(t testing.TB, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, dumpFile))) }, 2, "has no " + dumpFile},
		{"no manifest", func(t testing.TB, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, manifestFile))) }, 2, "no whole backup"},
		{"a manifest that is none", func(t testing.TB, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, manifestFile), []byte(`{"format":1,"more":true}`), 0o600))
		}, 2, "is damaged"},
		{"another form", func(t testing.TB, dir string) { edit(t, dir, func(m *manifest) { m.Format = 2 }) }, 2, "of form 2"},
		{"a newer schema", func(t testing.TB, dir string) { edit(t, dir, func(m *manifest) { m.Schema = latest + 1 }) }, 2, "use a newer assay"},
		{"an older schema than the dump's", func(t testing.TB, dir string) { edit(t, dir, func(m *manifest) { m.Schema = latest - 1 }) }, 1, fmt.Sprintf("stands at step %d and not at %d", latest, latest-1)},
		{"one row more", func(t testing.TB, dir string) { edit(t, dir, func(m *manifest) { m.Tables[3].Rows++ }) }, 1, "rows and not"},
		{"another digest", func(t testing.TB, dir string) {
			edit(t, dir, func(m *manifest) { m.Tables[0].SHA256 = strings.Repeat("0", 64) })
		}, 1, "rows that are not those of the backup"},
		{"a table left out", func(t testing.TB, dir string) {
			edit(t, dir, func(m *manifest) { m.Tables = slices.Delete(m.Tables, 5, 6) })
		}, 1, "should not be there"},
		{"a table too many", func(t testing.TB, dir string) {
			edit(t, dir, func(m *manifest) { m.Tables = append(m.Tables, store.TableSum{Table: "zone"}) })
		}, 1, "table zone is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "backup")
			require.NoError(t, os.CopyFS(dir, os.DirFS(original)))
			tt.damage(t, dir)
			target := testdb.Empty(t)
			code, stdout, stderr := restoreInto(t, target, dir)
			assert.Equal(t, tt.code, code, stderr)
			assert.Contains(t, stderr, tt.want)
			assert.Empty(t, stdout)
			assert.Empty(t, contents(t, target.URL(localpg.Superuser)), "nothing is half stored")
			if tt.code == 1 { // the database was worked on
				code, _, stderr = restoreInto(t, target, original)
				assert.Zero(t, code, "and a good backup can follow: %s", stderr)
			}
		})
	}
}

func TestRestoreOverwritesNothing(t *testing.T) {
	dir := backedUp(t, filled(t))
	foreign := testdb.Empty(t)
	_, err := foreign.Superuser(t).Exec(t.Context(), `CREATE TABLE ledger (sum int); INSERT INTO ledger VALUES (7)`)
	require.NoError(t, err)
	busy := testdb.New(t)
	busy.Store(t)
	for want, target := range map[string]testdb.DB{"1 of workspace": filled(t), "not Assay's, such as ledger": foreign, "connections as assay_server": busy} {
		before := contents(t, target.URL(localpg.Superuser))
		if want != "connections as assay_server" {
			dropConnections(t, target)
		}
		code, _, stderr := restoreInto(t, target, dir)
		assert.Equal(t, 1, code)
		assert.Contains(t, stderr, want)
		assert.Contains(t, stderr, "nothing was changed")
		assert.Equal(t, before, contents(t, target.URL(localpg.Superuser)))
	}
}

// dropConnections ends those that tests left open.
func dropConnections(t testing.TB, db testdb.DB) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL(localpg.Superuser))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	require.NoError(t, err)
}

func TestBackupRefusesAndLeavesNothing(t *testing.T) {
	db := filled(t)
	full := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(full, "letter.txt"), []byte("Dear"), 0o600))
	backup, owner, server := db.URL(store.DefaultRoles.Backup), db.URL(store.DefaultRoles.Owner), db.URL(store.DefaultRoles.Server)
	there := func(t testing.TB) string { return filepath.Join(t.TempDir(), "new") }
	tests := []struct {
		name string
		env  map[string]string
		args []string
		code int
		want string
	}{
		{"as the owner", map[string]string{"ASSAY_BACKUP_URL": owner}, []string{there(t)}, 1, "bound by row-level security"},
		{"as the serving role", map[string]string{"ASSAY_BACKUP_URL": server}, []string{there(t)}, 1, "use one with BYPASSRLS, such as assay_backup"},
		{"only the serving role is known", map[string]string{"DATABASE_URL": server}, []string{there(t)}, 2, "set ASSAY_BACKUP_URL"},
		{"an empty database", map[string]string{"ASSAY_BACKUP_URL": testdb.Empty(t).URL(store.DefaultRoles.Backup)}, []string{there(t)}, 1, "nothing of Assay yet"},
		{"a full directory", map[string]string{"ASSAY_BACKUP_URL": backup}, []string{full}, 2, "it holds letter.txt"},
		{"a file", map[string]string{"ASSAY_BACKUP_URL": backup}, []string{filepath.Join(full, "letter.txt")}, 2, "letter.txt"},
		{"no directory", nil, nil, 2, "name the directory"},
		{"two", nil, []string{there(t), "more"}, 2, `unexpected "more"`},
		{"no data", nil, []string{there(t), "--data", there(t)}, 2, "there is no data in"},
		{"an address of another kind", map[string]string{"ASSAY_BACKUP_URL": "host=db password=hush"}, []string{there(t)}, 2, "postgres://ROLE@HOST/DATABASE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := assay(t, tt.env, append([]string{"backup"}, tt.args...)...)
			assert.Equal(t, tt.code, code, stderr)
			assert.Contains(t, stderr, tt.want)
			assert.NotContains(t, stderr, "hush")
			assert.Empty(t, stdout)
			if len(tt.args) > 0 && strings.HasSuffix(tt.args[0], "new") {
				assert.NoDirExists(t, tt.args[0])
			}
		})
	}
	assert.Equal(t, "Dear", read(t, filepath.Join(full, "letter.txt")))
}

func TestABackupThatIsStoppedLeavesNothing(t *testing.T) {
	db := filled(t)
	environ, err := clientEnviron(environment{getenv: os.Getenv}, db.URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	programs, err := localpg.FindClients(15)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := filepath.Join(t.TempDir(), "new")
	remove, err := makeRoom(dir)
	require.NoError(t, err)
	assert.ErrorIs(t, dump(ctx, environ, programs, "", filepath.Join(dir, dumpFile)), context.Canceled)
	assert.FileExists(t, filepath.Join(dir, dumpFile+partial))
	require.NoError(t, remove())
	assert.NoDirExists(t, dir)
}

// A password goes to Postgres' programs in their environment, which nobody else can read.
func TestClientEnviron(t *testing.T) {
	env := environment{getenv: func(name string) string {
		return map[string]string{"PATH": "/bin", "PGSSLMODE": "verify-ca", "PGOPTIONS": "-c row_security=on", "ASSAY_CONTACT": "me"}[name]
	}}
	tests := []struct {
		address string
		want    []string
	}{
		{"postgres://assay_backup:p%40ss@db.example.org:6432/assay?sslmode=verify-full&pool_max_conns=3",
			[]string{"LC_ALL=C.UTF-8", "PATH=/bin", "PGDATABASE=assay", "PGHOST=db.example.org", "PGPASSWORD=p@ss", "PGPORT=6432", "PGSSLMODE=verify-full", "PGUSER=assay_backup"}},
		{"postgresql://assay_backup@/as%27say?host=/run/postgresql&port=5432",
			[]string{"LC_ALL=C.UTF-8", "PATH=/bin", "PGDATABASE=as'say", "PGHOST=/run/postgresql", "PGPORT=5432", "PGSSLMODE=verify-ca", "PGUSER=assay_backup"}},
	}
	for _, tt := range tests {
		got, err := clientEnviron(env, tt.address)
		require.NoError(t, err)
		slices.Sort(got)
		assert.Equal(t, tt.want, got)
	}
	name, err := quotedName(tests[1].address)
	require.NoError(t, err)
	assert.Equal(t, `dbname='as\'say'`, name)
	_, err = clientEnviron(env, "postgres://me:hush@[/x")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hush")
}
