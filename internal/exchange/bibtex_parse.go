package exchange

import (
	"fmt"
	"strings"
)

// Bounds of one BibTeX entry.
const (
	maxBraces     = 64
	maxBibValue   = 128 << 10
	maxBibNames   = 200 // fields of an entry
	maxBibStrings = 10_000
)

// A bibEntry is one entry; fields is nil for @string, @comment and @preamble.
type bibEntry struct {
	line      int
	kind, key string
	fields    map[string]bibValue
	order     []string
	twice     []string // fields that stand there again; the first counts
}

// A bibValue is the text between braces or quotes, TeX and all.
type bibValue struct {
	raw  string
	line int
}

func (v bibValue) text() string { return fold(texText(v.raw)) }

// address returns a URL or a DOI, in which TeX's specials stand for themselves.
func (v bibValue) address() string {
	s := strings.TrimPrefix(fold(v.raw), `\url`)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{' || s[i] == '}':
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`_%#&~$-`, s[i+1]) >= 0:
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

type bibError struct {
	line   int
	reason string
}

func (e *bibError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.reason) }

// A bibParser goes through a file; at moves back only behind a value that never ends.
type bibParser struct {
	text    string
	at      int
	counted int // line is the line of text[counted]
	line    int
	entries int
	strings map[string]string
	spelt   int // bytes that names of strings stood for so far
}

func newBibParser(text string) *bibParser {
	p := &bibParser{text: strings.ReplaceAll(text, "\r\n", "\n"), line: 1, strings: map[string]string{}}
	for i, m := range []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"} {
		p.strings[monthNames[i]] = m
	}
	return p
}

func (p *bibParser) lineNow() int {
	if p.at > p.counted {
		p.line += strings.Count(p.text[p.counted:p.at], "\n")
		p.counted = p.at
	}
	return p.line
}

func (p *bibParser) fail(format string, args ...any) error {
	return &bibError{p.lineNow(), fmt.Sprintf(format, args...)}
}

// next goes to the next @ that begins a line or stands behind an entry: others are text.
func (p *bibParser) next() bool {
	for {
		i := strings.IndexByte(p.text[p.at:], '@')
		if i < 0 {
			return false
		}
		before := strings.TrimRight(p.text[p.at:p.at+i], " \t")
		p.at += i
		if before == "" || strings.IndexByte("\n})", before[len(before)-1]) >= 0 {
			return true
		}
		p.at++
	}
}

// recover goes on to the next entry or line, from where an entry failed.
func (p *bibParser) recover() {
	if p.peek() == '@' {
		return
	}
	i := strings.IndexByte(p.text[p.at:], '\n')
	if i < 0 {
		p.at = len(p.text)
		return
	}
	p.at += i
}

func (p *bibParser) blanks() {
	for p.at < len(p.text) && blank(rune(p.text[p.at])) {
		p.at++
	}
}

func (p *bibParser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// name reads what may name an entry type, a key, a field or a string.
func (p *bibParser) name() string {
	from := p.at
	for p.at < len(p.text) && !blank(rune(p.text[p.at])) && strings.IndexByte(`{}()",=#%@`, p.text[p.at]) < 0 {
		p.at++
	}
	return p.text[from:p.at]
}

// entry reads from the @ on.
func (p *bibParser) entry() (e bibEntry, err error) {
	e.line = p.lineNow()
	p.at++ // @
	p.blanks()
	e.kind = strings.ToLower(p.name())
	p.blanks()
	open := p.peek()
	if e.kind == "comment" && open != '{' {
		return e, nil
	}
	if open != '{' && open != '(' {
		return e, p.fail("@%s wants { and a citation key", short(e.kind))
	}
	p.entries++
	if e.kind == "comment" {
		_, err := p.group()
		return e, err
	}
	p.at++
	closing := map[byte]byte{'{': '}', '(': ')'}[open]
	switch e.kind {
	case "preamble":
		if _, err := p.value(); err != nil {
			return e, err
		}
	case "string":
		return e, p.stringMacro(closing)
	default:
		p.blanks()
		e.key = p.key()
		if err := p.fields(&e); err != nil {
			return e, err
		}
	}
	return e, p.close(closing)
}

// key reads a citation key, which may hold more than a field's name.
func (p *bibParser) key() string {
	from := p.at
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n,{}", p.text[p.at]) < 0 {
		p.at++
	}
	return p.text[from:p.at]
}

