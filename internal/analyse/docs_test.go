package analyse

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/testkit"
)

// The worked examples of docs/analyse.md are run: their problems fit the schema, and the pages
// printed there begin as the program's do. With -update the document takes the program's.
func TestTheWorkedExamplesAreTrue(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "analyse.md")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	head, examples, found := strings.Cut(string(data), "## Worked examples\n")
	require.True(t, found)
	valid := validator(t)
	block := regexp.MustCompile("(?s)```json\n(.*?)```(.*?)```text\n(.*?)```")
	require.Len(t, block.FindAllString(examples, -1), 3)
	examples = block.ReplaceAllStringFunc(examples, func(b string) string {
		parts := block.FindStringSubmatch(b)
		problem, between, shown := parts[1], parts[2], parts[3]
		require.NoError(t, valid(problem))
		in, err := Read(strings.NewReader(problem))
		require.NoError(t, err)
		report, err := Run(in)
		require.NoError(t, err)
		var page strings.Builder
		require.NoError(t, report.WriteText(&page))
		if testkit.Update() {
			shown = strings.Join(strings.SplitAfter(page.String(), "\n\n")[:wholeParts], "")
			shown = strings.TrimRight(shown, "\n") + "\n"
		}
		require.NotEmpty(t, shown, "accept the first output with: go test -update")
		begin := strings.Join(strings.SplitAfterN(page.String(), "\n", 1+strings.Count(shown, "\n"))[:strings.Count(shown, "\n")], "")
		assertAlike(t, shown, begin)
		return "```json\n" + problem + "```" + between + "```text\n" + shown + "```"
	})
	if testkit.Update() {
		require.NoError(t, os.WriteFile(file, []byte(head+"## Worked examples\n"+examples), 0o644))
	}
}

// wholeParts is how many paragraphs of a page the document shows.
const wholeParts = 6

var figures = regexp.MustCompile(`\d+(\.\d+)?`)

// assertAlike compares pages: the same words, and figures within half a point or percent, which
// leaves room for other draws.
func assertAlike(t testing.TB, want, got string) {
	t.Helper()
	words := func(s string) string { return strings.Join(strings.Fields(figures.ReplaceAllString(s, "#")), " ") }
	require.Equal(t, words(want), words(got), "the page is\n%s", got)
	theirs := figures.FindAllString(got, -1)
	for k, w := range figures.FindAllString(want, -1) {
		a, err := strconv.ParseFloat(w, 64)
		require.NoError(t, err)
		b, err := strconv.ParseFloat(theirs[k], 64)
		require.NoError(t, err)
		assert.InDelta(t, a, b, 0.5, "the page is\n%s", got)
	}
}
