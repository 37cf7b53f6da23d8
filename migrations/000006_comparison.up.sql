-- Saved comparisons: which offers, by which framework, for which workload, as of which day.

CREATE TABLE comparison (
    workspace_id uuid        NOT NULL REFERENCES workspace,
    id           uuid        NOT NULL,
    name         text        NOT NULL CHECK (name <> '' AND octet_length(name) <= 200),
    version      integer     NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
);
COMMENT ON COLUMN comparison.version IS 'The current version.';

CREATE TABLE comparison_version (
    workspace_id           uuid              NOT NULL,
    id                     uuid              NOT NULL,
    version                integer           NOT NULL CHECK (version >= 1),
    stored_at              timestamptz       NOT NULL DEFAULT now(),
    title                  text              NOT NULL CHECK (title <> '' AND octet_length(title) <= 200),
    framework_workspace_id uuid              NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    framework_id           framework_id      NOT NULL,
    framework_version      framework_version NOT NULL,
    tier                   text              NOT NULL,
    as_of                  partial_date      NOT NULL CHECK (length(as_of) = 10),
    PRIMARY KEY (workspace_id, id, version),
    FOREIGN KEY (workspace_id, id) REFERENCES comparison,
    FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework
);
COMMENT ON COLUMN comparison_version.title IS 'The heading on pages and exports; the name is what the workspace calls it.';
COMMENT ON COLUMN comparison_version.tier IS 'Workload tier; empty: the framework''s default.';
COMMENT ON COLUMN comparison_version.as_of IS 'A day, so that the same comparison reads the same tomorrow.';

ALTER TABLE comparison ADD CONSTRAINT comparison_current FOREIGN KEY (workspace_id, id, version)
    REFERENCES comparison_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE comparison_offer (
    workspace_id     uuid     NOT NULL,
    comparison_id    uuid     NOT NULL,
    version          integer  NOT NULL,
    ordinal          smallint NOT NULL CHECK (ordinal BETWEEN 0 AND 999),
    own_offer_id     slug,
    library_id       uuid     NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    library_offer_id slug,
    PRIMARY KEY (workspace_id, comparison_id, version, ordinal),
    UNIQUE (workspace_id, comparison_id, version, own_offer_id),
    UNIQUE (workspace_id, comparison_id, version, library_offer_id),
    FOREIGN KEY (workspace_id, comparison_id, version) REFERENCES comparison_version,
    FOREIGN KEY (workspace_id, own_offer_id) REFERENCES offer,
    FOREIGN KEY (library_id, library_offer_id) REFERENCES offer,
    CONSTRAINT own_or_library CHECK (num_nonnulls(own_offer_id, library_offer_id) = 1)
);
COMMENT ON TABLE comparison_offer IS
    'A foreign key does not ask row-level security. That is why it is composite with the workspace, and an offer of the library stands in a column of its own.';

CALL assay_protect('comparison');
CALL assay_protect('comparison_version');
CALL assay_protect('comparison_offer');

UPDATE schema_applied SET version = 6;
