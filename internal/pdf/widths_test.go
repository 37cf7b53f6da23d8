package pdf

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"testing"

	"assay/internal/scene"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files and generated tables")

// Package scene measures labels without loading a font. This test keeps its table equal to the
// font that is embedded here, and -update writes it.
func TestSceneWidthsAreThoseOfTheEmbeddedFont(t *testing.T) {
	files := []string{"SourceSans3_400Regular.ttf", "SourceSans3_600SemiBold.ttf", "SourceSans3_700Bold.ttf"}
	const first, last = 0x20, 0x17f
	extra := []rune{0x2009, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e,
		0x2020, 0x2022, 0x2026, 0x202f, 0x2030, 0x2032, 0x20ac, 0x20b9, 0x20a9, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193,
		0x2212, 0x2248, 0x2260, 0x2264, 0x2265}
	var rows [3][]int
	extras := map[rune][3]int{}
	for i, f := range files {
		data, err := fontFiles.ReadFile("fonts/" + f)
		require.NoError(t, err)
		face := parseForTest(t, data)
		width := func(r rune) int {
			g, ok := face.NominalGlyph(r)
			if !ok {
				return 0
			}
			return int(face.HorizontalAdvance(g))
		}
		for r := rune(first); r <= last; r++ {
			rows[i] = append(rows[i], width(r))
		}
		for _, r := range extra {
			e := extras[r]
			e[i] = width(r)
			extras[r] = e
		}
	}
	if *update {
		var b bytes.Buffer
		b.WriteString("package scene\n\n// Made from the font files of package pdf by go test ./internal/pdf -update; do not edit.\n\n")
		fmt.Fprintf(&b, "const widthFirst = %#x\n\nvar widths = [3][]uint16{\n", first)
		for _, row := range rows {
			b.WriteString("{")
			for i, v := range row {
				if i%24 == 0 {
					b.WriteString("\n")
				}
				fmt.Fprintf(&b, "%d, ", v)
			}
			b.WriteString("\n},\n")
		}
		b.WriteString("}\n\nvar widthExtra = map[rune][3]uint16{\n")
		for _, r := range extra {
			if e := extras[r]; e[0] > 0 {
				fmt.Fprintf(&b, "%#x: {%d, %d, %d},\n", r, e[0], e[1], e[2])
			}
		}
		b.WriteString("}\n")
		src, err := format.Source(b.Bytes())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("../scene/widths.go", src, 0o644))
	}
	if *update {
		t.Log("table rewritten; run again to compare")
		return
	}
	var wrong []string
	check := func(r rune, w scene.Weight, want int) {
		if got := scene.Advance(string(r), 1000, w); want > 0 && got != float64(want) {
			wrong = append(wrong, fmt.Sprintf("%q at weight %d: got %v, font says %d", r, w, got, want))
		}
	}
	for i, w := range []scene.Weight{scene.Regular, scene.Semibold, scene.Bold} {
		for j, want := range rows[i] {
			check(rune(first+j), w, want)
		}
		for _, r := range extra {
			check(r, w, extras[r][i])
		}
	}
	assert.Empty(t, wrong)
}
