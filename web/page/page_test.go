package page_test

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/scene"
	"assay/internal/testkit"
	"assay/web/page"
)

// The pages are shown on one day of the embedded library, small enough to be read over.
var asOf = offer.Date{Year: 2026, Month: 11, Day: 22}

type shelf struct {
	lib        *casestudy.Library
	frameworks *framework.Registry
}

func library(t *testing.T) shelf {
	t.Helper()
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	return shelf{lib, frameworks}
}

func (s shelf) compare(t *testing.T, ids ...offer.ID) comparison.Evaluation {
	t.Helper()
	ev, err := app.Compare(t.Context(), app.Embedded{Library: s.lib}, s.frameworks, app.Query{Offers: ids, AsOf: asOf})
	require.NoError(t, err)
	return ev
}

func meta(title, nav, path string) page.Meta {
	return page.Meta{Title: title, Nav: nav, Path: path, Site: page.Site{Version: "test"}}
}

// picture stands for a chart, which package chart looks after.
func picture(title string) scene.Scene {
	return scene.Scene{Width: 9, Height: 9, Title: title, Desc: "A picture."}
}

func render(t *testing.T, c templ.Component) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, c.Render(t.Context(), &buf))
	return buf.Bytes()
}

var contentHash = regexp.MustCompile(`(/static/[a-zA-Z/_-]+)\.[0-9a-f]{12}\.`)

// golden compares a page; a changed stylesheet changes no page.
func golden(t *testing.T, name string, c templ.Component) {
	t.Helper()
	testkit.GoldenHTML(t, name+".golden.html", contentHash.ReplaceAll(render(t, c), []byte("$1.HASH.")))
}

func TestHomePage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	golden(t, "home", page.HomePage(page.Home{
		Meta: meta("Sovereign-AI offers, weighed", "", "/"), Ev: ev, Intervals: picture("Intervals"),
		Countries: []page.CountryRef{{CaseID: "are", Name: "United Arab Emirates"}, {CaseID: "est", Name: "Estonia"}},
		Library:   page.LibraryCount{Offers: 36, Cases: 1, Answers: 219, Sources: 220},
	}))
}

// comparePage is a comparison of two offers as /compare shows it.
func comparePage(ev comparison.Evaluation, view string) page.Compare {
	return page.Compare{
		Meta: meta("Compare", "compare", "/compare"), Ev: ev, View: view,
		Query:      url.Values{"offers": {"are-stargate,est-ai-leap"}, "as_of": {"2026-11-22"}},
		Frameworks: []page.Option{{Value: "assay-core@1", Text: "Assay core criteria", Selected: true}},
		Tiers:      []page.Option{{Value: "public", Text: "Public"}, {Value: "official", Text: "Official", Selected: true}},
		Picker:     page.Picker{Total: 1, Found: []page.OfferChoice{{ID: "are-microsoft", Title: "Microsoft in the UAE", Provider: "Microsoft", Group: "United Arab Emirates"}}},
		Intervals:  picture("Intervals"), Points: picture("Points"), Heat: picture("Heat"),
	}
}

func TestComparePage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	golden(t, "compare_headline", page.ComparePage(comparePage(ev, "headline")))
	golden(t, "compare_criteria", page.ComparePage(comparePage(ev, "criteria")))
}

// With the workspace open a comparison can be saved; a name that does not do comes back.
func TestComparePageSaving(t *testing.T) {
	c := comparePage(library(t).compare(t, "are-stargate", "est-ai-leap"), "headline")
	assert.NotContains(t, string(render(t, page.ComparePage(c))), `action="/comparisons"`)
	c.Meta.Site.Desk, c.Meta.Site.Workspace = true, "My workspace"
	assert.Contains(t, string(render(t, page.ComparePage(c))), `action="/comparisons"`)
	c.Save = page.Save{Name: `<b>"July"</b>`, Problem: "A comparison of this name is there already: choose another name."}
	html := string(render(t, page.ComparePage(c)))
	assert.Contains(t, html, `value="&lt;b&gt;&#34;July&#34;&lt;/b&gt;"`)
	assert.Contains(t, html, `aria-describedby="name-problem"`)
}

func TestCompareAddresses(t *testing.T) {
	c := page.Compare{Query: url.Values{"offers": {"a,b"}, "as_of": {"2026-11-22"}, "view": {"criteria"}}}
	assert.Equal(t, "/compare?as_of=2026-11-22&offers=a,b", c.To("view", ""))
	assert.Equal(t, "/compare?as_of=2026-11-22&offers=a,b&view=headline", c.To("view", "headline"))
	assert.Equal(t, "/briefing.pdf?as_of=2026-11-22&offers=a,b", c.Export("/briefing.pdf"))
	assert.Equal(t, "criteria", c.Query.Get("view"), "the page's own query is left alone")
	assert.Equal(t, "/compare?offers=a,b", page.CompareURL([]offer.ID{"a", "b"}))
}

func TestOfferPage(t *testing.T) {
	ev := library(t).compare(t, "est-ai-leap")
	golden(t, "offer", page.OfferPage(page.Offer{
		Meta: meta(ev.Offers[0].Offer.Title, "offers", "/offers/est-ai-leap"), Ev: ev, Country: page.CountryRef{CaseID: "est", Name: "Estonia"},
	}))
}

