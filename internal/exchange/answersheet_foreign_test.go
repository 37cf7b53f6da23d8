package exchange_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
)

// foreignBook is a workbook as other programs write it: shared texts, some in runs and with a
// reading aid, styles, cells without references, and the given rows below a heading.
func foreignBook(t testing.TB, fw *framework.Framework, properties, rows string) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	return repacked(t, someBook(t, fw), map[string]func(string) []byte{
		"xl/workbook.xml": become(`<workbook ` + ns + `><workbookPr ` + properties + `/><sheets><sheet name="Cover" sheetId="1" r:id="r1"/><sheet name="ANSWERS" sheetId="2" r:id="r2"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": become(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rels + `worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r2" Type="` + rels +
			`worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="r3" Type="` + rels + `sharedStrings" Target="texts.xml"/><Relationship Id="r4" Type="` + rels + `styles" Target="styles.xml"/></Relationships>`),
		"xl/texts.xml": become(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sst ` + ns + ` count="9" uniqueCount="9"><si><t>offer</t></si><si><t>criterion</t></si><si><t>lowest level</t></si><si><t>highest level</t></si>` +
			`<si><r><rPr><b/></rPr><t>ratio</t></r><r><t xml:space="preserve">nale</t></r></si><si><t>valid from</t></si><si><t>valid to</t></si>` +
			`<si><r><t xml:space="preserve">Two </t></r><r><t>runs_x000D_
and &amp; lines</t></r><rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="1"/></si><si><t>lowest in unit</t></si><si><t>highest in unit</t></si><si><t>evidence low</t></si><si><t>paused</t></si></sst>`),
		"xl/styles.xml": become(`<styleSheet ` + ns + `><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>`),
		"xl/worksheets/sheet1.xml": become(`<?xml version="1.0" encoding="UTF-8"?><!-- by hand --><worksheet ` + ns + `><sheetViews><row r="99"/></sheetViews><sheetData>` +
			`<row r="3"><c r="B3" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c><c t="s"><v>4</v></c><c t="s"><v>5</v></c><c t="s"><v>6</v></c><c t="s"><v>8</v></c><c t="s"><v>9</v></c><c t="s"><v>10</v></c><c t="s"><v>11</v></c></row>` +
			rows + `</sheetData><extLst><ext><row r="1"><c r="A1"><f>1</f></c></row></ext></extLst></worksheet>`),
	})
}

