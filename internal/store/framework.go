package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/framework"
)

const frameworkColumns = `id, version, kind, title, sha256, body`

type frameworkRow struct {
	ID      string               `json:"id"`
	Version string               `json:"version"`
	Kind    framework.Kind       `json:"kind"`
	Title   string               `json:"title"`
	SHA256  string               `json:"sha256"`
	Body    *framework.Framework `json:"body"`
}

// loadFrameworks adds the frameworks that are missing and refuses one that was changed.
// Frameworks that are no longer shipped stay: answers and comparisons name them.
func (tx *Tx) loadFrameworks(ctx context.Context, c *changeset, fs []*framework.Framework) (Count, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id || '@' || version, sha256 FROM framework WHERE workspace_id = $1`, tx.workspace)
	stored := map[string]string{}
	var ref string
	var sum []byte
	if _, err := pgx.ForEachRow(rows, []any{&ref, &sum}, func() error { stored[ref] = hex.EncodeToString(sum); return nil }); err != nil {
		return Count{}, err
	}
	var missing []frameworkRow
	for _, f := range fs {
		switch have, ok := stored[f.Ref()]; {
		case ok && have != f.SHA256():
			return Count{}, fmt.Errorf("framework %s is stored with another content; a framework never changes, so a change needs a new version", f.Ref())
		case !ok:
			missing = append(missing, frameworkRow{f.ID, f.Version, f.Kind, f.Title, `\x` + f.SHA256(), f})
		}
	}
	insert(c, "framework", frameworkColumns, missing)
	return Count{New: len(missing)}, nil
}

// cutRef splits id@version.
func cutRef(ref string) (id, version string, err error) {
	id, version, ok := strings.Cut(ref, "@")
	if !ok || id == "" || version == "" {
		return "", "", fmt.Errorf("framework %q is not named as id@version", ref)
	}
	return id, version, nil
}
