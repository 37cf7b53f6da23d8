package strictyaml

import (
	"fmt"
	"strings"
)

// MaxValues bounds the lines and signs of a file; the library has 27,000 with all its evidence.
const MaxValues = 32_000

// maxLineSigns bounds the lists and keys that begin on one line, one within the other: the YAML
// library takes the square of their number.
const maxLineSigns = 32

// tooMany weighs a file before the YAML library reads it, which takes a thousand times the
// memory of a sign. It returns the line up to which the file is too much, or 0. Signs in text
// count like others: there are few.
func tooMany(data []byte) (line int, problem string) {
	line, signs, nested := 1, 0, 0
	before := byte('\n')
	for _, c := range data {
		starts := strings.IndexByte("\n\r\t ,[{", before) >= 0
		switch {
		case c == '\n':
			line, nested = line+1, 0
			signs++
		case strings.IndexByte(",[]{}:\"", c) >= 0:
			signs++
		case starts && (c == '-' || c == '?'):
			signs++
			nested++
		case starts && strings.IndexByte("!&*|>%@`'", c) >= 0:
			signs++
		}
		if signs > MaxValues {
			return line, fmt.Sprintf("up to here stand more than %d lines and values; write less to a file", MaxValues)
		}
		if nested > maxLineSigns {
			return line, fmt.Sprintf("more than %d signs of lists (-) or keys (?) stand on this line; put text in quotes, and lists on lines of their own", maxLineSigns)
		}
		before = c
	}
	return 0, ""
}
