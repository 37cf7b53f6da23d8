package exchange

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"assay/internal/framework"
)

// A ChoiceSheet is what a sheet of choices says.
type ChoiceSheet struct {
	Choices map[string]SheetChoice // by criterion
	Blank   int                    // rows that name a criterion and choose nothing
}

// A SheetChoice is the rung chosen for a criterion, 1 the first, and why.
type SheetChoice struct {
	Row    int // in which it stands; 0: in none
	Choice int
	Why    string // empty: the sheet does not say
}

// maxWhy bounds why a rung was chosen, in bytes.
const maxWhy = 4000

// The columns of a sheet of choices, in the order in which they are written.
const (
	choiceCriterion = iota
	choiceQuestion
	choiceRungs
	choiceChoice
	choiceWhy
	choiceColumns // how many there are
)

var choiceSheetColumns = [choiceColumns]sheetColumn{
	choiceCriterion: {heading: "criterion", width: 11, must: true, what: "The criterion's id. Leave it as it is."},
	choiceQuestion:  {heading: "question", width: 36, told: true, what: "Helps to read. It is not read back."},
	choiceRungs:     {heading: "choices", width: 60, told: true, what: "What may be chosen, the worst first. Helps to read; it is not read back."},
	choiceChoice:    {heading: "choice", width: 9, must: true, number: true, what: "The number of the choice that holds, 1 the first. Empty: not answered; nothing is stored for it, and a choice that is there stays."},
	choiceWhy:       {heading: "rationale", width: 60, what: "Why, in a sentence. Empty: the words of the choice stand there, or the reason that is there already."},
}

// ReadCSFAnswers reads answers to the EU Cloud Sovereignty Framework's calculator, or to any
// framework of rungs: a workbook's tab Answers or a CSV with any separator, with the headings
// criterion and choice in any order, and those of WriteCSFAnswers where they are wanted. It
// refuses, bounds and reports as ReadAnswerSheet does. A choice counts rungs from 1; an empty one
// is unanswered.
//
// The Commission's own workbook is not read: it marks a choice by where points are entered
// among merged cells, and comes filled with an example.
func ReadCSFAnswers(name string, data io.ReaderAt, size int64, fw *framework.Framework) (ChoiceSheet, []SheetProblem, error) {
	if fw.Kind != framework.KindRungs {
		return ChoiceSheet{}, nil, fmt.Errorf("framework %s is answered by %s, not by rungs; a framework of rungs is eu-csf", fw.Ref(), fw.Kind)
	}
	r := &choiceReader{fw: fw, sheet: ChoiceSheet{Choices: map[string]SheetChoice{}}, seen: map[string]int{}}
	problems, err := readSheet(name, data, size, AnswersTab, r)
	if err != nil || len(problems) > 0 {
		return ChoiceSheet{}, problems, err
	}
	return r.sheet, nil, nil
}

// A choiceReader makes choices of rows.
type choiceReader struct {
	fw       *framework.Framework
	tab      string
	begun    bool
	columns  map[int]int // by column of the file: the column of choiceSheetColumns
	letters  [choiceColumns]string
	seen     map[string]int // row, by criterion
	sheet    ChoiceSheet
	problems []SheetProblem
}

func (r *choiceReader) begin(tab string, _ bool, _ int) { r.tab = tab }

func (r *choiceReader) fail(row int, letter, heading, format string, args ...any) {
	if !r.full() {
		r.problems = append(r.problems, SheetProblem{Sheet: r.tab, Row: row, Column: letter, Heading: heading, Reason: fmt.Sprintf(format, args...)})
	}
}

func (r *choiceReader) failAt(row, at int, format string, args ...any) {
	r.fail(row, r.letters[at], choiceSheetColumns[at].heading, format, args...)
}

func (r *choiceReader) full() bool { return len(r.problems) >= MaxSheetProblems }

func (r *choiceReader) row(row sheetRow) bool {
	if !r.begun {
		return r.heading(row)
	}
	if fields, ok := r.fields(row); ok {
		r.choice(row.number, fields)
	}
	return !r.full()
}

