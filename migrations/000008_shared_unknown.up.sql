-- Answers that rest on one and the same unknown say so by its name.

ALTER TABLE answer_version ADD COLUMN unknown text NOT NULL DEFAULT '' CHECK (unknown = '' OR (unknown ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(unknown) <= 80));
COMMENT ON COLUMN answer_version.unknown IS 'The name of what nobody knows: answers of one name turn out together. Empty: on its own.';

UPDATE schema_applied SET version = 8;
