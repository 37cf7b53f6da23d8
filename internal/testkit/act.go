package testkit

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// Click clicks the first element that matches a selector, with the mouse as a person does, and
// waits for what it leads to: a click on a link or a button returns on the next page. The element
// has to be visible; what lies on top of it gets the click.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.find(selector, "visible element", `e?.checkVisibility({visibilityProperty: true}) ?? false`)
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	b.rest(brisk)
}

// Choose gives a file to the first field that matches a selector, as a person does in the
// browser's own window, which a test cannot open.
func (b *Browser) Choose(selector, file string) {
	b.t.Helper()
	b.find(selector, "visible element", `e?.checkVisibility({visibilityProperty: true}) ?? false`)
	b.do(chromedp.SetUploadFiles(chromedp.CSS(selector), []string{file}))
	b.rest(brisk)
}

// keys are those a journey without a mouse needs, by their names in the standard of UI events.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

// Press presses keys one after the other: Tab, Enter, Space, Escape, ArrowDown and so on, also
// with Shift+ before the name. Like Click it waits for what they lead to.
func (b *Browser) Press(names ...string) {
	b.t.Helper()
	for _, name := range names {
		plain, shifted := strings.CutPrefix(name, "Shift+")
		key, ok := keys[plain]
		require.True(b.t, ok, "no key %q: text goes through Type", name)
		var opts []chromedp.KeyOption
		if shifted {
			opts = append(opts, chromedp.KeyModifiers(chromedp.ModifierShift))
		}
		b.do(chromedp.KeyEvent(key, opts...))
		if plain != "Tab" {
			b.rest(brisk)
		}
	}
}

// Type types text into what has the focus.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
	b.rest(brisk)
}

// TabTo presses Tab until an element that matches a selector has the focus. It fails the test
// when the focus comes round without meeting one.
func (b *Browser) TabTo(selector string) {
	b.t.Helper()
	match := fmt.Sprintf(`document.activeElement?.matches(%s) ?? false`, quote(selector))
	var seen []string
	for range 500 {
		b.Press("Tab")
		if Eval[bool](b, match) {
			return
		}
		seen = append(seen, b.Focused())
		if seen[len(seen)-1] == "body" && len(seen) > 1 {
			break
		}
	}
	require.FailNow(b.t, "Tab never reaches "+selector, "it went to:\n%s", strings.Join(seen, "\n"))
}

// Focused describes the element that has the focus, as in: a#skip "Skip to content". It is
// "body" when none has.
func (b *Browser) Focused() string {
	b.t.Helper()
	return Eval[string](b, `(() => {
		const e = document.activeElement
		if (!e || e === document.body || e === document.documentElement) return "body"
		const name = e.getAttribute("aria-label") || e.labels?.[0]?.innerText || e.innerText || e.value || e.name || ""
		return e.localName + (e.id && "#" + e.id) + (name && ' "' + name.replace(/\s+/g, " ").trim().slice(0, 80) + '"')
	})()`)
}

// Text returns the text of the first element that matches a selector, as a reader sees it.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	b.find(selector, "element", `e !== null`)
	return Eval[string](b, fmt.Sprintf(`document.querySelector(%s).innerText`, quote(selector)))
}

// find gives the first element e of a selector a moment to be as it should and ends the test when
// it is not.
func (b *Browser) find(selector, what, should string) {
	b.t.Helper()
	const moment = 2 * time.Second
	found := fmt.Sprintf(`(e => %s)(document.querySelector(%s))`, should, quote(selector))
	for start := time.Now(); !Eval[bool](b, found); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > moment {
			require.FailNow(b.t, "no "+what+" "+selector, "on %s", b.Path())
		}
	}
}

// quote writes a string as JavaScript.
func quote(s string) string {
	b, _ := json.Marshal(s) // never fails for a string
	return string(b)
}
