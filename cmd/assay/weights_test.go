package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/testkit"
)

const weighPath = "/weights?as_of=2026-11-22&offers=are-stargate,are-k2-think,open-weights-gpt-oss,domestic-stack"

// retype replaces what stands in a number field of up to three digits.
func retype(b *testkit.Browser, selector, text string) {
	b.Click(selector)
	b.Press("End", "Backspace", "Backspace", "Backspace")
	b.Type(text)
}

// newLink is another one-time link to the workspace.
func newLink(t testing.TB, dir string) string {
	t.Helper()
	out, err := program(t, nil, "link", "--data", dir).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// settled waits until the result on the page is that of what was typed.
func settled(b *testkit.Browser) {
	testkit.Eval[bool](b, `new Promise(done => { const t = setInterval(() => { if (!document.querySelector("[aria-busy]")) { clearInterval(t); done(true); } }, 10); })`)
}

// results are the scores and chances that the page shows.
func results(b *testkit.Browser) []string {
	return testkit.Eval[[]string](b, `[...document.querySelectorAll("#standings td")].map(c => c.innerText.trim())`)
}

// TestWeightsJourney says what matters in a real browser: with and without scripts, by mouse and
// by keyboard, and two people's weights side by side.
func TestWeightsJourney(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	base := strings.TrimSuffix(s.url, "/")
	path := weighPath

	var typed []string
	t.Run("the result follows what is typed", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Open(path)
		before := results(b)
		assert.Equal(t, 30, testkit.Eval[int](b, `document.querySelectorAll("input[type=range]").length`))
		retype(b, "#chip-exposure", "5")
		settled(b)
		typed = results(b)
		assert.NotEqual(t, before, typed)
		assert.Equal(t, path, b.Path(), "the page stays")
		assert.Equal(t, "5", testkit.Eval[string](b, `document.querySelector("#chip-exposure + input").value`), "the slider says the same")
		assert.Contains(t, testkit.Eval[string](b, `document.querySelector("#weights-said").textContent`), "comes first in")
		b.Click("#weights-result summary")
		b.Click("#SC1 + input[type=range]") // in the middle
		assert.Equal(t, "50", testkit.Eval[string](b, `document.querySelector("#SC1").value`))
		settled(b)
		assert.NotEqual(t, typed, results(b))
		assert.True(t, testkit.Eval[bool](b, `document.querySelector("#weights-result details").open`), "what was opened stays open")
		retype(b, "#SC1", "200")
		settled(b)
		assert.Contains(t, b.Text("#weights-result"), "Points of SC1 must lie between 0 and 100.")
		retype(b, "#SC1", "100")
		settled(b)
		assert.Equal(t, typed, results(b))
		b.Accessible("weights with sliders")
		b.View(320, 640, "light")
		b.Open(path)
		retype(b, "#CL3", "1")
		settled(b)
		assert.True(t, testkit.Eval[bool](b, `(() => { const r = document.querySelector("#weights-said").getBoundingClientRect(); return r.height > 20 && r.bottom <= innerHeight; })()`), "a small window shows the result too")
		b.Accessible("weights in a small window")
		screenshot(t, b, "weights-small.png")
	})

	t.Run("by keyboard alone, without scripts", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Scripts(false)
		b.Open(path)
		assert.Zero(t, testkit.Eval[int](b, `document.querySelectorAll("input[type=range]").length`))
		b.TabTo("#chip-exposure")
		b.Press("End", "Backspace", "Backspace", "Backspace")
		b.Type("5")
		b.Press("Enter")
		assert.Contains(t, b.Path(), "points.chip-exposure=5&")
		assert.Equal(t, typed, results(b), "the same figures as with scripts")
		assert.Equal(t, "5", testkit.Eval[string](b, `document.querySelector("#chip-exposure").value`))
	})

	pages := map[string]string{}
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("two people's weights, scripts %t", scripts), func(t *testing.T) {
			b := testkit.NewBrowser(t, base)
			b.Open(strings.TrimPrefix(newLink(t, dir), base))
			b.Click(`form[action="/open"] button`)
			b.Scripts(scripts)
			b.AllowStatus(http.StatusUnprocessableEntity)
			b.Open(path)
			b.Click("#person")
			b.Type("Mari Tamm")
			b.Click(`button[formmethod="post"]`)
			assert.Contains(t, b.Text("[role=alert]"), "Say why")
			if scripts {
				assert.Contains(t, b.Focused(), "There is a problem")
			}
			b.Accessible("weights with a mistake")
			b.NoSidewaysScroll("weights with a mistake")
			screenshot(t, b, "weights-mistake.png")
			b.Click(`[role=alert] a[href="#reason"]`)
			b.Type("Leaving must stay possible.")
			retype(b, "#chip-exposure", "5")
			b.Click(`button[formmethod="post"]`)
			assert.True(t, strings.HasPrefix(b.Path(), "/weights/"), b.Path())
			assert.Contains(t, b.Text("h1"), "Weights of Mari Tamm")
			pages["stored"] = b.Path()

			b.Click(`a[href^="/weights?"][href*="weights="]`)
			assert.Equal(t, "5", testkit.Eval[string](b, `document.querySelector("#chip-exposure").value`), "new ones start from them")
			retype(b, "#chip-exposure", "100")
			retype(b, "#switching-cost", "10")
			b.Click("#person")
			b.Type("Jaan Kask")
			b.Click("#reason")
			b.Type("Chips first.")
			b.Click(`button[formmethod="post"]`)
			b.Click(`[aria-labelledby="stored"] a[href*="with="]`)
			assert.Equal(t, "Weights of Jaan Kask beside Mari Tamm", b.Text("h1"))
			assert.NotEmpty(t, b.Text("#verdict"))
			pages["beside"] = b.Path()
			b.Click(`[aria-labelledby="side-0"] a[href^="/compare"]`)
			assert.Contains(t, b.Text("#weights-in-force"), "Weights of Jaan Kask")
			pages["compare"] = b.Path()
		})
	}

	t.Run("readable", func(t *testing.T) {
		b := testkit.NewBrowser(t, base)
		b.Open(strings.TrimPrefix(newLink(t, dir), base))
		b.Click(`form[action="/open"] button`)
		readable(t, b, append(slices.Sorted(maps.Values(pages)), path, "/workspace")...)
	})
	require.NoError(t, s.end(t, syscall.SIGTERM))
}
