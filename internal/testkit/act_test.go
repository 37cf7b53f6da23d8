package testkit

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shop is a form whose answer is a redirect to a page, each of them slow.
func shop(t *testing.T, delay time.Duration) string {
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(delay)
			answer(w, "default-src 'self'; form-action 'self'", http.StatusOK, body)
		})
	}
	page("GET /{$}", `<a id="skip" href="#form">Skip</a> <nav><a href="/form">To the form</a></nav>
		<details><summary>More</summary><p id="more">Opened</p></details>
		<p><label><input type="checkbox" id="box"> Agree</label></p>`)
	page("GET /form", `<form method="post" action="/order"><label for="what">What</label> <input id="what" name="what"> <button>Order</button></form>`)
	mux.HandleFunc("POST /order", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay)
		http.Redirect(w, r, "/ordered?"+r.PostFormValue("what"), http.StatusSeeOther)
	})
	page("GET /ordered", "<h1>Thank you</h1>")
	return serveHandler(t, mux)
}

func TestJourneyByMouse(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, 20 * time.Millisecond, 400 * time.Millisecond} {
		for _, scripts := range []bool{true, false} {
			t.Run(fmt.Sprint(delay, " scripts ", scripts), func(t *testing.T) {
				t.Parallel()
				b := NewBrowser(t, shop(t, delay))
				b.Scripts(scripts)
				b.Open("/")
				b.Click("summary")
				assert.Equal(t, "Opened", b.Text("#more"))
				b.Click("nav a")
				assert.Equal(t, "/form", b.Path())
				b.Click("#what")
				b.Type("tea & Käse")
				b.Click("button")
				assert.Equal(t, "Thank you", b.Text("h1"))
				assert.True(t, strings.HasPrefix(b.Path(), "/ordered?tea"), b.Path())
			})
		}
	}
}

func TestJourneyByKeyboard(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprint("scripts ", scripts), func(t *testing.T) {
			t.Parallel()
			b := NewBrowser(t, shop(t, 300*time.Millisecond))
			b.Scripts(scripts)
			b.Open("/")
			assert.Equal(t, "body", b.Focused())
			b.Press("Tab")
			assert.Equal(t, `a#skip "Skip"`, b.Focused())
			b.Press("Tab", "Tab")
			assert.Equal(t, `summary "More"`, b.Focused())
			b.Press("Space")
			assert.Equal(t, "Opened", b.Text("#more"))
			b.Press("Tab", "Space")
			assert.True(t, Eval[bool](b, `document.querySelector("#box").checked`))
			assert.Equal(t, `input#box "Agree"`, b.Focused())
			b.Press("Shift+Tab", "Shift+Tab", "Enter")
			assert.Equal(t, "/form", b.Path())
			b.TabTo("#what")
			b.Type("tea")
			b.Press("Enter")
			assert.Equal(t, "/ordered?tea", b.Path())
		})
	}
}

func TestTabToSaysWhereTheFocusWent(t *testing.T) {
	t.Parallel()
	base := shop(t, 0)
	said := strings.Join(record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.Open("/")
		b.TabTo("h1")
	}), "\n")
	assert.Contains(t, said, "Tab never reaches h1")
	assert.Contains(t, said, `summary "More"`)
}

func TestAClickObeysThePolicy(t *testing.T) {
	t.Parallel()
	base := serve(t, "default-src 'self'", site{"GET /page": `<button onclick="document.title = 'clicked'">Go</button>`})
	said := record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.Open("/page")
		b.Click("button")
		assert.Equal(t, "Test", Eval[string](b, "document.title"))
	})
	assert.Equal(t, []string{"content security policy: script-src-attr: kInlineViolation"}, said)
}

func TestAClickThatLeadsToNoPageReturns(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		answer(w, "", http.StatusOK, `<a id="here" href="#end">Down</a> <a id="none" href="/none">Nothing</a> <a id="file" href="/file">A file</a> <p id="end">End</p>`)
	})
	mux.HandleFunc("GET /none", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="a.pdf"`)
		_, _ = w.Write([]byte("%PDF-1.7"))
	})
	b := NewBrowser(t, serveHandler(t, mux))
	b.Open("/page")
	b.Click("#here")
	assert.Equal(t, "/page#end", b.Path())
	b.Click("#none")
	b.Click("#file")
	assert.Equal(t, "/page#end", b.Path())
	assert.Equal(t, "End", b.Text("#end"))
}

func TestAClickHitsWhatIsOnTop(t *testing.T) {
	t.Parallel()
	b := NewBrowser(t, serve(t, "", site{"GET /page": `<div style="height: 3000px"></div><button onclick="document.title = 'below'">Go</button>
		<div style="position: fixed; inset: 0" onclick="document.title = 'on top'"></div>`}))
	b.Open("/page")
	b.Click("button")
	assert.Equal(t, "on top", Eval[string](b, "document.title"))
}

func TestAFileIsGiven(t *testing.T) {
	t.Parallel()
	base := serve(t, "", site{"GET /page": `<input type="file" id="file"><input type="file" id="hidden" hidden>`})
	file := filepath.Join(t.TempDir(), "letter.txt")
	require.NoError(t, os.WriteFile(file, []byte("Dear all"), 0o600))
	for _, scripts := range []bool{true, false} {
		b := NewBrowser(t, base)
		b.Scripts(scripts)
		b.Open("/page")
		b.Choose("#file", file)
		assert.Equal(t, "letter.txt 8", Eval[string](b, `(f => f.name + " " + f.size)(document.querySelector("#file").files[0])`))
	}
	assert.Contains(t, strings.Join(record(t, func(t testing.TB) {
		b := NewBrowser(t, base)
		b.Open("/page")
		b.Choose("#hidden", file)
	}), "\n"), "no visible element #hidden")
}
