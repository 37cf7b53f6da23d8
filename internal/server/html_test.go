package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// all returns the elements under n that match a selector: steps apart by blanks, each made of
// tag, #id, .class, [name] and [name=value].
func all(n *html.Node, selector string) []*html.Node {
	if n == nil { // no page at all
		return nil
	}
	found := []*html.Node{n}
	for step := range strings.FieldsSeq(selector) {
		matches := compile(step)
		var next []*html.Node
		for _, f := range found {
			for d := range f.Descendants() {
				if d.Type == html.ElementNode && matches(d) && !slices.Contains(next, d) {
					next = append(next, d)
				}
			}
		}
		found = next
	}
	return found
}

func compile(step string) func(*html.Node) bool {
	end := strings.IndexAny(step, "#.[")
	if end < 0 {
		end = len(step)
	}
	tag, rest := step[:end], step[end:]
	var tests []func(*html.Node) bool
	for rest != "" {
		kind := rest[0]
		stop := strings.IndexAny(rest[1:], "#.[") + 1
		if kind == '[' {
			stop = strings.IndexByte(rest, ']') + 1
		}
		if stop <= 0 {
			stop = len(rest)
		}
		part := rest[1:stop]
		rest = rest[stop:]
		switch kind {
		case '#':
			tests = append(tests, func(n *html.Node) bool { return attr(n, "id") == part })
		case '.':
			tests = append(tests, func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), part) })
		default:
			name, value, exact := strings.Cut(strings.TrimSuffix(part, "]"), "=")
			tests = append(tests, func(n *html.Node) bool { return has(n, name) && (!exact || attr(n, name) == value) })
		}
	}
	return func(n *html.Node) bool {
		if tag != "" && n.Data != tag {
			return false
		}
		for _, ok := range tests {
			if !ok(n) {
				return false
			}
		}
		return true
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is the text of n, blanks drawn together.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// one is the only match of a selector.
func one(t testing.TB, n *html.Node, selector string) *html.Node {
	t.Helper()
	found := all(n, selector)
	require.Len(t, found, 1, "%s", selector)
	return found[0]
}

func texts(ns []*html.Node) []string {
	out := make([]string, len(ns))
	for i, n := range ns {
		out[i] = text(n)
	}
	return out
}
