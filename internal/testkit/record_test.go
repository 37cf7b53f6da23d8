package testkit

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// A recorder stands in for a test that is expected to fail and keeps what it would have said.
type recorder struct {
	testing.TB // of the test that records; for what is not about failing

	mu       sync.Mutex
	said     []string
	failed   bool
	cleanups []func()
}

// record runs f as a test of its own, its cleanups included, and returns its complaints.
func record(t testing.TB, f func(t testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t}
	r.apart(func() { f(r) })
	for len(r.cleanups) > 0 {
		last := r.cleanups[len(r.cleanups)-1]
		r.cleanups = r.cleanups[:len(r.cleanups)-1]
		r.apart(last)
	}
	if r.failed && len(r.said) == 0 {
		r.said = []string{"failed without a word"}
	}
	return r.said
}

// apart lets FailNow end f alone.
func (r *recorder) apart(f func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Wait()
}

func (r *recorder) say(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said, r.failed = append(r.said, strings.TrimSpace(s)), true
}

func (r *recorder) Helper()                           {}
func (r *recorder) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Failed() bool                      { return r.failed }
func (r *recorder) Fail()                             { r.failed = true }
func (r *recorder) FailNow()                          { r.failed = true; runtime.Goexit() }
func (r *recorder) Error(args ...any)                 { r.say(fmt.Sprintln(args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.say(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); r.FailNow() }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); r.FailNow() }
