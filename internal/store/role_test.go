package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

func TestServingRolesThatSecurityDoesNotBindAreRefused(t *testing.T) {
	db := testdb.New(t)
	conn := db.Superuser(t)
	tests := []struct {
		name, role string
		before     string // run as the superuser
		after      string
		says       string
	}{
		{"superuser", localpg.Superuser, "", "", "it is a superuser"},
		{"owner", store.DefaultRoles.Owner, "", "", "it owns the tables"},
		{"backup", store.DefaultRoles.Backup, "GRANT SELECT ON schema_migrations TO assay_backup", "", "it has BYPASSRLS"},
		{"may become the owner", store.DefaultRoles.Server, "GRANT assay_owner TO assay_server", "REVOKE assay_owner FROM assay_server", "it may become assay_owner"},
		{"may become the backup", store.DefaultRoles.Server, "GRANT assay_backup TO assay_server", "REVOKE assay_backup FROM assay_server", "it may become assay_backup"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			exec(t, conn, tt.before)
			defer exec(t, conn, tt.after)
			_, err := store.Open(t.Context(), db.URL(tt.role))
			require.ErrorIs(t, err, store.ErrServingRole)
			assert.ErrorContains(t, err, tt.says)
		})
	}
	assert.NoError(t, db.Store(t).Ping(t.Context()))
}

func TestOnlyTheOwnerOpensAsOwner(t *testing.T) {
	db := testdb.New(t)
	for _, role := range []string{localpg.Superuser, store.DefaultRoles.Server, store.DefaultRoles.Backup} {
		_, err := store.OpenOwner(t.Context(), db.URL(role))
		assert.ErrorIs(t, err, store.ErrNotOwner, role)
	}
}

func TestCreateRolesMendsWhatIsWrong(t *testing.T) {
	conn := testdb.Empty(t).Superuser(t)
	roles := store.Roles{Owner: "other owner", Server: "other_server", Backup: "other_backup"}
	defer func() {
		for _, r := range []string{roles.Owner, roles.Server, roles.Backup} {
			_, err := conn.Exec(context.Background(), `DROP ROLE `+pgx.Identifier{r}.Sanitize())
			require.NoError(t, err)
		}
	}()
	state := func() []string {
		rows, _ := conn.Query(t.Context(), `
			SELECT format('%s login=%s super=%s bypass=%s createrole=%s', rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole)
			FROM pg_roles WHERE rolname LIKE 'other%' ORDER BY 1`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return lines
	}
	want := []string{
		"other owner login=t super=f bypass=f createrole=f",
		"other_backup login=t super=f bypass=t createrole=f",
		"other_server login=t super=f bypass=f createrole=f",
	}
	require.NoError(t, store.CreateRoles(t.Context(), conn, roles))
	assert.Equal(t, want, state())
	exec(t, conn, `ALTER ROLE other_server SUPERUSER BYPASSRLS`)
	exec(t, conn, `ALTER ROLE other_backup NOBYPASSRLS NOLOGIN CREATEROLE`)
	require.NoError(t, store.CreateRoles(t.Context(), conn, roles))
	assert.Equal(t, want, state())
}

func TestSimultaneousStartsMakeRolesAndDatabaseOnce(t *testing.T) {
	db := testdb.Empty(t)
	roles := store.Roles{Owner: "race_owner", Server: "race_server", Backup: "race_backup"}
	errs := make(chan error)
	for range 4 {
		conn := db.Superuser(t)
		go func() {
			err := store.CreateRoles(t.Context(), conn, roles)
			if err == nil {
				err = store.CreateDatabase(t.Context(), conn, "race", roles)
			}
			errs <- err
		}()
	}
	for range 4 {
		assert.NoError(t, <-errs)
	}
	conn := db.Superuser(t)
	exec(t, conn, `ALTER DATABASE race OWNER TO postgres`)
	require.NoError(t, store.CreateDatabase(t.Context(), conn, "race", roles))
	var owner string
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'race'`).Scan(&owner))
	assert.Equal(t, "race_owner", owner)
	exec(t, conn, `DROP DATABASE race`)
	for _, r := range []string{roles.Owner, roles.Server, roles.Backup} {
		exec(t, conn, `DROP ROLE `+r)
	}
}

func TestRightsAreNamedForEveryTable(t *testing.T) {
	conn := testdb.New(t).Superuser(t)
	rows, _ := conn.Query(t.Context(), `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	slices.Sort(all)
	assert.Equal(t, all, slices.Sorted(maps.Keys(store.ServerRights)))
}

func TestTheServerHasNoRightsToSpare(t *testing.T) {
	db := loaded(t)
	server, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Server))
	require.NoError(t, err)
	defer server.Close(context.Background())
	var denied []string
	for _, table := range tables(t, db.Superuser(t)) {
		denied = append(denied, `DELETE FROM `+table, `TRUNCATE `+table, `ALTER TABLE `+table+` DISABLE ROW LEVEL SECURITY`, `DROP TABLE `+table)
	}
	for _, table := range []string{"offer_version", "evidence_version", "answer_version", "case_study_version", "comparison_version", "framework"} {
		denied = append(denied, fmt.Sprintf(`UPDATE %s SET version = version`, table))
	}
	denied = append(denied, `CREATE TABLE public.mine (x int)`, `CREATE SCHEMA mine`, `UPDATE schema_migrations SET version = 1`, `SELECT version FROM schema_applied`,
		`UPDATE workspace SET content_sha256 = NULL`, `SET ROLE assay_owner`)
	for _, statement := range denied {
		_, err := attempt(t, server, statement)
		assert.ErrorContains(t, err, "SQLSTATE 42501", statement)
	}
}

func TestGrantTakesBackWhatWasAdded(t *testing.T) {
	db := testdb.New(t)
	conn := db.Superuser(t)
	before := dump(t, conn)
	exec(t, conn, `GRANT ALL ON offer TO assay_server, PUBLIC`)
	require.NotEqual(t, before, dump(t, conn))
	require.NoError(t, store.Grant(t.Context(), db.URL(store.DefaultRoles.Owner), store.DefaultRoles))
	assert.Equal(t, before, dump(t, conn))
}

func TestTheBackupReadsEverything(t *testing.T) {
	db := twoWorkspaces(t)
	conn := db.Superuser(t)
	backup, err := pgx.Connect(t.Context(), db.URL(store.DefaultRoles.Backup))
	require.NoError(t, err)
	defer backup.Close(context.Background())
	for _, table := range tables(t, conn) {
		assert.Equal(t, count(t, conn, `SELECT count(*) FROM `+table), count(t, backup, `SELECT count(*) FROM `+table), table)
		_, err := attempt(t, backup, `DELETE FROM `+table)
		assert.ErrorContains(t, err, "SQLSTATE 42501", table)
	}
}
