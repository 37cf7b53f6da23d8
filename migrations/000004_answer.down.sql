DROP TABLE answer_evidence;
ALTER TABLE answer DROP CONSTRAINT answer_current;
DROP TABLE answer_version;
DROP TABLE answer;
UPDATE schema_applied SET version = 3;
