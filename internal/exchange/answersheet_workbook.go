package exchange

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"assay/internal/framework"
	"assay/internal/offer"
)

// maxCellNotes bounds the cell notes of one sheet: each is a drawing of its own. The tab of
// notes has every criterion's levels.
const maxCellNotes = 400

// spareRows is how far the drop-downs reach below the last row, for answers of another date.
const spareRows = 200

// An answerBook keeps the first error of many small steps.
type answerBook struct {
	f   *excelize.File
	err error
}

func (b *answerBook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *answerBook) style(s excelize.Style) int {
	id, err := b.f.NewStyle(&s)
	b.do(err)
	return id
}

func writeAnswerXLSX(w io.Writer, fw *framework.Framework, offers []offer.Offer, rows []writtenRow) (err error) {
	b := &answerBook{f: excelize.NewFile()}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	b.do(b.f.SetSheetName("Sheet1", AnswersTab))
	_, addErr := b.f.NewSheet(NotesTab)
	b.do(addErr)
	lists := b.notes(fw, offers)
	b.dropDowns(lists, len(rows)+1+spareRows)
	b.answers(fw, rows)
	b.do(b.f.SetDocProps(&excelize.DocProperties{Creator: "Assay", Title: "Answers to " + fw.Ref()}))
	if b.err != nil {
		return fmt.Errorf("answer sheet as a workbook: %w", b.err)
	}
	return b.f.Write(w)
}

// answers writes the rows as a stream, which keeps large sheets out of memory.
func (b *answerBook) answers(fw *framework.Framework, rows []writtenRow) {
	last := columnLetter(sheetColumns - 1)
	b.do(b.f.AutoFilter(AnswersTab, fmt.Sprintf("A1:%s%d", last, len(rows)+1), nil))
	sw, err := b.f.NewStreamWriter(AnswersTab)
	if b.do(err); err != nil {
		return
	}
	values := b.sheetHead(sw, answerColumns[:])
	b.do(sw.SetPanes(&excelize.Panes{Freeze: true, XSplit: colQuestion, YSplit: 1, TopLeftCell: columnLetter(colQuestion) + "2", ActivePane: "bottomRight"}))
	b.do(sw.SetRow("A1", values, excelize.RowOpts{Height: 2 * lineHeight}))
	for n, r := range rows {
		for i, v := range r {
			values[i] = wholeText(v)
		}
		b.do(sw.SetRow(fmt.Sprintf("A%d", n+2), values, excelize.RowOpts{Height: r.height()}))
	}
	b.cellNotes(fw, rows)
	b.do(sw.Flush())
}

// sheetHead gives the columns of a sheet their styles and widths, and returns the row of their
// headings.
func (b *answerBook) sheetHead(sw *excelize.StreamWriter, columns []sheetColumn) []any {
	top := &excelize.Alignment{WrapText: true, Vertical: "top"}
	text := b.style(excelize.Style{Alignment: top, NumFmt: 49}) // "@": what is typed stays as typed
	number := b.style(excelize.Style{Alignment: top})
	told := b.style(excelize.Style{Alignment: top, NumFmt: 49, Font: cellFont("595959", false)})
	head := b.style(excelize.Style{Alignment: top, Font: cellFont("", true)})
	values := make([]any, len(columns))
	for i, c := range slices.Backward(columns) { // each goes before those that stand, and they must rise
		style := text
		switch {
		case c.told:
			style = told
		case c.number:
			style = number
		}
		b.do(sw.SetColStyle(i+1, i+1, style))
		b.do(sw.SetColWidth(i+1, i+1, c.width))
		values[i] = excelize.Cell{StyleID: head, Value: c.heading}
	}
	return values
}

// cellFont is the font of a workbook's other cells, with a difference.
func cellFont(colour string, bold bool) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Size: 11, Color: colour, Bold: bold}
}

// lineHeight is the height of one line, in points.
const lineHeight = 15

// height is the row's, for its text to be seen: not every program measures it by itself.
func (r *writtenRow) height() float64 {
	most := 1
	for i, v := range r {
		if s, ok := v.(string); ok {
			most = max(most, lineCount(s, answerColumns[i].width))
		}
	}
	return float64(lineHeight * most)
}

