package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/testkit"
)

// faults are the things wrong with a page that a reader, a screen reader or the content
// security policy would stumble over.
func faults(doc *testkit.Doc) []string {
	if doc == nil {
		return []string{"no page at all"}
	}
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	ids := map[string]bool{}
	for _, n := range doc.Find("[id]").Each() {
		if id := n.Attr("id"); id != "" {
			if ids[id] {
				say("id %q stands twice", id)
			}
			ids[id] = true
		}
	}
	for _, n := range doc.Find("*").Each() {
		tag, attrs := n.Tag(), n.Attrs()
		for name, value := range attrs {
			switch {
			case name == "style" || strings.HasPrefix(name, "on"):
				say("<%s> has the attribute %s", tag, name)
			case name == "aria-labelledby" || name == "aria-describedby" || name == "for":
				for id := range strings.FieldsSeq(value) {
					if !ids[id] {
						say("<%s %s=%q> names nothing", tag, name, id)
					}
				}
			}
		}
		switch tag {
		case "style":
			say("<style>")
		case "script":
			if attrs["src"] == "" {
				say("a script in the page")
			}
		case "title", "h1", "h2", "h3", "h4", "dt", "dd", "th", "td", "li", "a", "button", "summary", "caption", "legend", "option", "time", "label":
			if n.Text() == "" && n.Find("input").Count() == 0 {
				say("<%s class=%q> is empty", tag, attrs["class"])
			}
		case "ul", "ol", "dl", "table", "fieldset":
			if n.Text() == "" {
				say("<%s> is empty", tag)
			}
		case "span":
			if strings.Contains(attrs["class"], "tag") && n.Text() == "" {
				say("a tag without a word")
			}
		}
	}
	if n := doc.Find("h1").Count(); n != 1 {
		say("%d headings of the first rank", n)
	}
	return wrong
}

// garbled are marks of a formatting mistake.
var garbled = []string{"%!", "<nil>", "&lt;nil&gt;", "NaN", "+Inf", "map[", "{0 0", "0x"}

// check looks a page over and returns what is wrong with it.
func (s *site) check(target string, a answer) []string {
	s.t.Helper()
	if a.Code != http.StatusOK || a.doc == nil {
		return []string{fmt.Sprintf("%s: %d, %s", target, a.Code, a.Header().Get("Content-Type"))}
	}
	var wrong []string
	for _, f := range faults(a.doc) {
		wrong = append(wrong, target+": "+f)
	}
	for _, bad := range garbled {
		if strings.Contains(a.Body.String(), bad) {
			wrong = append(wrong, target+" holds "+bad)
		}
	}
	return wrong
}

// few keeps a failure short enough to read.
func few(wrong []string) []string { return wrong[:min(len(wrong), 10)] }

// A crawl follows every link of the site.
type crawl struct {
	*site
	seen   map[string]bool            // addresses asked for
	places map[string]map[string]bool // ids on the pages read
	wanted map[string]string          // links with the page they stand on
	met    map[string]int             // links by path
	queue  []string
	wrong  []string
}

// alike are paths whose pages are alike, or costly: a sample of them will do.
var alike = []string{"/report", "/briefing.pdf", "/briefing.html", "/briefing.json", "/compare/why", "/compare/asks", "/compare/requests", "/compare/requests.csv", "/compare/requests.xlsx", "/compare/workbook.xlsx", "/compare/comparison.csv", "/compare/answers.csv", "/compare/citations.csv", "/compare/evidence.csv", "/compare/csv-metadata.json", "/weights"}

// enough bounds a crawl: when the site grows past it, crawl a sample.
const enough = 3000

func (c *crawl) follow(link, on string) {
	c.wanted[link] = on
	page, _, _ := strings.Cut(link, "#")
	if !c.seen[page] {
		c.seen[page] = true
		c.queue = append(c.queue, page)
	}
}

func (c *crawl) run() {
	c.t.Helper()
	for len(c.queue) > 0 {
		require.Less(c.t, len(c.seen), enough)
		target := c.queue[0]
		c.queue = c.queue[1:]
		a := c.get(target)
		if a.doc == nil && a.Code == http.StatusOK { // a file
			continue
		}
		c.wrong = append(c.wrong, c.check(target, a)...)
		if a.doc != nil {
			c.links(target, a.doc)
		}
	}
}

