package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// What storing a record would do.
const (
	PlanNew     = "new"
	PlanChanged = "changed"
	PlanSame    = "same"
	PlanRevived = "brought back"
)

// A Planned is one record of changes and what storing it would do.
type Planned struct {
	Kind, ID string // an answer's id is its offer and criterion
	Title    string
	Does     string // PlanNew and so on
	Version  int    // that is there; 0: none
	Archived bool   // what is there is archived
}

// Plan says what storing the changes would do, and fills in the versions that are there, so
// that Save refuses what somebody changes meanwhile. Three queries.
func (tx *Tx) Plan(ctx context.Context, c Changes) (Changes, []Planned, error) {
	var all []Planned
	c.Evidence = append([]Seen[offer.Evidence](nil), c.Evidence...)
	c.Offers = append([]Seen[offer.Offer](nil), c.Offers...)
	c.Answers = append([]Seen[AnswerTo](nil), c.Answers...)
	if len(c.Evidence) > 0 {
		heads, err := tx.headsOf(ctx, "evidence", len(c.Evidence), func(i int) string { return string(c.Evidence[i].Item.ID) })
		if err != nil {
			return c, nil, wrap(err, "plan")
		}
		for i := range c.Evidence {
			e := &c.Evidence[i]
			p, err := planned("evidence", string(e.Item.ID), e.Item.Source.Publisher+": "+e.Item.Account, heads[string(e.Item.ID)], e.Item)
			if err != nil {
				return c, nil, err
			}
			e.Version = p.Version
			all = append(all, p)
		}
	}
	if len(c.Offers) > 0 {
		heads, err := tx.headsOf(ctx, "offer", len(c.Offers), func(i int) string { return string(c.Offers[i].Item.ID) })
		if err != nil {
			return c, nil, wrap(err, "plan")
		}
		for i := range c.Offers {
			o := &c.Offers[i]
			p, err := planned("offer", string(o.Item.ID), o.Item.Title, heads[string(o.Item.ID)], o.Item)
			if err != nil {
				return c, nil, err
			}
			o.Version = p.Version
			all = append(all, p)
		}
	}
	if len(c.Answers) == 0 {
		return c, all, nil
	}
	about := make([]string, len(c.Answers))
	for i, a := range c.Answers {
		about[i] = string(a.Item.Answer.Offer)
	}
	heads, err := tx.answerHeads(ctx, unique(about))
	if err != nil {
		return c, nil, wrap(err, "plan")
	}
	for i := range c.Answers {
		a := &c.Answers[i]
		a.Item.Answer.Version = 0
		item := frameworkAnswer(a.Item)
		says := a.Item.Answer.Rationale
		if n := a.Item.Answer.Choice; n > 0 {
			says = fmt.Sprintf("Choice %d: %s", n, says)
		}
		p, err := planned("answer", string(a.Item.Answer.Offer)+" "+a.Item.Answer.Criterion, says, heads[item.key()], item)
		if err != nil {
			return c, nil, err
		}
		a.Version = p.Version
		all = append(all, p)
	}
	return c, all, nil
}

func (tx *Tx) headsOf(ctx context.Context, table string, n int, id func(int) string) (map[string]head, error) {
	wanted := make([]string, n)
	for i := range wanted {
		wanted[i] = id(i)
	}
	return tx.heads(ctx, table, wanted)
}

func planned(kind, id, title string, h head, item any) (Planned, error) {
	p := Planned{Kind: kind, ID: id, Title: title, Does: PlanNew, Version: h.version, Archived: h.retired}
	sum, err := digestOf(item)
	switch {
	case err != nil || h.version == 0:
	case string(sum[:]) != string(h.sha256):
		p.Does = PlanChanged
	case h.retired:
		p.Does = PlanRevived
	default:
		p.Does = PlanSame
	}
	return p, err
}

// OwnOfferIDs returns the workspace's current offers by id. One query.
func (tx *Tx) OwnOfferIDs(ctx context.Context) ([]offer.ID, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id FROM offer WHERE workspace_id = $1 AND retired_at IS NULL ORDER BY id COLLATE "C"`, tx.workspace)
	found, err := pgx.CollectRows(rows, pgx.RowTo[offer.ID])
	return found, wrap(err, "own offers")
}

// OfferVersions returns the current version of each of the offers that there are, in the workspace
// or the library, archived ones included. One query.
func (tx *Tx) OfferVersions(ctx context.Context, ids []offer.ID) (map[offer.ID]int, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id, version FROM offer WHERE id = ANY($1::text[])`, ids)
	found := map[offer.ID]int{}
	var id offer.ID
	var version int
	_, err := pgx.ForEachRow(rows, []any{&id, &version}, func() error { found[id] = version; return nil })
	return found, wrap(err, "look for offers")
}

// EvidenceIDs returns all evidence that the workspace may cite, its own and the library's, by
// id. One query.
func (tx *Tx) EvidenceIDs(ctx context.Context) ([]offer.ID, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT id FROM evidence WHERE retired_at IS NULL ORDER BY id COLLATE "C"`)
	found, err := pgx.CollectRows(rows, pgx.RowTo[offer.ID])
	return found, wrap(err, "evidence ids")
}
