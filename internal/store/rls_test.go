package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

var (
	mine   = store.UUID{0: 0xa, 15: 0xa}
	theirs = store.UUID{0: 0xb, 15: 0xb}
)

// twoWorkspaces is a database where the library and two workspaces have a row in every table.
func twoWorkspaces(t *testing.T) testdb.DB {
	t.Helper()
	db := loaded(t)
	owner, s := db.Owner(t), db.Store(t)
	for _, w := range []store.UUID{mine, theirs} {
		require.NoError(t, s.InWorkspace(t.Context(), w, func(tx *store.Tx) error { return tx.CreateWorkspace(t.Context(), "A ministry") }))
		_, err := owner.LoadInto(t.Context(), w, sample(t, "own-"))
		require.NoError(t, err)
		saveComparison(t, s, w, "Ours and theirs")
		addWeights(t, s, w, someWeights())
		useDesk(t, s, w)
	}
	return db
}

// useDesk leaves a row in every table that only a desk fills.
func useDesk(t *testing.T, s *store.Store, workspace store.UUID) {
	t.Helper()
	registry, err := framework.Embedded()
	require.NoError(t, err)
	pack := []byte(`id: own-core
version: "1"
kind: levels
title: Ours
publisher: A ministry
source: A decree
licence: None
statement: Only the weights are ours.
base: assay-core@1
weights: {compute-location: 40, model-inspectability: 20, chip-exposure: 20, switching-cost: 20}
`)
	own, err := registry.Read("own-core@1.yaml", pack)
	require.NoError(t, err)
	act := store.Act{Person: "Ada", Reason: "To begin with."}
	require.NoError(t, s.InWorkspace(t.Context(), workspace, func(tx *store.Tx) error {
		ctx := t.Context()
		require.NoError(t, tx.AddFramework(ctx, act, own, pack))
		require.NoError(t, tx.FreezeFramework(ctx, act, own.Ref()))
		require.NoError(t, tx.SaveSettings(ctx, act, store.Settings{FreezeFirst: true}))
		_, err := tx.AddAttachment(ctx, act, store.Attachment{Name: "act.pdf", MediaType: "application/pdf", Body: []byte("%PDF")})
		require.NoError(t, err)
		_, err = tx.AddUpload(ctx, act, store.Upload{Kind: "answers", Name: "answers.csv", Body: []byte("offer")})
		return err
	}))
}

func saveComparison(t *testing.T, s *store.Store, workspace store.UUID, name string) store.Comparison {
	t.Helper()
	var saved store.Comparison
	require.NoError(t, s.InWorkspace(t.Context(), workspace, func(tx *store.Tx) (err error) {
		saved, err = tx.SaveComparison(t.Context(), store.Comparison{
			Name: name, Title: "A choice", Framework: core, AsOf: offer.Date{Year: 2026, Month: 11, Day: 22},
			Offers: []offer.ID{"own-are-campus", "are-campus"},
		})
		return err
	}))
	return saved
}

// asProber runs f with conn in a role that has every right that can be granted, so that
// row-level security is all that stands between it and foreign rows.
func asProber(t *testing.T, conn *pgx.Conn, workspace string, f func()) {
	t.Helper()
	exec(t, conn, `CREATE ROLE assay_prober`)
	exec(t, conn, `GRANT ALL ON ALL TABLES IN SCHEMA public TO assay_prober`)
	exec(t, conn, `SELECT set_config('assay.workspace', $1, false)`, workspace)
	exec(t, conn, `SET ROLE assay_prober`)
	defer func() {
		_, err := conn.Exec(context.Background(), `RESET ROLE; DROP OWNED BY assay_prober; DROP ROLE assay_prober`)
		require.NoError(t, err)
	}()
	f()
}

// attempt runs a statement in a savepoint of its own and takes it back.
func attempt(t *testing.T, conn *pgx.Conn, statement string, args ...any) (int64, error) {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(context.Background())
	tag, err := tx.Exec(t.Context(), statement, args...)
	return tag.RowsAffected(), err
}

