package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/testkit"
)

// cellOf is the text of one offer's cell on one criterion in the criteria view.
func cellOf(t *testing.T, doc *testkit.Doc, criterion string, column int) string {
	t.Helper()
	for _, row := range doc.Find(".table-only tbody tr").Each() {
		if links := row.Find("th a"); links.Count() == 1 && links.Attr("href") == "/methods/assay-core/1#"+criterion {
			return row.Find("td").Texts()[column]
		}
	}
	t.Fatalf("no row for %s", criterion)
	return ""
}

func TestHeadline(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare")
	rows := doc.Find("[aria-labelledby=headline] tbody tr").Each()
	require.Len(t, rows, 4)
	for i, id := range s.leads() {
		assert.Equal(t, "/offers/"+string(id), rows[i].One("th a").Attr("href"))
		cells := rows[i].Find("td").Texts()
		require.Len(t, cells, 3)
		assert.Regexp(t, `^level [0-4]`, cells[0])
		assert.Regexp(t, `(passes the gates|fails \d+ gates?|\d+ gates? open)$`, cells[0])
		assert.Regexp(t, `^\d+\.\d( to \d+\.\d)? of 100`, cells[1])
		assert.Regexp(t, `^\d+ % resolved \d+ % answered \d+ unknowns?$`, cells[2])
	}
	assert.Equal(t, "Headline", doc.One(".tabs [aria-current=page]").Text())
	assert.Equal(t, "2026-11-22", doc.One("#as-of").Attr("value"))
	assert.Equal(t, 4, doc.Find("svg.scene").Count(), "the plane has a wide form and a narrow one")
}

// Four countries' deals are profiles; one country's are a choice, with what is open to any
// buyer beside them.
func TestOrderIsForOneBuyer(t *testing.T) {
	s := desk(t)
	assert.Zero(t, s.page("/compare").Find("#order").Count())
	reference, _ := s.library.Case(casestudy.Reference)
	for _, id := range casestudy.FullCases {
		doc := s.page("/cases/" + id)
		assert.Equal(t, "What the bounds alone decide", doc.One("#order").Text())
		compared := map[string]bool{}
		for _, a := range doc.Find("table.compare tbody th a").Each() {
			compared[a.Attr("href")] = true
		}
		country, _ := s.library.Case(id)
		assert.Len(t, compared, len(country.Offers)+len(reference.Offers))
		for _, o := range append(country.Offers, reference.Offers...) {
			assert.True(t, compared["/offers/"+string(o.ID)], "%s beside the offers to %s", o.ID, id)
		}
		compare := doc.Find(".head .actions a").Each()[0]
		assert.Positive(t, s.page(compare.Attr("href")).Find("#order").Count())
	}
	assert.Zero(t, s.page("/cases/ref").Find("#order").Count(), "nobody chooses on the shelf")
}

// The export licence of the UAE's deal: a licence for part of the need until 9 July 2026, relief
// by name from the 10th (91 FR 43034), which for G42 ends with 6 April 2027.
func TestTheAsOfDateDecides(t *testing.T) {
	s := desk(t)
	for _, tt := range []struct{ date, want, note string }{
		{"2026-07-09", "1 to 2", ""},
		{"2026-07-10", "2 to 3", ""},
		{"2027-04-06", "2 to 3", ""},
		{"2027-04-07", "1 to 3", "lapsed"},
	} {
		doc := s.page("/compare?view=criteria&as_of=" + tt.date)
		got := cellOf(t, doc, "CE1", 0)
		assert.Regexp(t, `^(level )?`+tt.want+`\b`, got, tt.date)
		assert.Contains(t, got, tt.note, tt.date)
		assert.Equal(t, tt.date, doc.One("#as-of").Attr("value"))
		offer := s.page("/offers/are-stargate?as_of=" + tt.date)
		assert.Contains(t, offer.One("article#CE1 .answer__head").Text(), "level "+tt.want, tt.date)
	}
}

func TestFrameworkAndTierByAddress(t *testing.T) {
	s := desk(t)
	gates := func(tier string) string {
		doc := s.page("/compare?tier=" + tier)
		assert.Equal(t, tier, doc.One("#tier option[selected]").Attr("value"))
		return doc.Find("[aria-labelledby=headline] tbody tr td").Text()
	}
	assert.NotEqual(t, gates("public"), gates("critical"))
	doc := s.page("/compare?framework=assay-core@1")
	assert.Equal(t, "assay-core@1", doc.One("#framework option[selected]").Attr("value"))
	for _, option := range doc.Find("#framework option").Each() {
		assert.Equal(t, http.StatusOK, s.get("/compare?framework="+option.Attr("value")).Code, "what the page offers can be chosen")
	}
}

