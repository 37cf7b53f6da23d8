package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/server"
	"assay/internal/store/testdb"
)

// Whatever is asked for, the answer is a page that helps, and says nothing of how the program
// is made.
func TestProblems(t *testing.T) {
	s := desk(t)
	tests := []struct {
		name, target string
		status       int
		says         string
	}{
		{"no such page", "/nowhere", 404, "There is no such page"},
		{"no such offer", "/offers/no-such-offer", 404, "There is no such page"},
		{"an offer's name that is none", "/offers/NO%20OFFER", 404, "There is no such page"},
		{"an offer's name with a zero byte", "/offers/a%00b", 404, "There is no such page"},
		{"an offer's name that is not UTF-8", "/offers/%ff", 404, "There is no such page"},
		{"an offer's name with a slash", "/offers/a%2Fb", 404, "There is no such page"},
		{"no such evidence", "/evidence/no-such-evidence", 404, "There is no such page"},
		{"evidence that is rubbish", "/evidence/%27%3B--", 404, "There is no such page"},
		{"no such case", "/cases/xyz", 404, "There is no such page"},
		{"a case that is rubbish", "/cases/%00", 404, "There is no such page"},
		{"no such framework", "/methods/nothing/1", 404, "There is no such page"},
		{"no such version", "/methods/assay-core/99", 404, "There is no such page"},
		{"a briefing in no such form", "/briefing.docx", 404, "There is no such page"},
		{"a day that is none", "/compare?as_of=2026-02-30", 422, `"2026-02-30" is not a whole date such as 2026-11-22.`},
		{"half a date", "/compare?as_of=2026-07", 422, `"2026-07" is not a whole date`},
		{"no date at all", "/?as_of=tomorrow", 422, `"tomorrow" is not a whole date`},
		{"no date for a case", "/cases/are?as_of=x", 422, `"x" is not a whole date`},
		{"no date for an offer", "/offers/are-stargate?as_of=x", 422, `"x" is not a whole date`},
		{"no date for a briefing", "/briefing.pdf?as_of=x", 422, `"x" is not a whole date`},
		{"an unknown framework", "/compare?framework=nothing", 422, "assay-core@1"},
		{"a framework of another kind", "/compare?framework=eu-csf", 422, "offers are compared under a framework of levels, such as assay-core"},
		{"an unknown tier", "/compare?tier=secret", 422, `There is no workload tier "secret"; choose one of public, official, critical.`},
		{"an unknown offer", "/compare?offers=are-stargate,no-such-offer", 422, "There is no offer called no-such-offer."},
		{"an offer twice", "/compare?offers=are-stargate,are-stargate", 422, "are-stargate is named twice."},
		{"rubbish for offers", "/compare?offers=%00,%ff", 422, `"\x00" is no offer's name`},
		{"a query in SQL", "/compare?offers=%27%20OR%201=1", 422, "is no offer's name"},
		{"too many offers", "/compare?offers=" + strings.Repeat("a,", 201), 422, "An address can name at most 200 offers."},
		{"an unknown offer in a briefing", "/briefing.json?offers=no-such-offer", 422, "There is no offer called no-such-offer."},
		{"a saved comparison that is none", "/comparisons/1", 404, "There is no such page"},
		{"no workspace open", "/workspace", 404, "No workspace is open here"},
		{"a link that was never given out", "/open?token=guess", 410, "This link has been used"},
		{"a link without its token", "/open", 410, "This link has been used"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.in(t).get(tt.target)
			assert.Equal(t, tt.status, a.Code)
			main := a.page().One("main").Text()
			assert.Contains(t, main, tt.says)
			assert.Positive(t, a.page().Find("main a").Count(), "it leads on")
			assert.Empty(t, faults(a.page()))
			for _, inside := range []string{"SQLSTATE", "pgx", "ERROR", "store", "sql", "assay/internal", "goroutine", "as_of:", "offers:"} {
				assert.NotContains(t, strings.ReplaceAll(main, "%27", ""), inside)
			}
		})
	}
	assert.Empty(t, s.log.String(), "none of this is a fault of ours")
}

// Where nobody has loaded the library, what shows its offers says so and what to do.
func TestAnEmptyLibrary(t *testing.T) {
	s := newSite(t, testdb.New(t), func(c *server.Config) { c.Desk = true })
	tests := []struct {
		target string
		status int
		says   string
	}{
		{"/", 503, notLoaded},
		{"/compare", 503, notLoaded},
		{"/compare?view=criteria&tier=critical", 503, notLoaded},
		{"/briefing.html", 503, notLoaded},
		{"/briefing.json", 503, notLoaded},
		{"/briefing.pdf", 503, notLoaded},
		{"/compare?as_of=x", 422, `"x" is not a whole date`},
		{"/compare?offers=are-stargate", 422, "There is no offer called are-stargate."},
		{"/cases", 200, ""},
		{"/methods", 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.target, func(t *testing.T) {
			s := s.in(t)
			a := s.get(tt.target)
			assert.Equal(t, tt.status, a.Code)
			assert.Contains(t, a.page().One("main").Text(), tt.says)
			assert.Empty(t, faults(a.page()))
			if tt.status == http.StatusServiceUnavailable {
				s.page(a.page().One("main .notes a").Attr("href")) // it leads on to what is there
			}
		})
	}
	assert.Empty(t, s.log.String())
}

const notLoaded = "The library has not been loaded Whoever runs this copy loads it with: assay load"

func TestCasesByUpperCaseCode(t *testing.T) {
	a := desk(t).get("/cases/ARE?as_of=2026-07-09")
	assert.Equal(t, http.StatusMovedPermanently, a.Code)
	assert.Equal(t, "/cases/are?as_of=2026-07-09", a.Header().Get("Location"))
}

// A database that does not answer is our fault: it is logged, and the page says no more than
// that.
func TestAFaultOfOurs(t *testing.T) {
	s := desk(t)
	s.store.Close()
	a := s.get("/")
	assert.Equal(t, http.StatusInternalServerError, a.Code)
	assert.Contains(t, a.page().One("main").Text(), "The fault is on this side and has been noted.")
	assert.NotContains(t, a.Body.String(), "pool")
	assert.Contains(t, s.log.String(), "pool")
	health := s.get("/healthz")
	assert.Equal(t, http.StatusServiceUnavailable, health.Code)
	assert.Equal(t, "the database does not answer\n", health.Body.String())
}

func TestHealth(t *testing.T) {
	a := desk(t).get("/healthz", host("anything.example"))
	assert.Equal(t, http.StatusOK, a.Code)
	assert.Equal(t, "ok\n", a.Body.String())
}
