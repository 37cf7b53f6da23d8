package exchange_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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
	for range 6_000 {
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

// refused asks that err is a refusal of the whole file that begins with want.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	_, ok := errors.AsType[*exchange.InputError](err)
	require.True(t, ok, "%v", err)
	assert.True(t, strings.HasPrefix(err.Error(), want), "%q\nbegins with %q", err, want)
}

// fuzzBibliography reads data in one of the formats. Whatever it is: a refusal says where, ids
// are valid and distinct, nothing is kept that evidence refuses, and what was read reads back
// the same from every format.
func fuzzBibliography(t *testing.T, data []byte, format int) {
	es, problems, err := bibliographies[format].read(bytes.NewReader(data))
	if err != nil {
		input, ok := errors.AsType[*exchange.InputError](err)
		require.True(t, ok, "%v", err)
		assert.GreaterOrEqual(t, input.Line, 1)
		return
	}
	for _, p := range problems {
		assert.GreaterOrEqual(t, p.Line, 1)
		assert.NotEmpty(t, p.Reason)
	}
	ids := map[offer.ID]bool{}
	for _, e := range es {
		assert.True(t, e.ID.Valid() && !ids[e.ID], "%q", e.ID)
		ids[e.ID] = true
		for _, p := range e.Validate() {
			assert.Contains(t, []string{"account", "source.publisher", "source.grade", "source.url"}, p.Field, "only what is missing: %v", p)
		}
	}
	for _, f := range bibliographies {
		var b bytes.Buffer
		require.NoError(t, f.write(&b, es))
		again, problems, err := f.read(bytes.NewReader(b.Bytes()))
		require.NoError(t, err, "%s\n%s", f.name, b.String())
		require.Empty(t, problems, "%s\n%s", f.name, b.String())
		if len(es) > 0 || len(again) > 0 {
			require.Equal(t, es, again, "%s\n%s", f.name, b.String())
		}
	}
}

// An id comes from the key where a person chose it, else from the title; two of the same are
// told apart, and nothing but signs still gives one.
func TestIDs(t *testing.T) {
	read := func(keysAndTitles ...string) (ids []string) {
		var b strings.Builder
		for i := 0; i < len(keysAndTitles); i += 2 {
			b.WriteString("TY  - GEN\nID  - " + keysAndTitles[i] + "\nTI  - " + keysAndTitles[i+1] + "\nER  - \n")
		}
		es, _, err := exchange.ReadRIS(strings.NewReader(b.String()))
		require.NoError(t, err)
		for _, e := range es {
			ids = append(ids, string(e.ID))
		}
		return ids
	}
	assert.Equal(t, []string{"own-smith2020", "own-smith2020-2", "own-smith2020-3"}, read("Smith2020", "A", "smith2020", "B", "Smith2020!", "C"))
	assert.Equal(t, []string{"own-uber-die-cafes", "own-a-b"}, read("1234", "Über die Cafés", "http://x/y", "A -- B?"))
	assert.Equal(t, []string{"own-own-x"}, read("own-x", ""), "not our export, so not our id")
	ids := read("", "صفقة", "", "주권")
	assert.NotEqual(t, ids[0], ids[1])
	assert.Regexp(t, "^own-[0-9a-f]{10}$", ids[0])
	long := read(strings.Repeat("ab-", 50), "", strings.Repeat("ab-", 50), "")
	assert.LessOrEqual(t, len(long[1]), 80)
}

func TestDates(t *testing.T) {
	day := offer.Date{Year: 2026, Month: 7, Day: 10}
	month, year := offer.Date{Year: 2026, Month: 7}, offer.Date{Year: 2026}
	for text, want := range map[string]offer.Date{
		"2026-07-10": day, "2026-7-10": day, "2026/07/10": day, "2026/07/10/": day, "2026/7/10/autumn": day, "2026-07-10T12:00:00Z": day, "10 July 2026": day,
		"10 Jul 2026": day, "July 10, 2026": day, "Jul 10, 2026": day, "2026-07": month, "2026/07//": month, "July 2026": month, "2026": year, "2026///": year, " 2026 ": year,
	} {
		es, problems, err := exchange.ReadRIS(strings.NewReader("TY  - GEN\nDA  - " + text + "\nER  - \n"))
		require.NoError(t, err)
		assert.Empty(t, problems, text)
		assert.Equal(t, want, es[0].Source.Issued, text)
	}
	for _, text := range []string{"2026/2027", "2026-01/2026-03", "2026//10", "2026-13", "2026-02-30", "26", "1899", "2201", "c. 2026", "2026?", "July", "2026/1/1/1/1", "31 April 2026", "1 July 1850"} {
		es, problems, err := exchange.ReadRIS(strings.NewReader("TY  - GEN\nDA  - " + text + "\nER  - \n"))
		require.NoError(t, err)
		require.Len(t, problems, 1, text)
		assert.Equal(t, "issued", problems[0].Field)
		assert.Zero(t, es[0].Source.Issued, text)
	}
}

// A file with nothing but problems reports the first of them.
func TestProblemsEnd(t *testing.T) {
	file := strings.Repeat("TY  - GEN\nDA  - soon\nER  - \n", 1000)
	es, problems, err := exchange.ReadRIS(strings.NewReader(file))
	require.NoError(t, err)
	assert.Len(t, es, 1000)
	require.Len(t, problems, 201)
	assert.Equal(t, "more problems follow; mend these first", problems[200].Reason)
}

func TestWritingRefusesWhatIsNoText(t *testing.T) {
	for _, f := range bibliographies {
		require.ErrorContains(t, f.write(io.Discard, []offer.Evidence{{ID: "a", Account: "\xff"}}), "evidence a: account is not UTF-8", f.name)
		require.ErrorIs(t, f.write(failingWriter{}, []offer.Evidence{{ID: "a"}}), io.ErrClosedPipe, f.name)
		_, _, err := f.read(failing{io.ErrClosedPipe})
		require.ErrorIs(t, err, io.ErrClosedPipe)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
