package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"time"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/job"
	"assay/internal/localpg"
	"assay/internal/server"
	"assay/internal/store"
)

// linkValid is how long a printed link can open the workspace.
const linkValid = 24 * time.Hour

// shutdownGrace is how long running requests may take after a stop was asked for.
const shutdownGrace = 10 * time.Second

func serve(ctx context.Context, env environment, args []string) error {
	c, err := readConfig(env, flags(env, "serve", "serve the pages."), args)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.stderr, nil))
	// The port comes before the database: making one takes seconds that a typing mistake should
	// not cost. Who is already running on this data has its port, and is asked for first.
	if running, ok, err := localpg.Running(c.data); c.desk() && err == nil && ok {
		return running
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.addr)
	if err != nil {
		return usagef("cannot serve on %s: %w; choose another with --addr", c.addr, err)
	}
	defer listener.Close() // again by the server, which does no harm
	db, err := openDatabase(ctx, env, c, log)
	if err != nil {
		return err
	}
	defer db.close()
	frameworks, err := framework.Embedded()
	if err != nil {
		return err
	}
	jobs, err := jobQueue(db, c, frameworks, log)
	if err != nil {
		return err
	}
	if err := jobs.Start(ctx); err != nil {
		return err
	}
	defer stopJobs(jobs, log)
	handler, err := server.New(server.Config{
		Jobs:  jobs,
		Store: db.store, Frameworks: frameworks, Log: log, Now: time.Now, Version: version, Contact: c.contact,
		Desk: c.desk(), PublicURL: c.publicURL, Proxies: c.proxies,
	})
	if err != nil {
		return err
	}
	if err := greet(ctx, env, c, db, "http://"+listener.Addr().String()+"/"); err != nil {
		return err
	}
	go sweep(ctx, db.store, log)
	return errors.Join(serveUntil(ctx, listener, handler, db.died()), db.failure())
}

// jobQueue makes the queue of long work. At the desk this process has the database to itself.
func jobQueue(db *database, c config, frameworks *framework.Registry, log *slog.Logger) (*job.Client, error) {
	run := func(ctx context.Context, workspace, upload store.UUID) error {
		return app.RunImport(ctx, db.store, frameworks, workspace, upload)
	}
	failed := func(ctx context.Context, workspace, upload store.UUID, why error) error {
		return app.FailImport(ctx, db.store, workspace, upload, "The fault is on this side and has been noted. Try again; if it stays, report it.", why)
	}
	return job.New(db.store, c.desk(), run, failed, log)
}

func stopJobs(jobs *job.Client, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if err := jobs.Stop(ctx); err != nil {
		log.Warn("a job did not end in time; it runs again at the next start", "error", err)
	}
}

// sweep removes expired sessions and links, now and every hour.
func sweep(ctx context.Context, s *store.Store, log *slog.Logger) {
	for tick := time.NewTicker(time.Hour); ; {
		if err := s.Sessions().Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Warn("expired sessions stay for now", "error", err)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// greet says where the pages are, and how the workspace is opened.
func greet(ctx context.Context, env environment, c config, db *database, address string) error {
	if !c.desk() {
		_, err := fmt.Fprintf(env.stdout, "Assay is at %s, served on %s\n", c.publicURL, address)
		return err
	}
	fmt.Fprintf(env.stdout, "Assay is at %s\n", address)
	if err := db.postgres.SetURL(address); err != nil {
		return err
	}
	token, err := db.store.CreateDeskLink(ctx, linkValid)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "To open your workspace, use this link once: %sopen?token=%s\n", address, token)
	if c.browser {
		openBrowser(env, address)
	}
	return nil
}

// serveUntil serves until the context ends or the database dies, and lets running requests end.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler, died <-chan struct{}) error {
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	var reason error
	select {
	case err := <-failed:
		return err
	case <-died:
		reason = errors.New("the private Postgres has ended; start Assay again")
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	return errors.Join(reason, srv.Shutdown(stopping))
}

// openBrowser shows the pages to whoever sits here; without a screen, or as root, it does not.
func openBrowser(env environment, address string) {
	if os.Geteuid() == 0 || (runtime.GOOS == "linux" && env.getenv("DISPLAY") == "" && env.getenv("WAYLAND_DISPLAY") == "") {
		return
	}
	opener := map[string]string{"darwin": "open", "linux": "xdg-open"}[runtime.GOOS]
	if path, err := exec.LookPath(opener); err == nil {
		cmd := exec.Command(path, address)
		if cmd.Start() == nil {
			go func() { _ = cmd.Wait() }() // the printed address is there if it fails
		}
	}
}

// A database is the store with what keeps it running.
type database struct {
	store    *store.Store
	postgres *localpg.Server // nil in server mode
}

func (d *database) died() <-chan struct{} {
	if d.postgres == nil {
		return nil
	}
	return d.postgres.Done()
}

// failure says why the private Postgres ended by itself, if it did.
func (d *database) failure() error {
	if d.postgres == nil {
		return nil
	}
	return d.postgres.Err()
}

func (d *database) close() {
	if d.store != nil {
		d.store.Close()
	}
	if d.postgres != nil {
		stopping, cancel := context.WithTimeout(context.Background(), shutdownGrace)
		defer cancel()
		_ = d.postgres.Stop(stopping) // the next start recovers what a bad stop leaves
	}
}
