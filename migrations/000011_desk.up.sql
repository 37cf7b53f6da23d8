-- The desk: people keep offers, answers and evidence of their own. Every version says who
-- stored it and why, every write leaves an event, and a private record may rest on one of the
-- library: the id tells whose it is, since own ids, and only they, begin with own-.

ALTER TABLE offer_version ADD COLUMN stored_by text NOT NULL DEFAULT '' CHECK (octet_length(stored_by) <= 200),
    ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000);
ALTER TABLE answer_version ADD COLUMN stored_by text NOT NULL DEFAULT '' CHECK (octet_length(stored_by) <= 200),
    ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000);
ALTER TABLE evidence_version ADD COLUMN stored_by text NOT NULL DEFAULT '' CHECK (octet_length(stored_by) <= 200),
    ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000);
ALTER TABLE comparison_version ADD COLUMN stored_by text NOT NULL DEFAULT '' CHECK (octet_length(stored_by) <= 200),
    ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000);
COMMENT ON COLUMN offer_version.stored_by IS 'Who stored this version, by their own account; empty: the loader of the library, or nobody said.';
COMMENT ON COLUMN answer_version.stored_by IS 'As on offer_version.';
COMMENT ON COLUMN evidence_version.stored_by IS 'As on offer_version.';
COMMENT ON COLUMN comparison_version.stored_by IS 'As on offer_version.';

ALTER TABLE evidence_version
    ADD COLUMN container text NOT NULL DEFAULT '',
    ADD COLUMN doi text NOT NULL DEFAULT '' CHECK (doi ~ '^(10\..+)?$'),
    ADD COLUMN accessed partial_date NOT NULL DEFAULT '',
    ADD COLUMN rung rung NOT NULL DEFAULT 'unverified',
    ADD COLUMN archive text NOT NULL DEFAULT '' CHECK (archive ~ '^([0-9a-f]{64})?$');
COMMENT ON COLUMN evidence_version.archive IS 'SHA-256, in hexadecimal, of the attachment that is a copy of the source; empty: none.';

-- Whose a record is, by its id. Composite foreign keys lead through it.
CREATE FUNCTION assay_keeper(workspace uuid, id text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN starts_with(id, 'own-') THEN workspace ELSE '00000000-0000-0000-0000-000000000001'::uuid END;
COMMENT ON FUNCTION assay_keeper IS 'The workspace that keeps the record of this id: the own one for own- ids, else the library.';

ALTER TABLE offer_evidence DROP CONSTRAINT offer_evidence_workspace_id_evidence_id_fkey,
    ADD COLUMN evidence_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, evidence_id)) STORED,
    ADD CONSTRAINT offer_evidence_evidence_fkey FOREIGN KEY (evidence_workspace_id, evidence_id) REFERENCES evidence (workspace_id, id);
ALTER TABLE answer_evidence DROP CONSTRAINT answer_evidence_workspace_id_evidence_id_fkey,
    ADD COLUMN evidence_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, evidence_id)) STORED,
    ADD CONSTRAINT answer_evidence_evidence_fkey FOREIGN KEY (evidence_workspace_id, evidence_id) REFERENCES evidence (workspace_id, id);
ALTER TABLE evidence_contradiction DROP CONSTRAINT evidence_contradiction_workspace_id_contradicts_fkey,
    ADD COLUMN contradicts_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, contradicts)) STORED,
    ADD CONSTRAINT evidence_contradiction_contradicts_fkey FOREIGN KEY (contradicts_workspace_id, contradicts) REFERENCES evidence (workspace_id, id);

-- A framework may be the workspace's own, too.
ALTER TABLE framework ADD CONSTRAINT own_ids_say_so CHECK ((id ~ '^own-') = (workspace_id <> assay_library()));
ALTER TABLE framework ADD COLUMN source text NOT NULL DEFAULT '' CHECK (octet_length(source) <= 1048576),
    ADD COLUMN stored_by text NOT NULL DEFAULT '' CHECK (octet_length(stored_by) <= 200);
COMMENT ON COLUMN framework.source IS 'The YAML of an own framework, as it was given; empty for those that ship with the program.';

ALTER TABLE answer DROP COLUMN framework_workspace_id;
ALTER TABLE answer ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, framework_id)) STORED,
    ADD CONSTRAINT answer_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework (workspace_id, id, version);
ALTER TABLE comparison_version DROP COLUMN framework_workspace_id;
ALTER TABLE comparison_version ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, framework_id)) STORED,
    ADD CONSTRAINT comparison_version_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework (workspace_id, id, version);
ALTER TABLE weighting DROP COLUMN framework_workspace_id;
ALTER TABLE weighting ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, framework_id)) STORED,
    ADD CONSTRAINT weighting_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework (workspace_id, id, version);

