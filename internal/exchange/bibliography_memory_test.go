package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/exchange"
	"assay/internal/testkit"
)

// The largest files that are read, made to cost memory, cost less than 64 MiB.
func TestBibliographiesStaySmallInMemory(t *testing.T) {
	full := func(head, each, tail string) string {
		return head + strings.Repeat(each, (exchange.MaxBibliographyBytes-len(head)-len(tail))/len(each)) + tail
	}
	tests := []struct {
		name   string
		format int
		file   string
	}{
		{"an item of names without end", 0, full(`[{"id": "a"`, `,"x":1`, `}]`)},
		{"one name again and again", 0, full(`[{"id": "a"`, `,"title":1`, `}]`)},
		{"authors without end", 0, full(`[{"author": [{}`, `,{}`, `]}]`)},
		{"a date without end", 0, full(`[{"issued": {"date-parts": [[1`, `,1`, `]]}}]`)},
		{"a note without end", 0, full(`[{"note": "assay-evidence: 1`, `\nassay-a:`, `"}]`)},
		{"items as many as may be", 0, "[" + strings.Repeat(`{"id":"a","title":"`+strings.Repeat("t", 900)+`"},`, 4999) + "{}]"},
		{"fields without end", 1, full("@misc{a", ",\nb=1", "}")},
		{"strings without end", 1, full("", "@string{a=1}\n", "")},
		{"entries without end", 1, full("", "@misc{a,b={\n", "")},
		{"braces that do not fit", 1, full("", "@misc{a,b=\"}\n", "")},
		{"a title of accents", 1, full("@misc{a, title={", "\\\"", "}}")},
		{"titles of accents", 1, full("", "@misc{a, title={"+strings.Repeat("\\\"", 60_000)+"}}\n", "")},
		{"signs alone", 1, full("", "@", "")},
		{"lines without tags", 2, full("TY  - GEN\nTI  - a\n", "b\n", "ER  - \n")},
		{"authors in RIS", 2, full("TY  - GEN\n", "AU  - \n", "ER  - \n")},
		{"records without end", 2, full("", "TY  - \n", "")},
		{"empty lines", 2, full("", "\n", "")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			grown := testkit.PeakGrowth(func() { _, _, _ = bibliographies[tt.format].read(strings.NewReader(tt.file)) })
			assert.Less(t, grown, uint64(64<<20))
			t.Logf("%d MiB", grown>>20)
		})
	}
}
