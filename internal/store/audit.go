package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
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
	// The workspace, in a browser.
	SignIn  Action = "open"
	SignOut Action = "close"
	// A file that was sent for import.
	Send   Action = "send"
	Queue  Action = "queue"
	Begin  Action = "begin"
	Cancel Action = "cancel"
	Fail   Action = "fail"
	Erase  Action = "erase"
)

// An Event is one write as the log keeps it.
type Event struct {
	Seq     int64 // from 1, without gaps, in the order of commits
	At      time.Time
	Person  string
	Action  Action
	Kind    string // evidence, offer, answer, weighting, comparison, framework, upload, session, ...
	ID      string
	Name    string // what people know it by today; empty: by its id
	Version int    // 0 where the kind has none
	Before  string // SHA-256 in hexadecimal; empty: nothing was there
	After   string
	Reason  string
}

// auditRow is an event on its way into the log.
type auditRow struct {
	Seq     int64   `json:"seq"` // within its transaction, from 1
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

// change is the event that puts after in the place of before; nil: nothing was there, or is left.
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
	if after == nil {
		return act.event(kind, id, version, old, nil), nil
	}
	d, err := digestOf(after)
	return act.event(kind, id, version, old, &d), err
}

// log keeps events for the end of the transaction.
func (tx *Tx) log(events ...auditRow) { tx.events = append(tx.events, events...) }

// writeEvents numbers the transaction's events and puts them into the log. It comes last, right
// before the commit: from here on whoever writes in the same workspace waits until this
// transaction is over, so the numbers have the order of the commits, and no long work is waited
// for.
func (tx *Tx) writeEvents(ctx context.Context) error {
	if len(tx.events) == 0 {
		return nil
	}
	for i := range tx.events {
		tx.events[i].Seq = int64(i + 1)
	}
	body, err := json.Marshal(tx.events)
	if err == nil {
		_, err = tx.tx.Exec(ctx, `
			WITH head AS (
				INSERT INTO audit_head (workspace_id, seq) VALUES ($1, $2::bigint)
				ON CONFLICT (workspace_id) DO UPDATE SET seq = audit_head.seq + $2::bigint
				RETURNING seq)
			INSERT INTO audit_event (workspace_id, seq, at, person, action, kind, id, version, before, after, reason)
			SELECT $1, head.seq - $2::bigint + e.seq, now(), e.person, e.action, e.kind, e.id, e.version, e.before, e.after, e.reason
			FROM head, jsonb_populate_recordset(NULL::audit_event, $3) e`, tx.workspace, len(tx.events), string(body))
	}
	return wrap(err, "write the log")
}

// Events returns the latest events of the workspace before a number, or the latest of all when
// it is 0, newest first and at most limit. Kind and id narrow them; empty: all. One query.
func (tx *Tx) Events(ctx context.Context, kind, id string, before int64, limit int) ([]Event, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT seq, at, person, action, kind, id, coalesce(CASE kind
				WHEN 'answer' THEN (SELECT offer_id || ' ' || criterion FROM answer WHERE workspace_id = $1 AND answer.id = e.id::uuid)
				WHEN 'comparison' THEN (SELECT name FROM comparison WHERE workspace_id = $1 AND comparison.id = e.id::uuid)
				WHEN 'weighting' THEN (SELECT framework_id || ' by ' || person FROM weighting WHERE workspace_id = $1 AND weighting.id = e.id::uuid)
				WHEN 'upload' THEN (SELECT name FROM upload WHERE workspace_id = $1 AND upload.id = e.id::uuid)
			END, ''), version, coalesce(encode(before, 'hex'), ''), coalesce(encode(after, 'hex'), ''), reason
		FROM (
			SELECT * FROM audit_event
			WHERE workspace_id = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR id = $3) AND ($4 = 0 OR seq < $4)
			ORDER BY seq DESC LIMIT $5) e
		ORDER BY seq DESC`, tx.workspace, kind, id, before, limit)
	es, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e Event, err error) {
		err = row.Scan(&e.Seq, &e.At, &e.Person, &e.Action, &e.Kind, &e.ID, &e.Name, &e.Version, &e.Before, &e.After, &e.Reason)
		e.At = e.At.UTC()
		return e, err
	})
	return es, wrap(err, "events")
}
