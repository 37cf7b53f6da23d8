package store

import (
	"context"

	"github.com/golang-migrate/migrate/v4"
)

// ServerRights is what Grant gives, for the test that it names every table.
var ServerRights = serverRights

// Steps migrates n steps up, or -n down.
func Steps(ctx context.Context, ownerURL string, n int) error {
	return withMigrator(ctx, ownerURL, func(m *migrate.Migrate) error { return readable(m.Steps(n)) })
}

// Applied is the step that the schema itself says it stands at.
func Applied(ctx context.Context, ownerURL string) (int, error) { return applied(ctx, ownerURL) }

// LoadInto loads a workspace that is not the library.
func (o *Owner) LoadInto(ctx context.Context, workspace UUID, c Content) (LoadReport, error) {
	sum, err := c.SHA256()
	if err != nil {
		return LoadReport{}, err
	}
	return o.load(ctx, workspace, c, sum)
}

// Exec runs a statement in the transaction.
func (tx *Tx) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := tx.tx.Exec(ctx, statement, args...)
	return tag.RowsAffected(), wrap(err, "exec")
}

// Setting returns the workspace setting of a connection outside any transaction.
func (s *Store) Setting(ctx context.Context) (setting string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(current_setting('assay.workspace', true), '')`).Scan(&setting)
	return setting, err
}
