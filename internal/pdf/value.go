package pdf

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// A ref is an object number. Zero is no object.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// num writes v with at most two decimals, enough for a hundredth of a point.
func num(v float64) string { return decimal(v, 2) }

func decimal(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.IndexByte(s, '.') >= 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// name writes s as a PDF name.
func name(s string) string {
	var b strings.Builder
	b.WriteByte('/')
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("#()<>[]{}/%", c) >= 0 {
			fmt.Fprintf(&b, "#%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)

// str writes s as a text string: as it is when it is plain ASCII, else as UTF-16.
func str(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			plain = false
			break
		}
	}
	if plain {
		return "(" + escapes.Replace(s) + ")"
	}
	return utf16Hex("FEFF", []rune(s))
}

// utf16Hex writes runes as a hexadecimal string in UTF-16BE after prefix.
func utf16Hex(prefix string, runes []rune) string {
	const digits = "0123456789ABCDEF"
	b := append(make([]byte, 0, 2+len(prefix)+4*len(runes)), '<')
	b = append(b, prefix...)
	for _, u := range utf16.Encode(runes) {
		b = append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	return string(append(b, '>'))
}

// date writes t in UTC. The offset is spelt out because strict PDF/A checkers refuse a Z.
func date(t time.Time) string { return t.UTC().Format("(D:20060102150405+00'00')") }

func rect(x0, y0, x1, y1 float64) string {
	return "[" + num(x0) + " " + num(y0) + " " + num(x1) + " " + num(y1) + "]"
}

func refs(rs []ref) string {
	parts := make([]string, len(rs))
	for i, r := range rs {
		parts[i] = r.String()
	}
	return "[" + strings.Join(parts, " ") + "]"
}
