package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// A Comparison is a saved choice of offers and of how to compare them.
type Comparison struct {
	ID        UUID // zero: one is made when it is stored
	Version   int  // the version it was read as; 0: not stored yet
	Name      string
	Title     string
	Framework string // id@version
	Tier      string // workload tier; empty: the framework's default
	AsOf      offer.Date
	Weighting string     // id of the weights in force; empty: the framework's own
	Offers    []offer.ID // of the workspace or of the library, in order
	Act       Act        // who stores it, and why; not read back
}

// A ComparisonSummary is a saved comparison as a list shows it.
type ComparisonSummary struct {
	ID        UUID
	Version   int
	Name      string
	Title     string
	Framework string // id@version
	AsOf      offer.Date
	Offers    int
	Weights   string    // who gave the weights in force; empty: the framework's own
	Saved     time.Time // this version
}

// SaveComparison stores a new comparison, or a new version of the one that was read as
// c.Version. It returns the comparison as stored. ErrConflict: the name is taken, or somebody
// saved a version meanwhile. ErrNotFound: there is no such comparison, offer or framework.
func (tx *Tx) SaveComparison(ctx context.Context, c Comparison) (Comparison, error) {
	fid, fversion, err := cutRef(c.Framework)
	if err != nil {
		return c, err
	}
	own, err := tx.ownership(ctx, c.Offers)
	if err != nil {
		return c, wrap(err, "save comparison %q", c.Name)
	}
	if c.ID.IsZero() {
		c.Version = 0
	}
	seen := c.Version
	var before any
	if c.Version > 0 {
		old, err := tx.Comparison(ctx, c.ID)
		if err != nil {
			return c, err
		}
		before = old
	}
	c.Version++
	if seen == 0 {
		if c.ID.IsZero() {
			c.ID = NewUUID()
		}
		_, err = tx.tx.Exec(ctx, `INSERT INTO comparison (workspace_id, id, name, version) VALUES ($1, $2, $3, 1)`, tx.workspace, c.ID, c.Name)
	} else {
		err = tx.moveComparison(ctx, c, seen)
	}
	if err != nil {
		return c, wrap(err, "save comparison %q", c.Name)
	}
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO comparison_version (workspace_id, id, version, title, framework_id, framework_version, tier, as_of, weighting_id, stored_by, reason)
		SELECT @workspace, @id, @version, @title, f.id, f.version, @tier, @as_of, NULLIF(@weighting, '')::uuid, @person, @reason
		FROM framework f WHERE f.id = @framework::text AND f.version = @framework_version::text`,
		pgx.StrictNamedArgs{"workspace": tx.workspace, "id": c.ID, "version": c.Version, "title": c.Title,
			"framework": fid, "framework_version": fversion, "tier": c.Tier, "as_of": c.AsOf.String(), "weighting": c.Weighting, "person": c.Act.Person, "reason": c.Act.Reason})
	if err != nil {
		return c, wrap(err, "save comparison %q", c.Name)
	}
	if tag.RowsAffected() == 0 {
		return c, fmt.Errorf("framework %s: %w", c.Framework, ErrNotFound)
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO comparison_offer (workspace_id, comparison_id, version, ordinal, own_offer_id, library_offer_id)
		SELECT $1, $2, $3, o.n - 1, CASE WHEN own THEN o.id END, CASE WHEN NOT own THEN o.id END
		FROM unnest($4::text[], $5::bool[]) WITH ORDINALITY o (id, own, n)`, tx.workspace, c.ID, c.Version, c.Offers, own)
	if err != nil {
		return c, wrap(err, "save comparison %q", c.Name)
	}
	return c, wrap(tx.logComparison(c, before), "save comparison %q", c.Name)
}

func (tx *Tx) moveComparison(ctx context.Context, c Comparison, seen int) error {
	var version int
	err := tx.tx.QueryRow(ctx, `SELECT version FROM comparison WHERE workspace_id = $1 AND id = $2 FOR UPDATE`, tx.workspace, c.ID).Scan(&version)
	if err != nil {
		return err
	}
	if version != seen {
		return &Clash{"comparison", c.ID.String(), seen, version}
	}
	_, err = tx.tx.Exec(ctx, `UPDATE comparison SET name = $3, version = $4 WHERE workspace_id = $1 AND id = $2`, tx.workspace, c.ID, c.Name, c.Version)
	return err
}

