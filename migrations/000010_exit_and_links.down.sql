-- Fails while an exit or a link is stored: nothing is thrown away in silence.

ALTER TABLE offer_part DROP CONSTRAINT offer_part_kind_check,
    ADD CONSTRAINT offer_part_kind_check CHECK (kind IN ('site', 'chip', 'model', 'fund', 'safeguard', 'term'));
ALTER TABLE offer_evidence DROP CONSTRAINT offer_evidence_kind_check,
    ADD CONSTRAINT offer_evidence_kind_check CHECK (kind IN ('history', 'site', 'chip', 'model', 'fund', 'safeguard', 'term'));
COMMENT ON COLUMN offer_part.body IS 'offer.Site, Chip, Model, Fund, Safeguard or Term; a missing field is unknown. Money is integer minor units with a currency.';

UPDATE schema_applied SET version = 9;
