package testkit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A site maps patterns of http.ServeMux to what goes into the main part of an HTML page.
type site map[string]string

// serve serves a site until the test ends, with the content security policy csp if any.
func serve(t *testing.T, csp string, pages site) string {
	t.Helper()
	mux := http.NewServeMux()
	for pattern, body := range pages {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { answer(w, csp, http.StatusOK, body) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer(w, csp, http.StatusNotFound, "<h1>No such page</h1>")
	})
	return serveHandler(t, mux)
}

func serveHandler(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func answer(w http.ResponseWriter, csp string, status int, body string) {
	if csp != "" {
		w.Header().Set("Content-Security-Policy", csp)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>Test</title></head><body><main>%s</main></body></html>`, body)
}
