package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	"assay/internal/store"
)

// What `make test-crash` sets; the defaults are for every run of the tests.
const (
	crashKills = "ASSAY_CRASH_KILLS" // how often something is killed
	crashSeed  = "ASSAY_CRASH_SEED"  // of the moments, to see a failure again
)

// shortCrash is how many kills every run of the tests has: each kind of them once or twice.
const shortCrash = 6

// writersAtOnce are the clients that write at the same time.
const writersAtOnce = 4

// TestNothingAcknowledgedIsLost kills Assay, Postgres or both at random moments while clients
// write, starts again, and looks: every write that was acknowledged is there, and nothing is
// half there.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	kills := fromEnvironment(t, crashKills, shortCrash)
	seed := fromEnvironment(t, crashSeed, int(time.Now().UnixNano()%1_000_000))
	t.Logf("%s=%d shows the same moments again", crashSeed, seed)
	c := newCrash(t, uint64(seed))
	done, begun := 0, time.Now()
	defer func() { c.report(done, time.Since(begun)) }()
	for n := range kills {
		k := killings[(n+seed)%len(killings)]
		c.round(n, k)
		if t.Failed() {
			t.Fatalf("after kill %d, %s; %s=%d", n+1, k.name, crashSeed, seed)
		}
		done++
	}
	c.settle()
	c.look(kills, killing{name: "all work done"})
	for _, w := range crashWriters {
		assert.NotEmpty(t, c.acked[w.name], "%s: something was written", w.name)
	}
	require.NoError(t, c.served.end(t, syscall.SIGTERM))
}

// report says what came of it, also of a run that failed.
func (c *crash) report(kills int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	total := 0
	for _, w := range crashWriters {
		c.t.Logf("%-27s %6d acknowledged, %5d not, of which %d were stored all the same", w.name, len(c.acked[w.name]), c.failed[w.name], c.unasked[w.name])
		total += len(c.acked[w.name])
	}
	outcome := "none lost, none half stored"
	if c.t.Failed() {
		outcome = "and then a failure"
	}
	c.t.Logf("%d kills, %d acknowledged writes, %s, %d answers of 5xx, in %s", kills, total, outcome, c.errors, took.Round(time.Second))
}

func fromEnvironment(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// A crash is one desk that is killed again and again, with everything that was said about it.
type crash struct {
	t       *testing.T
	rng     *rand.Rand
	dir     string
	served  *served
	stderr  *lockedBuffer
	clients []*crashClient

	mu      sync.Mutex
	acked   map[string]map[string]bool // writer -> marks
	failed  map[string]int             // writes without an acknowledgement
	unasked map[string]int             // of these, what was stored all the same
	errors  int                        // answers of 5xx
	count   int                        // of marks given out
}

func newCrash(t *testing.T, seed uint64) *crash {
	t.Helper()
	c := &crash{t: t, rng: rand.New(rand.NewPCG(seed, 0)), dir: dataDir(t), acked: map[string]map[string]bool{}, failed: map[string]int{}, unasked: map[string]int{}}
	// The first start makes the cluster, migrates and loads the library: it too is cut off.
	cmd := program(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", c.dir, "--no-browser")
	stderr := &lockedBuffer{}
	cmd.Stderr = stderr
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return strings.Contains(stderr.String(), "postgres started") }, time.Minute, time.Millisecond)
	time.Sleep(time.Duration(c.rng.IntN(600)) * time.Millisecond)
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // says that it was killed
	c.start()
	for n := range writersAtOnce {
		c.clients = append(c.clients, c.signIn(n))
	}
	return c
}

func (c *crash) start() {
	c.t.Helper()
	c.stderr = &lockedBuffer{}
	c.served = startTo(c.t, c.dir, c.stderr)
	for _, cl := range c.clients {
		cl.base = c.served.url
	}
}

// databaseURL is the database as a role that sees every workspace.
func (c *crash) databaseURL(role string) string {
	c.t.Helper()
	running, ok, err := localpg.Running(c.dir)
	require.NoError(c.t, err)
	require.True(c.t, ok)
	return running.DatabaseURL(role, deskDatabase)
}

