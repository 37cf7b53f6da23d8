package store_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

// fingerprints gives, for every table, each row with the place and the transaction that wrote
// it: equal fingerprints mean that nothing was written in between.
func fingerprints(t testing.TB, conn *pgx.Conn) map[string][]string {
	t.Helper()
	prints := map[string][]string{}
	for _, table := range tables(t, conn) {
		rows, _ := conn.Query(t.Context(), `SELECT ctid::text || ' ' || xmin || ' ' || t::text FROM `+table+` t ORDER BY 1`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		prints[table] = lines
	}
	return prints
}

// tables lists the tables that carry a workspace, from the catalog.
func tables(t testing.TB, conn *pgx.Conn) []string {
	t.Helper()
	rows, _ := conn.Query(t.Context(), `
		SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return names
}

func TestLoadingTwiceWritesNothing(t *testing.T) {
	db := testdb.New(t)
	owner, conn := db.Owner(t), db.Superuser(t)
	first, err := owner.LoadLibrary(t.Context(), sample(t, ""))
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{
		Frameworks: store.Count{New: 1}, Evidence: store.Count{New: 3}, Offers: store.Count{New: 2}, Answers: store.Count{New: 4}, Cases: store.Count{New: 1},
	}, first)
	before := fingerprints(t, conn)
	second, err := owner.LoadLibrary(t.Context(), sample(t, ""))
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{Unchanged: true}, second)
	assert.Equal(t, before, fingerprints(t, conn))

	sum, err := sample(t, "").SHA256()
	require.NoError(t, err)
	stored, err := db.Store(t).LibrarySHA256(t.Context())
	require.NoError(t, err)
	assert.Equal(t, sum, stored)

	// Without the hash of the whole, the hashes of the records find the same.
	exec(t, conn, `UPDATE workspace SET content_sha256 = NULL`)
	before = fingerprints(t, conn)
	third, err := owner.LoadLibrary(t.Context(), sample(t, ""))
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{}, third)
	after := fingerprints(t, conn)
	delete(before, "workspace")
	delete(after, "workspace")
	assert.Equal(t, before, after)
}

func TestOneChangeMakesOneVersion(t *testing.T) {
	tests := []struct {
		name   string
		change func(*store.Content)
		report store.LoadReport
		tables []string // in which anything is written; workspace and the catalog's statistics aside
	}{
		{"a title", func(c *store.Content) { c.Offers[0].Title = "Another" },
			store.LoadReport{Offers: store.Count{Changed: 1}}, []string{"offer", "offer_evidence", "offer_part", "offer_version"}},
		{"an answer", func(c *store.Content) { c.Answers[0].Answers[0].Lo.Level = 0 },
			store.LoadReport{Answers: store.Count{Changed: 1}}, []string{"answer", "answer_evidence", "answer_version"}},
		{"an account", func(c *store.Content) { c.Evidence[2].Account = "Otherwise." },
			store.LoadReport{Evidence: store.Count{Changed: 1}}, []string{"evidence", "evidence_version"}},
		{"a fact", func(c *store.Content) { c.Cases[0].Facts[0].Text = "Otherwise." },
			store.LoadReport{Cases: store.Count{Changed: 1}}, []string{"case_fact", "case_fact_evidence", "case_fact_offer", "case_offer", "case_study", "case_study_version"}},
		{"an answer less", func(c *store.Content) { c.Answers[0].Answers = c.Answers[0].Answers[:3] },
			store.LoadReport{Answers: store.Count{Retired: 1}}, []string{"answer"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := loaded(t)
			owner, conn := db.Owner(t), db.Superuser(t)
			before := fingerprints(t, conn)
			changed := sample(t, "")
			tt.change(&changed)
			report, err := owner.LoadLibrary(t.Context(), changed)
			require.NoError(t, err)
			assert.Equal(t, tt.report, report)
			var written []string
			for table, rows := range fingerprints(t, conn) {
				if !slices.Equal(rows, before[table]) && table != "workspace" {
					written = append(written, table)
				}
			}
			slices.Sort(written)
			assert.Equal(t, tt.tables, written)
			assertReads(t, db.Store(t), changed)

			report, err = owner.LoadLibrary(t.Context(), sample(t, "")) // and back
			require.NoError(t, err)
			assert.False(t, report.Unchanged)
			assertReads(t, db.Store(t), sample(t, ""))
		})
	}
}

// assertReads compares what is current with a content, versions of answers aside.
func assertReads(t *testing.T, s *store.Store, c store.Content) {
	t.Helper()
	require.NoError(t, s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error {
		got, err := tx.Dossiers(t.Context(), "assay-core", "1", []offer.ID{"are-campus", "ref-open"})
		require.NoError(t, err)
		for _, d := range got {
			for i := range d.Answers {
				d.Answers[i].Version = 1
			}
		}
		assert.Equal(t, dossiers(c), got)
		es, err := tx.Evidence(t.Context(), []offer.ID{"denial-2026", "law-2025", "press-2026"})
		require.NoError(t, err)
		assert.Equal(t, c.Evidence, es)
		k, err := tx.Case(t.Context(), "are")
		require.NoError(t, err)
		assert.Equal(t, c.Cases[0], k)
		return nil
	}))
}

// The version that an answer says it has is not part of what it says.
func TestVersionsAreTheStores(t *testing.T) {
	db := loaded(t)
	c := sample(t, "")
	c.Answers[0].Answers[0].Version = 7
	report, err := db.Owner(t).LoadLibrary(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{}, report)
	assertReads(t, db.Store(t), sample(t, ""))
}

func TestVersionsStay(t *testing.T) {
	db := loaded(t)
	owner := db.Owner(t)
	for _, title := range []string{"Second", "Third"} {
		c := sample(t, "")
		c.Offers[0].Title = title
		_, err := owner.LoadLibrary(t.Context(), c)
		require.NoError(t, err)
	}
	rows, _ := db.Superuser(t).Query(t.Context(), `SELECT version || ' ' || title FROM offer_version WHERE id = 'are-campus' ORDER BY version`)
	titles, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	assert.Equal(t, []string{"1 A campus", "2 Second", "3 Third"}, titles)
}

func TestRetiredRecords(t *testing.T) {
	db := loaded(t)
	owner, s := db.Owner(t), db.Store(t)
	c := sample(t, "")
	c.Offers, c.Answers[0].Answers = c.Offers[:1], c.Answers[0].Answers[:3]
	c.Cases[0].Offers = c.Cases[0].Offers[:1]
	c.Evidence = c.Evidence[1:]
	report, err := owner.LoadLibrary(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{Evidence: store.Count{Retired: 1}, Offers: store.Count{Retired: 1}, Answers: store.Count{Retired: 1}, Cases: store.Count{Changed: 1}}, report)
	require.NoError(t, s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error {
		offers, err := tx.Offers(t.Context())
		require.NoError(t, err)
		assert.Len(t, offers, 1)
		ds, err := tx.Dossiers(t.Context(), "assay-core", "1", []offer.ID{"ref-open"})
		require.NoError(t, err)
		assert.Empty(t, ds)
		uses, err := tx.EvidenceUses(t.Context(), "press-2026")
		require.NoError(t, err)
		assert.Empty(t, uses.ContradictedBy, "a retired record contradicts nothing")
		uses, err = tx.EvidenceUses(t.Context(), "denial-2026")
		require.NoError(t, err)
		assert.Empty(t, uses.Answers, "a retired answer rests on nothing")
		es, err := tx.Evidence(t.Context(), []offer.ID{"denial-2026"})
		require.NoError(t, err)
		assert.Len(t, es, 1, "links to evidence keep leading somewhere")
		return nil
	}))
	report, err = owner.LoadLibrary(t.Context(), sample(t, ""))
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{Evidence: store.Count{Changed: 1}, Offers: store.Count{Changed: 1}, Answers: store.Count{Changed: 1}, Cases: store.Count{Changed: 1}}, report)
	assertReads(t, s, sample(t, ""))
}

func TestBadContentStoresNothing(t *testing.T) {
	tests := []struct {
		name   string
		change func(*store.Content)
		says   string
	}{
		{"an offer twice", func(c *store.Content) { c.Offers = append(c.Offers, c.Offers[0]) }, "are-campus is there twice"},
		{"an answer twice", func(c *store.Content) { c.Answers[0].Answers = append(c.Answers[0].Answers, c.Answers[0].Answers[0]) }, "is there twice"},
		{"a part on missing evidence", func(c *store.Content) { c.Offers[0].Parts.Terms[0].Evidence = []offer.ID{"nothing"} }, "offer_evidence"},
		{"a bound on missing evidence", func(c *store.Content) { c.Answers[0].Answers[0].Hi.Evidence = []offer.ID{"nothing"} }, "answer_evidence"},
		{"a fact on missing evidence", func(c *store.Content) { c.Cases[0].Facts[0].Evidence = []offer.ID{"nothing"} }, "case_fact_evidence"},
		{"a contradiction of missing evidence", func(c *store.Content) { c.Evidence[0].Contradicts = []offer.ID{"nothing"} }, "evidence_contradiction"},
		{"an answer to a missing framework", func(c *store.Content) { c.Answers[0].Framework = "nothing@1" }, "framework"},
		{"an answer to no framework", func(c *store.Content) { c.Answers[0].Framework = "nothing" }, "id@version"},
		{"an id of a private record", func(c *store.Content) { c.Evidence[0].ID = "own-denial" }, "own_ids_say_so"},
		{"bounds in reverse", func(c *store.Content) { c.Answers[0].Answers[1].Lo.Level = 5 }, "level"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := loaded(t)
			before := fingerprints(t, db.Superuser(t))
			c := sample(t, "")
			c.Offers[1].Title = "A good change beside it"
			tt.change(&c)
			_, err := db.Owner(t).LoadLibrary(t.Context(), c)
			require.ErrorContains(t, err, tt.says)
			assert.Equal(t, before, fingerprints(t, db.Superuser(t)))
		})
	}
}

func TestAFrameworkNeverChanges(t *testing.T) {
	db := loaded(t)
	exec(t, db.Superuser(t), `UPDATE framework SET sha256 = pg_catalog.sha256('another pack')`)
	c := sample(t, "")
	c.Offers[0].Title = "Another"
	_, err := db.Owner(t).LoadLibrary(t.Context(), c)
	require.ErrorContains(t, err, "framework assay-core@1 is stored with another content")
}

func TestSimultaneousFirstLoads(t *testing.T) {
	db := testdb.New(t)
	reports := make(chan store.LoadReport)
	for range 4 {
		owner := db.Owner(t)
		go func() {
			r, err := owner.LoadLibrary(t.Context(), sample(t, ""))
			assert.NoError(t, err)
			reports <- r
		}()
	}
	loads := 0
	for range 4 {
		if r := <-reports; !r.Unchanged {
			loads++
			assert.Equal(t, store.Count{New: 2}, r.Offers)
		}
	}
	assert.Equal(t, 1, loads, "one loads, the others wait and find it done")
	assertReads(t, db.Store(t), sample(t, ""))
}
