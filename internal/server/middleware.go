package server

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/store"
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
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(r.URL.Path))
		next.ServeHTTP(w, r)
	})
}

// bodyLimit is what a request may send to an address: a form, or a form with a file.
func bodyLimit(path string) int64 {
	switch {
	case path == "/import":
		return maxImport + maxBody
	case path == "/import/card":
		return maxCardForm
	case path == "/frameworks":
		return app.MaxFrameworkFile + maxBody
	case strings.HasPrefix(path, "/evidence/") && strings.HasSuffix(path, "/attachment"):
		return store.MaxAttachment + maxBody
	}
	return maxBody
}

// maxImport bounds a file that is sent for import; a bundle is the largest kind.
const maxImport = exchange.MaxBundleBytes

// readForm reads a posted form, so that one that is too large or broken is answered as such
// and not as an empty one.
func (s *Server) readForm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			err := r.ParseForm()
			if _, ok := errors.AsType[*http.MaxBytesError](err); err != nil && !ok {
				err = &app.InputError{Field: "form", Message: "The form did not arrive whole. Go back and send it again."}
			}
			if err != nil {
				s.problem(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(withMemo(r.Context())))
	})
}

// sameSite refuses forms that another site has sent.
func sameSite() *http.CrossOriginProtection {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "This was sent from another site, so nothing was done. Open the page here and try again.", http.StatusForbidden)
	}))
	return p
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

// clientKey tells clients apart: by the connection's address or, when that is a proxy we were
// told of, by the last forwarded address that is none.
func (s *Server) clientKey(r *http.Request) (string, error) {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		peer = r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if hop = strings.TrimSpace(hop); hop == "" || !slices.Contains(s.Proxies, peer) {
			break
		}
		peer = hop
	}
	return httprate.CanonicalizeIP(peer), nil
}

func (s *Server) tooMany(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusTooManyRequests, page.ProblemPage(page.Problem{
		Meta: s.meta(r, "Too much at once", ""), Heading: "Too much at once",
		Text:  "Briefings, files and model cards take some work. Wait a minute and try again.",
		Links: []page.Link{{Text: "Compare offers", URL: "/compare"}},
	}))
}

func (s *Server) wrongMethod(w http.ResponseWriter, r *http.Request) error {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		known := cmp.Or(map[string]string{http.MethodHead: http.MethodGet}[method], method) // HEAD is answered by GET
		if chi.RouteContext(r.Context()).Routes.Match(chi.NewRouteContext(), known, r.URL.Path) {
			w.Header().Add("Allow", method)
		}
	}
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
