-- Answers to a framework of rungs, such as the EU Cloud Sovereignty Framework: one fixed
-- answer chosen, in place of a range of levels.

ALTER TABLE answer_version ADD COLUMN choice smallint NOT NULL DEFAULT 0 CHECK (choice BETWEEN 0 AND 30),
    ADD CONSTRAINT choice_stands_alone CHECK (choice = 0 OR (NOT not_applicable AND lo_level = 0 AND hi_level = 4 AND raw_lo IS NULL AND lapse_lo IS NULL));
COMMENT ON COLUMN answer_version.choice IS 'The rung that is chosen, 1 the first; 0: the answer is a range of levels.';

UPDATE schema_applied SET version = 13;
