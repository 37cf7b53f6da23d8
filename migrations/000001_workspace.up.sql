-- The ground every table stands on: the words of the core as domains, the functions that
-- row-level security asks, workspaces, frameworks.

CREATE TABLE schema_applied (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  integer NOT NULL
);
COMMENT ON TABLE schema_applied IS
    'The step this schema stands at, written in the same transaction as the step itself. schema_migrations, which belongs to the migration tool, is written before and after a step, and is dirty when a step was cut off; assay migrate repair then believes this table.';

CREATE DOMAIN slug AS text CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(VALUE) <= 80);
COMMENT ON DOMAIN slug IS 'offer.ID';

CREATE DOMAIN partial_date AS text CHECK (
    VALUE ~ '^((19|2[01])[0-9]{2}|2200)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$|^$'
    AND CASE WHEN length(VALUE) = 10 THEN VALUE::date IS NOT NULL ELSE true END);
COMMENT ON DOMAIN partial_date IS
    'offer.Date: known to the day, the month or the year, as recorded; empty when none is recorded';

CREATE DOMAIN level AS smallint CHECK (VALUE BETWEEN 0 AND 4);
CREATE DOMAIN stage AS text CHECK (VALUE IN ('', 'announced', 'non_binding', 'binding', 'funded', 'delivered'));
COMMENT ON DOMAIN stage IS 'offer.Stage, weakest first; empty: not recorded';
CREATE DOMAIN rung AS text CHECK (VALUE IN ('unverified', 'vendor_claim', 'documented', 'demonstrated'));
COMMENT ON DOMAIN rung IS 'offer.Rung, weakest first';
CREATE DOMAIN sha256 AS bytea CHECK (octet_length(VALUE) = 32);
CREATE DOMAIN framework_id AS text CHECK (VALUE ~ '^[A-Za-z][A-Za-z0-9.-]{0,39}$');
CREATE DOMAIN framework_version AS text CHECK (VALUE ~ '^[0-9][0-9A-Za-z.-]{0,19}$');

CREATE FUNCTION first_day(d text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN d <> '' THEN make_date(substr(d, 1, 4)::int, coalesce(nullif(substr(d, 6, 2), ''), '1')::int, coalesce(nullif(substr(d, 9, 2), ''), '1')::int) END;
COMMENT ON FUNCTION first_day IS 'The first day a partial_date may mean; null when none is recorded.';

CREATE FUNCTION last_day(d text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE length(d)
        WHEN 4 THEN make_date(d::int, 12, 31)
        WHEN 7 THEN (first_day(d) + interval '1 month')::date - 1
        ELSE first_day(d) END;
COMMENT ON FUNCTION last_day IS 'The last day a partial_date may mean; null when none is recorded.';

CREATE FUNCTION assay_library() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '00000000-0000-0000-0000-000000000001'::uuid;
COMMENT ON FUNCTION assay_library IS 'The reserved workspace of the public library.';

CREATE FUNCTION assay_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('assay.workspace', true), '')::uuid;
COMMENT ON FUNCTION assay_workspace IS
    'The workspace of this transaction, or null. A local setting reads as the empty text, not as null, once its transaction is over.';

CREATE TABLE workspace (
    workspace_id   uuid        PRIMARY KEY,
    name           text        NOT NULL CHECK (name <> '' AND octet_length(name) <= 200),
    created_at     timestamptz NOT NULL DEFAULT now(),
    content_sha256 sha256
);
COMMENT ON COLUMN workspace.content_sha256 IS
    'Hash of the content last loaded as a whole. Equal: loading it again would change nothing.';

CREATE FUNCTION assay_is_owner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT pg_get_userbyid(relowner) = current_user FROM pg_catalog.pg_class WHERE oid = 'workspace'::regclass);
COMMENT ON FUNCTION assay_is_owner IS 'Whether the current role owns the tables, whatever its name.';

-- Everybody reads the library; a workspace is read from inside. A workspace is written from
-- inside; the library only by the owner of the tables, in a transaction whose workspace it is.
-- The verbs have policies of their own because one for all of them would be asked on reading too.
CREATE PROCEDURE assay_protect(t regclass) LANGUAGE plpgsql AS $$
DECLARE
    readable CONSTANT text := 'workspace_id IN (assay_library(), assay_workspace())';
    writable CONSTANT text := 'workspace_id = assay_workspace() AND (workspace_id <> assay_library() OR (SELECT assay_is_owner()))';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY readable ON %s FOR SELECT USING (%s)', t, readable);
    EXECUTE format('CREATE POLICY insertable ON %s FOR INSERT WITH CHECK (%s)', t, writable);
    EXECUTE format('CREATE POLICY updatable ON %s FOR UPDATE USING (%s) WITH CHECK (%s)', t, writable, writable);
    EXECUTE format('CREATE POLICY deletable ON %s FOR DELETE USING (%s)', t, writable);
END $$;
COMMENT ON PROCEDURE assay_protect IS 'Forces row-level security on a table with a workspace_id. Every migration that makes one calls it.';

INSERT INTO workspace (workspace_id, name) VALUES (assay_library(), 'Public library');

CALL assay_protect('workspace');

CREATE TABLE framework (
    workspace_id uuid              NOT NULL REFERENCES workspace,
    id           framework_id      NOT NULL,
    version      framework_version NOT NULL,
    kind         text              NOT NULL CHECK (kind IN ('levels', 'rungs', 'components')),
    title        text              NOT NULL CHECK (title <> ''),
    sha256       sha256            NOT NULL,
    body         jsonb             NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    stored_at    timestamptz       NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id, version)
);
COMMENT ON TABLE framework IS 'Frameworks as they were used. A row never changes: another content is another version.';
COMMENT ON COLUMN framework.sha256 IS 'Hash of the pack, the YAML file that body was read from.';

CALL assay_protect('framework');

INSERT INTO schema_applied (version) VALUES (1);
