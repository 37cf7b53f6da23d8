package app

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/strictyaml"
)

// MaxFrameworkFile bounds a framework's YAML, in bytes.
const MaxFrameworkFile = 512 << 10

// A Mistake is one thing to mend in a file, at its line and column; 0: the whole file.
type Mistake struct {
	Line, Column int
	Message      string
}

func (m Mistake) String() string {
	if m.Line == 0 {
		return m.Message
	}
	return fmt.Sprintf("line %d, column %d: %s", m.Line, m.Column, m.Message)
}

// maxMistakes bounds a report; a person mends the first few before reading on.
const maxMistakes = 100

// LintFramework reads a framework's YAML, whose base may be one of the known. It returns the
// framework, or every mistake found by line and column.
func LintFramework(known *framework.Registry, file string, data []byte) (*framework.Framework, []Mistake) {
	if len(data) > MaxFrameworkFile {
		return nil, []Mistake{{Message: fmt.Sprintf("The file is larger than %d KiB.", MaxFrameworkFile>>10)}}
	}
	f, err := known.Read(file, data)
	if err == nil {
		return f, nil
	}
	ms := mistakes(err, nil)
	slices.SortStableFunc(ms, func(a, b Mistake) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	return nil, ms[:min(len(ms), maxMistakes)]
}

// mistakes takes joined errors apart.
func mistakes(err error, ms []Mistake) []Mistake {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			ms = mistakes(e, ms)
		}
		return ms
	}
	if at, ok := errors.AsType[*strictyaml.Error](err); ok {
		return append(ms, Mistake{at.Line, at.Column, at.Message})
	}
	return append(ms, Mistake{Message: err.Error()})
}

// A Regating is a framework of the workspace's own that differs from another in its gates.
type Regating struct {
	Base    *framework.Framework
	ID      string // begins with own-
	Version string
	Title   string
	Why     string
	Gates   []string       // criteria that gate
	Levels  map[string]int // by tier
}

// YAML writes the framework as a pack: small, readable, and read again by LintFramework.
func (g Regating) YAML(publisher string) []byte {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, quoted(value)) }
	line("id", g.ID)
	line("version", g.Version)
	fmt.Fprintf(&b, "kind: %s\n", g.Base.Kind)
	line("title", g.Title)
	line("publisher", cmp.Or(publisher, "This workspace"))
	line("source", "Chosen in this workspace from "+g.Base.Ref())
	line("licence", g.Base.Licence)
	line("statement", cmp.Or(g.Why, "Only the gates differ from "+g.Base.Ref()+"."))
	line("base", g.Base.Ref())
	b.WriteString("weights:\n")
	for _, d := range g.Base.Dimensions {
		if d.Weight > 0 {
			fmt.Fprintf(&b, "  %s: %v\n", quoted(d.ID), d.Weight)
		}
	}
	b.WriteString("gates:\n")
	for _, id := range g.Gates {
		fmt.Fprintf(&b, "  - %s\n", quoted(id))
	}
	b.WriteString("gate_levels:\n")
	for _, t := range g.Base.Tiers {
		if level, ok := g.Levels[t.ID]; ok {
			fmt.Fprintf(&b, "  %s: %d\n", quoted(t.ID), level)
		}
	}
	return []byte(b.String())
}

// quoted writes a text as a YAML string in double quotes, which has the escapes of JSON.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
