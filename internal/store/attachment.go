package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// MaxAttachment bounds an attachment, in bytes.
const MaxAttachment = 20 << 20

// An Attachment is a kept copy of a source. Nobody opens it here; it is only handed out.
type Attachment struct {
	SHA256    string // in hexadecimal; its name in the workspace
	Name      string // of the file, as it was given
	MediaType string
	Size      int
	Stored    Version
	Body      []byte // only from Attachment
}

// AddAttachment keeps a file under its hash, which it returns. A file that is there already is
// left alone.
func (tx *Tx) AddAttachment(ctx context.Context, act Act, a Attachment) (string, error) {
	if len(a.Body) > MaxAttachment {
		return "", fmt.Errorf("attachment of %d bytes: %w", len(a.Body), ErrForbidden)
	}
	sum := sha256.Sum256(a.Body)
	name := hex.EncodeToString(sum[:])
	tag, err := tx.tx.Exec(ctx, `INSERT INTO attachment (workspace_id, sha256, name, media_type, body, stored_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		tx.workspace, sum[:], a.Name, a.MediaType, a.Body, act.Person)
	if err != nil || tag.RowsAffected() == 0 {
		return name, wrap(err, "keep attachment %s", name)
	}
	act.Action = Create
	d := digest(sum)
	tx.log(act.event("attachment", name, 0, nil, &d))
	return name, nil
}

// Attachment returns a kept file by its hash. One query.
func (tx *Tx) Attachment(ctx context.Context, sum string) (Attachment, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+attachmentColumns+`, body FROM attachment WHERE workspace_id = $1 AND encode(sha256, 'hex') = $2`, tx.workspace, sum)
	var body []byte
	a, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (Attachment, error) { return scanAttachment(row, &body) })
	a.Body = body
	return a, wrap(err, "attachment %s", sum)
}

const attachmentColumns = `encode(sha256, 'hex'), name, media_type, octet_length(body), stored_at, stored_by`

// Attachments returns what the workspace keeps, without the files, the latest first and at most
// 5,000. One query.
func (tx *Tx) Attachments(ctx context.Context) ([]Attachment, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+attachmentColumns+` FROM attachment WHERE workspace_id = $1 ORDER BY stored_at DESC, sha256 LIMIT 5000`, tx.workspace)
	as, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Attachment, error) { return scanAttachment(row) })
	return as, wrap(err, "attachments")
}

func scanAttachment(row pgx.CollectableRow, more ...any) (a Attachment, err error) {
	var at time.Time
	err = row.Scan(append([]any{&a.SHA256, &a.Name, &a.MediaType, &a.Size, &at, &a.Stored.Person}, more...)...)
	a.Stored.At = at.UTC()
	return a, err
}
