package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNoClients says that this machine has no pg_dump and pg_restore for a server.
var ErrNoClients = errors.New("the programs pg_dump and pg_restore were not found")

// Clients are the client programs of one version of Postgres.
type Clients struct {
	Major int
	dir   string
}

// Dump is the path of pg_dump.
func (c Clients) Dump() string { return filepath.Join(c.dir, "pg_dump") }

// Restore is the path of pg_restore.
func (c Clients) Restore() string { return filepath.Join(c.dir, "pg_restore") }

// FindClients finds pg_dump and pg_restore for a server of a major version: those of the same
// version, else the oldest that are newer, on the search path and where packages put them. Older
// ones cannot read the server, which ErrNoClients says, naming what to install.
func FindClients(server int) (Clients, error) {
	return findClients(server, append(filepath.SplitList(os.Getenv("PATH")), expand(usualPlaces)...))
}

func findClients(server int, dirs []string) (Clients, error) {
	var best Clients
	newest := 0
	for _, dir := range dirs {
		c, ok := clientPrograms(dir)
		if !ok {
			continue
		}
		newest = max(newest, c.Major)
		if c.Major >= server && (best.dir == "" || c.Major < best.Major) {
			best = c
		}
	}
	switch {
	case best.dir != "":
		return best, nil
	case newest > 0:
		return best, fmt.Errorf("%w for Postgres %d (only version %d is here): install postgresql-client-%d", ErrNoClients, server, newest, server)
	}
	return best, fmt.Errorf("%w: install them with `sudo apt-get install postgresql-client`, or what your system calls the client programs of Postgres %d", ErrNoClients, server)
}

// clientPrograms tells whether both programs are in dir, and of which version. Debian's own
// pg_dump on PATH is a script that chooses among versions; the programs themselves are in one of
// the usual places.
func clientPrograms(dir string) (Clients, bool) {
	if !filepath.IsAbs(dir) { // a relative entry of PATH could be anybody's program
		return Clients{}, false
	}
	real, err := filepath.EvalSymlinks(filepath.Join(dir, "pg_dump"))
	if err != nil || filepath.Base(real) != "pg_dump" {
		return Clients{}, false
	}
	c := Clients{dir: filepath.Dir(real)}
	if !executable(c.Dump()) || !executable(c.Restore()) {
		return Clients{}, false
	}
	c.Major, err = majorVersion(c.Dump())
	return c, err == nil
}

// Exists tells whether a cluster was ever made in the data directory dir.
func Exists(dir string) (bool, error) {
	version, err := dataVersion(filepath.Join(dir, "pg"))
	return version != 0, err
}
