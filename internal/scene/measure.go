package scene

import "unicode"

// Advance returns the width of text in Source Sans 3 at the given size, so that labels can be
// placed without loading a font. Kerning is left out, which errs on the wide side by about a
// hundredth. For scripts that Source Sans 3 does not cover the width is an estimate from the
// fonts that stand in for it.
func Advance(text string, size float64, w Weight) float64 {
	var sum int
	for _, r := range text {
		sum += advance(r, w)
	}
	return float64(sum) * size / 1000
}

// advance returns the width of r in thousandths of the size.
func advance(r rune, w Weight) int {
	if int(r) >= widthFirst && int(r) < widthFirst+len(widths[0]) {
		if v := widths[weightRow(w)][int(r)-widthFirst]; v > 0 {
			return int(v)
		}
	}
	if i, ok := widthExtra[r]; ok {
		return int(i[weightRow(w)])
	}
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Hangul):
		return 863 // Pretendard's advance of every syllable
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return 900
	case unicode.In(r, unicode.Devanagari):
		return 560
	case unicode.In(r, unicode.Arabic):
		return 480
	}
	return 560
}

func weightRow(w Weight) int {
	switch {
	case w >= Bold:
		return 2
	case w >= Semibold:
		return 1
	}
	return 0
}
