package exchange

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDisarm(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "it's 1+1": "it's 1+1", "a-b": "a-b",
		"=1+1": "'=1+1", "+49": "'+49", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "＝1": "'＝1",
		"'=1": "''=1", "'plain": "'plain", "'": "'",
		"a;=1": "a;'=1", "a,-b": "a,'-b", "a, -b": "a, -b", "x\n=1\n'@y": "x\n'=1\n''@y", "\t=": "'\t'=",
	} {
		assert.Equal(t, want, disarm(text), "%q", text)
		assert.Equal(t, text, arm(disarm(text)), "%q", text)
	}
	assert.Equal(t, "plain", arm("plain"))
	assert.Equal(t, "=typed", arm("=typed"), "what has no apostrophe stays")
}

// Whatever text is written comes back, and wherever a program may cut it into fields none
// begins like a formula.
func TestDisarmedTextIsHarmlessAndComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	letters := []string{"=", "+", "-", "@", "\t", "\r", "'", ",", ";", "\n", "a", "＝", " ", "\xff", "\""}
	for range 100_000 {
		var s strings.Builder
		for range r.IntN(9) {
			s.WriteString(letters[r.IntN(len(letters))])
		}
		text := s.String()
		safe := disarm(text)
		require.Equal(t, text, arm(safe), "%q", text)
		for _, field := range strings.FieldsFunc(safe, func(r rune) bool { return strings.ContainsRune(fieldBreaks, r) }) {
			first, _ := utf8.DecodeRuneInString(field)
			require.False(t, strings.ContainsRune("=+-@＝＋－＠", first), "%q of %q", field, safe)
		}
	}
}

func FuzzDisarm(f *testing.F) {
	f.Add("=1+1;'@x\n\t-2")
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, s, arm(disarm(s)))
	})
}

// 45292 is 1 January 2024 and 46213 is 10 July 2026, as Excel shows them (ECMA-376 part 1,
// 18.17.4.1: day 0 is 30 December 1899); from 1904 the same days are 43830 and 44751.
func TestDatesThatSpreadsheetsHold(t *testing.T) {
	tests := []struct {
		text   string
		format numberFormat
		from   bool
		want   string
	}{
		{"45292", formatDay, false, "2024-01-01"}, {"46213", formatDay, false, "2026-07-10"}, {"46213.75", formatDay, false, "2026-07-10"},
		{"44751", formatDay, true, "2026-07-10"}, {"43830", formatDay, true, "2024-01-01"},
		{"46204", formatMonth, false, "2026-07"}, {"46023", formatYear, false, "2026"}, {"2026", formatPlain, false, "2026"},
		{"61", formatDay, false, "1900-03-01"}, {"1", formatDay, false, ""}, {"-3", formatDay, false, ""}, {"46213", formatPlain, false, ""},
		{"2026.5", formatPlain, false, ""}, {"46213", formatPercent, false, ""}, {"46213", formatOther, false, ""}, {"1e9", formatDay, false, ""}, {"x", formatDay, false, ""}, {"NaN", formatDay, false, ""}, {"200000", formatDay, false, ""},
	}
	for _, tt := range tests {
		got, err := dateOfNumber(tt.text, tt.format, tt.from)
		assert.Equal(t, tt.want == "", err != nil, "%s", tt.text)
		assert.Equal(t, tt.want, got.String(), "%s", tt.text)
	}
}

func TestFormatsOfNumbers(t *testing.T) {
	for code, want := range map[string]numberFormat{
		"General": formatPlain, "0.00": formatPlain, `#,##0.00\ "days"`: formatPlain, `"dd.mm.yyyy"0`: formatPlain, "[Red]0": formatPlain,
		"0%": formatPercent, "0.0 %": formatPercent, "yyyy-mm-dd": formatDay, "DD/MM/YYYY": formatDay, `[$-407]d\. mmmm yyyy;@`: formatDay,
		"mmm-yy": formatMonth, "mmmm yyyy": formatMonth, "yyyy": formatYear, "d-mmm": formatOther, "h:mm": formatOther, "mm:ss.0": formatOther, "[h]:mm:ss": formatOther,
	} {
		assert.Equal(t, want, formatOf(code), code)
	}
	for id, want := range map[string]numberFormat{"0": formatPlain, "2": formatPlain, "9": formatPercent, "10": formatPercent, "14": formatDay, "15": formatDay, "16": formatOther, "17": formatMonth, "18": formatOther, "22": formatDay, "27": formatOther, "49": formatPlain, "": formatPlain, "58": formatOther} {
		assert.Equal(t, want, builtInFormat(id), id)
	}
}

func TestColumnNames(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		assert.Equal(t, want, columnLetter(i))
		assert.Equal(t, i, columnOf(want+"7", 7))
	}
	for _, bad := range []string{"", "7", "A", "a7", "A8", "A07", "A7x", "ABCD7", "$A$7"} {
		assert.Equal(t, -1, columnOf(bad, 7), bad)
	}
}

func TestEscapedTextOfCells(t *testing.T) {
	for in, want := range map[string]string{
		"a_x000D_b": "a\rb", "_x005F_x000D_": "_x000D_", "_xD83D__xDE00_": "😀", "_xD83D_": "_xD83D_", "_x00e9_": "é", "_x12_": "_x12_", "x_x": "x_x",
	} {
		assert.Equal(t, want, unescapeCell(in), in)
	}
}
