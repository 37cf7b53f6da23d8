package testkit

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed axe/axe.min.js
var axe string

// axeRun runs the rules of WCAG 2.2 A and AA, those that axe-core leaves off by default among them.
const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(r => JSON.stringify({
	passed: r.passes.length,
	violations: r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 4).map(n => n.target.join(" ") + ": " + n.failureSummary)}))}))`

// axeRunUnscripted is axeRun on a page that was shown without scripts. Axe-core takes whatever stands
// in a noscript for hidden, so it stands behind the noscript for as long as axe-core looks.
const axeRunUnscripted = `(() => {
	const shown = [...document.querySelectorAll("noscript")].map(n => [n, [...n.childNodes]])
	shown.forEach(([n, inside]) => n.after(...inside))
	return ` + axeRun + `.finally(() => shown.forEach(([n, inside]) => n.append(...inside)))
})()`

// Accessible fails the test for every rule of WCAG 2.2 A and AA that axe-core finds violated on
// the page as it stands. What names the page in the failure. A dark page has to set its background:
// axe-core takes a page that leaves it to the browser for white. With the page's scripts off it lets
// scripts run for as long as axe-core, which waits on timers, needs: those of the page stay off,
// since they were passed over when it loaded.
func (b *Browser) Accessible(what string) {
	b.t.Helper()
	look := axeRun
	if !b.scripts {
		look = axeRunUnscripted
		b.Scripts(true)
		defer b.Scripts(false)
	}
	var result struct {
		Passed     int
		Violations []struct {
			ID, Help string
			Nodes    []string
		}
	}
	require.NoError(b.t, json.Unmarshal([]byte(Eval[string](b, axe+";"+look)), &result))
	assert.NotZero(b.t, result.Passed, "%s: axe-core found nothing to check", what)
	for _, v := range result.Violations {
		b.t.Errorf("%s: %s (%s)\n  %s", what, v.Help, v.ID, strings.Join(v.Nodes, "\n  "))
	}
}

// NoSidewaysScroll fails the test when the page is wider than the window. What scrolls inside
// an element of its own is not counted.
func (b *Browser) NoSidewaysScroll(what string) {
	b.t.Helper()
	widths := Eval[[]int](b, `[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]`)
	if widths[0] <= widths[1] {
		return
	}
	wide := Eval[string](b, `[...document.body.querySelectorAll("*")].filter(e => {
		if (e.getBoundingClientRect().right + scrollX <= document.scrollingElement.clientWidth + 0.5) return false
		for (let p = e.parentElement; p !== document.body; p = p.parentElement) {
			if (getComputedStyle(p).overflowX !== "visible") return false
		}
		return true
	}).slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join("\n  ")`)
	b.t.Errorf("%s scrolls sideways: %d pixels in a window of %d\n  %s", what, widths[0], widths[1], wide)
}

// TextZoom200 doubles the reader's font size, as the browser's setting does, until the next View.
// It fails the test for text on the page that stays as it was; only drawings may.
func (b *Browser) TextZoom200() {
	b.t.Helper()
	const sizes = `[...document.body.querySelectorAll("*:not(svg, svg *)")]
		.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
		.map(e => ({Size: parseFloat(getComputedStyle(e).fontSize), HTML: e.outerHTML.slice(0, 120)}))`
	type sized struct {
		Size float64
		HTML string
	}
	before := Eval[[]sized](b, sizes)
	b.do(fontSize(200))
	after := Eval[[]sized](b, sizes)
	require.Len(b.t, after, len(before), "the page changed under the zoom")
	for i := range after {
		assert.Greater(b.t, after[i].Size, before[i].Size, "text does not follow the reader's font size: %s", after[i].HTML)
	}
}
