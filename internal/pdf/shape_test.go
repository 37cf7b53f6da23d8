package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/math/fixed"
)

// The golden file was made with hb-shape; versions of go-text after 0.3.3 differ from it in
// Arabic, so this test guards an upgrade.
func TestGlyphsAreThoseOfHarfBuzz(t *testing.T) {
	var shaper shaping.HarfbuzzShaper
	for _, row := range goldenRows(t, "testdata/shape.harfbuzz-6.0.0.tsv", 6) {
		p, err := parseFont("fonts/" + row[0])
		require.NoError(t, err)
		script, err := language.ParseScript(row[1])
		require.NoError(t, err)
		text := []rune(row[4])
		in := shaping.Input{Text: text, RunEnd: len(text), Face: font.NewFace(p.font), Size: fixed.I(p.upem), Script: script, Language: language.NewLanguage(row[2])}
		if row[3] == "rtl" {
			in.Direction = di.DirectionRTL
		}
		var got []string
		for _, g := range shaper.Shape(in).Glyphs {
			s := fmt.Sprintf("%d=%d", g.GlyphID, g.TextIndex())
			if g.XOffset != 0 || g.YOffset != 0 {
				s += fmt.Sprintf("@%d,%d", g.XOffset.Round(), g.YOffset.Round())
			}
			got = append(got, s+fmt.Sprintf("+%d", g.Advance.Round()))
		}
		assert.Equal(t, row[5], strings.Join(got, "|"), "%s %q", row[0], row[4])
	}
}

func lineTexts(p *shaped, lines []line) []string {
	var out []string
	for _, l := range lines {
		var b strings.Builder
		for _, s := range l.segments {
			for _, c := range s.run.clusters[s.from:s.to] {
				b.WriteString(string(p.text[c.start:c.end]))
			}
		}
		out = append(out, b.String())
	}
	return out
}

func TestWrap(t *testing.T) {
	// At 10 points a digit of Source Sans 3 is 4.97 wide and a space 2.00 (hmtx table).
	st := style{size: 10, leading: 12}
	tests := []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"all on one line", "11 22 33", 100, []string{"11 22 33"}},
		{"exactly as wide as the words", "11 22 33", 21.88, []string{"11 22 ", "33"}},
		{"a hair less", "11 22 33", 21.87, []string{"11 ", "22 ", "33"}},
		{"spaces hang", "11      22", 9.95, []string{"11      ", "22"}},
		{"a long word is broken", "1111 22", 10, []string{"11", "11 ", "22"}},
		{"a line feed ends a line", "1\n22", 100, []string{"1\n", "22"}},
		{"addresses break after slashes", "aaaa/bbbb", 30, []string{"aaaa/", "bbbb"}},
		{"but not within ://", "go http://aa", 45, []string{"go ", "http://aa"}},
		{"no break at a no-break space", "11 2\u00a03", 21, []string{"11 ", "2\u00a03"}},
		{"soft hyphens are dropped", "11\u00ad22", 100, []string{"1122"}},
		{"nothing", "", 100, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTypesetter("en").shape([]Span{{Text: tt.text}}, st)
			assert.Equal(t, tt.want, lineTexts(p, p.wrap(tt.width)))
		})
	}
}

func TestNaturalWidth(t *testing.T) {
	p := newTypesetter("en").shape([]Span{{Text: "11 2222 "}}, style{size: 10})
	whole, least := p.natural()
	assert.InDelta(t, 6*4.97+2, whole, 1e-9) // the space at the end hangs
	assert.InDelta(t, 4*4.97, least, 1e-9)
}

func TestRightToLeftLine(t *testing.T) {
	p := newTypesetter("ar").shape([]Span{{Text: "درجة 69 من "}}, style{size: 10})
	require.True(t, p.rtl)
	lines := p.wrap(1000)
	require.Len(t, lines, 1)
	type at struct {
		text string
		x    float64
	}
	var got []at
	for _, s := range lines[0].segments { // in reading order, from right to left on paper
		c := s.run.clusters
		got = append(got, at{string(p.text[c[s.from].start:c[s.to-1].end]), s.x})
	}
	require.Len(t, got, 4)
	assert.Equal(t, []string{"درجة ", "69", " من", " "}, []string{got[0].text, got[1].text, got[2].text, got[3].text})
	assert.Greater(t, got[0].x, got[1].x)
	assert.Greater(t, got[1].x, got[2].x)
	assert.Negative(t, got[3].x, "the last space hangs out on the left")
}

// A character that no font has is shown as a replacement and kept out of .notdef, which PDF/A
// forbids.
func TestMissingCharactersAreReplaced(t *testing.T) {
	set := newTypesetter("en")
	p := set.shape([]Span{{Text: "a國b"}}, style{size: 10})
	assert.Equal(t, "a□b", string(p.text))
	assert.Equal(t, "a國b", string(p.source))
	assert.True(t, set.missing['國'])
	for _, r := range p.runs {
		for _, c := range r.clusters {
			for _, g := range c.glyphs {
				assert.NotZero(t, g.id)
			}
		}
	}
}

func TestMissingNamesWhatCouldNotBeShown(t *testing.T) {
	d := blank(Text("文 and 國"))
	assert.Empty(t, d.Missing())
	_ = render(t, d)
	assert.Equal(t, []rune("國文"), d.Missing())
}

func TestFacesFollowScriptAndStyle(t *testing.T) {
	set := newTypesetter("en")
	p := set.shape([]Span{{Text: "Korea 한국 "}, {Text: "भारत", Weight: 700}, {Text: " الإمارات", Italic: true}}, style{size: 10})
	var got []string
	for _, r := range p.runs {
		got = append(got, r.face.typeface.name)
	}
	assert.Equal(t, []string{"SourceSans3_400Regular", "Pretendard-Regular", "NotoSansDevanagari_700Bold", "NotoSansDevanagari_400Regular", "IBMPlexSansArabic_400Regular"}, got)
}
