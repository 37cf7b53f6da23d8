package testdb

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Unlogged are the writes that leave no event in the log, each with the reason. A name is that of
// a table, or a verb before it; of an update, the columns that it changed come after.
var Unlogged = map[string]string{
	"insert workspace":    "made by the first start, before anybody could open it",
	"insert desk_link":    "made by whoever runs the program; it holds a hash, and its use has an event",
	"delete desk_link":    "expired",
	"session":             "what a browser holds; opening, naming and closing have events, in a transaction of the workspace",
	"update upload done":  "how far an import has come; how it ends has an event",
	"update upload total": "the same at its beginning",
	"river_job":           "the queue; agreeing to an import has an event, and so has what comes of it",
	"river_leader":        "which process tidies the queue up",
	"river_queue":         "the queue's name",
	"river_notification":  "which process wakes which",
}

// A Watch notes every row that is written, table by table, with its transaction.
type Watch struct {
	t    testing.TB
	conn *pgx.Conn
	seen int64
}

// Watch begins to watch all tables of the program.
func (db DB) Watch(t testing.TB) *Watch {
	t.Helper()
	w := &Watch{t: t, conn: db.Superuser(t)}
	_, err := w.conn.Exec(t.Context(), `
		CREATE SCHEMA watch;
		CREATE TABLE watch.written (n bigint GENERATED ALWAYS AS IDENTITY, tx xid8, what text, event text);
		CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
		DECLARE what text := lower(TG_OP) || ' ' || TG_TABLE_NAME; event text;
		BEGIN
			IF TG_OP = 'UPDATE' AND TG_TABLE_NAME NOT LIKE 'river%' THEN
				SELECT what || coalesce(' ' || string_agg(key, ',' ORDER BY key), '') INTO what FROM jsonb_each(to_jsonb(NEW)) WHERE value IS DISTINCT FROM to_jsonb(OLD) -> key;
			END IF;
			IF TG_TABLE_NAME = 'audit_event' THEN
				event := NEW.action || ' ' || NEW.kind;
			END IF;
			INSERT INTO watch.written (tx, what, event) VALUES (pg_current_xact_id(), what, event);
			RETURN NULL;
		END $$;
		DO $$ DECLARE t regclass; BEGIN
			FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
				EXECUTE format('CREATE TRIGGER watch AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION watch.note()', t);
			END LOOP;
		END $$`)
	require.NoError(t, err)
	return w
}

// Look returns what was written since the last look: the events, and the writes of transactions
// that put no event into the log and had no reason for it. Each is there once, by name.
func (w *Watch) Look() (events, unlogged []string) {
	w.t.Helper()
	rows, _ := w.conn.Query(w.t.Context(), `
		SELECT n, what, coalesce(event, ''), EXISTS (SELECT FROM watch.written e WHERE e.tx = w.tx AND e.event IS NOT NULL)
		FROM watch.written w WHERE n > $1`, w.seen)
	var n int64
	var what, event string
	var logged bool
	found := map[bool]map[string]bool{true: {}, false: {}}
	_, err := pgx.ForEachRow(rows, []any{&n, &what, &event, &logged}, func() error {
		w.seen = max(w.seen, n)
		if event != "" {
			found[true][event] = true
		} else if !logged && Unlogged[what] == "" && Unlogged[strings.Fields(what)[1]] == "" {
			found[false][what] = true
		}
		return nil
	})
	require.NoError(w.t, err)
	return slices.Sorted(maps.Keys(found[true])), slices.Sorted(maps.Keys(found[false]))
}
