package localpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pretend writes programs that say they are a version of Postgres.
func pretend(t *testing.T, dir, says string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o700))
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho '" + says + "'\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700))
	}
	return dir
}

func TestChoose(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	lib := filepath.Join(root, "lib")
	v9 := pretend(t, filepath.Join(lib, "9.6", "bin"), "postgres (PostgreSQL) 9.6.24")
	v15 := pretend(t, filepath.Join(lib, "15", "bin"), "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")
	v18 := pretend(t, filepath.Join(lib, "18", "bin"), "postgres (PostgreSQL) 18beta1")
	v100 := pretend(t, filepath.Join(lib, "100", "bin"), "postgres (PostgreSQL) 100.1")
	other := pretend(t, filepath.Join(root, "other"), "hello")
	clients := filepath.Join(root, "clients") // psql without a server
	require.NoError(t, os.Mkdir(clients, 0o700))
	half := filepath.Join(root, "half")
	require.NoError(t, os.Mkdir(half, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(half, "postgres"), []byte("#!/bin/sh\n"), 0o700))
	links := filepath.Join(root, "links")
	require.NoError(t, os.Mkdir(links, 0o700))
	require.NoError(t, os.Symlink(filepath.Join(v15, "postgres"), filepath.Join(links, "postgres")))

	usual := []string{filepath.Join(lib, "*", "bin")}
	path := func(dirs ...string) string { return strings.Join(dirs, ":") }
	tests := []struct {
		name         string
		binDir, path string
		places       []string
		data         int
		want         install
		newest       int
		problem      string
	}{
		{name: "the search path comes first", path: path(clients, v15), places: usual, want: install{v15, 15}, newest: 15},
		{name: "links lead to the programs", path: path(links), places: usual, want: install{v15, 15}, newest: 15},
		{name: "the usual places, the newest by number", places: usual, want: install{v100, 100}, newest: 100},
		{name: "too old on the path, good elsewhere", path: path(v9), places: usual, want: install{v100, 100}, newest: 100},
		{name: "the version that made the data", path: path(v18), places: usual, data: 15, want: install{v15, 15}, newest: 100},
		{name: "data of a version that is not here", path: path(v18), places: usual, data: 17, newest: 100},
		{name: "the named folder only", binDir: v18, path: path(v15), places: usual, want: install{v18, 18}, newest: 18},
		{name: "nothing in the named folder", binDir: clients, path: path(v15), places: usual, problem: "looked only in " + clients},
		{name: "only an old one", path: path(v9), newest: 9, problem: "only version 9"},
		{name: "other programs, half of them, relative folders", path: path(other, half, "links", ""), problem: "sudo make deps"},
		{name: "nothing at all", problem: "DATABASE_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, newest, err := choose(tt.binDir, tt.path, tt.places, tt.data)
			if tt.problem != "" {
				require.ErrorIs(t, err, ErrNotFound)
				require.ErrorContains(t, err, tt.problem)
			} else {
				require.NoError(t, err)
			}
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.newest, newest)
		})
	}
}

func TestWithoutPostgresNothingIsMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, err := Start(t.Context(), Config{Dir: dir, BinDir: t.TempDir()})
	require.ErrorIs(t, err, ErrNotFound)
	assert.NoDirExists(t, dir)
}

func TestAnnounceOnlyWhatTakesLongerThanASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		cfg := Config{Announce: func(s string) { said = append(said, s) }}
		over := cfg.slow("quick")
		time.Sleep(999 * time.Millisecond)
		over()
		over = cfg.slow("slow")
		time.Sleep(1001 * time.Millisecond)
		synctest.Wait()
		over()
		assert.Equal(t, []string{"slow"}, said)
	})
}

func TestAnOverlongLogIsPutAside(t *testing.T) {
	file := filepath.Join(t.TempDir(), "postgres.log")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Truncate(file, longestLog+1))
	f, err := openLog(file)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Zero(t, info.Size())
	assert.FileExists(t, file+".1")
}
