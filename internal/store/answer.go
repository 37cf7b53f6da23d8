package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// An AnswerSet is answers to the criteria of one framework.
type AnswerSet struct {
	Framework string // id@version
	Answers   []offer.Answer
}

// Answers returns the current answers about offers to one framework, by offer, as answers does.
func (tx *Tx) Answers(ctx context.Context, frameworkID, frameworkVersion string, about []offer.ID) (map[offer.ID][]offer.Answer, error) {
	found, err := tx.answers(ctx, frameworkID, frameworkVersion, about)
	return found, wrap(err, "answers")
}

// answers reads the current answers about offers to one framework, by offer, each offer's by
// criterion, date and assessor.
func (tx *Tx) answers(ctx context.Context, frameworkID, frameworkVersion string, about []offer.ID) (map[offer.ID][]offer.Answer, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+strings.ReplaceAll(answerVersionColumns, "a.", "h.")+`
		FROM `+tx.currentOf("answer", len(about))+`
		WHERE h.offer_id = ANY($1::text[]) AND h.framework_id = $2::text AND h.framework_version = $3::text AND `+tx.inContent("answer")+`
		ORDER BY h.offer_id, h.criterion COLLATE "C", h.valid_from COLLATE "C", h.assessor COLLATE "C"`, about, frameworkID, frameworkVersion)
	as, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (offer.Answer, error) { return scanAnswer(row) })
	if err != nil {
		return nil, err
	}
	found := map[offer.ID][]offer.Answer{}
	for _, a := range as {
		found[a.Offer] = append(found[a.Offer], a)
	}
	return found, nil
}

const answerVersionColumns = `a.offer_id, a.criterion, a.assessor, a.valid_from, v.version, v.not_applicable,
	v.lo_level, v.lo_rung, v.lo_evidence, v.hi_level, v.hi_rung, v.hi_admission, v.hi_evidence,
	v.raw_lo, v.raw_hi, v.caps, v.stage, v.paused, v.contested, v.vendor_wide, v.unknown, v.rationale,
	v.valid_to, v.lapse_lo, v.lapse_hi, v.lapse_text, v.choice`

// scanAnswer reads answerVersionColumns and what follows them.
func scanAnswer(row pgx.CollectableRow, more ...any) (a offer.Answer, err error) {
	var rawLo, rawHi *float64
	var lapseLo, lapseHi *int
	var lapseText *string
	err = row.Scan(append([]any{&a.Offer, &a.Criterion, &a.Assessor, text{&a.ValidFrom}, &a.Version, &a.NotApplicable,
		&a.Lo.Level, text{&a.Lo.Rung}, ids(&a.Lo.Evidence), &a.Hi.Level, text{&a.Hi.Rung}, &a.Hi.Admission, ids(&a.Hi.Evidence),
		&rawLo, &rawHi, object{&a.Caps}, text{&a.Stage}, &a.Paused, &a.Contested, &a.VendorWide, &a.Unknown, &a.Rationale,
		text{&a.ValidTo}, &lapseLo, &lapseHi, &lapseText, &a.Choice}, more...)...)
	if err == nil && rawLo != nil {
		a.Raw = &offer.Range{Lo: *rawLo, Hi: *rawHi}
	}
	if err == nil && lapseLo != nil {
		a.Lapse = &offer.Lapse{Lo: *lapseLo, Hi: *lapseHi, Text: *lapseText}
	}
	return a, err
}
