package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/offer"
)

const risFile = "TY  - NEWS\r\nID  - Doe2025\r\nAU  - Doe, Jane\r\nAU  - Ministry of A and B\r\nTI  - The UAE's first\r\n  phase\r\nT2  - The National\r\nJO  - Nat.\r\n" +
	"PY  - 2025\r\nDA  - 2025/12/05/\r\nY2  - 2026/11//\r\nUR  - https://example.org/a\r\nDO  - doi:10.1000/182\r\nAB  - Somebody's abstract.\r\nN1  - grade: A\r\nKW  - x\r\nER  - \r\n\r\n" +
	"TY  - RPRT\nA1  - OECD\nT1  - Étude\nPB  - OECD\nY1  - 2020\nN2  - y\nER  -\n"

func TestReadRIS(t *testing.T) {
	for _, file := range []string{risFile, "\ufeff" + risFile, strings.ReplaceAll(risFile, "\r\n", "\n")} {
		es, problems, err := exchange.ReadRIS(strings.NewReader(file))
		require.NoError(t, err)
		assert.Empty(t, problems)
		assert.Equal(t, []offer.Evidence{
			{ID: "own-doe2025", Source: offer.Source{
				Type: "article-newspaper", Title: "The UAE's first phase", Container: "The National", Author: "Doe, Jane; Ministry of A and B", URL: "https://example.org/a",
				DOI: "10.1000/182", Issued: offer.Date{Year: 2025, Month: 12, Day: 5}, Accessed: offer.Date{Year: 2026, Month: 11},
			}},
			{ID: "own-etude", Source: offer.Source{Type: "report", Title: "Étude", Publisher: "OECD", Author: "OECD", Issued: offer.Date{Year: 2020}}},
		}, es)
	}
}

func TestReadRISTellsProblems(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"no end", "\nTY  - BOOK\nID  - a\n", "line 2: a: the record has no end"},
		{"a record in a record", "TY  - BOOK\nID  - a\nTY  - BOOK\nID  - b\nER  - \n", "line 1: a: the record has no end"},
		{"an unknown type", "TY  - TWEET\nID  - a\nER  - ", `line 1: a: type: "TWEET" is no type of RIS`},
		{"two addresses", "TY  - BOOK\nID  - a\nUR  - https://a.org\nUR  - https://b.org\nER  - ", "line 1: a: url: stands there 2 times; the first was taken"},
		{"text before", "\nhello\nTY  - BOOK\nER  - ", "line 2: text outside of a record was left out"},
		{"a tag outside", "TY  - BOOK\nER  - \nTI  - x\n", "line 3: text outside of a record was left out"},
		{"a date that is none", "TY  - BOOK\nID  - a\nDA  - soon\nER  - ", `line 1: a: issued: "soon" is not one date`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			es, problems, err := exchange.ReadRIS(strings.NewReader(tt.file))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			assert.True(t, strings.HasPrefix(problems[0].Error(), tt.want), "%q\nbegins with %q", problems[0].Error(), tt.want)
			assert.NotEmpty(t, es)
		})
	}
}

func TestReadRISRefuses(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"another format", "\n@book{a}\n", "bibliography:2: this is not RIS"},
		{"a record without its beginning", "AU  - x\nER  - \n", "bibliography:1: this is not RIS"},
		{"another encoding", "TY  - BOOK\nTI  - \xe9\nER  - ", "bibliography:2: the text is not UTF-8"},
		{"too large", strings.Repeat("\n", exchange.MaxBibliographyBytes+1), "bibliography:1: the file is larger than 5 MiB"},
		{"too many", strings.Repeat("TY  - GEN\nER  - \n", exchange.MaxBibliographyItems+1), "bibliography:10001: more than 5000 items"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := exchange.ReadRIS(strings.NewReader(tt.file))
			refused(t, err, tt.want)
		})
	}
}

func TestWriteRIS(t *testing.T) {
	var b strings.Builder
	require.NoError(t, exchange.WriteRIS(&b, []offer.Evidence{{
		ID: "own-a", Account: "It says so.", Locator: "p. 3", Rung: offer.Documented, Source: offer.Source{
			Type: "report", Title: "A\nB", Author: "OECD", Issued: offer.Date{Year: 2025, Month: 12}, Grade: "A", Reread: true,
		}, Contradicts: []offer.ID{"b", "c"},
	}}))
	assert.Equal(t, strings.ReplaceAll(`TY  - RPRT
ID  - own-a
AU  - OECD
TI  - A B
PY  - 2025
DA  - 2025/12//
AB  - It says so.
N1  - assay-evidence: 1
N1  - assay-title: "A\nB"
N1  - assay-grade: A
N1  - assay-reread: yes
N1  - assay-locator: p. 3
N1  - assay-rung: documented
N1  - assay-contradicts: b c
ER  - 
`, "\n", "\r\n"), b.String())
}

func FuzzReadRIS(f *testing.F) {
	for _, s := range []string{risFile, "TY  - GEN\nER  - ", "TY  - GEN\nN1  - assay-evidence: 1\nID  - own-a\nN1  - assay-title: \"a\\nb\"\nER  - \n", "TY  - \n\x00\nER  - \nx", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzBibliography(t, data, 2) })
}
