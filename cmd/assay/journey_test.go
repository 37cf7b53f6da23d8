package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/phrase"
	"assay/internal/testkit"
)

// journeyPages are the pages of the main job, in the order an analyst meets them.
var journeyPages = []string{
	"/", "/compare", "/compare?view=criteria", "/offers/are-stargate", "/evidence/reuters-via-zawya-2025-05-22",
	"/offers", "/cases", "/cases/est", "/methods", "/methods/assay-core/1", "/methods/eu-csf/2026-06", "/briefing.html", "/report?about=/offers", "/no-such-page",
}

// TestJourney drives a real browser over the real program: from the first screen to a briefing
// whose numbers are those of the page, the command line and the JSON.
func TestJourney(t *testing.T) {
	t.Parallel()
	s := start(t, dataDir(t))
	base := strings.TrimSuffix(s.url, "/")

	t.Run("from the first screen to a source", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Open("/")
		assert.Contains(t, b.Text("h1"), "Four countries")
		b.Click(`.panel a.button`)
		assert.True(t, strings.HasPrefix(b.Path(), "/compare?offers="), b.Path())
		assert.Equal(t, 4, testkit.Eval[int](b, `document.querySelectorAll("table.compare")[0].tBodies[0].rows.length`))
		b.Click(`.tabs a[href*="view=criteria"]`)
		assert.Contains(t, b.Text("caption"), "Levels from 0")
		b.Click(`thead a[href^="/offers/are-stargate"]`)
		assert.True(t, strings.HasPrefix(b.Path(), "/offers/are-stargate"), b.Path())
		b.Click(`#CE1 .sources a`)
		assert.True(t, strings.HasPrefix(b.Path(), "/evidence/"), b.Path())
		assert.Contains(t, b.Text("main"), "Passage")
		b.Click(`a[href^="/report"]`)
		assert.Contains(t, b.Text("h1"), "Report an error")
	})

	t.Run("by keyboard alone, without scripts", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Scripts(false)
		b.Open("/")
		b.Press("Tab")
		assert.Contains(t, b.Focused(), "Skip to main content")
		b.TabTo(`nav a[href="/compare"]`)
		b.Press("Enter")
		b.TabTo(`#as-of`)
		b.TabTo(`form button[type="submit"]`)
		b.Press("Enter")
		assert.Contains(t, b.Path(), "as_of=")
		b.TabTo(`a[href^="/offers/are-stargate?as_of="]`)
		b.Press("Enter")
		assert.True(t, strings.HasPrefix(b.Path(), "/offers/are-stargate?as_of="), "the date goes along: %s", b.Path())
		b.TabTo(`a[href^="/evidence/"]`)
		b.Press("Enter")
		assert.True(t, strings.HasPrefix(b.Path(), "/evidence/"), b.Path())
	})

	t.Run("saves in the workspace", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Open(strings.TrimPrefix(s.link, base))
		b.Click(`form[action="/open"] button`)
		assert.Equal(t, "/workspace", b.Path())
		assert.Contains(t, b.Text("main"), "Nothing saved yet")
		b.Open("/compare?offers=kor-stargate,kor-foundation-model")
		b.Click("#name")
		b.Type("Seoul's choice")
		b.Press("Enter")
		assert.Contains(t, b.Text(`[role="status"]`), "Seoul's choice")
		b.Open("/workspace")
		b.Click(`a[href^="/comparisons/"]`)
		assert.Contains(t, b.Text("main"), "What the bounds alone decide")
		b.Open("/workspace")
		b.Accessible("/workspace")
	})

	t.Run("readable", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.AllowStatus(http.StatusNotFound)
		readable(t, b, journeyPages...)
	})

	t.Run("the plane fits a telephone, its legend too", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.View(360, 740, "light")
		b.Open("/")
		const hidden = `(() => {
			const c = document.querySelector('.chart[aria-labelledby="plane"]'), edge = c.getBoundingClientRect().right + 1;
			const drawn = [...c.querySelectorAll("text")].filter(t => t.getClientRects().length);
			return drawn.length + " " + (c.scrollWidth - c.clientWidth) + " " + drawn.filter(t => t.getBoundingClientRect().right > edge).length;
		})()`
		assert.Regexp(t, `^[1-9]\d* 0 0$`, testkit.Eval[string](b, hidden), "texts drawn, pixels to scroll, texts beyond the edge")
		b.View(1280, 800, "light")
		b.Open("/")
		assert.Equal(t, 1, testkit.Eval[int](b, `[...document.querySelectorAll('.chart[aria-labelledby="plane"] svg')].filter(s => s.getClientRects().length).length`), "one of the two forms")
	})

	t.Run("page, command line, JSON and PDF agree", func(t *testing.T) { agree(t, s.url) })
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

// allViews, in the environment, has every page looked at in every view: make test-desk.
const allViews = "ASSAY_ALL_VIEWS"

// A view is a window and a colour scheme.
type view struct {
	width, height int64
	scheme        string
}

// views are each width and each scheme once, and with allViews each width in each scheme.
func views() []view {
	vs := []view{{1280, 800, "light"}, {320, 640, "dark"}}
	if os.Getenv(allViews) != "" {
		vs = append(vs, view{1280, 800, "dark"}, view{320, 640, "light"}, view{360, 740, "light"})
	}
	return vs
}

