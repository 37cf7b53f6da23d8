package localpg

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFindClients(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	programs := func(name, says string, names ...string) string {
		dir := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(dir, 0o700))
		for _, n := range names {
			require.NoError(t, os.WriteFile(filepath.Join(dir, n), []byte("#!/bin/sh\necho '"+says+"'\n"), 0o700))
		}
		return dir
	}
	v14 := programs("14", "pg_dump (PostgreSQL) 14.9", "pg_dump", "pg_restore")
	v15 := programs("15", "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "pg_dump", "pg_restore")
	v17 := programs("17", "pg_dump (PostgreSQL) 17.2", "pg_dump", "pg_restore")
	v18 := programs("18", "pg_dump (PostgreSQL) 18.0", "pg_dump", "pg_restore")
	half := programs("half", "pg_dump (PostgreSQL) 16.1", "pg_dump")
	wrapped := programs("wrapped", "pg_dump (PostgreSQL) 16.1", "pg_wrapper", "pg_restore")
	require.NoError(t, os.Symlink("pg_wrapper", filepath.Join(wrapped, "pg_dump")))
	links := programs("links", "")
	for _, n := range []string{"pg_dump", "pg_restore"} {
		require.NoError(t, os.Symlink(filepath.Join(v15, n), filepath.Join(links, n)))
	}
	tests := []struct {
		name    string
		server  int
		dirs    []string
		want    string
		problem string
	}{
		{"the server's own version", 17, []string{v18, v15, v17}, v17, ""},
		{"else the oldest that is newer", 16, []string{v18, v15, v17}, v17, ""},
		{"a link leads to the programs", 15, []string{links}, v15, ""},
		{"older ones cannot read it", 16, []string{v14, v15}, "", "for Postgres 16 (only version 15 is here): install postgresql-client-16"},
		{"a script that chooses is none", 16, []string{wrapped}, "", "apt-get install postgresql-client"},
		{"both are needed", 16, []string{half}, "", "apt-get install postgresql-client"},
		{"a relative folder is not looked into", 15, []string{".", "15"}, "", "apt-get install postgresql-client"},
		{"none", 15, nil, "", "apt-get install postgresql-client"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := findClients(tt.server, tt.dirs)
			if tt.want == "" {
				assert.ErrorIs(t, err, ErrNoClients)
				assert.ErrorContains(t, err, tt.problem)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, filepath.Join(tt.want, "pg_dump"), c.Dump())
			assert.Equal(t, filepath.Join(tt.want, "pg_restore"), c.Restore())
		})
	}
}

func TestClientsOfThisMachineStandBesideItsServer(t *testing.T) {
	with, _, err := choose("", os.Getenv("PATH"), usualPlaces, 0)
	require.NoError(t, err)
	c, err := FindClients(with.major)
	require.NoError(t, err)
	assert.Equal(t, with.major, c.Major)
}

func TestExists(t *testing.T) {
	dir := t.TempDir()
	there, err := Exists(dir)
	require.NoError(t, err)
	assert.False(t, there)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "pg"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pg", "PG_VERSION"), []byte("15\n"), 0o600))
	there, err = Exists(dir)
	require.NoError(t, err)
	assert.True(t, there)
	require.NoError(t, os.Remove(filepath.Join(dir, "pg", "PG_VERSION")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pg", "letter"), nil, 0o600))
	_, err = Exists(dir)
	assert.Error(t, err)
}