// One parameter with commas and several parameters name the same comparison, in their order.
func TestOffersByAddress(t *testing.T) {
	s := desk(t)
	commas := s.page("/compare?offers=kor-foundation-model,are-stargate")
	several := s.page("/compare?offers=kor-foundation-model&offers=are-stargate")
	names := commas.Find("[aria-labelledby=headline] tbody th a").Texts()
	require.Len(t, names, 2)
	assert.Contains(t, names[1], "Stargate UAE")
	assert.Equal(t, names, several.Find("[aria-labelledby=headline] tbody th a").Texts())
	assert.Equal(t, 2, commas.Find(".checks [checked]").Count())
}

func TestTheCriteriaViewShowsFour(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare?view=criteria&offers=" + join(s.offers()))
	assert.Equal(t, 1+4, doc.Find(".table-only thead th").Count())
	assert.Contains(t, doc.Text(), "shows the first 4 of 36 offers")
	drawn := doc.Find("[aria-labelledby=chart-heat] svg g title").Texts() // one a cell, row by row
	written := doc.Find("#levels tbody td").Texts()
	require.Len(t, written, len(drawn))
	for i, cell := range written {
		assert.True(t, strings.HasSuffix(drawn[i], ": "+cell), "%q is written as %q", drawn[i], cell)
	}
	assert.Zero(t, s.page("/compare?view=criteria").Find("#levels").Count(), "four stand in the table above")
	assert.Equal(t, 36, s.page("/compare?offers="+join(s.offers())).Find("[aria-labelledby=headline] tbody tr").Count())
}

// What nobody recorded is said to be so and never filled in.
func TestEvidenceSaysWhatIsNotRecorded(t *testing.T) {
	s := desk(t)
	bare, full := 0, 0
	for _, e := range s.library.Evidence {
		if bare > 3 && full > 3 {
			break
		}
		doc := s.page("/evidence/" + string(e.ID))
		fields := map[string]string{}
		said := doc.Find("[aria-labelledby=source] dd").Texts()
		for i, field := range doc.Find("[aria-labelledby=source] dt").Texts() {
			fields[field] = said[i]
		}
		for field, value := range map[string]string{"Title": e.Source.Title, "Passage": e.Passage, "Origin": e.Source.Origin, "Place in the source": e.Locator} {
			if value == "" {
				assert.Equal(t, "not recorded", fields[field], "%s of %s", field, e.ID)
				bare++
			} else {
				assert.Contains(t, fields[field], value, "%s of %s", field, e.ID)
				full++
			}
		}
		assert.Equal(t, e.Source.Publisher, fields["Publisher"])
		assert.Equal(t, string(e.Source.Grade), fields["Grade"][:1])
		require.Positive(t, doc.Find(`a[href="/report?about=%2Fevidence%2F`+string(e.ID)+`"]`).Count(), "an error in it can be reported")
	}
	assert.Positive(t, bare)
}

func TestReport(t *testing.T) {
	s := desk(t)
	for _, tt := range []struct{ about, back string }{
		{"/offers/are-stargate#CE1", "/offers/are-stargate#CE1"},
		{"https://evil.example/", "/"},
		{"//evil.example/", "/"},
		{"/\\evil.example/", "/"},
		{"/\t/evil.example/", "/"},
		{"javascript:alert(1)", "/"},
	} {
		r := s.page("/report?about=" + url.QueryEscape(tt.about))
		back := r.Find("main a").Each()
		assert.Equal(t, tt.back, back[len(back)-1].Attr("href"), tt.about)
	}
	long := s.get("/report?about=" + url.QueryEscape("/"+strings.Repeat("ü", 400)))
	assert.Equal(t, http.StatusOK, long.Code)
	assert.True(t, utf8.ValidString(long.Body.String()), "a long text is not cut in the middle of a letter")

	s.config.Contact = "errors@assay.example.org"
	s.restart()
	assert.Equal(t, "mailto:errors@assay.example.org?subject=Assay:%20error%20in%20%2Foffers%2Fx",
		s.page("/report?about=/offers/x").One("main a.button").Attr("href"))
}
