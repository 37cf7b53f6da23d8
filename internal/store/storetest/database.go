package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"assay/internal/localpg"
)

// A Template says how to make the database that tests get copies of.
type Template struct {
	// Key tells templates apart: those with equal keys are made once per test binary. A hash of
	// the migrations is a good key.
	Key string
	// Migrate fills the empty database. urlFor gives a connection string for it and one of the
	// roles of localpg.Config, of which only localpg.Superuser exists at first: Migrate makes
	// the others, and as roles belong to the whole server and not to a database, it must not mind
	// when an earlier template has made them. Nil leaves the database empty.
	//
	// A copy has all that is in the database and the same owner. Rights and settings of the
	// database as such (GRANT ... ON DATABASE, ALTER DATABASE ... SET) are not copied by Postgres.
	Migrate func(ctx context.Context, urlFor func(role string) string) error
}

// NewDatabase makes a database for t alone, a copy of the template, and drops it when t is over,
// whoever may still be connected. The result gives a connection string for each role.
func NewDatabase(t testing.TB, template Template) (urlFor func(role string) string) {
	t.Helper()
	s := Server(t)
	source, err := templates.of(s, template)
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	name := fmt.Sprintf("test_%d", created.Add(1))
	copied := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER %s STRATEGY FILE_COPY",
		name, source.name, pgx.Identifier{source.owner}.Sanitize())
	if err := execute(s, copied); err != nil {
		t.Fatalf("copy the template database: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(s, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return func(role string) string { return s.URL(role, name) }
}

var created atomic.Int64 // databases, to name them

// templates are those made so far.
var templates = registry{made: map[string]func() (source, error){}}

type registry struct {
	mu   sync.Mutex
	made map[string]func() (source, error)
}

// A source is a finished template database.
type source struct{ name, owner string }

// of makes a template at its first use. Templates are made one at a time, so that two of them do
// not make the same role at once.
func (r *registry) of(s *localpg.Server, t Template) (source, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.made[t.Key] == nil {
		name := fmt.Sprintf("template_%d", len(r.made)+2) // 0 and 1 are Postgres' own
		r.made[t.Key] = sync.OnceValues(func() (source, error) { return makeTemplate(s, name, t) })
	}
	return r.made[t.Key]()
}

func makeTemplate(s *localpg.Server, name string, t Template) (source, error) {
	if err := execute(s, "CREATE DATABASE "+name+" STRATEGY FILE_COPY"); err != nil {
		return source{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if t.Migrate != nil {
		if err := t.Migrate(ctx, func(role string) string { return s.URL(role, name) }); err != nil {
			return source{}, err
		}
	}
	conn, err := pgx.Connect(ctx, s.URL(localpg.Superuser, "postgres"))
	if err != nil {
		return source{}, err
	}
	defer conn.Close(ctx)
	made := source{name: name}
	err = conn.QueryRow(ctx, `SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1`, name).Scan(&made.owner)
	if err != nil {
		return source{}, err
	}
	// A database to which somebody is connected cannot be copied.
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+" WITH ALLOW_CONNECTIONS false IS_TEMPLATE true")
	_, err2 := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1`, name)
	return made, errors.Join(err, err2)
}

// execute runs one statement as the superuser, outside every test's context: a cleanup runs when
// that is over.
func execute(s *localpg.Server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL(localpg.Superuser, "postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}
