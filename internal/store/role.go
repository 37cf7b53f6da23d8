package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Roles are the database roles that share the work.
type Roles struct {
	Owner  string // owns the database and the tables; migrates and loads the library
	Server string // serves, bound by row-level security
	Backup string // reads everything, past row-level security
}

// DefaultRoles are the names when nobody chose others.
var DefaultRoles = Roles{Owner: "assay_owner", Server: "assay_server", Backup: "assay_backup"}

// ErrServingRole says that row-level security would not bind the serving role.
var ErrServingRole = errors.New("the serving role is not bound by row-level security")

// CreateRoles makes the roles that are missing and takes wrong attributes from the others; it
// changes nothing that is right. They may log in and have no password: who needs one sets it.
// conn must be a superuser or, for managed servers, a role that may create these.
func CreateRoles(ctx context.Context, conn *pgx.Conn, roles Roles) error {
	for _, r := range []struct {
		name   string
		bypass bool
	}{{roles.Owner, false}, {roles.Server, false}, {roles.Backup, true}} {
		if err := createRole(ctx, conn, r.name, r.bypass); err != nil {
			return wrap(err, "role %s", r.name)
		}
	}
	return nil
}

func createRole(ctx context.Context, conn *pgx.Conn, name string, bypass bool) error {
	var right bool
	err := conn.QueryRow(ctx, `
		SELECT rolcanlogin AND rolinherit AND NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole AND NOT rolreplication AND rolbypassrls = $2
		FROM pg_roles WHERE rolname = $1`, name, bypass).Scan(&right)
	verb := "ALTER"
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		verb = "CREATE"
	case err != nil:
		return err
	case right:
		return nil
	}
	attributes := " LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
	if bypass {
		attributes = strings.Replace(attributes, "NOBYPASSRLS", "BYPASSRLS", 1)
	}
	_, err = conn.Exec(ctx, verb+" ROLE "+pgx.Identifier{name}.Sanitize()+attributes)
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && verb == "CREATE" &&
		(pgErr.Code == pgerrcode.DuplicateObject || pgErr.Code == pgerrcode.UniqueViolation) {
		return nil // another start made it meanwhile, in the same way
	}
	return err
}

// CreateDatabase makes the database when it is missing, and gives it to the owner. conn must
// be a superuser, connected to any database.
func CreateDatabase(ctx context.Context, conn *pgx.Conn, name string, roles Roles) error {
	quoted, owner := pgx.Identifier{name}.Sanitize(), pgx.Identifier{roles.Owner}.Sanitize()
	var current string
	err := conn.QueryRow(ctx, `SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1`, name).Scan(&current)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		_, err = conn.Exec(ctx, "CREATE DATABASE "+quoted+" OWNER "+owner+" ENCODING 'UTF8' TEMPLATE template0")
		if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok &&
			(pgErr.Code == pgerrcode.DuplicateDatabase || pgErr.Code == pgerrcode.UniqueViolation) {
			err = nil // another start made it meanwhile
		}
	case err == nil && current != roles.Owner:
		_, err = conn.Exec(ctx, "ALTER DATABASE "+quoted+" OWNER TO "+owner)
	}
	return wrap(err, "database %s", name)
}

// checkBound refuses a connection whose role row-level security does not bind, or that may
// become such a role.
func checkBound(ctx context.Context, conn *pgx.Conn) error {
	var reason *string
	err := conn.QueryRow(ctx, `
		SELECT CASE
			WHEN rolsuper THEN 'it is a superuser'
			WHEN rolbypassrls THEN 'it has BYPASSRLS'
			WHEN rolname = owner THEN 'it owns the tables'
			WHEN may_become IS NOT NULL THEN 'it may become ' || may_become END
		FROM pg_roles r,
			LATERAL (SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'public.workspace'::regclass) t,
			LATERAL (SELECT min(m.rolname) AS may_become FROM pg_roles m
				WHERE (m.rolsuper OR m.rolbypassrls OR m.rolname = owner) AND pg_has_role(r.oid, m.oid, 'MEMBER')) b
		WHERE r.rolname IN (current_user, session_user)
		ORDER BY 1 LIMIT 1`).Scan(&reason) // nulls, which are no reason, come last
	if err != nil {
		return wrap(err, "look at the serving role")
	}
	if reason != nil {
		return fmt.Errorf("%w: %s", ErrServingRole, *reason)
	}
	return nil
}
