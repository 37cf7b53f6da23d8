package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// An OfferSummary is an offer as a list shows it.
type OfferSummary struct {
	ID       offer.ID
	Title    string
	Summary  string
	Scope    offer.Scope
	Country  string // ISO 3166-1 alpha-3; empty unless the scope is one country
	Provider string
	Status   offer.Status
	Stage    offer.Stage
	Own      bool // of the workspace, rather than of the library
}

// Offers returns all current offers of the library and then of the workspace, each by id. One
// query.
func (tx *Tx) Offers(ctx context.Context) ([]OfferSummary, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id, v.title, v.summary, v.scope, v.country, v.provider, v.status, v.stage, h.workspace_id <> assay_library()
		FROM `+tx.current("offer")+`
		WHERE `+tx.inContent("offer")+`
		ORDER BY h.workspace_id <> assay_library(), h.id COLLATE "C"`)
	os, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o OfferSummary, err error) {
		err = row.Scan(&o.ID, &o.Title, &o.Summary, text{&o.Scope}, &o.Country, &o.Provider, text{&o.Status}, text{&o.Stage}, &o.Own)
		return o, err
	})
	return os, wrap(err, "offers")
}

// Dossiers returns the current offers with the given ids, in that order, each with its parts
// and its answers to one framework, by criterion and date. Ids that are no current offer of
// the library or the workspace are left out. Three queries.
func (tx *Tx) Dossiers(ctx context.Context, frameworkID, frameworkVersion string, wanted []offer.ID) ([]offer.Dossier, error) {
	found, err := tx.offers(ctx, wanted)
	if err != nil {
		return nil, wrap(err, "offers")
	}
	answers, err := tx.answers(ctx, frameworkID, frameworkVersion, wanted)
	if err != nil {
		return nil, wrap(err, "answers")
	}
	ds := make([]offer.Dossier, 0, len(wanted))
	for _, id := range wanted {
		if o, ok := found[id]; ok {
			ds = append(ds, offer.Dossier{Offer: *o, Answers: answers[id]})
		}
	}
	return ds, nil
}

// offers reads offers with their parts.
func (tx *Tx) offers(ctx context.Context, wanted []offer.ID) (map[offer.ID]*offer.Offer, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+offerVersionColumns+`
		FROM `+tx.current("offer")+`
		WHERE h.id = ANY($1::text[]) AND `+tx.inContent("offer"), wanted)
	os, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*offer.Offer, error) { return scanOffer(row) })
	if err != nil {
		return nil, err
	}
	found := make(map[offer.ID]*offer.Offer, len(os))
	for _, o := range os {
		found[o.ID] = o
	}
	return found, tx.parts(ctx, wanted, found)
}

const offerVersionColumns = `v.id, v.title, v.summary, v.scope, v.country, v.provider, v.provider_country, v.status, v.stage, v.history, v.seeds`

// scanOffer reads offerVersionColumns and what follows them.
func scanOffer(row pgx.CollectableRow, more ...any) (*offer.Offer, error) {
	o := new(offer.Offer)
	err := row.Scan(append([]any{&o.ID, &o.Title, &o.Summary, text{&o.Scope}, &o.Country, &o.Provider, &o.ProviderCountry,
		text{&o.Status}, text{&o.Stage}, object{&o.History}, ids(&o.Seeds)}, more...)...)
	return o, err
}

func (tx *Tx) parts(ctx context.Context, wanted []offer.ID, found map[offer.ID]*offer.Offer) error {
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id, p.kind, p.body
		FROM `+tx.current("offer")+`, LATERAL (
			SELECT * FROM offer_part x WHERE (x.workspace_id, x.offer_id, x.version) = (h.workspace_id, h.id, v.version) OFFSET 0) p
		WHERE h.id = ANY($1::text[]) AND `+tx.inContent("offer")+`
		ORDER BY p.workspace_id, p.offer_id, p.kind, p.ordinal`, wanted)
	var id offer.ID
	var kind string
	var body json.RawMessage
	_, err := pgx.ForEachRow(rows, []any{&id, &kind, &body}, func() error {
		return addPart(&found[id].Parts, kind, body)
	})
	return err
}

func addPart(p *offer.Parts, kind string, body []byte) error {
	switch kind {
	case "site":
		return appendJSON(&p.Sites, body)
	case "chip":
		return appendJSON(&p.Chips, body)
	case "model":
		return appendJSON(&p.Models, body)
	case "fund":
		return appendJSON(&p.Funds, body)
	case "safeguard":
		return appendJSON(&p.Safeguards, body)
	case "term":
		return appendJSON(&p.Terms, body)
	case "exit":
		return appendJSON(&p.Exits, body)
	case "link":
		return appendJSON(&p.Links, body)
	}
	return fmt.Errorf("part of unknown kind %q", kind)
}

func appendJSON[T any](to *[]T, body []byte) error {
	var x T
	err := json.Unmarshal(body, &x)
	*to = append(*to, x)
	return err
}
