package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The reserved workspaces.
var (
	// Library is the public library: everybody reads it, only its loader writes it.
	Library = UUID{15: 1}
	// Desk is the one private workspace of a desk, where Assay serves one person.
	Desk = UUID{15: 2}
)

// A Tx is a transaction in one workspace. It sees that workspace and the public library.
type Tx struct {
	tx        pgx.Tx
	workspace UUID
	at        time.Time  // see Recorded; zero: now
	events    []auditRow // of what was written so far
}

// InWorkspace runs f in a transaction that sees and may change the workspace. It commits when
// f returns nil, and passes f's error on otherwise. The events of what f wrote go into the log
// right before the commit.
func (s *Store) InWorkspace(ctx context.Context, workspace UUID, f func(*Tx) error) error {
	if workspace.IsZero() {
		return errors.New("a transaction that writes needs a workspace")
	}
	return inWorkspace(ctx, s.pool, "begin", workspace, f)
}

// Read runs f in a transaction that only reads. All its queries see one moment. The zero
// workspace sees the public library alone.
func (s *Store) Read(ctx context.Context, workspace UUID, f func(*Tx) error) error {
	return inWorkspace(ctx, s.pool, "begin isolation level repeatable read read only", workspace, f)
}

// A Line is a connection kept apart from the pool's others: who holds a lock that others wait for
// with all of them can still write something else.
type Line struct{ conn *pgxpool.Conn }

// Line takes a connection of the pool, which the caller closes.
func (s *Store) Line(ctx context.Context) (*Line, error) {
	conn, err := s.pool.Acquire(ctx)
	return &Line{conn}, wrap(err, "connect to the database")
}

// InWorkspace is Store.InWorkspace on this connection.
func (l *Line) InWorkspace(ctx context.Context, workspace UUID, f func(*Tx) error) error {
	return inWorkspace(ctx, l.conn, "begin", workspace, f)
}

// Close gives the connection back.
func (l *Line) Close() { l.conn.Release() }

// A beginner is a pool, or one connection of it.
type beginner interface {
	BeginTx(context.Context, pgx.TxOptions) (pgx.Tx, error)
}

// inWorkspace begins the transaction and names the workspace in one exchange. The settings are
// local, so the next user of the connection does not inherit them. Queries here look many records
// up and compute little: compiling one takes longer than running it.
func inWorkspace(ctx context.Context, pool beginner, begin string, workspace UUID, f func(*Tx) error) error {
	setting := ""
	if !workspace.IsZero() {
		setting = workspace.String() // hexadecimal and hyphens, safe to quote
	}
	options := pgx.TxOptions{BeginQuery: begin + "; select set_config('assay.workspace', '" + setting + "', true), set_config('jit', 'off', true)"}
	var inner error
	err := pgx.BeginTxFunc(ctx, pool, options, func(tx pgx.Tx) error {
		t := &Tx{tx: tx, workspace: workspace}
		if inner = f(t); inner == nil {
			inner = t.writeEvents(ctx)
		}
		return inner
	})
	if inner != nil {
		return err
	}
	return wrap(err, "transaction")
}
