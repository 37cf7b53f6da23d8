-- What is proposed: offers and their parts.

CREATE TABLE offer (
    workspace_id uuid    NOT NULL REFERENCES workspace,
    id           slug    NOT NULL,
    version      integer NOT NULL,
    retired_at   timestamptz,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT own_ids_say_so CHECK ((id ~ '^own-') = (workspace_id <> assay_library()))
);
COMMENT ON COLUMN offer.version IS 'The current version.';
COMMENT ON COLUMN offer.retired_at IS 'When the offer left the current content; its versions stay.';
COMMENT ON CONSTRAINT own_ids_say_so ON offer IS 'As on evidence.';

CREATE TABLE offer_version (
    workspace_id     uuid        NOT NULL,
    id               slug        NOT NULL,
    version          integer     NOT NULL CHECK (version >= 1),
    sha256           sha256      NOT NULL,
    stored_at        timestamptz NOT NULL DEFAULT now(),
    title            text        NOT NULL CHECK (title <> '' AND octet_length(title) <= 200),
    summary          text        NOT NULL CHECK (octet_length(summary) <= 1000),
    scope            text        NOT NULL CHECK (scope IN ('country', 'programme', 'path')),
    country          text        NOT NULL,
    provider         text        NOT NULL CHECK (provider <> ''),
    provider_country text        NOT NULL CHECK (provider_country ~ '^([A-Z]{2})?$'),
    status           text        NOT NULL CHECK (status IN ('active', 'paused', 'withdrawn')),
    stage            stage       NOT NULL,
    history          jsonb       NOT NULL CHECK (jsonb_typeof(history) = 'array'),
    seeds            text[]      NOT NULL,
    PRIMARY KEY (workspace_id, id, version),
    FOREIGN KEY (workspace_id, id) REFERENCES offer,
    CONSTRAINT country_goes_with_scope CHECK (
        CASE scope WHEN 'country' THEN country ~ '^[A-Z]{3}$' ELSE country = '' END)
);
COMMENT ON COLUMN offer_version.sha256 IS 'Hash of the offer with its parts as JSON.';
COMMENT ON COLUMN offer_version.country IS 'ISO 3166-1 alpha-3 of the buyer';
COMMENT ON COLUMN offer_version.provider_country IS 'ISO 3166-1 alpha-2 of the headquarters; empty: not recorded';
COMMENT ON COLUMN offer_version.history IS '[]offer.Event';
COMMENT ON COLUMN offer_version.seeds IS 'The founding statements this offer gives a place to.';

ALTER TABLE offer ADD CONSTRAINT offer_current FOREIGN KEY (workspace_id, id, version)
    REFERENCES offer_version DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE offer_part (
    workspace_id uuid     NOT NULL,
    offer_id     slug     NOT NULL,
    version      integer  NOT NULL,
    kind         text     NOT NULL CHECK (kind IN ('site', 'chip', 'model', 'fund', 'safeguard', 'term')),
    ordinal      smallint NOT NULL CHECK (ordinal >= 0),
    body         jsonb    NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    PRIMARY KEY (workspace_id, offer_id, version, kind, ordinal),
    FOREIGN KEY (workspace_id, offer_id, version) REFERENCES offer_version
);
COMMENT ON COLUMN offer_part.body IS 'offer.Site, Chip, Model, Fund, Safeguard or Term; a missing field is unknown. Money is integer minor units with a currency.';

CREATE TABLE offer_evidence (
    workspace_id uuid     NOT NULL,
    offer_id     slug     NOT NULL,
    version      integer  NOT NULL,
    kind         text     NOT NULL CHECK (kind IN ('history', 'site', 'chip', 'model', 'fund', 'safeguard', 'term')),
    ordinal      smallint NOT NULL CHECK (ordinal >= 0),
    evidence_id  slug     NOT NULL,
    PRIMARY KEY (workspace_id, offer_id, version, kind, ordinal, evidence_id),
    FOREIGN KEY (workspace_id, offer_id, version) REFERENCES offer_version,
    FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence
);
COMMENT ON TABLE offer_evidence IS 'What the parts and the history name as evidence, held to exist and to be found from its side.';
CREATE INDEX ON offer_evidence (workspace_id, evidence_id);

CALL assay_protect('offer');
CALL assay_protect('offer_version');
CALL assay_protect('offer_part');
CALL assay_protect('offer_evidence');

UPDATE schema_applied SET version = 3;
