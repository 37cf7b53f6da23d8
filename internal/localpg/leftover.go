package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// lockServer takes the lock that every process of a server inherits, so that having it means that
// no earlier server of Assay's on dir is left, however it and its Assay ended. Until then it
// waits for those that are still ending, and helps them. The caller closes the file when its own
// server has ended.
func lockServer(ctx context.Context, dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err = flock(f, syscall.LOCK_EX); err == nil {
		return f, nil
	}
	pgdir := filepath.Join(dir, "pg")
	// SIGINT asks a postmaster to end all the others. They end by themselves when they see that
	// it is gone, but one that is busy with a query sees that late.
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		err = errors.Join(signalAll(pgdir, sig), waitForLock(ctx, f, patience/2))
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("wait for the previous server on %s to end: %w", pgdir, err)
	}
	return f, nil
}

// waitForLock tries to get a lock until the limit has passed.
func waitForLock(ctx context.Context, f *os.File, limit time.Duration) error {
	stop := time.After(limit)
	for {
		err := flock(f, syscall.LOCK_EX)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-stop:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func signalAll(pgdir string, sig syscall.Signal) error {
	pids, err := postgresIn(pgdir)
	for _, p := range pids {
		if e := syscall.Kill(p, sig); !errors.Is(e, syscall.ESRCH) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// removePIDFile removes the postmaster.pid that a killed server left. Postgres itself trusts such
// a file as long as any process has the number in it, even a zombie or one of another program;
// what counts here is whether a Postgres works in pgdir. The caller holds the server's lock, so
// that could only be one that Assay did not start, and then nothing is removed.
//
// Without /proc (which Linux has) the file is left for Postgres to judge.
func removePIDFile(pgdir string) error {
	file := filepath.Join(pgdir, "postmaster.pid")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat("/proc/self/cwd"); err != nil {
		return nil
	}
	pids, err := postgresIn(pgdir)
	if err != nil {
		return err
	}
	if len(pids) > 0 {
		return fmt.Errorf("a Postgres that Assay did not start (process %d) is running on %s: stop it first", slices.Min(pids), pgdir)
	}
	return os.Remove(file)
}

// postgresIn lists the living processes that run a program called postgres with dir as their
// working directory, which every process of a server has.
func postgresIn(dir string) ([]int, error) {
	want, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, link := range links {
		got, err := os.Stat(link) // fails for zombies and for processes of others
		if err != nil || !os.SameFile(got, want) {
			continue
		}
		proc := filepath.Dir(link)
		program, err := os.Readlink(filepath.Join(proc, "exe"))
		name := strings.TrimSuffix(filepath.Base(program), " (deleted)") // after an upgrade
		if pid, errPID := strconv.Atoi(filepath.Base(proc)); err == nil && errPID == nil && name == "postgres" {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}
