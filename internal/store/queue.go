package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Queue hands the pool to the job queue, which has tables of its own. Nobody else has a use for
// it: everything of a workspace goes through a transaction that names it.
func (s *Store) Queue(f func(*pgxpool.Pool) error) error { return f(s.pool) }

// Join hands the transaction to the job queue, so that a job exists when what it is about does.
func (tx *Tx) Join(f func(pgx.Tx) error) error { return wrap(f(tx.tx), "add a job") }

// ReleaseJobs makes jobs that a process left running wait again. It is for a start that has the
// database to itself.
func (s *Store) ReleaseJobs(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	return wrap(err, "release jobs")
}
