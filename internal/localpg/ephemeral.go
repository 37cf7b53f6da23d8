package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Names of directories of ephemeral servers. One that is still being made is not yet locked, so
// it has another name until it is.
const (
	ephemeralPrefix = "assay-test-"
	unlockedPrefix  = "assay-new-"
)

// startEphemeral starts a server for tests in a directory of its own.
func startEphemeral(ctx context.Context, cfg Config) (*Server, error) {
	cfg.Dir = ""
	var problems []error
	for _, base := range ephemeralBases() {
		cfg.Dir = filepath.Join(base, unlockedPrefix) // not made yet, but the way there is tried
		who, with, err := prepare(cfg)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		removeAbandoned(base, os.Geteuid(), who.uid)
		dir, l, err := who.makeEphemeralDir(base)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		cfg.Dir = dir
		return startLocked(ctx, cfg, who, with, l, notice{})
	}
	return nil, fmt.Errorf("no test database: %w", errors.Join(problems...))
}

// enoughMemory is the free space that a file system in memory needs to be worth using. Containers
// often have 64 MB there, and a fresh cluster takes 28.
const enoughMemory = 256 << 20

// ephemeralBases are the places for a test database, the best first.
func ephemeralBases() []string {
	bases := []string{os.TempDir(), "/tmp"}
	var fs syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &fs) == nil && uint64(fs.Bavail)*uint64(fs.Bsize) >= enoughMemory {
		bases = slices.Insert(bases, 0, "/dev/shm")
	}
	return slices.Compact(bases)
}

// makeEphemeralDir makes and locks a directory that belongs to the server's user, who removes it
// in the end.
func (a account) makeEphemeralDir(base string) (string, *lock, error) {
	fresh, err := os.MkdirTemp(base, unlockedPrefix)
	if err != nil {
		return "", nil, err
	}
	l, _, err := acquire(fresh)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(fresh))
	}
	dir := filepath.Join(base, ephemeralPrefix+strings.TrimPrefix(filepath.Base(fresh), unlockedPrefix))
	if err := errors.Join(a.give(fresh), os.Rename(fresh, dir)); err != nil {
		return "", nil, errors.Join(err, l.release(), os.RemoveAll(fresh))
	}
	return dir, l, nil
}

// removeAbandoned removes directories in base that belong to one of the owners and whose process
// is gone, which is what a power failure or a killed guard leaves. What it cannot remove stays.
func removeAbandoned(base string, owners ...int) {
	dirs, _ := filepath.Glob(filepath.Join(base, ephemeralPrefix+"*")) // the pattern is well formed
	for _, dir := range dirs {
		if owner, _, ok := ownerOf(dir); !ok || !slices.Contains(owners, owner) {
			continue
		}
		f, err := os.OpenFile(lockFile(dir), os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
		if err != nil {
			continue
		}
		if flock(f, syscall.LOCK_EX) == nil {
			_ = os.RemoveAll(dir)
		}
		_ = f.Close()
	}
}
