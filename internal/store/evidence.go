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
		SELECT `+evidenceVersionColumns+`
		FROM `+tx.current("evidence")+`
		WHERE h.id = ANY($1::text[])
		ORDER BY h.id COLLATE "C"`, wanted)
	es, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (offer.Evidence, error) { return scanEvidence(row) })
	return es, wrap(err, "evidence")
}

const evidenceVersionColumns = `v.id, v.account, v.passage, v.locator, v.source_type, v.title, v.publisher, v.author, v.url, v.seen_where,
	v.issued, v.grade, v.origin, v.reread, v.contradicts, v.container, v.doi, v.accessed, v.archive, v.rung`

// scanEvidence reads evidenceVersionColumns and what follows them.
func scanEvidence(row pgx.CollectableRow, more ...any) (e offer.Evidence, err error) {
	s := &e.Source
	err = row.Scan(append([]any{&e.ID, &e.Account, &e.Passage, &e.Locator, &s.Type, &s.Title, &s.Publisher, &s.Author, &s.URL, &s.Where,
		text{&s.Issued}, &s.Grade, &s.Origin, &s.Reread, ids(&e.Contradicts), &s.Container, &s.DOI, text{&s.Accessed}, &s.Archive, text{&e.Rung}}, more...)...)
	return e, err
}
