package exchange_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/exchange"
)

func readCSF(t testing.TB, name string, data []byte) (map[string]int, []string) {
	t.Helper()
	sheet, problems, err := exchange.ReadCSFAnswers(name, bytes.NewReader(data), int64(len(data)), yardstick(t, "eu-csf@2026-06"))
	require.NoError(t, err)
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	return chosen(sheet), got
}

// chosen are the choices of a sheet, nil where it was refused.
func chosen(sheet exchange.ChoiceSheet) map[string]int {
	if sheet.Choices == nil {
		return nil
	}
	choices := map[string]int{}
	for id, c := range sheet.Choices {
		choices[id] = c.Choice
	}
	return choices
}

// choiceBook is a workbook of rows below the heading.
func choiceBook(t testing.TB, tab string, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetName("Sheet1", tab))
	for i, row := range append([][]any{{"Criterion", "Choice"}}, rows...) {
		require.NoError(t, f.SetSheetRow(tab, fmt.Sprintf("A%d", i+1), &row))
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

// The published example comes out the same by CSV, by workbook and by ReadChoices.
func TestReadCSFAnswers(t *testing.T) {
	fw := yardstick(t, "eu-csf@2026-06")
	var csv strings.Builder
	csv.WriteString("choice;criterion\n")
	var rows [][]any
	for _, c := range fw.Criteria {
		n, ok := fw.Example.Choices[c.ID]
		if !ok {
			rows = append(rows, []any{c.ID})
			continue
		}
		fmt.Fprintf(&csv, "%d;%s\n", n, c.ID)
		rows = append(rows, []any{c.ID, n})
	}
	got, problems := readCSF(t, "a.csv", []byte(csv.String()))
	require.Empty(t, problems)
	assert.Equal(t, fw.Example.Choices, got)
	got, problems = readCSF(t, "a.xlsx", choiceBook(t, "Answers", rows...))
	require.Empty(t, problems)
	assert.Equal(t, fw.Example.Choices, got)
	assert.Len(t, got, 47, "the example leaves SOV-1.6 unanswered")
}

func TestReadCSFAnswersRefuses(t *testing.T) {
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"empty", []byte("\n"), []string{"a.csv: the sheet is empty; its headings must be criterion and choice"}},
		{"no choice", []byte("criterion,points\nSOV-1.1,9\n"), []string{"a.csv, row 1: this is no sheet of choices: two columns must be headed criterion and choice; keep the headings of the template"}},
		{"another heading", []byte("criterion,choice,points,Choice\n"), []string{
			"a.csv, row 1, column C (points): a sheet of choices has no such column; take it out, or keep it in another tab", "a.csv, row 1, column D (choice): column B has this heading already; take one out",
		}},
		{"rows", []byte("criterion,choice\nSOV-1.1,9\nSOV-9.9,1\n,2\nSOV-1.2,1\nSOV-1.2,\nSOV-1.3,1,x\nSOV-1.4,1.5\nSOV-1.5,two\nSOV-1.6,-1\n"), []string{
			`a.csv, row 2, column B (choice): "9" is not a whole number from 1 to 4, which SOV-1.1 has to choose from`,
			`a.csv, row 3, column A (criterion): eu-csf@2026-06 has no criterion "SOV-9.9"; take the id from the template`,
			"a.csv, row 4, column A (criterion): names no criterion; give its id, or empty the row", "a.csv, row 6, column A (criterion): SOV-1.2 stands in row 5 already; take one out",
			"a.csv, row 7, column C: the column has no heading that is known; take the cell out, or keep it in another tab",
			`a.csv, row 8, column B (choice): "1.5" is not a whole number from 1 to 5, which SOV-1.4 has to choose from`,
			`a.csv, row 9, column B (choice): "two" is not a whole number from 1 to 5, which SOV-1.5 has to choose from`,
			`a.csv, row 10, column B (choice): "-1" is not a whole number from 1 to 5, which SOV-1.6 has to choose from`,
		}},
		{"why", []byte("criterion,choice,rationale\nSOV-1.1,,So.\nSOV-1.2,1,\"a\x07\"\nSOV-1.3,1," + strings.Repeat("x", 4001) + "\n"), []string{
			"a.csv, row 2, column B (choice): is empty beside a rationale; choose 1 to 4, or empty the rationale, too",
			"a.csv, row 3, column C (rationale): holds a control character; type the text anew", "a.csv, row 4, column C (rationale): is longer than 4000 bytes; shorten it",
		}},
		{"another tab", choiceBook(t, "Sheet1"), []string{`a.csv: the workbook has no tab "Answers", only "Sheet1"; give the tab with the answers that name`}},
		{"a bomb", repacked(t, choiceBook(t, "Answers"), map[string]func(string) []byte{"xl/x.xml": become(strings.Repeat(" ", 30<<20))}), []string{"a.csv: the part xl/x.xml unpacks to far more than a sheet of 30000 rows needs; take out pictures and empty rows, or use a new template"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			choices, got := readCSF(t, "a.csv", tt.data)
			assert.Equal(t, tt.want, got)
			assert.Nil(t, choices)
		})
	}
	f, err := excelize.OpenReader(bytes.NewReader(choiceBook(t, "Answers", []any{"SOV-1.1", 1})))
	require.NoError(t, err)
	require.NoError(t, f.SetCellFormula("Answers", "B2", "1+1"))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	_, got := readCSF(t, "a.xlsx", b.Bytes())
	assert.Equal(t, []string{"Answers, row 2, column B (choice): holds a formula; put its value in its place (copy, then paste values)"}, got)

	_, got = readCSF(t, "a.csv", []byte("criterion,choice\n"+strings.Repeat("x,1\n", 1000)))
	assert.Len(t, got, exchange.MaxSheetProblems)
	_, _, err = exchange.ReadCSFAnswers("a.csv", strings.NewReader("x"), 1, yardstick(t, "assay-core@1"))
	require.ErrorContains(t, err, "is answered by levels, not by rungs")
}

