package briefing_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/offer"
)

var asOf = offer.Date{Year: 2026, Month: 11, Day: 22}

// compare evaluates the lead deals of several cases of the embedded library, or the whole
// choice of one.
func compare(t testing.TB, cases ...string) comparison.Evaluation {
	t.Helper()
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	ids, err := app.LeadOffers(lib, cases)
	require.NoError(t, err)
	ev, err := app.Brief(t.Context(), app.Embedded{Library: lib}, frameworks, app.Query{Offers: ids, AsOf: asOf})
	require.NoError(t, err)
	return ev
}

func brief(t testing.TB, cases ...string) briefing.Briefing {
	t.Helper()
	b, err := briefing.New(compare(t, cases...))
	require.NoError(t, err)
	return b
}

func leads(t testing.TB) briefing.Briefing { return brief(t, "are", "est", "kor", "ind") }

func writePDF(t testing.TB, b briefing.Briefing) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, b.WritePDF(&buf))
	return buf.Bytes()
}

// run runs a program of the system on a file with the given content and returns what it prints.
func run(t testing.TB, data []byte, program string, args ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "briefing.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", file)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Run(), "%s: %s%s", program, stdout.String(), stderr.String())
	return stdout.Bytes()
}

// The same comparison gives the same bytes, whatever the machine does beside it.
func TestBytesAreTheSame(t *testing.T) {
	first := leads(t)
	pdf := writePDF(t, first)
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		again := leads(t)
		got := writePDF(t, again)
		runtime.GOMAXPROCS(before)
		assert.Equal(t, string(first.JSON), string(again.JSON), "JSON at GOMAXPROCS=%d", procs)
		assert.True(t, bytes.Equal(pdf, got), "PDF at GOMAXPROCS=%d", procs)
	}
	assert.True(t, bytes.Equal(pdf, writePDF(t, first)), "the same value written twice")
}

func TestTheHashIsTheJSONs(t *testing.T) {
	b := leads(t)
	sum := sha256.Sum256(b.JSON)
	assert.Equal(t, hex.EncodeToString(sum[:]), b.Hash)
	assert.Equal(t, "assay-briefing-2026-11-22-"+b.Hash[:8]+".pdf", b.FileName("pdf"))
	facts := map[string]string{}
	for _, f := range b.Facts() {
		facts[f.Label] = f.Value
	}
	assert.Equal(t, "sha256:"+b.Hash, facts["Data fingerprint"])
	assert.Equal(t, "2026-11-22", facts["As of"])
	assert.Equal(t, "assay-core@1", facts["Framework"])
}

func TestTheJSONIsCanonical(t *testing.T) {
	b := leads(t)
	assert.True(t, bytes.HasSuffix(b.JSON, []byte("}\n")))
	assert.NotContains(t, string(b.JSON), `\u003c`, "no escapes for HTML")
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, b.JSON, "", "  "))
	assert.Equal(t, indented.String(), string(b.JSON))
	var back struct {
		Kind   string `json:"kind"`
		AsOf   string `json:"as_of"`
		Offers []struct {
			Evidenced struct {
				Score struct{ Lo, Hi float64 } `json:"score"`
			} `json:"evidenced"`
		} `json:"offers"`
		Order json.RawMessage `json:"order"`
	}
	require.NoError(t, json.Unmarshal(b.JSON, &back))
	assert.Equal(t, "profiles", back.Kind)
	assert.Empty(t, back.Order, "four countries' deals are not ranked")
	for i, o := range b.Ev.Offers {
		assert.Equal(t, o.Evidenced.Score.Lo, back.Offers[i].Evidenced.Score.Lo)
		assert.Equal(t, o.Evidenced.Score.Hi, back.Offers[i].Evidenced.Score.Hi)
	}
}

// A changed fact is a changed fingerprint.
func TestTheHashFollowsTheFacts(t *testing.T) {
	ev := compare(t, "est")
	before, err := briefing.New(ev)
	require.NoError(t, err)
	ev.Offers[0].Offer.Summary += "."
	after, err := briefing.New(ev)
	require.NoError(t, err)
	assert.NotEqual(t, before.Hash, after.Hash)
}

func TestTheJSONIsAttached(t *testing.T) {
	b := leads(t)
	got := run(t, writePDF(t, b), "qpdf", "--show-attachment=evaluation.json", "FILE")
	assert.True(t, bytes.Equal(b.JSON, got))
}

func TestQPDFFindsNothing(t *testing.T) {
	for _, cases := range [][]string{{"are", "est", "kor", "ind"}, {"are"}, {"ref"}} {
		out := run(t, writePDF(t, brief(t, cases...)), "qpdf", "--check", "FILE")
		assert.Contains(t, string(out), "No syntax or stream encoding errors found")
	}
}

func TestTitles(t *testing.T) {
	profiles, choice := leads(t), brief(t, "are")
	assert.Equal(t, "Sovereign-AI partnership offers side by side", profiles.Title())
	assert.Equal(t, "Sovereign-AI partnership offers: scored briefing", choice.Title())
	choice.Ev.Title = "What to sign"
	assert.Equal(t, "What to sign", choice.Title())
}
