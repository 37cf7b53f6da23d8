package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/offer"
	"assay/internal/server"
	"assay/internal/store"
	"assay/internal/store/testdb"
	"assay/web/page"
)

// bare is the least that could serve a page here: the router, one query and one small page.
func bare(s *store.Store) http.Handler {
	r := chi.NewRouter()
	r.Get("/compare", func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.LibrarySHA256(r.Context()); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		var buf bytes.Buffer
		p := page.ProblemPage(page.Problem{Meta: page.Meta{Title: "Compare"}, Heading: "Compare", Text: "One query."})
		if err := p.Render(r.Context(), &buf); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = buf.WriteTo(w)
	})
	return r
}

// load asks for a page from many sides at once and reports what the slowest hundredth waits.
func load(b *testing.B, h http.Handler, target string) {
	var mu sync.Mutex
	var waits []time.Duration
	b.SetParallelism(4) // eight at once on two processors
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.Host = "127.0.0.1:8080"
			w := httptest.NewRecorder()
			start := time.Now()
			h.ServeHTTP(w, r)
			mine = append(mine, time.Since(start))
			if w.Code != http.StatusOK {
				b.Errorf("%s: %d", target, w.Code)
				return
			}
		}
		mu.Lock()
		defer mu.Unlock()
		waits = append(waits, mine...)
	})
	slices.Sort(waits)
	b.ReportMetric(float64(len(waits))/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkComparePage sets the comparison of four offers under load beside the bare page.
func BenchmarkComparePage(b *testing.B) {
	s := desk(b)
	b.Run("bare", func(b *testing.B) { load(b, bare(s.store), "/compare") })
	b.Run("four", func(b *testing.B) { load(b, s.handler, "/compare") })
	b.Run("all", func(b *testing.B) { load(b, s.handler, "/compare?offers="+join(s.offers())) })
}

// BenchmarkPage is the time of one page after the other, from the request to the last byte.
func BenchmarkPage(b *testing.B) {
	s := desk(b)
	for _, p := range []struct{ name, target string }{
		{"home", "/"}, {"compare", "/compare"}, {"criteria", "/compare?view=criteria"}, {"offers", "/offers"},
		{"offer", "/offers/are-stargate"}, {"case", "/cases/are"}, {"method", "/methods/eu-csf/2026-06"}, {"briefing", "/briefing.html"},
	} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				s.serve(b, p.target)
			}
		})
	}
}

// BenchmarkWeightsResult is what a move of a weight costs the server: twelve offers to one buyer
// under the 26 criteria of assay-core@1, a few more cells than ten under thirty have.
func BenchmarkWeightsResult(b *testing.B) {
	s := newSite(b, twelve(b), func(c *server.Config) { c.Desk = true })
	params := s.swings(map[string]string{"CE1": "55", "switching-cost": "70"})
	params.Set("offers", params.Get("offers")+",are-copy-0,are-copy-1,are-copy-2")
	for b.Loop() {
		s.serve(b, "/weights/result?"+params.Encode())
	}
}

// BenchmarkAnalysisPage is the time of a page of analysis of what the Emirates have to choose from:
// every draw, every pair and every search is made anew.
func BenchmarkAnalysisPage(b *testing.B) {
	s := desk(b)
	const choice = "?offers=are-stargate,are-microsoft,are-k2-think,are-nvidia,are-chatgpt-nationwide,openai-for-countries,open-weights-gpt-oss,open-weights-qwen-deepseek,domestic-stack"
	for _, name := range []string{"why", "asks", "requests"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.serve(b, "/compare/"+name+choice)
			}
		})
	}
}

// twelve is the library with three more offers to the Emirates, which has nine to choose from.
func twelve(b *testing.B) testdb.DB {
	return testdb.NewWith(b, "twelve", func(ctx context.Context, owner *store.Owner) error {
		lib, frameworks, err := app.Load()
		if err != nil {
			return err
		}
		more := *lib
		more.Cases = slices.Clone(lib.Cases)
		i := slices.IndexFunc(lib.Cases, func(c casestudy.Case) bool { return c.ID == "are" })
		c := &more.Cases[i]
		c.Offers, c.Answers = slices.Clone(c.Offers), slices.Clone(c.Answers)
		for n, o := range lib.Cases[i].Offers[:3] {
			id := o.ID
			o.ID = offer.ID(fmt.Sprintf("are-copy-%d", n))
			c.Offers = append(c.Offers, o)
			for _, a := range lib.Cases[i].Answers {
				if a.Offer == id {
					a.Offer = o.ID
					c.Answers = append(c.Answers, a)
				}
			}
		}
		_, err = app.LoadLibrary(ctx, owner, &more, frameworks)
		return err
	})
}

// serve serves one page without reading it.
func (s *site) serve(b *testing.B, target string) {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	r.RemoteAddr = client()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d", target, w.Code)
	}
}
