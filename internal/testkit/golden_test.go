package testkit

import (
	"flag"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPretty(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"tags and text", `<!DOCTYPE html><main class="a"><p>One <b>two</b>  three</p></main>`,
			"<!DOCTYPE html>\n<main class=\"a\">\n <p>\n  One\n  <b>\n   two\n  </b>\n  three\n </p>\n</main>\n"},
		{"void elements do not indent", `<p><br><img src="a"><input>x</p>`, "<p>\n <br>\n <img src=\"a\">\n <input>\n x\n</p>\n"},
		{"drawings", `<svg><path d="M0 0"/><circle r="1"></circle></svg>`, "<svg>\n <path d=\"M0 0\"/>\n <circle r=\"1\">\n </circle>\n</svg>\n"},
		{"what is escaped stays so", `<p>&lt;b&gt; &amp; c</p>`, "<p>\n &lt;b&gt; &amp; c\n</p>\n"},
		{"what is not escaped shows", `<p><b> c</p>`, "<p>\n <b>\n  c\n </p>\n"},
		{"an attribute that ends early shows", `<p title="a"onclick="b">`, "<p title=\"a\" onclick=\"b\">\n"},
		{"scripts", "<script>\n if (a < b) c()\n</script>", "<script>\n if (a < b) c()\n</script>\n"},
		{"white space a reader sees", "<pre>a\n  b</pre><p>a\n  b</p>", "<pre>\na\n  b\n</pre>\n<p>\n a b\n</p>\n"},
		{"text being edited", "<textarea>\n a  b\n</textarea>", "<textarea>\n\n a  b\n</textarea>\n"},
		{"comments", "<!-- why -->", "<!-- why -->\n"},
		{"more ends than starts", "</p></p><p>x", "</p>\n</p>\n<p>\n x\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, string(pretty(t, []byte(tt.page))))
		})
	}
}

func TestGolden(t *testing.T) {
	t.Chdir(t.TempDir())
	update := func(on string) { require.NoError(t, flag.Set("update", on)) }
	was := flag.Lookup("update").Value.String()
	t.Cleanup(func() { update(was) })

	update("false")
	assert.Contains(t, strings.Join(record(t, func(t testing.TB) { Golden(t, "sub/page.html", []byte("a")) }), ""), "go test -update")
	update("true")
	assert.Empty(t, record(t, func(t testing.TB) { GoldenHTML(t, "sub/page.html", []byte("<p>a")) }))
	update("false")
	assert.Empty(t, record(t, func(t testing.TB) { GoldenHTML(t, "sub/page.html", []byte("<p> a ")) }))
	assert.Contains(t, strings.Join(record(t, func(t testing.TB) { GoldenHTML(t, "sub/page.html", []byte("<p>b")) }), ""), "differs from testdata/sub/page.html")
	kept, err := os.ReadFile("testdata/sub/page.html")
	require.NoError(t, err)
	assert.Equal(t, "<p>\n a\n", string(kept))
}

// A flag of one name can be registered once, and a browser is no part of the program.
func TestOnlyTestsImportTestkitAndThoseHaveNoFlagOfTheirOwn(t *testing.T) {
	type found struct{ imports, flag bool }
	packages := map[string]found{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return fs.SkipDir
		}
		dir := filepath.Dir(path)
		if filepath.Ext(path) != ".go" || strings.HasSuffix(dir, "internal/testkit") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
		if err != nil {
			return err
		}
		p := packages[dir]
		for _, i := range f.Imports {
			if i.Path.Value == `"assay/internal/testkit"` {
				assert.True(t, strings.HasSuffix(path, "_test.go"), "%s is no test and imports testkit", path)
				p.imports = true
			}
		}
		p.flag = p.flag || strings.Contains(string(source), `flag.Bool("update"`)
		packages[dir] = p
		return nil
	})
	require.NoError(t, err)
	for dir, p := range packages {
		assert.False(t, p.imports && p.flag, "%s imports testkit and has a flag update of its own: use testkit.Update", dir)
	}
}
