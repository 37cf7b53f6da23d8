package testkit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAccessibleFindsViolations(t *testing.T) {
	t.Parallel()
	const fine = `<h1>A page</h1><p>Text</p><img alt="A cat" src="data:,"><p><a href="/">Home</a></p>
		<form><label>Name <input name="n" autocomplete="name"></label> <button>Send</button></form>`
	tests := []struct {
		name, scheme, body string
		want               []string // the rules of axe-core, by their names there
	}{
		{"nothing", "light", fine, nil},
		{"nothing in the dark", "dark", fine + `<style>html { color-scheme: light dark; background: Canvas }</style>`, nil},
		{"image without a text", "light", fine + `<img src="data:,">`, []string{"image-alt"}},
		{"low contrast", "light", fine + `<p style="color: #aaa; background: #fff">faint`, []string{"color-contrast"}},
		{"low contrast in the dark only", "dark", fine + `<style>@media (prefers-color-scheme: dark) { .n { color: #444; background: #222 } }</style><p class="n">faint`, []string{"color-contrast"}},
		{"the same in the light", "light", fine + `<style>@media (prefers-color-scheme: dark) { .n { color: #444; background: #222 } }</style><p class="n">faint`, nil},
		{"field without a label", "light", fine + `<input name="m" style="height: 30px">`, []string{"label"}},
		{"scrolling region without the keyboard", "light", fine + `<div style="width: 99px; height: 40px; overflow: auto"><p style="width: 999px">` + strings.Repeat("far to the right ", 20) + `</p></div>`, []string{"scrollable-region-focusable"}},
		{"targets too small, new in WCAG 2.2", "light", fine + `<button style="all: unset; font-size: 8px; width: 10px; height: 10px">a</button><button style="all: unset; font-size: 8px; width: 10px; height: 10px">b</button>`, []string{"target-size"}},
		{"two at once", "light", fine + `<img src="data:,"><p style="color: #aaa; background: #fff">faint`, []string{"color-contrast", "image-alt"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := serve(t, "", site{"GET /page": tt.body})
			said := record(t, func(t testing.TB) {
				b := NewBrowser(t, base)
				b.View(1280, 800, tt.scheme)
				b.Open("/page")
				b.Accessible("the page")
			})
			require.Len(t, said, len(tt.want), strings.Join(said, "\n"))
			for i, rule := range tt.want {
				assert.Contains(t, said[i], "("+rule+")")
				assert.True(t, strings.HasPrefix(said[i], "the page: "))
			}
		})
	}
}

func TestAccessibleWorksUnderAStrictPolicyAndWithScriptsOff(t *testing.T) {
	t.Parallel()
	base := serve(t, "default-src 'none'; img-src data:", site{"GET /page": `<h1>A page</h1><img src="data:,">`})
	for _, scripts := range []bool{true, false} {
		said := record(t, func(t testing.TB) {
			b := NewBrowser(t, base)
			b.Scripts(scripts)
			b.Open("/page")
			b.Accessible("the page")
		})
		require.Len(t, said, 1, strings.Join(said, "\n"))
		assert.Contains(t, said[0], "(image-alt)")
	}
}

func TestAccessibleSeesWhatIsShownWithoutScripts(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": `<h1>A page</h1><noscript><p style="color: #aaa; background: #fff">faint</p></noscript>`})
	for scripts, want := range map[bool][]string{true: nil, false: {"(color-contrast)"}} {
		said := record(t, func(t testing.TB) {
			b := NewBrowser(t, base)
			b.Scripts(scripts)
			b.Open("/page")
			b.Accessible("the page")
			assert.Equal(t, !scripts, Eval[bool](b, `document.querySelector("noscript > p") !== null`), "the page is as it was")
		})
		require.Len(t, said, len(want), strings.Join(said, "\n"))
		for i, rule := range want {
			assert.Contains(t, said[i], rule)
		}
	}
}

func TestNoSidewaysScroll(t *testing.T) {
	t.Parallel()
	const wide = `<p id="wide" style="width: 400px">wide`
	tests := []struct {
		name, body string
		width      int64
		want       string
	}{
		{"narrow page", "<p>text that wraps, and wraps, and wraps, and wraps, and wraps", 320, ""},
		{"wide page", wide, 320, `the page scrolls sideways: 408 pixels in a window of 320` + "\n" + `  <p id="wide"`}, // body's margin of 8
		{"wide page in a wide window", wide, 480, ""},
		{"a region of its own", `<div style="overflow-x: auto">` + wide + `</div>`, 320, ""},
		{"a wide page with such a region", wide + `</p><div style="overflow-x: auto"><p id="innocent" style="width: 400px">x</div>`, 320, "408 pixels"},
		{"a word that does not break", strings.Repeat("verylong", 20), 320, "the page scrolls sideways"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := serve(t, "", site{"GET /page": tt.body})
			said := strings.Join(record(t, func(t testing.TB) {
				b := NewBrowser(t, base)
				b.View(tt.width, 640, "light")
				b.Open("/page")
				b.NoSidewaysScroll("the page")
			}), "\n")
			if tt.want == "" {
				assert.Empty(t, said)
			} else {
				assert.Contains(t, said, tt.want)
				assert.NotContains(t, said, "innocent")
			}
		})
	}
}

func TestTextZoom200(t *testing.T) {
	t.Parallel()
	base := serve(t, "style-src 'unsafe-inline'", site{
		"GET /page": `<style>h1 { font-size: 1.5rem } p { font-size: 0.9em }</style><h1>Title</h1><p>text<b>bold</b></p>
			<svg role="img"><text style="font-size: 10px">drawn</text></svg>`,
		"GET /fixed": `<p>grows <b style="font-size: 14px">does not</b></p>`,
		"GET /wide":  `<p style="width: 12em">twelve</p>`,
	})
	const sizes = `["html", "h1", "p", "b"].map(s => getComputedStyle(document.querySelector(s)).fontSize)`
	b := NewBrowser(t, base)
	b.View(320, 640, "light")
	b.Open("/page")
	b.TextZoom200()
	assert.Equal(t, []string{"32px", "48px", "28.8px", "28.8px"}, Eval[[]string](b, sizes)) // 16 × 2, × 1.5, × 0.9
	b.Open("/page")
	assert.Equal(t, "32px", Eval[[]string](b, sizes)[0], "the next page is zoomed too")
	b.View(320, 640, "light")
	assert.Equal(t, "16px", Eval[[]string](b, sizes)[0])

	b.Open("/wide")
	b.NoSidewaysScroll("at 100 %") // 12 × 16 + 8 = 200
	assert.Contains(t, strings.Join(record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.View(320, 640, "light")
		b.Open("/wide")
		b.TextZoom200()
		b.NoSidewaysScroll("the page")
	}), "\n"), "392 pixels in a window of 320") // 12 × 32 + 8

	assert.Contains(t, strings.Join(record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.Open("/fixed")
		b.TextZoom200()
	}), "\n"), `text does not follow the reader's font size: <b style="font-size: 14px">does not</b>`)
}
