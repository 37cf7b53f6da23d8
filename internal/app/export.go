package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"assay/internal/casestudy"
	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/offerfile"
	"assay/internal/store"
)

// MaxExported bounds the offers that one file holds.
const MaxExported = 1000

// ExportOffers writes the workspace's offers with parts, answers to the two library frameworks
// and own evidence, as YAML that ImportOffers takes in. Answers with a date each keep it.
func ExportOffers(ctx context.Context, tx *store.Tx, w io.Writer, ids []offer.ID) error {
	f, err := ownFile(ctx, tx, ids)
	if err != nil {
		return err
	}
	return offerfile.Write(w, f)
}

func ownFile(ctx context.Context, tx *store.Tx, ids []offer.ID) (f offerfile.File, err error) {
	if len(ids) > MaxExported {
		return f, &InputError{Field: "offers", Message: fmt.Sprintf("A file takes at most %d offers: name fewer.", MaxExported)}
	}
	for _, set := range []struct {
		ref string
		to  *[]offer.Answer
	}{{casestudy.Framework, &f.Answers}, {casestudy.CapacityFramework, &f.Capacity}} {
		id, version, _ := strings.Cut(set.ref, "@")
		ds, err := tx.Dossiers(ctx, id, version, ids)
		if err != nil {
			return f, err
		}
		f.Offers = nil
		for _, d := range ds {
			f.Offers = append(f.Offers, d.Offer)
			for _, a := range d.Answers {
				a.Assessor, a.Version = "", 0
				*set.to = append(*set.to, a)
			}
		}
	}
	cited, err := OwnEvidence(ctx, tx)
	if err != nil {
		return f, err
	}
	f.Evidence = cited
	return f, nil
}

// OwnEvidence returns all current evidence of the workspace, at most MaxEvidence records.
func OwnEvidence(ctx context.Context, tx *store.Tx) ([]offer.Evidence, error) {
	es, total, err := tx.OwnEvidence(ctx, "", 0, MaxEvidence)
	if err == nil && total > MaxEvidence {
		err = &InputError{Field: "evidence", Message: fmt.Sprintf("A file takes at most %d records of evidence; the workspace has %d.", MaxEvidence, total)}
	}
	return es, err
}

// MaxEvidence bounds the records that one file holds.
const MaxEvidence = exchange.MaxBibliographyItems

// CitedEvidence returns the evidence that offers and their answers rest on, the library's
// included, by id.
func CitedEvidence(ctx context.Context, tx *store.Tx, references []offer.ID) ([]offer.Evidence, error) {
	slices.Sort(references)
	return tx.Evidence(ctx, slices.Compact(references))
}
