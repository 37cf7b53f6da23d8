package testkit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const menu = `<!DOCTYPE html><html lang="en"><head><title>Menu</title><noscript><link rel="stylesheet" href="/plain.css"></noscript></head><body>
	<nav aria-label="Main menu"><ul class="menu wide"><li><a href="/">Home</a></li><li class="on"><a id="offers" href="/offers/1">The
	<b>offers</b></a></li></ul></nav>
	<main><p class="note">One<br>two<script>no()</script></p><p hidden>Three</p>
	<ul><li><ul><li>deep</li></ul></li></ul><input disabled value=""></main></body></html>`

func TestFind(t *testing.T) {
	tests := []struct {
		selector string
		want     []string
	}{
		{"title", []string{"Menu"}},
		{"a", []string{"Home", "The offers"}},
		{"A", []string{"Home", "The offers"}},
		{"#offers", []string{"The offers"}},
		{"a#offers", []string{"The offers"}},
		{"p#offers", nil},
		{".on a", []string{"The offers"}},
		{"ul.menu.wide > li.on", []string{"The offers"}},
		{"ul.menu>li>a", []string{"Home", "The offers"}},
		{"nav > a", nil},
		{"nav a", []string{"Home", "The offers"}},
		{"nav main", nil},
		{".men", nil},
		{"[hidden]", []string{"Three"}},
		{"main > *", []string{"One two", "Three", "deep", ""}},
		{`a[href="/offers/1"]`, []string{"The offers"}},
		{`a[href='/']`, []string{"Home"}},
		{`a[href^="/offers/"]`, []string{"The offers"}},
		{`a[href$="/1"]`, []string{"The offers"}},
		{`a[href*="fer"]`, []string{"The offers"}},
		{`a[href^=""]`, nil},
		{`[class~=wide] [id=offers]`, []string{"The offers"}},
		{`nav[aria-label="Main menu"] li.on`, []string{"The offers"}},
		{"li li", []string{"deep"}},
		{"ul ul > li", []string{"deep"}},
		{"main > ul > li > ul > li", []string{"deep"}},
		{"noscript link", []string{""}},
		{"input[disabled][value]", []string{""}},
	}
	doc := HTML(t, menu)
	for _, tt := range tests {
		t.Run(tt.selector, func(t *testing.T) {
			assert.Equal(t, tt.want, doc.Find(tt.selector).Texts())
			assert.Equal(t, len(tt.want), doc.Find(tt.selector).Count())
		})
	}
	assert.Equal(t, 2, doc.Find("ul").Find("li a").Count())
	assert.Equal(t, 4, doc.Find("ul").Find("li").Count(), "an element inside two that were found is there once")
	assert.Equal(t, "/offers/1", doc.Find("nav a").Each()[1].Attr("href"))
	assert.Equal(t, 1, HTML(t, []byte("<p>x")).Find("p").Count())
	assert.Equal(t, "The offers", doc.One("nav .on > a").Text())
	assert.Equal(t, "link", doc.Find("noscript > *").Tag())
	assert.Equal(t, map[string]string{"rel": "stylesheet", "href": "/plain.css"}, doc.One("link").Attrs())
	assert.Equal(t, map[string]string{"disabled": "", "value": ""}, doc.One("input").Attrs())
}

func TestText(t *testing.T) {
	tests := []struct{ page, want string }{
		{"<p>un<b>broken</b></p>", "unbroken"},
		{"<p>one<br>two</p>", "one two"},
		{"<h1>One</h1><p>two</p>three", "One two three"},
		{"<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>", "a 1 b 2"},
		{"<dl><dt>Title</dt><dd>none</dd></dl>", "Title none"},
		{"<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "a b c"},
		{"<p>a<!-- b --><script>c()</script><style>d{}</style>\u00a0e</p>", "a e"},
		{"<noscript><p>plain</p></noscript>", "plain"},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, HTML(t, tt.page).Text(), tt.page)
	}
}

func TestFindRefusesWhatItCannotRead(t *testing.T) {
	for _, selector := range []string{"", " ", ">", "> a", "a >", "a > > b", "a, b", "a:hover", "a + b", "a[href", `a[href="]`, "a[=b]", "a..b", "#", "a!b", "1a"} {
		_, err := parseSelector(selector)
		require.Error(t, err, selector)
		assert.Contains(t, err.Error(), "cannot read it at", selector)
	}
	assert.Contains(t, strings.Join(record(t, func(t testing.TB) { HTML(t, "<p>").Find("a, b") }), ""), "cannot read it")
}

func TestADocThatIsNotThereEndsTheTest(t *testing.T) {
	tests := []struct {
		name, want string
		ask        func(*Doc)
	}{
		{"text", "nothing matches h4", func(d *Doc) { d.Find("h4").Text() }},
		{"attribute of nothing", "nothing matches h4", func(d *Doc) { d.Find("h4").Attr("id") }},
		{"attributes of nothing", "nothing matches h4", func(d *Doc) { d.Find("h4").Attrs() }},
		{"name of nothing", "nothing matches h4", func(d *Doc) { d.Find("h4").Tag() }},
		{"one of none", "what matches h4", func(d *Doc) { d.One("h4") }},
		{"one of two", "what matches a", func(d *Doc) { d.One("a") }},
		{"no such attribute", "title has no attribute id", func(d *Doc) { d.Find("title").Attr("id") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reached := false
			said := record(t, func(t testing.TB) {
				tt.ask(HTML(t, menu))
				reached = true
			})
			assert.False(t, reached)
			assert.Contains(t, strings.Join(said, ""), tt.want)
		})
	}
}
