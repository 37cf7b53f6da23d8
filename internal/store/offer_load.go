package store

import (
	"context"

	"assay/internal/offer"
)

const offerColumns = `id, version, sha256, title, summary, scope, country, provider, provider_country, status, stage, history, seeds, stored_by, reason`

type offerRow struct {
	headRow
	SHA256          digest        `json:"sha256"`
	Title           string        `json:"title"`
	Summary         string        `json:"summary"`
	Scope           offer.Scope   `json:"scope"`
	Country         string        `json:"country"`
	Provider        string        `json:"provider"`
	ProviderCountry string        `json:"provider_country"`
	Status          offer.Status  `json:"status"`
	Stage           offer.Stage   `json:"stage"`
	History         []offer.Event `json:"history"`
	Seeds           []string      `json:"seeds"`
	writer
}

type partRow struct {
	OfferID string `json:"offer_id"`
	Version int    `json:"version"`
	Kind    string `json:"kind"`
	Ordinal int    `json:"ordinal"`
	Body    any    `json:"body"`
}

type offerEvidenceRow struct {
	OfferID    string   `json:"offer_id"`
	Version    int      `json:"version"`
	Kind       string   `json:"kind"`
	Ordinal    int      `json:"ordinal"`
	EvidenceID offer.ID `json:"evidence_id"`
}

func (tx *Tx) loadOffers(ctx context.Context, c *changeset, os []offer.Offer) (Count, error) {
	stored, err := tx.heads(ctx, "offer", nil)
	if err != nil {
		return Count{}, err
	}
	id := func(o offer.Offer) string { return string(o.ID) }
	d, err := diffOf(os, id, stored, id)
	if err != nil {
		return Count{}, err
	}
	queueOffers(c, d)
	return d.count(), nil
}

// queueOffers queues new versions of offers with their parts.
func queueOffers(c *changeset, d diff[offer.Offer]) {
	var rows []offerRow
	var parts []partRow
	var links []offerEvidenceRow
	for _, r := range d.revisions() {
		o := r.item
		rows = append(rows, offerRow{
			headRow{r.id, r.version}, r.sha256, o.Title, o.Summary, o.Scope, o.Country, o.Provider, o.ProviderCountry,
			o.Status, o.Stage, notNil(o.History), notNil(o.Seeds), c.writer(),
		})
		link := func(kind string, ordinal int, evidence []offer.ID) {
			for _, e := range unique(evidence) {
				links = append(links, offerEvidenceRow{r.id, r.version, kind, ordinal, e})
			}
		}
		for i, e := range o.History {
			link("history", i, e.Evidence)
		}
		o.Parts.Each(func(kind string, i int, part any, evidence []offer.ID) {
			parts = append(parts, partRow{r.id, r.version, kind, i, part})
			link(kind, i, evidence)
		})
	}
	insertHeads(c, "offer", d)
	insert(c, "offer_version", offerColumns, rows)
	insert(c, "offer_part", `offer_id, version, kind, ordinal, body`, parts)
	insert(c, "offer_evidence", `offer_id, version, kind, ordinal, evidence_id`, links)
	move(c, "offer", d)
}
