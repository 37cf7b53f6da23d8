package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// A LibraryCount says how much the public library holds.
type LibraryCount struct{ Offers, Cases, Answers, Sources int }

// LibraryCount counts the library's current offers, cases, answers and evidence records. One query.
func (tx *Tx) LibraryCount(ctx context.Context) (LibraryCount, error) {
	var n LibraryCount
	count := func(table string) string {
		return `(SELECT count(*) FROM ` + table + ` h WHERE h.workspace_id = assay_library() AND ` + tx.inContent(table) + ` AND ` + tx.storedBy(table) + `)`
	}
	err := tx.tx.QueryRow(ctx, `SELECT `+count("offer")+`, `+count("case_study")+`, `+count("answer")+`, `+count("evidence")).
		Scan(&n.Offers, &n.Cases, &n.Answers, &n.Sources)
	return n, wrap(err, "count the library")
}

// SameOrigin returns the other records that copy the text that e copies, by id; none where no
// origin is recorded or it names no one text.
func (tx *Tx) SameOrigin(ctx context.Context, e offer.Evidence) ([]offer.Evidence, error) {
	if e.Source.OriginText() == "" {
		return nil, nil
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id FROM `+tx.current("evidence")+`
		WHERE `+tx.inContent("evidence")+` AND v.origin = $1 AND h.id <> $2::text
		ORDER BY h.id COLLATE "C" LIMIT 50`, e.Source.Origin, e.ID)
	same, err := pgx.CollectRows(rows, pgx.RowTo[offer.ID])
	if err != nil {
		return nil, wrap(err, "records of the same origin")
	}
	if len(same) == 0 {
		return nil, nil
	}
	return tx.Evidence(ctx, same)
}
