-- Events of the newer kinds stay, since the log has no gaps; no more of them are taken.
ALTER TABLE audit_event DROP CONSTRAINT audit_event_action_check, DROP CONSTRAINT audit_event_kind_check,
    ADD CONSTRAINT audit_event_action_check CHECK (action IN ('create', 'change', 'archive', 'revive', 'restore', 'copy', 'import', 'freeze')) NOT VALID,
    ADD CONSTRAINT audit_event_kind_check CHECK (kind IN ('workspace', 'framework', 'freeze', 'setting', 'evidence', 'attachment', 'offer', 'answer', 'weighting', 'comparison', 'upload')) NOT VALID;
DO $$ BEGIN
    ALTER TABLE audit_event VALIDATE CONSTRAINT audit_event_action_check, VALIDATE CONSTRAINT audit_event_kind_check;
EXCEPTION WHEN check_violation THEN
    NULL; -- there are such events
END $$;
UPDATE schema_applied SET version = 13;
