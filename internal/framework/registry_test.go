package framework_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
)

func embedded(t *testing.T, ref string) *framework.Framework {
	t.Helper()
	r, err := framework.Embedded()
	require.NoError(t, err)
	f, err := r.Get(ref)
	require.NoError(t, err)
	return f
}

func TestRegistryNamesExactlyWhatShips(t *testing.T) {
	r, err := framework.Embedded()
	require.NoError(t, err)
	var refs []string
	hashes := map[string]bool{}
	for _, f := range r.All() {
		refs = append(refs, f.Ref())
		assert.Regexp(t, "^[0-9a-f]{64}$", f.SHA256())
		hashes[f.SHA256()] = true
	}
	assert.Equal(t, []string{"assay-capacity@1", "assay-core@1", "eu-csf@1.2.1", "eu-csf@2026-06", "mof@1.0"}, refs)
	assert.Len(t, hashes, 5)
}

func TestRegistryFindsByVersionOrTheHighest(t *testing.T) {
	for ref, want := range map[string]string{
		"assay-core@1": "assay-core@1", "assay-core": "assay-core@1", "eu-csf": "eu-csf@2026-06",
		"eu-csf@1.2.1": "eu-csf@1.2.1", "mof": "mof@1.0",
	} {
		assert.Equal(t, want, embedded(t, ref).Ref(), ref)
	}
	r, err := framework.Embedded()
	require.NoError(t, err)
	for _, ref := range []string{"", "nope", "eu-csf@2", "assay-core@", "@1"} {
		_, err := r.Get(ref)
		require.ErrorIs(t, err, framework.ErrUnknown, ref)
		assert.ErrorContains(t, err, "known are assay-capacity@1, assay-core@1, eu-csf@1.2.1, eu-csf@2026-06, mof@1.0")
	}
}

func TestVersionsCompareNumberByNumber(t *testing.T) {
	pack := string(minimal(t))
	files := map[string][]byte{}
	for _, v := range []string{"1.10", "1.2.1", "1.9", "1"} {
		files["mini@"+v+".yaml"] = []byte(strings.Replace(pack, `version: "1"`, `version: "`+v+`"`, 1))
	}
	r, err := framework.NewRegistry(files)
	require.NoError(t, err)
	var got []string
	for _, f := range r.All() {
		got = append(got, f.Version)
	}
	assert.Equal(t, []string{"1", "1.2.1", "1.9", "1.10"}, got)
}

func TestRegistryRefusesAFileThatIsCalledOtherwise(t *testing.T) {
	_, err := framework.NewRegistry(map[string][]byte{"other@1.yaml": minimal(t)})
	require.ErrorContains(t, err, "other@1.yaml holds mini@1")
}

func TestAPackWithABaseTakesAllButTheWeights(t *testing.T) {
	old, now := embedded(t, "eu-csf@1.2.1"), embedded(t, "eu-csf@2026-06")
	var was, is []float64
	for i, d := range now.Dimensions {
		was, is = append(was, old.Dimensions[i].Weight), append(is, d.Weight)
		assert.Equal(t, d.Criteria, old.Dimensions[i].Criteria)
	}
	// Cloud Sovereignty Framework v1.2.1 (October 2025) and the calculator of 1 June 2026.
	assert.Equal(t, []float64{15, 10, 10, 15, 20, 15, 10, 5}, was)
	assert.Equal(t, []float64{20, 10, 10, 15, 10, 15, 15, 5}, is)
	assert.Equal(t, now.Variants, old.Variants)
}

func TestTheHashCoversTheBase(t *testing.T) {
	base := string(minimal(t))
	hash := func(base string) string {
		r, err := framework.NewRegistry(map[string][]byte{
			"mini@1.yaml": []byte(base),
			"mini@2.yaml": []byte("id: mini\nversion: \"2\"\nkind: levels\ntitle: t\npublisher: p\nsource: s\nlicence: l\nstatement: st\nbase: mini@1\nweights: {d: 3}\n"),
		})
		require.NoError(t, err)
		f, err := r.Get("mini@2")
		require.NoError(t, err)
		return f.SHA256()
	}
	assert.NotEqual(t, hash(base), hash(base+"# a remark\n"))
	assert.Equal(t, hash(base), hash(base))
}

func minimal(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/mini.yaml")
	require.NoError(t, err)
	return b
}
