package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// thousand fills the desk's workspace with n offers, each with a site, a model, a fund and an
// answer to every criterion of the core and of the capacity framework.
func (s *site) thousand(n int) []offer.ID {
	s.t.Helper()
	evidence := s.library.Evidence[0].ID
	var changes store.Changes
	var ids []offer.ID
	countries := []string{"EST", "ARE", "KOR", "IND", "KEN"}
	for i := range n {
		o := plainOffer(offer.ID(fmt.Sprintf("own-offer-%04d", i)))
		o.Title, o.Country, o.Summary = fmt.Sprintf("Offer %04d", i), countries[i%len(countries)], "One of a thousand."
		o.Parts.Sites = []offer.Site{{Name: "Campus", Country: "AE", MWNow: &offer.Figure{Range: offer.Range{Lo: float64(i), Hi: float64(i + 10)}, Rung: offer.Documented, Evidence: []offer.ID{evidence}}, Evidence: []offer.ID{evidence}}}
		o.Parts.Models = []offer.Model{{Name: "Model", Licence: "Apache-2.0", Evidence: []offer.ID{evidence}}}
		o.Parts.Funds = []offer.Fund{{Payer: "Ministry", Amount: &offer.Money{LoMinor: int64(i), HiMinor: int64(i) * 2, Currency: "USD"}, Evidence: []offer.ID{evidence}}}
		changes.Offers = append(changes.Offers, store.Seen[offer.Offer]{Item: o})
		ids = append(ids, o.ID)
		for _, ref := range []string{casestudy.Framework, casestudy.CapacityFramework} {
			fw, err := s.frameworks.Get(ref)
			require.NoError(s.t, err)
			for _, c := range criteriaOf(fw) {
				b := offer.Bound{Level: 2, Rung: offer.Documented, Evidence: []offer.ID{evidence}}
				changes.Answers = append(changes.Answers, store.Seen[store.AnswerTo]{Item: store.AnswerTo{Framework: fw.Ref(), Answer: offer.Answer{
					Offer: o.ID, Criterion: c, Assessor: app.OurAnswer, Lo: offer.Bound{Level: 1 + i%2, Rung: b.Rung, Evidence: b.Evidence}, Hi: b, Stage: offer.Binding, Rationale: "Because.",
				}}})
			}
		}
	}
	s.keepAll(changes)
	return ids
}

func criteriaOf(fw *framework.Framework) []string {
	var ids []string
	for _, d := range fw.ScoredDimensions() {
		for _, c := range d.ScoredCriteria() {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// With many offers the register shows a page of them, and sends what it sends for few.
func TestTheRegisterOfMany(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	count := func(target string) int64 {
		before := s.queries.n.Load()
		s.page(target, with(cookies))
		return s.queries.n.Load() - before
	}
	s.thousand(2)
	few := count("/offers")
	two := count("/compare?offers=own-offer-0000,own-offer-0001")
	s.t.Logf("%d queries for the register, %d for a comparison", few, two)
	for i := range 130 {
		o := plainOffer(offer.ID(fmt.Sprintf("own-more-%03d", i)))
		o.Title, o.Country = fmt.Sprintf("More %03d", i), "EST"
		if i == 7 {
			o.Status, o.Summary = offer.Paused, "Holds 50%_of it"
		}
		s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}})
	}
	all := 2 + 130 + len(s.offers())
	assert.Equal(t, few, count("/offers"))
	assert.LessOrEqual(t, few, int64(mostQueries))
	assert.Equal(t, two, count("/compare?offers=own-offer-0000,own-offer-0001"))

	seen := map[string]bool{}
	target, pages := "/offers", 0
	for target != "" {
		doc := s.page(target, with(cookies))
		assert.Empty(t, faults(doc))
		assert.Contains(t, doc.One("caption").Text(), fmt.Sprintf("%d offers", all))
		rows := doc.Find("tbody th a").Each()
		assert.LessOrEqual(t, len(rows), store.RegisterRows)
		for _, r := range rows {
			assert.False(t, seen[r.Attr("href")], "%s is listed twice", r.Attr("href"))
			seen[r.Attr("href")] = true
		}
		pages++
		target = ""
		if next := doc.Find("a[rel=next]").Each(); len(next) > 0 {
			target = next[0].Attr("href")
		}
	}
	assert.Len(t, seen, all)
	assert.Equal(t, (all+store.RegisterRows-1)/store.RegisterRows, pages)

	for query, want := range map[string]int{
		"whose=own": 132, "whose=library": len(s.offers()), "text=MORE+00": 10, "status=paused&whose=own": 1, "text=50%25_of": 1, "text=%25": 1, "text=_of": 1, "text=nothing+like+it": 0,
		"whose=own&country=EST": 131, "whose=own&country=-": 0, "country=FRA&whose=own": 0, "whose=archived": 0,
	} {
		doc := s.page("/offers?"+query, with(cookies))
		assert.Empty(t, faults(doc), query)
		if want == 0 {
			assert.Equal(t, 1, doc.Find("section[aria-labelledby=empty]").Count(), query)
			continue
		}
		assert.Contains(t, doc.One("caption").Text(), fmt.Sprintf("%d offer", want), query)
	}
	v := url.Values{"text": {`<b>"`}, "whose": {"own"}}
	doc := s.page("/offers?"+v.Encode(), with(cookies))
	assert.Equal(t, `<b>"`, doc.One("#text").Attr("value"))
	for _, wrong := range []string{"whose=theirs", "status=gone", "country=Estonia", "country=EE", "text=a%00b"} {
		assert.Equal(t, http.StatusUnprocessableEntity, s.get("/offers?"+wrong, with(cookies)).Code, wrong)
	}
	assert.Empty(t, s.log.String())
}

// BenchmarkRegister1000 is the register of a workspace of a thousand offers with an answer each to
// every criterion of the core and capacity frameworks.
func BenchmarkRegister1000(b *testing.B) {
	s := desk(b)
	cookies := s.signIn()
	s.thousand(1000)
	for _, p := range []struct{ name, target string }{
		{"first", "/offers"}, {"last", "/offers?page=21"}, {"filtered", "/offers?whose=own&country=EST&text=offer+00"},
	} {
		b.Run(p.name, func(b *testing.B) {
			s.timed(b, p.target, cookies)
		})
	}
}

// BenchmarkCompare10of1000 compares ten of a thousand offers.
func BenchmarkCompare10of1000(b *testing.B) {
	s := desk(b)
	cookies := s.signIn()
	ids := s.thousand(1000)
	for _, p := range []struct{ name, target string }{{"headline", "/compare?offers=" + join(ids[:10])}, {"searched", "/compare?choose=1&find=offer+09&offers=" + join(ids[:10])}, {"criteria", "/compare?view=criteria&offers=" + join(ids[:10])}} {
		b.Run(p.name, func(b *testing.B) {
			s.timed(b, p.target, cookies)
		})
	}
}

// timed serves a page over and over, and reports the time that 95 % of the answers keep to.
func (s *site) timed(b *testing.B, target string, cookies []*http.Cookie) {
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		s.serveTo(b, target, cookies)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// serveTo serves one page to a browser with cookies without reading it.
func (s *site) serveTo(b *testing.B, target string, cookies []*http.Cookie) {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	r.RemoteAddr = client()
	with(cookies)(r)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d", target, w.Code)
	}
}