// signIn opens the workspace in a browser of its own, whose sign-in lasts over every kill.
func (c *crash) signIn(n int) *crashClient {
	c.t.Helper()
	s, err := store.Open(c.t.Context(), c.databaseURL(store.DefaultRoles.Server))
	require.NoError(c.t, err)
	defer s.Close()
	token, err := s.CreateDeskLink(c.t.Context(), linkValid)
	require.NoError(c.t, err)
	jar, err := cookiejar.New(nil)
	require.NoError(c.t, err)
	cl := &crashClient{base: c.served.url, turn: n * len(crashWriters) / writersAtOnce, rng: rand.New(rand.NewPCG(c.rng.Uint64(), uint64(n))), http: &http.Client{
		Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	_, err = cl.post("open", url.Values{"token": {token}})
	require.NoError(c.t, err)
	return cl
}

// round lets the clients write, kills something at a random moment, sees to it that Assay is
// there again, and looks at what is stored.
func (c *crash) round(n int, k killing) {
	c.t.Helper()
	stop := make(chan struct{})
	var writing sync.WaitGroup
	for _, cl := range c.clients {
		writing.Go(func() { c.writeUntil(stop, cl) })
	}
	c.await(c.begun() + c.rng.IntN(40))
	time.Sleep(time.Duration(c.rng.IntN(40_000)) * time.Microsecond)
	k.kill(c)
	close(stop)
	writing.Wait()
	c.look(n, k)
}

func (c *crash) begun() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// await waits until so many writes were begun in all, so that a busy machine is killed in the
// midst of as much as an idle one.
func (c *crash) await(writes int) {
	c.t.Helper()
	require.Eventually(c.t, func() bool { return c.begun() >= writes || c.t.Failed() }, time.Minute, time.Millisecond, "the clients write")
}

// writeUntil writes one thing after another until it is told to stop or a write fails. What is
// under way is not cut short, as a browser would not.
func (c *crash) writeUntil(stop <-chan struct{}, cl *crashClient) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		w := crashWriters[cl.turn%len(crashWriters)]
		cl.turn++
		c.mu.Lock()
		c.count++
		mark := fmt.Sprintf("mark%07d", c.count)
		c.mu.Unlock()
		err := w.write(cl, mark)
		c.mu.Lock()
		if err == nil {
			if c.acked[w.name] == nil {
				c.acked[w.name] = map[string]bool{}
			}
			c.acked[w.name][mark] = true
		} else {
			c.failed[w.name]++
		}
		refused, answered := errors.AsType[statusError](err)
		if refused.code >= 500 {
			c.errors++
		}
		c.mu.Unlock()
		switch {
		case err == nil || refused.code == http.StatusTooManyRequests:
		case refused.code == http.StatusConflict: // two clients at the same: one is told so
		case answered && refused.code < 500:
			c.t.Errorf("%s: a write that was in order was answered with %v", w.name, err)
			return
		default:
			return // a kill cut it off
		}
	}
}

// settle waits until what was acknowledged and waits for its turn is done.
func (c *crash) settle() {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.databaseURL(store.DefaultRoles.Backup))
	require.NoError(c.t, err)
	defer conn.Close(context.Background())
	require.Eventually(c.t, func() bool {
		var waits int
		return conn.QueryRow(c.t.Context(), crashWaits).Scan(&waits) == nil && waits == 0
	}, 5*time.Minute, 100*time.Millisecond, "what waits in the background is done")
}

// look holds what is stored against what was acknowledged, and against itself.
func (c *crash) look(n int, k killing) {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.databaseURL(store.DefaultRoles.Backup))
	require.NoError(c.t, err)
	defer conn.Close(context.Background())
	for _, w := range crashWriters {
		stored := map[string]bool{}
		rows, _ := conn.Query(c.t.Context(), w.stored)
		var mark string
		var whole bool
		_, err := pgx.ForEachRow(rows, []any{&mark, &whole}, func() error {
			stored[mark] = true
			assert.True(c.t, whole, "kill %d, %s: %s: %s is half stored", n+1, k.name, w.name, mark)
			return nil
		})
		require.NoError(c.t, err, w.name)
		var lost []string
		for mark := range c.acked[w.name] {
			if !stored[mark] {
				lost = append(lost, mark)
			}
		}
		slices.Sort(lost)
		assert.Empty(c.t, lost, "kill %d, %s: %s: acknowledged writes are lost", n+1, k.name, w.name)
		c.unasked[w.name] = len(stored) - len(c.acked[w.name])
	}
	for _, what := range slices.Sorted(maps.Keys(crashRules)) {
		rows, _ := conn.Query(c.t.Context(), crashRules[what])
		broken, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(c.t, err, what)
		assert.Empty(c.t, broken, "kill %d, %s: %s", n+1, k.name, what)
	}
}

// A killing is a way of ending things. It returns when Assay serves again.
type killing struct {
	name string
	kill func(c *crash)
}

