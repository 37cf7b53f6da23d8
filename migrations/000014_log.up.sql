-- The log also says who opened the workspace in a browser, and what became of a file that was sent.

ALTER TABLE audit_event DROP CONSTRAINT audit_event_action_check, DROP CONSTRAINT audit_event_kind_check,
    ADD CONSTRAINT audit_event_action_check CHECK (action IN ('create', 'change', 'archive', 'revive', 'restore', 'copy', 'import', 'freeze',
        'open', 'close', 'send', 'queue', 'begin', 'cancel', 'fail', 'erase')),
    ADD CONSTRAINT audit_event_kind_check CHECK (kind IN ('workspace', 'framework', 'freeze', 'setting', 'evidence', 'attachment', 'offer', 'answer', 'weighting', 'comparison', 'upload', 'session'));

UPDATE schema_applied SET version = 14;
