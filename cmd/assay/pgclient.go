package main

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// passedOn are the variables that Postgres' client programs get from Assay's own environment.
// Where to and as whom comes from the database's address.
var passedOn = []string{
	"PATH", "HOME", "PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGSSLSNI",
	"PGCHANNELBINDING", "PGREQUIREAUTH", "PGGSSENCMODE", "PGKRBSRVNAME", "KRB5CCNAME", "PGCONNECT_TIMEOUT",
}

// inAddress are the parameters of an address that have a variable for Postgres' programs. The
// driver's own, such as pool_max_conns, mean nothing to them.
var inAddress = map[string]string{
	"passfile": "PGPASSFILE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
	"sslcrl": "PGSSLCRL", "sslsni": "PGSSLSNI", "channel_binding": "PGCHANNELBINDING", "require_auth": "PGREQUIREAUTH",
	"gssencmode": "PGGSSENCMODE", "krbsrvname": "PGKRBSRVNAME", "connect_timeout": "PGCONNECT_TIMEOUT",
}

// clientEnviron is the environment that sends a program of Postgres to the database at address.
// The password travels in it and never on a command line, which everybody on the machine can read.
func clientEnviron(env environment, address string) ([]string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		// The parser's own words would quote the address, and so the password.
		return nil, usagef("the database's address must be written as postgres://ROLE@HOST/DATABASE")
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, usagef("the database's address cannot be read")
	}
	set := map[string]string{"LC_ALL": "C.UTF-8"}
	for _, name := range passedOn {
		set[name] = env.getenv(name)
	}
	for parameter, values := range u.Query() {
		if name, ok := inAddress[parameter]; ok {
			set[name] = values[0]
		}
	}
	if config.TLSConfig != nil && set["PGSSLMODE"] == "" && len(config.Fallbacks) == 0 {
		set["PGSSLMODE"] = "require" // from a service file: never less than the driver does
	}
	set["PGHOST"], set["PGPORT"] = config.Host, strconv.Itoa(int(config.Port))
	set["PGUSER"], set["PGDATABASE"], set["PGPASSWORD"] = config.User, config.Database, config.Password
	var list []string
	for name, value := range set {
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	return list, nil
}

// quotedName is a database's name as the option --dbname takes it, which would read more into some.
func quotedName(address string) (string, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return "", usagef("the database's address cannot be read")
	}
	return "dbname='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(config.Database) + "'", nil
}

// runClient runs a program of Postgres and returns what it complains of, as an error. Its end comes
// with that of ctx.
func runClient(ctx context.Context, environ []string, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	said := &lastWords{}
	cmd.Env, cmd.Stderr = environ, said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, said)
	}
	return nil
}

// lastWords keeps the end of what a program writes.
type lastWords struct{ kept []byte }

const longestWords = 2000

func (l *lastWords) Write(p []byte) (int, error) {
	l.kept = append(l.kept, p...)
	l.kept = l.kept[max(0, len(l.kept)-longestWords):]
	return len(p), nil
}

func (l *lastWords) String() string { return strings.TrimSpace(string(l.kept)) }
