package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// Uses is what rests on one evidence record, in current offers, answers and cases, or in those
// of the moment that Recorded names.
type Uses struct {
	Answers        []AnswerUse
	Parts          []PartUse
	Facts          []FactUse
	More           int // answers, parts and facts beyond those listed
	ContradictedBy []offer.ID
}

// An AnswerUse is a bound of an answer that rests on the evidence.
type AnswerUse struct {
	Offer     offer.ID
	Title     string // of the offer
	Framework string // id@version
	Criterion string
	Lo, Hi    bool // which bounds
}

// A PartUse is a part of an offer, or an event of its history, that names the evidence.
type PartUse struct {
	Offer   offer.ID
	Title   string // of the offer
	Kind    string // as offer.Parts.Each says, or "history"
	Ordinal int    // from 0
}

// A FactUse is a fact of a case that names the evidence.
type FactUse struct {
	Case string
	Name string // of the case
	Date offer.Date
	Text string
}

// MostUses bounds each of the lists of uses.
const MostUses = 200

// EvidenceUses returns what rests on the record, everything in a fixed order, at most MostUses of
// each kind. Three queries.
func (tx *Tx) EvidenceUses(ctx context.Context, id offer.ID) (Uses, error) {
	var u Uses
	rows, _ := tx.tx.Query(ctx, `
		SELECT u.offer_id, o.title, u.framework_id || '@' || u.framework_version, u.criterion, u.lo, u.hi, u.total
		FROM (
			SELECT a.workspace_id, a.offer_id, a.framework_id, a.framework_version, a.criterion, bool_or(e.lo) AS lo, bool_or(e.hi) AS hi, count(*) OVER () AS total
			FROM (
				SELECT workspace_id, answer_id, version, bool_or(bound = 'lo') AS lo, bool_or(bound = 'hi') AS hi
				FROM answer_evidence WHERE evidence_id = $1::text GROUP BY workspace_id, answer_id, version
			) e, LATERAL `+tx.contentOf("answer", "h.workspace_id, h.offer_id, h.framework_id, h.framework_version, h.criterion", "e.workspace_id, e.answer_id", "e.version")+` a
			GROUP BY a.workspace_id, a.offer_id, a.framework_id, a.framework_version, a.criterion
			ORDER BY a.offer_id COLLATE "C", a.framework_id COLLATE "C", a.framework_version COLLATE "C", a.criterion COLLATE "C"
			LIMIT $2
		) u, LATERAL (SELECT v.title FROM `+tx.current("offer")+` WHERE (h.workspace_id, h.id) = (u.workspace_id, u.offer_id) LIMIT 1) o
		ORDER BY u.offer_id COLLATE "C", u.framework_id COLLATE "C", u.framework_version COLLATE "C", u.criterion COLLATE "C"`, id, MostUses)
	var err error
	var total int
	u.Answers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a AnswerUse, err error) {
		err = row.Scan(&a.Offer, &a.Title, &a.Framework, &a.Criterion, &a.Lo, &a.Hi, &total)
		return a, err
	})
	if err != nil {
		return u, wrap(err, "answers on evidence %q", id)
	}
	u.More = total - len(u.Answers)
	rows, _ = tx.tx.Query(ctx, `
		SELECT e.offer_id, (SELECT v.title FROM offer_version v WHERE (v.workspace_id, v.id, v.version) = (e.workspace_id, e.offer_id, e.version)), e.kind, e.ordinal, count(*) OVER ()
		FROM offer_evidence e, LATERAL `+tx.contentOf("offer", "1", "e.workspace_id, e.offer_id", "e.version")+` o
		WHERE e.evidence_id = $1::text
		ORDER BY e.offer_id COLLATE "C", e.kind COLLATE "C", e.ordinal LIMIT $2`, id, MostUses)
	total = 0
	u.Parts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PartUse, err error) {
		err = row.Scan(&p.Offer, &p.Title, &p.Kind, &p.Ordinal, &total)
		return p, err
	})
	if err != nil {
		return u, wrap(err, "parts on evidence %q", id)
	}
	u.More += total - len(u.Parts)
	return u, wrap(tx.mentions(ctx, id, &u), "facts on evidence %q", id)
}

// mentions reads the facts that name the evidence and the records that contradict it.
func (tx *Tx) mentions(ctx context.Context, id offer.ID, u *Uses) error {
	rows, _ := tx.tx.Query(ctx, `
		(SELECT 1 AS kind, e.case_id::text COLLATE "C" AS id, (SELECT v.name FROM case_study_version v WHERE (v.workspace_id, v.id, v.version) = (e.workspace_id, e.case_id, e.version)),
			f.date::text, f.statement, f.ordinal, count(*) OVER ()
		FROM case_fact_evidence e, LATERAL `+tx.contentOf("case_study", "1", "e.workspace_id, e.case_id", "e.version")+` c,
			LATERAL (SELECT date, statement, ordinal FROM case_fact x WHERE (x.workspace_id, x.case_id, x.version, x.ordinal) = (e.workspace_id, e.case_id, e.version, e.ordinal) LIMIT 1) f
		WHERE e.evidence_id = $1::text
		ORDER BY id, f.ordinal LIMIT $2)
		UNION ALL
		(SELECT 2, x.evidence_id::text COLLATE "C", '', '', '', 0, 0
		FROM evidence_contradiction x, LATERAL `+tx.contentOf("evidence", "1", "x.workspace_id, x.evidence_id", "x.version")+` c
		WHERE x.contradicts = $1::text
		ORDER BY 2 LIMIT $2)
		ORDER BY kind, id, ordinal`, id, MostUses)
	var kind, ordinal, total int
	var of string
	var f FactUse
	_, err := pgx.ForEachRow(rows, []any{&kind, &of, &f.Name, text{&f.Date}, &f.Text, &ordinal, &total}, func() error {
		if kind == 1 {
			f.Case = of
			u.Facts = append(u.Facts, f)
			if len(u.Facts) == 1 {
				u.More += total - min(total, MostUses)
			}
		} else {
			u.ContradictedBy = append(u.ContradictedBy, offer.ID(of))
		}
		return nil
	})
	return err
}
