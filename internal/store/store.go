package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A Store is a pool of connections as the serving role. Its methods may be called from several
// goroutines.
type Store struct{ pool *pgxpool.Pool }

// An Option changes how a store is opened.
type Option func(*pgxpool.Config)

// WithTracer has every query reported to t.
func WithTracer(t pgx.QueryTracer) Option {
	return func(c *pgxpool.Config) { c.ConnConfig.Tracer = t }
}

// Open connects as the serving role. It refuses a schema other than the one this program is
// made for (ErrSchemaOld, ErrSchemaNew, ErrSchemaDirty), and a role that row-level security
// does not bind: a superuser, one with BYPASSRLS, the owner of the tables, or one that may
// become any of these.
//
// The pool is bounded: by pool_max_conns of the connection string, else by four or the number
// of processors, whichever is more.
func Open(ctx context.Context, serverURL string, options ...Option) (*Store, error) {
	pool, err := connect(ctx, serverURL, options)
	if err != nil {
		return nil, err
	}
	if err := checkServing(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return &Store{pool}, nil
}

func connect(ctx context.Context, url string, options []Option) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, wrap(err, "read the database's address")
	}
	for _, o := range options {
		o(config)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return pool, wrap(err, "connect to the database")
}

func checkServing(ctx context.Context, pool *pgxpool.Pool) error {
	return pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		schema, err := settledSchema(ctx, c.Conn())
		if err != nil {
			return err
		}
		if err := schema.check(); err != nil {
			return err
		}
		return checkBound(ctx, c.Conn())
	})
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	return wrap(s.pool.Ping(ctx), "ping the database")
}

// Close ends all connections, waiting for those in use.
func (s *Store) Close() { s.pool.Close() }
