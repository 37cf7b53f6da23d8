package server_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/briefing"
)

// A comparison's workbook carries the fingerprint of the briefing at the same choices, and comes
// as the same bytes again.
func TestWorkbookFile(t *testing.T) {
	s := desk(t)
	query := "?offers=" + join(s.leads()) + "&tier=critical"
	a := s.get("/compare/workbook.xlsx" + query)
	require.Equal(t, http.StatusOK, a.Code)
	assert.Equal(t, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", a.Header().Get("Content-Type"))
	assert.Equal(t, `attachment; filename="assay-comparison-2026-11-22.xlsx"`, a.Header().Get("Content-Disposition"))
	f, err := excelize.OpenReader(bytes.NewReader(a.Body.Bytes()))
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.Close()) }()
	rows, err := f.GetRows("About")
	require.NoError(t, err)
	about := map[string]string{}
	for _, r := range rows {
		about[r[0]] = r[1]
	}
	assert.Contains(t, about["Workload"], "gate level 3")
	page := s.get("/briefing.html" + query).page().Text()
	assert.Contains(t, page, about["Data fingerprint"], "the briefing's")
	assert.Equal(t, a.Body.Bytes(), s.get("/compare/workbook.xlsx"+query).Body.Bytes(), "the same bytes again")
}

// The metadata of a comparison's tables lead to each of them, and each leads back.
func TestTableFiles(t *testing.T) {
	s := desk(t)
	at := "/compare/csv-metadata.json?offers=" + join(s.leads())
	a := s.get(at)
	require.Equal(t, http.StatusOK, a.Code)
	assert.Equal(t, "application/csvm+json", a.Header().Get("Content-Type"))
	var group struct {
		Tables []struct {
			URL    string
			Schema struct {
				Columns []struct{ Name string }
			} `json:"tableSchema"`
		}
	}
	require.NoError(t, json.Unmarshal(a.Body.Bytes(), &group))
	require.Len(t, group.Tables, len(briefing.Tables))
	for i, table := range group.Tables {
		require.True(t, strings.HasPrefix(table.URL, briefing.Tables[i]+".csv?"), table.URL)
		got := s.get("/compare/" + table.URL)
		require.Equal(t, http.StatusOK, got.Code, table.URL)
		assert.Equal(t, "text/csv; charset=utf-8; header=present", got.Header().Get("Content-Type"))
		assert.Equal(t, `attachment; filename="assay-`+briefing.Tables[i]+`-2026-11-22.csv"`, got.Header().Get("Content-Disposition"))
		rows, err := csv.NewReader(bytes.NewReader(got.Body.Bytes())).ReadAll()
		require.NoError(t, err)
		var names []string
		for _, c := range table.Schema.Columns {
			names = append(names, c.Name)
		}
		assert.Equal(t, names, rows[0])
		back, _, found := strings.Cut(strings.TrimPrefix(got.Header().Get("Link"), "<"), `>; rel="describedby"; type="application/csvm+json"`)
		require.True(t, found)
		assert.Equal(t, a.Body.String(), s.get(path.Dir("/compare/x")+"/"+back).Body.String())
	}
}

func TestExportsStandOnTheComparison(t *testing.T) {
	s := desk(t)
	links := map[string]bool{}
	for _, n := range s.page("/compare").Find(".actions a").Each() {
		link, _, _ := strings.Cut(n.Attr("href"), "?")
		links[link] = true
	}
	for _, name := range append([]string{"workbook.xlsx", "csv-metadata.json"}, "comparison.csv", "answers.csv", "citations.csv", "evidence.csv") {
		assert.True(t, links["/compare/"+name], name)
		assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare/"+name+"?offers=no-such-offer").Code, name)
	}
	assert.Equal(t, http.StatusNotFound, s.get("/compare/secrets.csv").Code)
}
