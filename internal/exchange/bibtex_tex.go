package exchange

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// texAccents are the combining marks of TeX's accent commands.
var texAccents = map[string]string{
	`"`: "\u0308", `'`: "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
	"u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "b": "\u0331", "d": "\u0323",
}

// texSymbols are commands that stand for a text.
var texSymbols = map[string]string{
	"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ",
	"dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "texteuro": "€",
	"copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "dots": "…", "ldots": "…", "textellipsis": "…",
	"textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "quotedblbase": "„",
	"guillemotleft": "«", "guillemotright": "»", "textquotedbl": `"`, "textquotesingle": "'", "textasciigrave": "`", "textbackslash": `\`, "textbraceleft": "{",
	"textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">", "textunderscore": "_",
	"textdollar": "$", "textbullet": "•", "textperiodcentered": "·", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
}

// texDressing are commands that change how their text looks and not what it says.
var texDressing = map[string]bool{
	"emph": true, "textit": true, "textbf": true, "textsc": true, "textrm": true, "textsf": true, "texttt": true, "textsl": true, "textup": true, "text": true,
	"mbox": true, "url": true, "nolinkurl": true, "enquote": true, "mkbibquote": true, "mkbibemph": true, "underline": true, "textsuperscript": true,
	"textsubscript": true, "it": true, "bf": true, "em": true, "rm": true, "sc": true, "tt": true, "relax": true, "protect": true, "bibinfo": true,
}

// texText returns what TeX would print of s: accents composed, braces gone, dashes and quotes as
// characters. A command that is not known stays as it is written.
func texText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case '{', '}':
			i++
		case '~':
			b.WriteByte(' ')
			i++
		case '\\':
			text, next := texCommand(s, i+1, 0)
			b.WriteString(text)
			i = next
		case '-', '`', '\'':
			n := 1
			for i+n < len(s) && s[i+n] == c && n < len(texRuns[c]) {
				n++
			}
			b.WriteString(texRuns[c][n-1])
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// texRuns are what one, two and three of a character print.
var texRuns = map[byte][]string{'-': {"-", "–", "—"}, '`': {"`", "“"}, '\'': {"'", "”"}}

// maxAccents is how many accents one letter bears; a tower of them would cost its square.
const maxAccents = 4

// texCommand reads the command whose backslash stands before s[i], under that many accents.
func texCommand(s string, i, accents int) (text string, next int) {
	if i == len(s) {
		return `\`, i
	}
	if !letter(s[i]) {
		return texSign(s, i, accents)
	}
	name := s[i : i+letters(s[i:])]
	i += len(name)
	after := i
	for after < len(s) && blank(rune(s[after])) {
		after++
	}
	if mark, ok := texAccents[name]; ok {
		arg, next := texArgument(s, after, accents+1)
		return accented(name, mark, arg), next
	}
	if symbol, ok := texSymbols[name]; ok {
		if strings.HasPrefix(s[after:], "{}") {
			after += 2
		}
		return symbol, after
	}
	switch {
	case texDressing[name]:
		return "", after
	case name == "href":
		_, next := texArgument(s, after, 0)
		return "", next
	case strings.HasPrefix(s[i:], "{"):
		arg, next := texArgument(s, i, 0)
		return `\` + name + "{" + arg + "}", next
	}
	return `\` + name, i
}

// texSign reads an accent or a character that TeX would take for itself.
func texSign(s string, i, accents int) (string, int) {
	sign := s[i : i+1]
	if mark, ok := texAccents[sign]; ok {
		after := i + 1
		for after < len(s) && blank(rune(s[after])) {
			after++
		}
		arg, next := texArgument(s, after, accents+1)
		return accented(sign, mark, arg), next
	}
	switch s[i] {
	case '&', '%', '$', '#', '_', '{', '}':
		return sign, i + 1
	case '\\', ',', ';', ':', ' ', '\t', '\n', '\r':
		return " ", i + 1
	case '-', '/', '@', '!':
		return "", i + 1
	}
	return `\`, i
}

// texArgument reads {text}, a command or one character.
func texArgument(s string, i, accents int) (string, int) {
	switch {
	case i >= len(s) || s[i] == '}' || accents > maxAccents:
		return "", i
	case s[i] == '\\':
		return texCommand(s, i+1, accents)
	case s[i] != '{':
		_, n := utf8.DecodeRuneInString(s[i:])
		return s[i : i+n], i + n
	}
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return texText(s[i+1 : j]), j + 1
			}
		}
	}
	return texText(s[i+1:]), len(s)
}

// accented puts mark on the first letter of text; the accent alone is its own sign.
func accented(sign, mark, text string) string {
	if text == "" {
		return sign
	}
	first, n := utf8.DecodeRuneInString(text)
	switch first {
	case 'ı':
		first = 'i'
	case 'ȷ':
		first = 'j'
	}
	return norm.NFC.String(string(first)+mark) + text[n:]
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func letters(s string) (n int) {
	for n < len(s) && letter(s[n]) {
		n++
	}
	return n
}

// texPlain are the characters that TeX would not print as themselves. Braces are spelt out since
// BibTeX counts them even behind a backslash.
var texPlain = map[rune]string{
	'\\': `\textbackslash{}`, '{': `\textbraceleft{}`, '}': `\textbraceright{}`, '~': `\textasciitilde{}`, '^': `\textasciicircum{}`,
	'&': `\&`, '%': `\%`, '$': `\$`, '#': `\#`, '_': `\_`,
}

// texEscape writes text so that texText returns it, blanks folded.
func texEscape(text string) string {
	var b strings.Builder
	var last rune
	for _, r := range text {
		if r == last && (r == '-' || r == '`' || r == '\'') {
			b.WriteString("{}") // two of them would print as one
		}
		if plain, ok := texPlain[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// splitNames parts names at "and" outside of braces.
func splitNames(s string) (names []string) {
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case depth == 0 && blank(rune(s[i])) && len(s) > i+4 && strings.EqualFold(s[i+1:i+4], "and") && blank(rune(s[i+4])):
			names = append(names, s[from:i])
			from, i = i+5, i+3
		}
	}
	names = append(names, s[from:])
	kept := names[:0]
	for _, n := range names {
		if fold(n) != "" {
			kept = append(kept, n)
		}
	}
	return kept
}
