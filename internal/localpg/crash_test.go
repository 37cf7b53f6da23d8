package localpg_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

func TestKillingAssayEndsPostgres(t *testing.T) {
	t.Parallel()
	dir := made(t)
	first := childCommand(t, localpg.Config{Dir: dir})
	r, _ := begin(t, first)
	require.Empty(t, r.Error)
	do(t, socketURL(r.Sockets), `CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')`)
	kill9(t, first)
	nobodyLeft(t, dir)
	assert.NoDirExists(t, r.Sockets)
	remembered(t, begun(t, localpg.Config{Dir: dir}))
}

func TestSocketsThatNobodyRemovedAreRemovedByTheNextStart(t *testing.T) {
	t.Parallel()
	dir := made(t)
	first := childCommand(t, localpg.Config{Dir: dir})
	r, _ := begin(t, first)
	require.Empty(t, r.Error)
	server := postmaster(t, dir)
	signal(t, parent(t, server), syscall.SIGKILL) // the guard, as at a power failure
	kill9(t, first)
	nobodyLeft(t, dir)
	require.DirExists(t, r.Sockets)
	begun(t, localpg.Config{Dir: dir})
	assert.NoDirExists(t, r.Sockets)
}

func socketURL(sockets string) string {
	return "postgres://" + localpg.Superuser + "@/postgres?sslmode=disable&host=" + sockets
}

func TestStartingAtOnceAfterAssayWasKilled(t *testing.T) {
	t.Parallel()
	dir := made(t)
	for range 3 {
		child := childCommand(t, localpg.Config{Dir: dir})
		r, _ := begin(t, child)
		require.Empty(t, r.Error)
		kill9(t, child) // its server is now ending, and the next start has to wait for it
	}
	begun(t, localpg.Config{Dir: dir})
}

func TestAssayMayExitWithoutStopping(t *testing.T) {
	t.Parallel()
	dir := made(t)
	r, exit := begin(t, childCommand(t, localpg.Config{Dir: dir}))
	require.Empty(t, r.Error)
	exit()
	nobodyLeft(t, dir)
}

func TestKillingAssayWhileItMakesTheClusterEndsInitdb(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	child := childCommand(t, localpg.Config{Dir: dir})
	_, err := child.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	eventually(t, "initdb is at work", func() bool {
		_, err := os.Stat(filepath.Join(dir, "pg.new", "base"))
		return err == nil
	})
	kill9(t, child)
	nobodyLeft(t, dir)
	assert.NoDirExists(t, filepath.Join(dir, "pg"), "half a cluster is none")
	begun(t, localpg.Config{Dir: dir})
}

func TestKillingPostgresIsNoticedAndHealed(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	remember(t, s)
	// A backend in the midst of a query outlives the postmaster.
	conn, err := pgx.Connect(t.Context(), admin(s))
	require.NoError(t, err)
	asleep := make(chan error)
	go func() {
		_, err := conn.Exec(context.Background(), `SELECT sum(sqrt(n)) FROM generate_series(1, 1e9) AS n`)
		asleep <- err
	}()
	eventually(t, "the query runs", func() bool {
		return ask(t, admin(s), `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sqrt%' AND state = 'active' AND pid <> pg_backend_pid()`) == "1"
	})
	signal(t, postmaster(t, s.Dir()), syscall.SIGKILL)
	<-s.Done()
	assert.ErrorContains(t, s.Err(), "postgres.log")
	stop(t, s)

	again := begun(t, localpg.Config{Dir: s.Dir()})
	remembered(t, again)
	assert.Error(t, <-asleep, "the old backend was ended")
}

func TestKillingTheGuardEndsPostgres(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	signal(t, parent(t, postmaster(t, s.Dir())), syscall.SIGKILL)
	<-s.Done()
	assert.Error(t, s.Err())
	nobodyLeft(t, s.Dir())
}

// parent is the fourth field of /proc/PID/stat; the second, the name in parentheses, may hold
// spaces.
func parent(t *testing.T, pid int) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	require.NoError(t, err)
	fields := strings.Fields(string(b[strings.LastIndex(string(b), ")")+1:]))
	ppid, err := strconv.Atoi(fields[1])
	require.NoError(t, err)
	return ppid
}

func TestAPostgresThatDoesNotStopIsMadeTo(t *testing.T) {
	t.Parallel()
	s := begun(t, localpg.Config{Dir: made(t)})
	remember(t, s)
	signal(t, postmaster(t, s.Dir()), syscall.SIGSTOP) // deaf to all but SIGKILL
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorContains(t, s.Stop(ctx), "SIGKILL")
	nobodyLeft(t, s.Dir())
	remembered(t, begun(t, localpg.Config{Dir: s.Dir()}))
}
