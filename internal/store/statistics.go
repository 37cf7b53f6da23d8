package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// refreshStatistics has Postgres look at what the content, and the log of it, are like. Only the
// owner of the tables may.
const refreshStatistics = `ANALYZE framework, evidence, evidence_version, evidence_contradiction, offer, offer_version, offer_part, offer_evidence,
	answer, answer_version, answer_evidence, case_study, case_study_version, case_offer, case_fact, case_fact_offer, case_fact_evidence, audit_event`

// RefreshStatistics brings up to date what the planner knows of a database that was filled at once.
// Postgres would do it by itself after a minute or more.
func RefreshStatistics(ctx context.Context, ownerURL string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return wrap(err, "connect to the database")
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, refreshStatistics)
	return wrap(err, "look at what the tables hold")
}
