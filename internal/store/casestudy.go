package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// A Case is one published study. Its offers and answers are read as dossiers.
type Case struct {
	CaseSummary
	Facts []Fact // by date
}

// A CaseSummary is a case as a list shows it.
type CaseSummary struct {
	ID        string // lower-case ISO 3166-1 alpha-3, or "ref"
	Country   string // ISO 3166-1 alpha-3; empty for the reference shelf
	Name      string
	Full      bool // studied in full, rather than in short
	AsOf      offer.Date
	Summary   string
	Lead      offer.ID   // the offer that stands for the country beside other countries; may be empty
	Offers    []offer.ID // in the case's own order
	FactCount int        `json:"-"` // how many dated facts it holds; set when read
}

// A Fact is one dated statement of a case.
type Fact struct {
	Date     offer.Date
	Topic    string
	Text     string
	Offers   []offer.ID
	Evidence []offer.ID
	Check    string // what looking for a second source gave; empty: not looked for
	Seeds    []string
}

const caseColumns = `
	SELECT h.id, v.country, v.name, v.in_full, v.as_of, v.summary, coalesce(v.lead, ''),
		ARRAY(SELECT o.offer_id::text FROM case_offer o WHERE (o.workspace_id, o.case_id, o.version) = (v.workspace_id, v.id, v.version) ORDER BY o.ordinal),
		(SELECT count(*) FROM case_fact f WHERE (f.workspace_id, f.case_id, f.version) = (v.workspace_id, v.id, v.version))`

// caseContent is the cases there are, as h, each with its version v.
func (tx *Tx) caseContent() string {
	return tx.current("case_study") + ` WHERE ` + tx.inContent("case_study")
}

// Cases returns all current cases by id. One query.
func (tx *Tx) Cases(ctx context.Context) ([]CaseSummary, error) {
	rows, _ := tx.tx.Query(ctx, caseColumns+` FROM `+tx.caseContent()+` ORDER BY h.id COLLATE "C"`)
	cs, err := pgx.CollectRows(rows, scanCase)
	return cs, wrap(err, "cases")
}

// Case returns one current case. Two queries.
func (tx *Tx) Case(ctx context.Context, id string) (Case, error) {
	rows, _ := tx.tx.Query(ctx, caseColumns+` FROM `+tx.caseContent()+` AND h.id = $1::text`, id)
	summary, err := pgx.CollectExactlyOneRow(rows, scanCase)
	if err != nil {
		return Case{}, wrap(err, "case %q", id)
	}
	rows, _ = tx.tx.Query(ctx, `
		SELECT f.date, f.topic, f.statement, f.offers, f.evidence, f.second_look, f.seeds
		FROM `+tx.current("case_study")+` JOIN case_fact f ON (f.workspace_id, f.case_id, f.version) = (h.workspace_id, h.id, v.version)
		WHERE h.id = $1::text AND `+tx.inContent("case_study")+`
		ORDER BY f.ordinal`, id)
	facts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Fact, err error) {
		err = row.Scan(text{&f.Date}, &f.Topic, &f.Text, ids(&f.Offers), ids(&f.Evidence), &f.Check, ids(&f.Seeds))
		return f, err
	})
	return Case{summary, facts}, wrap(err, "facts of case %q", id)
}

func scanCase(row pgx.CollectableRow) (c CaseSummary, err error) {
	err = row.Scan(&c.ID, &c.Country, &c.Name, &c.Full, text{&c.AsOf}, &c.Summary, &c.Lead, ids(&c.Offers), &c.FactCount)
	return c, err
}
