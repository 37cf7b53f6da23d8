package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/phrase"
)

// assay runs one command line in this process, with no environment but what is given.
func assay(t testing.TB, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), environment{strings.NewReader(""), &out, &errs, func(k string) string { return env[k] }}, args)
	return code, out.String(), errs.String()
}

func TestWordsThatAreWrongAreExplained(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	n := 0
	answers := func(content string) []string { // a.csv, b.csv, ... in the order of the table
		name := string(rune('a'+n)) + ".csv"
		n++
		require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
		return []string{"evaluate", "--framework", "eu-csf@2026-06", "--answers", name}
	}
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no such command", []string{"weigh"}, `no command "weigh"`},
		{"unknown flag", []string{"evaluate", "--cases", "are"}, "-cases"},
		{"a word too many", []string{"evaluate", "are"}, `unexpected "are"`},
		{"unknown case", []string{"evaluate", "--case", "xyz"}, "are, bra"},
		{"no case", []string{"evaluate"}, "--case"},
		{"unknown framework", []string{"evaluate", "--case", "are", "--framework", "nist"}, "known are assay-capacity@1, assay-core@1"},
		{"framework of another kind", []string{"evaluate", "--case", "are", "--framework", "mof"}, "answered by components"},
		{"unknown tier", []string{"evaluate", "--case", "are", "--tier", "secret"}, "public, official, critical"},
		{"date that is none", []string{"evaluate", "--case", "are", "--as-of", "2026-02-30"}, "2026-02-30"},
		{"date without a day", []string{"evaluate", "--case", "are", "--as-of", "2026-02"}, "whole date"},
		{"unknown format", []string{"evaluate", "--case", "are", "--format", "xml"}, "table, json or csv"},
		{"case and answers", append(answers("criterion,choice\n"), "--case", "are"), "either --case or --answers"},
		{"answers to levels", append(answers("criterion,choice\n"), "--framework", "assay-core"), "answered by levels"},
		{"missing file", []string{"evaluate", "--framework", "eu-csf", "--answers", "none.csv"}, "none.csv"},
		{"unknown criterion", answers("criterion,choice\nSOV-1.1,4\nSOV-9.9,1\n"), `c.csv:3: framework eu-csf@2026-06 has no criterion "SOV-9.9"`},
		{"choice out of range", answers("criterion,choice\nSOV-1.1,5\n"), "d.csv:2: criterion SOV-1.1"},
		{"duplicate", answers("criterion,choice\nSOV-1.1,4\nSOV-1.1,3\n"), "e.csv:3: criterion SOV-1.1 stands already in line 2"},
		{"not UTF-8", answers("criterion,choice\nSOV-1.1,\xff\n"), "f.csv:2: the text is not UTF-8"},
		{"wrong header", answers("id,rung\nSOV-1.1,4\n"), "g.csv:1: the header must be criterion,choice"},
		{"brief: unknown case", []string{"brief", "--cases", "are,xyz"}, `"xyz" is not in the library`},
		{"brief: unknown format", []string{"brief", "-o", "b.docx"}, "pdf, html or json"},
		{"serve: not loopback", []string{"serve", "--addr", "0.0.0.0:0"}, "no accounts"},
		{"serve: no port", []string{"serve", "--addr", "localhost"}, "HOST:PORT"},
		{"migrate: no address", []string{"migrate"}, "ASSAY_MIGRATE_URL"},
		{"load: no address", []string{"load"}, "ASSAY_MIGRATE_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := assay(t, nil, tt.args...)
			assert.Equal(t, 2, code, stderr)
			assert.Contains(t, stderr, tt.want)
			assert.Empty(t, stdout, "nothing is printed beside an error")
		})
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, n, "and nothing is stored: only the files given are there")
}

func TestServerModeNeedsItsPublicAddress(t *testing.T) {
	code, _, stderr := assay(t, map[string]string{"DATABASE_URL": "postgres:///none"}, "serve")
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "ASSAY_PUBLIC_URL")
}

