package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/offer"
)

// The accents and symbols of TeX, as "The TeXbook" (Knuth, 1984), chapter 9, and LaTeX have them.
func TestTeXText(t *testing.T) {
	for tex, want := range map[string]string{
		`{\"u}`: "ü", `\"{u}`: "ü", `\"u`: "ü", `{\'e}`: "é", `\'{e}`: "é", "\\`a": "à", `\^{\i}`: "î", `\~n`: "ñ", `\=a`: "ā", `\.z`: "ż", `\c{c}`: "ç", `\c c`: "ç",
		`\v{s}`: "š", `\v S`: "Š", `\u{g}`: "ğ", `\H{o}`: "ő", `\k{a}`: "ą", `\r{a}`: "å", `\d{s}`: "ṣ", `{\ss}`: "ß", `Stra\ss e`: "Straße", `\o{}re`: "øre", `{\L}{\'o}d{\'z}`: "Łódź", `\AA ngstr\"om`: "Ångström",
		`\'{\i}`: "í", `G\"{o}del`: "Gödel", `{\'E}tude`: "Étude", `a~b`: "a b", `1--2`: "1–2", `x---y`: "x—y", "``q''": "“q”", `\& \% \$ \# \_ \{ \}`: "& % $ # _ { }", `a\\b`: "a b",
		`\emph{Stargate} \textbf{UAE}`: "Stargate UAE", `{S}targate {UAE}`: "Stargate UAE", `\href{https://x}{text}`: "text", `\LaTeX{} x`: "LaTeX x", `\textbackslash{}n`: `\n`,
		`$\alpha$`: `$\alpha$`, `\unknown{x} y`: `\unknown{x} y`, `it's`: "it's", "a - b": "a - b", `\~{}x`: "~x", `\`: `\`, `\"`: `"`, `na\"{\i}ve`: "naïve", `\"{äb}`: "ä̈b", `\textasciitilde x`: "~x",
	} {
		es, problems, err := exchange.ReadBibTeX(strings.NewReader("@misc{k, title = {" + tex + "}}"))
		require.NoError(t, err)
		if !assert.Empty(t, problems, tex) {
			continue
		}
		assert.Equal(t, want, es[0].Source.Title, tex)
	}
}

const library1 = `% a comment of nobody's, with an address: a@b.org
@comment{jabref-meta: {x}}
@preamble{ "\newcommand{\x}{y}" }
@String{ oecd = "{OECD} Publishing" }
@string(may5 = 5)

@Article{Doe:2025,
  author  = "Jane Doe and {Ministry of Economy and Trade} and de la Cruz, Juan",
  title   = {The {UAE}'s first phase},
  journal = "The " # {National},
  year    = 2025, month = dec, day = 5,
  url     = {https://example.org/a\_b?c=1\&d=%20},
  doi     = {https://doi.org/10.1000/a_b},
  abstract = {Somebody's abstract},
  note    = {grade: A},
  urldate = {2026-11-22}
}
@techreport(r1, title = "A ""quoted"" word", institution = oecd, date = {2024-03})
@techreport{r2, title = {A {"}quoted{"} word}, institution = oecd, date = {2024-03}, month = may5 }
@misc{empty}
@online{o, howpublished = {\url{https://example.org/~x}}, year = 2026, month = "10~" # jul,}
`

func TestReadBibTeX(t *testing.T) {
	es, problems, err := exchange.ReadBibTeX(strings.NewReader(library1))
	require.NoError(t, err)
	require.Len(t, problems, 1)
	assert.Equal(t, exchange.Problem{Line: 18, Item: "r1", Reason: `")" is wanted here; look for a comma, a quote or a brace that is missing before`}, problems[0])
	assert.Equal(t, []offer.Evidence{
		{ID: "own-doe-2025", Source: offer.Source{
			Type: "article-journal", Title: "The UAE's first phase", Container: "The National", Author: "Jane Doe; Ministry of Economy and Trade; de la Cruz, Juan",
			URL: "https://example.org/a_b?c=1&d=%20", DOI: "10.1000/a_b", Issued: offer.Date{Year: 2025, Month: 12, Day: 5}, Accessed: offer.Date{Year: 2026, Month: 11, Day: 22},
		}},
		{ID: "own-r2", Source: offer.Source{Type: "report", Title: `A "quoted" word`, Publisher: "OECD Publishing", Issued: offer.Date{Year: 2024, Month: 3}}},
		{ID: "own-empty"},
		{ID: "own-o", Source: offer.Source{Type: "webpage", URL: "https://example.org/~x", Issued: offer.Date{Year: 2026, Month: 7, Day: 10}}},
	}, es)
}

