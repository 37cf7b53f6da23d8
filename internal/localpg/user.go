package localpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// An account is the pair of operating-system users involved: the one the server runs as, and the
// one Assay runs as, whom peer authentication sees.
type account struct {
	name     string // the server's user, for messages
	uid, gid int
	drop     bool   // Assay is root, so the server's user is another
	self     string // the name of Assay's user
}

// accountFor decides who runs the server: the user Assay runs as, or if that is root, which
// Postgres refuses, the owner of an existing cluster, else the user postgres, else nobody.
func accountFor(euid int, pgdir string) (account, error) {
	self, err := userName(euid)
	if err != nil {
		return account{}, err
	}
	owner, group, exists := ownerOf(pgdir)
	switch {
	case exists && owner == 0:
		return account{}, fmt.Errorf("%s belongs to root, as whom Postgres refuses to run: give it to another user with chown -R, or name another directory with --data", pgdir)
	case exists && euid == 0:
		name, err := userName(owner)
		if err != nil {
			name = strconv.Itoa(owner) // good enough for messages
		}
		return account{name, owner, group, true, self}, nil
	case exists && owner != euid:
		return account{}, fmt.Errorf("%s belongs to user id %d, and Assay runs as %s: run it as that user, or name another directory with --data", pgdir, owner, self)
	case euid != 0:
		return account{self, euid, os.Getegid(), false, self}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if a, ok := unprivileged(name); ok {
			a.self = self
			return a, nil
		}
	}
	return account{}, errors.New("running as root, Assay needs a user postgres or nobody to run Postgres, and there is neither: start Assay as an ordinary user, or set DATABASE_URL")
}

func ownerOf(path string) (uid, gid int, exists bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, false
	}
	st := info.Sys().(*syscall.Stat_t)
	return int(st.Uid), int(st.Gid), true
}

func unprivileged(name string) (account, bool) {
	u, err := user.Lookup(name)
	if err != nil {
		return account{}, false
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return account{name: name, uid: uid, gid: gid, drop: true}, err1 == nil && err2 == nil && uid != 0
}

// userName is the name of a user id. Without one neither initdb nor peer authentication works.
func userName(uid int) (string, error) {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username, nil
	}
	// A build without cgo reads /etc/passwd alone; the program id also knows directory services.
	if out, err := exec.Command("id", "-un", "--", strconv.Itoa(uid)).Output(); err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	return "", fmt.Errorf("user id %d has no name on this machine, which Postgres needs: add it to /etc/passwd, start Assay as another user, or set DATABASE_URL", uid)
}

// command prepares a program that runs as the server's user, in a session of its own so that
// Ctrl-C at the terminal reaches only Assay, and without Assay's environment, which may hold
// secrets and settings such as PGDATA.
func (a account) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = "/" // one that every user may read: Postgres looks up where it is
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// give hands a file or folder that Assay made to the server's user.
func (a account) give(path string) error {
	if !a.drop {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}
