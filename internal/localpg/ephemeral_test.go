package localpg_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

func TestAnEphemeralServerIsFastAndVanishes(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Ephemeral: true})
	for setting, want := range map[string]string{
		"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
	} {
		assert.Equal(t, want, ask(t, admin(s), `SELECT current_setting($1)`, setting), setting)
	}
	assert.DirExists(t, s.Dir())
	stop(t, s)
	assert.NoDirExists(t, s.Dir())
	assert.NoDirExists(t, s.SocketDir())
}

func TestAnEphemeralServerVanishesWithItsProcess(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(*testing.T, func(), *os.Process)
	}{
		{"that was killed", func(t *testing.T, _ func(), p *os.Process) { require.NoError(t, p.Kill()) }},
		{"that was interrupted", func(t *testing.T, _ func(), p *os.Process) { require.NoError(t, p.Signal(os.Interrupt)) }},
		{"that exited", func(_ *testing.T, exit func(), _ *os.Process) { exit() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			child := childCommand(t, localpg.Config{Ephemeral: true})
			r, exit := begin(t, child)
			require.Empty(t, r.Error)
			require.DirExists(t, r.Dir)
			tt.end(t, exit, child.Process)
			nobodyLeft(t, r.Dir)
			eventually(t, "its files are gone", func() bool {
				_, err := os.Stat(r.Dir)
				return os.IsNotExist(err)
			})
		})
	}
}

func TestAbandonedEphemeralDirectoriesAreRemoved(t *testing.T) {
	t.Parallel()
	living := begun(t, localpg.Config{Ephemeral: true})
	base := filepath.Dir(living.Dir())
	abandoned, err := os.MkdirTemp(base, "assay-test-")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(abandoned, "pg", "base"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(abandoned, "assay.lock"), nil, 0o600))
	trap, err := os.MkdirTemp(base, "assay-test-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(trap)) })
	require.NoError(t, syscall.Mkfifo(filepath.Join(trap, "assay.lock"), 0o600)) // opening it must not hang

	begun(t, localpg.Config{Ephemeral: true})
	assert.NoDirExists(t, abandoned)
	assert.Equal(t, "1", ask(t, admin(living), `SELECT 1`), "a living server is left alone")
}
