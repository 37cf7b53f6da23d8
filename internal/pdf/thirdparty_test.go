package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every vendored file is the one that docs/third-party.md names, and none is missing there.
func TestThirdPartyFilesMatchTheirSums(t *testing.T) {
	root := filepath.Join("..", "..")
	doc, err := os.ReadFile(filepath.Join(root, "docs", "third-party.md"))
	require.NoError(t, err)
	want := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([0-9a-f]{64}) \\|$").FindAllStringSubmatch(string(doc), -1) {
		want[m[1]] = m[2]
	}
	got := map[string]string{}
	for _, glob := range []string{"internal/pdf/fonts/*.ttf", "web/static/fonts/*.woff2", "internal/testkit/axe/*.js", "internal/exchange/testdata/csl/*.json"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(glob)))
		require.NoError(t, err)
		for _, f := range files {
			data, err := os.ReadFile(f)
			require.NoError(t, err)
			rel, err := filepath.Rel(root, f)
			require.NoError(t, err)
			sum := sha256.Sum256(data)
			got[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
		}
	}
	assert.Len(t, got, 24)
	assert.Equal(t, want, got)
}
