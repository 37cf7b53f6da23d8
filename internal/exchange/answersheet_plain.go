package exchange

import (
	"strings"
	"unicode/utf8"
)

// Spreadsheets read a field that begins with one of these as a formula, or drop the character
// and look at the next (OWASP, CSV Injection, which names the full-width forms too).
const formulaStarts = "=+-@\t\r＝＋－＠"

// A program set to another separator cuts a field at these, so what follows them may begin one.
const fieldBreaks = ",;\t\r\n"

// disarm puts an apostrophe before whatever a spreadsheet would take for a formula, at the
// start of the text and after every character at which some program begins a new field. Where
// apostrophes stand there already one more is put, so that arm undoes exactly this.
func disarm(s string) string { return rewriteStarts(s, +1) }

// arm takes away the apostrophes that disarm has put.
func arm(s string) string { return rewriteStarts(s, -1) }

// rewriteStarts adds change to the number of apostrophes before every dangerous start: one
// more, or one fewer where there is one.
func rewriteStarts(s string, change int) string {
	if !strings.ContainsAny(s, formulaStarts) {
		return s
	}
	var b strings.Builder
	for fresh := true; s != ""; {
		quotes := 0
		if fresh {
			quotes = len(s) - len(strings.TrimLeft(s, "'"))
		}
		s = s[quotes:]
		r, size := utf8.DecodeRuneInString(s)
		if fresh && size > 0 && strings.ContainsRune(formulaStarts, r) {
			quotes = max(quotes+change, 0)
		}
		for range quotes {
			b.WriteByte('\'')
		}
		b.WriteString(s[:size])
		s, fresh = s[size:], strings.ContainsRune(fieldBreaks, r) && size > 0
	}
	return b.String()
}
