package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
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
	if err := tx.eraseUploads(ctx); err != nil {
		return UUID{}, wrap(err, "erase old uploads")
	}
	id := NewUUID()
	_, err := tx.tx.Exec(ctx, `INSERT INTO upload (workspace_id, id, kind, name, options, body, stored_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.workspace, id, u.Kind, u.Name, string(u.Options), u.Body, act.Person)
	if err != nil {
		return id, wrap(err, "keep upload %s", u.Name)
	}
	sum := sha256.Sum256(u.Body)
	act.Action, act.Reason = Send, cmp.Or(act.Reason, u.Name)
	return id, wrap(tx.logChange(act, "upload", id.String(), nil, sentFile{hex.EncodeToString(sum[:]), Waiting, "{}"}), "keep upload %s", u.Name)
}

// A sentFile is what the hashes of the log say of an upload.
type sentFile struct {
	SHA256 string // of the content, in hexadecimal; empty: erased
	State  UploadState
	Report string // JSON
}

// oldUpload locks uploads and reads what the log says of them.
const oldUpload = `WITH old AS (SELECT id, encode(sha256(body), 'hex') AS sha256, state, report::text AS report FROM upload WHERE workspace_id = $1 AND `

// eraseUploads takes away the content of files that ended or waited for more than a day.
func (tx *Tx) eraseUploads(ctx context.Context) error {
	rows, _ := tx.tx.Query(ctx, oldUpload+`state IN ('waiting', 'done', 'failed', 'cancelled') AND stored_at < now() - interval '1 day' AND octet_length(body) > 0 ORDER BY stored_at, id FOR UPDATE)
		UPDATE upload u SET body = '' FROM old WHERE u.workspace_id = $1 AND u.id = old.id
		RETURNING u.id, old.sha256, old.state, old.report`, tx.workspace)
	var id UUID
	var before sentFile
	_, err := pgx.ForEachRow(rows, []any{&id, &before.SHA256, &before.State, &before.Report}, func() error {
		after := before
		after.SHA256 = ""
		return tx.logChange(Act{Action: Erase, Reason: "The content of files that were sent is kept for a day."}, "upload", id.String(), before, after)
	})
	return err
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

// moves is what the log calls a move to a state.
var moves = map[UploadState]Action{Queued: Queue, Running: Begin, Done: Import, Failed: Fail, Cancelled: Cancel}

// MoveUpload moves a file from one of some states to another and keeps a report. ErrConflict:
// it is in none of them.
func (tx *Tx) MoveUpload(ctx context.Context, act Act, id UUID, from []UploadState, to UploadState, report any) error {
	body, err := json.Marshal(report)
	if err != nil || report == nil {
		body = []byte(`{}`)
	}
	after := sentFile{State: to}
	var before sentFile
	err = tx.tx.QueryRow(ctx, oldUpload+`id = $2 AND state = ANY($3::text[]) FOR UPDATE)
		UPDATE upload u SET state = $4, report = $5, ended_at = CASE WHEN $4 IN ('done', 'failed', 'cancelled') THEN now() END
		FROM old WHERE u.workspace_id = $1 AND u.id = old.id
		RETURNING old.sha256, old.state, old.report, u.report::text`, tx.workspace, id, from, string(to), string(body)).
		Scan(&before.SHA256, &before.State, &before.Report, &after.Report)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrConflict
	}
	if err == nil {
		act.Action, after.SHA256 = moves[to], before.SHA256
		err = tx.logChange(act, "upload", id.String(), before, after)
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
