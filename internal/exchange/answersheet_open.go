package exchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
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
	maxBookStrings  = 200_000
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
	shared bool // the text is one of the workbook's and takes no memory of its own
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
	held     int            // bytes of strings
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
		if b.held += 16 + len(s); b.held > maxHeldText || len(b.strings) == maxBookStrings {
			return refuseFile(b.name, "the workbook holds more text than a sheet of answers needs; use a new template, or split it by offer")
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