// A record made for this page: one field of each kind filled, and one not.
func TestEvidencePage(t *testing.T) {
	e := offer.Evidence{
		ID: "gazette-2026-07-14", Account: "The rule lifts the licence requirement by name.", Passage: "a passage of <six> words & signs", Locator: "p. 7",
		Source: offer.Source{
			Publisher: "Official gazette", URL: "https://gazette.example/2026?a=1&b=2", Issued: offer.Date{Year: 2026, Month: 7, Day: 14},
			Grade: offer.GradeA, Origin: "The rule itself", Reread: true,
		},
	}
	copyOf := offer.Evidence{ID: "daily-2026-07-15", Account: "A copy.", Source: offer.Source{Publisher: "A daily", Where: "in print", Grade: offer.GradeB}}
	golden(t, "evidence", page.EvidencePage(page.Evidence{
		Meta: meta("Evidence: Official gazette", "", "/evidence/gazette-2026-07-14"), Evidence: e,
		Uses: []page.Use{{Offer: "Stargate UAE", What: "CE1, lower bound", URL: "/offers/are-stargate#CE1"}}, MoreUses: 1801,
		SameOrigin: []offer.Evidence{copyOf}, Contradicts: []offer.Evidence{copyOf},
	}))
	golden(t, "evidence_bare", page.EvidencePage(page.Evidence{Meta: meta("Evidence: A daily", "", "/evidence/daily-2026-07-15"), Evidence: copyOf}))
}

func TestCasePage(t *testing.T) {
	s := library(t)
	k, ok := s.lib.Case("kaz")
	require.True(t, ok)
	ids, _ := app.CaseOffers(s.lib, "kaz", false)
	ev := s.compare(t, append(ids, "domestic-stack")...)
	p := page.CaseStudy{
		Meta: meta(k.Name, "cases", "/cases/kaz"), Case: k, Evidence: map[offer.ID]offer.Evidence{}, Ev: ev, HasOffers: true, Intervals: picture("Intervals"),
		Position: &page.ExportPosition{
			Groups: []string{"D:1 (National security)"}, Source: "A rule, 2026", NotLegalAdvice: "Not legal advice.", Notes: []string{"A note."},
			Items: []page.ExportItem{{Name: "Chips", Codified: "licence required", Parted: true}},
		},
	}
	for _, e := range s.lib.Evidence {
		p.Evidence[e.ID] = e
	}
	golden(t, "case", page.CasePage(p))
}

func TestMethodPage(t *testing.T) {
	fw, err := library(t).frameworks.Get("mof@1.0")
	require.NoError(t, err)
	golden(t, "method", page.MethodPage(page.Method{Meta: meta(fw.Title, "methods", "/methods/mof/1.0"), Framework: fw}))
}

func TestProblemPage(t *testing.T) {
	golden(t, "problem", page.ProblemPage(page.Problem{
		Meta: meta("That cannot be compared", "", "/compare?offers=<script>"), Heading: "That cannot be compared", Text: "One thing does not fit.",
		Details: []string{`"<script>alert(1)</script>" is no offer's name.`}, Links: []page.Link{{Text: "All offers", URL: "/offers"}},
	}))
}

// Whatever stands in the library or an address, it is text on a page.
func TestPagesEscape(t *testing.T) {
	const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	ev := library(t).compare(t, "est-ai-leap")
	o := &ev.Offers[0]
	o.Offer.Title, o.Offer.Summary, o.Offer.Provider = hostile, hostile, hostile
	for i := range o.Answers {
		o.Answers[i].Rationale = hostile
	}
	ev.Findings[0].Text = hostile
	for i := range ev.Evidence {
		ev.Evidence[i].Account, ev.Evidence[i].Source.Publisher = hostile, hostile
		ev.Evidence[i].Source.URL = "javascript:alert(1)"
	}
	m := meta(hostile, "", "/"+hostile)
	m.Site.Workspace, m.Site.Version, m.Site.Contact = hostile, hostile, hostile
	c := comparePage(ev, "headline")
	c.Meta, c.Save = m, page.Save{Done: hostile}
	for name, html := range map[string][]byte{
		"compare":  render(t, page.ComparePage(c)),
		"offer":    render(t, page.OfferPage(page.Offer{Meta: m, Ev: ev})),
		"evidence": render(t, page.EvidencePage(page.Evidence{Meta: m, Evidence: ev.Evidence[0]})),
		"report":   render(t, page.ReportPage(page.Report{Meta: m, About: hostile})),
		"problem":  render(t, page.ProblemPage(page.Problem{Meta: m, Heading: hostile, Text: hostile, Details: []string{hostile}})),
	} {
		assert.NotContains(t, string(html), "<script>alert", name)
		assert.NotContains(t, string(html), "<img src=x", name)
		assert.NotContains(t, string(html), `href="javascript:`, name)
		assert.Positive(t, strings.Count(string(html), "&lt;script&gt;alert(1)"), name)
	}
}

// A briefing as a file stands alone: it asks for nothing and runs nothing.
func TestBriefingFile(t *testing.T) {
	html := string(render(t, page.BriefingFile("A <title>", nil, nil)))
	assert.Contains(t, html, "A &lt;title&gt;")
	assert.Contains(t, html, "<style>")
	for _, asks := range []string{"<script", "<link", "src=", "@import", "http:", "https:"} {
		assert.NotContains(t, html, asks)
	}
}
