-- What was archived and brought back is asked for every record that a page shows as of a moment.

CREATE INDEX audit_mark_idx ON audit_event (workspace_id, kind, id, seq) WHERE action IN ('archive', 'revive');
COMMENT ON INDEX audit_mark_idx IS
    'The few events that archive and bring back. By its size the planner takes it, whatever statistics it has of the log.';

UPDATE schema_applied SET version = 15;
