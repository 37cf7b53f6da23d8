DROP TABLE evidence_contradiction;
ALTER TABLE evidence DROP CONSTRAINT evidence_current;
DROP TABLE evidence_version;
DROP TABLE evidence;
UPDATE schema_applied SET version = 1;
