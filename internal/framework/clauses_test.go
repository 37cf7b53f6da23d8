package framework_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
)

func coreClauses(t testing.TB) (*framework.Framework, string) {
	t.Helper()
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := frameworks.Get("assay-core@1")
	require.NoError(t, err)
	data, err := os.ReadFile("clauses/assay-core@1.yaml")
	require.NoError(t, err)
	return fw, string(data)
}

func TestEveryCoreCriterionHasAClause(t *testing.T) {
	fw, text := coreClauses(t)
	want, err := framework.ParseClauses("clauses.yaml", []byte(text), fw)
	require.NoError(t, err)
	got := framework.ClausesOf(fw)
	assert.Equal(t, want, got)
	assert.Len(t, got.Clauses, fw.ScoredCount())
	k, ok := got.Of("CE1")
	assert.True(t, ok)
	assert.Equal(t, 0, k.Ceiling(), "a licence is nobody's to give at the table")
	k, _ = got.Of("CL7")
	assert.Equal(t, 3, k.Ceiling())
	k, _ = got.Of("SC1")
	assert.Equal(t, 4, k.Ceiling())
	_, ok = got.Of("EC1")
	assert.False(t, ok, "context is not asked for")
}

func TestClausesOfAnUnknownFramework(t *testing.T) {
	fw := &framework.Framework{ID: "own", Version: "1", Kind: framework.KindLevels, Dimensions: []framework.Dimension{
		{Criteria: []framework.Criterion{{ID: "A", Title: "Audit"}, {ID: "B", Optional: true}}},
	}}
	cs := framework.ClausesOf(fw)
	require.Len(t, cs.Clauses, 1)
	assert.Equal(t, framework.Clause{Criterion: "A", Actor: framework.ActorSupplier, Effort: []float64{1, 1, 1, 1}, Ask: "Improve on Audit"}, cs.Clauses[0])
}

func TestMistakesInClauses(t *testing.T) {
	fw, text := coreClauses(t)
	cl1 := `{criterion: CL1, actor: supplier, effort: [2, 2, 3, 3], ask: "Place the contracted capacity, with every copy and fallback, on our territory"}`
	require.Contains(t, text, cl1)
	for _, tt := range []struct{ name, from, to, want string }{
		{"another framework", "framework: assay-core@1", "framework: assay-core@2", `framework is "assay-core@2"`},
		{"no statement", "statement: >-", "statement: ''\nx: >-", "x"},
		{"unknown criterion", "criterion: CL1,", "criterion: ZZ1,", `there is no scored criterion "ZZ1"`},
		{"an optional criterion", "criterion: CL1,", "criterion: EC1,", `there is no scored criterion "EC1"`},
		{"twice", "criterion: CL1,", "criterion: CL2,", "has a clause already"},
		{"left out", "  - " + cl1 + "\n", "", "criterion CL1 has no clause"},
		{"unknown actor", cl1, strings.Replace(cl1, "supplier", "vendor", 1), `actor "vendor"`},
		{"three efforts", cl1, strings.Replace(cl1, "[2, 2, 3, 3]", "[2, 2, 3]", 1), "has 3 efforts"},
		{"no effort", cl1, strings.Replace(cl1, "[2, 2, 3, 3]", "[2, 0, 3, 3]", 1), "effort 0"},
		{"a ceiling without a reason", cl1, strings.Replace(cl1, "actor", "most: 2, actor", 1), "say why"},
		{"a reason without a ceiling", cl1, strings.Replace(cl1, "actor", "why: so, actor", 1), "say why"},
		{"nobody with effort", cl1, strings.Replace(cl1, "supplier", "nobody, why: so", 1), "takes no effort"},
		{"no words", cl1, strings.Replace(cl1, `"Place the contracted capacity, with every copy and fallback, on our territory"`, `""`, 1), "ask is missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := framework.ParseClauses("clauses.yaml", []byte(strings.Replace(text, tt.from, tt.to, 1)), fw)
			require.Error(t, err)
			assert.Contains(t, err.Error(), tt.want)
			assert.Regexp(t, `^clauses\.yaml:\d+:\d+: `, err.Error(), "says where")
		})
	}
}
