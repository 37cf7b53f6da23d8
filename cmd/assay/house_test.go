package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheHouseStandsAsDrawn holds docs/design.md against the imports: the core joins nothing,
// and what must not know each other does not.
func TestTheHouseStandsAsDrawn(t *testing.T) {
	imports := imported(t)
	ours := func(pkg string) []string {
		var list []string
		for _, p := range imports[pkg] {
			if rest, ok := strings.CutPrefix(p, "assay/"); ok {
				list = append(list, rest)
			}
		}
		return list
	}
	may := map[string][]string{
		"internal/offer":      {},
		"internal/strictyaml": {},
		"internal/framework":  {"internal/offer", "internal/strictyaml"},
		"internal/evaluate":   {"internal/offer", "internal/framework"},
		"internal/linear":     {},
		"internal/weight":     {"internal/linear"},
		"internal/robust":     {"internal/weight"},
		"internal/negotiate":  {"internal/framework", "internal/evaluate", "internal/linear", "internal/weight", "internal/robust"},
		"internal/depend":     {"internal/offer", "internal/framework", "internal/refdata"},
		"internal/measure":    {"internal/offer", "internal/framework", "internal/refdata", "internal/depend", "internal/evaluate"},
		"internal/comparison": {"internal/offer", "internal/framework", "internal/refdata", "internal/depend", "internal/measure", "internal/evaluate", "internal/phrase", "internal/weight", "internal/robust", "internal/negotiate"},
		"internal/refdata":    {"internal/offer"},
		"internal/scene":      {},
		"internal/pdf":        {"internal/scene"},
		"internal/phrase":     {"internal/offer", "internal/framework", "internal/depend", "internal/evaluate"},
		"internal/chart":      {"internal/phrase", "internal/depend", "internal/measure", "internal/offer", "internal/framework", "internal/evaluate", "internal/comparison", "internal/scene"},
		"internal/offerfile":  {"internal/offer", "internal/framework", "internal/strictyaml"},
		"internal/casestudy":  {"internal/offer", "internal/framework", "internal/offerfile", "internal/strictyaml"},
		"internal/store":      {"internal/offer", "internal/framework", "migrations"},
		"internal/job":        {"internal/store"},
		"internal/exchange":   {"internal/offer", "internal/framework"},
		"internal/briefing":   {"internal/phrase", "internal/depend", "internal/measure", "internal/offer", "internal/framework", "internal/evaluate", "internal/comparison", "internal/chart", "internal/scene", "internal/pdf"},
		"internal/analyse":    {"internal/weight", "internal/robust", "internal/negotiate", "internal/evaluate", "internal/framework"},
		"internal/localpg":    {},
		"migrations":          {},
	}
	for pkg, allowed := range may {
		require.Contains(t, imports, "assay/"+pkg)
		for _, p := range ours("assay/" + pkg) {
			assert.Contains(t, allowed, p, "%s must not import %s", pkg, p)
		}
	}
	// Chance enters three packages, seeded by whoever calls.
	drawing := []string{"weight", "robust", "negotiate"}
	for _, pkg := range append([]string{"offer", "framework", "depend", "measure", "evaluate", "comparison", "scene", "chart", "linear", "analyse"}, drawing...) {
		for _, p := range []string{"net/http", "database/sql", "os", "os/exec", "time", "math/rand", "math/rand/v2", "crypto/rand", "github.com/jackc/pgx/v5"} {
			if p == "time" && slices.Contains([]string{"offer", "framework", "evaluate", "depend"}, pkg) || p == "math/rand/v2" && slices.Contains(drawing, pkg) {
				continue // dates; seeded draws
			}
			assert.NotContains(t, imports["assay/internal/"+pkg], p, "the core joins nothing")
		}
	}
	for _, p := range ours("assay/web/page") {
		assert.NotContains(t, []string{"internal/store", "internal/server", "internal/app"}, p, "a page is handed values")
	}
	for pkg, list := range imports {
		if pkg != "assay/internal/testkit" {
			assert.False(t, slices.Contains(list, "assay/internal/testkit"), "%s is no test", pkg)
		}
	}
}

// imported returns the direct imports of every package of the program, tests left out.
func imported(t testing.TB) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	require.NoError(t, err)
	imports := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return imports
		}
		require.NoError(t, err)
		imports[p.ImportPath] = p.Imports
	}
}
