package analyse

import "bytes"

// layout breaks compact JSON into lines: the members of the outermost object and of objects in
// it, and rows of matrices, one a line. A list of numbers stays on its line.
func layout(data []byte) []byte {
	l := layouter{data: data}
	l.out.Grow(len(data) + len(data)/16)
	inText := false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case inText && c == '\\':
			l.out.WriteByte(c)
			i++
			l.out.WriteByte(data[i])
		case inText || c == '"':
			inText = inText != (c == '"')
			l.out.WriteByte(c)
		default:
			l.structure(i, c)
		}
	}
	l.out.WriteByte('\n')
	return l.out.Bytes()
}

type layouter struct {
	data   []byte
	out    bytes.Buffer
	broken []bool // by depth: its items stand on lines of their own
}

func (l *layouter) structure(i int, c byte) {
	switch c {
	case '{', '[':
		next := l.data[i+1]
		empty := next == '}' || next == ']'
		nested := c == '{' || next == '{' || next == '['
		deep := len(l.broken) > 2 || len(l.broken) == 2 && c == '{'
		l.broken = append(l.broken, !empty && nested && !deep)
		l.out.WriteByte(c)
		l.line()
	case '}', ']':
		broken := l.broken[len(l.broken)-1]
		l.broken = l.broken[:len(l.broken)-1]
		if broken {
			l.indent()
		}
		l.out.WriteByte(c)
	case ',':
		l.out.WriteByte(c)
		if !l.line() {
			l.out.WriteByte(' ')
		}
	case ':':
		l.out.WriteString(": ")
	default:
		l.out.WriteByte(c)
	}
}

// line begins a new line where the present depth has items on lines of their own.
func (l *layouter) line() bool {
	if !l.broken[len(l.broken)-1] {
		return false
	}
	l.indent()
	return true
}

func (l *layouter) indent() {
	l.out.WriteByte('\n')
	for range l.broken {
		l.out.WriteString("  ")
	}
}
