package exchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// eachRow calls visit with every row of a tab that has a cell, until it returns false. The row
// is used again for the next.
func (b *book) eachRow(t bookTab, f *zip.File, visit func(sheetRow) bool) error {
	p, err := openXML(f)
	if err != nil {
		return damaged(b.name, f.Name)
	}
	defer p.Close()
	r := &rowReader{book: b, tab: t.name, p: p}
	for {
		tok, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(b.name, f.Name)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			err = r.begin(e)
		case xml.EndElement:
			if p.depth == 2 && e.Name.Local == "row" && r.data && len(r.row.cells) > 0 && !visit(r.row) {
				return nil
			}
			r.data = r.data && p.depth >= 2
		}
		if problem, ok := errors.AsType[SheetProblem](err); ok {
			return problem
		}
		if err != nil {
			return damaged(b.name, f.Name)
		}
	}
}

// A rowReader follows worksheet/sheetData/row/c (ECMA-376 part 1, 18.3.1).
type rowReader struct {
	book *book
	tab  string
	p    *xmlPart
	data bool // inside sheetData
	row  sheetRow
	next int // column of a cell that does not say its own
}

func (r *rowReader) begin(e xml.StartElement) error {
	switch {
	case r.p.depth == 2:
		r.data = e.Name.Local == "sheetData"
	case r.data && r.p.depth == 3 && e.Name.Local == "row":
		return r.beginRow(e)
	case r.data && r.p.depth == 4 && e.Name.Local == "c":
		return r.cell(e)
	}
	return nil
}

func (r *rowReader) beginRow(e xml.StartElement) error {
	n, err := r.row.number+1, error(nil)
	if s := attr(e, "r"); s != "" {
		n, err = strconv.Atoi(s)
	}
	if err != nil || n <= r.row.number || n > maxSheetRow {
		return fmt.Errorf("row %d after %d", n, r.row.number)
	}
	r.row, r.next = sheetRow{n, r.row.cells[:0]}, 0
	return nil
}

// cell reads one cell to its end and keeps it if something stands in it.
func (r *rowReader) cell(e xml.StartElement) error {
	at := r.next
	if ref := attr(e, "r"); ref != "" {
		if at = columnOf(ref, r.row.number); at < r.next {
			return fmt.Errorf("cell %s out of order", ref)
		}
	}
	if r.next = at + 1; at >= maxSheetColumns {
		return fmt.Errorf("column %d", at)
	}
	c := sheetCell{column: at}
	v, err := r.value(&c, attr(e, "t"))
	if err != nil {
		return err
	}
	if style, err := strconv.Atoi(attr(e, "s")); err == nil && style >= 0 && style < len(r.book.formats) {
		c.format = r.book.formats[style]
	}
	if c.text = v; v != "" || c.kind == cellFormula {
		r.row.cells = append(r.row.cells, c)
	}
	return nil
}

// value reads the elements of a cell of type kind.
func (r *rowReader) value(c *sheetCell, kind string) (string, error) {
	var v strings.Builder
	for in := ""; ; {
		tok, err := r.p.next()
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch in = t.Name.Local; {
			case in == "f":
				c.kind = cellFormula
			case in == "is":
				text, err := r.p.text()
				return text, errors.Join(err, r.skipCell())
			}
		case xml.EndElement:
			if in = ""; r.p.depth < 4 {
				return r.typed(c, kind, v.String())
			}
		case xml.CharData:
			if in == "v" && r.p.depth == 5 {
				if v.Len()+len(t) > maxXMLToken {
					return "", errTooLarge
				}
				v.Write(t)
			}
		}
	}
}

// skipCell reads on to the end of the cell.
func (r *rowReader) skipCell() error {
	for r.p.depth >= 4 {
		if _, err := r.p.next(); err != nil {
			return err
		}
	}
	return nil
}

func (r *rowReader) typed(c *sheetCell, kind, v string) (string, error) {
	if c.kind == cellFormula {
		return v, nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(r.book.strings) {
			return "", SheetProblem{Sheet: r.tab, Row: r.row.number, Column: columnLetter(c.column), Reason: "the cell points at a text that the workbook does not hold" + saveAnew}
		}
		c.shared = true
		return r.book.strings[i], nil
	case "", "n":
		if v = strings.TrimSpace(v); v != "" {
			c.kind = cellNumber
		}
	case "b":
		return map[string]string{"1": "yes", "0": "no"}[v], nil
	case "e":
		c.kind = cellError
	case "d":
		return strings.TrimSuffix(v, "T00:00:00"), nil
	case "str":
		return unescapeCell(v), nil
	}
	return v, nil
}

// columnOf reads the letters of a reference such as AB12, whose row must be the given one; -1
// where it is none.
func columnOf(ref string, row int) int {
	n, i := 0, 0
	for ; i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = 26*n + int(ref[i]-'A') + 1
	}
	if i == 0 || ref[i:] != strconv.Itoa(row) {
		return -1
	}
	return n - 1
}
