package briefing

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"assay/internal/comparison"
	"assay/internal/offer"
)

// A kind is what the cells of a column hold.
type kind int

const (
	isText  kind = iota // any text
	isID                // an id of ours: letters, digits, points, hyphens and underscores
	isWhole             // an integer
	isShare             // a number in 0..1
	isReal              // a number
	isFlag              // yes or no
	isDate              // YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known
	isLink              // a web address
	isIDs               // ids separated by spaces
)

// A column is one column of an exported table: Name stands in the head of the CSV, Title in the
// head of the workbook, and both stand in the metadata.
type column struct {
	Name, Title string
	Kind        kind
	Words       []string // the only words that may stand in it
	Most        int      // of a whole number: the greatest; 0 for no end
	Needed      bool     // never empty
	Width       float64  // in the workbook; 0 for 12
}

// A reference says that columns of one table name a row of another.
type reference struct {
	Columns []string
	Table   string
	Names   []string // the columns that they name
}

// A table is one of the exports: its columns, what tells its rows apart, and its rows. A cell
// is a string, int, float64, bool, offer.Date or []offer.ID, or nil where nothing is recorded.
type table struct {
	Name, Title string
	Columns     []column
	Key         []string
	References  []reference
	Rows        [][]any
}

// Tables are the names of the tables of a comparison, in the order of their metadata.
var Tables = []string{"comparison", "answers", "citations", "evidence"}

// tableOf makes one of Tables.
func tableOf(name string, ev comparison.Evaluation) (table, error) {
	if ev.Yardstick() == nil {
		return table{}, fmt.Errorf("%s: the evaluation was made without a framework", name)
	}
	switch name {
	case "comparison":
		return comparisonTable(ev), nil
	case "answers":
		return answerTable(ev), nil
	case "citations":
		return citationTable(ev), nil
	case "evidence":
		return evidenceTable(ev), nil
	}
	return table{}, fmt.Errorf("there is no table %q; there are %s", name, strings.Join(Tables, ", "))
}

// Table writes one of Tables as CSV: UTF-8, the names of the columns in the first row, empty
// cells where nothing is recorded, numbers at full precision, and an apostrophe before text that
// a spreadsheet would read as a formula. CSVW describes the columns. An unknown name, and an
// evaluation that was not made by comparison.Evaluate, are errors.
func Table(w io.Writer, name string, ev comparison.Evaluation) error {
	t, err := tableOf(name, ev)
	if err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = c.Name
	}
	if err := cw.Write(record); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i, v := range row {
			record[i] = csvCell(v)
		}
		if err := cw.Write(record); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

// csvCell writes numbers as they are, since a number is no formula, and text disarmed.
func csvCell(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		return float(x)
	case int:
		return fmt.Sprint(x)
	default:
		return plain(words(x))
	}
}

// words writes what is not a number.
func words(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		return yes(x)
	case offer.Date:
		return x.String()
	case []offer.ID:
		parts := make([]string, len(x))
		for i, id := range x {
			parts[i] = string(id)
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(v)
}

// Closed vocabularies of the columns.
var (
	statuses = []string{offer.Active.String(), offer.Paused.String(), offer.Withdrawn.String()}
	stages   = []string{offer.Announced.String(), offer.NonBinding.String(), offer.Binding.String(), offer.Funded.String(), offer.Delivered.String()}
	rungs    = []string{offer.Unverified.String(), offer.VendorClaim.String(), offer.Documented.String(), offer.Demonstrated.String()}
	grades   = []string{string(offer.GradeA), string(offer.GradeB), string(offer.GradeC), string(offer.GradeS)}
)
