package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Start starts the server on cfg.Dir, making the cluster at the first start and recovering it
// after a crash, and returns when it answers. The caller calls Stop; if the process ends without,
// the server is told to end all the same. When ctx ends first, nothing stays running.
//
// Among its errors are ErrNotFound, ErrVersion and ErrRunning.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if cfg.Ephemeral {
		return startEphemeral(ctx, cfg)
	}
	running, yes, err := Running(cfg.Dir)
	if err != nil && !errors.Is(err, os.ErrPermission) { // then prepare knows a better reason
		return nil, err
	}
	if yes {
		return nil, running
	}
	who, with, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	if err := who.makeDir(cfg.Dir); err != nil {
		return nil, err
	}
	l, before, err := acquire(cfg.Dir)
	if err != nil {
		return nil, err
	}
	return startLocked(ctx, cfg, who, with, l, before)
}

// prepare decides, without changing anything, as whom and with which programs the server runs.
func prepare(cfg Config) (account, install, error) {
	pgdir := filepath.Join(cfg.Dir, "pg")
	who, err := accountFor(os.Geteuid(), pgdir)
	if err != nil {
		return account{}, install{}, err
	}
	data, err := dataVersion(pgdir)
	if err != nil {
		return account{}, install{}, err
	}
	with, newest, err := choose(cfg.BinDir, os.Getenv("PATH"), usualPlaces, data)
	if err != nil {
		return account{}, install{}, err
	}
	if with.dir == "" {
		return account{}, install{}, ErrVersion{Dir: cfg.Dir, Data: data, Server: newest}
	}
	return who, with, who.reach(cfg.Dir, with.program("postgres"))
}

// startLocked starts the server on a directory whose lock is held, which it gives back on failure.
func startLocked(ctx context.Context, cfg Config, who account, with install, l *lock, before notice) (_ *Server, err error) {
	begun, pgdir := time.Now(), filepath.Join(cfg.Dir, "pg")
	s := &Server{dir: cfg.Dir, eph: cfg.Ephemeral, log: cfg.Log, logFile: filepath.Join(cfg.Dir, "postgres.log"), lock: l}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.tidy())
		}
	}()
	s.sockets = before.Sockets // to be removed if this fails
	over := cfg.slow("Waiting for the previous database server to end …")
	s.serverLock, err = lockServer(ctx, cfg.Dir)
	over()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(removeSocketDir(before.Sockets), removePIDFile(pgdir)); err != nil {
		return nil, err
	}

	in := place{lock: s.serverLock, last: "INT"}
	if in.log, err = openLog(s.logFile); err != nil {
		return nil, err
	}
	defer in.log.Close()
	data, err := dataVersion(pgdir)
	if err != nil {
		return nil, err
	}
	if data == 0 {
		over := cfg.slow("Making a new database in " + pgdir + " …")
		err := who.initdb(ctx, with, pgdir, cfg.Ephemeral, in)
		over()
		if err != nil {
			return nil, fmt.Errorf("make a database in %s: %w", pgdir, err)
		}
	}
	access, err := who.writeAccess(cfg.Dir, cfg.Roles)
	if err != nil {
		return nil, err
	}
	bases := []string{"/tmp", os.TempDir(), cfg.Dir}
	if cfg.Ephemeral {
		bases = []string{cfg.Dir, "/tmp", os.TempDir()}
		in.last, in.files = "QUIT", cfg.Dir
	}
	if s.sockets, err = who.makeSocketDir(bases...); err != nil {
		return nil, err
	}
	in.sockets = s.sockets
	if err := l.write(notice{PID: os.Getpid(), Sockets: s.sockets}); err != nil {
		return nil, err
	}
	over = cfg.slow("Starting the database server …")
	err = s.launch(ctx, who, with, append(settings(s.sockets, cfg.Ephemeral), access...), in)
	over()
	if err != nil {
		return nil, err
	}
	s.log.Info("postgres started", "dir", s.dir, "version", with.major, "user", who.name, "new", data == 0, "took", time.Since(begun))
	return s, nil
}

// launch runs the server and waits until it lets somebody log in.
func (s *Server) launch(ctx context.Context, who account, with install, settings []string, in place) error {
	args := []string{"-D", filepath.Join(s.dir, "pg")}
	for _, set := range settings {
		args = append(args, "-c", set)
	}
	before, err := in.log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if s.guard, err = who.guard(in, with.program("postgres"), args...); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	if err := s.ready(ctx); err != nil {
		said := tail(s.logFile, before)
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		return errors.Join(fmt.Errorf("start postgres: %w\n%s", err, said), s.guard.end(stop))
	}
	return nil
}

// ready waits until the superuser can log in. Recovery after a crash may take its time, so only
// ctx sets a limit.
func (s *Server) ready(ctx context.Context) error {
	for {
		conn, err := pgx.Connect(ctx, s.URL(Superuser, "postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		// Until the server is up there is no socket, or it answers cannot_connect_now (57P03).
		// Any other answer will not change by waiting.
		if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code != "57P03" {
			return err
		}
		select {
		case <-s.guard.done:
			return fmt.Errorf("the server ended: %w", s.guard.err)
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// tidy removes what only a running server needs and gives the data directory back.
func (s *Server) tidy() error {
	err := removeSocketDir(s.sockets)
	if s.eph {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	if s.serverLock != nil {
		err = errors.Join(err, s.serverLock.Close())
	}
	return errors.Join(err, s.lock.release())
}
