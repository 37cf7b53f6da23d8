package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// asProgram makes the test binary behave as the program itself, so that tests can start, stop
// and kill real processes.
const asProgram = "ASSAY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is the test binary as assay, with a bare environment.
func program(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH")}, env...)
	return cmd
}

// dataDir is an empty directory that an unprivileged Postgres can reach even when the test
// runs as root, and that is gone afterwards. It is in memory where there is room: making clusters
// on a disk takes most of the time of a start.
func dataDir(t testing.TB) string {
	t.Helper()
	const room = 1 << 30 // several clusters of some 60 MB, with what they log ahead
	var fs syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &fs) == nil && uint64(fs.Bavail)*uint64(fs.Bsize) >= room {
		return dataDirIn(t, "/dev/shm")
	}
	return dataDirIn(t, os.TempDir())
}

func dataDirIn(t testing.TB, base string) string {
	t.Helper()
	dir, err := os.MkdirTemp(base, "assay-serve-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "data")
}

// A served is a running assay serve.
type served struct {
	cmd  *exec.Cmd
	url  string // with a slash at the end
	link string
	done chan error
}

var printedLink = regexp.MustCompile(`http://\S+/open\?token=\S+`)

// start runs assay serve on a free port and waits until it has said where it is.
func start(t testing.TB, dir string) *served {
	t.Helper()
	return startTo(t, dir, os.Stderr)
}

// startTo is start with what the process complains of written elsewhere.
func startTo(t testing.TB, dir string, stderr io.Writer) *served {
	t.Helper()
	cmd := program(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--no-browser")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = stderr
	require.NoError(t, cmd.Start())
	s := &served{cmd: cmd, done: make(chan error, 1)}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for s.link == "" && lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "Assay is at "); ok {
			s.url = address
		}
		s.link = printedLink.FindString(lines.Text())
	}
	require.NotEmpty(t, s.url, "assay serve ended before it said where it is: %s", stderr)
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.done <- cmd.Wait()
	}()
	return s
}

// end sends a signal and waits for the process.
func (s *served) end(t testing.TB, sig syscall.Signal) error {
	t.Helper()
	require.NoError(t, s.cmd.Process.Signal(sig))
	select {
	case err := <-s.done:
		return err
	case <-time.After(time.Minute):
		require.FailNow(t, "assay serve does not end")
		return nil
	}
}

func get(t testing.TB, client *http.Client, address string) (status int, body string) {
	t.Helper()
	resp, err := client.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(data)
}

// noPostgres waits until nothing serves the data directory any more.
func noPostgres(t testing.TB, dir string) {
	t.Helper()
	require.Eventually(t, func() bool {
		out, _ := exec.Command("pgrep", "-f", filepath.Join(dir, "pg")).Output()
		return len(strings.TrimSpace(string(out))) == 0
	}, time.Minute, 100*time.Millisecond, "a Postgres is left on %s", dir)
}

func TestServeFromAnEmptyDirectoryToACleanStop(t *testing.T) {
	t.Parallel()
	dir := dataDirIn(t, os.TempDir()) // on a disk, as everybody's
	s := start(t, dir)
	status, body := get(t, http.DefaultClient, s.url+"healthz")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "ok\n", body)
	status, body = get(t, http.DefaultClient, s.url)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "Stargate UAE")

	second := program(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	out, err := second.CombinedOutput()
	assert.Error(t, err, "a second start on the same data is refused")
	assert.Contains(t, string(out), s.url, "and told where the first one is")

	require.NoError(t, s.end(t, syscall.SIGTERM), "a stop that was asked for is no failure")
	noPostgres(t, dir)
	assert.NoFileExists(t, filepath.Join(dir, "pg", "postmaster.pid"))
}

func TestServeSurvivesBeingKilled(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	browser := openWorkspace(t, s.link)
	save(t, browser, s.url, "Before the kill")
	assert.Error(t, s.end(t, syscall.SIGKILL))
	noPostgres(t, dir)

	s = start(t, dir)
	_, body := get(t, openWorkspace(t, s.link), s.url+"workspace")
	assert.Contains(t, body, "Before the kill", "what was saved is there")
	require.NoError(t, s.end(t, syscall.SIGINT))
	noPostgres(t, dir)
}

// Whoever sits at a desk cannot reach its database to repair it.
func TestServeGoesOnAfterAMigrationThatWasCutOff(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	require.NoError(t, start(t, dir).end(t, syscall.SIGTERM))
	pg, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), pg.URL(localpg.Superuser, deskDatabase))
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `UPDATE schema_migrations SET dirty = true`)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	require.NoError(t, pg.Stop(t.Context()))
	require.NoError(t, start(t, dir).end(t, syscall.SIGTERM))
}

func TestServeEndsWhenItsPostgresDies(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	pid, _, _ := strings.Cut(read(t, filepath.Join(dir, "pg", "postmaster.pid")), "\n")
	require.NoError(t, exec.Command("kill", "-9", pid).Run())
	select {
	case err := <-s.done:
		assert.Error(t, err)
	case <-time.After(time.Minute):
		require.FailNow(t, "assay serve goes on without its database")
	}
	noPostgres(t, dir)
	require.NoError(t, start(t, dir).end(t, syscall.SIGTERM), "and starts again")
}

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

func TestServeOnATakenPortIsAnErrorInWhatWasTyped(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	dir := dataDir(t)
	cmd := program(t, nil, "serve", "--addr", l.Addr().String(), "--data", dir)
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	assert.Equal(t, 2, cmd.ProcessState.ExitCode())
	assert.Contains(t, string(out), "choose another with --addr")
	noPostgres(t, dir)
}

func TestLinkOpensTheWorkspaceOnce(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	out, err := program(t, nil, "link", "--data", dir).CombinedOutput()
	assert.Error(t, err)
	assert.Contains(t, string(out), "no Assay is running")

	s := start(t, dir)
	out, err = program(t, nil, "link", "--data", dir).Output()
	require.NoError(t, err)
	link := strings.TrimSpace(string(out))
	assert.Regexp(t, printedLink, link)
	assert.NotEqual(t, s.link, link)

	status, body := get(t, http.DefaultClient, link)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "Open the workspace", "looking at the link opens nothing")
	browser := openWorkspace(t, link)
	status, _ = get(t, browser, s.url+"workspace")
	assert.Equal(t, http.StatusOK, status)
	status, _ = get(t, http.DefaultClient, link)
	assert.Equal(t, http.StatusGone, status, "the link is used up")
	status, _ = get(t, http.DefaultClient, s.url+"workspace")
	assert.Equal(t, http.StatusNotFound, status, "another browser has no workspace")
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

// openWorkspace presses the button of a link and returns the browser that is then signed in.
func openWorkspace(t testing.TB, link string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar}
	u, err := url.Parse(link)
	require.NoError(t, err)
	resp, err := browser.PostForm("http://"+u.Host+"/open", url.Values{"token": {u.Query().Get("token")}})
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Equal(t, "/workspace", resp.Request.URL.Path)
	return browser
}

func save(t testing.TB, browser *http.Client, address, name string) {
	t.Helper()
	resp, err := browser.PostForm(address+"comparisons", url.Values{"name": {name}, "offers": {"are-stargate,are-k2-think"}, "as_of": {"2026-11-22"}})
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
}
