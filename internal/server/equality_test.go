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

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/testkit"
)

// interval reads the exact figures that stand behind a shown one.
func interval(t *testing.T, data *testkit.Doc) evaluate.Interval {
	t.Helper()
	lo, hi, ok := strings.Cut(data.Attr("value"), " ")
	require.True(t, ok)
	var i evaluate.Interval
	var err error
	i.Lo, err = strconv.ParseFloat(lo, 64)
	require.NoError(t, err)
	i.Hi, err = strconv.ParseFloat(hi, 64)
	require.NoError(t, err)
	assert.Equal(t, phrase.Span(i), data.Text())
	return i
}

// scores are the exact scores in the rows of a table.
func scores(t *testing.T, rows *testkit.Doc) []evaluate.Interval {
	t.Helper()
	var is []evaluate.Interval
	for _, r := range rows.Each() {
		is = append(is, interval(t, r.One("data")))
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
// gives without a database: for the four lead deals, and for the choice of every country. Of a
// choice the briefing says who comes first, what to ask for and what to find out.
func TestEveryFormSaysTheSame(t *testing.T) {
	s := desk(t)
	choices := map[string][]offer.ID{"the four lead deals": s.leads()}
	for _, c := range s.library.Cases {
		choices[c.ID], _ = app.CaseOffers(s.library, c.ID, true)
	}
	require.Len(t, choices, 18)
	for name, ids := range choices {
		t.Run(name, func(t *testing.T) {
			s := s.in(t)
			want := brief(t, s, ids)
			canonical, err := briefing.Encode(want)
			require.NoError(t, err)
			query := "?offers=" + join(ids)

			page := s.page("/compare" + query)
			assert.Equal(t, scoresOf(want), scores(t, page.Find("[aria-labelledby=headline] tbody tr")), "page")
			if country, ok := s.library.Case(name); ok {
				assert.Equal(t, scoresOf(want), scores(t, s.page("/cases/"+country.ID).Find("table.compare tbody tr")), "page of the case")
			}

			exported := s.get("/briefing.json" + query)
			assert.Equal(t, http.StatusOK, exported.Code)
			assert.Equal(t, "application/json", exported.Header().Get("Content-Type"))
			assert.Equal(t, string(canonical), exported.Body.String(), "JSON")

			rows := headlineRows(want)
			html := s.page("/briefing.html" + query)
			table := html.Find(".briefing table").Each()[0]
			var shown [][]string
			for _, r := range table.Find("tbody tr").Each() {
				shown = append(shown, append(r.Find("th").Texts(), r.Find("td").Texts()...))
			}
			assert.Equal(t, rows, shown, "HTML")

			pdf := s.get("/briefing.pdf" + query)
			assert.Equal(t, "application/pdf", pdf.Header().Get("Content-Type"))
			said := pdfText(t, pdf.Body.Bytes())
			for _, r := range rows {
				assert.Contains(t, said, squeeze(strings.Join(r, "")), "PDF")
			}
			if name != "the four lead deals" && name != casestudy.Reference { // nobody chooses between these
				saysTheAnalysis(t, want, html.Text(), said)
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
	rows := s.page("/compare").Find("[aria-labelledby=questions] tbody tr").Each()
	require.Len(t, rows, len(ev.Offers))
	for i, o := range ev.Offers {
		data := rows[i].Find("data").Each()
		require.Len(t, data, len(o.Evidenced.Dimensions))
		for j, d := range o.Evidenced.Dimensions {
			assert.Equal(t, d.Score, interval(t, data[j]), "%s, %s", o.Offer.ID, d.Dimension)
		}
		profile := s.page("/offers/" + o.Offer.ID).One("[aria-labelledby=stands] data")
		assert.Equal(t, o.Evidenced.Score, interval(t, profile))
	}
	assert.Equal(t, scores(t, s.page("/compare").Find("[aria-labelledby=headline] tbody tr")), scores(t, s.page("/").Find(".profiles .card")))
	assert.Equal(t, scores(t, s.page("/compare").Find("[aria-labelledby=headline] tbody tr")), scores(t, s.page("/compare?view=criteria").Find(".table-only thead .offer")))
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
