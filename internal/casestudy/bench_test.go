package casestudy_test

import (
	"os"
	"testing"

	"assay/internal/casestudy"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := casestudy.Load(os.DirFS(".")); err != nil {
			b.Fatal(err)
		}
	}
}
