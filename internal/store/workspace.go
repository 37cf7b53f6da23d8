package store

import "context"

// CreateWorkspace makes the transaction's workspace exist under a name. It does nothing when
// it exists already.
func (tx *Tx) CreateWorkspace(ctx context.Context, name string) error {
	_, err := tx.tx.Exec(ctx, `INSERT INTO workspace (workspace_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING`, tx.workspace, name)
	return wrap(err, "create workspace %s", tx.workspace)
}

// WorkspaceName returns what the transaction's workspace is called.
func (tx *Tx) WorkspaceName(ctx context.Context) (string, error) {
	var name string
	err := tx.tx.QueryRow(ctx, `SELECT name FROM workspace WHERE workspace_id = $1`, tx.workspace).Scan(&name)
	return name, wrap(err, "workspace %s", tx.workspace)
}
