package briefing

import (
	"slices"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/measure"
	"assay/internal/offer"
)

// answerTable has every recorded answer, those that do not count on the day too, each with what
// it counted as. A criterion of an offer without a row has no answer: it counts as unknown.
func answerTable(ev comparison.Evaluation) table {
	level := func(name, title string) column {
		return column{Name: name, Title: title, Kind: isWhole, Most: offer.MaxLevel}
	}
	t := table{Name: "answers", Title: "What is answered, on which evidence, and what counts", Key: []string{"offer", "no"},
		References: []reference{{Columns: []string{"offer"}, Table: "comparison", Names: []string{"offer"}}},
		Columns: []column{
			{Name: "offer", Title: "Offer", Kind: isID, Needed: true, Width: 24},
			{Name: "no", Title: "No. of the answer", Kind: isWhole, Needed: true, Width: 8},
			{Name: "dimension", Title: "Dimension", Kind: isID, Needed: true, Width: 20},
			{Name: "criterion", Title: "Criterion", Kind: isID, Needed: true, Width: 10},
			{Name: "criterion_title", Title: "Title of the criterion", Needed: true, Width: 28},
			{Name: "counts", Title: "Counts on the day", Kind: isFlag, Needed: true, Width: 10},
			{Name: "from", Title: "Judged or measured from the offer's parts", Words: []string{"judged", "measured"}, Needed: true},
			{Name: "not_applicable", Title: "Held not to apply", Kind: isFlag, Needed: true},
			level("lo_level", "Lowest level"), level("hi_level", "Highest level"),
			{Name: "raw_lo", Title: "Measured amount, least", Kind: isReal}, {Name: "raw_hi", Title: "Measured amount, most", Kind: isReal},
			{Name: "unit", Title: "Unit of the amount"},
			{Name: "lo_rung", Title: "Evidence at the lower end", Words: rungs, Needed: true, Width: 14},
			{Name: "lo_evidence", Title: "Evidence ids at the lower end", Kind: isIDs, Width: 24},
			{Name: "hi_rung", Title: "Evidence at the upper end", Words: rungs, Needed: true, Width: 14},
			{Name: "hi_evidence", Title: "Evidence ids at the upper end", Kind: isIDs, Width: 24},
			{Name: "hi_admission", Title: "The provider itself says that it goes no higher", Kind: isFlag, Needed: true},
			{Name: "stage", Title: "Stage", Words: stages, Width: 14},
			{Name: "paused", Title: "On hold", Kind: isFlag, Needed: true}, {Name: "contested", Title: "Contested law", Kind: isFlag, Needed: true},
			{Name: "vendor_wide", Title: "Rests on general terms", Kind: isFlag, Needed: true},
			{Name: "caps", Title: "Qualifiers, as id=yes, no or unknown"},
			{Name: "unknown", Title: "Open question that it shares with other answers", Kind: isID},
			{Name: "rationale", Title: "Rationale", Width: 60},
			{Name: "valid_from", Title: "Valid from", Kind: isDate}, {Name: "valid_to", Title: "Valid to", Kind: isDate},
			level("lapse_lo", "After that, lowest level"), level("lapse_hi", "After that, highest level"),
			{Name: "lapse_text", Title: "What happens then"},
			{Name: "assessor", Title: "Assessor"}, {Name: "version", Title: "Version", Kind: isWhole, Needed: true},
			{Name: "state", Title: "Counts as", Words: []string{string(evaluate.Answered), string(evaluate.Unknown), string(evaluate.NotApplicable)}, Width: 14},
			level("counted_lo", "Counts as level, lower end"), level("counted_hi", "Counts as level, upper end"),
			{Name: "value_lo", Title: "Value, lower end (0 to 1)", Kind: isShare}, {Name: "value_hi", Title: "Value, upper end (0 to 1)", Kind: isShare},
			{Name: "weight", Title: "Weight (share of the whole score)", Kind: isShare},
			{Name: "notes", Title: "Notes", Width: 60},
		}}
	for _, o := range ev.Offers {
		for i, a := range o.Answers {
			t.Rows = append(t.Rows, answerRow(ev, o, i, a))
		}
	}
	return t
}

