ALTER TABLE answer_version DROP COLUMN unknown;
UPDATE schema_applied SET version = 7;
