package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/store"
)

// exportOffers hands the workspace's offers out as the YAML that the import takes in.
func (s *Server) exportOffers(w http.ResponseWriter, r *http.Request) error {
	var buf bytes.Buffer
	err := s.read(r, func(tx *store.Tx) error {
		ids, err := tx.OwnOfferIDs(r.Context())
		if err != nil {
			return err
		}
		return app.ExportOffers(r.Context(), tx, &buf, ids)
	})
	if err != nil {
		return err
	}
	return s.file(w, "application/yaml", "offers.yaml", buf.Bytes())
}

// exportBundle hands everything of the workspace out, as it is now.
func (s *Server) exportBundle(w http.ResponseWriter, r *http.Request) error {
	var buf bytes.Buffer
	err := s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		b, err := app.Bundle(r.Context(), tx, all)
		if err != nil {
			return err
		}
		return exchange.WriteBundle(&buf, b)
	})
	if tooMuch, ok := errors.AsType[*exchange.BundleError](err); ok {
		return &app.InputError{Field: "bundle", Message: "No import would take the bundle: its " + tooMuch.Error() + " Archive what is done, or back the workspace up instead: assay backup DIR."}
	}
	if err != nil {
		return err
	}
	if buf.Len() > exchange.MaxBundleBytes {
		return &app.InputError{Field: "bundle", Message: fmt.Sprintf("The bundle would be larger than the %d MiB that an import takes. Archive offers that are done, or back the workspace up instead: assay backup DIR.", exchange.MaxBundleBytes>>20)}
	}
	return s.file(w, "application/zip", "workspace.assay", buf.Bytes())
}

// bibliographies are the formats in which evidence is handed out.
var bibliographies = map[string]struct {
	media string
	write func(io.Writer, []offer.Evidence) error
}{
	"json": {"application/vnd.citationstyles.csl+json", exchange.WriteCSLJSON},
	"bib":  {"application/x-bibtex", exchange.WriteBibTeX},
	"ris":  {"application/x-research-info-systems", exchange.WriteRIS},
}

// exportEvidence hands the workspace's evidence out as a bibliography.
func (s *Server) exportEvidence(w http.ResponseWriter, r *http.Request) error {
	format := chi.URLParam(r, "format")
	var es []offer.Evidence
	err := s.read(r, func(tx *store.Tx) (err error) {
		es, err = app.OwnEvidence(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := bibliographies[format].write(&buf, es); err != nil {
		return err
	}
	return s.file(w, bibliographies[format].media, "evidence."+format, buf.Bytes())
}
