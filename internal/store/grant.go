package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// serverRights is everything the serving role may do, table by table: what the methods of
// Store and Tx need and no more. Nobody but the owner deletes versioned rows.
var serverRights = map[string]string{
	"workspace":              "SELECT, INSERT (workspace_id, name)",
	"framework":              "SELECT, INSERT",
	"frozen_framework":       "SELECT, INSERT",
	"setting":                "SELECT, INSERT, UPDATE (freeze_first, changed_at, changed_by)",
	"evidence":               "SELECT, INSERT, UPDATE (version, retired_at)",
	"evidence_version":       "SELECT, INSERT",
	"evidence_contradiction": "SELECT, INSERT",
	"attachment":             "SELECT, INSERT",
	"upload":                 "SELECT, INSERT, UPDATE (state, done, total, report, ended_at, body)",
	"audit_head":             "SELECT, INSERT, UPDATE (seq)",
	"audit_event":            "SELECT, INSERT",
	"offer":                  "SELECT, INSERT, UPDATE (version, retired_at)",
	"offer_version":          "SELECT, INSERT",
	"offer_part":             "SELECT, INSERT",
	"offer_evidence":         "SELECT, INSERT",
	"answer":                 "SELECT, INSERT, UPDATE (version, retired_at)",
	"answer_version":         "SELECT, INSERT",
	"answer_evidence":        "SELECT, INSERT",
	"case_study":             "SELECT",
	"case_study_version":     "SELECT",
	"case_offer":             "SELECT",
	"case_fact":              "SELECT",
	"case_fact_offer":        "SELECT",
	"case_fact_evidence":     "SELECT",
	"weighting":              "SELECT, INSERT",
	"comparison":             "SELECT, INSERT, UPDATE (name, version)",
	"comparison_version":     "SELECT, INSERT",
	"comparison_offer":       "SELECT, INSERT",
	"session":                "SELECT, INSERT, UPDATE (data, expires_at), DELETE",
	"desk_link":              "SELECT, INSERT, UPDATE (used_at), DELETE",
	"schema_migrations":      "SELECT",
	"schema_applied":         "",
	"river_job":              "SELECT, INSERT, UPDATE, DELETE",
	"river_leader":           "SELECT, INSERT, UPDATE, DELETE",
	"river_queue":            "SELECT, INSERT, UPDATE, DELETE",
	"river_notification":     "SELECT, INSERT, UPDATE, DELETE",
}

// Grant gives the server and the backup role what they need on the current schema and takes
// away whatever else they had, as the owner and in one transaction. The backup role may be
// missing. It must follow Migrate.
func Grant(ctx context.Context, ownerURL string, roles Roles) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	server, backup := pgx.Identifier{roles.Server}.Sanitize(), pgx.Identifier{roles.Backup}.Sanitize()
	statements := []string{
		// Two starts that grant at once would trip over each other's rows of the catalog.
		`SELECT pg_advisory_xact_lock(hashtext('assay grant'))`,
		`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ` + server,
		`GRANT USAGE ON SCHEMA public TO ` + server,
	}
	// A managed server may do its own backups and have no such role.
	var hasBackup bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, roles.Backup).Scan(&hasBackup); err != nil {
		return wrap(err, "look for the backup role")
	}
	if hasBackup {
		statements = append(statements,
			`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM `+backup,
			`GRANT USAGE ON SCHEMA public TO `+backup,
			`GRANT SELECT ON ALL TABLES IN SCHEMA public TO `+backup,
			`GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO `+backup)
	}
	for _, table := range slices.Sorted(maps.Keys(serverRights)) {
		if rights := serverRights[table]; rights != "" {
			statements = append(statements, fmt.Sprintf("GRANT %s ON public.%s TO %s", rights, table, server))
		}
	}
	statements = append(statements, `GRANT USAGE ON SEQUENCE river_job_id_seq, river_notification_id_seq TO `+server)
	_, err = conn.Exec(ctx, strings.Join(statements, ";\n")) // one implicit transaction
	return wrap(err, "grant rights to %s and %s", roles.Server, roles.Backup)
}
