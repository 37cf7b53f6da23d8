package store

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"
)

// An Act says who does something and why. Names are self-declared; an empty one was not given.
type Act struct {
	Person string
	Reason string
	Action Action
}

// An Action is what is done to a record.
type Action string

// The actions. A restored record has the content of an earlier version; a copied one has that
// of a record of the library.
const (
	Create  Action = "create"
	Change  Action = "change"
	Archive Action = "archive"
	Revive  Action = "revive"
	Restore Action = "restore"
	Copy    Action = "copy"
	Import  Action = "import"
	Freeze  Action = "freeze"
)

// An Event is one write as the log keeps it.
type Event struct {
	Seq     int64 // from 1, without gaps, in the order of commits
	At      time.Time
	Person  string
	Action  Action
	Kind    string // evidence, offer, answer, weighting, comparison, framework, ...
	ID      string
	Version int    // 0 where the kind has none
	Before  string // SHA-256 in hexadecimal; empty: nothing was there
	After   string
	Reason  string
}

// auditRow is an event on its way into the log.
type auditRow struct {
	Seq     int64   `json:"seq"`
	At      string  `json:"at"`
	Person  string  `json:"person"`
	Action  Action  `json:"action"`
	Kind    string  `json:"kind"`
	ID      string  `json:"id"`
	Version int     `json:"version"`
	Before  *string `json:"before"`
	After   *string `json:"after"`
	Reason  string  `json:"reason"`
}

// event is a row for the log; before is empty for what is new.
func (act Act) event(kind, id string, version int, before []byte, after *digest) auditRow {
	row := auditRow{Person: act.Person, Action: act.Action, Kind: kind, ID: id, Version: version, Reason: act.Reason}
	if row.Action == Change && before == nil {
		row.Action = Create
	}
	if before != nil {
		row.Before = new(`\x` + hex.EncodeToString(before))
	}
	if after != nil {
		row.After = new(`\x` + hex.EncodeToString(after[:]))
	}
	return row
}

// change is the event that puts after in the place of before; nil: nothing was there.
func (act Act) change(kind, id string, version int, before, after any) (auditRow, error) {
	if act.Action == "" {
		act.Action = Change
	}
	var old []byte
	if before != nil {
		d, err := digestOf(before)
		if err != nil {
			return auditRow{}, err
		}
		old = d[:]
	}
	d, err := digestOf(after)
	return act.event(kind, id, version, old, &d), err
}

// audit numbers the events and queues them. Whoever writes in the same workspace waits here
// until this transaction is over, so the numbers have the order of the commits.
func (tx *Tx) audit(ctx context.Context, c *changeset, events []auditRow) error {
	if len(events) == 0 {
		return nil
	}
	var last int64
	var now time.Time
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO audit_head (workspace_id, seq) VALUES ($1, $2)
		ON CONFLICT (workspace_id) DO UPDATE SET seq = audit_head.seq + $2
		RETURNING seq, now()`, tx.workspace, len(events)).Scan(&last, &now)
	if err != nil {
		return err
	}
	for i := range events {
		events[i].Seq = last - int64(len(events)-1-i)
		events[i].At = now.Format(time.RFC3339Nano)
	}
	insert(c, "audit_event", `seq, at, person, action, kind, id, version, before, after, reason`, events)
	return nil
}

// log writes one event by itself, for writes that queue nothing.
func (tx *Tx) log(ctx context.Context, e auditRow) error {
	c := &changeset{workspace: tx.workspace}
	if err := tx.audit(ctx, c, []auditRow{e}); err != nil {
		return err
	}
	return tx.send(ctx, c)
}

// Events returns the latest events of the workspace before a number, or the latest of all when
// it is 0, newest first and at most limit. Kind and id narrow them; empty: all. One query.
func (tx *Tx) Events(ctx context.Context, kind, id string, before int64, limit int) ([]Event, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT seq, at, person, action, kind, id, version, coalesce(encode(before, 'hex'), ''), coalesce(encode(after, 'hex'), ''), reason
		FROM audit_event
		WHERE workspace_id = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR id = $3) AND ($4 = 0 OR seq < $4)
		ORDER BY seq DESC LIMIT $5`, tx.workspace, kind, id, before, limit)
	es, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e Event, err error) {
		err = row.Scan(&e.Seq, &e.At, &e.Person, &e.Action, &e.Kind, &e.ID, &e.Version, &e.Before, &e.After, &e.Reason)
		e.At = e.At.UTC()
		return e, err
	})
	return es, wrap(err, "events")
}
