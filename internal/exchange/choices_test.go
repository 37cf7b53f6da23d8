package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/framework"
)

func yardstick(t testing.TB, ref string) *framework.Framework {
	t.Helper()
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := frameworks.Get(ref)
	require.NoError(t, err)
	return fw
}

func TestReadChoices(t *testing.T) {
	fw := yardstick(t, "eu-csf@2026-06")
	tests := []struct {
		name, file string
		want       map[string]int
	}{
		{"nothing answered", "criterion,choice\n", map[string]int{}},
		{"an empty choice is unanswered", "criterion,choice\nSOV-1.1,2\nSOV-1.2,\n", map[string]int{"SOV-1.1": 2}},
		{"line ends of another system", "criterion,choice\r\nSOV-1.1,2\r\nSOV-1.2,1\r\n", map[string]int{"SOV-1.1": 2, "SOV-1.2": 1}},
		{"no line end at the end", "criterion,choice\nSOV-1.1,2", map[string]int{"SOV-1.1": 2}},
		{"a byte order mark, as spreadsheets write it", "\ufeffcriterion,choice\nSOV-1.1,3\n", map[string]int{"SOV-1.1": 3}},
		{"quotes, blanks around and blank lines", "criterion,choice\n\n\"SOV-1.1\", 1 \n\n", map[string]int{"SOV-1.1": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := exchange.ReadChoices(strings.NewReader(tt.file), "answers.csv", fw)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

// Every mistake names its file and line, and what is right beside it does not hide it.
func TestReadChoicesRefuses(t *testing.T) {
	fw := yardstick(t, "eu-csf@2026-06")
	tests := []struct {
		name, file string
		want       []string
	}{
		{"nothing", "", []string{"answers.csv:1: the header must be criterion,choice"}},
		{"another header", "Criterion;Choice\nSOV-1.1;2\n", []string{"answers.csv:1: the header must be criterion,choice"}},
		{"the columns changed about", "choice,criterion\n", []string{"answers.csv:1: the header must be criterion,choice"}},
		{"no header", "SOV-1.1,2\n", []string{"answers.csv:1: the header must be criterion,choice"}},
		{"a criterion that is not there", "criterion,choice\nSOV-1.1,2\nSOV-9.9,1\n", []string{`answers.csv:3: framework eu-csf@2026-06 has no criterion "SOV-9.9"`}},
		{"a choice that is not there", "criterion,choice\nSOV-1.1,99\n", []string{`answers.csv:2: criterion SOV-1.1: choice "99" is not a whole number from 1 to `}},
		{"choices that are no choice", "criterion,choice\nSOV-1.1,0\nSOV-1.2,-1\nSOV-1.3,1.5\nSOV-1.4,two\n", []string{
			`answers.csv:2: criterion SOV-1.1: choice "0"`, `answers.csv:3: criterion SOV-1.2: choice "-1"`,
			`answers.csv:4: criterion SOV-1.3: choice "1.5"`, `answers.csv:5: criterion SOV-1.4: choice "two"`,
		}},
		{"a criterion twice", "criterion,choice\nSOV-1.1,\nSOV-1.2,1\nSOV-1.1,2\n", []string{"answers.csv:4: criterion SOV-1.1 stands already in line 2"}},
		{"another encoding", "criterion,choice\nSOV-1.1,2\nSOV-1.2,\xe4\n", []string{"answers.csv:3: the text is not UTF-8; save the file as CSV UTF-8"}},
		{"two bytes a letter", "\xff\xfec\x00r\x00", []string{"answers.csv:1: the text is not UTF-8; save the file as CSV UTF-8"}},
		{"too many fields", "criterion,choice\nSOV-1.1,2,x\n", []string{"answers.csv:2: 3 fields where criterion,choice are wanted"}},
		{"too few fields", "criterion,choice\nSOV-1.1\n", []string{"answers.csv:2: 1 fields where criterion,choice are wanted"}},
		{"a quote inside a field", "criterion,choice\nSOV-1.1,2\nSOV-1.2,1\"\n", []string{"answers.csv:3: this line is not CSV: check its quotes"}},
		{"a quote that is never closed", "criterion,choice\nSOV-1.1,2\n\"SOV-1.2,1\nSOV-1.3,1\n", []string{"answers.csv:3: this line is not CSV: check its quotes"}},
		{"the line after one that fills two", "criterion,choice\n\"SOV-1.1\n\",1\nSOV-9.9,1\n", []string{`answers.csv:4: framework eu-csf@2026-06 has no criterion "SOV-9.9"`}},
		{"a mistake and then broken quotes", "criterion,choice\nSOV-9.9,1\n\"", []string{"answers.csv:2: ", "answers.csv:3: "}},
		{"a file that never ends", "criterion,choice\n" + strings.Repeat("\n", exchange.MaxChoiceBytes), []string{"answers.csv:1: the file is larger than 1048576 bytes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := exchange.ReadChoices(strings.NewReader(tt.file), "answers.csv", fw)
			require.Error(t, err)
			assert.Nil(t, got, "a file with a mistake answers nothing")
			lines := strings.Split(err.Error(), "\n")
			require.Len(t, lines, len(tt.want), "%v", err)
			for i, want := range tt.want {
				assert.True(t, strings.HasPrefix(lines[i], want), "%q begins with %q", lines[i], want)
			}
			input, ok := errors.AsType[*exchange.InputError](err)
			require.True(t, ok)
			assert.Equal(t, "answers.csv", input.File)
		})
	}
}

func TestAReportOfMistakesEnds(t *testing.T) {
	file := "criterion,choice\n" + strings.Repeat("x,1\n", 1000)
	_, err := exchange.ReadChoices(strings.NewReader(file), "answers.csv", yardstick(t, "eu-csf@2026-06"))
	require.Error(t, err)
	assert.Equal(t, 50, strings.Count(err.Error(), "has no criterion"))
}

func TestReadChoicesNeedsAFrameworkOfRungs(t *testing.T) {
	_, err := exchange.ReadChoices(strings.NewReader("criterion,choice\n"), "answers.csv", yardstick(t, "assay-core@1"))
	require.ErrorContains(t, err, "framework assay-core@1 is answered by levels, not by rungs")
}

// A failing reader is no mistake of the person who gave the file.
func TestReadChoicesReportsTheReader(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := exchange.ReadChoices(failing{broken}, "answers.csv", yardstick(t, "eu-csf@2026-06"))
	require.ErrorIs(t, err, broken)
	_, ok := errors.AsType[*exchange.InputError](err)
	assert.False(t, ok)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Whatever is read, an accepted file answers criteria of the framework within their rungs, and
// a refused one says where.
func FuzzReadChoices(f *testing.F) {
	for _, s := range []string{
		"criterion,choice\nSOV-1.1,2\n", "\ufeffcriterion,choice\r\nSOV-1.1,\r\n", "criterion,choice\n\"SOV-1.1\",\"3\"\n",
		"criterion,choice\nSOV-1.1,99\nSOV-1.1,1\n", "criterion,choice\n\"", "\xff\xfe", "criterion;choice\n", "",
	} {
		f.Add([]byte(s))
	}
	fw := yardstick(f, "eu-csf@2026-06")
	f.Fuzz(func(t *testing.T, data []byte) {
		choices, err := exchange.ReadChoices(strings.NewReader(string(data)), "f", fw)
		if err != nil {
			input, ok := errors.AsType[*exchange.InputError](err)
			require.True(t, ok, "%v", err)
			assert.GreaterOrEqual(t, input.Line, 1)
			assert.LessOrEqual(t, input.Line, strings.Count(string(data), "\n")+1)
			return
		}
		for id, n := range choices {
			c, _, ok := fw.Criterion(id)
			require.True(t, ok, "%q", id)
			assert.True(t, n >= 1 && n <= len(c.Rungs), "%s: %d", id, n)
		}
	})
}
