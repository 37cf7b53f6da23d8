package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// A Version says who stored one version of a record, when and why.
type Version struct {
	Number int
	At     time.Time
	Person string
	Reason string
	SHA256 string // of the record as JSON, in hexadecimal; empty for comparisons
}

// maxVersions bounds a history, the latest first.
const maxVersions = 500

// Versions returns the history of a record (kind offer, evidence, answer or comparison, by its
// id), the latest first, at most 500. The library's records have one, too. One query.
func (tx *Tx) Versions(ctx context.Context, kind, id string) ([]Version, error) {
	sum := "v.sha256"
	switch {
	case kind == "comparison":
		sum = "''::bytea"
	case !slices.Contains([]string{"offer", "evidence", "answer"}, kind):
		return nil, fmt.Errorf("history of %s: %w", kind, ErrNotFound)
	}
	rows, _ := tx.tx.Query(ctx, `SELECT v.version, v.stored_at, v.stored_by, v.reason, `+sum+` FROM `+kind+`_version v
		WHERE v.id::text = $1 ORDER BY v.version DESC LIMIT $2`, id, maxVersions)
	vs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Version, err error) {
		var sum []byte
		err = row.Scan(&v.Number, &v.At, &v.Person, &v.Reason, &sum)
		v.At, v.SHA256 = v.At.UTC(), hex.EncodeToString(sum)
		return v, err
	})
	if err == nil && len(vs) == 0 {
		err = ErrNotFound
	}
	return vs, wrap(err, "history of %s %s", kind, id)
}

// OfferAt returns one version of an offer with its parts; 0: the current one, archived or not.
// Two queries.
func (tx *Tx) OfferAt(ctx context.Context, id offer.ID, version int) (offer.Offer, int, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+offerVersionColumns+`, v.version
		FROM offer h JOIN offer_version v USING (workspace_id, id)
		WHERE id = $1 AND v.version = CASE WHEN $2 = 0 THEN h.version ELSE $2 END`, id, version)
	var at int
	o, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (*offer.Offer, error) { return scanOffer(row, &at) })
	if err != nil {
		return offer.Offer{}, 0, wrap(err, "offer %s version %d", id, version)
	}
	parts, _ := tx.tx.Query(ctx, `SELECT kind, body FROM offer_part WHERE offer_id = $1 AND version = $2 ORDER BY kind, ordinal`, id, at)
	var kind string
	var body []byte
	_, err = pgx.ForEachRow(parts, []any{&kind, &body}, func() error { return addPart(&o.Parts, kind, body) })
	return *o, at, wrap(err, "offer %s version %d", id, version)
}

// EvidenceAt returns one version of a record and its number; 0: the current one. One query.
func (tx *Tx) EvidenceAt(ctx context.Context, id offer.ID, version int) (offer.Evidence, int, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+evidenceVersionColumns+`, v.version
		FROM evidence h JOIN evidence_version v USING (workspace_id, id)
		WHERE id = $1 AND v.version = CASE WHEN $2 = 0 THEN h.version ELSE $2 END`, id, version)
	var at int
	e, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (offer.Evidence, error) { return scanEvidence(row, &at) })
	return e, at, wrap(err, "evidence %s version %d", id, version)
}

// A StoredAnswer is an answer with what it is an answer to and where it is kept.
type StoredAnswer struct {
	ID        UUID
	Framework string // id@version
	Answer    offer.Answer
	Archived  bool
	Stored    Version
}

const storedAnswerColumns = answerVersionColumns + `, a.id, a.framework_id || '@' || a.framework_version, a.retired_at IS NOT NULL, v.version, v.stored_at, v.stored_by, v.reason`

// AnswerAt returns one version of an answer; 0: the current one. One query.
func (tx *Tx) AnswerAt(ctx context.Context, id UUID, version int) (StoredAnswer, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+storedAnswerColumns+`
		FROM answer a JOIN answer_version v USING (workspace_id, id)
		WHERE a.id = $1 AND v.version = CASE WHEN $2 = 0 THEN a.version ELSE $2 END`, id, version)
	a, err := pgx.CollectExactlyOneRow(rows, scanStoredAnswer)
	return a, wrap(err, "answer %s version %d", id, version)
}

// AnswersAbout returns the answers to one framework about one offer, archived ones included,
// by criterion and date. One query.
func (tx *Tx) AnswersAbout(ctx context.Context, ref string, about offer.ID) ([]StoredAnswer, error) {
	fid, fversion, err := cutRef(ref)
	if err != nil {
		return nil, err
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+storedAnswerColumns+`
		FROM answer a JOIN answer_version v USING (workspace_id, id, version)
		WHERE a.offer_id = $1 AND a.framework_id = $2::text AND a.framework_version = $3::text
		ORDER BY a.criterion COLLATE "C", a.valid_from COLLATE "C", a.assessor COLLATE "C"`, about, fid, fversion)
	as, err := pgx.CollectRows(rows, scanStoredAnswer)
	return as, wrap(err, "answers about %s", about)
}

