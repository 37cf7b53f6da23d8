// Package testkit holds what tests of several packages share: golden files, checks of HTML and
// a real browser. Nothing but tests imports it.
package testkit

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// A test package has room for one flag of a name. One that imports testkit takes Update instead of
// a flag of its own; where another package has it already, testkit uses that.
func init() {
	if flag.Lookup("update") == nil {
		flag.Bool("update", false, "accept the present output as the golden files")
	}
}

// Update tells whether the tests run with -update, which accepts what they find as right.
func Update() bool { return flag.Lookup("update").Value.String() == "true" }

// Golden compares got with testdata/name; with -update it writes it instead.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if Update() {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "accept the first output with: go test -update")
	assert.Equal(t, string(want), string(got), "differs from %s; if that is right: go test -update", path)
}

// GoldenHTML compares a page, written with one tag a line so that a person can read the
// difference.
func GoldenHTML(t testing.TB, name string, page []byte) {
	t.Helper()
	Golden(t, name, pretty(t, page))
}

// pretty writes each tag and each text on a line of its own, indented by depth. It keeps what is
// escaped as it is, and white space where a reader sees it: in pre and textarea.
func pretty(t testing.TB, page []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	depth, verbatim := 0, ""
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case html.ErrorToken:
			require.ErrorIs(t, z.Err(), io.EOF)
			return out.Bytes()
		case html.EndTagToken:
			tok := z.Token()
			depth = max(depth-1, 0)
			line(&out, depth, tok.String())
			if tok.Data == verbatim {
				verbatim = ""
			}
		case html.StartTagToken:
			tok := z.Token()
			line(&out, depth, tok.String())
			if !void[tok.Data] {
				depth++
			}
			if tok.Data == "pre" || tok.Data == "textarea" {
				verbatim = tok.Data
			}
		case html.TextToken:
			if verbatim != "" {
				out.WriteString(strings.TrimSuffix(raw, "\n") + "\n")
			} else if text := strings.Join(strings.Fields(raw), " "); text != "" {
				line(&out, depth, text)
			}
		default:
			line(&out, depth, z.Token().String())
		}
	}
}

func line(out *bytes.Buffer, depth int, text string) {
	out.WriteString(strings.Repeat(" ", depth) + text + "\n")
}

var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true,
	"input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true,
}
