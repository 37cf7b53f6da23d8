package briefing

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"assay/internal/comparison"
	"assay/internal/evaluate"
)

// The sheets of a workbook, in their order.
const (
	sheetComparison = "Comparison"
	sheetScores     = "Scores"
	sheetClaimed    = "Scores as claimed"
	sheetAnswers    = "Answers"
	sheetEvidence   = "Evidence"
	sheetWeights    = "Weights"
	sheetAbout      = "About"
)

// Workbook writes a comparison as XLSX for somebody who wants to check it: the scores stand
// there as formulas over values and weights, beside the figures that Assay computed, so that a
// changed weight, value or state shows what it does. Answers, evidence, weights and versions
// stand on sheets of their own. Values and scores are in 0..1 at full precision. Text is always
// text, whatever it begins with; the only formulas are those of Scores, Scores as claimed,
// Comparison and Weights. The bytes depend only on the evaluation and the toolchain.
//
// The evaluation must come from comparison.Evaluate, which keeps its framework.
func Workbook(w io.Writer, ev comparison.Evaluation) (err error) {
	if ev.Yardstick() == nil {
		return errors.New("workbook: the evaluation was made without a framework")
	}
	frozen, err := New(ev)
	if err != nil {
		return err
	}
	b := &ledger{f: excelize.NewFile()}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	b.styles()
	b.do(b.f.SetSheetName("Sheet1", sheetComparison))
	scores := newGrid(ev, sheetScores, evaluate.Evidenced)
	b.comparison(ev, scores, newGrid(ev, sheetClaimed, evaluate.Claimed))
	b.grid(scores)
	b.grid(newGrid(ev, sheetClaimed, evaluate.Claimed))
	b.table(sheetAnswers, answerTable(ev))
	b.table(sheetEvidence, evidenceTable(ev))
	b.weights(ev, scores)
	b.about(frozen)
	day := ev.AsOf.String() + "T00:00:00Z"
	b.do(b.f.SetDocProps(&excelize.DocProperties{Creator: "Assay", Title: frozen.Title(), Created: day, Modified: day}))
	b.do(b.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: new(true)}))
	if b.err != nil {
		return fmt.Errorf("workbook: %w", b.err)
	}
	var buf bytes.Buffer
	if err := b.f.Write(&buf); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return inNameOrder(w, buf.Bytes())
}

// inNameOrder writes an archive again with its files in the order of their names: the sheets
// that are written as streams come in another order each time.
func inNameOrder(w io.Writer, data []byte) error {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	zw := zip.NewWriter(w)
	for _, f := range r.File {
		if err := zw.Copy(f); err != nil {
			return err
		}
	}
	return zw.Close()
}

// A ledger writes sheets row by row and keeps the first error of many small steps.
type ledger struct {
	f   *excelize.File
	err error

	sheet *excelize.StreamWriter
	row   int // the last one written

	head, body, strong, figure, total, input, note int // styles
}

func (b *ledger) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *ledger) style(s excelize.Style) int {
	n, err := b.f.NewStyle(&s)
	b.do(err)
	return n
}

// styles: what may be changed is told by a blue frame as well as by its ground.
func (b *ledger) styles() {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF1F4"}}
	pale := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF8DB"}}
	var frame []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		frame = append(frame, excelize.Border{Type: side, Color: "1F5FA8", Style: 1})
	}
	font := func(f excelize.Font) *excelize.Font { // without a name programs choose their own
		f.Family, f.Size = "Calibri", 11
		return &f
	}
	bold := font(excelize.Font{Bold: true})
	b.head = b.style(excelize.Style{Alignment: wrap, Font: bold, Fill: grey})
	b.body = b.style(excelize.Style{Alignment: wrap})
	b.strong = b.style(excelize.Style{Font: bold})
	b.figure = b.style(excelize.Style{CustomNumFmt: new("0.0000")})
	b.total = b.style(excelize.Style{CustomNumFmt: new("0.0000"), Font: bold, Fill: grey})
	b.input = b.style(excelize.Style{Fill: pale, Border: frame})
	b.note = b.style(excelize.Style{Font: font(excelize.Font{Italic: true, Color: "505A63"})})
}

// open begins a sheet whose first columns and rows stay in view; widths are those of the columns
// from the first on.
func (b *ledger) open(name string, widths []float64, columns, rows int) {
	if b.err != nil {
		return
	}
	_, err := b.f.NewSheet(name)
	b.do(err)
	b.sheet, err = b.f.NewStreamWriter(name)
	b.do(err)
	b.row = 0
	if b.err != nil {
		return
	}
	for i, w := range widths {
		b.do(b.sheet.SetColWidth(i+1, i+1, w))
	}
	if columns+rows > 0 {
		pane := "bottomRight"
		if columns == 0 {
			pane = "bottomLeft"
		}
		b.do(b.sheet.SetPanes(&excelize.Panes{Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: cellName(columns, rows+1), ActivePane: pane}))
	}
}

// add writes the next row; a nil cell is left out.
func (b *ledger) add(cells ...any) { b.line(cells) }

// addHead writes the next row, high enough for four lines of words.
func (b *ledger) addHead(cells ...any) { b.line(cells, excelize.RowOpts{Height: 62}) }

func (b *ledger) line(cells []any, opts ...excelize.RowOpts) {
	b.row++
	if b.err == nil {
		b.do(b.sheet.SetRow(fmt.Sprintf("A%d", b.row), cells, opts...))
	}
}

// skip leaves rows out, up to the one before the given.
func (b *ledger) skip(to int) { b.row = to - 1 }

func (b *ledger) close() {
	if b.err == nil {
		b.do(b.sheet.Flush())
	}
}

// table writes a table with a head that stays in view and a filter.
func (b *ledger) table(name string, t table) {
	widths, head := make([]float64, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		widths[i], head[i] = cmp.Or(c.Width, 12), typed(b.head, c.Title)
	}
	b.open(name, widths, 1, 1)
	if b.err == nil {
		b.do(b.f.AutoFilter(name, "A1:"+cellName(len(t.Columns)-1, len(t.Rows)+1), nil))
	}
	b.addHead(head...)
	cells := make([]any, len(t.Columns))
	for _, row := range t.Rows {
		for i, v := range row {
			cells[i] = typed(b.body, v)
		}
		b.add(cells...)
	}
	b.close()
}

// typed makes a cell that holds exactly v: numbers as numbers, all else as text.
func typed(style int, v any) any {
	switch x := v.(type) {
	case nil:
		return nil
	case int, float64:
		return excelize.Cell{StyleID: style, Value: x}
	}
	s := words(v)
	if s == "" {
		return nil
	}
	return excelize.Cell{StyleID: style, Value: wholeText(s)}
}

// formula makes a cell of ours that computes; known is what it gives as delivered, for programs
// that show a file without computing it.
func formula(style int, text string, known any) any {
	return excelize.Cell{StyleID: style, Formula: text, Value: known}
}

// cellName names the cell in a column, counted from 0, and a row, counted from 1.
func cellName(column, row int) string { return columnName(column) + fmt.Sprint(row) }

func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return "#REF!" // beyond the last column; the row cannot be written either, and says so
	}
	return name
}
