package localpg

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrRunning means that a living process already uses the data directory.
type ErrRunning struct {
	Dir string // the data directory
	PID int    // the process, or 0 when it has not said yet
	URL string // where its pages are, or empty when they are not up yet

	sockets string
}

func (e ErrRunning) Error() string {
	if e.URL == "" {
		return fmt.Sprintf("Assay is already starting on the data in %s (process %d)", e.Dir, e.PID)
	}
	return fmt.Sprintf("Assay is already running on the data in %s: open %s (process %d)", e.Dir, e.URL, e.PID)
}

// DatabaseURL is a connection string for the database of the running process, as Server.URL of
// that process would give it, or empty when its server is not up yet.
func (e ErrRunning) DatabaseURL(role, database string) string {
	if e.sockets == "" {
		return ""
	}
	return socketURL(e.sockets, role, database)
}

// A notice is what the process that holds the lock tells others, as the content of the lock file.
// It outlives a process that was killed, so the next one knows what to clean up.
type notice struct {
	PID     int    `json:"pid"`
	URL     string `json:"url,omitempty"`
	Sockets string `json:"sockets,omitempty"`
}

// A lock is the right to use a data directory. The kernel takes it back when the process ends, in
// whatever way.
type lock struct {
	file   *os.File
	notice notice
}

func lockFile(dir string) string { return filepath.Join(dir, "assay.lock") }

// Running tells whether a living process uses the data directory dir, and if so which.
func Running(dir string) (ErrRunning, bool, error) {
	f, err := os.Open(lockFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return ErrRunning{}, false, nil
	}
	if err != nil {
		return ErrRunning{}, false, err
	}
	defer f.Close()
	switch err := flock(f, syscall.LOCK_SH); {
	case err == nil:
		return ErrRunning{}, false, unlock(f)
	case !errors.Is(err, syscall.EWOULDBLOCK):
		return ErrRunning{}, false, err
	}
	n, err := readNotice(f)
	return ErrRunning{Dir: dir, PID: n.PID, URL: n.URL, sockets: n.Sockets}, true, err
}

// acquire takes the lock of dir or says who has it. Besides the lock it returns the notice of a
// previous process that did not clean up, or the zero value.
func acquire(dir string) (*lock, notice, error) {
	f, err := os.OpenFile(lockFile(dir), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, notice{}, err
	}
	// Running holds the lock for an instant: do not mistake it for a process that stays.
	err = flock(f, syscall.LOCK_EX)
	for try := 0; errors.Is(err, syscall.EWOULDBLOCK) && try < 5; try++ {
		time.Sleep(10 * time.Millisecond)
		err = flock(f, syscall.LOCK_EX)
	}
	n, readErr := readNotice(f)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		err = ErrRunning{Dir: dir, PID: n.PID, URL: n.URL, sockets: n.Sockets}
	case err == nil:
		err = readErr
	}
	l := &lock{file: f}
	if err == nil {
		err = l.write(notice{PID: os.Getpid(), Sockets: n.Sockets})
	}
	if err != nil {
		f.Close()
		return nil, notice{}, err
	}
	return l, n, nil
}

// flock tries to take a lock without waiting. The one interruption it may meet is a signal.
func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// readNotice reads a notice. A file that is empty or half written says nothing, which is no error.
func readNotice(f *os.File) (notice, error) {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<16))
	var n notice
	if json.Unmarshal(b, &n) != nil {
		n = notice{}
	}
	return n, err
}

// write replaces the notice.
func (l *lock) write(n notice) error {
	b, err := json.Marshal(n)
	if err != nil {
		return err
	}
	l.notice = n
	_, err = l.file.WriteAt(append(b, '\n'), 0)
	return errors.Join(err, l.file.Truncate(int64(len(b)+1)))
}

// release clears the notice and gives the lock back. The file stays: removing a locked file would
// let two processes lock two files of the same name.
func (l *lock) release() error {
	return errors.Join(l.file.Truncate(0), unlock(l.file), l.file.Close())
}

// unlock gives a lock back at once. Closing the file does so only when no child that is just
// being started still has a copy of it.
func unlock(f *os.File) error { return flock(f, syscall.LOCK_UN) }
