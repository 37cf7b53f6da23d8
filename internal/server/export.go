package server

import (
	"bytes"
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/store"
	"assay/web/page"
)

// exported reads the comparison that an address asks for, made as assemble makes it. The query
// that comes with it names what was left out.
func (s *Server) exported(r *http.Request, assemble func(context.Context, app.Source, *framework.Registry, app.Query) (comparison.Evaluation, error)) (app.Query, comparison.Evaluation, error) {
	var ev comparison.Evaluation
	q, err := s.query(r)
	if err != nil {
		return q, ev, err
	}
	if !q.Recorded.IsZero() {
		q.Title = "Offers weighed as recorded on " + page.Moment(q.Recorded)
	}
	err = s.read(r, func(tx *store.Tx) error {
		if len(q.Offers) == 0 {
			if q.Offers, err = leads(r, tx); err != nil {
				return err
			}
		}
		frameworks, err := s.registry(r, tx, q.Framework)
		if err != nil {
			return err
		}
		ev, err = assemble(r.Context(), tx, frameworks, q)
		return err
	})
	return q, ev, err
}

// workbook is a comparison that recomputes itself. Its fingerprint is that of the briefing at
// the same choices.
func (s *Server) workbook(w http.ResponseWriter, r *http.Request) error {
	_, ev, err := s.exported(r, app.Brief)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := briefing.Workbook(&buf, ev); err != nil {
		return err
	}
	return s.file(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exportName("comparison", ev, "xlsx"), buf.Bytes())
}

// table is one table of a comparison as CSV. It says where its metadata are, as the W3C's Model
// for Tabular Data (2015, section 5.2) has it.
func (s *Server) table(w http.ResponseWriter, r *http.Request) error {
	q, ev, err := s.exported(r, app.Compare)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "table")
	var buf bytes.Buffer
	if err := briefing.Table(&buf, name, ev); err != nil {
		return err
	}
	w.Header().Set("Link", `<csv-metadata.json?`+canonical(q).Encode()+`>; rel="describedby"; type="application/csvm+json"`)
	return s.file(w, "text/csv; charset=utf-8; header=present", exportName(name, ev, "csv"), buf.Bytes())
}

// tableMetadata describes all tables of a comparison, each by its address beside this one.
func (s *Server) tableMetadata(w http.ResponseWriter, r *http.Request) error {
	q, ev, err := s.exported(r, app.Compare)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	query := "?" + canonical(q).Encode()
	if err := briefing.CSVW(&buf, ev, func(table string) string { return table + ".csv" + query }); err != nil {
		return err
	}
	return s.file(w, "application/csvm+json", "csv-metadata.json", buf.Bytes())
}

func exportName(name string, ev comparison.Evaluation, ext string) string {
	return "assay-" + name + "-" + ev.AsOf.String() + "." + ext
}
