ALTER TABLE answer_version DROP COLUMN choice;
UPDATE schema_applied SET version = 12;
