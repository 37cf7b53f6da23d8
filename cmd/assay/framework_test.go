package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFrameworkLint(t *testing.T) {
	pack, err := os.ReadFile("../../internal/framework/packs/assay-core@1.yaml")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "mine.yaml")
	lint := func(content string, args ...string) (int, string, string) {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		var out, errs bytes.Buffer
		code := run(t.Context(), environment{stdin: strings.NewReader(content), stdout: &out, stderr: &errs, getenv: func(string) string { return "" }}, append([]string{"framework"}, args...))
		return code, out.String(), errs.String()
	}
	code, out, _ := lint(string(pack), "lint", file)
	assert.Equal(t, 0, code)
	assert.Contains(t, out, "assay-core@1 is in order")
	code, out, _ = lint(string(pack), "lint", "-")
	assert.Equal(t, 0, code, out)

	code, out, errs := lint(strings.Replace(string(pack), "kind: levels", "kind: stars", 1), "lint", file)
	assert.Equal(t, 2, code)
	assert.Contains(t, out, file+":3:7: kind \"stars\" is not one of")
	assert.Contains(t, errs, "to mend")
	code, _, errs = lint("", "lint")
	assert.Equal(t, 2, code)
	assert.Contains(t, errs, "assay framework lint FILE")
	code, _, _ = lint("", "lint", file+".none")
	assert.Equal(t, 2, code)
}
