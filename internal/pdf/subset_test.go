package pdf

import (
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every embedded font can be read; typeface.load relies on it.
func TestEveryEmbeddedFontIsParsed(t *testing.T) {
	entries, err := fontFiles.ReadDir("fonts")
	require.NoError(t, err)
	assert.Len(t, entries, 10)
	for _, e := range entries {
		_, err := parseFont("fonts/" + e.Name())
		assert.NoError(t, err, e.Name())
	}
	for _, f := range families {
		for _, tf := range f {
			assert.NotPanics(t, func() { tf.load() }, tf.name)
		}
	}
	for _, tf := range latin {
		_, ok := tf.load().font.NominalGlyph(replacement)
		assert.True(t, ok, "%s has no glyph to stand for missing ones", tf.name)
	}
}

// tablesOf splits a font file and checks its checksums.
func tablesOf(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	require.Equal(t, uint32(0xb1b0afba), checksum(file), "the sum over a whole font file is fixed by the format")
	out := map[string][]byte{}
	for i := range int(u16(file, 4)) {
		e := file[12+16*i:]
		at, size := u32(e, 8), u32(e, 12)
		assert.Zero(t, at%4)
		out[string(e[:4])] = file[at : at+size]
	}
	return out
}

func TestSubsetKeepsOutlinesAndWidths(t *testing.T) {
	tests := []struct {
		name  string
		file  *typeface
		text  string
		parts bool // some glyphs are made of others
	}{
		{"Latin", latin[regular], "Tere, õäöü! 69.2", false},
		{"Latin with composites", latin[bold], "ŠŽŪ½", false},
		{"Arabic", arabic[regular], "بيانات", true},
		{"Hindi", devanagari[regular], "क्षेत्र", false},
		{"Korean, 2048 units to the em", korean[regular], "한국어 각", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set := newTypesetter("en")
			f := set.face(tt.file)
			for _, r := range tt.text {
				g, ok := f.shaping.NominalGlyph(r)
				require.True(t, ok, "%q", r)
				set.use(f, g)
			}
			got := tablesOf(t, f.subset())
			assert.Less(t, len(got["glyf"]), len(f.tables["glyf"])/10)
			n := int(u16(got["maxp"], 4))
			require.Len(t, got["loca"], 4*(n+1))
			require.Len(t, got["hmtx"], 4*n)
			glyphs := parsedGlyphs(t, got)
			if tt.parts {
				assert.Greater(t, n, len(f.glyphs), "composites pull in their parts")
			}
			for i, g := range f.glyphs {
				assert.Equal(t, f.advance(g), u16(got["hmtx"], 4*i))
				sameOutline(t, f.parsed, g, glyphs, i)
			}
		})
	}
}

// sameOutline compares glyph g of the whole font with glyph i of a subset, point by point.
func sameOutline(t *testing.T, whole *parsed, g font.GID, glyphs tables.Glyf, i int) {
	t.Helper()
	raw := whole.raw(g)
	if len(raw) == 0 {
		return
	}
	want, _, err := tables.ParseGlyph(raw)
	require.NoError(t, err)
	switch w := want.Data.(type) {
	case tables.SimpleGlyph:
		s, ok := glyphs[i].Data.(tables.SimpleGlyph)
		require.True(t, ok)
		assert.Equal(t, w.Points, s.Points)
		assert.Equal(t, w.EndPtsOfContours, s.EndPtsOfContours)
	case tables.CompositeGlyph:
		s, ok := glyphs[i].Data.(tables.CompositeGlyph)
		require.True(t, ok)
		require.Len(t, s.Glyphs, len(w.Glyphs))
		for k, part := range w.Glyphs {
			sameOutline(t, whole, font.GID(part.GlyphIndex), glyphs, int(s.Glyphs[k].GlyphIndex))
		}
	}
}

// Lam and alef share a glyph; in the file each letter has a half of it.
func TestLigatureIsDividedAmongItsLetters(t *testing.T) {
	d := blank()
	d.set = newTypesetter("ar")
	p := d.set.shape([]Span{{Text: "لا"}}, style{size: 10})
	lines := p.wrap(100)
	require.Len(t, lines[0].segments, 1)
	s := lines[0].segments[0]
	ligature := font.GID(s.run.clusters[0].glyphs[0].id)
	pieces := d.pieces(p, s)
	require.Len(t, pieces, 1)
	assert.Nil(t, pieces[0].actual)
	f := s.run.face
	require.Len(t, f.glyphs, 3)
	assert.Equal(t, []string{"", "ا", "ل"}, f.text, "from left to right")
	whole := f.advance(ligature)
	assert.Equal(t, whole, f.advance(f.glyphs[1])+f.advance(f.glyphs[2]))
	got := tablesOf(t, f.subset())
	assert.Equal(t, 4, int(u16(got["maxp"], 4)), "and the ligature itself")
	glyf, loca := got["glyf"], got["loca"]
	assert.Equal(t, u32(loca, 4), u32(loca, 8), "the alef draws nothing")
	lam, _, err := tables.ParseGlyph(glyf[u32(loca, 8):u32(loca, 12)])
	require.NoError(t, err)
	part := lam.Data.(tables.CompositeGlyph).Glyphs[0]
	assert.EqualValues(t, 3, part.GlyphIndex)
	dx, dy := part.ArgsAsTranslation()
	assert.EqualValues(t, -int16(f.advance(f.glyphs[1])), dx)
	assert.Zero(t, dy)
	sameOutline(t, f.parsed, ligature, parsedGlyphs(t, got), 3)
}

func parsedGlyphs(t *testing.T, file map[string][]byte) tables.Glyf {
	t.Helper()
	var loca []uint32
	for at := 0; at < len(file["loca"]); at += 4 {
		loca = append(loca, u32(file["loca"], at))
	}
	glyphs, err := tables.ParseGlyf(file["glyf"], loca)
	require.NoError(t, err)
	return glyphs
}

func TestSubsetPrefix(t *testing.T) {
	a, b := prefix([]byte("one")), prefix([]byte("two"))
	assert.Regexp(t, "^[A-Z]{6}$", a)
	assert.NotEqual(t, a, b)
	assert.Equal(t, a, prefix([]byte("one")))
}
