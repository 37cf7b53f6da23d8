package server

import (
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/go-chi/httprate"

	"assay/web/page"
)

// policy lets a page use this site's own files and nothing else: no inline script or style, no
// eval, no other host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// maxBody bounds every form.
const maxBody = 64 << 10

func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// checkHost refuses requests for another name than ours: at the desk only loopback names, so
// that no site can reach this one by pointing its own name here.
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || s.knownHost(r.Host) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "This address is not served here.", http.StatusMisdirectedRequest)
	})
}

func (s *Server) knownHost(host string) bool {
	if s.hosts != nil {
		return s.hosts[host]
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	return name == "localhost" || name == "127.0.0.1" || name == "::1" || name == "[::1]"
}

// recoverer turns a panic, which is a bug of ours, into a page and a log line.
func (s *Server) recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.Log.ErrorContext(r.Context(), "panic", "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
			http.Error(w, "Something went wrong. The fault is on this side and has been noted.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// clientKey tells clients apart: by the connection's address, or by the last forwarded one
// when the connection comes from a proxy we were told of.
func (s *Server) clientKey(r *http.Request) (string, error) {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		peer = r.RemoteAddr
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); len(forwarded) > 0 && slices.Contains(s.Proxies, peer) {
		hops := strings.Split(forwarded[len(forwarded)-1], ",")
		peer = strings.TrimSpace(hops[len(hops)-1])
	}
	return httprate.CanonicalizeIP(peer), nil
}

func (s *Server) tooMany(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusTooManyRequests, page.ProblemPage(page.Problem{
		Meta: s.meta(r, "Too many exports", ""), Heading: "Too many exports at once",
		Text: "A briefing takes some work to write. Wait a minute and try again.",
	}))
}

func (s *Server) wrongMethod(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusMethodNotAllowed, page.ProblemPage(page.Problem{
		Meta: s.meta(r, "Not that way", ""), Heading: "Not that way", Text: "This address is read, or written to, in another way.",
		Links: []page.Link{{Text: "Home", URL: "/"}},
	}))
}

func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if err := s.Store.Ping(r.Context()); err != nil {
		s.Log.ErrorContext(r.Context(), "not healthy", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
