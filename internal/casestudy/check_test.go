package casestudy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
)

func TestFilesLoad(t *testing.T) {
	lib, err := casestudy.Embedded()
	require.NoError(t, err)
	require.NotEmpty(t, lib.Cases)
}
