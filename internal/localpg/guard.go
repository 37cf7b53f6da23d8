package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"
)

// guardScript runs a program and sends it the signals named on file descriptor 3, one a line. When
// that pipe ends, which the kernel sees to however Assay ends, it sends the last ones. SIGTERM
// comes before them because a program that has not set itself up yet ignores SIGINT and SIGQUIT,
// as the shell has background programs do. The shell waits for the program, so it leaves no
// zombie, and when the program has ended it removes the server's sockets and an ephemeral server's
// files, if any are named.
const guardScript = `last=$1 sockets=$2 files=$3; shift 3
"$@" 3<&- &
program=$!
{
	while read -r signal; do kill -s "$signal" "$program"; done
	kill -s TERM "$program"
	kill -s "$last" "$program"
} <&3 &
watcher=$!
exec 3<&-
wait "$program"
status=$?
kill -s KILL "$watcher"
wait "$watcher" 2>/dev/null
test -z "$sockets" || rm -rf -- "$sockets"
test -z "$files" || { rm -rf -- "$files/pg" && rm -rf -- "$files"; } # the lock file last
exit "$status"`

// A guard is a running program that cannot outlive this process.
//
// Why a shell: the alternatives were a signal at the parent's death, which only Linux has, which
// hangs on one thread of the parent and needs the right to signal another user's process, and a
// copy of this program, which that other user may be unable to read.
type guard struct {
	cmd  *exec.Cmd
	life *os.File      // the write end of the pipe; nobody else has it
	last string        // the signal that ends the program for good
	done chan struct{} // closed when the program has ended, after err is set
	err  error
	told atomic.Bool // to end
}

// A place is what a guarded program is given: the file it writes to, the server's lock to inherit,
// the signal that ends it for good, INT or QUIT, and directories to delete when it has ended, each
// unless it is empty.
type place struct {
	log, lock      *os.File
	last           string
	sockets, files string
}

// guard starts a program under the server's user.
func (a account) guard(in place, program string, args ...string) (*guard, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	g := &guard{life: write, last: in.last, done: make(chan struct{})}
	g.cmd = a.command("/bin/sh", append([]string{"-c", guardScript, "assay-guard", in.last, in.sockets, in.files, program}, args...)...)
	g.cmd.Stdout, g.cmd.Stderr, g.cmd.ExtraFiles = in.log, in.log, []*os.File{read, in.lock}
	if err := g.cmd.Start(); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	go func() {
		g.err = g.cmd.Wait()
		// If it was the shell that somebody killed, this makes its watcher end the program.
		g.life.Close()
		close(g.done)
	}()
	return g, nil
}

// asked tells whether the program was told to end.
func (g *guard) asked() bool { return g.told.Load() }

// send passes signals on; the error of a program that is already gone does not matter.
func (g *guard) send(signals ...string) {
	g.told.Store(true)
	_, _ = g.life.WriteString(strings.Join(signals, "\n") + "\n")
}

// patience is how long a program may take to end at each step before a harder one.
const patience = 20 * time.Second

// end ends the program, harder when ctx is over or patience runs out, and returns an error if it
// did not end as it should.
func (g *guard) end(ctx context.Context) error {
	select {
	case <-g.done:
		return nil
	default:
	}
	g.send("TERM", g.last)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-g.done:
		return nil
	case <-ctx.Done():
	}
	for _, signal := range []string{"QUIT", "KILL"} {
		g.send(signal)
		select {
		case <-g.done:
			return fmt.Errorf("postgres did not stop in time and was sent SIG%s; its next start will recover from its log", signal)
		case <-time.After(patience / 4):
		}
	}
	return errors.New("postgres could not be stopped")
}
