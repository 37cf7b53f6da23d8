package exchange_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/offer"
)

// bibliographies are the three formats, which must agree on what they keep.
var bibliographies = []struct {
	name  string
	write func(io.Writer, []offer.Evidence) error
	read  func(io.Reader) ([]offer.Evidence, []exchange.Problem, error)
}{
	{"CSL-JSON", exchange.WriteCSLJSON, exchange.ReadCSLJSON},
	{"BibTeX", exchange.WriteBibTeX, exchange.ReadBibTeX},
	{"RIS", exchange.WriteRIS, exchange.ReadRIS},
}

// texts are what tears formats apart: their own signs, other scripts, line ends, blanks.
var texts = []string{
	"Stargate UAE", "{", "}", "{}", "\\", "\\\"", "\"", "''", "``", "--", "---", "-", "'", "`", ",", ", ", "; ", ";", " and ", " AND ", "@article{x,", "#", "%", "$x_1^2$", "&", "~", "_", "^",
	"é", "e\u0301", "\\'e", "\\\"{u}", "ü", "ß", "ı", "صفقة", "주권", "संप्रभु", "🛰️", "\u00a0", "\u2003", "\u200f", "\u2028", "\u2029", "\u0085", "\ufeff", "\x00", "\x7f", "\n", "\r", "\r\n", "\t", " ", "  ",
	"TY  - JOUR", "\nER  - \n", "AU  - x", "ER", "assay-grade: S", "assay-evidence: 2", "\nassay-grade: S", "<b>", "\\u0020", "null", "10.1/x", "https://doi.org/", "\\url{x}", "2026-07-10", "-", "=", "=1+1", "(", ")", "a", "B", "7",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(texts[r.IntN(len(texts))])
	}
	return b.String()
}

func randomDate(r *rand.Rand) (d offer.Date) {
	if r.IntN(4) > 0 {
		d.Year = 1900 + r.IntN(301)
		if r.IntN(3) > 0 {
			d.Month = 1 + r.IntN(12)
			if r.IntN(3) > 0 {
				d.Day = 1 + r.IntN(28)
			}
		}
	}
	return d
}

func randomEvidence(r *rand.Rand, i int) offer.Evidence {
	pick := func(xs ...string) string { return xs[r.IntN(len(xs))] }
	ids := []string{"own-smith-2025", "reuters-2025-05-22", "own-3f2a9c1b00", "x"}
	e := offer.Evidence{
		ID: offer.ID(pick(ids...) + "-" + string(rune('a'+i))), Account: randomText(r), Passage: randomText(r), Locator: randomText(r), Rung: offer.Rung(r.IntN(4)),
		Source: offer.Source{
			Type: pick(append(slices.Clone(exchange.CSLTypes), "", "", "article-newspaper", "no type")...), Title: randomText(r), Container: randomText(r),
			DOI: pick("", "", "10.1000/182", "10.1/a_b%c{d}", "10.1/"+randomText(r)), Publisher: randomText(r), Author: randomText(r),
			URL: pick("", "https://example.org/a_b?c=%20&d=~e#f", "http://example.org/{x}", "https://example.org/"), Where: randomText(r),
			Issued: randomDate(r), Accessed: randomDate(r), Archive: pick("", strings.Repeat("0123abcd", 8)), Grade: offer.Grade(pick("", "A", "B", "C", "S")),
			Origin: randomText(r), Reread: r.IntN(2) == 0,
		},
	}
	for range r.IntN(3) {
		e.Contradicts = append(e.Contradicts, offer.ID(pick(ids...)))
	}
	return e
}

// Reading what was written gives what was written, in every format, whatever the text.
func TestReadingABibliographyGivesWhatWasWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 17_000 {
		es := make([]offer.Evidence, 1+r.IntN(3))
		for i := range es {
			es[i] = randomEvidence(r, i)
		}
		for _, f := range bibliographies {
			var b bytes.Buffer
			require.NoError(t, f.write(&b, es), f.name)
			got, problems, err := f.read(bytes.NewReader(b.Bytes()))
			require.NoError(t, err, f.name)
			require.Empty(t, problems, "%s\n%s", f.name, b.String())
			require.Equal(t, es, got, "%s\n%s", f.name, b.String())
		}
	}
}
