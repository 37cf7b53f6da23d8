package exchange

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"assay/internal/framework"
)

// WriteCSFAnswers writes a sheet of choices to fill in: a row for each criterion of a framework
// of rungs with what may be chosen, and the choices that are there. As a workbook it has
// drop-downs and a tab that explains it; as CSV it is UTF-8 with a byte order mark and guarded as
// WriteAnswerSheet guards. ReadCSFAnswers reads it. The bytes depend only on the arguments and
// the toolchain. A choice that the framework does not have is an error.
func WriteCSFAnswers(w io.Writer, format SheetFormat, fw *framework.Framework, choices map[string]SheetChoice) error {
	rows, err := choiceRows(fw, choices)
	if err != nil {
		return fmt.Errorf("sheet of choices: %w", err)
	}
	switch format {
	case SheetCSV:
		cells := make([][]any, len(rows))
		for i := range rows {
			cells[i] = rows[i][:]
		}
		return writeSheetCSV(w, choiceSheetColumns[:], cells)
	case SheetXLSX:
		return writeChoiceXLSX(w, fw, rows)
	}
	return fmt.Errorf("sheet of choices: %q is neither %s nor %s", format, SheetXLSX, SheetCSV)
}

// A choiceRow is one row of a sheet of choices: text or int in each column, nil where empty.
type choiceRow [choiceColumns]any

// choiceRows lays out a row for each criterion, in the framework's order.
func choiceRows(fw *framework.Framework, choices map[string]SheetChoice) ([]choiceRow, error) {
	if fw.Kind != framework.KindRungs {
		return nil, fmt.Errorf("framework %s is answered by %s, not by rungs", fw.Ref(), fw.Kind)
	}
	var rows []choiceRow
	written := 0
	for _, c := range fw.Criteria {
		question := c.Title
		if c.Question != "" {
			question += ": " + c.Question
		}
		row := choiceRow{choiceCriterion: c.ID, choiceQuestion: question, choiceRungs: rungList(c)}
		if s, ok := choices[c.ID]; ok {
			if s.Choice < 1 || s.Choice > len(c.Rungs) {
				return nil, fmt.Errorf("criterion %s has no rung %d", c.ID, s.Choice)
			}
			written++
			row[choiceChoice] = s.Choice
			if s.Why != "" {
				row[choiceWhy] = strings.Map(readable, oneLineEnd(s.Why))
			}
		}
		rows = append(rows, row)
	}
	if written < len(choices) {
		return nil, fmt.Errorf("framework %s has not all of the criteria that are answered", fw.Ref())
	}
	return rows, nil
}

// rungList is what may be chosen, a line each.
func rungList(c framework.Criterion) string {
	lines := make([]string, len(c.Rungs))
	for i, r := range c.Rungs {
		lines[i] = fmt.Sprintf("%d: %s", i+1, r.Label)
	}
	return strings.Join(lines, "\n")
}

func writeChoiceXLSX(w io.Writer, fw *framework.Framework, rows []choiceRow) (err error) {
	b := &answerBook{f: excelize.NewFile()}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	b.do(b.f.SetSheetName("Sheet1", AnswersTab))
	_, addErr := b.f.NewSheet(NotesTab)
	b.do(addErr)
	b.choiceNotes(fw)
	b.choiceDropDowns(fw)
	b.choices(rows)
	b.do(b.f.SetDocProps(&excelize.DocProperties{Creator: "Assay", Title: "Answers to " + fw.Ref()}))
	if b.err != nil {
		return fmt.Errorf("sheet of choices as a workbook: %w", b.err)
	}
	return b.f.Write(w)
}

// choiceNotes explains the sheet, and says where the framework comes from.
func (b *answerBook) choiceNotes(fw *framework.Framework) {
	lines := [][]any{
		{"Framework", fw.Ref() + ": " + fw.Title},
		{"Source", fw.Source},
		{"Reuse", fw.Licence},
		{"How to fill it in", "One row is one criterion. Write the number of the choice that holds; leave open what nobody knows. Only the tab " + AnswersTab + " is read."},
		{"Formulas", "Write values. A sheet with formulas, macros or links to other files is not read."},
		nil,
		{"Column", "What to write"},
	}
	heads := []int{len(lines)}
	for _, c := range choiceSheetColumns {
		lines = append(lines, []any{c.heading, c.what})
	}
	b.notesTab(lines, heads)
}

// choiceDropDowns offers each criterion the numbers that it has.
func (b *answerBook) choiceDropDowns(fw *framework.Framework) {
	row := 1
	for _, c := range fw.Criteria {
		row++
		numbers := make([]string, len(c.Rungs))
		for i := range numbers {
			numbers[i] = strconv.Itoa(i + 1)
		}
		dv := excelize.NewDataValidation(true)
		dv.Sqref = fmt.Sprintf("%s%d", columnLetter(choiceChoice), row)
		b.do(dv.SetDropList(numbers))
		dv.SetError(excelize.DataValidationErrorStyleStop, choiceSheetColumns[choiceChoice].heading, "Choose from the list.")
		b.do(b.f.AddDataValidation(AnswersTab, dv))
	}
}

// choices writes the rows as a stream.
func (b *answerBook) choices(rows []choiceRow) {
	sw, err := b.f.NewStreamWriter(AnswersTab)
	if b.do(err); err != nil {
		return
	}
	values := b.sheetHead(sw, choiceSheetColumns[:])
	b.do(sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.do(sw.SetRow("A1", values, excelize.RowOpts{Height: lineHeight}))
	for n, r := range rows {
		most := 1
		for i, v := range r {
			values[i] = wholeText(v)
			if s, ok := v.(string); ok {
				most = max(most, lineCount(s, choiceSheetColumns[i].width))
			}
		}
		b.do(sw.SetRow(fmt.Sprintf("A%d", n+2), values, excelize.RowOpts{Height: float64(lineHeight * most)}))
	}
	b.do(sw.Flush())
}