func answerRow(ev comparison.Evaluation, o comparison.OfferEvaluation, i int, a offer.Answer) []any {
	k, d, _ := ev.Yardstick().Criterion(a.Criterion)
	cell, _ := o.Evidenced.Cell(a.Criterion)
	counts := cell.Answer == i
	levels, amount, lapse := make([]any, 2), make([]any, 3), make([]any, 3)
	if !a.NotApplicable {
		levels = []any{a.Lo.Level, a.Hi.Level}
	}
	if raw := amountOf(o, a); raw != nil {
		amount = []any{raw.Lo, raw.Hi, k.Unit}
	}
	if l := a.Lapse; l != nil {
		lapse = []any{l.Lo, l.Hi, l.Text}
	}
	return slices.Concat(
		[]any{string(o.Offer.ID), i + 1, d.ID, k.ID, k.Title, counts, origin(a), a.NotApplicable}, levels, amount,
		[]any{a.Lo.Rung.String(), a.Lo.Evidence, a.Hi.Rung.String(), a.Hi.Evidence, a.Hi.Admission},
		[]any{a.Stage.String(), a.Paused, a.Contested, a.VendorWide, caps(a.Caps), string(a.Unknown), a.Rationale, a.ValidFrom, a.ValidTo}, lapse,
		[]any{a.Assessor, a.Version}, counted(cell, counts),
	)
}

// amountOf is the measured range of an answer, nil for none. An answer from parts keeps to the ends
// of the criterion's scale; the measure has the amount itself.
func amountOf(o comparison.OfferEvaluation, a offer.Answer) *offer.Range {
	if m, ok := o.MeasureOf(a.Criterion); ok && m.Raw != nil && origin(a) == "measured" {
		return m.Raw
	}
	return a.Raw
}

// counted says what an answer that counts came to: state, levels, value, weight and notes.
func counted(c evaluate.Cell, counts bool) []any {
	switch {
	case !counts:
		return make([]any, 7)
	case c.State == evaluate.NotApplicable:
		return []any{string(c.State), nil, nil, nil, nil, c.Weight, notes(c.Notes)}
	}
	return []any{string(c.State), c.Levels.Lo, c.Levels.Hi, c.Value.Lo, c.Value.Hi, c.Weight, notes(c.Notes)}
}

// origin says whether somebody judged an answer or the offer's parts gave it.
func origin(a offer.Answer) string {
	if a.Assessor == measure.Assessor {
		return "measured"
	}
	return "judged"
}

func caps(cs []offer.Cap) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = c.ID + "=" + c.Holds.String()
	}
	return strings.Join(parts, " ")
}

func notes(ns []evaluate.Note) string {
	parts := make([]string, len(ns))
	for i, n := range ns {
		parts[i] = n.Text
	}
	return strings.Join(parts, " ")
}

// citationTable says which answers rest on which evidence, a row for each bound and record.
func citationTable(ev comparison.Evaluation) table {
	t := table{Name: "citations", Title: "Which end of which answer rests on which evidence", Key: []string{"offer", "no", "end", "evidence"},
		References: []reference{
			{Columns: []string{"offer", "no"}, Table: "answers", Names: []string{"offer", "no"}},
			{Columns: []string{"evidence"}, Table: "evidence", Names: []string{"id"}},
		},
		Columns: []column{
			{Name: "offer", Title: "Offer", Kind: isID, Needed: true},
			{Name: "no", Title: "No. of the answer", Kind: isWhole, Needed: true},
			{Name: "end", Title: "End of the range", Words: []string{"lower", "upper"}, Needed: true},
			{Name: "evidence", Title: "Evidence", Kind: isID, Needed: true},
		}}
	for _, o := range ev.Offers {
		for i, a := range o.Answers {
			for _, e := range []struct {
				name string
				ids  []offer.ID
			}{{"lower", a.Lo.Evidence}, {"upper", a.Hi.Evidence}} {
				for _, id := range once(e.ids) {
					t.Rows = append(t.Rows, []any{string(o.Offer.ID), i + 1, e.name, string(id)})
				}
			}
		}
	}
	return t
}
