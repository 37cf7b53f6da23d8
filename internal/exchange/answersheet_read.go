package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// ReadAnswerSheet reads a sheet as WriteAnswerSheet writes it, filled in: a workbook (.xlsx) or
// CSV in UTF-8 with commas, semicolons or tabs. What data holds decides, not name, which is
// what problems call the file. Columns are found by their headings, in any order; known and
// knownEvidence say which offers and evidence may be named (nil: any).
//
// All is read or nothing: with a problem the sheet comes back empty. Problems, at most
// MaxSheetProblems of them by row and column, cover mistakes in rows (an unknown or reversed
// thing, a row twice, evidence that is missing) and files that are refused as a whole: too
// large, packed to burst, encrypted, of another kind, with macros, links, formulas, embedded
// objects or document types. Refusing takes less than 64 MiB of memory whatever the file; a file
// over MaxSheetBytes is not read at all. The error is for data that cannot be read and for a
// framework that is not one of levels.
//
// An answer read has no assessor and version 0; the levels of one in the criterion's unit are
// the whole scale until they are derived.
func ReadAnswerSheet(name string, data io.ReaderAt, size int64, fw *framework.Framework, known, knownEvidence func(offer.ID) bool) (AnswerSheet, []SheetProblem, error) {
	if fw.Kind != framework.KindLevels {
		return AnswerSheet{}, nil, fmt.Errorf("framework %s is answered by %s; an answer sheet is for levels", fw.Ref(), fw.Kind)
	}
	r := newAnswerReader(fw, known, knownEvidence)
	problems, err := readSheet(name, data, size, AnswersTab, r)
	if err != nil || len(problems) > 0 {
		return AnswerSheet{}, problems, err
	}
	return r.sheet, nil, nil
}

// Bounds of the text that reading keeps in memory, and of what the answers say in all.
const (
	maxHeldText = 11 << 20
	maxSaidText = 24 << 20
)

// A rowsReader takes the rows of one tab.
type rowsReader interface {
	begin(tab string, from1904 bool, held int) // held: bytes of text in memory already
	row(sheetRow) bool                         // false: read no more
	end() []SheetProblem                       // once every row has been read
	found() []SheetProblem
}

// readSheet hands the rows of a workbook's tab, or of a CSV, to r.
func readSheet(name string, data io.ReaderAt, size int64, tab string, r rowsReader) ([]SheetProblem, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	file := &watchedFile{file: data}
	err := feedRows(name, file, size, tab, r)
	switch {
	case file.err != nil:
		return nil, fmt.Errorf("%s: %w", name, file.err)
	case err == nil:
		return r.end(), nil
	}
	problem, ok := errors.AsType[SheetProblem](err)
	if !ok {
		problem = SheetProblem{Sheet: name, Reason: "the file is damaged or incomplete" + saveAnew}
	}
	if problem.Row > 0 {
		return append(r.found(), problem), nil // what stands above it is no less wrong
	}
	return []SheetProblem{problem}, nil
}

func feedRows(name string, file io.ReaderAt, size int64, tab string, r rowsReader) error {
	switch {
	case size > MaxSheetBytes:
		return refuseFile(name, "the file is larger than %d MiB; take out pictures and other tabs, or split it by offer", MaxSheetBytes>>20)
	case size <= 0:
		return refuseFile(name, "the file is empty")
	}
	switch kindOf(file) {
	case kindOLE:
		return refuseOLE(name, file, size)
	case kindZip:
		return feedBook(name, file, size, tab, r)
	}
	if ext := strings.ToLower(path.Ext(name)); strings.HasPrefix(ext, ".xl") {
		return refuseFile(name, "the file is called %s but is no workbook%s", ext, saveAnew)
	}
	r.begin(name, false, 0)
	return eachRecord(name, file, size, r.row)
}

func feedBook(name string, file io.ReaderAt, size int64, tab string, r rowsReader) error {
	zr, err := openBook(name, file, size)
	if err != nil {
		return err
	}
	b, err := readBook(name, zr)
	if err != nil {
		return err
	}
	t, part, err := b.tab(tab)
	if err != nil {
		return err
	}
	r.begin(t.name, b.from1904, b.held)
	return b.eachRow(t, part, r.row)
}

// id returns s as an id that is in memory once.
func (r *answerReader) id(s string) offer.ID {
	n, ok := r.ids[offer.ID(s)]
	if !ok {
		n = int32(len(r.names))
		r.names = append(r.names, offer.ID(strings.Clone(s)))
		r.ids[r.names[n]] = n
		r.held += 64 + len(s) // with what the map takes
	}
	r.held, r.said = r.held+16, r.said+len(s)
	return r.names[n]
}

// text returns what a cell says, as it is kept.
func (r *answerReader) text(c sheetCell) string {
	s := oneLineEnd(c.text)
	r.said += len(s)
	if !c.shared {
		r.held += len(s)
		s = strings.Clone(s) // a field of CSV holds its whole record in memory
	}
	return s
}

