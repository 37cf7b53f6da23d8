package framework_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/framework"
)

func TestEmbeddedPacksLoad(t *testing.T) {
	r, err := framework.Embedded()
	require.NoError(t, err)
	for _, f := range r.All() {
		t.Log(f.Ref(), f.SHA256())
	}
}
