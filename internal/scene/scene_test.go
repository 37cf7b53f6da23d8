package scene_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"testing"

	"assay/internal/scene"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files")

func example() scene.Scene {
	curve := scene.Path{Paint: scene.Paint{Fill: scene.Soft(2)}}
	curve.MoveTo(0, 10)
	curve.CurveTo(10, 10, 10, 20, 20, 20)
	curve.LineTo(20, 30)
	curve.Close()
	return scene.Scene{
		Width: 200, Height: 100.5, Title: `Scores & "ranges"`, Desc: "Two offers <compared>",
		Items: []scene.Item{
			scene.Rect{X: 1, Y: 2, W: 30, H: 1.0 / 3, Radius: 2, Paint: scene.Paint{Fill: scene.Series(1)}},
			scene.Line{X1: 0, Y1: 0, X2: 10, Y2: -0.001, Paint: scene.Paint{Stroke: scene.Grid, Width: 0.5, Dash: scene.Dotted}},
			scene.Polyline{Points: []scene.Point{{X: 0, Y: 1}, {X: 2.345678, Y: 3}}, Paint: scene.Paint{Stroke: scene.Ink, Width: 2, Dash: scene.Dashed}},
			scene.Polyline{Points: []scene.Point{{X: 0, Y: 1}, {X: 2, Y: 3}, {X: 4, Y: 0}}, Closed: true, Paint: scene.Paint{Fill: scene.Warn}},
			scene.Circle{X: 5, Y: 5, R: 2, Paint: scene.Paint{Fill: scene.Surface, Stroke: scene.Ink, Width: 1}},
			curve,
			scene.Group{Title: "Offer A", Desc: "55.4 of 100", Items: []scene.Item{
				scene.Text{X: 10, Y: 20, String: "A < B", Size: 11, Weight: scene.Semibold, Fill: scene.Ink},
				scene.Text{X: 10, Y: 40, String: "النتيجة", Size: 11, Fill: scene.Muted, Lang: "ar"},
				scene.Text{X: 10, Y: 60, String: "55.4", Size: 11, Anchor: scene.Middle, Fill: scene.On(scene.Heat(4))},
			}},
		},
	}
}

func TestWriteSVG(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, scene.WriteSVG(&b, example(), "c1"))
	const golden = "testdata/example.golden.svg"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	assert.NotContains(t, b.String(), "style=", "a strict content security policy refuses inline styles")
	for d := xml.NewDecoder(&b); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
}

func TestSceneWithLinksIsNotAnImage(t *testing.T) {
	var b bytes.Buffer
	s := scene.Scene{Items: []scene.Item{scene.Group{Items: []scene.Item{scene.Group{Link: "/offers/1?a=1&b=2"}}}}}
	require.NoError(t, scene.WriteSVG(&b, s, "x"))
	assert.Contains(t, b.String(), `role="group"`)
	assert.Contains(t, b.String(), `<a href="/offers/1?a=1&amp;b=2">`)
}

func TestAdvance(t *testing.T) {
	tests := []struct {
		name, text string
		size       float64
		weight     scene.Weight
		want       float64
	}{
		// Advances from the hmtx table of Source Sans 3: A 543, space 200, zero 497 (528 in bold).
		{"letters add up", "A A", 10, scene.Regular, 12.86},
		{"bold is wider", "00", 10, scene.Bold, 10.56},
		{"the zero weight is regular", "00", 10, 0, 9.94},
		{"combining marks take no room", "A\u0301", 10, scene.Regular, 5.43},
		{"Hangul takes a whole square", "한국", 10, scene.Regular, 17.26},
		{"nothing", "", 10, scene.Regular, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.InDelta(t, tt.want, scene.Advance(tt.text, tt.size, tt.weight), 1e-9)
		})
	}
}

// Contrast as WCAG 2.2 defines it, with the relative luminance of sRGB.
func contrast(a, b scene.RGB) float64 {
	lum := func(c scene.RGB) float64 {
		var l [3]float64
		for i, v := range c {
			s := float64(v) / 255
			if l[i] = s / 12.92; s > 0.04045 {
				l[i] = math.Pow((s+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
	}
	hi, lo := lum(a), lum(b)
	if hi < lo {
		hi, lo = lo, hi
	}
	return (hi + 0.05) / (lo + 0.05)
}

func TestContrastReference(t *testing.T) {
	assert.InDelta(t, 21, contrast(scene.RGB{}, scene.RGB{255, 255, 255}), 1e-9)
	assert.InDelta(t, 4.54, contrast(scene.RGB{0x76, 0x76, 0x76}, scene.RGB{255, 255, 255}), 0.01) // WebAIM's example
}

func TestTextIsReadableOnEveryGround(t *testing.T) {
	shades := map[string]func(scene.Token) (scene.RGB, bool){"light": scene.Token.Light, "dark": scene.Token.Dark}
	grounds := []scene.Token{scene.Surface, scene.Panel, scene.Deep, scene.Accent, scene.Good, scene.Warn, scene.Bad, scene.Spark, scene.Unknown}
	for i := range scene.SeriesCount {
		grounds = append(grounds, scene.Series(i+1), scene.Soft(i+1))
	}
	for i := range scene.HeatCount {
		grounds = append(grounds, scene.Heat(i))
	}
	for mode, shade := range shades {
		for _, g := range grounds {
			ground, ok := shade(g)
			require.True(t, ok, "%s", g)
			text, ok := shade(scene.On(g))
			require.True(t, ok, "%s", scene.On(g))
			assert.GreaterOrEqual(t, contrast(text, ground), 4.5, "%s on %s, %s", scene.On(g), g, mode)
		}
		surface, _ := shade(scene.Surface)
		for _, text := range []scene.Token{scene.Muted, scene.Accent, scene.Good, scene.Warn, scene.Bad} {
			c, _ := shade(text)
			assert.GreaterOrEqual(t, contrast(c, surface), 4.5, "%s on the page, %s", text, mode)
		}
		for i := range scene.SeriesCount { // shapes need 3:1 (1.4.11), but for amber, which carries dark text
			if c, _ := shade(scene.Series(i + 1)); i != 4 {
				assert.GreaterOrEqual(t, contrast(c, surface), 3.0, "series %d, %s", i+1, mode)
			}
		}
	}
}

func TestTokensWrapAndClamp(t *testing.T) {
	assert.Equal(t, scene.Series(1), scene.Series(9))
	assert.Equal(t, scene.Heat(4), scene.Heat(7))
	assert.Equal(t, scene.Heat(0), scene.Heat(-1))
	_, ok := scene.Token("nobody").Light()
	assert.False(t, ok)
}

func TestStylesheetDefinesEveryClassOfAScene(t *testing.T) {
	css := scene.Stylesheet()
	for _, tok := range scene.Tokens() {
		assert.Contains(t, css, ".fill-"+string(tok)+"{")
		assert.Contains(t, css, ".stroke-"+string(tok)+"{")
	}
}