// Columns are B offer, C criterion, D and E levels, F rationale, G and H dates, I and J
// amounts, K evidence, L paused; style 1 is a date, 2 a month, 3 percent.
func TestWorkbooksOfOtherPrograms(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	inline := func(ref, s string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
	}
	data := foreignBook(t, fw, `date1904="1"`, `<row r="5">`+inline("B5", "a")+inline("C5", "CL2")+`<c r="D5"><v>0</v></c><c r="E5"><v>4.0</v></c><c r="F5" t="s"><v>7</v></c><c r="G5" s="1"><v>44751</v></c><c r="H5" s="2"><v>44805</v></c><c r="L5" t="b"><v>1</v></c></row>`+
		`<row><c/>`+inline("B6", "a")+inline("C6", "CL5")+`<c r="D6" t="str"><v></v></c>`+inline("F6", "Why.")+`<c r="G6"><v>2026</v></c><c r="H6" t="d"><v>2027-01-31T00:00:00</v></c><c r="I6"><v>1E1</v></c><c r="J6"><v>30</v></c>`+inline("K6", "e1")+`<c r="L6" t="b"><v>0</v></c></row>`)
	sheet, problems := readFilled(t, "a.xlsx", data, fw)
	require.Empty(t, problems)
	assert.Equal(t, []exchange.SheetAnswer{
		{Row: 5, Answer: offer.Answer{Offer: "a", Criterion: "CL2", Hi: offer.Bound{Level: 4}, Rationale: "Two runs\nand & lines", Paused: true,
			ValidFrom: offer.Date{Year: 2026, Month: 7, Day: 10}, ValidTo: offer.Date{Year: 2026, Month: 9}}},
		{Row: 6, Answer: offer.Answer{Offer: "a", Criterion: "CL5", Lo: offer.Bound{Evidence: []offer.ID{"e1"}}, Hi: offer.Bound{Level: 4}, Raw: &offer.Range{Lo: 10, Hi: 30}, Rationale: "Why.",
			ValidFrom: offer.Date{Year: 2026}, ValidTo: offer.Date{Year: 2027, Month: 1, Day: 31}}},
	}, sheet.Answers)

	data = foreignBook(t, fw, "", `<row r="5">`+inline("B5", "a")+inline("C5", "CL5")+inline("F5", "Why.")+`<c r="G5"><v>46213</v></c><c r="H5" s="3"><v>1</v></c><c r="I5" s="3"><v>0.25</v></c><c r="J5" s="1"><v>46213</v></c>`+inline("K5", "e1")+`<c r="L5" t="e"><v>#REF!</v></c></row>`)
	_, problems = readFilled(t, "a.xlsx", data, fw)
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	assert.Equal(t, []string{
		`ANSWERS, row 5, column G (valid from): "46213" is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2200`,
		`ANSWERS, row 5, column H (valid to): "1" is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2200`,
		"ANSWERS, row 5, column I (lowest in unit): is shown in percent, so what was typed is a hundredth; give the cell the format General and write the number alone",
		"ANSWERS, row 5, column J (highest in unit): is shown as a date; give the cell the format General and write the number",
		"ANSWERS, row 5, column L (paused): holds the error #REF!; put a value in its place",
	}, got)
}

// The template offers the words of every closed column, the levels beside each row, and a tab
// that lists all criteria; read by the library and not by this package's own reader.
func TestTheTemplateExplainsItself(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	f, err := excelize.OpenReader(bytes.NewReader(someBook(t, fw)))
	require.NoError(t, err)
	rows, err := f.GetRows("Answers")
	require.NoError(t, err)
	require.Len(t, rows, 31, "a heading and the thirty criteria")
	assert.Equal(t, []string{"offer", "offer title", "criterion", "question", "state", "lowest level", "highest level"}, rows[0][:7])
	assert.Equal(t, []string{"campus", "The campus", "CL2"}, rows[2][:3])
	assert.Equal(t, []string{"answered", "1", "3"}, rows[2][4:7])
	for cell, typed := range map[string]excelize.CellType{"F3": excelize.CellTypeUnset, "R3": excelize.CellTypeInlineString} {
		got, err := f.GetCellType("Answers", cell)
		require.NoError(t, err)
		assert.Equal(t, typed, got, cell)
	}
	widths := regexp.MustCompile(`<col min="(\d+)"`).FindAllStringSubmatch(string(partOf(t, someBook(t, fw), "xl/worksheets/sheet1.xml")), -1)
	require.Len(t, widths, 28)
	for i, w := range widths {
		assert.Equal(t, strconv.Itoa(i+1), w[1], "columns in order, as spreadsheets demand")
	}
	lists := map[string]string{}
	validations, err := f.GetDataValidations("Answers")
	require.NoError(t, err)
	for _, v := range validations {
		lists[v.Sqref] = v.Formula1
	}
	assert.Equal(t, map[string]string{
		"A2:A231": "Notes!$A$68:$A$68", "C2:C231": "Notes!$A$36:$A$65", "E2:E231": `"answered,not applicable,don't know"`,
		"F2:F231": `"0,1,2,3,4"`, "G2:G231": `"0,1,2,3,4"`, "K2:K231": `"unverified,vendor_claim,documented,demonstrated"`, "L2:L231": `"unverified,vendor_claim,documented,demonstrated"`,
		"O2:O231": `"announced,non_binding,binding,funded,delivered"`, "T2:T231": `"yes"`, "U2:U231": `"yes"`, "V2:V231": `"yes"`, "W2:W231": `"yes"`, "Y2:Y231": `"0,1,2,3,4"`, "Z2:Z231": `"0,1,2,3,4"`,
	}, lists)
	comments, err := f.GetComments("Answers")
	require.NoError(t, err)
	notes := map[string]string{}
	for _, c := range comments {
		var text strings.Builder
		for _, p := range c.Paragraph {
			text.WriteString(p.Text)
		}
		notes[c.Cell] = text.String()
	}
	assert.Len(t, notes, 28+30)
	cl5, _, _ := fw.Criterion("CL5")
	for i, l := range cl5.Levels {
		assert.Contains(t, notes["F6"], l, "level %d", i)
	}
	assert.Contains(t, notes["F6"], "Measured in days")
	assert.Contains(t, notes["F6"], "Qualifier untested: Never tested (level 1 at most)")
	told, err := f.GetRows("Notes")
	require.NoError(t, err)
	assert.Equal(t, "CL1", told[35][0])
	assert.Equal(t, "campus", told[67][0])
	for c, row := range map[string][]string{"CL1": told[35], "CL5": told[39]} {
		k, _, _ := fw.Criterion(c)
		assert.Equal(t, k.Levels, row[5:10])
		assert.Equal(t, k.Question, row[2])
	}
	for i, row := range told[5:33] {
		assert.Equal(t, rows[0][i], row[0], "every column is explained")
		assert.NotEmpty(t, row[1])
	}
}

