package localpg_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/localpg"
)

// startAndStop is one life of a server.
func startAndStop(b *testing.B, cfg localpg.Config) {
	s, err := localpg.Start(b.Context(), cfg)
	require.NoError(b, err)
	b.StopTimer()
	require.NoError(b, s.Stop(context.WithoutCancel(b.Context())))
	b.StartTimer()
}

// BenchmarkColdStart makes a cluster on disk and starts it.
func BenchmarkColdStart(b *testing.B) {
	root := openDirIn(b, "/tmp")
	for i := 0; b.Loop(); i++ {
		startAndStop(b, localpg.Config{Dir: filepath.Join(root, string(rune('a'+i%26))+string(rune('a'+i/26)))})
	}
}

// BenchmarkWarmStart starts a cluster that was stopped.
func BenchmarkWarmStart(b *testing.B) {
	cfg := localpg.Config{Dir: openDirIn(b, "/tmp")}
	startAndStop(b, cfg)
	for b.Loop() {
		startAndStop(b, cfg)
	}
}

// BenchmarkEphemeralStart is what each package's tests wait for once.
func BenchmarkEphemeralStart(b *testing.B) {
	for b.Loop() {
		startAndStop(b, localpg.Config{Ephemeral: true})
	}
}

// BenchmarkStop stops a running server.
func BenchmarkStop(b *testing.B) {
	cfg := localpg.Config{Dir: openDirIn(b, "/tmp")}
	for b.Loop() {
		b.StopTimer()
		s, err := localpg.Start(b.Context(), cfg)
		require.NoError(b, err)
		b.StartTimer()
		require.NoError(b, s.Stop(context.WithoutCancel(b.Context())))
	}
}