func count(t *testing.T, conn *pgx.Conn, query string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

// columns lists the columns of a table that can be written, workspace_id aside.
func columns(t *testing.T, conn *pgx.Conn, table string) []string {
	t.Helper()
	rows, _ := conn.Query(t.Context(), `
		SELECT quote_ident(attname) FROM pg_attribute
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'workspace_id' ORDER BY attnum`, "public."+table)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return names
}

func TestEveryTableIsProtected(t *testing.T) {
	conn := testdb.New(t).Superuser(t)
	rows, _ := conn.Query(t.Context(), `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	without := slices.DeleteFunc(all, func(name string) bool { return slices.Contains(tables(t, conn), name) })
	assert.Equal(t, []string{"desk_link", "river_job", "river_leader", "river_notification", "river_queue", "schema_applied", "schema_migrations", "session"}, without, "every other table carries a workspace")

	for _, table := range tables(t, conn) {
		var forced bool
		var verbs string
		require.NoError(t, conn.QueryRow(t.Context(), `
			SELECT relrowsecurity AND relforcerowsecurity, (SELECT string_agg(cmd || ' ' || permissive, ', ' ORDER BY cmd) FROM pg_policies WHERE tablename = relname)
			FROM pg_class WHERE oid = $1::regclass`, "public."+table).Scan(&forced, &verbs))
		assert.True(t, forced, table)
		assert.Equal(t, "DELETE PERMISSIVE, INSERT PERMISSIVE, SELECT PERMISSIVE, UPDATE PERMISSIVE", verbs, table)
	}
	// A foreign key does not ask row-level security, so each must name a workspace on both sides.
	assert.Zero(t, count(t, conn, `
		SELECT count(*) FROM pg_constraint k
		WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND NOT EXISTS (
			SELECT FROM unnest(k.conkey, k.confkey) u (here, there)
			JOIN pg_attribute h ON h.attrelid = k.conrelid AND h.attnum = u.here
			JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = u.there
			WHERE f.attname = 'workspace_id' AND (h.attname = 'workspace_id' OR h.attgenerated = 's'))`))
}

// Whatever the verb and the table, and with every right granted, a workspace reaches its own
// rows alone, and reads the library besides.
func TestNoWorkspaceReachesAnother(t *testing.T) {
	db := twoWorkspaces(t)
	conn, other := db.Superuser(t), db.Superuser(t)
	all := tables(t, conn)
	require.Greater(t, len(all), 15)
	before := fingerprints(t, other)
	asProber(t, conn, mine.String(), func() {
		for _, table := range all {
			own := count(t, other, `SELECT count(*) FROM `+table+` WHERE workspace_id = $1`, mine)
			foreign := count(t, other, `SELECT count(*) FROM `+table+` WHERE workspace_id = $1`, theirs)
			public := count(t, other, `SELECT count(*) FROM `+table+` WHERE workspace_id = $1`, store.Library)
			require.NotZero(t, own, "%s: give the test rows in every table", table)
			require.NotZero(t, foreign, table)

			assert.Zero(t, count(t, conn, `SELECT count(*) FROM `+table+` WHERE workspace_id = $1`, theirs), "%s: select foreign rows", table)
			assert.Equal(t, own+public, count(t, conn, `SELECT count(*) FROM `+table), "%s: select", table)

			for _, w := range []store.UUID{theirs, store.Library} {
				n, err := attempt(t, conn, `UPDATE `+table+` SET workspace_id = workspace_id WHERE workspace_id = $1`, w)
				require.NoError(t, err, table)
				assert.Zero(t, n, "%s: update in %s", table, w)
				n, err = attempt(t, conn, `DELETE FROM `+table+` WHERE workspace_id = $1`, w)
				require.NoError(t, err, table)
				assert.Zero(t, n, "%s: delete in %s", table, w)
				_, err = attempt(t, conn, `UPDATE `+table+` SET workspace_id = $1 WHERE workspace_id = $2`, w, mine)
				assert.ErrorContains(t, err, "row-level security", "%s: move to %s", table, w)
				list := strings.Join(append([]string{""}, columns(t, other, table)...), ", ")
				_, err = attempt(t, conn, fmt.Sprintf(`INSERT INTO %s (workspace_id%s) SELECT $1%s FROM %s WHERE workspace_id = $2`, table, list, list, table), w, mine)
				assert.ErrorContains(t, err, "row-level security", "%s: insert into %s", table, w)
			}
			n, err := attempt(t, conn, `UPDATE `+table+` SET workspace_id = workspace_id`)
			require.NoError(t, err, table)
			assert.Equal(t, own, n, "%s: update everything", table)
		}
	})
	assert.Equal(t, before, fingerprints(t, other))
}

func TestWithoutAWorkspaceThereIsTheLibrary(t *testing.T) {
	db := twoWorkspaces(t)
	conn, other := db.Superuser(t), db.Superuser(t)
	all := tables(t, conn)
	asProber(t, conn, "", func() {
		for _, table := range all {
			public := count(t, other, `SELECT count(*) FROM `+table+` WHERE workspace_id = $1`, store.Library)
			assert.Equal(t, public, count(t, conn, `SELECT count(*) FROM `+table), table)
			for _, verb := range []string{`UPDATE ` + table + ` SET workspace_id = workspace_id`, `DELETE FROM ` + table} {
				n, err := attempt(t, conn, verb)
				require.NoError(t, err)
				assert.Zero(t, n, verb)
			}
		}
		exec(t, conn, `SELECT set_config('assay.workspace', 'nonsense', false)`)
		_, err := attempt(t, conn, `SELECT count(*) FROM offer`)
		assert.ErrorContains(t, err, "invalid input syntax for type uuid", "a wrong setting shows nothing at all")
	})
}

// The same through the front door: the serving role, with the rights it has.
func TestTheServerCannotReachForeignRows(t *testing.T) {
	db := twoWorkspaces(t)
	s, conn := db.Store(t), db.Superuser(t)
	before := fingerprints(t, conn)
	for _, table := range tables(t, conn) {
		for _, w := range []store.UUID{theirs, store.Library} {
			for _, verb := range []string{`UPDATE ` + table + ` SET workspace_id = workspace_id WHERE workspace_id = $1`, `DELETE FROM ` + table + ` WHERE workspace_id = $1`} {
				err := s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
					n, err := tx.Exec(t.Context(), verb, w)
					assert.Zero(t, n, verb)
					return err
				})
				if err != nil {
					assert.ErrorIs(t, err, store.ErrForbidden, verb)
				}
			}
		}
	}
	require.NoError(t, s.InWorkspace(t.Context(), mine, func(tx *store.Tx) error {
		offers, err := tx.Offers(t.Context())
		require.NoError(t, err)
		ids := make([]offer.ID, len(offers))
		for i, o := range offers {
			ids[i] = o.ID
		}
		assert.Equal(t, []offer.ID{"are-campus", "ref-open", "own-are-campus", "own-ref-open"}, ids, "the library, then one's own, once")
		ds, err := tx.Dossiers(t.Context(), "assay-core", "1", ids)
		require.NoError(t, err)
		assert.Equal(t, slices.Concat(dossiers(sample(t, "")), dossiers(sample(t, "own-"))), ds)
		return nil
	}))
	require.NoError(t, s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error {
		offers, err := tx.Offers(t.Context())
		assert.Len(t, offers, 2)
		return err
	}))
	assert.Equal(t, before, fingerprints(t, conn))
}

func TestOnlyTheOwnerWritesTheLibrary(t *testing.T) {
	db := loaded(t)
	s, conn := db.Store(t), db.Superuser(t)
	before := fingerprints(t, conn)
	err := s.InWorkspace(t.Context(), store.Library, func(tx *store.Tx) error {
		_, err := tx.SaveComparison(t.Context(), store.Comparison{Name: "x", Title: "x", Framework: core, AsOf: offer.Date{Year: 2026, Month: 1, Day: 1}, Offers: []offer.ID{"are-campus"}})
		return err
	})
	assert.ErrorIs(t, err, store.ErrForbidden)
	exec(t, conn, `GRANT UPDATE, DELETE ON offer TO assay_server`) // even with the rights
	require.NoError(t, s.InWorkspace(t.Context(), store.Library, func(tx *store.Tx) error {
		for _, verb := range []string{`UPDATE offer SET version = 2`, `DELETE FROM offer`} {
			n, err := tx.Exec(t.Context(), verb)
			require.NoError(t, err)
			assert.Zero(t, n, verb)
		}
		return nil
	}))
	assert.Equal(t, before, fingerprints(t, conn))
	exec(t, conn, `REVOKE UPDATE, DELETE ON offer FROM assay_server`)

	// The owner itself writes the library only where it says so.
	owner, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Owner))
	require.NoError(t, err)
	defer owner.Close(context.Background())
	n, err := attempt(t, owner, `DELETE FROM case_fact_offer`)
	require.NoError(t, err)
	assert.Zero(t, n)
	exec(t, owner, `SELECT set_config('assay.workspace', assay_library()::text, false)`)
	n, err = attempt(t, owner, `DELETE FROM case_fact_offer`)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
}

// Whether another workspace has a record cannot even be found out by pointing a foreign key
// at it: the answer is the same as for a record that nobody has.
func TestForeignKeysStayInside(t *testing.T) {
	db := twoWorkspaces(t)
	conn := db.Superuser(t)
	secret := sample(t, "own-")
	secret.Offers = append(secret.Offers, offer.Offer{ID: "own-secret", Title: "A secret", Scope: offer.ScopePath, Provider: "Somebody"})
	secret.Evidence = append(secret.Evidence, offer.Evidence{ID: "own-leak", Account: "It leaks.", Source: offer.Source{Publisher: "A paper", Where: "a drawer", Grade: offer.GradeC}})
	_, err := db.Owner(t).LoadInto(t.Context(), theirs, secret)
	require.NoError(t, err)
	asProber(t, conn, mine.String(), func() {
		for _, id := range []string{"own-secret", "own-nobodys"} {
			for _, statement := range []string{
				`UPDATE comparison_offer SET own_offer_id = $1 WHERE own_offer_id IS NOT NULL`,
				`UPDATE comparison_offer SET library_offer_id = $1 WHERE library_offer_id IS NOT NULL`,
				`UPDATE answer SET offer_id = $1`,
				`UPDATE case_offer SET offer_id = $1 WHERE ordinal = 0`,
				`UPDATE case_fact_offer SET offer_id = $1`,
				`UPDATE case_study_version SET lead = $1`,
			} {
				_, err := attempt(t, conn, statement, id)
				assert.ErrorContains(t, err, "SQLSTATE 23503", statement)
			}
		}
		for _, id := range []string{"own-leak", "own-nobodys"} {
			for _, table := range []string{"offer_evidence", "case_fact_evidence"} {
				_, err := attempt(t, conn, `UPDATE `+table+` SET evidence_id = $1 WHERE evidence_id = 'own-law-2025'`, id)
				assert.ErrorContains(t, err, "SQLSTATE 23503", table)
			}
		}
	})
}
