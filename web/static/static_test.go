package static_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/scene"
	"assay/web/static"
)

func get(t *testing.T, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w
}

// assets are the names of all files that are to be served.
func assets(t *testing.T) []string {
	t.Helper()
	names := []string{"css/scene.css"} // made from the palette
	for _, pattern := range []string{"css/*.css", "js/*.js", "fonts/*.css", "fonts/*.woff2", "img/*.svg"} {
		found, err := fs.Glob(os.DirFS("."), pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		names = append(names, found...)
	}
	return names
}

var types = map[string]string{
	"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "woff2": "font/woff2", "svg": "image/svg+xml",
}

// Every file is there under a name that changes with it, and may be kept for ever.
func TestEveryAssetIsServed(t *testing.T) {
	for _, name := range assets(t) {
		u := static.URL(name)
		stem, ext := name[:strings.LastIndex(name, ".")], name[strings.LastIndex(name, ".")+1:]
		assert.Regexp(t, `^/static/`+regexp.QuoteMeta(stem)+`\.[0-9a-f]{12}\.`+ext+`$`, u)
		w := get(t, u)
		assert.Equal(t, http.StatusOK, w.Code, name)
		assert.Equal(t, types[ext], w.Header().Get("Content-Type"), name)
		assert.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"), name)
		assert.NotEmpty(t, w.Body.Bytes(), name)
		if ext == "woff2" {
			assert.Equal(t, "wOF2", w.Body.String()[:4], name)
		}
	}
}

func TestAPartOfAFile(t *testing.T) {
	w := get(t, static.URL("css/assay.css"), func(r *http.Request) { r.Header.Set("Range", "bytes=0-9") })
	assert.Equal(t, http.StatusPartialContent, w.Code)
	assert.Len(t, w.Body.String(), 10)
}

func TestNothingElseIsServed(t *testing.T) {
	for _, target := range []string{
		"/static/", "/static/css/", "/static/css/assay.css", "/static/css/assay.000000000000.css", "/static/static.go",
		"/static/../static.go", "/static/fonts/LICENSE-SourceSans3.txt", static.URL("css/assay.css") + "/",
	} {
		w := get(t, target)
		assert.Equal(t, http.StatusNotFound, w.Code, target)
		assert.NotContains(t, w.Header().Get("Cache-Control"), "immutable", target)
	}
	assert.PanicsWithValue(t, "static: no asset css/nothing.css", func() { static.URL("css/nothing.css") })
}

var addresses = regexp.MustCompile(`(?:url\(|@import)\s*["']?([^"')\s]+)`)

// Stylesheets ask for nothing but files that are there, here.
func TestStylesheetsStayHere(t *testing.T) {
	met := 0
	for _, name := range assets(t) {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, m := range addresses.FindAllStringSubmatch(static.Text(name), -1) {
			met++
			assert.Equal(t, http.StatusOK, get(t, m[1]).Code, "%s in %s", m[1], name)
		}
	}
	assert.GreaterOrEqual(t, met, 10, "the fonts")
}

// The policy forbids eval and inline script, so scripts must do without.
func TestScriptsNeedNoEval(t *testing.T) {
	for _, name := range assets(t) {
		if strings.HasSuffix(name, ".js") {
			for _, bad := range []string{"eval(", "new Function", "innerHTML", "document.write", "http:", "https:"} {
				assert.NotContains(t, static.Text(name), bad, name)
			}
		}
	}
}

func TestThePaletteIsServed(t *testing.T) {
	assert.Equal(t, scene.Stylesheet(), static.Text("css/scene.css"))
}

// Every class of a colour in a drawing has its rule.
func TestEveryColourHasItsRule(t *testing.T) {
	css := static.Text("css/scene.css")
	for _, token := range scene.Tokens() {
		assert.Contains(t, css, ".fill-"+string(token)+"{")
		assert.Contains(t, css, ".stroke-"+string(token)+"{")
	}
}
