package exchange

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"assay/internal/framework"
	"assay/internal/offer"
)

// notes fills the tab that explains the sheet: how to go about it, every column, every
// criterion with its levels, and the offers. It returns where the lists of the drop-downs for
// offers and criteria stand.
func (b *answerBook) notes(fw *framework.Framework, offers []offer.Offer) map[int]string {
	lines := [][]any{
		{"Framework", fw.Ref() + ": " + fw.Title},
		{"How to fill it in", "One row is one answer. Give the lowest and the highest level that the evidence leaves possible; what nobody knows stays open. Only the tab " + AnswersTab + " is read."},
		{"Formulas", "Write values. A sheet with formulas, macros or links to other files is not read."},
		nil,
		{"Column", "What to write"},
	}
	heads := []int{len(lines)}
	for _, c := range answerColumns {
		lines = append(lines, []any{c.heading, c.what})
	}
	lines = append(lines, nil, []any{"Criterion", "Title", "Question", "Unit", "Not applicable", "Level 0", "Level 1", "Level 2", "Level 3", "Level 4", "Qualifiers", "What would settle it"})
	heads = append(heads, len(lines))
	firstCriterion := len(lines) + 1
	for _, c := range fw.Criteria {
		lines = append(lines, criterionNote(c))
	}
	lastCriterion := len(lines)
	lines = append(lines, nil, []any{"Offer", "Title", "Provider"})
	heads = append(heads, len(lines))
	firstOffer := len(lines) + 1
	for _, o := range offers {
		lines = append(lines, []any{string(o.ID), o.Title, o.Provider})
	}
	b.notesTab(lines, heads)
	lists := map[int]string{colCriterion: fmt.Sprintf("%s!$A$%d:$A$%d", NotesTab, firstCriterion, lastCriterion)}
	if len(offers) > 0 {
		lists[colOffer] = fmt.Sprintf("%s!$A$%d:$A$%d", NotesTab, firstOffer, len(lines))
	}
	return lists
}

func criterionNote(c framework.Criterion) []any {
	na := "no"
	if c.NAPermitted {
		na = c.NAWhen
	}
	unit, caps := "", ""
	if c.Thresholds != nil {
		unit = c.Unit
	}
	for i, k := range c.Caps {
		if i > 0 {
			caps += "\n"
		}
		caps += fmt.Sprintf("%s: %s (level %d at most)", k.ID, k.Title, k.Level)
	}
	line := []any{c.ID, c.Title, c.Question, unit, na}
	for _, l := range c.Levels {
		line = append(line, l)
	}
	return append(line, caps, c.Evidence)
}

// noteWidths are those of the notes' columns; the last holds for all that follow.
var noteWidths = []float64{18, 60, 60, 30}

// notesTab writes the lines. Only one tab of a workbook may be written as a stream: the order
// of several in the file would be chance.
func (b *answerBook) notesTab(lines [][]any, heads []int) {
	top := &excelize.Alignment{WrapText: true, Vertical: "top"}
	plain := b.style(excelize.Style{Alignment: top, NumFmt: 49})
	bold := b.style(excelize.Style{Alignment: top, NumFmt: 49, Font: cellFont("", true)})
	for i, line := range lines {
		if len(line) == 0 {
			continue
		}
		b.do(b.f.SetSheetRow(NotesTab, fmt.Sprintf("A%d", i+1), &line))
		most := 1
		for j, v := range line {
			s, _ := v.(string)
			most = max(most, lineCount(s, noteWidths[min(j, len(noteWidths)-1)]))
		}
		b.do(b.f.SetRowHeight(NotesTab, i+1, float64(lineHeight*most)))
		style := plain
		if slices.Contains(heads, i+1) {
			style = bold
		}
		b.do(b.f.SetCellStyle(NotesTab, fmt.Sprintf("A%d", i+1), fmt.Sprintf("%s%d", columnLetter(len(line)-1), i+1), style))
	}
	b.do(b.f.SetColWidth(NotesTab, "A", "A", noteWidths[0]))
	b.do(b.f.SetColWidth(NotesTab, "B", "C", noteWidths[1]))
	b.do(b.f.SetColWidth(NotesTab, "D", "L", noteWidths[3]))
}
