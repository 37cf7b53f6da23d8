package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of a packed workbook. A sheet of MaxSheetRows stays far below them; what is over is
// made to fill the memory of whoever opens it.
const (
	maxParts     = 512
	maxPartBytes = 64 << 20 // unpacked, of one part
	maxBookBytes = 96 << 20 // unpacked, of all parts
	maxRatio     = 400      // unpacked to packed, of a part over a megabyte
	maxXMLToken  = 1 << 20  // of one tag or text: a cell holds 32,767 characters
	maxXMLDepth  = 64
)

// refuseFile is a problem of a whole file.
func refuseFile(name, format string, args ...any) error {
	return SheetProblem{Sheet: name, Reason: fmt.Sprintf(format, args...)}
}

const saveAnew = "; save it anew as an Excel workbook (.xlsx) or as CSV UTF-8"

// A watchedFile remembers that the file itself could not be read, which is nobody's mistake
// in it.
type watchedFile struct {
	file io.ReaderAt
	err  error
}

func (w *watchedFile) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, io.ErrUnexpectedEOF // where a directory that lies points
	}
	n, err := w.file.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// A fileKind is what a file's first bytes say that it is.
type fileKind int

const (
	kindText fileKind = iota
	kindZip
	kindOLE
)

func kindOf(file io.ReaderAt) fileKind {
	var head [8]byte
	n, _ := file.ReadAt(head[:], 0)
	switch {
	case bytes.HasPrefix(head[:n], []byte("PK\x03\x04")), bytes.HasPrefix(head[:n], []byte("PK\x05\x06")):
		return kindZip
	case bytes.Equal(head[:n], []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}):
		return kindOLE
	}
	return kindText
}

// refuseOLE tells an encrypted workbook, which is packed in the old container with a stream
// named EncryptedPackage ([MS-OFFCRYPTO] 2.3.4), from an old one.
func refuseOLE(name string, file io.ReaderAt, size int64) error {
	if n, err := countIn(io.NewSectionReader(file, 0, size), inUTF16("EncryptedPackage"), 1); err != nil || n > 0 {
		return refuseFile(name, "the workbook is encrypted; open it, take the password off and save it again")
	}
	return refuseFile(name, "this is a workbook of the old kind (.xls)%s", saveAnew)
}