CREATE TABLE frozen_framework (
    workspace_id      uuid              NOT NULL REFERENCES workspace,
    framework_id      framework_id      NOT NULL,
    framework_version framework_version NOT NULL,
    frozen_at         timestamptz       NOT NULL DEFAULT now(),
    frozen_by         text              NOT NULL CHECK (octet_length(frozen_by) <= 200),
    reason            text              NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000),
    framework_workspace_id uuid         NOT NULL GENERATED ALWAYS AS (assay_keeper(workspace_id, framework_id)) STORED,
    PRIMARY KEY (workspace_id, framework_id, framework_version),
    FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework (workspace_id, id, version)
);
COMMENT ON TABLE frozen_framework IS 'Criteria that the workspace has settled: no other version of the same framework is taken in after.';

CREATE TABLE setting (
    workspace_id uuid        PRIMARY KEY REFERENCES workspace,
    freeze_first boolean     NOT NULL DEFAULT false,
    changed_at   timestamptz NOT NULL DEFAULT now(),
    changed_by   text        NOT NULL CHECK (octet_length(changed_by) <= 200)
);
COMMENT ON COLUMN setting.freeze_first IS 'Whether criteria must be frozen before the first answer to them.';

CREATE TABLE attachment (
    workspace_id uuid        NOT NULL REFERENCES workspace,
    sha256       sha256      NOT NULL,
    name         text        NOT NULL CHECK (name <> '' AND octet_length(name) <= 200),
    media_type   text        NOT NULL CHECK (media_type <> '' AND octet_length(media_type) <= 100),
    body         bytea       NOT NULL CHECK (octet_length(body) <= 20971520),
    stored_at    timestamptz NOT NULL DEFAULT now(),
    stored_by    text        NOT NULL CHECK (octet_length(stored_by) <= 200),
    PRIMARY KEY (workspace_id, sha256)
);
COMMENT ON TABLE attachment IS 'Copies of sources, by their hash. They are kept and handed out, never opened.';
ALTER TABLE attachment ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE upload (
    workspace_id uuid        NOT NULL REFERENCES workspace,
    id           uuid        NOT NULL,
    kind         text        NOT NULL CHECK (kind <> '' AND octet_length(kind) <= 40),
    name         text        NOT NULL CHECK (octet_length(name) <= 200),
    options      jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(options) = 'object' AND octet_length(options::text) <= 65536),
    body         bytea       NOT NULL CHECK (octet_length(body) <= 67108864),
    stored_by    text        NOT NULL CHECK (octet_length(stored_by) <= 200),
    stored_at    timestamptz NOT NULL DEFAULT now(),
    state        text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'queued', 'running', 'done', 'failed', 'cancelled')),
    done         integer     NOT NULL DEFAULT 0 CHECK (done >= 0),
    total        integer     NOT NULL DEFAULT 0 CHECK (total >= 0),
    report       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(report) = 'object' AND octet_length(report::text) <= 1048576),
    ended_at     timestamptz,
    PRIMARY KEY (workspace_id, id)
);
COMMENT ON TABLE upload IS 'Files that wait for their confirmation, and what became of them. Nothing of them is in the workspace''s content before.';
CREATE INDEX ON upload (workspace_id, stored_at);
ALTER TABLE upload ALTER COLUMN body SET STORAGE EXTERNAL;

-- The log: dense numbers in the order of commits, so that a tree of hashes can stand on it.
CREATE TABLE audit_head (
    workspace_id uuid   PRIMARY KEY REFERENCES workspace,
    seq          bigint NOT NULL CHECK (seq >= 0)
);
CREATE TABLE audit_event (
    workspace_id uuid        NOT NULL REFERENCES workspace,
    seq          bigint      NOT NULL CHECK (seq >= 1),
    at           timestamptz NOT NULL DEFAULT now(),
    person       text        NOT NULL CHECK (octet_length(person) <= 200),
    action       text        NOT NULL CHECK (action IN ('create', 'change', 'archive', 'revive', 'restore', 'copy', 'import', 'freeze')),
    kind         text        NOT NULL CHECK (kind IN ('workspace', 'framework', 'freeze', 'setting', 'evidence', 'attachment', 'offer', 'answer', 'weighting', 'comparison', 'upload')),
    id           text        NOT NULL CHECK (id <> '' AND octet_length(id) <= 200),
    version      integer     NOT NULL DEFAULT 0,
    before       sha256,
    after        sha256,
    reason       text        NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 2000),
    PRIMARY KEY (workspace_id, seq)
);
COMMENT ON TABLE audit_event IS 'Who wrote what: one row for every write, in its transaction. Rows are added and never changed.';
CREATE INDEX ON audit_event (workspace_id, kind, id, seq);

CALL assay_protect('frozen_framework');
CALL assay_protect('setting');
CALL assay_protect('attachment');
CALL assay_protect('upload');
CALL assay_protect('audit_head');
CALL assay_protect('audit_event');

-- Lists of a workspace with a thousand offers look at what is current only.
CREATE INDEX offer_current_idx ON offer (workspace_id, id) WHERE retired_at IS NULL;

UPDATE schema_applied SET version = 11;
