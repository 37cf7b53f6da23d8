package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/offer"
	"assay/internal/phrase"
)

// interval reads the exact figures that stand behind a shown one.
func interval(t *testing.T, data *html.Node) evaluate.Interval {
	t.Helper()
	lo, hi, ok := strings.Cut(attr(data, "value"), " ")
	require.True(t, ok)
	var i evaluate.Interval
	var err error
	i.Lo, err = strconv.ParseFloat(lo, 64)
	require.NoError(t, err)
	i.Hi, err = strconv.ParseFloat(hi, 64)
	require.NoError(t, err)
	assert.Equal(t, phrase.Span(i), text(data))
	return i
}

// scores are the exact scores in the rows of a table.
func scores(t *testing.T, rows []*html.Node) []evaluate.Interval {
	t.Helper()
	var is []evaluate.Interval
	for _, r := range rows {
		is = append(is, interval(t, one(t, r, "data")))
	}
	return is
}

func scoresOf(ev comparison.Evaluation) []evaluate.Interval {
	var is []evaluate.Interval
	for _, o := range ev.Offers {
		is = append(is, o.Evidenced.Score)
	}
	return is
}

func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-raw", "-", "-")
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	require.NoError(t, err, "pdftotext (Debian: poppler-utils) reads the briefing")
	return squeeze(string(out))
}

var blanks = regexp.MustCompile(`[\s\x{00ad}]+`)

func squeeze(s string) string { return blanks.ReplaceAllString(s, "") }

// The page over the database, the JSON, the HTML and the PDF all say what the embedded library
// gives without a database: for the four lead deals, and for the choice of every country.
func TestEveryFormSaysTheSame(t *testing.T) {
	s := desk(t)
	choices := map[string][]offer.ID{"the four lead deals": s.leads()}
	for _, c := range s.library.Cases {
		choices[c.ID], _ = app.CaseOffers(s.library, c.ID, true)
	}
	require.Len(t, choices, 18)
	for name, ids := range choices {
		t.Run(name, func(t *testing.T) {
			want, err := app.Compare(t.Context(), app.Embedded{Library: s.library}, s.frameworks, app.Query{Offers: ids, AsOf: offer.DateOf(today)})
			require.NoError(t, err)
			canonical, err := briefing.Encode(want)
			require.NoError(t, err)
			query := "?offers=" + join(ids)

			page := s.page("/compare" + query)
			assert.Equal(t, scoresOf(want), scores(t, all(page, "[aria-labelledby=headline] tbody tr")), "page")
			if country, ok := s.library.Case(name); ok {
				assert.Equal(t, scoresOf(want), scores(t, all(s.page("/cases/"+country.ID), "table.compare tbody tr")), "page of the case")
			}

			exported := s.get("/briefing.json" + query)
			assert.Equal(t, http.StatusOK, exported.Code)
			assert.Equal(t, "application/json", exported.Header().Get("Content-Type"))
			assert.Equal(t, string(canonical), exported.Body.String(), "JSON")

			rows := headlineRows(want)
			table := all(s.page("/briefing.html"+query), ".briefing table")[0]
			var shown [][]string
			for _, r := range all(table, "tbody tr") {
				shown = append(shown, append(texts(all(r, "th")), texts(all(r, "td"))...))
			}
			assert.Equal(t, rows, shown, "HTML")

			pdf := s.get("/briefing.pdf" + query)
			assert.Equal(t, "application/pdf", pdf.Header().Get("Content-Type"))
			said := pdfText(t, pdf.Body.Bytes())
			for _, r := range rows {
				assert.Contains(t, said, squeeze(strings.Join(r, "")), "PDF")
			}
		})
	}
}

// headlineRows are the rows of a briefing's first table, written from an evaluation.
func headlineRows(ev comparison.Evaluation) [][]string {
	var rows [][]string
	for i, o := range ev.Offers {
		e := o.Evidenced
		gates := fmt.Sprintf("%d open", len(e.Gate.Open))
		switch e.Gate.State {
		case evaluate.Pass:
			gates = "passes"
		case evaluate.Fail:
			gates = fmt.Sprintf("fails %d, %s", len(e.Gate.Failing), gates)
		}
		rows = append(rows, []string{
			phrase.Letter(i) + " " + o.Offer.Title, "level " + phrase.Levels(e.Floor.Levels), phrase.Span(e.Score), phrase.Span(o.Claimed.Score),
			fmt.Sprintf("%.0f %%", 100*e.Answered), fmt.Sprintf("%.0f %%", 100*e.Resolved), gates,
		})
	}
	return rows
}

// Dimensions and the register show the same figures as the export.
func TestThePartsSayTheSame(t *testing.T) {
	s := desk(t)
	var ev struct {
		Offers []struct {
			Offer     struct{ ID string }
			Evidenced evaluate.Result
		}
	}
	require.NoError(t, json.Unmarshal(s.get("/briefing.json").Body.Bytes(), &ev))
	rows := all(s.page("/compare"), "[aria-labelledby=questions] tbody tr")
	require.Len(t, rows, len(ev.Offers))
	for i, o := range ev.Offers {
		data := all(rows[i], "data")
		require.Len(t, data, len(o.Evidenced.Dimensions))
		for j, d := range o.Evidenced.Dimensions {
			assert.Equal(t, d.Score, interval(t, data[j]), "%s, %s", o.Offer.ID, d.Dimension)
		}
		profile := all(s.page("/offers/"+o.Offer.ID), "[aria-labelledby=stands] data")
		require.Len(t, profile, 1)
		assert.Equal(t, o.Evidenced.Score, interval(t, profile[0]))
	}
	assert.Equal(t, scores(t, all(s.page("/compare"), "[aria-labelledby=headline] tbody tr")), scores(t, all(s.page("/"), ".profiles .card")))
	assert.Equal(t, scores(t, all(s.page("/compare"), "[aria-labelledby=headline] tbody tr")), scores(t, all(s.page("/compare?view=criteria"), ".table-only thead .offer")))
}

func TestBriefingsAreNamed(t *testing.T) {
	s := desk(t)
	for _, format := range []string{"pdf", "json"} {
		a := s.get("/briefing." + format)
		assert.Regexp(t, `^attachment; filename="assay-briefing-2026-11-22-[0-9a-f]{8}\.`+format+`"$`, a.Header().Get("Content-Disposition"))
		assert.Equal(t, fmt.Sprint(a.Body.Len()), a.Header().Get("Content-Length"))
		assert.Equal(t, a.Body.Bytes(), s.get("/briefing."+format).Body.Bytes(), "the same bytes again")
	}
}
