package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/testkit"
)

// someBook is a small workbook that is read without a problem.
func someBook(t testing.TB, fw *framework.Framework) []byte {
	t.Helper()
	answers := map[offer.ID][]offer.Answer{"campus": {
		{Offer: "campus", Criterion: "CL2", Lo: offer.Bound{Level: 1, Rung: offer.Documented, Evidence: []offer.ID{"press"}}, Hi: offer.Bound{Level: 3, Rung: offer.Documented, Evidence: []offer.ID{"press"}}, Rationale: "As announced."},
	}}
	return writeSheet(t, exchange.SheetXLSX, fw, []offer.Offer{{ID: "campus", Title: "The campus"}}, answers)
}

// repacked changes parts of a workbook: nil takes a part away, a new name adds one.
func repacked(t testing.TB, data []byte, change map[string]func(string) []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		if body == nil {
			return
		}
		w, err := zw.Create(name)
		require.NoError(t, err)
		_, err = w.Write(body)
		require.NoError(t, err)
	}
	left := maps.Clone(change)
	for _, f := range zr.File {
		r, err := f.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		if edit, ok := change[f.Name]; ok {
			delete(left, f.Name)
			body = edit(string(body))
		}
		put(f.Name, body)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		put(name, left[name](""))
	}
	require.NoError(t, zw.Close())
	return b.Bytes()
}

func swap(old, with string) func(string) []byte {
	return func(s string) []byte { return []byte(strings.Replace(s, old, with, 1)) }
}

func become(s string) func(string) []byte { return func(string) []byte { return []byte(s) } }

func gone(string) []byte { return nil }

// A part whose size the directory gives as a byte and that unpacks to n.
func lyingPart(t testing.TB, name string, n int) []byte {
	t.Helper()
	var packed bytes.Buffer
	fw, err := flate.NewWriter(&packed, flate.BestSpeed)
	require.NoError(t, err)
	chunk := bytes.Repeat([]byte("<row/>"), 1<<10)
	sum := crc32.NewIEEE()
	for done := 0; done < n; done += len(chunk) {
		_, err = io.MultiWriter(fw, sum).Write(chunk)
		require.NoError(t, err)
	}
	require.NoError(t, fw.Close())
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, extra := range []string{"[Content_Types].xml", "xl/workbook.xml"} {
		w, err := zw.Create(extra)
		require.NoError(t, err)
		_, err = io.WriteString(w, "<x/>")
		require.NoError(t, err)
	}
	w, err := zw.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1})
	require.NoError(t, err)
	_, err = w.Write(packed.Bytes())
	require.NoError(t, err)
	require.NoError(t, zw.Close())
	return b.Bytes()
}

// manyParts is a zip whose directory has n entries while its end says one.
func manyParts(n int) []byte {
	var b bytes.Buffer
	entry := make([]byte, 46, 47)
	copy(entry, "PK\x01\x02")
	binary.LittleEndian.PutUint16(entry[28:], 1)
	b.WriteString("PK\x03\x04")
	b.Write(make([]byte, 26))
	start := b.Len()
	for range n {
		b.Write(append(entry, 'x'))
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 1)
	binary.LittleEndian.PutUint16(end[10:], 1)
	binary.LittleEndian.PutUint32(end[12:], uint32(b.Len()-start))
	binary.LittleEndian.PutUint32(end[16:], uint32(start))
	b.Write(end)
	return b.Bytes()
}

func oleFile(stream string) []byte {
	data := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 1000)...)
	for _, c := range []byte(stream) {
		data = append(data, c, 0)
	}
	return append(data, make([]byte, 500)...)
}

// shuffled is bytes that hardly pack.
func shuffled(n int) []byte {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 'a' + byte(x>>24)%26
	}
	return b
}

