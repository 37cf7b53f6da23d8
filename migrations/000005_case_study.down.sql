DROP TABLE case_fact_evidence;
DROP TABLE case_fact_offer;
DROP TABLE case_fact;
DROP TABLE case_offer;
ALTER TABLE case_study DROP CONSTRAINT case_study_current;
DROP TABLE case_study_version;
DROP TABLE case_study;
UPDATE schema_applied SET version = 4;
