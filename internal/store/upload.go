package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// MaxUpload bounds a file that waits, in bytes.
const MaxUpload = 64 << 20

// An UploadState says what has become of a file.
type UploadState string

// The states. Waiting: for somebody to confirm what its preview shows.
const (
	Waiting   UploadState = "waiting"
	Queued    UploadState = "queued"
	Running   UploadState = "running"
	Done      UploadState = "done"
	Failed    UploadState = "failed"
	Cancelled UploadState = "cancelled"
)

// An Upload is a file that was sent for import. Nothing of it is in the workspace's content
// before it is done.
type Upload struct {
	ID      UUID
	Kind    string // which importer reads it
	Name    string // of the file
	Options json.RawMessage
	State   UploadState
	Done    int // of Total, while it runs
	Total   int
	Report  json.RawMessage // what came of it
	Stored  Version
	Body    []byte // only from Upload
}

// AddUpload keeps a file until it is confirmed, and sweeps away those of the workspace that
// ended or waited for more than a day.
func (tx *Tx) AddUpload(ctx context.Context, act Act, u Upload) (UUID, error) {
	if len(u.Body) > MaxUpload {
		return UUID{}, fmt.Errorf("upload of %d bytes: %w", len(u.Body), ErrForbidden)
	}
	if u.Options == nil {
		u.Options = json.RawMessage(`{}`)
	}
	id := NewUUID()
	_, err := tx.tx.Exec(ctx, `UPDATE upload SET body = '' WHERE workspace_id = $1 AND state IN ('waiting', 'done', 'failed', 'cancelled') AND stored_at < now() - interval '1 day' AND octet_length(body) > 0`, tx.workspace)
	if err == nil {
		_, err = tx.tx.Exec(ctx, `INSERT INTO upload (workspace_id, id, kind, name, options, body, stored_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			tx.workspace, id, u.Kind, u.Name, string(u.Options), u.Body, act.Person)
	}
	return id, wrap(err, "keep upload %s", u.Name)
}

const uploadColumns = `id, kind, name, options, state, done, total, report, stored_at, stored_by`

// Upload returns a file that was sent, with its content. One query.
func (tx *Tx) Upload(ctx context.Context, id UUID) (Upload, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+uploadColumns+`, body FROM upload WHERE workspace_id = $1 AND id = $2`, tx.workspace, id)
	var body []byte
	u, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (Upload, error) { return scanUpload(row, &body) })
	u.Body = body
	return u, wrap(err, "upload %s", id)
}

// Uploads returns the latest files that were sent, without their content, at most 100. One
// query.
func (tx *Tx) Uploads(ctx context.Context) ([]Upload, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+uploadColumns+` FROM upload WHERE workspace_id = $1 ORDER BY stored_at DESC, id LIMIT 100`, tx.workspace)
	us, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Upload, error) { return scanUpload(row) })
	return us, wrap(err, "uploads")
}

func scanUpload(row pgx.CollectableRow, more ...any) (u Upload, err error) {
	var at time.Time
	err = row.Scan(append([]any{&u.ID, &u.Kind, &u.Name, &u.Options, &u.State, &u.Done, &u.Total, &u.Report, &at, &u.Stored.Person}, more...)...)
	u.Stored.At = at.UTC()
	return u, err
}

// MoveUpload moves a file from one of some states to another and keeps a report. ErrConflict:
// it is in none of them.
func (tx *Tx) MoveUpload(ctx context.Context, id UUID, from []UploadState, to UploadState, report any) error {
	body, err := json.Marshal(report)
	if err != nil || report == nil {
		body = []byte(`{}`)
	}
	tag, err := tx.tx.Exec(ctx, `
		UPDATE upload SET state = $4, report = $5, ended_at = CASE WHEN $4 IN ('done', 'failed', 'cancelled') THEN now() END
		WHERE workspace_id = $1 AND id = $2 AND state = ANY($3::text[])`, tx.workspace, id, from, string(to), string(body))
	if err == nil && tag.RowsAffected() == 0 {
		err = ErrConflict
	}
	return wrap(err, "move upload %s to %s", id, to)
}

// ProgressUpload says how far the work has come; it is seen while the work's own transaction
// is open, so it is written in another.
//
// Going is false when the work was stopped.
func (tx *Tx) ProgressUpload(ctx context.Context, id UUID, done, total int) (going bool, err error) {
	tag, err := tx.tx.Exec(ctx, `UPDATE upload SET done = $3, total = $4 WHERE workspace_id = $1 AND id = $2 AND state = 'running'`, tx.workspace, id, done, total)
	return tag.RowsAffected() > 0, wrap(err, "progress of upload %s", id)
}
