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

// OwnEvidence returns the workspace's current records whose account, title or publisher holds
// a text (empty: all), by id, at most limit after offset, and how many there are. One query.
func (tx *Tx) OwnEvidence(ctx context.Context, text string, offset, limit int) (es []offer.Evidence, total int, err error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+evidenceVersionColumns+`, count(*) OVER ()
		FROM `+tx.current("evidence")+`
		WHERE h.workspace_id = $1 AND `+tx.inContent("evidence")+`
			AND ($2 = '' OR strpos(lower(concat_ws(' ', h.id, v.account, v.title, v.publisher, v.author)), lower($2)) > 0)
		ORDER BY h.id COLLATE "C" OFFSET $3 LIMIT $4`, tx.workspace, text, offset, limit)
	es, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (offer.Evidence, error) { return scanEvidence(row, &total) })
	return es, total, wrap(err, "own evidence")
}

// EvidenceTaken returns which of the ids there are, in the workspace or the library, archived
// ones included. One query.
func (tx *Tx) EvidenceTaken(ctx context.Context, ids []offer.ID) (map[offer.ID]bool, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id FROM evidence WHERE id = ANY($1::text[])`, ids)
	found := map[offer.ID]bool{}
	var id offer.ID
	_, err := pgx.ForEachRow(rows, []any{&id}, func() error { found[id] = true; return nil })
	return found, wrap(err, "look for evidence")
}
