package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// A digest is the SHA-256 of something written as JSON. Struct fields have their order and
// the types stored here hold no maps, so equal values give equal digests.
type digest [sha256.Size]byte

func digestOf(v any) (digest, error) {
	b, err := json.Marshal(v)
	return sha256.Sum256(b), err
}

// MarshalText writes the digest as Postgres reads a bytea.
func (d digest) MarshalText() ([]byte, error) { return []byte(`\x` + hex.EncodeToString(d[:])), nil }

// A head is where a stored record stands.
type head struct {
	id      string
	version int
	sha256  []byte
	retired bool
}

// A revision is a record to be stored as the given version of id.
type revision[T any] struct {
	id      string
	version int
	sha256  digest
	item    T
}

// A diff is what turns stored records into wanted ones.
type diff[T any] struct {
	fresh   []revision[T] // not there yet
	changed []revision[T] // there with another content
	revived []string      // there, unchanged, but retired
	retired []string      // there and no longer wanted
}

// diffOf compares by key, which is the id but for records whose id is made here. The results
// are in the order of items, and retired ones by id.
func diffOf[T any](items []T, key func(T) string, stored map[string]head, newID func(T) string) (diff[T], error) {
	d, err := planOf(items, key, stored, newID)
	if err != nil {
		return d, err
	}
	wanted := make(map[string]bool, len(items))
	for _, item := range items {
		wanted[key(item)] = true
	}
	for k, h := range stored {
		if !wanted[k] && !h.retired {
			d.retired = append(d.retired, h.id)
		}
	}
	slices.Sort(d.retired)
	return d, nil
}

// planOf is diffOf for records that stand beside others: nothing is retired.
func planOf[T any](items []T, key func(T) string, stored map[string]head, newID func(T) string) (diff[T], error) {
	var d diff[T]
	wanted := make(map[string]bool, len(items))
	for _, item := range items {
		k := key(item)
		if wanted[k] {
			return d, fmt.Errorf("%s is there twice", k)
		}
		wanted[k] = true
		sum, err := digestOf(item)
		if err != nil {
			return d, fmt.Errorf("%s: %w", k, err)
		}
		h, ok := stored[k]
		switch {
		case !ok:
			d.fresh = append(d.fresh, revision[T]{newID(item), 1, sum, item})
		case string(h.sha256) != string(sum[:]):
			d.changed = append(d.changed, revision[T]{h.id, h.version + 1, sum, item})
		case h.retired:
			d.revived = append(d.revived, h.id)
		}
	}
	return d, nil
}

// revisions returns all records that get a new version.
func (d diff[T]) revisions() []revision[T] { return slices.Concat(d.fresh, d.changed) }

func (d diff[T]) count() Count {
	return Count{New: len(d.fresh), Changed: len(d.changed) + len(d.revived), Retired: len(d.retired)}
}

// heads reads where the records of a table with a slug for an id stand: those wanted, or all
// where that is nil.
func (tx *Tx) heads(ctx context.Context, table string, wanted []string) (map[string]head, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id, h.version, v.sha256, h.retired_at IS NOT NULL
		FROM `+table+` h JOIN `+table+`_version v USING (workspace_id, id, version)
		WHERE h.workspace_id = $1 AND ($2::text[] IS NULL OR h.id = ANY($2::text[]))`, tx.workspace, wanted)
	heads := map[string]head{}
	var h head
	_, err := pgx.ForEachRow(rows, []any{&h.id, &h.version, &h.sha256, &h.retired}, func() error {
		heads[h.id] = h
		return nil
	})
	return heads, err
}

// A changeset is a batch of writes to one workspace, sent in one exchange.
type changeset struct {
	workspace UUID
	act       Act
	events    []auditRow
	batch     pgx.Batch
	err       error // of making the batch
}

// insert queues rows, each a struct whose json names are columns. COPY does not work on
// tables with row-level security, and one statement with all rows as JSON is as fast here.
func insert[T any](c *changeset, table, columns string, rows []T) {
	if len(rows) == 0 || c.err != nil {
		return
	}
	body, err := json.Marshal(rows)
	if err != nil {
		c.err = fmt.Errorf("%s: %w", table, err)
		return
	}
	c.batch.Queue(`INSERT INTO `+table+` (workspace_id, `+columns+`) SELECT $1, `+columns+` FROM jsonb_populate_recordset(NULL::`+table+`, $2)`,
		c.workspace, string(body))
}

// move queues the changes of heads: to new versions, back into the content, out of it.
func move[T any](c *changeset, table string, d diff[T]) {
	if len(d.changed) > 0 {
		ids, versions := make([]string, len(d.changed)), make([]int, len(d.changed))
		for i, r := range d.changed {
			ids[i], versions[i] = r.id, r.version
		}
		c.batch.Queue(`
			UPDATE `+table+` h SET version = r.version, retired_at = NULL
			FROM unnest($2::text[], $3::int[]) r (id, version)
			WHERE h.workspace_id = $1 AND h.id::text = r.id AND h.version = r.version - 1`,
			c.workspace, ids, versions)
	}
	if len(d.revived) > 0 {
		c.batch.Queue(`UPDATE `+table+` SET retired_at = NULL WHERE workspace_id = $1 AND id::text = ANY($2::text[])`, c.workspace, d.revived)
	}
	if len(d.retired) > 0 {
		c.batch.Queue(`UPDATE `+table+` SET retired_at = now() WHERE workspace_id = $1 AND id::text = ANY($2::text[])`, c.workspace, d.retired)
	}
}

// send carries out what was queued.
func (tx *Tx) send(ctx context.Context, c *changeset) error {
	if c.err != nil || c.batch.Len() == 0 {
		return c.err
	}
	results := tx.tx.SendBatch(ctx, &c.batch)
	var err error
	for range c.batch.Len() {
		if _, err = results.Exec(); err != nil {
			break
		}
	}
	return errors.Join(err, results.Close())
}
