package exchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bounds of what a workbook's reader keeps.
const (
	maxBookText     = 16 << 20 // of all texts that cells share
	maxBookStrings  = 400_000
	maxSheetColumns = 16_384 // as spreadsheets have
	maxSheetRow     = 1_048_576
	maxBookTabs     = 255
	maxBookStyles   = 64_000
)

// A cellKind says what stands in a cell.
type cellKind int

const (
	cellText cellKind = iota
	cellNumber
	cellFormula
	cellError
)

// A sheetCell is one cell that is not empty.
type sheetCell struct {
	column int // 0 the first
	kind   cellKind
	text   string
	format numberFormat
}

// A sheetRow is one row with its cells from left to right.
type sheetRow struct {
	number int // 1 the first
	cells  []sheetCell
}

// A book is an open workbook, as far as reading one tab needs it. It is read by this package
// rather than by the library that writes workbooks: that one unfolds the whole file in memory,
// and a cell in the last row makes it a million empty ones.
type book struct {
	name     string
	parts    map[string]*zip.File
	tabs     []bookTab
	from1904 bool
	strings  []string
	formats  []numberFormat // by style
}

type bookTab struct{ name, part string }

// readBook opens the workbook's lists: its tabs, the texts that cells share and the formats.
func readBook(name string, zr *zip.Reader) (*book, error) {
	b := &book{name: name, parts: map[string]*zip.File{}}
	for _, f := range zr.File {
		b.parts[partKey(f.Name)] = f
	}
	related := map[string]string{} // id to part
	byKind := map[string]string{}
	rels, ok := b.parts["xl/_rels/workbook.xml.rels"]
	if !ok {
		return nil, damaged(name, "xl/_rels/workbook.xml.rels")
	}
	err := eachTag(name, rels, func(e xml.StartElement) error {
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = "xl/" + target
		}
		related[attr(e, "Id")] = partKey(target)
		byKind[path.Base(attr(e, "Type"))] = partKey(target)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := b.readTabs(related); err != nil {
		return nil, err
	}
	if f, ok := b.parts[byKind["sharedStrings"]]; ok {
		if err := b.readStrings(f); err != nil {
			return nil, err
		}
	}
	if f, ok := b.parts[byKind["styles"]]; ok {
		return b, b.readFormats(f)
	}
	return b, nil
}

func (b *book) readTabs(related map[string]string) error {
	return eachTag(b.name, b.parts["xl/workbook.xml"], func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			on := attr(e, "date1904")
			b.from1904 = on == "1" || on == "true"
		case "sheet":
			if len(b.tabs) == maxBookTabs {
				return refuseFile(b.name, "the workbook has more than %d tabs; use a new template", maxBookTabs)
			}
			b.tabs = append(b.tabs, bookTab{attr(e, "name"), related[attr(e, "id")]})
		}
		return nil
	})
}

// tab returns the part of the tab with the given name.
func (b *book) tab(name string) (bookTab, *zip.File, error) {
	var names []string
	for _, t := range b.tabs {
		if headingKey(t.name) == headingKey(name) {
			if f, ok := b.parts[t.part]; ok {
				return t, f, nil
			}
			return t, nil, damaged(b.name, t.part)
		}
		if len(names) < 10 {
			names = append(names, strconv.Quote(t.name))
		}
	}
	return bookTab{}, nil, refuseFile(b.name, "the workbook has no tab %q, only %s; give the tab with the answers that name", name, strings.Join(names, ", "))
}

// readStrings reads the texts that cells share (ECMA-376 part 1, 18.4).
func (b *book) readStrings(f *zip.File) error {
	p, err := openXML(f)
	if err != nil {
		return damaged(b.name, f.Name)
	}
	defer p.Close()
	kept := 0
	for {
		tok, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(b.name, f.Name)
		}
		if e, ok := tok.(xml.StartElement); !ok || p.depth != 2 || e.Name.Local != "si" {
			continue
		}
		s, err := p.text()
		if err != nil {
			return damaged(b.name, f.Name)
		}
		if kept += len(s); kept > maxBookText || len(b.strings) == maxBookStrings {
			return refuseFile(b.name, "the workbook holds more text than a sheet of answers needs; use a new template")
		}
		b.strings = append(b.strings, s)
	}
}

// text reads the text of the element that has just begun, to its end: that of its t elements,
// without phonetic readings.
func (p *xmlPart) text() (string, error) {
	var s strings.Builder
	var run []byte // what one t holds, of which each is escaped by itself
	for end, in, phonetic := p.depth, false, 0; ; {
		tok, err := p.next()
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			in = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				phonetic = p.depth
			}
		case xml.EndElement:
			in = false
			s.WriteString(unescapeCell(string(run)))
			run = run[:0]
			if p.depth < phonetic {
				phonetic = 0
			}
			if p.depth < end {
				return s.String(), nil
			}
		case xml.CharData:
			if in && phonetic == 0 {
				if s.Len()+len(run)+len(t) > maxXMLToken {
					return "", errTooLarge
				}
				run = append(run, t...)
			}
		}
	}
}

var escapedUnits = regexp.MustCompile(`(?:_x[0-9A-Fa-f]{4}_)+`)

// unescapeCell reads _xHHHH_, the form of UTF-16 units that XML cannot hold (ECMA-376 part 1,
// 22.9.2.19, ST_Xstring). Units that make no character stand for themselves.
func unescapeCell(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapedUnits.ReplaceAllStringFunc(s, func(run string) string {
		var units []uint16
		for i := 0; i < len(run); i += 7 {
			n, _ := strconv.ParseUint(run[i+2:i+6], 16, 16)
			units = append(units, uint16(n))
		}
		if text := utf16.Decode(units); !slices.Contains(text, utf8.RuneError) {
			return string(text)
		}
		return run
	})
}

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
