-- What people hold important: who, when, why, and the swings they gave. A weighting never
-- changes; another opinion is another row.

-- Whether every entry of a list names something and gives it points from 0 to 100, some above 0.
CREATE FUNCTION assay_points(list jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN jsonb_typeof(list) = 'array' AND octet_length(list::text) <= 65536 THEN
        jsonb_array_length(list) = jsonb_array_length(jsonb_path_query_array(list,
            '$[*] ? (@.id.type() == "string" && @.points.type() == "number" && @.points >= 0 && @.points <= 100)'))
        AND jsonb_path_exists(list, '$[*] ? (@.points > 0)')
    ELSE false END;

CREATE TABLE weighting (
    workspace_id           uuid              NOT NULL REFERENCES workspace,
    id                     uuid              NOT NULL,
    framework_workspace_id uuid              NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    framework_id           framework_id      NOT NULL,
    framework_version      framework_version NOT NULL,
    person                 text              NOT NULL CHECK (person <> '' AND octet_length(person) <= 200),
    reason                 text              NOT NULL CHECK (reason <> '' AND octet_length(reason) <= 2000),
    ranges_shown           boolean           NOT NULL,
    dimensions             jsonb             NOT NULL CHECK (assay_points(dimensions)),
    criteria               jsonb             NOT NULL CHECK (assay_points(criteria)),
    beside_as_of           partial_date      NOT NULL CHECK (length(beside_as_of) IN (0, 10)),
    beside_offers          text[]            NOT NULL CHECK (cardinality(beside_offers) <= 1000 AND octet_length(beside_offers::text) <= 131072),
    stored_at              timestamptz       NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT weighting_beside_check CHECK ((beside_as_of = '') = (beside_offers = '{}')),
    FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework
);
COMMENT ON COLUMN weighting.person IS 'Who gave the weights, by their own account.';
COMMENT ON COLUMN weighting.ranges_shown IS 'Whether the full range of every scale was shown when the weights were given.';
COMMENT ON COLUMN weighting.beside_offers IS 'The offers whose own ranges were shown next to the full scales, as of beside_as_of.';
COMMENT ON COLUMN weighting.dimensions IS 'Swing points per dimension: [{"id", "points"}].';
COMMENT ON COLUMN weighting.criteria IS 'Swing points per criterion, within its dimension.';
CREATE INDEX ON weighting (workspace_id, stored_at);

CALL assay_protect('weighting');

ALTER TABLE comparison_version ADD COLUMN weighting_id uuid;
ALTER TABLE comparison_version ADD CONSTRAINT comparison_version_weighting_fkey FOREIGN KEY (workspace_id, weighting_id) REFERENCES weighting;
COMMENT ON COLUMN comparison_version.weighting_id IS 'The weights in force; null: the framework''s own.';

UPDATE schema_applied SET version = 9;