func (c *crawl) links(target string, doc *testkit.Doc) {
	base, err := url.Parse(target)
	require.NoError(c.t, err)
	c.places[target] = map[string]bool{}
	for _, n := range doc.Find("[id]").Each() {
		c.places[target][n.Attr("id")] = true
	}
	for _, n := range doc.Find("*").Each() {
		tag, attrs := n.Tag(), n.Attrs()
		link := attrs["href"] + attrs["src"]
		if link == "" {
			continue
		}
		to, err := base.Parse(link)
		switch {
		case err != nil:
			c.wrong = append(c.wrong, fmt.Sprintf("%s: %v", target, err))
		case !to.IsAbs():
			if c.met[to.Path]++; c.met[to.Path]%20 == 1 || !slices.Contains(alike, to.Path) {
				c.follow(to.String(), target) // of what is alike or costly a sample will do
			}
		case tag != "a" || (to.Scheme != "https" && to.Scheme != "http") || !strings.Contains(attrs["rel"], "noreferrer"):
			c.wrong = append(c.wrong, fmt.Sprintf("%s: <%s> leads to %s and tells it from where", target, tag, link))
		}
	}
}

// dead returns the links to places that are not on their page.
func (c *crawl) dead() []string {
	var links []string
	for link, on := range c.wanted {
		page, place, found := strings.Cut(link, "#")
		if found && c.places[page] != nil && !c.places[page][place] {
			links = append(links, on+": nothing at "+link)
		}
	}
	slices.Sort(links)
	return links
}

// From the first page every link of this site leads to a whole page, and to a place that is on
// it; and every record of the library has its page.
func TestEveryPage(t *testing.T) {
	s := desk(t)
	c := &crawl{site: s, seen: map[string]bool{}, places: map[string]map[string]bool{}, wanted: map[string]string{}, met: map[string]int{}}
	c.follow("/", "")
	c.run()
	for _, k := range s.library.Cases {
		assert.True(t, c.seen["/cases/"+k.ID], "no link leads to case %s", k.ID)
	}
	require.Len(t, s.offers(), 36)
	for _, id := range s.offers() {
		assert.True(t, c.seen["/offers/"+string(id)], "no link leads to offer %s", id)
	}
	for _, f := range s.frameworks.All() {
		assert.True(t, c.seen["/methods/"+f.ID+"/"+f.Version], "no link leads to %s", f.Ref())
	}
	for _, format := range []string{"pdf", "html", "json"} {
		assert.True(t, c.seen["/briefing."+format+"?as_of=2026-11-22&offers="+join(s.leads())], "no link leads to the briefing as %s", format)
	}
	everything := "offers=" + join(s.offers())
	for _, more := range []string{"/report", "/compare?" + everything, "/compare?view=criteria&" + everything, "/briefing.html?" + everything} {
		c.follow(more, "")
	}
	for _, e := range s.library.Evidence {
		c.follow("/evidence/"+string(e.ID), "")
	}
	c.run()
	assert.Empty(t, few(c.wrong), "the first of %d", len(c.wrong))
	assert.Empty(t, few(c.dead()))
	assert.Empty(t, s.log.String())
	t.Logf("%d addresses", len(c.seen))
}

// The four questions, and the choice that leads on from each profile, stand on the first page.
func TestHome(t *testing.T) {
	s := desk(t)
	doc := s.page("/")
	cards := doc.Find(".profiles .card").Each()
	require.Len(t, cards, 4)
	for i, id := range s.leads() {
		assert.Equal(t, "/offers/"+string(id), cards[i].Find("h2 a").Attr("href"))
		assert.Equal(t, "/cases/"+casestudy.FullCases[i], cards[i].Find(".card__more a").Each()[0].Attr("href"))
		cards[i].One("data")
		figures := cards[i].Find(".figure").Texts()
		assert.Regexp(t, `^level [0-4]( to [0-4])?$`, figures[0])
		assert.Regexp(t, `^\d+\.\d( to \d+\.\d)? of 100$`, figures[1])
		assert.Regexp(t, `\d+ % answered, \d+ % resolved, \d+ unknowns?`, cards[i].Text())
	}
	assert.Zero(t, doc.Find("#order").Count(), "nothing is ranked across countries")
	assert.Equal(t, 4, doc.Find(".big-questions span").Count())
}
