package app_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/framework"
)

func TestLintNamesLineAndColumn(t *testing.T) {
	known, err := framework.Embedded()
	require.NoError(t, err)
	f, ms := app.LintFramework(known, "mine.yaml", []byte("id: own-x\nversion: \"1\"\nkind: levels\nbase: assay-core@1\ngates: [CL1, ZZ9]\nweights: {compute-location: 1}\n"))
	assert.Nil(t, f)
	var said []string
	for _, m := range ms {
		said = append(said, m.String())
	}
	assert.Contains(t, said, "line 5, column 8: gates name a criterion twice, or one that assay-core@1 does not have")
	assert.Contains(t, said, "line 6, column 11: weight of chip-exposure is missing")
	assert.Contains(t, said, "line 1, column 1: title is missing")

	_, ms = app.LintFramework(known, "mine.yaml", []byte("id: [\n"))
	require.NotEmpty(t, ms)
	assert.Positive(t, ms[0].Line)
	_, ms = app.LintFramework(known, "mine.yaml", make([]byte, app.MaxFrameworkFile+1))
	require.Len(t, ms, 1)
}

// What the form of gates writes must read back as the base with those gates, whatever the
// texts hold.
func TestRegatingReadsBack(t *testing.T) {
	known, err := framework.Embedded()
	require.NoError(t, err)
	base, err := known.Get("assay-core@1")
	require.NoError(t, err)
	g := app.Regating{Base: base, ID: "own-core", Version: "2", Title: "Ours: \"safe\" # no\nsecond \\ line\u2028", Why: "'- x", Gates: []string{"CL1", "CE1"}, Levels: map[string]int{"public": 1, "official": 2, "critical": 4}}
	f, ms := app.LintFramework(known, "own-core@2.yaml", g.YAML("A ministry"))
	require.Empty(t, ms)
	assert.Equal(t, "own-core@2", f.Ref())
	assert.Equal(t, g.Title, f.Title)
	var gating []string
	for _, c := range f.Criteria {
		if c.Gating {
			gating = append(gating, c.ID)
		}
	}
	assert.Equal(t, g.Gates, gating)
	tier, err := f.Tier("critical")
	require.NoError(t, err)
	assert.Equal(t, 4, tier.Level)
	for i, d := range f.Dimensions {
		assert.Equal(t, base.Dimensions[i].Weight, d.Weight, d.ID)
	}
	again, err := known.Get("assay-core@1")
	require.NoError(t, err)
	gates := 0
	for _, c := range again.Criteria {
		if c.Gating {
			gates++
		}
	}
	assert.Greater(t, gates, 2, "the base keeps its own gates")
}
