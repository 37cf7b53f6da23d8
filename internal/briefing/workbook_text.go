package briefing

import (
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// halfPair is an escaped half of a UTF-16 pair. The library that writes workbooks would take it
// for a character of its own and drop it.
var halfPair = regexp.MustCompile(`_x[dD][89a-fA-F][0-9a-fA-F]{2}_`)

// wholeText cuts text into runs where it would otherwise be escaped wrongly; the runs read as
// the same text.
func wholeText(s string) any {
	if !strings.Contains(s, "_x") || !halfPair.MatchString(s) {
		return s
	}
	var runs []excelize.RichTextRun
	for {
		at := halfPair.FindStringIndex(s)
		if at == nil {
			return append(runs, excelize.RichTextRun{Text: s})
		}
		runs = append(runs, excelize.RichTextRun{Text: s[:at[0]+1]}) // up to the first underscore
		s = s[at[0]+1:]
	}
}