var killings = []killing{
	{"Assay", func(c *crash) {
		assert.Error(c.t, c.served.end(c.t, syscall.SIGKILL))
		c.start()
	}},
	{"the postmaster", func(c *crash) {
		c.signal(c.postmaster())
		c.endsItself()
		c.start()
	}},
	{"one process of Postgres", func(c *crash) {
		// Postgres ends all its other processes and starts them anew; Assay goes on by itself.
		for again := true; again; { // when it was just ending by itself, nobody missed it
			before := children(c.t, c.postmaster())
			require.NotEmpty(c.t, before)
			_ = syscall.Kill(before[c.rng.IntN(len(before))], syscall.SIGKILL)
			again = !c.replaced(before)
		}
		c.healthy()
	}},
	{"everything at once", func(c *crash) {
		server := c.postmaster()
		all := append(children(c.t, server), server, parent(c.t, server), c.served.cmd.Process.Pid)
		for _, pid := range all {
			_ = syscall.Kill(pid, syscall.SIGKILL) // some may have gone with others
		}
		<-c.served.done
		c.start()
	}},
	{"Assay, and again while it starts", func(c *crash) {
		assert.Error(c.t, c.served.end(c.t, syscall.SIGKILL))
		cmd := program(c.t, nil, "serve", "--addr", "127.0.0.1:0", "--data", c.dir, "--no-browser")
		require.NoError(c.t, cmd.Start())
		time.Sleep(time.Duration(c.rng.IntN(800)) * time.Millisecond)
		require.NoError(c.t, cmd.Process.Kill())
		_ = cmd.Wait() // says that it was killed
		c.start()
	}},
}

// endsItself waits for Assay to end because its database did, and to say so.
func (c *crash) endsItself() {
	c.t.Helper()
	select {
	case err := <-c.served.done:
		assert.Error(c.t, err)
		assert.Contains(c.t, c.stderr.String(), "start Assay again", "it says what to do")
		assert.Contains(c.t, c.stderr.String(), "postgres.log", "and where more stands")
	case <-time.After(time.Minute):
		require.FailNow(c.t, "assay serve goes on without its database")
	}
}

// replaced waits until Postgres has noticed that it lost a process and has ended the others, and
// tells whether it did.
func (c *crash) replaced(before []int) bool {
	c.t.Helper()
	for range 1000 {
		now := children(c.t, c.postmaster())
		if !slices.ContainsFunc(before, func(pid int) bool { return slices.Contains(now, pid) }) {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// healthy waits until Assay serves from its database again.
func (c *crash) healthy() {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		resp, err := http.Get(c.served.url + "healthz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 20*time.Millisecond, "Assay comes back by itself: %s", c.stderr)
}

func (c *crash) signal(pid int) {
	c.t.Helper()
	require.NoError(c.t, syscall.Kill(pid, syscall.SIGKILL))
}

func (c *crash) postmaster() int {
	c.t.Helper()
	first, _, _ := strings.Cut(read(c.t, filepath.Join(c.dir, "pg", "postmaster.pid")), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(c.t, err)
	return pid
}

// procStatus are the fields of /proc/PID/stat from the third on: the second, a name in parentheses,
// may hold spaces.
func procStatus(pid string) []string {
	b, _ := os.ReadFile(filepath.Join("/proc", pid, "stat")) // none when it has gone
	return strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
}

func parent(t testing.TB, pid int) int {
	t.Helper()
	fields := procStatus(strconv.Itoa(pid))
	require.Greater(t, len(fields), 1)
	ppid, err := strconv.Atoi(fields[1])
	require.NoError(t, err)
	return ppid
}

func procWords(pid string) string {
	b, _ := os.ReadFile(filepath.Join("/proc", pid, "cmdline")) // none when it has gone
	return string(b)
}

// children are the processes that a process started and that live, but for those that come and
// go by themselves.
func children(t testing.TB, pid int) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(t, err)
	var list []int
	for _, e := range entries {
		child, err := strconv.Atoi(e.Name())
		if fields := procStatus(e.Name()); err == nil && len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(pid) && !strings.Contains(procWords(e.Name()), "autovacuum worker") {
			list = append(list, child)
		}
	}
	return list
}

// A crashClient is a browser that somebody writes with.
type crashClient struct {
	base string
	http *http.Client
	rng  *rand.Rand
	turn int                // which writer is next
	mine map[string]*record // the record that a writer edits, by writer
}

// A record is one that a client made and edits.
type record struct {
	id   string
	seen int
}

// A statusError is an answer that acknowledges nothing.
type statusError struct {
	code int
	body string
}

func (e statusError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.body) }

// post sends a form and returns where the answer leads to. An answer that leads on is an
// acknowledgement: what was sent is stored.
func (cl *crashClient) post(path string, form url.Values) (location string, err error) {
	resp, err := cl.http.PostForm(cl.base+path, form)
	return answered(resp, err)
}

func answered(resp *http.Response, err error) (location string, _ error) {
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusSeeOther {
		return "", statusError{resp.StatusCode, string(body)}
	}
	return resp.Header.Get("Location"), nil
}

// A lockedBuffer is written by a process and read by a test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
