package server_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/testkit"
)

// figuresOf reads the exact figures of a row.
func figuresOf(t *testing.T, row *testkit.Doc) []float64 {
	t.Helper()
	var vs []float64
	for _, d := range row.Find("data").Each() {
		v, err := strconv.ParseFloat(d.Attr("value"), 64)
		require.NoError(t, err)
		vs = append(vs, v)
	}
	return vs
}

// briefed are the comparisons of the embedded library that tests have had analysed, by their offers.
var briefed sync.Map

// brief analyses offers without a database, once for all tests.
func brief(t *testing.T, s *site, ids []offer.ID) comparison.Evaluation {
	t.Helper()
	if ev, ok := briefed.Load(join(ids)); ok {
		return ev.(comparison.Evaluation)
	}
	ev, err := app.Brief(t.Context(), app.Embedded{Library: s.library}, s.frameworks, app.Query{Offers: ids, AsOf: offer.DateOf(today)})
	require.NoError(t, err)
	briefed.Store(join(ids), ev)
	return ev
}

// choice is the choice that a case's country has, analysed without a database.
func choice(t *testing.T, s *site, id string) ([]offer.ID, comparison.Evaluation) {
	t.Helper()
	ids, ok := app.CaseOffers(s.library, id, true)
	require.True(t, ok)
	return ids, brief(t, s, ids)
}

// The three pages say the same of who comes first, what to ask for and what to find out. That the
// briefing does as well is looked at in TestEveryFormSaysTheSame.
func TestTheAnalysisIsTheSameEverywhere(t *testing.T) {
	s := desk(t)
	for _, id := range []string{"are", "kor", "ind", "est"} {
		t.Run(id, func(t *testing.T) {
			s := s.in(t)
			ids, want := choice(t, s, id)
			query := "?offers=" + join(ids)
			why := s.page("/compare/why" + query)
			sure := want.Analysis.Sure
			rows := why.Find("#sure tbody tr").Each()
			require.Len(t, rows, len(sure.Offers))
			for i, o := range sure.Offers {
				assert.Equal(t, []float64{o.First.Value, o.FirstAnyWeights.Value, o.GatesPass.Value, o.FirstIfPassing.Value}, figuresOf(t, rows[i]), "page, %s", o.Offer)
			}
			text := why.Text()
			for _, line := range want.Analysis.Headline {
				assert.Contains(t, text, line)
			}
			for _, f := range want.Objections() {
				assert.Contains(t, text, f.Text)
			}

			requests := s.page("/compare/requests" + query).Find("table.requests tbody tr").Each()
			require.Len(t, requests, len(want.Analysis.Unknowns))
			for i, u := range want.Analysis.Unknowns {
				assert.Equal(t, []float64{u.Pivotal.Value, u.Switch, u.Gain}, figuresOf(t, requests[i]))
				assert.Contains(t, requests[i].Text(), u.Request)
			}

			asks := s.page("/compare/asks" + query)
			goals := asks.Find("[aria-labelledby=all-goals] tbody tr").Each()
			n := 0
			for _, o := range want.Analysis.Asks {
				for _, g := range o.Goals {
					assert.Contains(t, goals[n].Text(), g.Title)
					if len(g.Sets) > 0 {
						assert.Contains(t, goals[n].Text(), phrase.Effort(g.Sets[0].Effort))
					}
					n++
				}
			}
			assert.Len(t, goals, n)
		})
	}
}

// saysTheAnalysis checks what a briefing of a choice, as HTML and as the squeezed text of a PDF,
// says of who comes first, what to ask for and what to find out.
func saysTheAnalysis(t *testing.T, want comparison.Evaluation, html, pdf string) {
	t.Helper()
	says := func(text string) {
		t.Helper()
		assert.Contains(t, html, text, "HTML")
		assert.Contains(t, pdf, squeeze(text), "PDF")
	}
	for _, section := range []string{"How sure is this", "What to ask for", "What to find out first"} {
		says(section)
	}
	for _, o := range want.Analysis.Sure.Offers {
		says(phrase.WithRange(o.First.Value, o.First.Lo, o.First.Hi))
	}
	for _, o := range want.Analysis.Asks {
		for _, g := range o.Goals {
			for _, set := range g.Sets {
				for _, a := range set.Asks {
					says(a.Text)
				}
			}
		}
	}
	for _, u := range want.Analysis.Unknowns[:min(5, len(want.Analysis.Unknowns))] {
		says(u.Request)
	}
}

