package localpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
)

// longestSocket is how many bytes a socket's path may have: 107 on Linux.
const longestSocket = len(syscall.RawSockaddrUnix{}.Path) - 1

const socketPrefix = "assay-pg-"

// reach makes sure, before anything is made, that the server's user can get to dir, or to as much
// of it as exists, and run program, unless that is empty. It tries as that user, so access lists
// count as well as permission bits. There is nothing to try when Assay runs the server as itself.
func (a account) reach(dir, program string) error {
	if !a.drop {
		return nil
	}
	parents, err := existingParents(dir)
	if err != nil {
		return err
	}
	const script = `program=$1; shift
for d do cd "$d" 2>/dev/null || { printf %s "$d"; exit 3; }; done
test -z "$program" || test -x "$program" || exit 4`
	args := append([]string{"-c", script, "sh", program}, parents...)
	out, err := a.command("/bin/sh", args...).Output()
	exit, ran := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return nil
	case !ran:
		return fmt.Errorf("running as root, Assay may not change to the user %s, as Postgres requires (%w): start Assay as an ordinary user, or set DATABASE_URL", a.name, err)
	case exit.ExitCode() == 3:
		return fmt.Errorf("the user %s, as whom Postgres runs, may not enter %s: allow it with chmod o+x, or name another directory with --data", a.name, out)
	case exit.ExitCode() == 4:
		return fmt.Errorf("the user %s, as whom Postgres runs, may not run %s", a.name, program)
	}
	return fmt.Errorf("try directories as user %s: %w", a.name, err)
}

// existingParents lists dir and the folders above it that exist, from the root down, with links
// followed.
func existingParents(dir string) ([]string, error) {
	for {
		real, err := filepath.EvalSymlinks(dir)
		if errors.Is(err, os.ErrNotExist) && dir != "/" {
			dir = filepath.Dir(dir)
			continue
		}
		if err != nil {
			return nil, err
		}
		list := []string{real}
		for real != "/" {
			real = filepath.Dir(real)
			list = append(list, real)
		}
		slices.Reverse(list)
		return list, nil
	}
}

// makeDir makes dir and what is missing above it. Under root, other users may pass through what
// is made, as the server's user must, but not look around.
func (a account) makeDir(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a directory", dir)
	}
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := a.makeDir(filepath.Dir(dir)); err != nil {
		return err
	}
	mode := os.FileMode(0o700)
	if a.drop {
		mode = 0o711
	}
	if err := os.Mkdir(dir, mode); err != nil {
		return err
	}
	return os.Chmod(dir, mode) // the umask may have taken bits away
}

// makeSocketDir makes the private directory for the server's socket, in the first of bases where
// the path is short enough and the server's user can get to it.
func (a account) makeSocketDir(bases ...string) (string, error) {
	var problems []error
	for _, base := range bases {
		dir, err := os.MkdirTemp(base, socketPrefix)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		socket := filepath.Join(dir, ".s.PGSQL."+port)
		err = a.reach(base, "")
		if len(socket) > longestSocket {
			err = fmt.Errorf("%s is %d bytes long, and a socket may have %d", socket, len(socket), longestSocket)
		}
		if err == nil {
			err = a.give(dir)
		}
		if err == nil {
			return dir, nil
		}
		problems = append(problems, err, os.Remove(dir))
	}
	return "", fmt.Errorf("no place for the database's socket: %w", errors.Join(problems...))
}

// removeSocketDir removes a directory of makeSocketDir, whatever is in it, and nothing else.
func removeSocketDir(dir string) error {
	ok, err := filepath.Match(socketPrefix+"*", filepath.Base(dir))
	if dir == "" || !ok || err != nil {
		return err
	}
	return os.RemoveAll(dir)
}
