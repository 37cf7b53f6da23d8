package testkit

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// A Doc is a page, or the elements of one that a selector found, in the order of the page.
// Questions that need an element end the test when there is none.
type Doc struct {
	t        testing.TB
	selector string
	nodes    []*html.Node
}

// HTML reads a page as a browser without scripts does, so that what is in noscript counts.
func HTML[S ~string | ~[]byte](t testing.TB, body S) *Doc {
	t.Helper()
	root, err := html.ParseWithOptions(strings.NewReader(string(body)), html.ParseOptionEnableScripting(false))
	require.NoError(t, err)
	return &Doc{t: t, selector: "the page", nodes: []*html.Node{root}}
}

// Find returns the elements inside d that match a selector: compounds such as
// a.next[href^="/offers/"] after one another, each inside the one before, or right inside it after
// a >. An attribute is asked for alone or with =, ^=, $= or *=. Another selector ends the test.
func (d *Doc) Find(selector string) *Doc {
	d.t.Helper()
	chain, err := parseSelector(selector)
	require.NoError(d.t, err)
	found := &Doc{t: d.t, selector: selector}
	seen := map[*html.Node]bool{}
	for _, root := range d.nodes {
		for n := range root.Descendants() {
			if !seen[n] && chain.matches(n) {
				seen[n] = true
				found.nodes = append(found.nodes, n)
			}
		}
	}
	return found
}

// Count returns how many elements there are.
func (d *Doc) Count() int { return len(d.nodes) }

// One returns the element inside d that matches a selector and ends the test unless there is
// exactly one.
func (d *Doc) One(selector string) *Doc {
	d.t.Helper()
	found := d.Find(selector)
	require.Len(d.t, found.nodes, 1, "what matches %s", selector)
	return found
}

// Each returns the elements one by one.
func (d *Doc) Each() []*Doc {
	var each []*Doc
	for _, n := range d.nodes {
		each = append(each, &Doc{t: d.t, selector: d.selector, nodes: []*html.Node{n}})
	}
	return each
}

// Text returns the text of the first element, white space collapsed, with a blank between what
// stands in blocks or cells of its own.
func (d *Doc) Text() string {
	d.t.Helper()
	return text(d.first())
}

// Texts returns the text of every element.
func (d *Doc) Texts() []string {
	var all []string
	for _, n := range d.nodes {
		all = append(all, text(n))
	}
	return all
}

// Attr returns an attribute of the first element, which has to have it.
func (d *Doc) Attr(name string) string {
	d.t.Helper()
	value, ok := attribute(d.first(), name)
	require.True(d.t, ok, "%s has no attribute %s", d.selector, name)
	return value
}

// Attrs returns all attributes of the first element by name.
func (d *Doc) Attrs() map[string]string {
	if len(d.nodes) == 0 { // to ask who called costs more than the answer
		d.t.Helper()
	}
	attrs := map[string]string{}
	for _, a := range slices.Backward(d.first().Attr) { // the first of a name counts
		attrs[a.Key] = a.Val
	}
	return attrs
}

// Tag returns the name of the first element.
func (d *Doc) Tag() string {
	if len(d.nodes) == 0 {
		d.t.Helper()
	}
	return d.first().Data
}

func (d *Doc) first() *html.Node {
	if len(d.nodes) == 0 {
		d.t.Helper()
		require.FailNow(d.t, "nothing matches "+d.selector)
	}
	return d.nodes[0]
}

// text leaves out what is not for reading.
func text(n *html.Node) string {
	var s strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		apart := n.Type == html.ElementNode && slices.Contains(setApart, n.Data)
		switch {
		case n.Type == html.TextNode:
			s.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
			return
		case apart:
			s.WriteString(" ")
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if apart {
			s.WriteString(" ")
		}
	}
	walk(n)
	return strings.Join(strings.Fields(s.String()), " ")
}

// setApart are the elements that are not shown in one line with what is beside them.
var setApart = strings.Fields(`address article aside blockquote body br caption dd details dialog div dl dt fieldset
	figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr legend li main nav ol optgroup option p pre search section
	summary table tbody td tfoot th thead title tr ul`)

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
