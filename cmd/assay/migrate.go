package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"assay/internal/store"
)

// migrateCommand brings a server's database to this program's schema as its owner.
func migrateCommand(ctx context.Context, env environment, args []string) error {
	repair := len(args) > 0 && args[0] == "repair"
	if repair {
		args = args[1:]
	}
	fs := flags(env, "migrate [repair]", "bring a server's database to this program's schema; repair ends the state that a migration cut off leaves.")
	withRoles := fs.Bool("create-roles", false, "first make what is missing of the roles assay_owner, assay_server and assay_backup and of the database that ASSAY_MIGRATE_URL names, with ASSAY_ADMIN_URL; passwords are set by whoever needs them")
	if err := parse(fs, args); err != nil {
		return err
	}
	ownerURL := env.getenv("ASSAY_MIGRATE_URL")
	if ownerURL == "" {
		return usagef("set ASSAY_MIGRATE_URL to the database's address as its owner")
	}
	if *withRoles {
		if err := createRoles(ctx, env.getenv("ASSAY_ADMIN_URL"), ownerURL); err != nil {
			return err
		}
	}
	if repair {
		step, err := store.Repair(ctx, ownerURL)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.stdout, "The schema stands at step %d.\n", step)
		return err
	}
	if err := store.Migrate(ctx, ownerURL); err != nil {
		return err
	}
	return store.Grant(ctx, ownerURL, store.DefaultRoles)
}

// createRoles makes the roles and the database, given to the owner, as an administrator.
func createRoles(ctx context.Context, adminURL, ownerURL string) error {
	target, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return usagef("ASSAY_MIGRATE_URL is not a database address")
	}
	if adminURL == "" {
		return usagef("set ASSAY_ADMIN_URL to the server's address as a role that may create roles and databases")
	}
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return usagef("ASSAY_ADMIN_URL: %w", err)
	}
	defer conn.Close(ctx)
	if err := store.CreateRoles(ctx, conn, store.DefaultRoles); err != nil {
		return err
	}
	return store.CreateDatabase(ctx, conn, target.Database, store.DefaultRoles)
}

// loadCommand loads what ships with the program into a server's database as its owner.
func loadCommand(ctx context.Context, env environment, args []string) error {
	if err := parse(flags(env, "load", "load the frameworks and the case library into a server's database."), args); err != nil {
		return err
	}
	ownerURL := env.getenv("ASSAY_MIGRATE_URL")
	if ownerURL == "" {
		return usagef("set ASSAY_MIGRATE_URL to the database's address as its owner")
	}
	return load(ctx, ownerURL)
}
