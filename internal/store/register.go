package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// RegisterRows bounds one page of the register.
const RegisterRows = 50

// Whose offers a register lists.
const (
	Everybodys   = ""
	LibraryOnly  = "library"
	OwnOnly      = "own"
	ArchivedOnly = "archived" // the workspace's own that were taken out of its content
)

// A RegisterFilter narrows the register; the zero value lists everything current.
type RegisterFilter struct {
	Text    string     // part of a title, a provider or a summary, in any case
	Whose   string     // one of Everybodys, LibraryOnly, OwnOnly and ArchivedOnly
	Country string     // ISO 3166-1 alpha-3; "-" for offers open to any buyer
	Status  string     // a word of offer.Status
	But     []offer.ID // these are not listed
	Page    int        // from 0
}

// A RegisterPage is one page of the register.
type RegisterPage struct {
	Offers    []OfferSummary
	Total     int      // offers that the filter lets through, on all pages
	All       int      // current offers without any filter
	Countries []string // ISO 3166-1 alpha-3 of all that offers of the register are put to, by code
}

// Register lists offers, the workspace's own before the library's, RegisterRows to a page. What
// is archived is listed only where it is asked for. Two queries, whatever the size.
func (tx *Tx) Register(ctx context.Context, f RegisterFilter) (RegisterPage, error) {
	var p RegisterPage
	content := tx.inContent("offer")
	switch f.Whose {
	case LibraryOnly:
		content += ` AND h.workspace_id = assay_library()`
	case OwnOnly:
		content += ` AND h.workspace_id <> assay_library()`
	case ArchivedOnly:
		content = `NOT (` + content + `) AND h.workspace_id <> assay_library()`
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT h.id, v.title, v.summary, v.scope, v.country, v.provider, v.status, v.stage, h.workspace_id <> assay_library(), count(*) OVER ()
		FROM `+tx.current("offer")+`
		WHERE `+content+`
			AND (@text = '' OR v.title ILIKE @text OR v.provider ILIKE @text OR v.summary ILIKE @text)
			AND (@country = '' OR v.country = CASE WHEN @country = '-' THEN '' ELSE @country END)
			AND (@status = '' OR v.status = @status) AND h.id <> ALL(coalesce(@but::text[], '{}'))
		ORDER BY h.workspace_id = assay_library(), v.country = '', v.country, lower(v.title) COLLATE "C", h.id COLLATE "C"
		LIMIT @rows OFFSET @from`,
		pgx.StrictNamedArgs{"text": containing(f.Text), "but": f.But, "country": f.Country, "status": f.Status, "rows": RegisterRows, "from": RegisterRows * max(f.Page, 0)})
	var err error
	p.Offers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (o OfferSummary, err error) {
		err = row.Scan(&o.ID, &o.Title, &o.Summary, text{&o.Scope}, &o.Country, &o.Provider, text{&o.Status}, text{&o.Stage}, &o.Own, &p.Total)
		return o, err
	})
	if err != nil {
		return p, wrap(err, "register")
	}
	err = tx.tx.QueryRow(ctx, `
		SELECT count(*), coalesce(array_agg(DISTINCT v.country ORDER BY v.country) FILTER (WHERE v.country <> ''), '{}')
		FROM `+tx.current("offer")+`
		WHERE `+tx.inContent("offer")).Scan(&p.All, ids(&p.Countries))
	return p, wrap(err, "countries of the register")
}

// containing is the pattern of texts that hold s; the empty pattern of all.
func containing(s string) string {
	if s == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// An OwnOffer is an offer of the workspace with who stored it last.
type OwnOffer struct {
	Offer    offer.Offer
	Archived bool
	Stored   Version
}

// OwnOffer returns the workspace's offer as it stands, archived or not. Three queries.
func (tx *Tx) OwnOffer(ctx context.Context, id offer.ID) (OwnOffer, error) {
	var o OwnOffer
	err := tx.tx.QueryRow(ctx, `
		SELECT NOT (`+tx.inContent("offer")+`), v.version, v.stored_at, v.stored_by, v.reason
		FROM `+tx.current("offer")+`
		WHERE h.workspace_id = $1 AND h.id = $2`, tx.workspace, id).Scan(&o.Archived, &o.Stored.Number, &o.Stored.At, &o.Stored.Person, &o.Stored.Reason)
	if err != nil {
		return o, wrap(err, "own offer %s", id)
	}
	o.Stored.At = o.Stored.At.UTC()
	o.Offer, _, err = tx.OfferAt(ctx, id, o.Stored.Number)
	return o, err
}

// LockOffer makes whoever else changes the workspace's offer wait until this transaction is
// over, so that what is read after it is what is changed. ErrNotFound: there is no such offer.
func (tx *Tx) LockOffer(ctx context.Context, id offer.ID) error {
	var one int
	err := tx.tx.QueryRow(ctx, `SELECT 1 FROM offer WHERE workspace_id = $1 AND id = $2 FOR UPDATE`, tx.workspace, id).Scan(&one)
	return wrap(err, "lock offer %s", id)
}

// OfferIDs returns the ids of the workspace's offers that begin with prefix, archived ones
// included: those that a new offer cannot take. Whoever else asks in the workspace waits until this
// transaction is over, so that two new offers never take the same. Two queries.
func (tx *Tx) OfferIDs(ctx context.Context, prefix offer.ID) (map[offer.ID]bool, error) {
	if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('assay new offers ' || $1::text, 0))`, tx.workspace.String()); err != nil {
		return nil, wrap(err, "wait for other new offers")
	}
	rows, _ := tx.tx.Query(ctx, `SELECT id FROM offer WHERE workspace_id = $1 AND starts_with(id, $2)`, tx.workspace, string(prefix))
	taken := map[offer.ID]bool{}
	var id offer.ID
	_, err := pgx.ForEachRow(rows, []any{&id}, func() error { taken[id] = true; return nil })
	return taken, wrap(err, "offers like %s", prefix)
}

// few is how many offers a query may name for their answers to be looked up one by one.
const few = 100

// currentOf is current for a query that names n offers. Where they are few of many, each
// version is looked up by its key, which is several times as fast as reading those of all, what
// the planner would do for fifty offers of a thousand.
func (tx *Tx) currentOf(table string, n int) string {
	if n > few || !tx.at.IsZero() {
		return tx.current(table)
	}
	return table + ` h JOIN LATERAL (SELECT * FROM ` + table + `_version x WHERE (x.workspace_id, x.id, x.version) = (h.workspace_id, h.id, h.version) LIMIT 1) v ON true`
}