func partOf(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	f, err := zr.Open(name)
	require.NoError(t, err)
	body, err := io.ReadAll(f)
	require.NoError(t, err)
	return body
}

// A sheet of a thousand offers can be written, and what is written can be read.
func TestTheLargestTemplateComesBack(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	data := writeSheet(t, exchange.SheetXLSX, fw, manyOffers(1000), nil)
	assert.Less(t, len(data), exchange.MaxSheetBytes)
	sheet, problems := readFilled(t, "a.xlsx", data, fw)
	require.Empty(t, problems)
	assert.Empty(t, sheet.Answers)
	assert.Equal(t, 30_000, sheet.Blank)
}

// LibreOffice opens the template, and what it saves says the same: all answers, drop-downs and
// notes. Amounts are whole, since it keeps fifteen digits, and no text looks like an escape, since
// it reads those its own way.
func TestLibreOfficeKeepsAnAnswerSheet(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	offers, by, want := someAnswers(rand.New(rand.NewPCG(5, 3)), fw, 2)
	plain := func(s string) string { return strings.ReplaceAll(s, "_x", "x") }
	for i := range want { // amounts and lapses are the same objects as in by
		want[i].Rationale = plain(want[i].Rationale)
		if l := want[i].Lapse; l != nil {
			l.Text = plain(l.Text)
		}
		if r := want[i].Raw; r != nil {
			r.Lo, r.Hi = math.Trunc(r.Lo), math.Trunc(r.Hi)
		}
	}
	for _, as := range by {
		for i := range as {
			as[i].Rationale = plain(as[i].Rationale)
		}
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sheet.xlsx"), writeSheet(t, exchange.SheetXLSX, fw, offers, by), 0o600))
	cmd := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "sheet.xlsx"))
	cmd.Env = append(os.Environ(), "HOME="+dir)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "soffice (Debian: libreoffice-calc-nogui): %s", said)
	saved, err := os.ReadFile(filepath.Join(dir, "out", "sheet.xlsx"))
	require.NoError(t, err, "%s", said)
	sheet, problems := readFilled(t, "sheet.xlsx", saved, fw)
	require.Empty(t, problems)
	var got []offer.Answer
	for _, a := range sheet.Answers {
		got = append(got, a.Answer)
	}
	assert.Equal(t, want, got)
	assert.Equal(t, 14, strings.Count(string(partOf(t, saved, "xl/worksheets/sheet1.xml")), "<dataValidation "))
	assert.Contains(t, string(partOf(t, saved, "xl/comments1.xml")), "Measured in days")
}
