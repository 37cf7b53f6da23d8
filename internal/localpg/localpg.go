// Package localpg runs a private Postgres for people who configured none: it finds the server
// programs of the machine, makes a database cluster in a directory of its own, and starts and
// stops the server with the process that asked for it.
//
// The server listens on a Unix socket in a private directory and never on the network. Only the
// user Assay runs as may log in, by peer authentication, as any of the roles named in Config; no
// password exists. When Assay is root, the server runs as an unprivileged user. However Assay
// ends, kill -9 included, the server ends with it (see guard).
//
// What is in the cluster is left to others: package store makes the roles, the databases and
// their tables.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// Superuser is the role that exists in a fresh cluster and owns it. It is for making the other
// roles and databases, not for serving.
const Superuser = "postgres"

// oldest is the first major version with everything the store uses.
const oldest = 15

// port only names the socket file: nothing listens on a network port.
const port = "5432"

// Config says where the cluster lives and who is told what.
type Config struct {
	// Dir is the data directory, which is made when missing; the cluster is in its pg folder.
	// It is ignored for an ephemeral server.
	Dir string
	// BinDir holds the programs postgres and initdb. When it is empty, PATH and then the usual
	// places are searched.
	BinDir string
	// Roles are the roles besides Superuser as which Assay may log in. When it is nil, they are
	// assay_owner, assay_server and assay_backup. They need not exist yet.
	Roles []string
	// Ephemeral asks for a server for tests: fast, in memory where the machine allows it, not
	// durable, and deleted when it stops or when this process ends in whatever way.
	Ephemeral bool
	// Log receives what a developer may want to know. Nil discards it. What Postgres itself
	// writes is in the file postgres.log of Dir.
	Log *slog.Logger
	// Announce receives a sentence for the person at the screen when a step takes longer than a
	// second. It may be called from another goroutine. Nil discards it.
	Announce func(string)
}

// DefaultDir is where the data lives when nobody chose: /var/lib/assay for root, and for others
// the folder assay in the user's data home. The arguments are the values of XDG_DATA_HOME, which
// may be empty, and HOME.
func DefaultDir(euid int, xdgDataHome, home string) (string, error) {
	switch {
	case euid == 0:
		return "/var/lib/assay", nil
	case filepath.IsAbs(xdgDataHome): // the XDG specification has relative values ignored
		return filepath.Join(xdgDataHome, "assay"), nil
	case filepath.IsAbs(home):
		return filepath.Join(home, ".local", "share", "assay"), nil
	}
	return "", errors.New("no home directory to keep data in: name a directory with --data")
}

// A Server is a running Postgres. Its methods may be called from several goroutines.
type Server struct {
	dir     string // the data directory, with pg inside
	sockets string
	eph     bool
	log     *slog.Logger
	logFile string
	lock    *lock
	guard   *guard

	serverLock *os.File // inherited by every process of the server

	stop    sync.Once
	stopErr error
}

// URL is a connection string for pgx and golang-migrate that logs in as role to a database. The
// role must be Superuser or one of Config.Roles.
func (s *Server) URL(role, database string) string { return socketURL(s.sockets, role, database) }

func socketURL(sockets, role, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(role),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {sockets}, "port": {port}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// Dir is the data directory.
func (s *Server) Dir() string { return s.dir }

// SocketDir is the private directory that holds the server's socket.
func (s *Server) SocketDir() string { return s.sockets }

// SetURL publishes the address of the pages, so that a second start on the same data directory
// can tell people where the first one is.
func (s *Server) SetURL(u string) error {
	n := s.lock.notice
	n.URL = u
	return s.lock.write(n)
}

// Done is closed when the server has ended, by Stop or by itself; Err tells which.
func (s *Server) Done() <-chan struct{} { return s.guard.done }

// Err says why the server ended by itself. It is nil while the server runs and after Stop.
func (s *Server) Err() error {
	select {
	case <-s.guard.done:
	default:
		return nil
	}
	if s.guard.asked() {
		return nil
	}
	return fmt.Errorf("postgres ended by itself (%v); its log is %s", s.guard.err, s.logFile)
}

// Stop ends the server, disconnecting whoever is connected, and gives up the data directory. The
// server writes its state out first; when that takes longer than ctx allows it is stopped at
// once, which loses nothing that was committed, and Stop says so. Only the first call counts;
// later ones wait for it and return the same.
func (s *Server) Stop(ctx context.Context) error {
	s.stop.Do(func() {
		s.stopErr = s.guard.end(ctx)
		s.stopErr = errors.Join(s.stopErr, s.tidy())
		s.log.Info("postgres stopped", "dir", s.dir)
	})
	return s.stopErr
}

var roleName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// withDefaults fills in what was left open and rejects what cannot work.
func (c Config) withDefaults() (Config, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Announce == nil {
		c.Announce = func(string) {}
	}
	if c.Roles == nil {
		c.Roles = []string{"assay_owner", "assay_server", "assay_backup"}
	}
	for _, r := range c.Roles {
		if !roleName.MatchString(r) {
			return c, fmt.Errorf("role name %q: want lower-case letters, digits and underscores", r)
		}
	}
	if c.Dir == "" && !c.Ephemeral {
		return c, errors.New("no data directory given")
	}
	if c.Dir != "" {
		var err error
		if c.Dir, err = filepath.Abs(c.Dir); err != nil {
			return c, err
		}
	}
	return c, nil
}

// slow announces a step when it is still going on after a second. The step calls the result when
// it is over.
func (c Config) slow(sentence string) (over func()) {
	t := time.AfterFunc(time.Second, func() { c.Announce(sentence) })
	return func() { t.Stop() }
}
