package server

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/phrase"
	"assay/internal/store"
	"assay/web/page"
)

// cell finds how a criterion counts, scored or beside the score.
func (k sheet) cell(criterion string) evaluate.Cell {
	result := k.ev.Offers[0].Evidenced
	for _, c := range slices.Concat(result.Cells, result.Context) {
		if c.Criterion == criterion {
			return c
		}
	}
	return evaluate.Cell{}
}

// row says how a criterion stands: what we answered, or what its parts measure, or nothing.
func (k sheet) row(c framework.Criterion) page.AnswerRow {
	row := page.AnswerRow{ID: c.ID, Title: c.Title, Gating: c.Gating}
	cell, answers := k.cell(c.ID), k.of(c.ID)
	has := func(code string) bool {
		return slices.ContainsFunc(cell.Notes, func(n evaluate.Note) bool { return n.Code == code })
	}
	m, measured := k.ev.Offers[0].MeasureOf(c.ID)
	switch at := counting(answers, k.ev.AsOf); {
	case at >= 0 && has(evaluate.NoteNotYet):
		row.State, row.Says = page.RowLater, "Holds from "+answers[at].Answer.ValidFrom.String()
	case at >= 0 && has(evaluate.NoteLapsed):
		row.State, row.Expired, row.Says = page.RowExpired, true, fmt.Sprintf("Held to %s; now counts as %s", answers[at].Answer.ValidTo, phrase.Cell(cell))
	case at >= 0 && answers[at].Answer.NotApplicable:
		row.State, row.Says = page.RowNotApplicable, "Counts as "+phrase.Cell(cell)
	case at >= 0:
		row.State, row.Says = page.RowAnswered, says(saysOf(c, answers[at].Answer), phrase.Cell(cell))
	case cell.Answer >= 0 && !(measured && m.Counts):
		row.State, row.Says = page.RowTakenOver, "From "+k.fw().Base+": "+phrase.Cell(cell)
	case measured && m.Counts:
		row.State, row.Says = page.RowMeasured, "From its parts: "+phrase.Cell(cell)
	case slices.ContainsFunc(answers, func(a store.StoredAnswer) bool { return a.Archived }):
		row.State = page.RowDontKnow
	default:
		row.State = page.RowOpen
	}
	return row
}

// says adds how an answer counts where that is something else.
func says(answer, counts string) string {
	if answer == counts {
		return capital(answer)
	}
	return capital(answer) + "; counts as " + counts
}

// coverage says in words how many criteria stand how.
func coverage(counts map[string]int) string {
	all := 0
	for _, n := range counts {
		all += n
	}
	var parts []string
	for _, state := range []string{page.RowAnswered, page.RowNotApplicable, page.RowMeasured, page.RowTakenOver, page.RowDontKnow, page.RowExpired, page.RowLater, page.RowOpen} {
		if n := counts[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	looked := all - counts[page.RowOpen]
	share := 0.0
	if all > 0 {
		share = float64(looked) / float64(all)
	}
	return fmt.Sprintf("%d of %d criteria looked at (%s): %s.", looked, all, phrase.Percent(share), strings.Join(parts, ", "))
}

func capital(words string) string { return strings.ToUpper(words[:1]) + words[1:] }