// CurrentAnswers returns the current answers about offers to every framework, by offer, framework,
// criterion, date and assessor; no more than most of them. One query.
func (tx *Tx) CurrentAnswers(ctx context.Context, about []offer.ID, most int) ([]StoredAnswer, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+strings.ReplaceAll(storedAnswerColumns, "a.", "h.")+`
		FROM `+tx.currentOf("answer", len(about))+`
		WHERE h.offer_id = ANY($1::text[]) AND `+tx.inContent("answer")+`
		ORDER BY h.offer_id, h.framework_id COLLATE "C", h.framework_version COLLATE "C", h.criterion COLLATE "C", h.valid_from COLLATE "C", h.assessor COLLATE "C"
		LIMIT $2`, about, most)
	as, err := pgx.CollectRows(rows, scanStoredAnswer)
	return as, wrap(err, "current answers")
}

func scanStoredAnswer(row pgx.CollectableRow) (s StoredAnswer, err error) {
	s.Answer, err = scanAnswer(row, &s.ID, &s.Framework, &s.Archived, &s.Stored.Number, &s.Stored.At, &s.Stored.Person, &s.Stored.Reason)
	s.Stored.At = s.Stored.At.UTC()
	s.Answer.Version = s.Stored.Number
	return s, err
}

// Recorded makes the transaction read what was recorded at a moment: the versions stored by
// then, of what was in the content then. Writing is not meant for such a transaction.
func (tx *Tx) Recorded(at time.Time) { tx.at = at }

// current joins the head h of a table to its version v: the current one, or that of the moment
// that Recorded names.
func (tx *Tx) current(table string) string {
	if tx.at.IsZero() {
		return table + ` h JOIN ` + table + `_version v ON (v.workspace_id, v.id, v.version) = (h.workspace_id, h.id, h.version)`
	}
	return table + ` h JOIN LATERAL (SELECT * FROM ` + table + `_version x WHERE (x.workspace_id, x.id) = (h.workspace_id, h.id) AND x.stored_at <= ` + tx.moment() +
		` ORDER BY x.version DESC LIMIT 1) v ON true`
}

// contentOf looks a record up by its key, where the given version of it is part of the content:
// columns of h, the head. The limit keeps it a look-up. Left to itself the planner, where it knows
// little of a workspace yet, pairs all that rests on one record with everything in the workspace.
func (tx *Tx) contentOf(table, columns, key, version string) string {
	current := `h.version`
	if !tx.at.IsZero() {
		current = `(SELECT x.version FROM ` + table + `_version x WHERE (x.workspace_id, x.id) = (h.workspace_id, h.id) AND x.stored_at <= ` + tx.moment() + ` ORDER BY x.version DESC LIMIT 1)`
	}
	return `(SELECT ` + columns + ` FROM ` + table + ` h WHERE (h.workspace_id, h.id) = (` + key + `) AND ` + version + ` = ` + current + ` AND ` + tx.inContent(table) + ` LIMIT 1)`
}

// inContent is the condition that the head h of a table is part of the content. A record that
// was archived and brought back since has no mark of it, so that the log is asked, too: what
// was archived last by the moment, and got no version after it, was not there. Only the few
// events that archive or bring back are looked at, through an index of their own: by the size of
// that, the planner takes it whatever it knows of the rest of the log.
func (tx *Tx) inContent(table string) string {
	if tx.at.IsZero() {
		return `h.retired_at IS NULL`
	}
	return `(h.retired_at IS NULL OR h.retired_at > ` + tx.moment() + `)
		AND (SELECT x.action = 'archive' AND NOT EXISTS (
				SELECT FROM ` + table + `_version y WHERE (y.workspace_id, y.id) = (h.workspace_id, h.id) AND y.version > x.version AND y.stored_at <= ` + tx.moment() + `)
			FROM audit_event x
			WHERE x.workspace_id = h.workspace_id AND x.kind = '` + table + `' AND x.id = h.id::text AND x.action IN ('archive', 'revive') AND x.at <= ` + tx.moment() + `
			ORDER BY x.seq DESC LIMIT 1) IS NOT TRUE`
}

// recordedBy is the condition that what a column dates was stored by the moment.
func (tx *Tx) recordedBy(column string) string {
	if tx.at.IsZero() {
		return `true`
	}
	return column + ` <= ` + tx.moment()
}

// storedBy is the condition that the head h of a table was stored by the moment.
func (tx *Tx) storedBy(table string) string {
	if tx.at.IsZero() {
		return `true`
	}
	return `EXISTS (SELECT 1 FROM ` + table + `_version x WHERE (x.workspace_id, x.id) = (h.workspace_id, h.id) AND x.stored_at <= ` + tx.moment() + `)`
}

// moment is digits and punctuation only, safe to quote.
func (tx *Tx) moment() string {
	return `'` + tx.at.UTC().Format("2006-01-02 15:04:05.999999") + `+00'::timestamptz`
}
