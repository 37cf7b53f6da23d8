package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// Choices returns the rungs that are chosen for an offer under any framework, by framework and
// criterion, without those that are archived. One query.
func (tx *Tx) Choices(ctx context.Context, about offer.ID) ([]StoredAnswer, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+strings.ReplaceAll(storedAnswerColumns, "a.", "h.")+`
		FROM `+tx.currentOf("answer", 1)+`
		WHERE h.offer_id = $1 AND v.choice > 0 AND `+tx.inContent("answer")+`
		ORDER BY h.framework_id COLLATE "C", h.framework_version COLLATE "C", h.criterion COLLATE "C", h.valid_from COLLATE "C", h.assessor COLLATE "C"`, about)
	as, err := pgx.CollectRows(rows, scanStoredAnswer)
	return as, wrap(err, "choices about %s", about)
}

// OwnOfferTitles returns the workspace's current offers with what names them, by title. One query.
func (tx *Tx) OwnOfferTitles(ctx context.Context) ([]OfferSummary, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id, v.title, v.provider
		FROM offer h JOIN offer_version v USING (workspace_id, id, version)
		WHERE h.workspace_id = $1 AND h.retired_at IS NULL
		ORDER BY lower(v.title) COLLATE "C", h.id COLLATE "C"`, tx.workspace)
	os, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o OfferSummary, err error) {
		o.Own = true
		err = row.Scan(&o.ID, &o.Title, &o.Provider)
		return o, err
	})
	return os, wrap(err, "titles of own offers")
}
