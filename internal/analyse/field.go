package analyse

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// is reports whether v is of a kind; if not, it notes what is wanted. A missing value (nil) has
// been noted by whoever looked for it.
func (ms *mistakes) is(v *value, want kind, what string) bool {
	if v == nil {
		return false
	}
	if v.kind != want {
		ms.add(v.path(), "%s is wanted here, %s; this is %s", want, what, v.kind)
	}
	return v.kind == want
}

// object checks that v is an object with known keys only and the needed ones present.
func (ms *mistakes) object(v *value, what string, needed, optional []string) bool {
	if !ms.is(v, object, what) {
		return false
	}
	known := slices.Concat(needed, optional)
	for _, m := range v.items {
		if !slices.Contains(known, m.key) {
			ms.add(m.path(), "there is no such key; known are %s", strings.Join(known, ", "))
		}
	}
	complete := true
	for _, key := range needed {
		if v.member(key) == nil {
			ms.add(v.path(), "%q is missing: %s", key, what)
			complete = false
		}
	}
	return complete
}

// number returns v as a finite number.
func (ms *mistakes) number(v *value, what string) (float64, bool) {
	if !ms.is(v, number, what) {
		return 0, false
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil || math.Abs(x) > maxNumber {
		ms.add(v.path(), "%s is too large; numbers lie between -1e100 and 1e100", shorten(v.text))
		return 0, false
	}
	return x + 0, true // never a negative zero
}

func shorten(literal string) string {
	if len(literal) > 30 {
		return literal[:27] + "..."
	}
	return literal
}

// within returns v as a number between lo and hi.
func (ms *mistakes) within(v *value, lo, hi float64, what string) (float64, bool) {
	x, ok := ms.number(v, what)
	if ok && (x < lo || x > hi) {
		ms.add(v.path(), "%v is out of range: %s, from %v to %v", x, what, lo, hi)
		return 0, false
	}
	return x, ok
}

// whole returns v as a whole number from lo to hi, at most 2^53, however it is written.
func (ms *mistakes) whole(v *value, lo, hi uint64, what string) (uint64, bool) {
	if !ms.is(v, number, what) {
		return 0, false
	}
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil || x != math.Trunc(x) || x < float64(lo) || x > float64(hi) {
		ms.add(v.path(), "%s is not a whole number from %d to %d: %s", shorten(v.text), lo, hi, what)
		return 0, false
	}
	return uint64(x), true
}

// name returns v as a text that can stand in a table: not empty, not long, on one line.
func (ms *mistakes) name(v *value, what string) (string, bool) {
	if !ms.is(v, text, what) {
		return "", false
	}
	s := v.text
	switch {
	case strings.TrimSpace(s) == "":
		ms.add(v.path(), "%s must not be empty", what)
	case s != strings.TrimSpace(s):
		ms.add(v.path(), "%s begins or ends with a space; take it away", what)
	case utf8.RuneCountInString(s) > maxName:
		ms.add(v.path(), "%s is longer than %d characters", what, maxName)
	case strings.ContainsRune(s, utf8.RuneError):
		ms.add(v.path(), "%s holds a character that cannot be read (U+FFFD, or half of a surrogate pair)", what)
	case strings.ContainsFunc(s, unprintable):
		ms.add(v.path(), "%s holds a line break or another character that cannot be printed", what)
	default:
		return s, true
	}
	return "", false
}

// unprintable holds for what would break a table or a terminal: control characters and those
// that turn the direction of writing.
func unprintable(c rune) bool {
	return unicode.IsControl(c) || (unicode.Is(unicode.Cf, c) && c != '\u200c' && c != '\u200d') || c == '\u2028' || c == '\u2029'
}

// choice returns v as one of the words allowed.
func (ms *mistakes) choice(v *value, what string, allowed ...string) (string, bool) {
	if !ms.is(v, text, what+" ("+strings.Join(allowed, ", ")+")") {
		return "", false
	}
	if !slices.Contains(allowed, v.text) {
		ms.add(v.path(), "%s is not known; %s is one of %s", quote(v.text), what, strings.Join(allowed, ", "))
		return "", false
	}
	return v.text, true
}

// reference returns the place of something named by v: its name, or its number from 0.
func (ms *mistakes) reference(v *value, names []string, what string) (int, bool) {
	if v == nil {
		return 0, false
	}
	switch v.kind {
	case text:
		if i := slices.Index(names, v.text); i >= 0 {
			return i, true
		}
		ms.add(v.path(), "no %s is named %s; there are %s", what, quote(v.text), some(names))
	case number:
		n, err := strconv.ParseUint(v.text, 10, 32)
		if err == nil && n < uint64(len(names)) {
			return int(n), true
		}
		ms.add(v.path(), "%s is not the number of a %s; they count from 0 to %d", shorten(v.text), what, len(names)-1)
	default:
		ms.add(v.path(), "the name or the number (from 0) of a %s is wanted here; this is %s", what, v.kind)
	}
	return 0, false
}

// some lists the first few names.
func some(names []string) string {
	shown := make([]string, 0, 8)
	for _, n := range names[:min(len(names), 8)] {
		shown = append(shown, quote(n))
	}
	if len(names) > 8 {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
}
