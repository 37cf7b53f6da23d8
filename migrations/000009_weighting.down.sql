ALTER TABLE comparison_version DROP COLUMN weighting_id;
DROP TABLE weighting;
DROP FUNCTION assay_points;
UPDATE schema_applied SET version = 8;
