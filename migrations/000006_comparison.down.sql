DROP TABLE comparison_offer;
ALTER TABLE comparison DROP CONSTRAINT comparison_current;
DROP TABLE comparison_version;
DROP TABLE comparison;
UPDATE schema_applied SET version = 5;