func TestDrillAnswersForEveryLeadOffer(t *testing.T) {
	args := []string{"drill", "--cases", "are,est,kor,ind", "--event", "licence-revoked", "--actor", "US", "--from", "2026-12-01"}
	code, table, stderr := assay(t, nil, args...)
	require.Zero(t, code, stderr)
	code, data, stderr := assay(t, nil, append(args, "--format", "json")...)
	require.Zero(t, code, stderr)
	var d comparison.Drills
	require.NoError(t, json.Unmarshal([]byte(data), &d))
	require.Len(t, d.Offers, 4)
	for _, o := range d.Offers {
		assert.Contains(t, table, o.Offer)
		for _, s := range o.Drill {
			assert.Contains(t, table, s.Title)
			assert.Contains(t, table, phrase.Share(s.Months[24]))
		}
	}
	for want, args := range map[string][]string{
		"is not one of":               {"drill", "--event", "flood"},
		"needs an actor: a country":   {"drill"},
		"table or json":               {"drill", "--actor", "US", "--format", "xml"},
		`"xyz" is not in the library`: {"drill", "--actor", "US", "--cases", "xyz"},
		"--from":                      {"drill", "--actor", "US", "--from", "soon"},
	} {
		code, stdout, stderr := assay(t, nil, args...)
		assert.Equal(t, 2, code)
		assert.Contains(t, stderr, want)
		assert.Empty(t, stdout)
	}
}

func TestHelpListsEveryCommand(t *testing.T) {
	code, stdout, _ := assay(t, nil, "help")
	assert.Zero(t, code)
	for _, c := range commands {
		assert.Contains(t, stdout, c.name)
	}
	code, stdout, _ = assay(t, nil, "evaluate", "-h")
	assert.Zero(t, code)
	assert.Contains(t, stdout, "-as-of")
}

func TestEvaluatePrintsThePublishedExample(t *testing.T) {
	for framework, want := range map[string]string{"eu-csf@2026-06": "67.9724", "eu-csf@1.2.1": "66.0327"} {
		code, stdout, stderr := assay(t, nil, "evaluate", "--framework", framework, "--answers", "../../testdata/mcda/eu_csf_worked_example.csv")
		require.Zero(t, code, stderr)
		assert.Contains(t, stdout, "score "+want+" %")
		assert.Contains(t, stdout, "unanswered: 1 (SOV-1.6)")
		assert.Contains(t, stdout, "SEAL-1 by Commission calculator, bound by SOV-2.2\n")
		assert.Contains(t, stdout, "SEAL-2 by Tags as published by SUSE")
		// The fewest changes to SEAL-3, each criterion below it once: counted by hand in the tags.
		assert.Regexp(t, `(?s)To SEAL-3 by Commission calculator: 7 changes\n  SOV-1\.3 .*SOV-1\.8 .*SOV-2\.2 .*SOV-3\.1 .*SOV-3\.5 .*SOV-6\.1 .*SOV-6\.2 `, stdout)
		assert.Regexp(t, `(?s)To SEAL-3 by Tags as published by SUSE: 3 changes\n  SOV-1\.3 .*SOV-1\.8 .*SOV-2\.2 `, stdout)
	}
}

func TestEveryFormatOfEvaluateHasTheSameScores(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	ids, _ := app.CaseOffers(lib, "are", false)
	ev, err := compare(context.Background(), lib, frameworks, app.Query{Offers: ids}, "2026-11-22")
	require.NoError(t, err)

	args := []string{"evaluate", "--case", "are", "--framework", "assay-core", "--as-of", "2026-11-22", "--format"}
	code, text, stderr := assay(t, nil, append(args, "json")...)
	require.Zero(t, code, stderr)
	var got comparison.Evaluation
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	_, table, _ := assay(t, nil, append(args, "table")...)
	_, csv, _ := assay(t, nil, append(args, "csv")...)
	require.Len(t, got.Offers, len(ids))
	for i, o := range ev.Offers {
		assert.Equal(t, o.Evidenced.Score, got.Offers[i].Evidenced.Score)
		assert.Equal(t, o.Claimed.Score, got.Offers[i].Claimed.Score)
		assert.Regexp(t, string(o.Offer.ID)+` .*`, table)
		for _, r := range []string{"as evidenced", "as claimed"} {
			assert.Contains(t, csv, string(o.Offer.ID)+","+r+",total,")
		}
	}
	assert.Equal(t, strings.Count(csv, "\n"), 1+len(ids)*2*27, "a header; 26 criteria and a total on two bases for each offer")
}
