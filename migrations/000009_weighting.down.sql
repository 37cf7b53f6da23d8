ALTER TABLE comparison_version DROP COLUMN weighting_id;
DROP TABLE weighting;
UPDATE schema_applied SET version = 8;
