package exchange

import (
	"fmt"
	"io"
	"strings"

	"assay/internal/framework"
)

// ReadCSFAnswers reads answers to the EU Cloud Sovereignty Framework's calculator, or to any
// framework of rungs: what ReadChoices reads, from a workbook's tab Answers or a CSV with any
// separator, with the two headings criterion and choice in any order. It refuses, bounds and
// reports as ReadAnswerSheet does. A choice counts rungs from 1; an empty one is unanswered.
//
// The Commission's own workbook is not read: it marks a choice by where points are entered
// among merged cells, and comes filled with an example.
func ReadCSFAnswers(name string, data io.ReaderAt, size int64, fw *framework.Framework) (map[string]int, []SheetProblem, error) {
	if fw.Kind != framework.KindRungs {
		return nil, nil, fmt.Errorf("framework %s is answered by %s, not by rungs; a framework of rungs is eu-csf", fw.Ref(), fw.Kind)
	}
	r := &choiceReader{fw: fw, choices: map[string]int{}, seen: map[string]int{}}
	problems, err := readSheet(name, data, size, AnswersTab, r)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	return r.choices, nil, nil
}

// A choiceReader makes choices of rows.
type choiceReader struct {
	fw       *framework.Framework
	tab      string
	begun    bool
	columns  [2]int // of criterion and choice
	choices  map[string]int
	seen     map[string]int
	problems []SheetProblem
}

var choiceHeadings = [2]string{"criterion", "choice"}

func (r *choiceReader) begin(tab string, _ bool, _ int) { r.tab = tab }

func (r *choiceReader) row(row sheetRow) bool {
	if !r.begun {
		return r.heading(row)
	}
	var fields [2]string
	for _, c := range row.cells {
		at := -1
		for i, column := range r.columns {
			if column == c.column {
				at = i
			}
		}
		switch {
		case strings.TrimSpace(c.text) == "" && c.kind != cellFormula:
		case at < 0:
			r.fail(row.number, c.column, "", "stands outside criterion and choice; take it out")
			return !r.full()
		case c.kind == cellFormula || c.kind == cellError:
			r.fail(row.number, c.column, choiceHeadings[at], "holds a formula or an error; put a value in its place")
			return !r.full()
		default:
			fields[at] = c.text
		}
	}
	if strings.TrimSpace(fields[0]+fields[1]) == "" {
		return true
	}
	if err := choice(r.fw, fields[:], row.number, r.choices, r.seen); err != nil {
		r.problems = append(r.problems, SheetProblem{Sheet: r.tab, Row: row.number, Reason: shortenTo(err.Error(), 300)})
	}
	return !r.full()
}

func (r *choiceReader) heading(row sheetRow) bool {
	r.begun, r.columns = true, [2]int{-1, -1}
	for _, c := range row.cells {
		for i, h := range choiceHeadings {
			if headingKey(c.text) == h && r.columns[i] < 0 {
				r.columns[i] = c.column
			}
		}
	}
	if len(row.cells) == 2 && r.columns[0] >= 0 && r.columns[1] >= 0 {
		return true
	}
	r.problems = append(r.problems, SheetProblem{Sheet: r.tab, Row: row.number, Reason: "the headings must be criterion and choice, and no other; a choice is the number of the rung, 1 the first"})
	return false
}

func (r *choiceReader) fail(row, column int, heading, reason string) {
	r.problems = append(r.problems, SheetProblem{Sheet: r.tab, Row: row, Column: columnLetter(column), Heading: heading, Reason: reason})
}

func (r *choiceReader) full() bool { return len(r.problems) >= MaxSheetProblems }

func (r *choiceReader) found() []SheetProblem {
	return r.problems[:min(len(r.problems), MaxSheetProblems-1)]
}

func (r *choiceReader) end() []SheetProblem {
	if !r.begun {
		r.problems = append(r.problems, SheetProblem{Sheet: r.tab, Reason: "the sheet is empty; its headings must be criterion and choice"})
	}
	return r.problems
}
