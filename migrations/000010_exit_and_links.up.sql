-- Parts gain what leaving takes and the dependencies that no other part shows.

ALTER TABLE offer_part DROP CONSTRAINT offer_part_kind_check,
    ADD CONSTRAINT offer_part_kind_check CHECK (kind IN ('site', 'chip', 'model', 'fund', 'safeguard', 'term', 'exit', 'link'));
ALTER TABLE offer_evidence DROP CONSTRAINT offer_evidence_kind_check,
    ADD CONSTRAINT offer_evidence_kind_check CHECK (kind IN ('history', 'site', 'chip', 'model', 'fund', 'safeguard', 'term', 'exit', 'link'));
COMMENT ON COLUMN offer_part.body IS 'offer.Site, Chip, Model, Fund, Safeguard, Term, Exit or Link; a missing field is unknown. Money is integer minor units with a currency.';

UPDATE schema_applied SET version = 10;
