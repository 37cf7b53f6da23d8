package testkit

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// other is a host that resolves and where nobody answers.
const other = "localhost:65530"

func TestWhatAPageMustNotDoFailsTheTest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, csp, body, want string
	}{
		{"console.error", "", `<script>console.error("out of", {cheese: 1})</script>`, `console.error: "out of" Object`},
		{"console.assert", "", `<script>console.assert(1 > 2, "order")</script>`, `console.assert: "order"`},
		{"uncaught error", "", `<script>throw new Error("boom")</script>`, `script error: Uncaught Error: boom`},
		{"uncaught error after the page has loaded", "", `<script>setTimeout(() => { throw new Error("late") }, 30)</script>`, `Error: late`},
		{"rejection nobody handles", "", `<script>Promise.reject(new Error("no"))</script>`, `script error: Uncaught (in promise) Error: no`},
		{"script against the policy", "default-src 'self'", `<script>1</script>`, `content security policy: script-src-elem: kInlineViolation`},
		{"style attribute against the policy", "default-src 'self'", `<p style="color: red">x`, `content security policy: style-src-attr: kInlineViolation`},
		{"handler against the policy", "default-src 'self'", `<p onclick="1">x`, `content security policy: script-src-attr: kInlineViolation`},
		{"eval against the policy", "default-src 'self' 'unsafe-inline'", `<script>eval("1")</script>`, `content security policy: script-src: kEvalViolation`},
		{"image against the policy", "default-src 'self'", `<img alt="" src="//` + other + `/x.png">`, `content security policy: img-src: kURLViolation http://` + other + `/x.png`},
		{"image of another host", "", `<img alt="" src="//` + other + `/x.png">`, `request to another host: http://` + other + `/x.png`},
		{"frame of another site", "", `<iframe src="http://` + other + `/f"></iframe>`, `request to another host: http://` + other + `/f`},
		{"fetch from another host", "", `<script>fetch("http://` + other + `/f").catch(() => {})</script>`, `request to another host: http://` + other + `/f`},
		{"socket to another host", "", `<script>new WebSocket("ws://` + other + `/s")</script>`, `request to another host: ws://` + other + `/s`},
		{"name on the internet", "", `<img alt="" src="https://example.com/x.png">`, `console: Failed to load resource: net::ERR_NAME_NOT_RESOLVED https://example.com/x.png`},
		{"missing image", "", `<img alt="" src="/none.png">`, `status 404: `},
		{"missing page", "", `<script>location = "/none"</script>`, `status 404: `},
		{"another window", "", `<script>open("/page")</script>`, `another window`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := serve(t, tt.csp, site{"GET /page": tt.body})
			said := record(t, func(t testing.TB) { NewBrowser(t, base).Open("/page") })
			assert.Contains(t, strings.Join(said, "\n"), tt.want)
		})
	}
}

func TestACleanPagePasses(t *testing.T) {
	t.Parallel()
	base := serve(t, "default-src 'self' 'unsafe-inline'; img-src 'self' data:", site{
		"GET /page": `<h1>Hello</h1><img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
			<script>console.log("fine"); console.warn("well"); fetch("/data")</script>`,
		"GET /data": "",
	})
	assert.Empty(t, record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.Open("/page")
		assert.Equal(t, "Hello", b.Text("h1"))
		assert.Equal(t, "/page", b.Path())
	}))
}

func TestAPolicyThatOnlyReportsFailsTheTestToo(t *testing.T) {
	t.Parallel()
	base := serveHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy-Report-Only", "default-src 'self'")
		answer(w, "", http.StatusOK, `<p style="color: red">x`)
	}))
	said := record(t, func(t testing.TB) { NewBrowser(t, base).Open("/") })
	assert.Equal(t, []string{"content security policy: style-src-attr: kInlineViolation"}, said)
}

