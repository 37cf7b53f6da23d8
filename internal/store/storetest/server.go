// Package storetest gives each test a Postgres database of its own, as cheap as a copy of files.
//
// One server runs per test binary, started by the first test that needs it through package
// localpg: in memory, unsafe at a power failure, gone when the binary ends in whatever way. A
// test that cannot have its database fails and says why; it is never skipped.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/localpg"
)

// limit is how long any one step may take before the test fails, rather than hanging until the
// whole run times out.
const limit = time.Minute

var start = sync.OnceValues(func() (*localpg.Server, error) {
	endWithGoTest()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return localpg.Start(ctx, localpg.Config{Ephemeral: true})
})

// Server is the server that all tests of this binary share. It is nobody's to stop.
func Server(t testing.TB) *localpg.Server {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatalf("start Postgres for tests: %v", err)
	}
	select {
	case <-s.Done():
		t.Fatalf("Postgres for tests: %v", s.Err())
	default:
	}
	return s
}

// endWithGoTest ends this process when `go test`, if that is what started it, was killed. The
// go command cannot see to that itself, and the tests would go on with nobody to report to.
func endWithGoTest() {
	parent := os.Getppid()
	name, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(parent), "comm"))
	if err != nil || strings.TrimSpace(string(name)) != "go" {
		return
	}
	go func() {
		for os.Getppid() == parent {
			time.Sleep(200 * time.Millisecond)
		}
		os.Exit(1)
	}()
}
