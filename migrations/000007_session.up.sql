-- Who is in front of the screen. These two tables carry no workspace and no row-level
-- security: they are asked before anybody's workspace is known. They hold hashes, so whoever
-- reads them, or a backup of them, can open nothing.

CREATE TABLE session (
    token_sha256 sha256      PRIMARY KEY,
    data         bytea       NOT NULL,
    expires_at   timestamptz NOT NULL
);
COMMENT ON COLUMN session.token_sha256 IS 'Hash of the token in the cookie, never the token.';
CREATE INDEX ON session (expires_at);

CREATE TABLE desk_link (
    token_sha256 sha256      PRIMARY KEY,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);
COMMENT ON TABLE desk_link IS 'One-time links that open the workspace of a desk.';
COMMENT ON COLUMN desk_link.token_sha256 IS 'Hash of the token in the link, never the token.';

UPDATE schema_applied SET version = 7;
