package briefing_test

import (
	"bytes"
	"io"
	"testing"

	"assay/internal/briefing"
	"assay/web/page"
)

func BenchmarkBriefingPDF(b *testing.B) {
	br := leads(b)
	pages := bytes.Count(run(b, writePDF(b, br), "pdftotext", "FILE", "-"), []byte("\f"))
	for b.Loop() {
		if err := br.WritePDF(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pages), "pages")
}

func BenchmarkBriefingHTML(b *testing.B) {
	br := leads(b)
	ctx := b.Context()
	for b.Loop() {
		if err := page.BriefingFile(br.Title(), br.Facts(), br.Blocks()).Render(ctx, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBriefingJSON(b *testing.B) {
	ev := leads(b).Ev
	for b.Loop() {
		if _, err := briefing.New(ev); err != nil {
			b.Fatal(err)
		}
	}
}