func inUTF16(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

// countIn counts how often one of a few bytes stands in r, up to enough.
func countIn(r io.Reader, what []byte, enough int) (int, error) {
	n, buf, kept := 0, make([]byte, 64<<10), 0
	for {
		read, err := r.Read(buf[kept:])
		window := buf[:kept+read]
		n += bytes.Count(window, what)
		if n >= enough || errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		kept = min(len(window), len(what)-1)
		copy(buf, window[len(window)-kept:])
	}
}

// openBook opens the zip of a workbook after its directory, its parts' names and every part's
// unpacked bytes have been looked at. Nothing is unpacked to be kept.
func openBook(name string, file io.ReaderAt, size int64) (*zip.Reader, error) {
	// The directory is counted first: reading one of a million entries would already fill memory.
	n, err := countIn(io.NewSectionReader(file, 0, size), []byte("PK\x01\x02"), maxParts+1)
	if err != nil {
		return nil, err
	}
	if n > maxParts {
		return nil, refuseFile(name, "the file holds more than %d parts, and no workbook does%s", maxParts, saveAnew)
	}
	book, err := zip.NewReader(file, size)
	if err != nil {
		return nil, refuseFile(name, "the file is damaged or incomplete%s", saveAnew)
	}
	if err := guardNames(name, book); err != nil {
		return nil, err
	}
	total := int64(0)
	for _, f := range book.File {
		if err := guardPart(name, f, &total); err != nil {
			return nil, err
		}
	}
	return book, nil
}

// activeParts are parts of a workbook that run, link or carry something else, by how their
// path begins.
var activeParts = []struct{ prefix, what string }{
	{"xl/vbaproject", "a macro"}, {"xl/macrosheets/", "a macro sheet"}, {"xl/dialogsheets/", "a dialog sheet"},
	{"xl/externallinks/", "links to other workbooks"}, {"xl/connections", "a data connection"}, {"xl/querytables/", "a data connection"},
	{"xl/embeddings/", "an embedded object"}, {"xl/activex/", "an embedded control"}, {"xl/ctrlprops/", "an embedded control"},
	{"xl/webextensions/", "an add-in"}, {"customui/", "a changed ribbon"}, {"xl/model/", "a data model"},
}

func guardNames(name string, book *zip.Reader) error {
	seen := map[string]bool{}
	for _, f := range book.File {
		key := partKey(f.Name)
		switch {
		case f.Flags&1 != 0:
			return refuseFile(name, "the file is encrypted; take the password off and save it again")
		case seen[key]:
			return refuseFile(name, "the file holds %q twice, so programs would read it differently%s", f.Name, saveAnew)
		case key == "xl/workbook.bin":
			return refuseFile(name, "this is a binary workbook (.xlsb)%s", saveAnew)
		case key == "content.xml":
			return refuseFile(name, "this is an OpenDocument spreadsheet%s", saveAnew)
		case strings.Contains(key, "vbaproject"):
			return refuseFile(name, "the workbook holds a macro; save it as an Excel workbook without macros (.xlsx)")
		}
		for _, a := range activeParts {
			if strings.HasPrefix(key, a.prefix) {
				return refuseFile(name, "the workbook holds %s (%s); take it out, or copy the values into a new template", a.what, f.Name)
			}
		}
		seen[key] = true
	}
	if !seen["[content_types].xml"] || !seen["xl/workbook.xml"] {
		return refuseFile(name, "the file is a zip but no workbook%s", saveAnew)
	}
	return nil
}

// partKey is a part's name as it is compared: spreadsheets heed neither case nor slashes.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// guardPart unpacks one part into nothing and counts: what the directory says about sizes may
// be a lie. Relations and content types are read for what they bring along.
func guardPart(name string, f *zip.File, total *int64) error {
	r, err := f.Open()
	if err != nil {
		return refuseFile(name, "the part %s is packed in an unknown way%s", f.Name, saveAnew)
	}
	defer r.Close()
	scan := &partScanner{left: min(maxPartBytes, maxBookBytes-*total), packed: int64(f.CompressedSize64), xml: isXML(f.Name)}
	_, err = io.CopyBuffer(scan, struct{ io.Reader }{r}, make([]byte, 32<<10))
	*total += scan.size
	switch {
	case errors.Is(err, errTooLarge):
		return refuseFile(name, "the part %s unpacks to far more than a sheet of %d rows needs; take out pictures and empty rows, or use a new template", f.Name, MaxSheetRows)
	case errors.Is(err, errDTD):
		return refuseFile(name, "the part %s declares a document type, which no workbook needs%s", f.Name, saveAnew)
	case errors.Is(err, errNotUTF8):
		return refuseFile(name, "the part %s is not in UTF-8%s", f.Name, saveAnew)
	case err != nil:
		return refuseFile(name, "the part %s is damaged%s", f.Name, saveAnew)
	}
	switch key := partKey(f.Name); {
	case key == "[content_types].xml":
		return guardTypes(name, f)
	case strings.HasSuffix(key, ".rels"):
		return guardRelations(name, f)
	}
	return nil
}

// activeTypes are the same by a word of their content type.
var activeTypes = []struct{ word, what string }{
	{"macroenabled", "macros"}, {"vbaproject", "a macro"}, {"macrosheet", "a macro sheet"}, {"dialogsheet", "a dialog sheet"},
	{"sheet.binary", "a binary sheet"}, {"activex", "an embedded control"}, {"oleobject", "an embedded object"}, {"externallink", "links to other workbooks"},
}

// guardTypes refuses a workbook that declares what activeParts would find under its usual
// name.
func guardTypes(name string, f *zip.File) error {
	return eachTag(name, f, func(e xml.StartElement) error {
		t := strings.ToLower(attr(e, "ContentType"))
		for _, a := range activeTypes {
			if strings.Contains(t, a.word) {
				return refuseFile(name, "the workbook declares %s; save it as an Excel workbook without macros (.xlsx)", a.what)
			}
		}
		return nil
	})
}

// guardRelations refuses what points out of the workbook or at something that runs. A
// hyperlink, which a spreadsheet makes of any address that is typed, is never followed.
func guardRelations(name string, f *zip.File) error {
	return eachTag(name, f, func(e xml.StartElement) error {
		kind := strings.ToLower(path.Base(attr(e, "Type")))
		switch kind {
		case "vbaproject", "oleobject", "package", "control", "externallink", "externallinkpath", "xlmacrosheet", "connections":
			return refuseFile(name, "the workbook holds %s, by way of %s; take it out, or copy the values into a new template", kind, f.Name)
		}
		if strings.EqualFold(attr(e, "TargetMode"), "External") && kind != "hyperlink" {
			return refuseFile(name, "the workbook links to another file or address (%s in %s); take the link out", kind, f.Name)
		}
		return nil
	})
}