func TestAHostThatOnlyBeginsLikeOursIsAnother(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": `<img alt="" src="http://127.0.0.1:90011/x">`})
	w, err := newWatcher("http://127.0.0.1:9001/")
	require.NoError(t, err)
	for _, u := range []string{"http://127.0.0.1:90011/x", "http://127.0.0.1:9001.example/x", "http://127.0.0.1:9001@example.com/", "ftp://x/"} {
		w.destination(u)
	}
	for _, u := range []string{"http://127.0.0.1:9001/x", "ws://127.0.0.1:9001/", "data:,x", "blob:http://127.0.0.1:9001/1", "about:blank"} {
		w.destination(u)
	}
	assert.Len(t, w.all(), 4)
	_, err = newWatcher("127.0.0.1:9001")
	require.Error(t, err)
	_, err = newWatcher(base + "/sub")
	require.Error(t, err)
}

func TestAWatcherKnowsWhatIsStillToCome(t *testing.T) {
	t.Parallel()
	w, err := newWatcher("http://127.0.0.1:9001")
	require.NoError(t, err)
	steps := []struct {
		event any
		busy  string
	}{
		{&network.EventRequestWillBeSent{RequestID: "1", LoaderID: "old", Request: &network.Request{URL: "http://127.0.0.1:9001/a"}}, "http://127.0.0.1:9001/a"},
		{&network.EventRequestWillBeSent{RequestID: "2", LoaderID: "old", Request: &network.Request{URL: "data:,b"}}, "data:,b http://127.0.0.1:9001/a"},
		{&network.EventLoadingFinished{RequestID: "1"}, "data:,b"},
		{&page.EventFrameRequestedNavigation{FrameID: "f"}, "a page data:,b"}, // before there is a request
		{&page.EventFrameNavigated{Frame: &cdp.Frame{ID: "f", LoaderID: "new"}}, "a page"},
		{&page.EventFrameStoppedLoading{FrameID: "f"}, ""},
		{&network.EventRequestWillBeSent{RequestID: "3", LoaderID: "new", Request: &network.Request{URL: "data:,c"}}, "data:,c"},
		{&network.EventLoadingFailed{RequestID: "3"}, ""},
		{&network.EventRequestWillBeSent{RequestID: "4", LoaderID: "new", Request: &network.Request{URL: "data:,d"}}, "data:,d"},
		{&network.EventResponseReceived{RequestID: "4", Type: network.ResourceTypeEventSource, Response: &network.Response{Status: 200}}, ""},
	}
	for _, s := range steps {
		w.event(s.event)
		assert.Equal(t, s.busy, w.busy())
	}
	assert.Empty(t, w.all())
}

func TestAnAnnouncedStatusPasses(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": `<a href="/gone">on</a>`})
	assert.Empty(t, record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.AllowStatus(http.StatusNotFound)
		b.Open("/page")
		b.Click("a")
		assert.Equal(t, "No such page", b.Text("h1"))
		assert.NotZero(t, Eval[int](b, `fetch("/gone too").then(r => r.status)`))
	}))
	broken := serve(t, "", site{"GET /page": `<img alt="" src="/none.png"><script src="/none.js"></script><link rel="stylesheet" href="/none.css">`})
	said := record(t, func(t testing.TB) {
		b := NewBrowser(t, broken)
		b.AllowStatus(http.StatusNotFound)
		b.Open("/page")
	})
	assert.ElementsMatch(t, []string{"status 404: " + broken + "/none.png", "status 404: " + broken + "/none.js", "status 404: " + broken + "/none.css"}, said)
	assert.Len(t, record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.AllowStatus(http.StatusUnprocessableEntity)
		b.Open("/gone")
	}), 1)
}

func TestViewSetsWidthAndScheme(t *testing.T) {
	t.Parallel()
	b := NewBrowser(t, serve(t, "", site{"GET /page": ""}))
	b.Open("/page")
	const seen = `[innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(prefers-reduced-motion)").matches]`
	assert.Equal(t, []any{1280.0, false, true}, Eval[[]any](b, seen))
	b.View(320, 640, "dark")
	assert.Equal(t, []any{320.0, true, true}, Eval[[]any](b, seen))
	b.View(800, 640, "light")
	assert.Equal(t, []any{800.0, false, true}, Eval[[]any](b, seen))
}