// An entry that is wrong is told with its line; those after it are read.
func TestReadBibTeXGoesOnAfterAMistake(t *testing.T) {
	tests := []struct{ name, entry, want string }{
		{"no end", "@book{a, title = {never closed", "line 2: a: the value that begins here does not end"},
		{"no closing brace", "@book{a, title = {x}", `line 3: a: "}" is wanted here`},
		{"no comma", "@book{a, title = {x}\n year = 2020}", `line 3: a: "}" is wanted here`},
		{"no key", "@book{title = {x}}", `line 2: title: "}" is wanted here`},
		{"no value", "@book{a,\n title = }", "line 3: a: a value is wanted here"},
		{"no sign", "@book{a,\n title {x}}", "line 3: a: a name, = and a value are wanted here"},
		{"an unknown string", "@book{a,\n month = foo}", `line 3: a: "foo" is no @string of this file`},
		{"nested", "@book{a, title = {" + strings.Repeat("{", 65) + strings.Repeat("}", 65) + "}}", "line 2: a: braces of the value that begins here do not fit"},
		{"a brace too many in quotes", "@book{a, title = \"x}\"}", "line 2: a: braces of the value that begins here do not fit"},
		{"a value too long", "@book{a, title = {" + strings.Repeat("x", 130<<10) + "}}", "line 2: a: the value that begins here does not end within 128 KiB"},
		{"no braces", "@book x", "line 2: @book wants { and a citation key"},
		{"a field twice", "@book{a, title = {x}, TITLE = {y}}", "line 2: a: title: stands there twice; the first was taken"},
		{"an unknown type", "@tweet{a, title = {x}}", "line 2: a: type: @tweet is no entry type that is known here"},
		{"a month of two", "@book{a, year = 2020, month = {jan/feb}}", `line 2: a: issued: month "jan/feb" is neither a number`},
		{"a month that is none", "@book{a, year = 2020, month = 13}", `line 2: a: issued: "2020-13" is not one date`},
		{"a year that is none", "@book{a, year = {in press}}", `line 2: a: issued: "in press" is not one date`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			es, problems, err := exchange.ReadBibTeX(strings.NewReader("\n" + tt.entry + "\n@misc{b, title = {B}}\n"))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			assert.True(t, strings.HasPrefix(problems[0].Error(), tt.want), "%q\nbegins with %q", problems[0].Error(), tt.want)
			require.NotEmpty(t, es)
			assert.Equal(t, "B", es[len(es)-1].Source.Title, "what comes after is read")
		})
	}
}

func TestReadBibTeXRefuses(t *testing.T) {
	var many strings.Builder
	for i := range exchange.MaxBibliographyItems + 1 {
		fmt.Fprintf(&many, "@misc{k%d}\n", i)
	}
	tests := []struct{ name, file, want string }{
		{"another format", "TY  - JOUR\nER  - \n", "bibliography:1: this is not BibTeX"},
		{"another encoding", "@book{a,\ntitle={\xfc}}", "bibliography:2: the text is not UTF-8"},
		{"too large", strings.Repeat(" ", exchange.MaxBibliographyBytes+1), "bibliography:1: the file is larger than 5 MiB"},
		{"too many", many.String(), "bibliography:5001: more than 5000 items"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := exchange.ReadBibTeX(strings.NewReader(tt.file))
			refused(t, err, tt.want)
		})
	}
	es, problems, err := exchange.ReadBibTeX(strings.NewReader("\ufeff@book{a,\r\ntitle={x}}\r\n"))
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Len(t, es, 1)
}

// Names of strings that stand for each other do not fill the memory.
func TestStringsOfBibTeXAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("@string{s0 = {" + strings.Repeat("x", 1000) + "}}\n")
	for i := range 40 {
		fmt.Fprintf(&b, "@string{s%d = s%d # s%d}\n", i+1, i, i)
	}
	for i := range 500 {
		fmt.Fprintf(&b, "@misc{k%d, title = s6, note = s6}\n", i)
	}
	es, problems, err := exchange.ReadBibTeX(strings.NewReader(b.String()))
	require.NoError(t, err)
	assert.LessOrEqual(t, len(es), 5<<20/64_000+1)
	assert.Contains(t, problems[0].Reason, "a value is longer than 128 KiB")
	assert.Contains(t, problems[len(problems)-2].Reason, "stand for more than 5 MiB")
}

// What BibTeX itself would read of it: braces fit, and what styles print stands in fields of
// their own.
func TestWriteBibTeX(t *testing.T) {
	var b strings.Builder
	require.NoError(t, exchange.WriteBibTeX(&b, []offer.Evidence{{
		ID: "own-a", Account: "It says so.", Passage: "100 % {sure}", Source: offer.Source{
			Type: "article-newspaper", Title: "R&D in the UAE", Container: "The National", Author: "Doe, Jane; Ministry of A and B", URL: "https://example.org/a_b",
			Issued: offer.Date{Year: 2025, Month: 12}, Accessed: offer.Date{Year: 2026}, Grade: "B",
		},
	}}))
	assert.Equal(t, `@article{own-a,
  title = {{R\&D in the UAE}},
  author = {{Doe, Jane} and {Ministry of A and B}},
  journal = {The National},
  year = {2025},
  month = {12},
  url = {https://example.org/a_b},
  urldate = {2026},
  abstract = {It says so.},
  assay-evidence = {1},
  assay-type = {article-newspaper},
  assay-grade = {B},
  assay-passage = {100 \% \textbraceleft{}sure\textbraceright{}},
}
`, b.String())
}

func FuzzReadBibTeX(f *testing.F) {
	for _, s := range []string{library1, "@misc{a, title={\\\"{\\i}--''}}", "@string{a=b#b}", "@article(k, x=\"{\"}\")", "@misc{own-a, assay-evidence={1}, assay-title={\"\\textbackslash{}n\"}}", "@", "@a{", "\ufeff@comment"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzBibliography(t, data, 1) })
}
