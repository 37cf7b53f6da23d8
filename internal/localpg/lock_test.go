package localpg_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

func TestASecondStartIsToldOfTheFirst(t *testing.T) {
	t.Parallel()
	dir := made(t)
	_, running, err := localpg.Running(dir)
	require.NoError(t, err)
	assert.False(t, running)

	first := childCommand(t, localpg.Config{Dir: dir})
	r, _ := begin(t, first)
	require.Empty(t, r.Error)

	_, err = localpg.Start(t.Context(), localpg.Config{Dir: dir})
	refusal, ok := errors.AsType[localpg.ErrRunning](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, "http://127.0.0.1:8080/", refusal.URL)
	assert.Equal(t, first.Process.Pid, refusal.PID)
	assert.Contains(t, err.Error(), "http://127.0.0.1:8080/")

	there, running, err := localpg.Running(dir)
	require.NoError(t, err)
	assert.True(t, running)
	assert.Equal(t, refusal, there)
	assert.Equal(t, "1", ask(t, there.DatabaseURL(localpg.Superuser, "postgres"), `SELECT 1`), "the first goes on")

	kill9(t, first)
	_, running, err = localpg.Running(dir)
	require.NoError(t, err)
	assert.False(t, running)
}

func TestASecondStartBeforeTheFirstHasAnAddress(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	_, err := localpg.Start(t.Context(), localpg.Config{Dir: s.Dir()})
	refusal, ok := errors.AsType[localpg.ErrRunning](err)
	require.True(t, ok, "%v", err)
	assert.Empty(t, refusal.URL)
	assert.Equal(t, os.Getpid(), refusal.PID)
	assert.Contains(t, err.Error(), "already starting")

	require.NoError(t, s.SetURL("http://localhost:65000/a/longer/address"))
	require.NoError(t, s.SetURL("http://[::1]:1/"))
	_, err = localpg.Start(t.Context(), localpg.Config{Dir: s.Dir()})
	refusal, _ = errors.AsType[localpg.ErrRunning](err)
	assert.Equal(t, "http://[::1]:1/", refusal.URL)
}

func TestALockFileOfNonsenseIsNoObstacle(t *testing.T) {
	t.Parallel()
	dir, bystander := made(t), openDir(t)
	for _, content := range []string{"", "{", "\x00\x00", `{"pid":1,"sockets":"` + bystander + `"}`, `{"sockets":"/"}`} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "assay.lock"), []byte(content), 0o600))
		stop(t, begun(t, localpg.Config{Dir: dir}))
	}
	assert.DirExists(t, bystander, "only what is named like a socket directory is removed")
}
