package briefing

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"assay/internal/comparison"
	"assay/internal/phrase"
)

// A requestRow is one evidence request as the files hold it.
type requestRow struct {
	texts   []string  // number, offer, criterion, title, whom to ask, question, what settles it, known today
	figures []float64 // decides, chance that the answer changes the expected order, gain, width, effort
	gate    bool
}

// RequestHead names the columns of a list of evidence requests.
var RequestHead = []string{
	"No", "Offer", "Criterion", "Title", "Ask", "Question", "What would settle it", "Known today", "Gate open",
	"Decides who is first once all else is known (0 to 1)", "Chance that the answer changes the expected order (0 to 1)", "Expected gain (points of 100)", "Width (points of 100)", "Effort",
}

func requestRows(ev comparison.Evaluation) ([]requestRow, error) {
	if ev.Analysis == nil {
		return nil, errors.New("evidence requests: the evaluation has not been analysed")
	}
	rows := make([]requestRow, len(ev.Analysis.Unknowns))
	for i, u := range ev.Analysis.Unknowns {
		k, _, _ := ev.Yardstick().Criterion(u.Criterion)
		o, _ := ev.OfferByID(u.Offer)
		cell, _ := o.Evidenced.Cell(u.Criterion)
		rows[i] = requestRow{
			texts:   []string{fmt.Sprint(i + 1), o.Offer.Title, k.ID, k.Title, phrase.Actor(u.Ask), u.Request, u.Settles, phrase.Cell(cell)},
			figures: []float64{u.Pivotal.Value, u.Switch, 100 * u.Gain, 100 * u.Width, u.Effort},
			gate:    u.Gate,
		}
	}
	return rows, nil
}

// formulaStarts are what a spreadsheet may read as the start of a formula, or drop to look at
// what follows (OWASP, CSV Injection, which names the full-width forms too).
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// plain keeps a spreadsheet from reading text as a formula.
func plain(s string) string {
	if r, n := utf8.DecodeRuneInString(s); n > 0 && strings.ContainsRune(formulaStarts, r) {
		return "'" + s
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// WriteRequestsCSV writes the evidence requests of an analysed evaluation, the most telling
// first, figures at full precision.
func WriteRequestsCSV(w io.Writer, ev comparison.Evaluation) error {
	rows, err := requestRows(ev)
	if err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	all := [][]string{RequestHead}
	for _, r := range rows {
		var row []string
		for _, s := range r.texts {
			row = append(row, plain(s))
		}
		row = append(row, yes(r.gate))
		for _, f := range r.figures {
			row = append(row, float(f))
		}
		all = append(all, row)
	}
	return cw.WriteAll(all)
}

// WriteRequestsXLSX writes the same as a workbook: a sheet of requests with a filter and a
// frozen head, an empty column for the answer, and a sheet that says what the figures mean.
// The bytes depend only on the evaluation and the toolchain.
func WriteRequestsXLSX(w io.Writer, ev comparison.Evaluation) (err error) {
	rows, err := requestRows(ev)
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	b := &book{f: f, sheet: "Requests"}
	b.do(f.SetSheetName("Sheet1", b.sheet))
	b.requests(rows)
	b.about(ev)
	day := ev.AsOf.String() + "T00:00:00Z"
	b.do(f.SetDocProps(&excelize.DocProperties{Creator: "Assay", Title: "Evidence requests", Created: day, Modified: day}))
	if b.err != nil {
		return fmt.Errorf("requests as a workbook: %w", b.err)
	}
	return f.Write(w)
}

// A book keeps the first error of many small steps.
type book struct {
	f     *excelize.File
	sheet string
	err   error
}

func (b *book) do(err error) { b.err = errors.Join(b.err, err) }

func (b *book) set(col, row int, v any) {
	at, err := excelize.CoordinatesToCellName(col, row)
	b.do(err)
	b.do(b.f.SetCellValue(b.sheet, at, v))
}

func (b *book) style(s excelize.Style) int {
	id, err := b.f.NewStyle(&s)
	b.do(err)
	return id
}

func (b *book) requests(rows []requestRow) {
	head := append(append([]string{}, RequestHead...), "Answer", "Source")
	for i, h := range head {
		b.set(i+1, 1, h)
	}
	for n, r := range rows {
		b.set(1, n+2, n+1)
		for i, s := range r.texts[1:] {
			b.set(i+2, n+2, s) // a string cell is never read as a formula
		}
		b.set(len(r.texts)+1, n+2, yes(r.gate))
		for i, v := range r.figures {
			b.set(len(r.texts)+2+i, n+2, v)
		}
	}
	last, err := excelize.CoordinatesToCellName(len(head), len(rows)+1)
	b.do(err)
	end, err := excelize.ColumnNumberToName(len(head))
	b.do(err)
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	b.do(b.f.SetCellStyle(b.sheet, "A1", last, b.style(excelize.Style{Alignment: wrap})))
	b.do(b.f.SetCellStyle(b.sheet, "A1", end+"1", b.style(excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true}})))
	if len(rows) > 0 {
		n := len(rows) + 1
		b.do(b.f.SetCellStyle(b.sheet, "J2", fmt.Sprintf("K%d", n), b.style(excelize.Style{Alignment: wrap, CustomNumFmt: new("0.0%")})))
		b.do(b.f.SetCellStyle(b.sheet, "L2", fmt.Sprintf("M%d", n), b.style(excelize.Style{Alignment: wrap, CustomNumFmt: new("0.00")})))
	}
	for i, width := range []float64{6, 30, 10, 28, 14, 60, 40, 16, 10, 16, 16, 14, 14, 8, 40, 30} {
		col, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.f.SetColWidth(b.sheet, col, col, width))
	}
	b.do(b.f.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.do(b.f.AutoFilter(b.sheet, "A1:"+last, nil))
}

func (b *book) about(ev comparison.Evaluation) {
	b.sheet = "About"
	_, err := b.f.NewSheet(b.sheet)
	b.do(err)
	lines := [][2]string{
		{"As of", ev.AsOf.String()},
		{"Framework", ev.Framework.ID + "@" + ev.Framework.Version},
		{"Weights", ev.Weights},
		{"Workload", ev.Tier.Title},
		{"Engine", ev.Engine + ", " + ev.Analysis.Engine},
		{"Decides", "How often another answer to this question alone puts another offer first, everything else being known. Not computed where offers were put to different buyers."},
		{"Chance", "Probability that the answer, once known, changes which offer has the highest expected score."},
		{"Expected gain", "Expected value of perfect partial information (EVPPI): what the best choice gains on average when this is known first."},
		{"Width", "What the unknown leaves open in the offer's score: weight times range."},
	}
	if ev.Analysis.Assumption != "" {
		lines = append(lines, [2]string{"Assumption", ev.Analysis.Assumption})
	}
	for i, l := range lines {
		b.set(1, i+1, l[0])
		b.set(2, i+1, l[1])
	}
	b.do(b.f.SetColWidth(b.sheet, "A", "A", 18))
	b.do(b.f.SetColWidth(b.sheet, "B", "B", 100))
}