// fields takes the cells of a row to their columns; it reports whether all is well with them.
func (r *choiceReader) fields(row sheetRow) (fields [choiceColumns]string, ok bool) {
	ok = true
	for _, c := range row.cells {
		at, known := r.columns[c.column]
		reason := ""
		switch {
		case c.kind == cellFormula:
			reason = "holds a formula; put its value in its place (copy, then paste values)"
		case strings.TrimSpace(c.text) == "":
		case !known:
			reason = "the column has no heading that is known; take the cell out, or keep it in another tab"
		case choiceSheetColumns[at].told:
		case c.kind == cellError:
			reason = "holds an error; put a value in its place"
		case at == choiceWhy && len(c.text) > maxWhy:
			reason = fmt.Sprintf("is longer than %d bytes; shorten it", maxWhy)
		case strings.ContainsFunc(oneLineEnd(c.text), unreadable):
			reason = "holds a control character; type the text anew"
		default:
			fields[at] = strings.Clone(strings.TrimSpace(oneLineEnd(c.text)))
		}
		if reason != "" {
			heading := ""
			if known {
				heading = choiceSheetColumns[at].heading
			}
			r.fail(row.number, columnLetter(c.column), heading, "%s", reason)
			ok = false
		}
	}
	return fields, ok
}

// choice reads one row.
func (r *choiceReader) choice(row int, fields [choiceColumns]string) {
	id, text, why := fields[choiceCriterion], fields[choiceChoice], fields[choiceWhy]
	if id == "" && text == "" && why == "" {
		return
	}
	c, _, ok := r.fw.Criterion(id)
	first, twice := r.seen[id]
	n, err := strconv.Atoi(text)
	switch {
	case id == "":
		r.failAt(row, choiceCriterion, "names no criterion; give its id, or empty the row")
	case !ok:
		r.failAt(row, choiceCriterion, "%s has no criterion %q; take the id from the template", r.fw.Ref(), shorten(id))
	case twice:
		r.failAt(row, choiceCriterion, "%s stands in row %d already; take one out", id, first)
	case text == "" && why != "":
		r.failAt(row, choiceChoice, "is empty beside a rationale; choose 1 to %d, or empty the rationale, too", len(c.Rungs))
	case text == "":
		r.seen[id] = row
		r.sheet.Blank++
	case err != nil || n < 1 || n > len(c.Rungs):
		r.seen[id] = row
		r.failAt(row, choiceChoice, "%q is not a whole number from 1 to %d, which %s has to choose from", shorten(text), len(c.Rungs), id)
	default:
		r.seen[id] = row
		r.sheet.Choices[id] = SheetChoice{Row: row, Choice: n, Why: why}
	}
}

// heading finds the columns by the first row that holds anything.
func (r *choiceReader) heading(row sheetRow) bool {
	r.begun, r.columns = true, map[int]int{}
	for _, c := range row.cells {
		at := slices.IndexFunc(choiceSheetColumns[:], func(k sheetColumn) bool { return k.heading == headingKey(c.text) })
		switch {
		case strings.TrimSpace(c.text) == "":
		case at < 0:
			r.fail(row.number, columnLetter(c.column), shorten(c.text), "a sheet of choices has no such column; take it out, or keep it in another tab")
		case r.letters[at] != "":
			r.fail(row.number, columnLetter(c.column), choiceSheetColumns[at].heading, "column %s has this heading already; take one out", r.letters[at])
		default:
			r.columns[c.column], r.letters[at] = at, columnLetter(c.column)
		}
	}
	if r.letters[choiceCriterion] == "" || r.letters[choiceChoice] == "" {
		r.problems = nil // another sheet: what else is wrong with it would mislead
		r.fail(row.number, "", "", "this is no sheet of choices: two columns must be headed criterion and choice; keep the headings of the template")
		return false
	}
	return !r.full()
}

func (r *choiceReader) found() []SheetProblem {
	return r.problems[:min(len(r.problems), MaxSheetProblems-1)]
}

func (r *choiceReader) end() []SheetProblem {
	if !r.begun {
		r.fail(0, "", "", "the sheet is empty; its headings must be criterion and choice")
	}
	return r.problems
}
