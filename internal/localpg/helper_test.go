package localpg_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// Much of what is tested is what happens when processes are killed, so this test binary is also
// the program to kill: with childVariable set to a Config as JSON it starts a server, prints a
// report and holds still.
//
// With connectVariable set to a connection string it only tries that.
const (
	childVariable   = "LOCALPG_TEST_CHILD"
	connectVariable = "LOCALPG_TEST_CONNECT"
)

type report struct {
	Error   string
	Sockets string
	Dir     string
}

func TestMain(m *testing.M) {
	switch config, url := os.Getenv(childVariable), os.Getenv(connectVariable); {
	case config != "":
		holdServer(config)
	case url != "":
		var r report
		if _, err := pgx.Connect(context.Background(), url); err != nil {
			r.Error = err.Error()
		}
		r.print()
	default:
		original = fmt.Sprintf("/tmp/localpg-%d-original", os.Getpid())
		code := m.Run()
		_ = os.RemoveAll(original)
		os.Exit(code)
	}
	os.Exit(0)
}

// holdServer starts a server, reports, and ends without stopping it when told to go on.
func holdServer(config string) {
	var cfg localpg.Config
	if err := json.Unmarshal([]byte(config), &cfg); err != nil {
		panic(err)
	}
	var r report
	s, err := localpg.Start(context.Background(), cfg)
	if err == nil {
		r.Sockets, r.Dir = s.SocketDir(), s.Dir()
		err = s.SetURL("http://127.0.0.1:8080/")
	}
	if err != nil {
		r.Error = err.Error()
	}
	r.print()
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
}

func (r report) print() {
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		panic(err)
	}
}

// childCommand prepares a child that starts a server.
func childCommand(t *testing.T, cfg localpg.Config) *exec.Cmd {
	t.Helper()
	b, err := json.Marshal(struct {
		Dir, BinDir string
		Ephemeral   bool
	}{cfg.Dir, cfg.BinDir, cfg.Ephemeral})
	require.NoError(t, err)
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childVariable+"="+string(b))
	cmd.Stderr = os.Stderr
	return cmd
}

// begin starts a child and returns what it reports and how to let it exit.
func begin(t *testing.T, cmd *exec.Cmd) (r report, exit func()) {
	t.Helper()
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.NoError(t, json.NewDecoder(out).Decode(&r))
	return r, func() {
		_, err := in.Write([]byte("\n"))
		require.NoError(t, err)
		require.NoError(t, cmd.Wait())
	}
}

func kill9(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // says that it was killed
}

// begun starts a server in this process and stops it at the end of the test.
func begun(t *testing.T, cfg localpg.Config) *localpg.Server {
	t.Helper()
	s, err := localpg.Start(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

func stop(t *testing.T, s *localpg.Server) {
	t.Helper()
	require.NoError(t, s.Stop(t.Context()))
}

// openDir is a fresh directory that any user may pass through, as data directories under root
// must be; the folders of t.TempDir are closed to others. It is in memory where there is some,
// since writing many clusters to a disk takes most of the tests' time.
func openDir(t testing.TB) string {
	t.Helper()
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = "/tmp"
	}
	return openDirIn(t, base)
}

func openDirIn(t testing.TB, base string) string {
	t.Helper()
	dir, err := os.MkdirTemp(base, "localpg-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o711))
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	return dir
}

// made is a fresh directory with a cluster in it that was stopped: a copy of one, since a copy is
// quicker than another initdb.
func made(t testing.TB) string {
	t.Helper()
	dir := openDir(t)
	require.NoError(t, makeOnce())
	out, err := exec.Command("cp", "-a", filepath.Join(original, "pg"), dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

var original string // named and removed by TestMain, filled when first needed

var makeOnce = sync.OnceValue(func() error {
	s, err := localpg.Start(context.Background(), localpg.Config{Dir: original})
	if err != nil {
		return err
	}
	return s.Stop(context.Background())
})

// ask runs a query and returns its one value as text.
func ask(t *testing.T, url, query string, args ...any) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	var answer any
	require.NoError(t, conn.QueryRow(t.Context(), query, args...).Scan(&answer))
	return fmt.Sprint(answer)
}

// do runs statements.
func do(t *testing.T, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), statements)
	require.NoError(t, err)
}

// remember commits a row, and remembered tells whether it is still there.
func remember(t *testing.T, s *localpg.Server) {
	t.Helper()
	do(t, admin(s), `CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')`)
}

func remembered(t *testing.T, s *localpg.Server) {
	t.Helper()
	assert.Equal(t, "still here", ask(t, admin(s), `SELECT word FROM kept`))
}

func admin(s *localpg.Server) string { return s.URL(localpg.Superuser, "postgres") }

// processes lists the living processes that name dir on their command line or work in it.
func processes(t testing.TB, dir string) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(t, err)
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		words, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline")) // none for zombies
		cwd, _ := os.Readlink(filepath.Join("/proc", e.Name(), "cwd"))
		if strings.Contains(string(words), dir) || strings.HasPrefix(cwd, dir) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// eventually waits for something that happens by itself. The limit only ends a test that failed.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, time.Minute, 5*time.Millisecond, what)
}

func nobodyLeft(t *testing.T, dir string) {
	t.Helper()
	eventually(t, "no process of the server is left", func() bool { return len(processes(t, dir)) == 0 })
}

// postmaster is the process number in the pid file of dir.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "pg", "postmaster.pid"))
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.SplitN(string(b), "\n", 2)[0])
	require.NoError(t, err)
	return pid
}

func signal(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	require.NoError(t, syscall.Kill(pid, sig))
}