// readable looks at pages in every view: axe-core, nothing that scrolls sideways, in a small
// window with text at 200 % too.
func readable(t testing.TB, b *testkit.Browser, pages ...string) {
	t.Helper()
	for _, v := range views() {
		for _, p := range pages {
			what := fmt.Sprintf("%s at %d px, %s", p, v.width, v.scheme)
			b.View(v.width, v.height, v.scheme)
			b.Open(p)
			b.Accessible(what)
			b.NoSidewaysScroll(what)
			screenshot(t, b, fmt.Sprintf("page%s-%d-%s.png", shotName.Replace(p), v.width, v.scheme))
			assert.Empty(t, testkit.Eval[[]string](b, wideWithoutRegion), "%s: a wide table stands in a region that can be named and focused", what)
			if v.width == 320 {
				b.TextZoom200()
				b.NoSidewaysScroll(what + " at 200 % text")
				assert.Empty(t, testkit.Eval[[]string](b, wideWithoutRegion), "%s at 200 %% text", what)
			}
		}
	}
}

// shotName makes a path part of a file's name.
var shotName = strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-", ",", "-")

// wideWithoutRegion finds what scrolls sideways without being a focusable, named region.
const wideWithoutRegion = `[...document.querySelectorAll("main *")].filter(e =>
	e.scrollWidth > e.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) &&
	!(e.tabIndex === 0 && e.getAttribute("role") === "region" && (e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby")))))
	.map(e => e.outerHTML.slice(0, 150))`

// screenshot keeps a picture for people when ASSAY_SHOTS names a directory.
func screenshot(t testing.TB, b *testkit.Browser, name string) {
	t.Helper()
	dir := os.Getenv("ASSAY_SHOTS")
	if dir == "" {
		return
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	b.Screenshot(filepath.Join(dir, name))
}

// agree compares the four lead deals on one day in every form the program has.
func agree(t *testing.T, address string) {
	const day = "2026-11-22"
	dir := t.TempDir()
	pdfFile, jsonFile := filepath.Join(dir, "b.pdf"), filepath.Join(dir, "b.json")
	for _, f := range []string{pdfFile, jsonFile} {
		code, _, stderr := assay(t, nil, "brief", "--cases", "are,est,kor,ind", "--as-of", day, "-o", f)
		require.Zero(t, code, stderr)
	}
	var fromCLI, fromPage comparison.Evaluation
	require.NoError(t, json.Unmarshal([]byte(read(t, jsonFile)), &fromCLI))
	served := fetch(t, address+"briefing.json?as_of="+day)
	require.NoError(t, json.Unmarshal(served, &fromPage))
	assert.Equal(t, read(t, jsonFile), string(served), "the same facts give the same bytes")
	html := testkit.HTML(t, fetch(t, address+"compare?as_of="+day))
	scores := html.Find("table.compare .figure data").Each()
	servedPDF := filepath.Join(dir, "served.pdf")
	require.NoError(t, os.WriteFile(servedPDF, fetch(t, address+"briefing.pdf?as_of="+day), 0o644))
	texts := map[string]string{"file": pdfText(t, pdfFile), "served": pdfText(t, servedPDF)}

	require.Len(t, fromCLI.Offers, 4)
	require.Len(t, fromPage.Offers, 4)
	require.Len(t, scores, 4)
	for i, o := range fromCLI.Offers {
		assert.Equal(t, o.Offer.ID, fromPage.Offers[i].Offer.ID)
		assert.Equal(t, o.Evidenced.Score, fromPage.Offers[i].Evidenced.Score)
		assert.Equal(t, o.Claimed.Score, fromPage.Offers[i].Claimed.Score)
		assert.Equal(t, o.Evidenced.Floor, fromPage.Offers[i].Evidenced.Floor)
		shown := fmt.Sprintf("%.17g %.17g", o.Evidenced.Score.Lo, o.Evidenced.Score.Hi)
		assert.Equal(t, shown, scores[i].Attr("value"), "the page's own figure for %s", o.Offer.ID)
		assert.Equal(t, phrase.Span(o.Evidenced.Score), scores[i].Text())
		for name, text := range texts {
			assert.Contains(t, text, "Score "+phrase.Span(o.Evidenced.Score)+" of 100 as evidenced, "+phrase.Span(o.Claimed.Score)+" as claimed", "PDF, %s", name)
		}
	}
	code, stdout, stderr := assay(t, nil, "evaluate", "--case", "are", "--as-of", day)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, phrase.Span(fromPage.Offers[0].Evidenced.Score))
}

func fetch(t testing.TB, address string) []byte {
	t.Helper()
	resp, err := http.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode, address)
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return data
}

// pdfText returns a PDF's text on one line, as poppler reads it.
func pdfText(t testing.TB, file string) string {
	t.Helper()
	out, err := exec.Command("pdftotext", file, "-").Output()
	require.NoError(t, err, "pdftotext is missing or fails: run sudo make deps")
	return strings.Join(strings.Fields(string(out)), " ")
}
