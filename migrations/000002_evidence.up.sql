-- Sources, each with our account of what it says. A record has an identity and versions; the
-- identity points at its current version, and versions are never overwritten.

CREATE TABLE evidence (
    workspace_id uuid    NOT NULL REFERENCES workspace,
    id           slug    NOT NULL,
    version      integer NOT NULL,
    retired_at   timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT own_ids_say_so CHECK ((id ~ '^own-') = (workspace_id <> assay_library()))
);
COMMENT ON COLUMN evidence.version IS 'The current version.';
COMMENT ON COLUMN evidence.retired_at IS 'When the record left the current content; its versions stay.';
COMMENT ON CONSTRAINT own_ids_say_so ON evidence IS
    'An id stands alone in a URL: a private record must never hide one of the library, nor the library of tomorrow a private one.';

CREATE TABLE evidence_version (
    workspace_id uuid         NOT NULL,
    id           slug         NOT NULL,
    version      integer      NOT NULL CHECK (version >= 1),
    sha256       sha256       NOT NULL,
    stored_at    timestamptz  NOT NULL DEFAULT now(),
    account      text         NOT NULL CHECK (account <> ''),
    passage      text         NOT NULL,
    locator      text         NOT NULL,
    source_type  text         NOT NULL,
    title        text         NOT NULL,
    publisher    text         NOT NULL CHECK (publisher <> ''),
    author       text         NOT NULL,
    url          text         NOT NULL CHECK (url ~ '^(https?://[^/]+.*)?$'),
    seen_where   text         NOT NULL,
    issued       partial_date NOT NULL,
    grade        text         NOT NULL CHECK (grade IN ('A', 'B', 'C', 'S')),
    origin       text         NOT NULL,
    reread       boolean      NOT NULL,
    contradicts  text[]       NOT NULL,
    PRIMARY KEY (workspace_id, id, version),
    FOREIGN KEY (workspace_id, id) REFERENCES evidence,
    CONSTRAINT somewhere_to_be_found CHECK (url <> '' OR seen_where <> ''),
    CONSTRAINT passage_of_at_most_50_words CHECK (
        passage = '' OR cardinality(regexp_split_to_array(btrim(passage, E' \t\n\r'), '\s+')) <= 50)
);
COMMENT ON TABLE evidence_version IS 'An empty text means not recorded; nothing is reconstructed.';
COMMENT ON COLUMN evidence_version.sha256 IS 'Hash of the record as JSON; tells a changed record from an unchanged one.';
COMMENT ON COLUMN evidence_version.source_type IS 'CSL-JSON type';
COMMENT ON COLUMN evidence_version.origin IS 'The text it copies or rests on; copies of one origin are one source.';
COMMENT ON COLUMN evidence_version.contradicts IS 'In reading order; the rows of evidence_contradiction hold them to exist.';

ALTER TABLE evidence ADD CONSTRAINT evidence_current FOREIGN KEY (workspace_id, id, version)
    REFERENCES evidence_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE evidence_contradiction (
    workspace_id uuid    NOT NULL,
    evidence_id  slug    NOT NULL,
    version      integer NOT NULL,
    contradicts  slug    NOT NULL,
    PRIMARY KEY (workspace_id, evidence_id, version, contradicts),
    FOREIGN KEY (workspace_id, evidence_id, version) REFERENCES evidence_version,
    FOREIGN KEY (workspace_id, contradicts) REFERENCES evidence
);
CREATE INDEX ON evidence_contradiction (workspace_id, contradicts);

CALL assay_protect('evidence');
CALL assay_protect('evidence_version');
CALL assay_protect('evidence_contradiction');

UPDATE schema_applied SET version = 2;
