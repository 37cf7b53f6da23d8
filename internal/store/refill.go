package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// An Occupied error says that a database holds something of somebody's, which a restore would
// have to throw away.
type Occupied struct{ What string }

func (e *Occupied) Error() string {
	return "the database is not empty: it holds " + e.What + "; nothing was changed"
}

// A Differs error says that a database does not hold what it should.
type Differs struct{ What string }

func (e *Differs) Error() string { return e.What }

// LatestSchema is the last step of the schema that this program knows.
func LatestSchema() (int, error) { return latest() }

// ServerVersion is the major version of the Postgres server at url.
func ServerVersion(ctx context.Context, url string) (int, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	return serverMajor(ctx, conn)
}

// Refill replaces an empty database, or one that was migrated and holds nothing but the library
// and the desk's empty workspace, by what fill puts there, as its owner. Fill must write all or
// nothing.
//
// Whatever else the database holds is an error (Occupied), and nothing was touched. So is
// anything but want and step after fill (Differs): then all of it is thrown away again. A schema
// older than this program's is for Migrate to bring up to date; Grant has to follow.
func Refill(ctx context.Context, ownerURL string, want []TableSum, step int, fill func(context.Context) error) error {
	return alone(ctx, ownerURL, func(conn *pgx.Conn) error {
		if err := othersGone(ctx, conn); err != nil {
			return err
		}
		err := unbound(ctx, conn, func(tx pgx.Tx) error {
			if err := vacant(ctx, tx); err != nil {
				return err
			}
			return clearAll(ctx, tx)
		})
		if err != nil {
			return err
		}
		if err := fill(ctx); err != nil {
			return err
		}
		if err = holds(ctx, conn, want, step); err == nil {
			return nil
		}
		return errors.Join(err, throwAway(ctx, ownerURL))
	})
}

// throwAway empties the database, on a connection of its own: when ctx has ended, it took the
// other one along.
func throwAway(ctx context.Context, ownerURL string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return clearAll(ctx, tx) })
}

// othersGone refuses while somebody else works in the database. Connections that were just
// closed take a moment to go.
func othersGone(ctx context.Context, conn *pgx.Conn) error {
	for try := 0; ; try++ {
		var who *string
		err := conn.QueryRow(ctx, `
			SELECT string_agg(DISTINCT usename, ', ') FROM pg_stat_activity
			WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()`).Scan(&who)
		if err != nil {
			return wrap(err, "look who is connected")
		}
		if who == nil {
			return nil
		}
		if try == 20 {
			return &Occupied{"connections as " + *who + ": stop Assay and whatever else uses it first"}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// unbound runs f as the owner of the tables in a transaction in which row-level security does not
// bind it. That is taken back at the end, unless f threw the tables away.
func unbound(ctx context.Context, conn *pgx.Conn, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		tables, err := userTables(ctx, tx)
		if err != nil {
			return err
		}
		// One transaction may lock many tables: whoever waits for one of them would hold it up.
		if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '10s'`); err != nil {
			return wrap(err, "set a limit")
		}
		for _, t := range tables {
			if !t.bound {
				continue
			}
			if _, err := tx.Exec(ctx, `ALTER TABLE `+t.quoted()+` NO FORCE ROW LEVEL SECURITY`); err != nil {
				return wrap(err, "look into table %s as its owner", t.title())
			}
		}
		return f(tx)
	})
}

// tokens are the tables that say who is signed in, or which process works, of which nothing is
// missed.
var tokens = []string{"session", "desk_link", "river_leader", "river_queue", "river_notification"}

// steps are the tables that say where the schema stands.
var steps = []string{"schema_migrations", "schema_applied"}

// vacant refuses a database that holds anything but an empty schema, the library, which comes
// from the program, and the desk's workspace as every start makes it, opened or not.
func vacant(ctx context.Context, tx pgx.Tx) error {
	tables, err := userTables(ctx, tx)
	if err != nil || len(tables) == 0 {
		return err
	}
	if !slices.ContainsFunc(tables, func(t userTable) bool { return t.title() == steps[1] }) {
		return &Occupied{"tables that are not Assay's, such as " + tables[0].title()}
	}
	if _, err := tx.Exec(ctx, plainText); err != nil {
		return wrap(err, "prepare to read the tables")
	}
	var held []string
	for _, t := range tables {
		where := "true"
		switch {
		case slices.Contains(tokens, t.title()) || slices.Contains(steps, t.title()):
			continue
		case t.title() == "audit_head": // it counts events
			continue
		case t.title() == "audit_event": // who opened the workspace is missed no more than who is signed in
			where = `workspace_id <> '` + Library.String() + `' AND kind <> 'session'`
		case t.title() == "workspace":
			where = `workspace_id NOT IN ('` + Library.String() + `', '` + Desk.String() + `')`
		case t.workspaces:
			where = `workspace_id <> '` + Library.String() + `'`
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+t.quoted()+` WHERE `+where).Scan(&n); err != nil {
			return wrap(err, "look into table %s", t.title())
		}
		if n > 0 {
			held = append(held, fmt.Sprintf("%d of %s", n, t.title()))
		}
	}
	if len(held) > 0 {
		return &Occupied{"records of somebody's work (" + strings.Join(held, ", ") + ")"}
	}
	return nil
}

// clearAll drops everything in schema public that is not an extension's.
func clearAll(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		DO $$ DECLARE d text; BEGIN
			FOR d IN
				SELECT format('DROP %s IF EXISTS public.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname)
				FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
					AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
			LOOP EXECUTE d; END LOOP;
			FOR d IN
				SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
				FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
					AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
			LOOP EXECUTE d; END LOOP;
			FOR d IN
				SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
				FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('d', 'e', 'r') OR (SELECT relkind FROM pg_class c WHERE c.oid = typrelid) = 'c')
					AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
			LOOP EXECUTE d; END LOOP;
		END $$`)
	return wrap(err, "empty the database")
}

// errLooked ends a transaction that was only for looking.
var errLooked = errors.New("looked")

// holds compares what the database holds with what it should.
func holds(ctx context.Context, conn *pgx.Conn, want []TableSum, step int) error {
	err := unbound(ctx, conn, func(tx pgx.Tx) error {
		var at int
		if err := tx.QueryRow(ctx, `SELECT version FROM public.schema_applied`).Scan(&at); err != nil {
			return wrap(err, "read the schema's version")
		}
		if at != step {
			return &Differs{fmt.Sprintf("the schema stands at step %d and not at %d", at, step)}
		}
		got, err := sums(ctx, tx)
		if err != nil {
			return err
		}
		if what := difference(got, want); what != "" {
			return &Differs{what}
		}
		return errLooked
	})
	if errors.Is(err, errLooked) {
		return nil
	}
	return err
}

// difference says in which table two lists, each by name, first part.
func difference(got, want []TableSum) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i == len(got) || i < len(want) && want[i].Table < got[i].Table:
			return "table " + want[i].Table + " is missing"
		case i == len(want) || got[i].Table < want[i].Table:
			return "table " + got[i].Table + " should not be there"
		case got[i].Rows != want[i].Rows:
			return fmt.Sprintf("table %s has %d rows and not %d", got[i].Table, got[i].Rows, want[i].Rows)
		case got[i].SHA256 != want[i].SHA256:
			return fmt.Sprintf("table %s has rows that are not those of the backup", got[i].Table)
		}
	}
	return ""
}
