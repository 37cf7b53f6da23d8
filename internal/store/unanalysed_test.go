package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

// A listener keeps the queries that carry data.
type listener struct{ queries []pgx.TraceQueryStartData }

func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "SELECT") {
		l.queries = append(l.queries, q)
	}
	return ctx
}

func (l *listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A planNode is a step of a plan as it was carried out.
type planNode struct {
	Hit   int     `json:"Shared Hit Blocks"` // with the steps below
	Read  int     `json:"Shared Read Blocks"`
	Loops float64 `json:"Actual Loops"`
	Vain  float64 `json:"Rows Removed by Join Filter"` // a loop
	Plans []planNode
}

// vain is how many pairs of rows the step and those below it tried and did not join.
func (n planNode) vain() int {
	sum := int(n.Vain * n.Loops)
	for _, below := range n.Plans {
		sum += below.vain()
	}
	return sum
}

// work runs the queries once more, as the serving role in the workspace, and says how many pages
// of the database they looked at and how many pairs of rows they tried in vain.
func (l *listener) work(t *testing.T, db testdb.DB, workspace store.UUID) (pages, vain int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Server))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `SELECT set_config('assay.workspace', $1, false), set_config('jit', 'off', false)`, workspace.String())
	require.NoError(t, err)
	require.NotEmpty(t, l.queries)
	for _, q := range l.queries {
		var out []byte
		require.NoError(t, conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) `+q.SQL, q.Args...).Scan(&out))
		var plans []struct{ Plan planNode }
		require.NoError(t, json.Unmarshal(out, &plans))
		pages += plans[0].Plan.Hit + plans[0].Plan.Read
		vain += plans[0].Plan.vain()
	}
	return pages, vain
}

// Right after a large import the planner knows the library and nothing of what came. What a page
// looks at stays in proportion to what it shows all the same, now and as of a moment. The tests'
// server never collects statistics by itself.
func TestReadingNeedsNoStatistics(t *testing.T) {
	const offers, criteria = 150, 20
	db := loaded(t)
	var l listener
	s := db.Store(t, store.WithTracer(&l))
	var c store.Changes
	var ids []offer.ID
	for i := range offers {
		o := ownOffer(fmt.Sprintf("o%03d", i), "An offer")
		o.Parts.Models = []offer.Model{{Name: "A model", Evidence: []offer.ID{"law-2025"}}}
		c.Offers, ids = append(c.Offers, store.Seen[offer.Offer]{Item: o}), append(ids, o.ID)
		for j := range criteria {
			a := ownAnswer(o.ID, "Because.")
			a.Answer.Criterion = fmt.Sprintf("C%02d", j)
			c.Answers = append(c.Answers, store.Seen[store.AnswerTo]{Item: a})
		}
	}
	require.NoError(t, save(t, s, mine, c))
	var stored time.Time
	require.NoError(t, db.Superuser(t).QueryRow(t.Context(), `SELECT max(at) FROM audit_event`).Scan(&stored))

	// A record takes a few pages of the tables and indexes of its head, its version, the mark of
	// its archiving and what rests on it.
	const each = 12
	for _, read := range []struct {
		name    string
		records int
		read    func(tx *store.Tx) (listed int, err error)
		want    int
	}{
		{"register", 2 * (2 + offers), func(tx *store.Tx) (int, error) {
			p, err := tx.Register(t.Context(), store.RegisterFilter{})
			return p.All, err
		}, 2 + offers},
		{"dossiers", 50 * (2 + criteria), func(tx *store.Tx) (n int, err error) {
			ds, err := tx.Dossiers(t.Context(), "assay-core", "1", ids[:50])
			for _, d := range ds {
				n += len(d.Offer.Parts.Models) + len(d.Answers)
			}
			return n, err
		}, 50 * (1 + criteria)},
		{"uses", offers * (1 + criteria), func(tx *store.Tx) (int, error) {
			u, err := tx.EvidenceUses(t.Context(), "law-2025")
			assert.Len(t, u.Answers, store.MostUses)
			assert.Equal(t, store.AnswerUse{Offer: "are-campus", Title: "A campus", Framework: core, Criterion: "CL1", Lo: true}, u.Answers[0])
			assert.Equal(t, store.AnswerUse{Offer: "own-o000", Title: "An offer", Framework: core, Criterion: "C00", Lo: true}, u.Answers[2])
			return len(u.Answers) + len(u.Parts) + len(u.Facts) + u.More, err
		}, offers*(1+criteria) + 2 + 5 + 2}, // the library's answers, parts and facts
	} {
		for when, at := range map[string]time.Time{"now": {}, "as of then": stored} {
			l.queries = nil
			look(t, s, mine, func(tx *store.Tx) error {
				tx.Recorded(at)
				listed, err := read.read(tx)
				assert.Equal(t, read.want, listed, "%s %s", read.name, when)
				return err
			})
			pages, vain := l.work(t, db, mine)
			t.Logf("%s %s: %d pages and %d pairs in vain for %d records", read.name, when, pages, vain, read.records)
			assert.Less(t, pages, each*read.records, "%s %s", read.name, when)
			assert.Less(t, vain, each*read.records, "%s %s", read.name, when)
		}
	}
}

// A record that was archived and came back by a change of its content, which says nothing of its
// return, is in the content as of a moment after and not as of one between.
func TestWhatAChangeBroughtBackIsRecorded(t *testing.T) {
	db := loaded(t)
	s := db.Store(t)
	moment := func() (at time.Time) {
		t.Helper()
		require.NoError(t, db.Superuser(t).QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&at))
		return at
	}
	save1 := func(title string) {
		t.Helper()
		require.NoError(t, save(t, s, mine, store.Changes{Offers: seen(0, ownOffer("a", title))}))
	}
	save1("First")
	first := moment()
	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { return tx.SetArchived(t.Context(), ada, "offer", "own-a", true) }))
	between := moment()
	save1("Second")
	second := moment()
	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error { return tx.SetArchived(t.Context(), ada, "offer", "own-a", true) }))
	for at, want := range map[time.Time][]string{first: {"First"}, between: nil, second: {"Second"}, moment(): nil} {
		look(t, s, mine, func(tx *store.Tx) error {
			tx.Recorded(at)
			p, err := tx.Register(t.Context(), store.RegisterFilter{Whose: store.OwnOnly})
			var got []string
			for _, o := range p.Offers {
				got = append(got, o.Title)
			}
			assert.Equal(t, want, got)
			return err
		})
	}
}
