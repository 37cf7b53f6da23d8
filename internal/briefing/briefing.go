// Package briefing turns a comparison's Evaluation into what a minister is handed: canonical
// JSON with its fingerprint, CSV, and one document that is written as PDF here and as HTML by
// package page. All forms show the same numbers because they are made from the same value.
package briefing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"assay/internal/comparison"
	"assay/internal/pdf"
	"assay/internal/phrase"
)

// A Briefing is a comparison ready to be handed over.
type Briefing struct {
	Ev   comparison.Evaluation
	JSON []byte // canonical, as Encode writes it
	Hash string // SHA-256 of JSON in hexadecimal: the fingerprint on every page
}

// New freezes ev: its canonical JSON and fingerprint are fixed from here on.
func New(ev comparison.Evaluation) (Briefing, error) {
	data, err := Encode(ev)
	if err != nil {
		return Briefing{}, err
	}
	sum := sha256.Sum256(data)
	return Briefing{ev, data, hex.EncodeToString(sum[:])}, nil
}

// Encode writes an evaluation as canonical JSON: fields in a fixed order, two spaces of
// indent, no HTML escapes, one newline at the end. Equal evaluations give equal bytes.
func Encode(ev comparison.Evaluation) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(ev); err != nil {
		return nil, fmt.Errorf("briefing as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// Title names the briefing.
func (b Briefing) Title() string {
	if b.Ev.Title != "" {
		return b.Ev.Title
	}
	if b.Ev.Kind == comparison.Profiles {
		return "Sovereign-AI partnership offers side by side"
	}
	return "Sovereign-AI partnership offers: scored briefing"
}

// FileName suggests a name for a file with the given extension.
func (b Briefing) FileName(ext string) string {
	return "assay-briefing-" + b.Ev.AsOf.String() + "-" + b.Hash[:8] + "." + ext
}

// WritePDF writes the briefing as a tagged PDF with the JSON attached. The bytes depend only
// on the briefing and the toolchain.
func (b Briefing) WritePDF(w io.Writer) error {
	doc := pdf.New(pdf.Meta{
		Title: b.Title(), Lang: "en", Author: "Assay", Created: b.Ev.AsOf.First(),
		Subject:  "Comparison under " + b.Ev.Framework.ID + "@" + b.Ev.Framework.Version + " as of " + b.Ev.AsOf.String(),
		Keywords: "sovereign AI, partnership offers, multi-criteria decision analysis",
	})
	doc.SetCover(b.cover())
	doc.Run(pdf.Running{HeaderStart: b.Title(), HeaderEnd: "As of " + b.Ev.AsOf.String(), FooterStart: "sha256:" + b.Hash[:16]})
	doc.Attach(pdf.Attachment{Name: "evaluation.json", MIME: "application/json", Description: "Every number of this briefing, with answers and sources", Data: b.JSON})
	doc.Add(b.Blocks()...)
	_, err := doc.WriteTo(w)
	return err
}

func (b Briefing) cover() pdf.Cover {
	return pdf.Cover{
		Organisation: "Assay public library",
		Subtitle:     fmt.Sprintf("%s weighed on %s", phrase.Count(len(b.Ev.Offers), "offer", "offers"), b.Ev.Framework.Title),
		Facts:        b.Facts(),
	}
}

// Facts are the versions that stand on the cover: without them no number can be checked.
func (b Briefing) Facts() []pdf.Fact {
	return []pdf.Fact{
		{Label: "As of", Value: b.Ev.AsOf.String()},
		{Label: "Framework", Value: b.Ev.Framework.ID + "@" + b.Ev.Framework.Version},
		{Label: "Weights", Value: b.Ev.Weights},
		{Label: "Workload", Value: fmt.Sprintf("%s: gate level %d", b.Ev.Tier.Title, b.Ev.Tier.Level)},
		{Label: "Engine", Value: b.Ev.Engine},
		{Label: "Data fingerprint", Value: "sha256:" + b.Hash},
	}
}
