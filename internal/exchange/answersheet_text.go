package exchange

import (
	"bufio"
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
// counted as a spreadsheet counts them: a line end inside quotes begins none. The file is read
// twice and never held.
func eachRecord(name string, file io.ReaderAt, size int64, visit func(sheetRow) bool) error {
	head := make([]byte, 64<<10)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return refuseFile(name, "the text is in UTF-16; save the file as CSV UTF-8")
	}
	from := int64(len(head) - len(bytes.TrimPrefix(head, []byte("\ufeff"))))
	text := func() *bufio.Reader { return bufio.NewReader(io.NewSectionReader(file, from, size-from)) }
	separator := separatorOf(head[from:])
	if err := guardText(name, text(), separator); err != nil {
		return err
	}
	cr := csv.NewReader(text())
	cr.Comma, cr.FieldsPerRecord, cr.ReuseRecord = separator, -1, true
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

func separatorOf(head []byte) rune {
	head, _, _ = bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, s := range ",;\t" {
		if n := bytes.Count(head, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}

// guardText bounds every record and finds bytes that are no text, in one pass that keeps
// nothing. It follows quotes as encoding/csv does as long as that finds no fault.
func guardText(name string, text *bufio.Reader, separator rune) error {
	row, length, fields, quoted := 1, 0, 1, false
	bad := func(reason string) error { return SheetProblem{Sheet: name, Row: row, Reason: reason} }
	for {
		c, size, err := text.ReadRune()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		length += size
		switch {
		case c == utf8.RuneError && size == 1:
			return bad("the text is not UTF-8; save the file as CSV UTF-8")
		case c == 0:
			return bad("the file is not text; save it as an Excel workbook (.xlsx) or as CSV UTF-8")
		case c == '"':
			quoted = !quoted
		case c == separator && !quoted:
			fields++
		case c == '\n' && !quoted:
			row, length, fields = row+1, 0, 1
		}
		if length > maxRecordBytes || fields > maxRecordFields {
			return bad("the row is longer than any row of answers; check its quotation marks and separators")
		}
	}
}
