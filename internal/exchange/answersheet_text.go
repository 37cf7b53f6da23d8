package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of one record of a text, so that none fills the memory by itself.
const (
	maxRecordBytes  = 1 << 20
	maxRecordFields = 256
)

// eachRecord calls visit with every row of a CSV that has a cell, until it returns false. The
// separator is the comma, semicolon or tab that stands most often in the first line. Rows are
// counted as a spreadsheet counts them: a line end inside quotes begins none.
func eachRecord(name string, data []byte, visit func(sheetRow) bool) error {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return refuseFile(name, "the text is in UTF-16; save the file as CSV UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	separator := separatorOf(data)
	if err := guardText(name, data, separator); err != nil {
		return err
	}
	cr := csv.NewReader(bytes.NewReader(data))
	cr.Comma, cr.FieldsPerRecord, cr.ReuseRecord = rune(separator), -1, true
	inside := 0 // line ends within quotes so far
	row := sheetRow{}
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			return SheetProblem{Sheet: name, Row: e.StartLine - inside, Reason: "the row is not CSV: a quotation mark stands where none may; double it, or save the file anew as CSV UTF-8"}
		}
		if err != nil {
			return err
		}
		line, _ := cr.FieldPos(0)
		row.number, row.cells = line-inside, row.cells[:0]
		for i, s := range record {
			inside += strings.Count(s, "\n")
			if s = arm(s); s != "" {
				row.cells = append(row.cells, sheetCell{column: i, text: s})
			}
		}
		if len(row.cells) > 0 && !visit(row) {
			return nil
		}
	}
}

func separatorOf(data []byte) byte {
	head, _, _ := bytes.Cut(data[:min(len(data), maxRecordBytes)], []byte("\n"))
	best, most := byte(','), 0
	for _, s := range []byte(",;\t") {
		if n := bytes.Count(head, []byte{s}); n > most {
			best, most = s, n
		}
	}
	return best
}

// guardText bounds every record and finds bytes that are no text, in one pass that keeps
// nothing. It follows quotes as encoding/csv does as long as that finds no fault.
func guardText(name string, data []byte, separator byte) error {
	row, start, fields, quoted := 1, 0, 1, false
	bad := func(reason string) error { return SheetProblem{Sheet: name, Row: row, Reason: reason} }
	for i := 0; i < len(data); {
		size := 1
		switch c := data[i]; {
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRune(data[i:]); r == utf8.RuneError && size == 1 {
				return bad("the text is not UTF-8; save the file as CSV UTF-8")
			}
		case c == 0:
			return bad("the file is not text; save it as an Excel workbook (.xlsx) or as CSV UTF-8")
		case c == '"':
			quoted = !quoted
		case c == separator && !quoted:
			fields++
		case c == '\n' && !quoted:
			row, start, fields = row+1, i, 0
		}
		if i += size; i-start > maxRecordBytes || fields > maxRecordFields {
			return bad("the row is longer than any row of answers; check its quotation marks and separators")
		}
	}
	return nil
}