func TestScriptsCanBeOff(t *testing.T) {
	t.Parallel()
	b := NewBrowser(t, serve(t, "", site{"GET /page": `<h1>Off</h1><noscript><p>Plain</p></noscript><script>document.querySelector("h1").textContent = "On"</script>`}))
	b.Open("/page")
	assert.Equal(t, "On", b.Text("h1"))
	b.Scripts(false)
	b.Open("/page")
	assert.Equal(t, "Off", b.Text("h1"))
	assert.Equal(t, "Plain", b.Text("noscript p"))
	b.Accessible("with scripts off")
	assert.Equal(t, "Off", b.Text("h1"))
	b.Open("/page")
	assert.Equal(t, "Off", b.Text("h1"))
	b.Scripts(true)
	b.Open("/page")
	assert.Equal(t, "On", b.Text("h1"))
}

func TestWindowsShareNothing(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": ""})
	first, second := NewBrowser(t, base), NewBrowser(t, base)
	first.Open("/page")
	Eval[string](first, `document.cookie = "a=1"`)
	second.Open("/page")
	assert.Equal(t, "a=1", Eval[string](first, `document.cookie`))
	assert.Empty(t, Eval[string](second, `document.cookie`))
	assert.True(t, Eval[bool](first, `document.hasFocus()`), "each window is the one in front")
	assert.True(t, Eval[bool](second, `document.hasFocus()`))
}

func TestWhatCannotBeDoneEndsTheTest(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": "<p>x<b hidden>y</b>"})
	tests := []struct {
		name, want string
		do         func(*Browser)
	}{
		{"no such element to read", "no element h2", func(b *Browser) { b.Text("h2") }},
		{"no such element to click", "no visible element h2", func(b *Browser) { b.Click("h2") }},
		{"nothing to see to click", "no visible element b", func(b *Browser) { b.Click("b") }},
		{"no such key", `no key "Entre"`, func(b *Browser) { b.Press("Entre") }},
		{"an expression that throws", "ReferenceError: nonsense", func(b *Browser) { Eval[int](b, "nonsense") }},
		{"no such scheme", "sepia", func(b *Browser) { b.View(320, 640, "sepia") }},
		{"nobody answers", "ERR_CONNECTION_REFUSED", func(b *Browser) { b.base = "http://" + other; b.Open("/") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			reached := false
			said := record(t, func(t testing.TB) {
				b := NewBrowser(t, base)
				b.Open("/page")
				tt.do(b)
				reached = true
			})
			assert.False(t, reached)
			assert.Contains(t, strings.Join(said, "\n"), tt.want)
		})
	}
}

func TestScreenshotShowsTheWholePage(t *testing.T) {
	t.Parallel()
	b := NewBrowser(t, serve(t, "", site{"GET /page": `<style>body{margin: 0}</style><div style="height: 2000px">`}))
	b.View(320, 640, "light")
	b.Open("/page")
	file := filepath.Join(t.TempDir(), "page.png")
	b.Screenshot(file)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	size, err := png.DecodeConfig(bytes.NewReader(data))
	require.NoError(t, err)
	assert.Equal(t, "320 2000", fmt.Sprint(size.Width, " ", size.Height))
}

func TestOpenGoesWhereItIsAlready(t *testing.T) {
	t.Parallel()
	b := NewBrowser(t, serve(t, "", site{"GET /page": `<h1>Here</h1>`}))
	for _, path := range []string{"/page", "/page", "/page#end", "/page#end", "/page#start", "/page"} {
		b.Open(path)
		assert.Equal(t, path, b.Path())
		assert.Equal(t, "Here", b.Text("h1"))
	}
}

func TestOpenWaitsForWhatThePageLoads(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		answer(w, "", http.StatusOK, `<h1>Waiting</h1><script>fetch("/slow").then(r => r.text()).then(s => document.querySelector("h1").textContent = s)</script>`)
	})
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond)
		fmt.Fprint(w, "Here")
	})
	b := NewBrowser(t, serveHandler(t, mux))
	b.Open("/page")
	assert.Equal(t, "Here", b.Text("h1"))
}
