package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// dumpQueries give one statement a row, in reading order, for everything in schema public but
// the migration tool's own table. The catalog functions used write the same text on every
// server that has the same schema, which pg_dump does not.
var dumpQueries = []string{
	`SELECT format('CREATE DOMAIN %I AS %s%s;', t.typname, format_type(t.typbasetype, t.typtypmod),
		(SELECT string_agg(' ' || pg_get_constraintdef(c.oid), '' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'))
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
		SELECT 2, array_position('{p,u,f,c}', k.contype::text), format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
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
		coalesce(E'\n    USING ' || qual, '') || coalesce(E'\n    WITH CHECK ' || with_check, '') || ';'
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
