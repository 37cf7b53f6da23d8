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

// EvidenceUses returns what rests on the record, everything in a fixed order. Three queries.
func (tx *Tx) EvidenceUses(ctx context.Context, id offer.ID) (Uses, error) {
	var u Uses
	rows, _ := tx.tx.Query(ctx, `
		SELECT a.offer_id, o.title, a.framework_id || '@' || a.framework_version, a.criterion, bool_or(e.bound = 'lo'), bool_or(e.bound = 'hi')
		FROM answer_evidence e
		JOIN `+tx.content("answer", "h.offer_id, h.framework_id, h.framework_version, h.criterion")+` a ON (a.workspace_id, a.id, a.version) = (e.workspace_id, e.answer_id, e.version)
		JOIN (SELECT h.workspace_id, h.id, v.title FROM `+tx.current("offer")+`) o ON (o.workspace_id, o.id) = (a.workspace_id, a.offer_id)
		WHERE e.evidence_id = $1::text
		GROUP BY a.offer_id, o.title, a.framework_id, a.framework_version, a.criterion
		ORDER BY a.offer_id COLLATE "C", a.framework_id COLLATE "C", a.framework_version COLLATE "C", a.criterion COLLATE "C"`, id)
	var err error
	u.Answers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a AnswerUse, err error) {
		err = row.Scan(&a.Offer, &a.Title, &a.Framework, &a.Criterion, &a.Lo, &a.Hi)
		return a, err
	})
	if err != nil {
		return u, wrap(err, "answers on evidence %q", id)
	}
	rows, _ = tx.tx.Query(ctx, `
		SELECT o.id, o.title, e.kind, e.ordinal
		FROM offer_evidence e
		JOIN `+tx.content("offer", "v.title")+` o ON (o.workspace_id, o.id, o.version) = (e.workspace_id, e.offer_id, e.version)
		WHERE e.evidence_id = $1::text
		ORDER BY o.id COLLATE "C", e.kind COLLATE "C", e.ordinal`, id)
	u.Parts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PartUse, err error) {
		err = row.Scan(&p.Offer, &p.Title, &p.Kind, &p.Ordinal)
		return p, err
	})
	if err != nil {
		return u, wrap(err, "parts on evidence %q", id)
	}
	return u, wrap(tx.mentions(ctx, id, &u), "facts on evidence %q", id)
}

// mentions reads the facts that name the evidence and the records that contradict it.
func (tx *Tx) mentions(ctx context.Context, id offer.ID, u *Uses) error {
	rows, _ := tx.tx.Query(ctx, `
		SELECT 1 AS kind, c.id::text COLLATE "C" AS id, c.name, f.date::text, f.statement, f.ordinal
		FROM case_fact_evidence e
		JOIN `+tx.content("case_study", "v.name")+` c ON (c.workspace_id, c.id, c.version) = (e.workspace_id, e.case_id, e.version)
		JOIN case_fact f ON (f.workspace_id, f.case_id, f.version, f.ordinal) = (e.workspace_id, e.case_id, e.version, e.ordinal)
		WHERE e.evidence_id = $1::text
		UNION ALL
		SELECT 2, x.evidence_id::text, '', '', '', 0
		FROM evidence_contradiction x
		JOIN `+tx.content("evidence", "h.retired_at")+` c ON (c.workspace_id, c.id, c.version) = (x.workspace_id, x.evidence_id, x.version)
		WHERE x.contradicts = $1::text
		ORDER BY kind, id, ordinal`, id)
	var kind, ordinal int
	var of string
	var f FactUse
	_, err := pgx.ForEachRow(rows, []any{&kind, &of, &f.Name, text{&f.Date}, &f.Text, &ordinal}, func() error {
		if kind == 1 {
			f.Case = of
			u.Facts = append(u.Facts, f)
		} else {
			u.ContradictedBy = append(u.ContradictedBy, offer.ID(of))
		}
		return nil
	})
	return err
}
