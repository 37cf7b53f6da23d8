-- What people hold important: who, when, why, and the swings they gave. A weighting never
-- changes; another opinion is another row.

CREATE TABLE weighting (
    workspace_id           uuid              NOT NULL REFERENCES workspace,
    id                     uuid              NOT NULL,
    framework_workspace_id uuid              NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    framework_id           framework_id      NOT NULL,
    framework_version      framework_version NOT NULL,
    person                 text              NOT NULL CHECK (person <> '' AND octet_length(person) <= 200),
    reason                 text              NOT NULL CHECK (reason <> '' AND octet_length(reason) <= 2000),
    ranges_shown           boolean           NOT NULL,
    dimensions             jsonb             NOT NULL CHECK (jsonb_typeof(dimensions) = 'array' AND octet_length(dimensions::text) <= 65536),
    criteria               jsonb             NOT NULL CHECK (jsonb_typeof(criteria) = 'array' AND octet_length(criteria::text) <= 65536),
    stored_at              timestamptz       NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework
);
COMMENT ON COLUMN weighting.person IS 'Who gave the weights, by their own account.';
COMMENT ON COLUMN weighting.ranges_shown IS 'Whether the full range of every scale was shown when the weights were given.';
COMMENT ON COLUMN weighting.dimensions IS 'Swing points per dimension: [{"id", "points"}].';
COMMENT ON COLUMN weighting.criteria IS 'Swing points per criterion, within its dimension.';
CREATE INDEX ON weighting (workspace_id, framework_id, framework_version, stored_at);

CALL assay_protect('weighting');

ALTER TABLE comparison_version ADD COLUMN weighting_id uuid;
ALTER TABLE comparison_version ADD CONSTRAINT comparison_version_weighting_fkey FOREIGN KEY (workspace_id, weighting_id) REFERENCES weighting;
COMMENT ON COLUMN comparison_version.weighting_id IS 'The weights in force; null: the framework''s own.';

UPDATE schema_applied SET version = 9;
