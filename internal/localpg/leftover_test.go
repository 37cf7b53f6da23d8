package localpg_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// owners tells to whom the cluster in dir belongs.
func owners(t *testing.T, dir string) (uid, gid int) {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "pg"))
	require.NoError(t, err)
	st := info.Sys().(*syscall.Stat_t)
	return int(st.Uid), int(st.Gid)
}

// asServer makes a program run as the user to whom the cluster in dir belongs.
func asServer(t *testing.T, dir string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		uid, gid := owners(t, dir)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return cmd
}

// started runs a program until the end of the test, or until then leaves it a zombie if it ends
// before.
func started(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

func TestAPIDFileThatLies(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	remember(t, s)
	file := filepath.Join(s.Dir(), "pg", "postmaster.pid")
	real, err := os.ReadFile(file)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(real), "\n")
	stop(t, s)

	ended := exec.Command("true")
	require.NoError(t, ended.Run())
	zombie := started(t, asServer(t, s.Dir(), exec.Command("true")))
	eventually(t, "the program is a zombie", func() bool {
		stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(zombie), "stat"))
		return err == nil && strings.Contains(string(stat), ") Z ")
	})
	elsewhere := begun(t, localpg.Config{Dir: made(t)})

	tests := []struct{ name, content string }{
		{"a process that ended", strconv.Itoa(ended.Process.Pid) + "\n" + rest},
		{"a zombie", strconv.Itoa(zombie) + "\n" + rest},
		{"another program of the same user", strconv.Itoa(started(t, asServer(t, s.Dir(), exec.Command("sleep", "1000")))) + "\n" + rest},
		{"a Postgres on other data", strconv.Itoa(postmaster(t, elsewhere.Dir())) + "\n" + rest},
		{"this process", strconv.Itoa(os.Getpid()) + "\n" + rest},
		{"an empty file", ""},
		{"no number", "postgres\n" + rest},
		{"a process group", "-1\n" + rest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(file, []byte(tt.content), 0o600))
			uid, gid := owners(t, s.Dir())
			require.NoError(t, os.Chown(file, uid, gid))
			again := begun(t, localpg.Config{Dir: s.Dir()})
			remembered(t, again)
			stop(t, again)
		})
	}
	assert.Equal(t, "1", ask(t, admin(elsewhere), `SELECT 1`), "the other Postgres was left alone")
}

func TestAPostgresOfSomebodyElseIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	remember(t, s)
	sockets := ask(t, admin(s), `SHOW data_directory`) // a place its user may write to
	program := filepath.Join(binaries(t, s), "postgres")
	stop(t, s)

	pid := started(t, asServer(t, s.Dir(), exec.Command(program, "-D", filepath.Join(s.Dir(), "pg"), "-k", sockets, "-h", "")))
	eventually(t, "it is ready", func() bool {
		b, _ := os.ReadFile(filepath.Join(s.Dir(), "pg", "postmaster.pid"))
		return strings.Contains(string(b), "ready")
	})
	for range 2 { // the first refusal does not make it ours
		_, err := localpg.Start(t.Context(), localpg.Config{Dir: s.Dir()})
		assert.ErrorContains(t, err, "process "+strconv.Itoa(pid))
	}
	assert.NoError(t, syscall.Kill(pid, 0))
	t.Cleanup(func() { signal(t, pid, syscall.SIGQUIT); nobodyLeft(t, s.Dir()) }) // killed, it would leave shared memory
	assert.Contains(t, processes(t, s.Dir()), pid)
}

// binaries asks a server where its programs are.
func binaries(t *testing.T, s *localpg.Server) string {
	t.Helper()
	program, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(postmaster(t, s.Dir())), "exe"))
	require.NoError(t, err)
	return filepath.Dir(program)
}

func TestDataOfAnotherVersionIsRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	major, err := strconv.Atoi(ask(t, admin(s), `SELECT (current_setting('server_version_num')::int / 10000)::text`))
	require.NoError(t, err)
	stop(t, s)
	for content, data := range map[string]int{"14\n": 14, "99\n": 99, "9.6\n": 9} {
		require.NoError(t, os.WriteFile(filepath.Join(s.Dir(), "pg", "PG_VERSION"), []byte(content), 0o600))
		before := snapshot(t, s.Dir())
		_, err := localpg.Start(t.Context(), localpg.Config{Dir: s.Dir()})
		refusal, ok := errors.AsType[localpg.ErrVersion](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, data, refusal.Data)
		assert.GreaterOrEqual(t, refusal.Server, major)
		assert.ErrorContains(t, err, "Postgres "+strconv.Itoa(data))
		assert.Equal(t, before, snapshot(t, s.Dir()))
	}
}

// snapshot lists all files of dir with sizes and times.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		files[path] = info.Mode().String() + " " + strconv.FormatInt(info.Size(), 10) + " " + info.ModTime().String()
		return err
	}))
	return files
}

func TestFilesThatAreNoClusterAreRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := begun(t, localpg.Config{Dir: dir})
	stop(t, s)
	require.NoError(t, os.Remove(filepath.Join(dir, "pg", "PG_VERSION")))
	before := snapshot(t, dir)
	_, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
	assert.ErrorContains(t, err, "no Postgres data")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pg", "PG_VERSION"), []byte("fifteen"), 0o600))
	_, err = localpg.Start(t.Context(), localpg.Config{Dir: dir})
	assert.ErrorContains(t, err, "PG_VERSION")
	require.NoError(t, os.Remove(filepath.Join(dir, "pg", "PG_VERSION")))
	after := snapshot(t, dir)
	delete(before, filepath.Join(dir, "pg")) // its time changed with what this test did
	delete(after, filepath.Join(dir, "pg"))
	assert.Equal(t, before, after)
}

func TestRestsOfAnInterruptedInitdbAreReplaced(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "pg.new", "base"), 0o700))
	begun(t, localpg.Config{Dir: dir})
	assert.NoDirExists(t, filepath.Join(dir, "pg.new"))
}