// lineCount guesses how many lines text takes in a column, at most ten.
func lineCount(s string, width float64) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n += 1 + int(float64(cellChars(line))/width)
	}
	return min(n, 10)
}

// halfPair is an escaped half of a UTF-16 pair. The library that writes workbooks would take it
// for a character of its own and drop it.
var halfPair = regexp.MustCompile(`_x[dD][89a-fA-F][0-9a-fA-F]{2}_`)

// wholeText cuts text into runs where it would otherwise be escaped wrongly; the runs read as
// the same text.
func wholeText(v any) any {
	s, ok := v.(string)
	if !ok || !halfPair.MatchString(s) {
		return v
	}
	var runs []excelize.RichTextRun
	for {
		at := halfPair.FindStringIndex(s)
		if at == nil {
			return append(runs, excelize.RichTextRun{Text: s})
		}
		runs = append(runs, excelize.RichTextRun{Text: s[:at[0]+1]}) // up to the first underscore
		s = s[at[0]+1:]
	}
}

// cellNotes explains each heading, and puts the levels of its criterion beside each row.
func (b *answerBook) cellNotes(fw *framework.Framework, rows []writtenRow) {
	for i, c := range answerColumns {
		b.note(columnLetter(i)+"1", c.what)
	}
	for n, r := range rows[:min(len(rows), maxCellNotes-sheetColumns)] {
		if c, _, ok := fw.Criterion(r[colCriterion].(string)); ok {
			b.note(fmt.Sprintf("%s%d", columnLetter(colLoLevel), n+2), levelNote(c))
		}
	}
}

func (b *answerBook) note(cell, text string) {
	b.do(b.f.AddComment(AnswersTab, excelize.Comment{
		Cell: cell, Author: "Assay", Width: 380, Height: uint(60 + 18*(len(text)/55+strings.Count(text, "\n"))),
		Paragraph: []excelize.RichTextRun{{Text: text}},
	}))
}

func levelNote(c framework.Criterion) string {
	var s strings.Builder
	s.WriteString(c.Title)
	for i, l := range c.Levels {
		fmt.Fprintf(&s, "\n%d: %s", i, l)
	}
	if c.Thresholds != nil {
		s.WriteString("\nMeasured in " + c.Unit)
	}
	for _, k := range c.Caps {
		fmt.Fprintf(&s, "\nQualifier %s: %s (level %d at most)", k.ID, k.Title, k.Level)
	}
	return s.String()
}

// dropDowns offers the words of every closed column.
func (b *answerBook) dropDowns(lists map[int]string, lastRow int) {
	levels := []string{"0", "1", "2", "3", "4"}
	rungs := []string{offer.Unverified.String(), offer.VendorClaim.String(), offer.Documented.String(), offer.Demonstrated.String()}
	var stages []string
	for s := offer.Announced; s <= offer.Delivered; s++ {
		stages = append(stages, s.String())
	}
	words := map[int][]string{
		colState:   {stateAnswered, stateNotAppl, stateDontKnow},
		colLoLevel: levels, colHiLevel: levels, colLapseLo: levels, colLapseHi: levels,
		colLoRung: rungs, colHiRung: rungs, colStage: stages,
		colPaused: {"yes"}, colContested: {"yes"}, colVendorWide: {"yes"}, colAdmission: {"yes"},
	}
	for i, c := range answerColumns {
		dv := excelize.NewDataValidation(true)
		dv.Sqref = fmt.Sprintf("%[1]s2:%[1]s%[2]d", columnLetter(i), lastRow)
		switch {
		case words[i] != nil:
			b.do(dv.SetDropList(words[i]))
		case lists[i] != "":
			dv.SetSqrefDropList(lists[i])
		default:
			continue
		}
		dv.SetError(excelize.DataValidationErrorStyleStop, c.heading, "Choose from the list.")
		b.do(b.f.AddDataValidation(AnswersTab, dv))
	}
}