// What is written comes back, in both forms, and the same choices are the same file.
func TestCSFAnswersGoOutAndComeBack(t *testing.T) {
	fw := yardstick(t, "eu-csf@2026-06")
	choices := map[string]exchange.SheetChoice{}
	for id, n := range fw.Example.Choices {
		choices[id] = exchange.SheetChoice{Choice: n, Why: "Because of " + id}
	}
	choices["SOV-1.1"] = exchange.SheetChoice{Choice: 4, Why: "=1+1\n-2; 'quoted', \"so\" _xD834_"}
	for _, format := range []exchange.SheetFormat{exchange.SheetCSV, exchange.SheetXLSX} {
		t.Run(string(format), func(t *testing.T) {
			var file, again bytes.Buffer
			require.NoError(t, exchange.WriteCSFAnswers(&file, format, fw, choices))
			require.NoError(t, exchange.WriteCSFAnswers(&again, format, fw, choices))
			assert.True(t, bytes.Equal(file.Bytes(), again.Bytes()))
			sheet, problems, err := exchange.ReadCSFAnswers("a."+string(format), bytes.NewReader(file.Bytes()), int64(file.Len()), fw)
			require.NoError(t, err)
			require.Empty(t, problems)
			assert.Equal(t, 1, sheet.Blank, "SOV-1.6")
			require.Len(t, sheet.Choices, 47)
			for id, c := range sheet.Choices {
				c.Row = 0
				assert.Equal(t, choices[id], c, id)
			}
			assert.Equal(t, 2, sheet.Choices["SOV-1.1"].Row, "the first row below the headings")
		})
	}
	var file bytes.Buffer
	require.NoError(t, exchange.WriteCSFAnswers(&file, exchange.SheetXLSX, fw, nil))
	f, err := excelize.OpenReader(&file)
	require.NoError(t, err)
	rows, err := f.GetRows("Answers")
	require.NoError(t, err)
	require.Len(t, rows, 49, "the headings and 48 criteria")
	assert.Equal(t, []string{"criterion", "question", "choices", "choice", "rationale"}, rows[0])
	assert.Equal(t, []string{"SOV-1.1", "EU/EEA legal entity control", "1: Entirely outside the EU\n2: Mostly outside the EU\n3: Mostly within the EU\n4: Entirely within the EU"}, rows[1])
	lists, err := f.GetDataValidations("Answers")
	require.NoError(t, err)
	require.Len(t, lists, 48)
	assert.Equal(t, []string{"D2", `"1,2,3,4"`}, []string{lists[0].Sqref, lists[0].Formula1})

	require.ErrorContains(t, exchange.WriteCSFAnswers(&file, exchange.SheetCSV, fw, map[string]exchange.SheetChoice{"SOV-1.1": {Choice: 5}}), "no rung 5")
	require.ErrorContains(t, exchange.WriteCSFAnswers(&file, exchange.SheetCSV, fw, map[string]exchange.SheetChoice{"SOV-9.9": {Choice: 1}}), "not all of the criteria")
	require.ErrorContains(t, exchange.WriteCSFAnswers(&file, exchange.SheetCSV, yardstick(t, "assay-core@1"), nil), "not by rungs")
	require.ErrorContains(t, exchange.WriteCSFAnswers(&file, "ods", fw, nil), "neither xlsx nor csv")
}

func FuzzReadCSFAnswers(f *testing.F) {
	f.Add([]byte("criterion,choice\nSOV-1.1,2\n"))
	f.Add([]byte("choice\tcriterion\n\t\n1\tSOV-1.2\n\"\n"))
	f.Add(choiceBook(f, "Answers", []any{"SOV-1.1", 1}))
	fw := yardstick(f, "eu-csf@2026-06")
	f.Fuzz(func(t *testing.T, data []byte) {
		sheet, problems, err := exchange.ReadCSFAnswers("f", bytes.NewReader(data), int64(len(data)), fw)
		require.NoError(t, err)
		require.LessOrEqual(t, len(problems), exchange.MaxSheetProblems)
		if len(problems) > 0 {
			require.Empty(t, sheet)
		}
		for id, n := range chosen(sheet) {
			c, _, ok := fw.Criterion(id)
			require.True(t, ok && n >= 1 && n <= len(c.Rungs), "%s: %d", id, n)
		}
	})
}
