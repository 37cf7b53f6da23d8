-- Fails while anything rests on what this step brought: an own framework, an own record on one
-- of the library. What only the desk keeps (attachments, uploads, the log) is dropped with it.

DROP INDEX offer_current_idx;
DROP TABLE audit_event, audit_head, upload, attachment, setting, frozen_framework;

ALTER TABLE weighting DROP COLUMN framework_workspace_id;
ALTER TABLE weighting ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    ADD CONSTRAINT weighting_framework_workspace_id_framework_id_framework_ve_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework;
ALTER TABLE comparison_version DROP COLUMN framework_workspace_id;
ALTER TABLE comparison_version ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    ADD CONSTRAINT comparison_version_framework_workspace_id_framework_id_fra_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework;
ALTER TABLE answer DROP COLUMN framework_workspace_id;
ALTER TABLE answer ADD COLUMN framework_workspace_id uuid NOT NULL GENERATED ALWAYS AS (assay_library()) STORED,
    ADD CONSTRAINT answer_framework_workspace_id_framework_id_framework_versi_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework;
COMMENT ON COLUMN answer.framework_workspace_id IS 'Frameworks are the library''s; a workspace''s own will get a column of their own.';
ALTER TABLE framework DROP COLUMN source, DROP COLUMN stored_by, DROP CONSTRAINT own_ids_say_so;

ALTER TABLE evidence_contradiction DROP COLUMN contradicts_workspace_id,
    ADD CONSTRAINT evidence_contradiction_workspace_id_contradicts_fkey FOREIGN KEY (workspace_id, contradicts) REFERENCES evidence;
ALTER TABLE answer_evidence DROP COLUMN evidence_workspace_id,
    ADD CONSTRAINT answer_evidence_workspace_id_evidence_id_fkey FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence;
ALTER TABLE offer_evidence DROP COLUMN evidence_workspace_id,
    ADD CONSTRAINT offer_evidence_workspace_id_evidence_id_fkey FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence;
DROP FUNCTION assay_keeper;

ALTER TABLE evidence_version DROP COLUMN container, DROP COLUMN doi, DROP COLUMN accessed, DROP COLUMN rung, DROP COLUMN archive,
    DROP COLUMN stored_by, DROP COLUMN reason;
ALTER TABLE comparison_version DROP COLUMN stored_by, DROP COLUMN reason;
ALTER TABLE answer_version DROP COLUMN stored_by, DROP COLUMN reason;
ALTER TABLE offer_version DROP COLUMN stored_by, DROP COLUMN reason;

UPDATE schema_applied SET version = 10;
