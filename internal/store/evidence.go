package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// Evidence returns the records with the given ids that there are, by id. A retired record is
// still found, since briefings and bookmarks lead to it. One query.
func (tx *Tx) Evidence(ctx context.Context, wanted []offer.ID) ([]offer.Evidence, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT id, v.account, v.passage, v.locator, v.source_type, v.title, v.publisher, v.author, v.url, v.seen_where,
			v.issued, v.grade, v.origin, v.reread, v.contradicts
		FROM evidence e JOIN evidence_version v USING (workspace_id, id, version)
		WHERE id = ANY($1::text[])
		ORDER BY id COLLATE "C"`, wanted)
	es, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e offer.Evidence, err error) {
		s := &e.Source
		err = row.Scan(&e.ID, &e.Account, &e.Passage, &e.Locator, &s.Type, &s.Title, &s.Publisher, &s.Author, &s.URL, &s.Where,
			text{&s.Issued}, &s.Grade, &s.Origin, &s.Reread, ids(&e.Contradicts))
		return e, err
	})
	return es, wrap(err, "evidence")
}