// loose is text that packs to a fiftieth, as a sheet may.
func loose(n int) string {
	noise, same := string(shuffled(1<<20)), strings.Repeat("<row/>", 500)
	var b strings.Builder
	for i := 0; b.Len() < n; i += 80 {
		b.WriteString(noise[i%(1<<19):][:80] + same)
	}
	return b.String()
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%x="" `, uint32(i)*2654435761)
	}
	return b.String()
}

type hostile struct {
	name, file, want string
	data             []byte
}

func hostileFiles(t testing.TB, fw *framework.Framework) []hostile {
	book := someBook(t, fw)
	edit := func(part string, with func(string) []byte) []byte {
		return repacked(t, book, map[string]func(string) []byte{part: with})
	}
	const sheet, types, rels = "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
	rel := func(kind, more string) func(string) []byte {
		return swap("</Relationships>", `<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`+kind+`" Target="file:///etc/passwd" `+more+`/></Relationships>`)
	}
	encrypted := bytes.Clone(book)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	lines := strings.Repeat("offer,criterion\n", 1)
	return []hostile{
		{"nothing", "a.xlsx", "the file is empty", []byte{}},
		{"no zip", "a.xlsx", "is called .xlsx but is no workbook", []byte("hello")},
		{"a web page under the name of a workbook", "a.xls", "is called .xls but is no workbook", []byte("<html><table>")},
		{"half a zip", "a.xlsx", "damaged or incomplete", book[:len(book)/2]},
		{"a zip of nothing", "a.xlsx", "is a zip but no workbook", []byte("PK\x05\x06" + strings.Repeat("\x00", 18))},
		{"another zip", "a.xlsx", "is a zip but no workbook", edit("xl/workbook.xml", gone)},
		{"an old workbook", "a.xls", "a workbook of the old kind (.xls)", oleFile("Workbook")},
		{"an encrypted workbook", "a.xlsx", "is encrypted; open it, take the password off", oleFile("EncryptedPackage")},
		{"an encrypted zip", "a.xlsx", "is encrypted; take the password off", encrypted},
		{"a binary workbook", "a.xlsb", "a binary workbook (.xlsb)", edit("xl/workbook.bin", become("x"))},
		{"an OpenDocument sheet", "a.ods", "OpenDocument", edit("content.xml", become("<x/>"))},
		{"a macro", "a.xlsm", "holds a macro", edit("xl/vbaProject.bin", become("x"))},
		{"a macro elsewhere", "a.xlsm", "holds a macro", edit("xl/odd/VBAPROJECT.BIN", become("x"))},
		{"a macro of another name", "a.xlsx", "holds vbaproject", edit(rels, rel("vbaProject", ""))},
		{"macros by content type", "a.xlsx", "declares macros", edit(types, swap("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"))},
		{"a macro sheet", "a.xlsx", "holds a macro sheet", edit("xl/macrosheets/sheet1.xml", become("<x/>"))},
		{"links to other workbooks", "a.xlsx", "links to other workbooks", edit("xl/externalLinks/externalLink1.xml", become("<x/>"))},
		{"an external picture", "a.xlsx", "links to another file or address (image", edit(rels, rel("image", `TargetMode="External"`))},
		{"an external template", "a.xlsx", "links to another file or address (attachedtemplate", edit(rels, rel("attachedTemplate", `TargetMode="external"`))},
		{"a data connection", "a.xlsx", "holds a data connection", edit("xl/connections.xml", become("<x/>"))},
		{"an embedded object", "a.xlsx", "holds an embedded object", edit("xl/embeddings/oleObject1.bin", become("x"))},
		{"an embedded object by relation", "a.xlsx", "holds oleobject", edit(rels, rel("oleObject", ""))},
		{"a control", "a.xlsx", "holds an embedded control", edit(`xl\activeX\activeX1.xml`, become("<x/>"))},
		{"a document type", "a.xlsx", "declares a document type", edit(sheet, swap("<worksheet", `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet`))},
		{"an entity in small letters", "a.xlsx", "declares a document type", edit("docProps/app.xml", swap("<Properties", "<!doctype x><Properties"))},
		{"a document type far inside", "a.xlsx", "declares a document type", edit("docProps/app.xml", become("<x>"+strings.Repeat("y", 32<<10-7)+"<!DOCTYPE z></x>"))},
		{"two bytes a letter", "a.xlsx", "is not in UTF-8", edit(sheet, become("\xff\xfe<\x00x\x00/\x00>\x00"))},
		{"a part twice", "a.xlsx", "twice", edit("xl/worksheets/SHEET1.XML", become("<x/>"))},
		{"too many parts", "a.xlsx", "more than 512 parts", manyParts(200_000)},
		{"a bomb by ratio", "a.xlsx", "unpacks to far more", edit("xl/media/image.png", become(strings.Repeat("\x00", 20<<20)))},
		{"a bomb by size", "a.xlsx", "the part xl/comments1.xml unpacks to far more", edit("xl/comments1.xml", become(loose(65<<20)))},
		{"a bomb in two halves", "a.xlsx", "the part xl/x2.xml unpacks to far more", repacked(t, book, map[string]func(string) []byte{"xl/x1.xml": become(loose(60 << 20)), "xl/x2.xml": become(loose(40 << 20))})},
		{"a bomb that lies about its size", "a.xlsx", "xl/worksheets/sheet1.xml", lyingPart(t, "xl/worksheets/sheet1.xml", 200<<20)},
		{"a tag without end", "a.xlsx", "is damaged", edit(sheet, become("<worksheet><sheetData "+string(shuffled(3<<20))))},
		{"attributes without end", "a.xlsx", "is damaged", edit(sheet, become("<worksheet "+manyAttributes(300_000)+"/>"))},
		{"a text without end", "a.xlsx", "is damaged", edit(sheet, become("<worksheet>"+string(shuffled(5<<20))))},
		{"depth without end", "a.xlsx", "is damaged", edit(sheet, become("<worksheet><sheetData/>"+strings.Repeat("<a>", 1000)+strings.Repeat("</a>", 1000)+"</worksheet>"))},
		{"an entity that nobody declares", "a.xlsx", "is damaged", edit(sheet, become("<worksheet><sheetData>&lol;</sheetData></worksheet>"))},
		{"invalid UTF-8 in a workbook", "a.xlsx", "is damaged", edit(sheet, become("<worksheet><sheetData>\xff</sheetData></worksheet>"))},
		{"rows that go back", "a.xlsx", "is damaged", edit(sheet, become(`<worksheet><sheetData><row r="2"/><row r="2"/></sheetData></worksheet>`))},
		{"a row beyond all", "a.xlsx", "is damaged", edit(sheet, become(`<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>`))},
		{"a column beyond all", "a.xlsx", "is damaged", edit(sheet, become(`<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>`))},
		{"a cell in another row", "a.xlsx", "is damaged", edit(sheet, become(`<worksheet><sheetData><row r="1"><c r="A2"><v>1</v></c></row></sheetData></worksheet>`))},
		{"a text that is not there", "a.xlsx", "row 1, column A: the cell points at a text", edit(sheet, become(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>70000</v></c></row></sheetData></worksheet>`))},
		{"an empty sheet", "a.xlsx", "the sheet is empty", edit(sheet, become(`<worksheet><sheetData/></worksheet>`))},
		{"wrong sheet", "a.xlsx", `no tab "Answers", only "Sheet1", "Notes"`, edit("xl/workbook.xml", swap(`name="Answers"`, `name="Sheet1"`))},
		{"another table", "a.csv", "this is no answer sheet: there is no column headed lowest level", []byte(lines)},
		{"UTF-16 text", "a.csv", "in UTF-16", []byte("\xff\xfeo\x00")},
		{"no text", "a.csv", "row 2: the file is not text", []byte("offer,criterion\nx\x00y")},
		{"invalid UTF-8", "a.csv", "row 3: the text is not UTF-8", []byte("offer,\"crit\nerion\"\nx\ny,\xe4\n")},
		{"fields without end", "a.csv", "row 1: the row is longer", bytes.Repeat([]byte(","), exchange.MaxSheetBytes)},
		{"a thousand fields", "a.csv", "row 2: the row is longer", []byte("offer\n" + strings.Repeat(",", 1000))},
		{"a field without end", "a.csv", "row 2: the row is longer", []byte("offer\n\"" + string(shuffled(9<<20)))},
		{"lines without end", "a.csv", "the sheet is empty", bytes.Repeat([]byte("\n"), exchange.MaxSheetBytes)},
		{"lines without end, then no text", "a.csv", "row 10485759: the text is not UTF-8", append(bytes.Repeat([]byte("\n"), exchange.MaxSheetBytes-2), 0xff)},
		{"a picture", "a.csv", "is not text", []byte("\x7fPNG\r\n\x1a\n\x00\x00\x00")},
	}
}

// Each hostile file is refused as a whole, in plain words, with nothing read and less than
// 64 MiB of memory more than before, at whatever moment.
func TestHostileFilesAreRefused(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	_, problems := readFilled(t, "a.xlsx", someBook(t, fw), fw)
	require.Empty(t, problems, "the file that all others are made from is fine")
	for _, tt := range hostileFiles(t, fw) {
		t.Run(tt.name, func(t *testing.T) {
			var sheet exchange.AnswerSheet
			var problems []exchange.SheetProblem
			grown := testkit.PeakGrowth(func() { sheet, problems = readFilled(t, tt.file, tt.data, fw) })
			require.Len(t, problems, 1)
			assert.Contains(t, problems[0].Error(), tt.want)
			assert.Empty(t, sheet)
			assert.Less(t, grown, uint64(64<<20))
		})
	}
}

type unreadable struct{ t *testing.T }

func (u unreadable) ReadAt([]byte, int64) (int, error) {
	u.t.Error("the file was read")
	return 0, io.EOF
}

func TestALargeFileIsRefusedUnread(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	for _, size := range []int64{exchange.MaxSheetBytes + 1, 100 << 20} {
		sheet, problems, err := exchange.ReadAnswerSheet("big.xlsx", unreadable{t}, size, fw, nil, nil)
		require.NoError(t, err)
		require.Len(t, problems, 1)
		assert.Equal(t, "big.xlsx: the file is larger than 10 MiB; take out pictures and other tabs, or split it by offer", problems[0].Error())
		assert.Empty(t, sheet)
	}
}

type failingAt struct {
	data []byte
	from int64
	err  error
}

func (f failingAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.from {
		return 0, f.err
	}
	return bytes.NewReader(f.data).ReadAt(p, off)
}

// A disk that fails is no mistake in the file, wherever it fails.
func TestAFailingFileIsNoProblemOfTheSheet(t *testing.T) {
	fw, broken := yardstick(t, "assay-core@1"), errors.New("the disk is gone")
	for name, data := range map[string][]byte{"a.xlsx": someBook(t, fw), "a.csv": []byte("offer,criterion\n")} {
		for _, from := range []int64{0, 10, int64(len(data) / 2), int64(len(data)) - 1} {
			sheet, problems, err := exchange.ReadAnswerSheet(name, failingAt{data, from, broken}, int64(len(data)), fw, nil, nil)
			require.ErrorIs(t, err, broken, "%s from %d", name, from)
			assert.Empty(t, problems)
			assert.Empty(t, sheet)
		}
	}
}

// A formula is refused where it stands, in whatever column, also where its value would do.
func TestFormulasAreRefused(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	f, err := excelize.OpenReader(bytes.NewReader(someBook(t, fw)))
	require.NoError(t, err)
	require.NoError(t, f.SetCellFormula("Answers", "F3", "1+1"))
	require.NoError(t, f.SetCellFormula("Answers", "B3", `HYPERLINK("http://example.org")`))
	require.NoError(t, f.SetCellFormula("Notes", "A1", "1+1"))
	require.NoError(t, f.SetCellFormula("Answers", "AE4", "1+1"))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	_, problems := readFilled(t, "a.xlsx", b.Bytes(), fw)
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	assert.Equal(t, []string{
		"Answers, row 3, column B (offer title): holds a formula; put its value in its place (copy, then paste values)",
		"Answers, row 3, column F (lowest level): holds a formula; put its value in its place (copy, then paste values)",
		"Answers, row 4, column AE: the column has no heading that is known; take the cell out, or keep it in another tab",
	}, got)
}

// Hyperlinks, which spreadsheets make of typed addresses, and tabs of one's own do no harm.
func TestHarmlessExtrasAreLeftAlone(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	f, err := excelize.OpenReader(bytes.NewReader(someBook(t, fw)))
	require.NoError(t, err)
	require.NoError(t, f.SetCellHyperLink("Answers", "R3", "https://example.org/a", "External"))
	_, err = f.NewSheet("Mine")
	require.NoError(t, err)
	require.NoError(t, f.SetCellFormula("Mine", "A1", "1+1"))
	require.NoError(t, f.SetCellStr("Mine", "XFD1048576", "far away"))
	require.NoError(t, f.SetCellStr("Answers", "AF900", " "))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	sheet, problems := readFilled(t, "a.xlsx", b.Bytes(), fw)
	require.Empty(t, problems)
	require.Len(t, sheet.Answers, 1)
	assert.Equal(t, 3, sheet.Answers[0].Row)
	assert.Equal(t, fw.ScoredCount()+4-1, sheet.Blank, "every other criterion, the four optional ones too")
}

const miniHeading = `<row r="1"><c t="inlineStr"><is><t>offer</t></is></c><c t="inlineStr"><is><t>criterion</t></is></c><c t="inlineStr"><is><t>lowest level</t></is></c><c t="inlineStr"><is><t>highest level</t></is></c><c t="inlineStr"><is><t>evidence low</t></is></c><c t="inlineStr"><is><t>evidence high</t></is></c><c t="inlineStr"><is><t>rationale</t></is></c></row>`

// A sheet at its bounds takes less than 64 MiB too, whether it is read or refused.
func TestALargeSheetStaysSmallInMemory(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	noise := string(shuffled(1 << 20))
	rationale := func(n, size int) string { return noise[n*7919%(len(noise)-size):][:size] }
	evidence := func(n, many int) string {
		var s strings.Builder
		for i := range many {
			fmt.Fprintf(&s, "evidence-%d-%d, ", n, i)
		}
		return s.String()
	}
	inline := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	shared := func(n int) string { return fmt.Sprintf(`<c t="s"><v>%d</v></c>`, n) }
	book := func(rows int, row func(n int) string, strings []string) []byte {
		var s bytes.Buffer
		s.WriteString(`<worksheet><sheetData>` + miniHeading)
		for n := range rows {
			fmt.Fprintf(&s, "<row>%s%s<c><v>1</v></c><c><v>3</v></c>%s</row>", inline(fmt.Sprintf("offer-%d", n)), inline("CL2"), row(n))
		}
		s.WriteString(`</sheetData></worksheet>`)
		change := map[string]func(string) []byte{"xl/worksheets/sheet1.xml": become(s.String())}
		if strings != nil {
			var s bytes.Buffer
			s.WriteString("<sst>")
			for _, text := range strings {
				s.WriteString("<si><t>" + text + "</t></si>")
			}
			s.WriteString("</sst>")
			change["xl/sharedStrings.xml"] = become(s.String())
		}
		return repacked(t, someBook(t, fw), change)
	}
	texts := func(n, size int) (out []string) {
		for i := range n {
			out = append(out, rationale(i, size))
		}
		return out
	}
	csv := func(rows, size int) []byte {
		var s bytes.Buffer
		s.WriteString("offer,criterion,lowest level,highest level,evidence low,evidence high,rationale\n")
		for n := range rows {
			fmt.Fprintf(&s, "offer-%d,CL2,1,3,%s,ev,%s\n", n, "ev-"+fmt.Sprint(n), rationale(n, size))
		}
		return s.Bytes()
	}
	most := exchange.MaxSheetRows
	bearing := inline("ev-1, ev-2") + inline("ev-3")
	tests := []struct {
		name   string
		data   []byte
		want   int // answers
		reason string
	}{
		{"as many rows as there may be", book(most, func(n int) string { return bearing + inline(rationale(n, 190)) }, nil), most, ""},
		{"one more", book(most+1, func(n int) string { return bearing + inline(rationale(n, 190)) }, nil), 0, "more than 30000 rows"},
		{"as much evidence as there may be", book(5000, func(n int) string { return inline(evidence(n, 12)) + inline("ev") + inline("Why.") }, nil), 5000, ""},
		{"too much evidence", book(30_000, func(n int) string { return inline(evidence(n, 40)) + inline("ev") + inline("Why.") }, nil), 0, "more text than a sheet may"},
		{"as much text in cells as there may be", book(300, func(n int) string { return bearing + inline(rationale(n, 32_000)) }, nil), 300, ""},
		{"too much text in cells", book(500, func(n int) string { return bearing + inline(rationale(n, 32_000)) }, nil), 0, "more text than a sheet may"},
		{"as much shared text as there may be", book(most, func(n int) string { return bearing + shared(n) }, texts(most, 160)), most, ""},
		{"too much shared text", book(1, func(n int) string { return bearing + shared(n) }, texts(40_000, 400)), 0, "more text than a sheet of answers needs"},
		{"one text a thousand times", book(1000, func(n int) string { return bearing + shared(0) }, texts(1, 32_000)), 0, "more text than a sheet may"},
		{"as much CSV as there may be", csv(most, 150), most, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sheet exchange.AnswerSheet
			var problems []exchange.SheetProblem
			grown := testkit.PeakGrowth(func() { sheet, problems = readFilled(t, "a", tt.data, fw) })
			t.Logf("%d bytes packed: %d MiB", len(tt.data), grown>>20)
			assert.Less(t, grown, uint64(64<<20))
			assert.Len(t, sheet.Answers, tt.want)
			if tt.reason == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Contains(t, problems[0].Reason, tt.reason)
		})
	}
}
