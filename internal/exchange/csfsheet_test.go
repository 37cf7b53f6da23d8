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
	choices, problems, err := exchange.ReadCSFAnswers(name, bytes.NewReader(data), int64(len(data)), yardstick(t, "eu-csf@2026-06"))
	require.NoError(t, err)
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	return choices, got
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
		{"another heading", []byte("criterion,choice,points\n"), []string{"a.csv, row 1: the headings must be criterion and choice, and no other; a choice is the number of the rung, 1 the first"}},
		{"rows", []byte("criterion,choice\nSOV-1.1,9\nSOV-9.9,1\n,2\nSOV-1.2,1\nSOV-1.2,\nSOV-1.3,1,x\n"), []string{
			`a.csv, row 2: criterion SOV-1.1: choice "9" is not a whole number from 1 to 4`, `a.csv, row 3: framework eu-csf@2026-06 has no criterion "SOV-9.9"`,
			`a.csv, row 4: framework eu-csf@2026-06 has no criterion ""`, "a.csv, row 6: criterion SOV-1.2 stands already in line 5",
			"a.csv, row 7, column C: stands outside criterion and choice; take it out",
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
	assert.Equal(t, []string{"Answers, row 2, column B (choice): holds a formula or an error; put a value in its place"}, got)

	_, got = readCSF(t, "a.csv", []byte("criterion,choice\n"+strings.Repeat("x,1\n", 1000)))
	assert.Len(t, got, exchange.MaxSheetProblems)
	_, _, err = exchange.ReadCSFAnswers("a.csv", strings.NewReader("x"), 1, yardstick(t, "assay-core@1"))
	require.ErrorContains(t, err, "is answered by levels, not by rungs")
}

func FuzzReadCSFAnswers(f *testing.F) {
	f.Add([]byte("criterion,choice\nSOV-1.1,2\n"))
	f.Add([]byte("choice\tcriterion\n\t\n1\tSOV-1.2\n\"\n"))
	f.Add(choiceBook(f, "Answers", []any{"SOV-1.1", 1}))
	fw := yardstick(f, "eu-csf@2026-06")
	f.Fuzz(func(t *testing.T, data []byte) {
		choices, problems, err := exchange.ReadCSFAnswers("f", bytes.NewReader(data), int64(len(data)), fw)
		require.NoError(t, err)
		require.LessOrEqual(t, len(problems), exchange.MaxSheetProblems)
		if len(problems) > 0 {
			require.Nil(t, choices)
		}
		for id, n := range choices {
			c, _, ok := fw.Criterion(id)
			require.True(t, ok && n >= 1 && n <= len(c.Rungs), "%s: %d", id, n)
		}
	})
}