func (p *bibParser) close(closing byte) error {
	p.blanks()
	if p.peek() != closing {
		return p.fail("%q is wanted here; look for a comma, a quote or a brace that is missing before", string(closing))
	}
	p.at++
	return nil
}

func (p *bibParser) stringMacro(closing byte) error {
	p.blanks()
	name := strings.ToLower(p.name())
	value, err := p.assigned(name)
	if err != nil {
		return err
	}
	if p.strings[name] = value; len(p.strings) > maxBibStrings {
		return p.fail("more than %d names of strings", maxBibStrings)
	}
	return p.close(closing)
}

func (p *bibParser) assigned(name string) (string, error) {
	p.blanks()
	if name == "" || p.peek() != '=' {
		return "", p.fail("a name, = and a value are wanted here")
	}
	p.at++
	return p.value()
}

// fields reads ", name = value" as often as it stands there.
func (p *bibParser) fields(e *bibEntry) error {
	e.fields = map[string]bibValue{}
	for {
		p.blanks()
		if p.peek() != ',' {
			return nil
		}
		p.at++
		p.blanks()
		if c := p.peek(); c == '}' || c == ')' {
			return nil
		}
		line := p.lineNow()
		name := strings.ToLower(p.name())
		value, err := p.assigned(name)
		if err != nil {
			return err
		}
		if len(e.order)+len(e.twice) == maxBibNames {
			return &bibError{line, fmt.Sprintf("more than %d fields", maxBibNames)}
		}
		if _, twice := e.fields[name]; twice {
			e.twice = append(e.twice, name)
			continue
		}
		e.fields[name] = bibValue{value, line}
		e.order = append(e.order, name)
	}
}

// value reads strings, numbers and names of strings, joined by #.
func (p *bibParser) value() (string, error) {
	var b strings.Builder
	for {
		p.blanks()
		part, err := p.part()
		if err != nil {
			return "", err
		}
		if b.WriteString(part); b.Len() > maxBibValue {
			return "", p.fail("a value is longer than %d KiB", maxBibValue>>10)
		}
		p.blanks()
		if p.peek() != '#' {
			return b.String(), nil
		}
		p.at++
	}
}

func (p *bibParser) part() (string, error) {
	switch p.peek() {
	case '{':
		return p.group()
	case '"':
		return p.quoted()
	}
	name := p.name()
	if name == "" {
		return "", p.fail("a value is wanted here: {text}, \"text\", a number or the name of an @string")
	}
	if strings.Trim(name, "0123456789") == "" {
		return name, nil
	}
	value, ok := p.strings[strings.ToLower(name)]
	if !ok {
		return "", p.fail("%q is no @string of this file; put text between braces", short(name))
	}
	if p.spelt += len(value); p.spelt > MaxBibliographyBytes {
		return "", p.fail("the names of strings up to here stand for more than %d MiB of text", MaxBibliographyBytes>>20)
	}
	return value, nil
}

// group reads {text} with its braces balanced and returns the text.
func (p *bibParser) group() (string, error) { return p.balanced('}') }

// quoted reads "text"; a quote between braces does not end it.
func (p *bibParser) quoted() (string, error) { return p.balanced('"') }

// balanced reads up to end. Where that fails, what follows the opening is looked through for
// entries again.
func (p *bibParser) balanced(end byte) (string, error) {
	p.at++
	depth := 0
	for i := p.at; i < len(p.text) && i-p.at <= maxBibValue; i++ {
		c := p.text[i]
		switch {
		case c == end && depth == 0:
			value := p.text[p.at:i]
			p.at = i + 1
			return value, nil
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		if depth > maxBraces || depth < 0 {
			return "", p.fail("braces of the value that begins here do not fit, or are nested more than %d deep", maxBraces)
		}
	}
	return "", p.fail("the value that begins here does not end within %d KiB; look for a brace or a quote that is missing", maxBibValue>>10)
}
