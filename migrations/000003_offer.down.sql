DROP TABLE offer_evidence;
DROP TABLE offer_part;
ALTER TABLE offer DROP CONSTRAINT offer_current;
DROP TABLE offer_version;
DROP TABLE offer;
UPDATE schema_applied SET version = 2;
