package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/framework"
)

// Settings are what a workspace has chosen for itself.
type Settings struct {
	FreezeFirst bool // criteria are frozen before the first answer to them
}

// Settings returns the workspace's settings. One query.
func (tx *Tx) Settings(ctx context.Context) (s Settings, err error) {
	err = tx.tx.QueryRow(ctx, `SELECT coalesce((SELECT freeze_first FROM setting WHERE workspace_id = $1), false)`, tx.workspace).Scan(&s.FreezeFirst)
	return s, wrap(err, "settings")
}

// SaveSettings stores the workspace's settings.
func (tx *Tx) SaveSettings(ctx context.Context, act Act, s Settings) error {
	before, err := tx.Settings(ctx)
	if err != nil || before == s {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO setting (workspace_id, freeze_first, changed_by) VALUES ($1, $2, $3)
		ON CONFLICT (workspace_id) DO UPDATE SET freeze_first = $2, changed_at = now(), changed_by = $3`, tx.workspace, s.FreezeFirst, act.Person)
	if err != nil {
		return wrap(err, "save settings")
	}
	return wrap(tx.logChange(act, "setting", "freeze_first", before, s), "save settings")
}

// logChange logs what a write that keeps no versions put in the place of what.
func (tx *Tx) logChange(act Act, kind, id string, before, after any) error {
	row, err := act.change(kind, id, 0, before, after)
	tx.log(row)
	return err
}

// A Frozen framework is settled: the workspace takes in no other version of it.
type Frozen struct {
	Framework string // id@version
	At        time.Time
	Person    string
	Reason    string
}

// FrozenFrameworks returns what the workspace has frozen, by framework. One query.
func (tx *Tx) FrozenFrameworks(ctx context.Context) ([]Frozen, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT framework_id || '@' || framework_version, frozen_at, frozen_by, reason
		FROM frozen_framework WHERE workspace_id = $1 ORDER BY framework_id COLLATE "C", framework_version COLLATE "C"`, tx.workspace)
	fs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Frozen, err error) {
		err = row.Scan(&f.Framework, &f.At, &f.Person, &f.Reason)
		f.At = f.At.UTC()
		return f, err
	})
	return fs, wrap(err, "frozen frameworks")
}

// FreezeFramework settles a framework. Doing it again changes nothing. ErrNotFound: there is no
// such framework.
func (tx *Tx) FreezeFramework(ctx context.Context, act Act, ref string) error {
	id, version, err := cutRef(ref)
	if err != nil {
		return err
	}
	tag, err := tx.tx.Exec(ctx, `INSERT INTO frozen_framework (workspace_id, framework_id, framework_version, frozen_by, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		tx.workspace, id, version, act.Person, act.Reason)
	if err != nil || tag.RowsAffected() == 0 {
		return wrap(err, "freeze %s", ref)
	}
	act.Action = Freeze
	return wrap(tx.logChange(act, "freeze", ref, nil, ref), "freeze %s", ref)
}

// frozenFirst holds answers back while the workspace wants criteria frozen that are not.
func (tx *Tx) frozenFirst(ctx context.Context, refs []string) error {
	rows, _ := tx.tx.Query(ctx, `
		SELECT r FROM unnest($2::text[]) r
		WHERE EXISTS (SELECT FROM setting WHERE workspace_id = $1 AND freeze_first)
			AND NOT EXISTS (SELECT FROM frozen_framework WHERE workspace_id = $1 AND framework_id || '@' || framework_version = r)`, tx.workspace, refs)
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return fmt.Errorf("%s: %w", open[0], ErrNotFrozen)
	}
	return nil
}

// An OwnFramework is a framework that the workspace brought, with the YAML it was read from.
type OwnFramework struct {
	Framework *framework.Framework // as stored; parse Source for one that computes
	Ref       string
	Title     string
	Source    string
	SHA256    string
	Stored    Version
}

// maxOwnFrameworks bounds what a workspace keeps.
const maxOwnFrameworks = 200

// OwnFrameworks returns the workspace's own frameworks by id and version, with their YAML. One
// query.
func (tx *Tx) OwnFrameworks(ctx context.Context) ([]OwnFramework, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT id || '@' || version, title, source, encode(sha256, 'hex'), stored_at, stored_by
		FROM framework WHERE workspace_id = $1 ORDER BY id COLLATE "C", version COLLATE "C" LIMIT $2`, tx.workspace, maxOwnFrameworks)
	fs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f OwnFramework, err error) {
		err = row.Scan(&f.Ref, &f.Title, &f.Source, &f.SHA256, &f.Stored.At, &f.Stored.Person)
		f.Stored.At = f.Stored.At.UTC()
		return f, err
	})
	return fs, wrap(err, "own frameworks")
}

// AddFramework stores a framework of the workspace's own; its id begins with own-. A framework
// never changes: ErrConflict when that version is there, or when another version of it is
// frozen. Storing the same again changes nothing.
func (tx *Tx) AddFramework(ctx context.Context, act Act, f *framework.Framework, source []byte) error {
	var same, frozen, many bool
	err := tx.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM framework WHERE workspace_id = $1 AND id = $2 AND version = $3 AND encode(sha256, 'hex') = $4),
			EXISTS (SELECT FROM frozen_framework WHERE workspace_id = $1 AND framework_id = $2 AND framework_version <> $3),
			(SELECT count(*) >= $5 FROM framework WHERE workspace_id = $1)`, tx.workspace, f.ID, f.Version, f.SHA256(), maxOwnFrameworks).Scan(&same, &frozen, &many)
	switch {
	case err != nil:
		return wrap(err, "add framework %s", f.Ref())
	case same:
		return nil
	case frozen:
		return fmt.Errorf("add framework %s: another version is frozen: %w", f.Ref(), ErrConflict)
	case many:
		return fmt.Errorf("add framework %s: the workspace has %d already: %w", f.Ref(), maxOwnFrameworks, ErrForbidden)
	}
	_, err = tx.tx.Exec(ctx, `INSERT INTO framework (workspace_id, id, version, kind, title, sha256, body, source, stored_by) VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9)`,
		tx.workspace, f.ID, f.Version, string(f.Kind), f.Title, f.SHA256(), f, string(source), act.Person)
	if err != nil {
		return wrap(err, "add framework %s", f.Ref())
	}
	return wrap(tx.logChange(act, "framework", f.Ref(), nil, f.SHA256()), "add framework %s", f.Ref())
}