// An answerReader makes answers of rows.
type answerReader struct {
	fw                   *framework.Framework
	known, knownEvidence func(offer.ID) bool
	criteria             map[string]framework.Criterion
	tab                  string
	from1904             bool
	columns              []int // by column of the file: the column of answerColumns, or -1
	letters              [sheetColumns]string
	rows                 int
	held, said           int                 // bytes of text: in memory, and of the answers whether in memory once or often
	ids                  map[offer.ID]int32  // each id once in memory, numbered
	names                []offer.ID          // by number
	seen                 map[answerKey]int32 // row
	sheet                AnswerSheet
	problems             []SheetProblem
}

// An answerKey is what only one row of a sheet may answer: offer and criterion by number, the
// date as yyyymmdd. It is small since there are as many as rows.
type answerKey struct{ offer, criterion, from int32 }

func newAnswerReader(fw *framework.Framework, known, knownEvidence func(offer.ID) bool) *answerReader {
	anything := func(offer.ID) bool { return true }
	if known == nil {
		known = anything
	}
	if knownEvidence == nil {
		knownEvidence = anything
	}
	r := &answerReader{fw: fw, known: known, knownEvidence: knownEvidence, criteria: map[string]framework.Criterion{}, ids: map[offer.ID]int32{}, seen: map[answerKey]int32{}}
	for _, c := range fw.Criteria {
		r.criteria[c.ID] = c
	}
	return r
}

func (r *answerReader) begin(tab string, from1904 bool, held int) {
	r.tab, r.from1904, r.held = tab, from1904, held
}

func (r *answerReader) full() bool { return len(r.problems) >= MaxSheetProblems }

func (r *answerReader) fail(p SheetProblem) {
	if p.Sheet = r.tab; !r.full() {
		r.problems = append(r.problems, p)
	}
}

func (r *answerReader) row(row sheetRow) bool {
	if r.columns == nil {
		return r.heading(row)
	}
	if r.rows++; r.rows > MaxSheetRows {
		r.fail(SheetProblem{Row: row.number, Reason: fmt.Sprintf("there are more than %d rows; split the sheet by offer", MaxSheetRows)})
		return false
	}
	f := &filledRow{answerReader: r, number: row.number}
	for _, c := range row.cells {
		f.put(c)
	}
	f.read()
	if r.held > maxHeldText || r.said > maxSaidText {
		r.fail(SheetProblem{Row: row.number, Reason: "the answers down to here hold more text than a sheet may; split it by offer"})
		return false
	}
	if len(f.problems) > 0 {
		slices.SortStableFunc(f.problems, func(a, b SheetProblem) int {
			return cmp.Or(cmp.Compare(len(a.Column), len(b.Column)), cmp.Compare(a.Column, b.Column))
		})
		for _, p := range f.problems {
			r.fail(p)
		}
	}
	return !r.full()
}

// heading finds the columns by the first row that holds anything.
func (r *answerReader) heading(row sheetRow) bool {
	r.columns = make([]int, 0, len(row.cells))
	for _, c := range row.cells {
		for len(r.columns) <= c.column {
			r.columns = append(r.columns, -1)
		}
		at := slices.IndexFunc(answerColumns[:], func(k sheetColumn) bool { return k.heading == headingKey(c.text) })
		switch {
		case at < 0:
			r.fail(SheetProblem{Row: row.number, Column: columnLetter(c.column), Heading: shorten(c.text), Reason: "an answer sheet has no such column; take it out, or keep it in another tab"})
		case r.letters[at] != "":
			r.fail(SheetProblem{Row: row.number, Column: columnLetter(c.column), Heading: answerColumns[at].heading, Reason: "column " + r.letters[at] + " has this heading already; take one out"})
		default:
			r.columns[c.column], r.letters[at] = at, columnLetter(c.column)
		}
	}
	var missing []string
	for i, k := range answerColumns {
		if k.must && r.letters[i] == "" {
			missing = append(missing, k.heading)
		}
	}
	if len(missing) > 0 {
		// Another sheet: what else is wrong with it would mislead.
		r.problems = nil
		r.fail(SheetProblem{Row: row.number, Reason: "this is no answer sheet: there is no column headed " + strings.Join(missing, " and none headed ") + "; keep the headings of the template"})
		return false
	}
	return !r.full()
}

func (r *answerReader) found() []SheetProblem {
	return r.problems[:min(len(r.problems), MaxSheetProblems-1)]
}

func (r *answerReader) end() []SheetProblem {
	if r.columns == nil {
		r.fail(SheetProblem{Reason: "the sheet is empty; keep the headings of the template"})
	}
	return r.problems
}

// shorten keeps what a message quotes short.
func shorten(s string) string { return shortenTo(s, 60) }

func shortenTo(s string, most int) string {
	if r := []rune(strings.ToValidUTF8(s[:min(len(s), 4*most+4)], "")); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
