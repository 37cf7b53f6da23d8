-- Published country studies: dated facts, and the offers open to that country.

CREATE TABLE case_study (
    workspace_id uuid    NOT NULL REFERENCES workspace,
    id           slug    NOT NULL,
    version      integer NOT NULL,
    retired_at   timestamptz,
    PRIMARY KEY (workspace_id, id)
);
COMMENT ON TABLE case_study IS 'id is the country''s ISO 3166-1 alpha-3 code in lower case, or ref for the shelf of programmes and open paths.';
COMMENT ON COLUMN case_study.version IS 'The current version.';

CREATE TABLE case_study_version (
    workspace_id uuid         NOT NULL,
    id           slug         NOT NULL,
    version      integer      NOT NULL CHECK (version >= 1),
    sha256       sha256       NOT NULL,
    stored_at    timestamptz  NOT NULL DEFAULT now(),
    country      text         NOT NULL CHECK (country = '' OR country = upper(id) AND country ~ '^[A-Z]{3}$'),
    name         text         NOT NULL CHECK (name <> ''),
    in_full      boolean      NOT NULL,
    as_of        partial_date NOT NULL CHECK (as_of <> ''),
    summary      text         NOT NULL CHECK (summary <> ''),
    lead         slug,
    PRIMARY KEY (workspace_id, id, version),
    FOREIGN KEY (workspace_id, id) REFERENCES case_study,
    FOREIGN KEY (workspace_id, lead) REFERENCES offer
);
COMMENT ON COLUMN case_study_version.in_full IS 'Studied in full, rather than in short.';
COMMENT ON COLUMN case_study_version.lead IS 'The offer that stands for the country beside other countries.';

ALTER TABLE case_study ADD CONSTRAINT case_study_current FOREIGN KEY (workspace_id, id, version)
    REFERENCES case_study_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE case_offer (
    workspace_id uuid     NOT NULL,
    case_id      slug     NOT NULL,
    version      integer  NOT NULL,
    ordinal      smallint NOT NULL CHECK (ordinal >= 0),
    offer_id     slug     NOT NULL,
    PRIMARY KEY (workspace_id, case_id, version, ordinal),
    UNIQUE (workspace_id, case_id, version, offer_id),
    FOREIGN KEY (workspace_id, case_id, version) REFERENCES case_study_version,
    FOREIGN KEY (workspace_id, offer_id) REFERENCES offer
);

CREATE TABLE case_fact (
    workspace_id uuid         NOT NULL,
    case_id      slug         NOT NULL,
    version      integer      NOT NULL,
    ordinal      smallint     NOT NULL CHECK (ordinal >= 0),
    date         partial_date NOT NULL,
    topic        text         NOT NULL CHECK (topic <> ''),
    statement    text         NOT NULL CHECK (statement <> ''),
    second_look  text         NOT NULL CHECK (second_look IN ('', 'confirmed', 'contradicted', 'superseded', 'partly', 'single', 'unknown')),
    offers       text[]       NOT NULL,
    evidence     text[]       NOT NULL CHECK (cardinality(evidence) > 0),
    seeds        text[]       NOT NULL,
    PRIMARY KEY (workspace_id, case_id, version, ordinal),
    FOREIGN KEY (workspace_id, case_id, version) REFERENCES case_study_version
);
COMMENT ON COLUMN case_fact.ordinal IS 'By date; facts without a date come first.';
COMMENT ON COLUMN case_fact.second_look IS 'What looking for a second, independent source gave; empty: not looked for.';

CREATE TABLE case_fact_offer (
    workspace_id uuid     NOT NULL,
    case_id      slug     NOT NULL,
    version      integer  NOT NULL,
    ordinal      smallint NOT NULL,
    offer_id     slug     NOT NULL,
    PRIMARY KEY (workspace_id, case_id, version, ordinal, offer_id),
    FOREIGN KEY (workspace_id, case_id, version, ordinal) REFERENCES case_fact,
    FOREIGN KEY (workspace_id, offer_id) REFERENCES offer
);

CREATE TABLE case_fact_evidence (
    workspace_id uuid     NOT NULL,
    case_id      slug     NOT NULL,
    version      integer  NOT NULL,
    ordinal      smallint NOT NULL,
    evidence_id  slug     NOT NULL,
    PRIMARY KEY (workspace_id, case_id, version, ordinal, evidence_id),
    FOREIGN KEY (workspace_id, case_id, version, ordinal) REFERENCES case_fact,
    FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence
);
CREATE INDEX ON case_fact_evidence (workspace_id, evidence_id);

CALL assay_protect('case_study');
CALL assay_protect('case_study_version');
CALL assay_protect('case_offer');
CALL assay_protect('case_fact');
CALL assay_protect('case_fact_offer');
CALL assay_protect('case_fact_evidence');

UPDATE schema_applied SET version = 5;