// logComparison logs the comparison as it stands now, in the place of before.
func (tx *Tx) logComparison(c Comparison, before any) error {
	act := c.Act
	c.Act = Act{}
	row, err := act.change("comparison", c.ID.String(), c.Version, before, c)
	tx.log(row)
	return err
}

// ownership says of each offer whether it is the workspace's own; the others are the library's.
func (tx *Tx) ownership(ctx context.Context, wanted []offer.ID) ([]bool, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id, workspace_id <> assay_library() FROM offer WHERE id = ANY($1::text[])`, wanted)
	found := map[offer.ID]bool{}
	var id offer.ID
	var own bool
	if _, err := pgx.ForEachRow(rows, []any{&id, &own}, func() error { found[id] = own; return nil }); err != nil {
		return nil, err
	}
	all := make([]bool, len(wanted))
	for i, id := range wanted {
		var ok bool
		if all[i], ok = found[id]; !ok {
			return nil, fmt.Errorf("offer %q: %w", id, ErrNotFound)
		}
	}
	return all, nil
}

// Comparisons returns the workspace's comparisons by name. One query.
func (tx *Tx) Comparisons(ctx context.Context) ([]ComparisonSummary, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT id, version, c.name, v.title, v.framework_id || '@' || v.framework_version, v.as_of, v.stored_at,
			(SELECT count(*) FROM comparison_offer o WHERE (o.workspace_id, o.comparison_id, o.version) = (v.workspace_id, v.id, v.version)),
			coalesce((SELECT person FROM weighting w WHERE (w.workspace_id, w.id) = (v.workspace_id, v.weighting_id)), '')
		FROM comparison c JOIN comparison_version v USING (workspace_id, id, version)
		WHERE workspace_id = $1
		ORDER BY c.name COLLATE "C"`, tx.workspace)
	cs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c ComparisonSummary, err error) {
		err = row.Scan(&c.ID, &c.Version, &c.Name, &c.Title, &c.Framework, text{&c.AsOf}, &c.Saved, &c.Offers, &c.Weights)
		return c, err
	})
	return cs, wrap(err, "comparisons")
}

// Comparison returns one of the workspace's comparisons. One query.
func (tx *Tx) Comparison(ctx context.Context, id UUID) (Comparison, error) {
	return tx.ComparisonAt(ctx, id, 0)
}

// ComparisonAt returns one version of a comparison, under its present name; 0: the current
// version, or that of the moment that Recorded names. One query.
func (tx *Tx) ComparisonAt(ctx context.Context, id UUID, version int) (Comparison, error) {
	var c Comparison
	err := tx.tx.QueryRow(ctx, `
		SELECT id, v.version, c.name, v.title, v.framework_id || '@' || v.framework_version, v.tier, v.as_of, coalesce(v.weighting_id::text, ''),
			ARRAY(SELECT coalesce(own_offer_id, library_offer_id)::text FROM comparison_offer o
				WHERE (o.workspace_id, o.comparison_id, o.version) = (v.workspace_id, v.id, v.version) ORDER BY o.ordinal)
		FROM comparison c JOIN comparison_version v USING (workspace_id, id)
		WHERE workspace_id = $1 AND id = $2 AND v.version = CASE WHEN $3 = 0 THEN (
			SELECT max(x.version) FROM comparison_version x WHERE (x.workspace_id, x.id) = (c.workspace_id, c.id) AND `+tx.recordedBy("x.stored_at")+`) ELSE $3 END`, tx.workspace, id, version).
		Scan(&c.ID, &c.Version, &c.Name, &c.Title, &c.Framework, &c.Tier, text{&c.AsOf}, &c.Weighting, ids(&c.Offers))
	return c, wrap(err, "comparison %s", id)
}
