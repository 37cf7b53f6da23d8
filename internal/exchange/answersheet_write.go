package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"assay/internal/framework"
	"assay/internal/offer"
)

// WriteAnswerSheet writes a sheet of answers to fill in: a row for every offer and criterion,
// with the answers that exist (answers by offer, those of one assessor). As a workbook it has
// drop-downs, the level texts as cell notes and a tab that explains it; as CSV it is UTF-8 with
// a byte order mark, and whatever a spreadsheet would take for a formula follows an apostrophe,
// which ReadAnswerSheet takes away. The assessor, the version and the levels that follow from a
// measured amount are not written. The bytes depend only on the arguments and the toolchain.
//
// Only frameworks of levels are answered so. An error also names an answer that belongs to none
// of the offers or criteria, or that a cell cannot hold.
func WriteAnswerSheet(w io.Writer, format SheetFormat, fw *framework.Framework, offers []offer.Offer, answers map[offer.ID][]offer.Answer) error {
	rows, err := writtenRows(fw, offers, answers)
	if err != nil {
		return fmt.Errorf("answer sheet: %w", err)
	}
	switch format {
	case SheetCSV:
		cells := make([][]any, len(rows))
		for i := range rows {
			cells[i] = rows[i][:]
		}
		return writeSheetCSV(w, answerColumns[:], cells)
	case SheetXLSX:
		return writeAnswerXLSX(w, fw, offers, rows)
	}
	return fmt.Errorf("answer sheet: %q is neither %s nor %s", format, SheetXLSX, SheetCSV)
}

// writeSheetCSV writes a sheet of columns with its rows, in UTF-8 with a mark that says so, which
// Excel asks for.
func writeSheetCSV(w io.Writer, columns []sheetColumn, rows [][]any) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	cw := csv.NewWriter(w)
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.heading
	}
	if err := cw.Write(record); err != nil {
		return err
	}
	for _, r := range rows {
		for i, v := range r {
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
	case int:
		return strconv.Itoa(x)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case string:
		return disarm(x)
	}
	return ""
}
