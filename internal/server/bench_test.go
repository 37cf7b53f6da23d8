package server_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"assay/internal/store"
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
