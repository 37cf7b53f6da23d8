package store_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store/testdb"
)

// dumpQueries give one statement a row, in reading order, for everything in schema public but
// the migration tool's own table. Unlike pg_dump, they write the same text on every server of one
// major version that has the same schema. What another may write otherwise, stable leaves out.
var dumpQueries = []string{
	`SELECT format('CREATE DOMAIN %I AS %s%s;', t.typname, format_type(t.typbasetype, t.typtypmod),
		(SELECT string_agg(' ' || regexp_replace(pg_get_constraintdef(c.oid), '\s+', ' ', 'g'), '' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'))
	FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'd' ORDER BY t.typname COLLATE "C"`,
	`SELECT pg_get_functiondef(p.oid) || ';'
	FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname COLLATE "C"`,
	`SELECT format(E'CREATE TABLE %I (\n    %s\n);', c.relname, string_agg(line, E',\n    ' ORDER BY part, place, line COLLATE "C"))
	FROM pg_class c, LATERAL (
		SELECT 1 AS part, a.attnum AS place, format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) ||
			CASE WHEN a.attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
				WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END ||
			CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS line
		FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL
		SELECT 2, array_position('{p,u,f,c}', k.contype::text), format('CONSTRAINT %I %s', k.conname, regexp_replace(pg_get_constraintdef(k.oid), '\s+', ' ', 'g'))
		FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')) l
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
	GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
	`SELECT s FROM (SELECT pg_get_indexdef(i.indexrelid) || ';' AS s
	FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
	WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migrations'
		AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))) x
	ORDER BY s COLLATE "C"`,
	`SELECT format('ALTER TABLE %I%s%s;', relname,
		CASE WHEN relrowsecurity THEN ' ENABLE ROW LEVEL SECURITY' ELSE '' END,
		CASE WHEN relforcerowsecurity THEN ', FORCE ROW LEVEL SECURITY' ELSE '' END)
	FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND (relrowsecurity OR relforcerowsecurity)
	ORDER BY relname COLLATE "C"`,
	`SELECT format('CREATE POLICY %I ON %I AS %s FOR %s', policyname, tablename, permissive, cmd) ||
		coalesce(E'\n    USING ' || regexp_replace(qual, '\s+', ' ', 'g'), '') || coalesce(E'\n    WITH CHECK ' || regexp_replace(with_check, '\s+', ' ', 'g'), '') || ';'
	FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename COLLATE "C", policyname COLLATE "C"`,
	`SELECT s FROM (SELECT format('COMMENT ON %s %s IS %L;', replace(upper(o.type), 'TABLE C', 'C'), replace(o.identity, 'pg_catalog.', ''), d.description) AS s
	FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
	WHERE o.schema = 'public' OR o.identity LIKE '% on public.%' OR o.identity LIKE 'public.%') x
	ORDER BY s COLLATE "C"`,
	`SELECT format('GRANT %s ON %I TO %I;', string_agg(privilege, ', ' ORDER BY privilege COLLATE "C"), relname, grantee)
	FROM (
		SELECT c.relname, x.grantee::regrole AS grantee, x.privilege_type AS privilege
		FROM pg_class c, LATERAL aclexplode(c.relacl) x
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relowner <> x.grantee
		UNION ALL
		SELECT c.relname, x.grantee::regrole, format('%s (%s)', x.privilege_type, string_agg(a.attname, ', ' ORDER BY a.attnum))
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, LATERAL aclexplode(a.attacl) x
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
		GROUP BY c.relname, x.grantee, x.privilege_type) g
	GROUP BY relname, grantee ORDER BY grantee::text COLLATE "C", relname COLLATE "C"`,
}

// dump writes out the schema of a database.
func dump(t testing.TB, conn *pgx.Conn) string {
	t.Helper()
	_, err := conn.Exec(t.Context(), `SET search_path = public`)
	require.NoError(t, err)
	var b strings.Builder
	for _, q := range dumpQueries {
		rows, _ := conn.Query(context.Background(), q)
		statements, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		for _, s := range statements {
			fmt.Fprintln(&b, strings.ReplaceAll(s, "public.", ""))
		}
		if len(statements) > 0 {
			fmt.Fprintln(&b)
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// schemaDocument is what docs/schema.sql says.
func schemaDocument(t testing.TB, conn *pgx.Conn) string {
	t.Helper()
	var major int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT current_setting('server_version_num')::int / 10000`).Scan(&major))
	return fmt.Sprintf("-- The schema after all migrations, written on Postgres %d by go test ./internal/store -run Schema -update.\n"+
		"-- For reading: it is not run by anything.\n\n%s", major, dump(t, conn))
}

