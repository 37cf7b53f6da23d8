// Package job runs long work in the background: imports so far. The queue is River's, in the
// same Postgres; a job names a workspace and an upload and holds nothing else.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"assay/internal/store"
)

const (
	// pollEvery is how soon a job is taken up.
	pollEvery = 300 * time.Millisecond
	// atMost is how long one job may run; what is still running later is run again.
	atMost   = 10 * time.Minute
	attempts = 3
	workers  = 1 // imports of one workspace wait for each other anyway
)

// A Run carries out one upload's import. Running it again after a failure must do no harm.
type Run func(ctx context.Context, workspace, upload store.UUID) error

// Failed is told why an import failed for good. What it is told may hold content of the workspace
// and belongs there.
type Failed func(ctx context.Context, workspace, upload store.UUID, why error) error

// A Client takes jobs in and runs them.
type Client struct {
	river *river.Client[pgx.Tx]
	store *store.Store
	alone bool
}

// New makes a client. Run carries a job out; failed is told when it failed for good. Alone says
// that no other process works on this database, so that what is marked as running at the
// start is nobody's.
func New(s *store.Store, alone bool, run Run, failed Failed, log *slog.Logger) (*Client, error) {
	w := river.NewWorkers()
	river.AddWorker(w, &worker{run: run, failed: failed, log: log})
	c := &Client{store: s, alone: alone}
	err := s.Queue(func(pool *pgxpool.Pool) (err error) {
		c.river, err = river.NewClient(riverpgxv5.New(pool), &river.Config{
			Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}}, Workers: w,
			FetchCooldown: pollEvery, FetchPollInterval: pollEvery, PollOnly: true,
			JobTimeout: atMost, RescueStuckJobsAfter: atMost + time.Minute, MaxAttempts: attempts,
			ReindexerSchedule: never{}, Logger: slog.New(warnings{log.Handler()}),
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make the job queue: %w", err)
	}
	return c, nil
}

// warnings leaves out what River says when all is well.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// never is a schedule without an end: only the owner of the tables could rebuild their indexes.
type never struct{}

func (never) Next(now time.Time) time.Time { return now.AddDate(100, 0, 0) }

// Start begins to take jobs up, until Stop.
func (c *Client) Start(ctx context.Context) error {
	if c.alone {
		if err := c.store.ReleaseJobs(ctx); err != nil {
			return err
		}
	}
	if err := c.river.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	return nil
}

// Stop ends the running job, which leaves nothing half done and runs again later, and waits for
// it until the context ends.
func (c *Client) Stop(ctx context.Context) error {
	if err := c.river.StopAndCancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	return nil
}

// Enqueue adds a job in a transaction: it exists when that commits.
func (c *Client) Enqueue(ctx context.Context, tx *store.Tx, workspace, upload store.UUID) error {
	return tx.Join(func(pgxTx pgx.Tx) error {
		_, err := c.river.InsertTx(ctx, pgxTx, args{workspace.String(), upload.String()}, nil)
		return err
	})
}

// args are what a job is about.
type args struct {
	Workspace string `json:"workspace"`
	Upload    string `json:"upload"`
}

func (args) Kind() string { return "import" }

type worker struct {
	river.WorkerDefaults[args]
	run    Run
	failed Failed
	log    *slog.Logger
}

// Work carries a job out. The queue's tables belong to no workspace, so that an error that goes
// there says that something failed and where to look, never what.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	workspace, err := store.ParseUUID(j.Args.Workspace)
	if err != nil {
		return river.JobCancel(errNoIDs)
	}
	upload, err := store.ParseUUID(j.Args.Upload)
	if err != nil {
		return river.JobCancel(errNoIDs)
	}
	err = w.recovered(ctx, workspace, upload)
	if err == nil {
		return nil
	}
	if ctx.Err() == nil {
		w.log.ErrorContext(ctx, "import failed", "upload", upload, "attempt", j.Attempt, "error", err)
		if j.Attempt >= j.MaxAttempts {
			if err := w.failed(ctx, workspace, upload, err); err != nil {
				w.log.ErrorContext(ctx, "failed import not marked", "upload", upload, "error", err)
			}
		}
	}
	return fmt.Errorf("the import of upload %s failed or was stopped; its row, or the log of the process, says why", upload)
}

var errNoIDs = errors.New("the job does not name a workspace and an upload")

// recovered is run with a panic as an error: River would keep what the panic says.
func (w *worker) recovered(ctx context.Context, workspace, upload store.UUID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.run(ctx, workspace, upload)
}
