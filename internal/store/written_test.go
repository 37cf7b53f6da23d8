package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
)

// unlogged are the functions that write and log nothing themselves, each with the reason.
// testdb.Unlogged says the same of tables, and holds while forms are sent and jobs run.
var unlogged = map[string]string{
	"CommitCtx":       "a browser's session; opening, naming and closing have events",
	"CreateDeskLink":  "made by whoever runs the program; its use has an event",
	"CreateWorkspace": "made by the first start, before anybody could open it",
	"DeleteCtx":       "a browser's session; closing has an event",
	"ProgressUpload":  "how far an import has come; how it ends has an event",
	"ReleaseJobs":     "the queue; agreeing to an import has an event",
	"Sweep":           "sessions and links that expired",
	"insert":          "queues rows: Save logs them, and the library's records have versions",
	"load":            "the library, by the owner; its records have versions",
	"move":            "queues changes of heads, as insert does rows",
	"moveComparison":  "SaveComparison logs it",
	"writeEvents":     "the log itself",
}

// writes recognises a statement that changes rows in a piece of SQL, which may end before the
// table's name.
var writes = regexp.MustCompile(`\b(INSERT INTO|DELETE FROM|MERGE INTO|TRUNCATE)\b|\bUPDATE\s+(\w+\s+(\w+\s+)?SET\b|$)`)

// Every function of this package that writes puts an event into the log, or is known not to.
func TestEveryWriteIsLoggedOrKnownNotToBe(t *testing.T) {
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	logged, silent := 0, map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			name, sql, logs := "a declaration of "+f.Name(), false, false
			if f, ok := d.(*ast.FuncDecl); ok {
				name = f.Name.Name
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					sql = sql || n.Kind == token.STRING && writes.MatchString(strings.Trim(n.Value, "`\""))
				case *ast.SelectorExpr:
					logs = logs || slices.Contains([]string{"log", "logChange", "logComparison"}, n.Sel.Name)
				}
				return true
			})
			switch {
			case sql && logs:
				logged++
			case sql:
				silent[name] = true
				assert.NotEmpty(t, unlogged[name], "%s writes without an event in the log: add one, or say here why none is needed", name)
			}
		}
	}
	assert.Equal(t, slices.Sorted(maps.Keys(unlogged)), slices.Sorted(maps.Keys(silent)))
	assert.GreaterOrEqual(t, logged, 9)
}

// The watch over the tables sees what leaves no event.
func TestWritesAreWatched(t *testing.T) {
	db := loaded(t)
	s := db.Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{}))
	w := db.Watch(t)
	useDesk(t, s, mine)
	events, silent := w.Look()
	assert.Equal(t, []string{"change setting", "create attachment", "create framework", "freeze freeze", "send upload"}, events)
	assert.Empty(t, silent)
	exec(t, db.Superuser(t), `UPDATE setting SET freeze_first = false, changed_by = 'Eve'`)
	exec(t, db.Superuser(t), `DELETE FROM upload`)
	_, silent = w.Look()
	assert.Equal(t, []string{"delete upload", "update setting changed_by,freeze_first"}, silent)
	events, silent = w.Look()
	assert.Empty(t, append(events, silent...), "each is told once")
}

// The log says what became of a file that was sent, and what stood there before.
func TestTheLogOfASentFile(t *testing.T) {
	db := loaded(t)
	s := db.Store(t)
	require.NoError(t, save(t, s, mine, store.Changes{}))
	var old, next store.UUID
	do := func(f func(*store.Tx) error) { t.Helper(); require.NoError(t, s.InWorkspace(t.Context(), mine, f)) }
	send := func(id *store.UUID) func(*store.Tx) error {
		return func(tx *store.Tx) (err error) {
			*id, err = tx.AddUpload(t.Context(), store.Act{Person: "Ada"}, store.Upload{Kind: "offers", Name: "offers.yaml", Body: []byte("offers: []")})
			return err
		}
	}
	move := func(from, to store.UploadState) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			return tx.MoveUpload(t.Context(), store.Act{Person: "Mari", Reason: "Because."}, old, []store.UploadState{from}, to, map[string]int{"taken": 1})
		}
	}
	do(send(&old))
	do(move(store.Waiting, store.Queued))
	do(move(store.Queued, store.Running))
	do(move(store.Running, store.Failed))
	assert.ErrorIs(t, s.InWorkspace(t.Context(), mine, move(store.Running, store.Done)), store.ErrConflict, "it is in another state")
	exec(t, db.Superuser(t), `UPDATE upload SET stored_at = now() - interval '25 hours'`)
	do(send(&next)) // erases what is older than a day
	do(func(tx *store.Tx) error {
		u, err := tx.Upload(t.Context(), old)
		require.NoError(t, err)
		assert.Empty(t, u.Body)
		events, err := tx.Events(t.Context(), "upload", old.String(), 0, 10)
		require.NoError(t, err)
		slices.Reverse(events)
		last := ""
		for i, want := range []struct {
			action         store.Action
			person, reason string
		}{
			{store.Send, "Ada", "offers.yaml"}, {store.Queue, "Mari", "Because."}, {store.Begin, "Mari", "Because."}, {store.Fail, "Mari", "Because."},
			{store.Erase, "", "The content of files that were sent is kept for a day."},
		} {
			require.Greater(t, len(events), i)
			e := events[i]
			assert.Equal(t, want.action, e.Action)
			assert.Equal(t, want.person, e.Person)
			assert.Equal(t, want.reason, e.Reason)
			assert.Equal(t, last, e.Before, "%s: what the last event left", e.Action)
			assert.NotEqual(t, last, e.After)
			last = e.After
		}
		assert.Len(t, events, 5)
		return nil
	})
}