var major = regexp.MustCompile(`written on (Postgres \d+) by`)

// writtenOn is the Postgres that wrote a schema document.
func writtenOn(t testing.TB, document string) string {
	t.Helper()
	m := major.FindStringSubmatch(document)
	require.NotNil(t, m, "the document says which Postgres wrote it")
	return m[1]
}

// expressions are where a schema document holds what Postgres made of an expression when it
// parsed it, of which it promises no spelling. One to a line but for the bodies of functions.
var expressions = []*regexp.Regexp{
	regexp.MustCompile(`(?m)^(CREATE DOMAIN \S+ AS .*? CHECK) .*(;)$`),
	regexp.MustCompile(`(?m)^(    CONSTRAINT \S+ CHECK) .*?(,?)$`),
	regexp.MustCompile(`(?m)( GENERATED ALWAYS AS) .*?( STORED( NOT NULL)?,?)$`),
	regexp.MustCompile(`(?m)^(    \S+ .*? DEFAULT) .*?(( NOT NULL)?,?)$`),
	regexp.MustCompile(`(?m)^(    USING|    WITH CHECK) .*?(;?)$`),
	regexp.MustCompile(`(?m)^(CREATE (?:UNIQUE )?INDEX .* WHERE) .*(;)$`),
	regexp.MustCompile(`(?ms)^(RETURN) .*?(\n;)$`),
}

// stable is a schema document without its expressions and the name of its writer. What tables,
// columns, types, constraints, indexes, policies, functions and rights there are is still in it,
// and which columns have a default.
func stable(document string) string {
	document = major.ReplaceAllString(document, "written by")
	for _, e := range expressions {
		document = e.ReplaceAllString(document, "$1 ...$2")
	}
	return document
}

// One version of Postgres is here, so another's hand is feigned: without the casts and doubled
// parentheses that this one writes.
func TestAnotherPostgresWritesTheSameSchema(t *testing.T) {
	document := schemaDocument(t, testdb.New(t).Superuser(t))
	other := regexp.MustCompile(`::[a-z]+(\[\])?`).ReplaceAllString(document, "")
	other = strings.NewReplacer("((", "(", " = ANY (ARRAY[", " IN ([", "now()", "CURRENT_TIMESTAMP", "( SELECT ", "(SELECT ").Replace(other)
	other = major.ReplaceAllString(other, "written on Postgres 99 by")
	require.NotEqual(t, stable(document), document)
	require.NotEqual(t, writtenOn(t, document), writtenOn(t, other))
	assert.Equal(t, stable(document), stable(other))
}

// Whatever the version, a schema that is another one is seen to be.
func TestStableKeepsWhatASchemaIs(t *testing.T) {
	conn := testdb.New(t).Superuser(t)
	before := stable(schemaDocument(t, conn))
	for _, change := range []string{
		`ALTER TABLE offer_version DROP CONSTRAINT country_goes_with_scope`,
		`ALTER TABLE offer_version RENAME CONSTRAINT offer_version_pkey TO another`,
		`ALTER TABLE offer_version ADD COLUMN more text`,
		`ALTER TABLE offer_version ALTER COLUMN provider DROP NOT NULL`,
		`ALTER TABLE offer_version ALTER COLUMN version TYPE bigint`,
		`ALTER TABLE offer_version ALTER COLUMN stored_at DROP DEFAULT`,
		`ALTER TABLE offer_version ALTER COLUMN stored_at DROP NOT NULL`,
		`ALTER TABLE offer_version NO FORCE ROW LEVEL SECURITY`,
		`DROP POLICY updatable ON offer_version`,
		`CREATE POLICY more ON offer_version FOR DELETE USING (true)`,
		`DROP INDEX session_expires_at_idx`,
		`CREATE INDEX more ON session (expires_at) WHERE expires_at IS NULL`,
		`ALTER DOMAIN slug DROP CONSTRAINT slug_check`,
		`CREATE DOMAIN more AS text`,
		`DROP FUNCTION last_day CASCADE`,
		`REVOKE SELECT ON offer_version FROM assay_server`,
		`COMMENT ON TABLE offer_version IS 'Another'`,
		`DROP TABLE session`,
	} {
		exec(t, conn, change)
		after := stable(schemaDocument(t, conn))
		assert.NotEqual(t, before, after, change)
		before = after
	}
}
