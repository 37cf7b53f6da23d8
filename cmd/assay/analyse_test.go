package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const twoOffers = `{"alternatives": ["A", "B"], "criteria": [{"name": "cost", "direction": "min", "value": [[0, 1], [100, 0]]}, {"name": "reach"}],
	"matrix": [[20, 0.5], [[30, 60], null]], "weights": {"kind": "free"}, "gates": [{"criterion": "cost", "at_most": 50}]}`

// problemFile writes a problem into a directory of its own.
func problemFile(t testing.TB, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "problem.json")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	return file
}

func TestAnalyseReadsFilesAndStandardInput(t *testing.T) {
	file := problemFile(t, twoOffers)
	code, want, stderr := assay(t, nil, "analyse", file)
	require.Zero(t, code, stderr)
	assert.Empty(t, stderr)
	var report map[string]any
	require.NoError(t, json.Unmarshal([]byte(want), &report))
	for _, key := range []string{"score", "rank_acceptability", "central_weights", "pairwise", "stability", "dominance", "evppi", "lint"} {
		assert.Contains(t, report, key)
	}
	assert.Contains(t, report["rank_acceptability"], "error")

	var out, errs bytes.Buffer
	code = run(t.Context(), environment{strings.NewReader(twoOffers), &out, &errs, os.Getenv}, []string{"analyse", "-"})
	require.Zero(t, code, errs.String())
	assert.Equal(t, want, out.String(), "the same bytes from standard input")

	to := filepath.Join(t.TempDir(), "report.json")
	code, stdout, stderr := assay(t, nil, "analyse", "-o", to, file)
	require.Zero(t, code, stderr)
	assert.Empty(t, stdout)
	written, err := os.ReadFile(to)
	require.NoError(t, err)
	assert.Equal(t, want, string(written))
}

func TestAnalyseWritesAPage(t *testing.T) {
	code, stdout, stderr := assay(t, nil, "analyse", problemFile(t, twoOffers), "--format", "text")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "leads: ")
	assert.Contains(t, stdout, "Objections")
}

func TestAnalysePrintsItsSchema(t *testing.T) {
	code, stdout, stderr := assay(t, nil, "analyse", "--schema")
	require.Zero(t, code, stderr)
	var schema struct {
		Schema string `json:"$schema"`
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &schema))
	assert.Equal(t, "https://json-schema.org/draft/2020-12/schema", schema.Schema)
}

func TestAnalyseExplainsWhatIsWrong(t *testing.T) {
	good := problemFile(t, twoOffers)
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no file", []string{}, "give the file of a problem"},
		{"no such file", []string{"none.json"}, "none.json"},
		{"a directory", []string{t.TempDir()}, "directory"},
		{"two files", []string{good, good}, "there is one file"},
		{"unknown flag", []string{good, "--colour"}, "colour"},
		{"unknown format", []string{good, "--format", "xml"}, `--format "xml" is not json or text`},
		{"schema of a file", []string{"--schema", good}, "--schema takes no file"},
		{"an empty file", []string{problemFile(t, "")}, "$: line 1: the file is empty"},
		{"not a problem", []string{problemFile(t, `{"alternatives": 3}`)}, "$.alternatives: a list is wanted here"},
		{"two mistakes", []string{problemFile(t, strings.Replace(twoOffers, "[20, 0.5]", `["x", 7]`, 1))}, "$.matrix[0][0]: a cell is a number, [lo, hi], [lo, likely, hi], null for unknown"},
		{"the other of them", []string{problemFile(t, strings.Replace(twoOffers, "[20, 0.5]", `["x", 7]`, 1))}, "\n$.matrix[0][1]: 7 is not in 0..1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := assay(t, nil, append([]string{"analyse"}, tt.args...)...)
			assert.Equal(t, 2, code)
			assert.Contains(t, stderr, tt.want)
			assert.True(t, strings.HasPrefix(stderr, "assay analyse: "), stderr)
			assert.Empty(t, stdout, "nothing is printed beside an error")
		})
	}
}
