package localpg_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

func TestStartMakesAPrivateDurableServer(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: filepath.Join(openDir(t), "data")})
	for setting, want := range map[string]string{
		"listen_addresses":        "", // never TCP
		"unix_socket_permissions": "0700",
		"unix_socket_directories": s.SocketDir(),
		"server_encoding":         "UTF8",
		"lc_collate":              "C.UTF-8",
		"data_checksums":          "on",
		"fsync":                   "on",
		"synchronous_commit":      "on",
		"full_page_writes":        "on",
	} {
		assert.Equal(t, want, ask(t, admin(s), `SELECT current_setting($1)`, setting), setting)
	}
	for path, want := range map[string]os.FileMode{s.SocketDir(): 0o700, filepath.Join(s.Dir(), "pg"): 0o700} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, want, info.Mode().Perm(), path)
	}
	remember(t, s)
	stop(t, s)
	<-s.Done()
	assert.NoError(t, s.Err(), "it was told to")
	assert.NoDirExists(t, s.SocketDir())
	assert.Empty(t, processes(t, s.Dir()))
	stop(t, s) // a second time does nothing

	again := begun(t, localpg.Config{Dir: s.Dir()})
	remembered(t, again)
	assert.Contains(t, logOf(t, s), "database system was shut down", "a clean stop needs no recovery")
	assert.NotContains(t, logOf(t, s), "interrupted")
}

func logOf(t *testing.T, s *localpg.Server) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.Dir(), "postgres.log"))
	require.NoError(t, err)
	return string(b)
}

func TestAssayMayLogInAsItsRolesOnly(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t), Roles: []string{"assay_owner", "assay_server"}})
	do(t, admin(s), `CREATE ROLE assay_owner LOGIN; CREATE ROLE assay_server LOGIN; CREATE ROLE stranger LOGIN`)
	do(t, admin(s), `CREATE DATABASE assay OWNER assay_owner`)
	for _, role := range []string{localpg.Superuser, "assay_owner", "assay_server"} {
		assert.Equal(t, role+" assay", ask(t, s.URL(role, "assay"), `SELECT current_user || ' ' || current_database()`))
	}
	_, err := pgx.Connect(t.Context(), s.URL("stranger", "assay"))
	assert.ErrorContains(t, err, "Peer authentication failed")

	_, err = localpg.Start(t.Context(), localpg.Config{Dir: openDir(t), Roles: []string{`x" "postgres`}})
	assert.ErrorContains(t, err, "role name")
}

func TestStoppingDisconnectsClients(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	conn, err := pgx.Connect(t.Context(), admin(s))
	require.NoError(t, err)
	stop(t, s)
	assert.Error(t, conn.Ping(t.Context()))
}

func TestADataDirectoryMayHaveALongPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openDir(t), strings.Repeat("long", 30), strings.Repeat("name", 30))
	s := begun(t, localpg.Config{Dir: dir})
	assert.Equal(t, "1", ask(t, admin(s), `SELECT 1`))
}

func TestSettingsOfOtherPostgresToolsDoNotMatter(t *testing.T) {
	t.Setenv("PGDATA", "/nowhere")
	t.Setenv("PGPORT", "1")
	t.Setenv("PGHOST", "/nowhere")
	t.Setenv("PGUSER", "stranger")
	t.Setenv("PGSSLMODE", "verify-full")
	s := begun(t, localpg.Config{Dir: made(t)})
	assert.Equal(t, "5432", ask(t, admin(s), `SHOW port`))
}

func TestACancelledStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := localpg.Start(ctx, localpg.Config{Dir: dir})
		failed <- err
	}()
	eventually(t, "initdb is at work", func() bool {
		_, err := os.Stat(filepath.Join(dir, "pg.new", "base"))
		return err == nil
	})
	cancel()
	assert.ErrorIs(t, <-failed, context.Canceled)
	nobodyLeft(t, dir)
	assert.NoDirExists(t, filepath.Join(dir, "pg.new"))
	begun(t, localpg.Config{Dir: dir}) // the lock is free and the next start makes the cluster
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	stop(t, s)
	conf := filepath.Join(s.Dir(), "pg", "postgresql.conf")
	good, err := os.ReadFile(conf)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(conf, []byte("no_such_setting = 1\n"), 0o600))
	_, err = localpg.Start(t.Context(), localpg.Config{Dir: s.Dir()})
	assert.ErrorContains(t, err, `unrecognized configuration parameter "no_such_setting"`)
	nobodyLeft(t, s.Dir())

	require.NoError(t, os.WriteFile(conf, good, 0o600))
	begun(t, localpg.Config{Dir: s.Dir()}) // and it gave the lock back
}

func TestAFileInPlaceOfTheDirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(openDir(t), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := localpg.Start(t.Context(), localpg.Config{Dir: file})
	assert.ErrorContains(t, err, file)
}

func TestDefaultDir(t *testing.T) {
	tests := []struct {
		name      string
		euid      int
		xdg, home string
		want      string
	}{
		{"root", 0, "/root/.data", "/root", "/var/lib/assay"},
		{"a data home", 1000, "/data/ann", "/home/ann", "/data/ann/assay"},
		{"no data home", 1000, "", "/home/ann", "/home/ann/.local/share/assay"},
		{"a relative data home is ignored", 1000, "data", "/home/ann", "/home/ann/.local/share/assay"},
		{"no home", 1000, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := localpg.DefaultDir(tt.euid, tt.xdg, tt.home)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.want == "", err != nil)
		})
	}
}
