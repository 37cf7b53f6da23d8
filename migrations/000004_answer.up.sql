-- What is judged: one answer is what one assessor holds to be true of one offer on one
-- criterion of one framework from one date on.

CREATE TABLE answer (
    workspace_id           uuid              NOT NULL REFERENCES workspace,
    id                     uuid              NOT NULL,
    offer_id               slug              NOT NULL,
    framework_workspace_id uuid              NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    framework_id           framework_id      NOT NULL,
    framework_version      framework_version NOT NULL,
    criterion              text              NOT NULL CHECK (criterion <> '' AND length(criterion) <= 40),
    assessor               text              NOT NULL CHECK (assessor <> '' AND octet_length(assessor) <= 200),
    valid_from             partial_date      NOT NULL,
    version                integer           NOT NULL,
    retired_at             timestamptz,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, offer_id, framework_id, framework_version, criterion, assessor, valid_from),
    UNIQUE (workspace_id, id, valid_from),
    FOREIGN KEY (workspace_id, offer_id) REFERENCES offer,
    FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework
);
COMMENT ON COLUMN answer.framework_workspace_id IS 'Frameworks are the library''s; a workspace''s own will get a column of their own.';
COMMENT ON COLUMN answer.version IS 'The current version.';
COMMENT ON COLUMN answer.retired_at IS 'When the answer left the current content; its versions stay.';

CREATE TABLE answer_version (
    workspace_id   uuid         NOT NULL,
    id             uuid         NOT NULL,
    version        integer      NOT NULL CHECK (version >= 1),
    sha256         sha256       NOT NULL,
    stored_at      timestamptz  NOT NULL DEFAULT now(),
    not_applicable boolean      NOT NULL,
    lo_level       level        NOT NULL,
    lo_rung        rung         NOT NULL,
    lo_evidence    text[]       NOT NULL,
    hi_level       level        NOT NULL,
    hi_rung        rung         NOT NULL,
    hi_admission   boolean      NOT NULL,
    hi_evidence    text[]       NOT NULL,
    raw_lo         double precision,
    raw_hi         double precision,
    caps           jsonb        NOT NULL CHECK (jsonb_typeof(caps) = 'array'),
    stage          stage        NOT NULL,
    paused         boolean      NOT NULL,
    contested      boolean      NOT NULL,
    vendor_wide    boolean      NOT NULL,
    rationale      text         NOT NULL CHECK (rationale <> ''),
    valid_from     partial_date NOT NULL,
    valid_to       partial_date NOT NULL,
    lapse_lo       level,
    lapse_hi       level,
    lapse_text     text,
    PRIMARY KEY (workspace_id, id, version),
    FOREIGN KEY (workspace_id, id, valid_from) REFERENCES answer (workspace_id, id, valid_from),
    CONSTRAINT bounds_in_order CHECK (lo_level <= hi_level),
    CONSTRAINT raw_in_order CHECK ((raw_lo IS NULL) = (raw_hi IS NULL) AND raw_lo <= raw_hi AND raw_lo >= -1e18 AND raw_hi <= 1e18),
    CONSTRAINT lower_bound_rests_on_evidence CHECK (not_applicable OR raw_lo IS NOT NULL OR lo_level = 0 OR cardinality(lo_evidence) > 0),
    CONSTRAINT upper_bound_rests_on_evidence CHECK (not_applicable OR raw_lo IS NOT NULL OR hi_level = 4 OR cardinality(hi_evidence) > 0),
    CONSTRAINT measure_rests_on_evidence CHECK (raw_lo IS NULL OR cardinality(lo_evidence) + cardinality(hi_evidence) > 0),
    CONSTRAINT not_applicable_rests_on_evidence CHECK (NOT not_applicable OR cardinality(lo_evidence) > 0),
    CONSTRAINT validity_in_order CHECK (valid_from = '' OR valid_to = '' OR first_day(valid_from) <= last_day(valid_to)),
    CONSTRAINT lapse_is_whole CHECK (
        num_nulls(lapse_lo, lapse_hi, lapse_text) IN (0, 3) AND lapse_lo <= lapse_hi AND (lapse_lo IS NULL OR valid_to <> ''))
);
COMMENT ON COLUMN answer_version.sha256 IS 'Hash of the answer as JSON, without its version.';
COMMENT ON COLUMN answer_version.lo_evidence IS 'In reading order; the rows of answer_evidence hold them to exist.';
COMMENT ON COLUMN answer_version.raw_lo IS 'In the criterion''s unit; where set, the levels are derived from it.';
COMMENT ON COLUMN answer_version.caps IS '[]offer.Cap';
COMMENT ON COLUMN answer_version.valid_from IS 'A copy of the identity''s, so that its order with valid_to can be held.';
COMMENT ON COLUMN answer_version.lapse_lo IS 'What the answer becomes after valid_to; null: the lower bound falls to 0.';

ALTER TABLE answer ADD CONSTRAINT answer_current FOREIGN KEY (workspace_id, id, version)
    REFERENCES answer_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE answer_evidence (
    workspace_id uuid    NOT NULL,
    answer_id    uuid    NOT NULL,
    version      integer NOT NULL,
    bound        text    NOT NULL CHECK (bound IN ('lo', 'hi')),
    evidence_id  slug    NOT NULL,
    PRIMARY KEY (workspace_id, answer_id, version, bound, evidence_id),
    FOREIGN KEY (workspace_id, answer_id, version) REFERENCES answer_version,
    FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence
);
COMMENT ON TABLE answer_evidence IS 'What the bounds rest on, held to exist and to be found from its side.';
CREATE INDEX ON answer_evidence (workspace_id, evidence_id);

CALL assay_protect('answer');
CALL assay_protect('answer_version');
CALL assay_protect('answer_evidence');

UPDATE schema_applied SET version = 4;
