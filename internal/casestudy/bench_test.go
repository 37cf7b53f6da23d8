package casestudy_test

import (
	"testing"

	"assay/internal/casestudy"
)

func BenchmarkEmbedded(b *testing.B) {
	for b.Loop() {
		if _, err := casestudy.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
