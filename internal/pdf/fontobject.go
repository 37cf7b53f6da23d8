package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/font"
)

// writeFont adds f to the file as a Type0 font with its subset embedded (ISO 32000-1, 9.7) and
// returns its object.
func (f *face) writeFont(out *file) ref {
	program := f.subset()
	base := prefix(program) + "+" + strings.ReplaceAll(f.typeface.name, "_", "-")
	m := f.metric
	const symbolic = 4 // the glyphs have numbers of their own, so no standard encoding applies
	descriptor := out.add(fmt.Sprintf("<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %s>>",
		name(base), symbolic, m.xMin, m.yMin, m.xMax, m.yMax, m.italicAngle, m.ascent, m.descent, m.capHeight, 80,
		out.data(fmt.Sprintf("/Length1 %d", len(program)), program)))
	widths := make([]string, len(f.glyphs))
	for i, g := range f.glyphs {
		widths[i] = fmt.Sprint(f.width(g))
	}
	cid := out.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/CIDToGIDMap/Identity/DW 1000/W[0[%s]]>>",
		name(base), descriptor, strings.Join(widths, " ")))
	return out.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>",
		name(base), cid, out.data("", f.toUnicode())))
}

// prefix returns the six letters that mark a subset. They come from the font itself, so the same
// document gets the same letters and two subsets of one font get different ones.
func prefix(program []byte) string {
	sum := sha256.Sum256(program)
	var b [6]byte
	for i := range b {
		b[i] = 'A' + sum[i]%26
	}
	return string(b[:])
}

// toUnicode returns the map from glyph numbers to text (ISO 32000-1, 9.10.3).
func (f *face) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const perBlock = 100 // the limit the format sets
	for from := 1; from < len(f.glyphs); from += perBlock {
		to := min(from+perBlock, len(f.glyphs))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for n := from; n < to; n++ {
			fmt.Fprintf(&b, "<%04X> %s\n", n, utf16Hex("", []rune(f.extract(n))))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// extract returns the text for glyph number n. A glyph that only occurs in clusters which carry
// their text themselves still needs some; the character it is drawn for is the best guess.
func (f *face) extract(n int) string {
	if f.text[n] != "" {
		return f.text[n]
	}
	if r, ok := f.runeOf(f.glyphs[n]); ok {
		return string(r)
	}
	return string(utf8.RuneError)
}

func (f *face) runeOf(g font.GID) (rune, bool) {
	for it := f.font.Cmap.Iter(); it.Next(); {
		if r, got := it.Char(); got == g && r != 0 {
			return r, true
		}
	}
	return 0, false
}
