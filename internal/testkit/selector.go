package testkit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A chain is a selector: compounds from the outermost to the element itself.
type chain []compound

// A compound is what one element has to be.
type compound struct {
	child bool // right inside the one before, not deeper
	tag   string
	attrs []condition
}

type condition struct{ name, op, value string }

var (
	startOfCompound = regexp.MustCompile(`^[\w.#\[*]`)
	tagPart         = regexp.MustCompile(`^(\*|[a-zA-Z][\w-]*)`)
	nextPart        = regexp.MustCompile(`^(?:#([\w-]+)|\.([\w-]+)|\[([\w:-]+)(?:([~^$*]?=)(?:"([^"]*)"|'([^']*)'|([\w-]+)))?\])`)
)

// parseSelector reads the selectors that Find describes.
func parseSelector(selector string) (chain, error) {
	var c chain
	rest := strings.TrimSpace(selector)
	for rest != "" || len(c) == 0 {
		after, child := strings.CutPrefix(rest, ">")
		rest = strings.TrimLeft(after, " \t\n")
		if !startOfCompound.MatchString(rest) || (child && len(c) == 0) {
			return nil, fmt.Errorf("selector %q: cannot read it at %q", selector, rest)
		}
		one := compound{child: child, tag: tagPart.FindString(rest)}
		rest = rest[len(one.tag):]
		for {
			m := nextPart.FindStringSubmatch(rest)
			if m == nil {
				break
			}
			rest = rest[len(m[0]):]
			switch {
			case m[1] != "":
				one.attrs = append(one.attrs, condition{"id", "=", m[1]})
			case m[2] != "":
				one.attrs = append(one.attrs, condition{"class", "~=", m[2]})
			default:
				one.attrs = append(one.attrs, condition{m[3], m[4], m[5] + m[6] + m[7]})
			}
		}
		trimmed := strings.TrimLeft(rest, " \t\n")
		if rest != "" && len(trimmed) == len(rest) && rest[0] != '>' {
			return nil, fmt.Errorf("selector %q: cannot read it at %q", selector, rest)
		}
		c, rest = append(c, one), trimmed
	}
	return c, nil
}

// matches tells whether n is the element the chain ends in.
func (c chain) matches(n *html.Node) bool {
	last := c[len(c)-1]
	if !last.matches(n) {
		return false
	}
	if len(c) == 1 {
		return true
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if c[:len(c)-1].matches(p) {
			return true
		}
		if last.child {
			return false
		}
	}
	return false
}

func (c compound) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || (c.tag != "" && c.tag != "*" && !strings.EqualFold(c.tag, n.Data)) {
		return false
	}
	return !slices.ContainsFunc(c.attrs, func(want condition) bool {
		value, ok := attribute(n, want.name)
		return !ok || !want.matches(value)
	})
}

func (w condition) matches(value string) bool {
	switch w.op {
	case "=":
		return value == w.value
	case "~=":
		return slices.Contains(strings.Fields(value), w.value)
	case "^=":
		return w.value != "" && strings.HasPrefix(value, w.value)
	case "$=":
		return w.value != "" && strings.HasSuffix(value, w.value)
	case "*=":
		return w.value != "" && strings.Contains(value, w.value)
	}
	return true // asked for alone
}
