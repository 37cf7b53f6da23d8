package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

const answerColumns = `id, version, sha256, not_applicable, lo_level, lo_rung, lo_evidence, hi_level, hi_rung, hi_admission, hi_evidence,
	raw_lo, raw_hi, caps, stage, paused, contested, vendor_wide, unknown, rationale, valid_from, valid_to, lapse_lo, lapse_hi, lapse_text, choice, stored_by, reason`

type answerHeadRow struct {
	headRow
	OfferID          offer.ID   `json:"offer_id"`
	FrameworkID      string     `json:"framework_id"`
	FrameworkVersion string     `json:"framework_version"`
	Criterion        string     `json:"criterion"`
	Assessor         string     `json:"assessor"`
	ValidFrom        offer.Date `json:"valid_from"`
}

type answerRow struct {
	headRow
	SHA256        digest      `json:"sha256"`
	NotApplicable bool        `json:"not_applicable"`
	LoLevel       int         `json:"lo_level"`
	LoRung        offer.Rung  `json:"lo_rung"`
	LoEvidence    []offer.ID  `json:"lo_evidence"`
	HiLevel       int         `json:"hi_level"`
	HiRung        offer.Rung  `json:"hi_rung"`
	HiAdmission   bool        `json:"hi_admission"`
	HiEvidence    []offer.ID  `json:"hi_evidence"`
	RawLo         *float64    `json:"raw_lo"`
	RawHi         *float64    `json:"raw_hi"`
	Caps          []offer.Cap `json:"caps"`
	Stage         offer.Stage `json:"stage"`
	Paused        bool        `json:"paused"`
	Contested     bool        `json:"contested"`
	VendorWide    bool        `json:"vendor_wide"`
	Unknown       offer.ID    `json:"unknown"`
	Rationale     string      `json:"rationale"`
	ValidFrom     offer.Date  `json:"valid_from"`
	ValidTo       offer.Date  `json:"valid_to"`
	LapseLo       *int        `json:"lapse_lo"`
	LapseHi       *int        `json:"lapse_hi"`
	LapseText     *string     `json:"lapse_text"`
	Choice        int         `json:"choice"`
	writer
}

type answerEvidenceRow struct {
	AnswerID   string   `json:"answer_id"`
	Version    int      `json:"version"`
	Bound      string   `json:"bound"`
	EvidenceID offer.ID `json:"evidence_id"`
}

// A frameworkAnswer is an answer with the framework whose criterion it answers.
type frameworkAnswer struct {
	Framework string
	Answer    offer.Answer
}

// key is what makes an answer the same answer in another version.
func (a frameworkAnswer) key() string {
	return strings.Join([]string{string(a.Answer.Offer), a.Framework, a.Answer.Criterion, a.Answer.Assessor, a.Answer.ValidFrom.String()}, "\x1f")
}

func (tx *Tx) loadAnswers(ctx context.Context, c *changeset, sets []AnswerSet) (Count, error) {
	stored, err := tx.answerHeads(ctx, nil)
	if err != nil {
		return Count{}, err
	}
	var all []frameworkAnswer
	for _, s := range sets {
		if _, _, err := cutRef(s.Framework); err != nil {
			return Count{}, err
		}
		for _, a := range s.Answers {
			a.Version = 0 // ours to say
			all = append(all, frameworkAnswer{s.Framework, a})
		}
	}
	d, err := diffOf(all, frameworkAnswer.key, stored, func(frameworkAnswer) string { return NewUUID().String() })
	if err != nil {
		return Count{}, err
	}
	queueAnswers(c, d)
	return d.count(), nil
}

// queueAnswers queues new versions of answers.
func queueAnswers(c *changeset, d diff[frameworkAnswer]) {
	var heads []answerHeadRow
	for _, r := range d.fresh {
		id, version, _ := cutRef(r.item.Framework)
		a := r.item.Answer
		heads = append(heads, answerHeadRow{headRow{r.id, r.version}, a.Offer, id, version, a.Criterion, a.Assessor, a.ValidFrom})
	}
	var rows []answerRow
	var links []answerEvidenceRow
	for _, r := range d.revisions() {
		row := answerRowOf(r)
		row.writer = c.writer()
		rows = append(rows, row)
		for _, e := range unique(r.item.Answer.Lo.Evidence) {
			links = append(links, answerEvidenceRow{r.id, r.version, "lo", e})
		}
		for _, e := range unique(r.item.Answer.Hi.Evidence) {
			links = append(links, answerEvidenceRow{r.id, r.version, "hi", e})
		}
	}
	insert(c, "answer", `id, version, offer_id, framework_id, framework_version, criterion, assessor, valid_from`, heads)
	insert(c, "answer_version", answerColumns, rows)
	insert(c, "answer_evidence", `answer_id, version, bound, evidence_id`, links)
	move(c, "answer", d)
}

// answerHeads reads where answers stand: those about some offers, or all where that is nil.
func (tx *Tx) answerHeads(ctx context.Context, about []string) (map[string]head, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT a.id::text, a.version, v.sha256, a.retired_at IS NOT NULL,
			a.offer_id, a.framework_id || '@' || a.framework_version, a.criterion, a.assessor, a.valid_from
		FROM answer a JOIN answer_version v USING (workspace_id, id, version)
		WHERE a.workspace_id = $1 AND ($2::text[] IS NULL OR a.offer_id = ANY($2::text[]))`, tx.workspace, about)
	heads := map[string]head{}
	var h head
	var k frameworkAnswer
	columns := []any{&h.id, &h.version, &h.sha256, &h.retired, &k.Answer.Offer, &k.Framework, &k.Answer.Criterion, &k.Answer.Assessor, text{&k.Answer.ValidFrom}}
	_, err := pgx.ForEachRow(rows, columns, func() error {
		heads[k.key()] = h
		return nil
	})
	return heads, err
}

func answerRowOf(r revision[frameworkAnswer]) answerRow {
	a := r.item.Answer
	row := answerRow{
		headRow: headRow{r.id, r.version}, SHA256: r.sha256, NotApplicable: a.NotApplicable,
		LoLevel: a.Lo.Level, LoRung: a.Lo.Rung, LoEvidence: notNil(a.Lo.Evidence),
		HiLevel: a.Hi.Level, HiRung: a.Hi.Rung, HiAdmission: a.Hi.Admission, HiEvidence: notNil(a.Hi.Evidence),
		Caps: notNil(a.Caps), Stage: a.Stage, Paused: a.Paused, Contested: a.Contested, VendorWide: a.VendorWide, Unknown: a.Unknown,
		Rationale: a.Rationale, ValidFrom: a.ValidFrom, ValidTo: a.ValidTo, Choice: a.Choice,
	}
	if a.Raw != nil {
		row.RawLo, row.RawHi = &a.Raw.Lo, &a.Raw.Hi
	}
	if a.Lapse != nil {
		row.LapseLo, row.LapseHi, row.LapseText = &a.Lapse.Lo, &a.Lapse.Hi, &a.Lapse.Text
	}
	return row
}