func TestProfilesAreNotRanked(t *testing.T) {
	s := desk(t)
	for _, view := range []string{"why", "asks", "requests"} {
		doc := s.page("/compare/" + view)
		assert.Zero(t, doc.Find("#sure").Count()+doc.Find("#tornado").Count(), view)
	}
	why := s.page("/compare/why")
	links := why.Find(".notice li a").Each()
	require.Len(t, links, 4, "each country's own choice")
	for _, a := range links {
		assert.Equal(t, 1, s.page(a.Attr("href")).Find("#sure").Count(), a.Text())
	}
	assert.NotContains(t, s.page("/compare/requests").Text(), "Expected gain")
	for _, query := range []string{"goal=lead&p=60", "goal=overtake&over=est-ai-leap"} {
		a := s.get("/compare/asks?for=are-stargate&" + query)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
		assert.Contains(t, a.page().Text(), "choose the offers of one country")
	}
}

func TestGoals(t *testing.T) {
	s := desk(t)
	ids, _ := choice(t, s, "are")
	at := func(query string) *testkit.Doc { return s.page("/compare/asks?offers=" + join(ids) + "&" + query) }
	result := func(query string) string { return at(query).One("[aria-labelledby=goal-result]").Text() }

	floor := result("for=are-stargate&goal=floor&level=1")
	assert.Contains(t, floor, "Stargate UAE: secure floor level 1")
	assert.Regexp(t, `Cheapest: \d+ changes, effort \d+ points`, floor)
	assert.Contains(t, floor, "the supplier")
	assert.Contains(t, result("for=are-k2-think&goal=gates"), "Provided that evidence shows what no clause can grant: Export licence position (CE1) stands at level 2 or above")
	assert.Regexp(t, `come first in at least 60 % of draws`, result("for=are-k2-think&goal=lead&p=60"))
	assert.Contains(t, result("for=are-k2-think&goal=overtake&over=open-weights-gpt-oss"), "whatever the unknowns turn out to be")
	assert.Contains(t, result("for=are-k2-think&goal=overtake&over=open-weights-gpt-oss&p=70"), "in at least 70 % of draws")
	assert.Contains(t, result("for=open-weights-gpt-oss&goal=lead&p=20"), "Provided that evidence shows", "gates come before sums")

	for query, says := range map[string]string{
		"for=nobody":                                       `"nobody" is not in this comparison`,
		"for=are-stargate&goal=win":                        `"win" is no goal`,
		"for=are-stargate&goal=floor&level=5":              "is no floor level",
		"for=are-stargate&goal=floor&level=x":              "is no floor level",
		"for=are-stargate&goal=lead&p=0":                   "is no probability",
		"for=are-stargate&goal=lead&p=NaN":                 "is no probability",
		"for=are-stargate&goal=overtake":                   "Choose another offer",
		"for=are-stargate&goal=overtake&over=are-stargate": "Choose another offer",
	} {
		a := s.get("/compare/asks?offers=" + join(ids) + "&" + query)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, query)
		assert.Contains(t, a.page().Text(), says, query)
	}
}

// A file of requests holds what the page shows, and no cell of it is a formula.
func TestRequestFiles(t *testing.T) {
	s := desk(t)
	ids, want := choice(t, s, "kor")
	a := s.get("/compare/requests.csv?offers=" + join(ids))
	assert.Equal(t, "text/csv; charset=utf-8", a.Header().Get("Content-Type"))
	assert.Equal(t, `attachment; filename="assay-requests-2026-11-22.csv"`, a.Header().Get("Content-Disposition"))
	rows, err := csv.NewReader(bytes.NewReader(a.Body.Bytes())).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(want.Analysis.Unknowns))
	assert.Equal(t, briefing.RequestHead, rows[0])

	x := s.get("/compare/requests.xlsx?offers=" + join(ids))
	f, err := excelize.OpenReader(bytes.NewReader(x.Body.Bytes()))
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.Close()) }()
	sheet, err := f.GetRows("Requests", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Len(t, sheet, len(rows))
	for i, u := range want.Analysis.Unknowns {
		for _, row := range [][]string{rows[i+1], sheet[i+1]} {
			assert.Equal(t, []string{fmt.Sprint(i + 1), u.Criterion, u.Request}, []string{row[0], row[2], row[5]})
			for n, v := range []float64{u.Pivotal.Value, u.Switch, 100 * u.Gain, 100 * u.Width, u.Effort} {
				got, err := strconv.ParseFloat(row[9+n], 64)
				require.NoError(t, err)
				assert.InDelta(t, v, got, 1e-12)
			}
		}
	}
	for r := range rows {
		for c := range rows[r] {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			require.NoError(t, err)
			formula, err := f.GetCellFormula("Requests", at)
			require.NoError(t, err)
			assert.Empty(t, formula)
		}
	}
	assert.Equal(t, x.Body.Bytes(), s.get("/compare/requests.xlsx?offers="+join(ids)).Body.Bytes(), "the same bytes again")
}

func TestTooManyToAnalyse(t *testing.T) {
	s := desk(t)
	var ids []string
	for i := range comparison.MaxAnalysed + 1 {
		ids = append(ids, fmt.Sprintf("offer-%d", i))
	}
	a := s.get("/compare/why?offers=" + strings.Join(ids, ","))
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().Text(), "at most 60 offers")
}
