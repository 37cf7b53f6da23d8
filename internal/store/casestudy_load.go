package store

import (
	"context"

	"assay/internal/offer"
)

type caseRow struct {
	headRow
	SHA256  digest     `json:"sha256"`
	Country string     `json:"country"`
	Name    string     `json:"name"`
	InFull  bool       `json:"in_full"`
	AsOf    offer.Date `json:"as_of"`
	Summary string     `json:"summary"`
	Lead    *offer.ID  `json:"lead"`
}

// A caseKey is the key of a row that hangs on a version of a case.
type caseKey struct {
	CaseID  string `json:"case_id"`
	Version int    `json:"version"`
	Ordinal int    `json:"ordinal"`
}

type factRow struct {
	caseKey
	Date       offer.Date `json:"date"`
	Topic      string     `json:"topic"`
	Statement  string     `json:"statement"`
	SecondLook string     `json:"second_look"`
	Offers     []offer.ID `json:"offers"`
	Evidence   []offer.ID `json:"evidence"`
	Seeds      []string   `json:"seeds"`
}

type caseOfferRow struct {
	caseKey
	OfferID offer.ID `json:"offer_id"`
}

type caseEvidenceRow struct {
	caseKey
	EvidenceID offer.ID `json:"evidence_id"`
}

func (tx *Tx) loadCases(ctx context.Context, c *changeset, cs []Case) (Count, error) {
	stored, err := tx.heads(ctx, "case_study", nil)
	if err != nil {
		return Count{}, err
	}
	id := func(c Case) string { return c.ID }
	d, err := diffOf(cs, id, stored, id)
	if err != nil {
		return Count{}, err
	}
	var rows []caseRow
	var offers, factOffers []caseOfferRow
	var facts []factRow
	var evidence []caseEvidenceRow
	for _, r := range d.revisions() {
		k := r.item
		row := caseRow{headRow{r.id, r.version}, r.sha256, k.Country, k.Name, k.Full, k.AsOf, k.Summary, nil}
		if k.Lead != "" {
			row.Lead = &k.Lead
		}
		rows = append(rows, row)
		for i, o := range k.Offers {
			offers = append(offers, caseOfferRow{caseKey{r.id, r.version, i}, o})
		}
		for i, f := range k.Facts {
			at := caseKey{r.id, r.version, i}
			facts = append(facts, factRow{at, f.Date, f.Topic, f.Text, f.Check, notNil(f.Offers), notNil(f.Evidence), notNil(f.Seeds)})
			for _, o := range unique(f.Offers) {
				factOffers = append(factOffers, caseOfferRow{at, o})
			}
			for _, e := range unique(f.Evidence) {
				evidence = append(evidence, caseEvidenceRow{at, e})
			}
		}
	}
	insertHeads(c, "case_study", d)
	insert(c, "case_study_version", `id, version, sha256, country, name, in_full, as_of, summary, lead`, rows)
	insert(c, "case_offer", `case_id, version, ordinal, offer_id`, offers)
	insert(c, "case_fact", `case_id, version, ordinal, date, topic, statement, second_look, offers, evidence, seeds`, facts)
	insert(c, "case_fact_offer", `case_id, version, ordinal, offer_id`, factOffers)
	insert(c, "case_fact_evidence", `case_id, version, ordinal, evidence_id`, evidence)
	move(c, "case_study", d)
	return d.count(), nil
}
