package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/scene"
)

// A scene with a narrow form is written in both, under ids of their own, and the stylesheet shows
// one of them.
func TestAChartInTwoForms(t *testing.T) {
	wide := scene.Scene{Width: 900, Height: 100, Title: "Plane", Desc: "d"}
	var b bytes.Buffer
	require.NoError(t, chart_(wide, "p").Render(t.Context(), &b))
	assert.Equal(t, 1, strings.Count(b.String(), "<svg"))
	assert.NotContains(t, b.String(), "-only")
	wide.Narrow = &scene.Scene{Width: 320, Height: 200, Title: "Plane", Desc: "d"}
	b.Reset()
	require.NoError(t, chart_(wide, "p").Render(t.Context(), &b))
	first, second, found := strings.Cut(b.String(), `<div class="narrow-only">`)
	require.True(t, found)
	assert.Contains(t, first, `<div class="wide-only">`)
	assert.Contains(t, first, `viewBox="0 0 900 100"`)
	assert.Contains(t, second, `viewBox="0 0 320 200"`)
	assert.Contains(t, second, `id="p-narrow`)
	assert.NotContains(t, first, `id="p-narrow`)
}
