package server

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/web/page"
)

// briefing exports a comparison. Nothing is stored: the address is the request.
func (s *Server) briefing(w http.ResponseWriter, r *http.Request) error {
	q, ev, err := s.exported(r, app.Brief)
	if err != nil {
		return err
	}
	b, err := briefing.New(ev)
	if err != nil {
		return err
	}
	switch format := chi.URLParam(r, "format"); format {
	case "html":
		address := "?" + canonical(q).Encode()
		return s.render(w, r, http.StatusOK, page.BriefingPage(page.Briefing{
			Meta:  s.meta(r, b.Title(), "compare", page.Link{Text: "Compare", URL: "/compare" + address}),
			Title: b.Title(), Facts: b.Facts(), Blocks: b.Blocks(), PDF: "/briefing.pdf" + address, JSON: "/briefing.json" + address,
		}))
	case "json":
		return s.file(w, "application/json", b.FileName(format), b.JSON)
	default:
		var buf bytes.Buffer
		if err := b.WritePDF(&buf); err != nil {
			return err
		}
		return s.file(w, "application/pdf", b.FileName("pdf"), buf.Bytes())
	}
}

func (s *Server) file(w http.ResponseWriter, mime, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", mime)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // the client has gone; nothing is left to tell it
	return nil
}
