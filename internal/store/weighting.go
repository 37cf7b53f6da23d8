package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/framework"
)

// maxWeightings bounds a list of weightings.
const maxWeightings = 500

const weightingColumns = `id::text, framework_id || '@' || framework_version, person, reason, ranges_shown, beside_as_of, beside_offers, dimensions, criteria, stored_at`

// AddWeighting stores a person's weights in the workspace and returns them with their id and
// the time; both are kept where a bundle brings them. What was stored before stays. ErrConflict:
// the id is taken. ErrNotFound: there is no such framework.
func (tx *Tx) AddWeighting(ctx context.Context, w framework.Weighting) (framework.Weighting, error) {
	fid, version, err := cutRef(w.Framework)
	if err != nil {
		return w, err
	}
	if w.ID == "" {
		w.ID = NewUUID().String()
	}
	var given *time.Time
	if !w.Given.IsZero() {
		given = &w.Given
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO weighting (workspace_id, id, framework_id, framework_version, person, reason, ranges_shown, beside_as_of, beside_offers, dimensions, criteria, stored_at)
		SELECT @workspace, @id, f.id, f.version, @person, @reason, @ranges_shown, @beside_as_of, @beside_offers, @dimensions, @criteria, coalesce(@given::timestamptz, now())
		FROM framework f WHERE f.id = @framework::text AND f.version = @version::text
		RETURNING stored_at`,
		pgx.StrictNamedArgs{"workspace": tx.workspace, "id": w.ID, "framework": fid, "version": version, "person": w.Person, "reason": w.Reason,
			"ranges_shown": w.RangesShown, "beside_as_of": w.Beside.AsOf.String(), "beside_offers": notNil(w.Beside.Offers), "dimensions": w.Dimensions, "criteria": w.Criteria, "given": given}).Scan(&w.Given)
	if err != nil {
		return w, wrap(err, "store the weights of %s", w.Person)
	}
	act := Act{Person: w.Person, Reason: w.Reason, Action: Create}
	return w, wrap(tx.logChange(act, "weighting", w.ID, nil, w), "store the weights of %s", w.Person)
}

// Weighting returns one of the workspace's weightings, or ErrNotFound. One query.
func (tx *Tx) Weighting(ctx context.Context, id string) (framework.Weighting, error) {
	u, err := ParseUUID(id)
	if err != nil {
		return framework.Weighting{}, fmt.Errorf("weighting %q: %w", id, ErrNotFound)
	}
	rows, _ := tx.tx.Query(ctx, `SELECT `+weightingColumns+` FROM weighting WHERE workspace_id = $1 AND id = $2 AND `+tx.recordedBy("stored_at"), tx.workspace, u)
	w, err := pgx.CollectExactlyOneRow(rows, scanWeighting)
	return w, wrap(err, "weighting %s", id)
}

// Weightings returns the workspace's weightings for a framework, id@version, or for all where
// none is named; the latest first and at most 500. One query.
func (tx *Tx) Weightings(ctx context.Context, ref string) ([]framework.Weighting, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+weightingColumns+` FROM weighting
		WHERE workspace_id = $1 AND ($2::text = '' OR framework_id || '@' || framework_version = $2) AND `+tx.recordedBy("stored_at")+`
		ORDER BY stored_at DESC, id LIMIT $3`, tx.workspace, ref, maxWeightings)
	ws, err := pgx.CollectRows(rows, scanWeighting)
	return ws, wrap(err, "weightings for %s", ref)
}

func scanWeighting(row pgx.CollectableRow) (w framework.Weighting, err error) {
	err = row.Scan(&w.ID, &w.Framework, &w.Person, &w.Reason, &w.RangesShown, text{&w.Beside.AsOf}, ids(&w.Beside.Offers), object{&w.Dimensions}, object{&w.Criteria}, &w.Given)
	w.Given = w.Given.UTC()
	return w, err
}
