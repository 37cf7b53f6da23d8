DROP INDEX audit_mark_idx;

UPDATE schema_applied SET version = 14;
