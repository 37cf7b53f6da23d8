package framework_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/strictyaml"
)

// A mistake is made in a correct pack by replacing the first occurrence of old. The error must
// stand where the text at first occurs after that, and say message.
type mistake struct {
	name, old, new, at, message string
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for file, mistakes := range map[string][]mistake{
		"mini.yaml": {
			{"four levels", "levels: [none, few, some, many, all]", "levels: [none, few, some, all]", "[none, few, some, all]", "criterion A1 has 4 levels; 5 are needed"},
			{"an empty level", "levels: [none, few, some, many, all]", `levels: [none, few, "", many, all]`, "\"\"", "level 2 of A1 is empty"},
			{"three thresholds", "at: [1, 30, 90, 180]", "at: [1, 30, 90]", "[1, 30, 90]", "has 3 numbers; 4 are needed"},
			{"five thresholds", "at: [1, 30, 90, 180]", "at: [1, 30, 90, 180, 200]", "[1, 30, 90, 180, 200]", "has 5 numbers; 4 are needed"},
			{"thresholds turn back", "at: [1, 30, 90, 180]", "at: [1, 90, 30, 180]", "30, 180], step", "do not run asc: 30 after 90"},
			{"thresholds against their sense", "sense: asc", "sense: desc", "30, 90, 180], step", "do not run desc: 30 after 1"},
			{"threshold that is no number", "at: [1, 30, 90, 180]", "at: [1, .nan, 90, 180]", ".nan", "threshold NaN"},
			{"unknown sense", "sense: asc", "sense: up", "up, at", `sense "up" is not asc or desc`},
			{"negative step", "step: 0", "step: -1", "-1}", "step -1"},
			{"one point", "curve: [[1, 0], [90, 0.5], [180, 1]]", "curve: [[1, 0]]", "[[1, 0]]", "has 1 points; 2 to 30 are allowed"},
			{"point with three numbers", "[90, 0.5]", "[90, 0.5, 1]", "[90, 0.5, 1]", "has 3 numbers; 2 are needed"},
			{"curve turns back in raw", "[90, 0.5]", "[200, 0.5]", "[180, 1]", "must run from the worse raw value to the better: 180 after 200"},
			{"curve falls", "[[1, 0], [90, 0.5], [180, 1]]", "[[1, 0], [30, 0.7], [90, 0.5], [180, 1]]", "[90, 0.5]", "falls where the raw value gets better: 0.5 after 0.7"},
			{"value above 1", "[90, 0.5]", "[90, 1.5]", "[90, 1.5]", "value between 0 and 1"},
			{"value that is no number", "[90, 0.5]", "[90, .nan]", "[90, .nan]", "value between 0 and 1"},
			{"no anchor at 0", "[1, 0]", "[1, 0.1]", "[[1, 0.1]", "begin at value 0 and end at value 1"},
			{"no anchor at 1", "[180, 1]", "[180, 0.9]", "[[1, 0]", "begin at value 0 and end at value 1"},
			{"level 0 worth something", "curve: [[1, 0], ", "curve: [[0, 0], ", "[[0, 0]", "level 0 of A1 is worth up to"},
			{"level 4 worth less than all", "[180, 1]", "[360, 1]", "[[1, 0]", "level 4 of A1 is worth only"},
			{"thresholds without curve", "        curve: [[1, 0], [90, 0.5], [180, 1]]\n", "", "id: A1", "thresholds but no curve"},
			{"curve without thresholds", "        thresholds: {sense: asc, at: [1, 30, 90, 180], step: 0}\n", "", "[[1, 0]", "curve but no thresholds"},
			{"measured without unit", "        unit: days\n", "", "id: A1", "thresholds but no unit"},
			{"cap at the top", "title: Never tested, level: 1", "title: Never tested, level: 4", "4}", "cap untested is at level 4"},
			{"criterion id twice", "id: A2", "id: A1", "A1\n        title: Judged", `id "A1" is used twice`},
			{"malformed id", "id: A2", "id: 2A", "2A", `id "2A"`},
			{"no question", "        question: How good?\n", "", "id: A2", "question is missing"},
			{"N/A without saying when", "        na_when: There is nothing to judge.\n", "", "id: A2", "na_permitted and na_when together"},
			{"negative criterion weight", "        title: Judged\n", "        title: Judged\n        weight: -1\n", "-1", "weight of A2 is -1"},
			{"weight of nothing", "    weight: 1\n", "    weight: 0\n", "0\n    criteria", "weight of d is 0"},
			{"weight that is no number", "    weight: 1\n", "    weight: .inf\n", ".inf", "weight of d is +Inf"},
			{"optional gate", "        title: Judged\n", "        title: Judged\n        gating: true\n        optional: true\n", "true\n        optional", "cannot be optional and a gate"},
			{"unknown default tier", "default_tier: low", "default_tier: middle", "middle", `default_tier "middle" is not one of the tiers`},
			{"tier id twice", "id: high", "id: low", "low, title: High", `id "low" is used twice`},
			{"tiers fall", "title: High, level: 3", "title: High, level: 1", "1}\ndimensions", "tiers must rise"},
			{"tier out of range", "title: High, level: 3", "title: High, level: 5", "5}", "tier high demands level 5"},
			{"never stale", "stale_after_months: 36", "stale_after_months: 0", "0\ndefault", "stale_after_months is 0"},
			{"unknown kind", "kind: levels", "kind: ladder", "ladder", `kind "ladder" is not one of`},
			{"no title", "title: Small pack\n", "", "id: mini", "title is missing"},
			{"malformed version", `version: "1"`, `version: "one"`, "\"one\"", `version "one"`},
			{"other address", "source: Written", "source_url: javascript:x\nsource: Written", "javascript", "not an http or https address"},
			{"text without end", "statement: All of it is ours.", "statement: " + strings.Repeat("x", 4001), "xxx", "4001 bytes long; at most 4000"},
			{"points in a levels pack", "stale_after_months: 36", "stale_after_months: 36\npoints_per_dimension: 5", "id: mini", "belong to kind rungs"},
			{"rungs in a levels pack", "        na_permitted: true\n", "        rungs: [{label: a, points: 1, levels: []}]\n        na_permitted: true\n", "[{label", "which only kind rungs knows"},
			{"unknown key", "title: Small pack", "title: Small pack\ncolour: red", "colour", "unknown field"},
			{"weights without base", "kind: levels", "kind: levels\nweights: {d: 1}", "d: 1}", "only together with base"},
			{"base that nobody knows", "kind: levels", "kind: levels\nbase: mini@0", "mini@0", `base "mini@0" is not among the packs known here`},
		},
		"mini_rungs.yaml": {
			{"level missing for a variant", "levels: [4, 4]", "levels: [4]", "label: yes", "rung 2 of R1 has 1 levels; one is needed for each of the 2 variants"},
			{"level out of range", "levels: [4, 4]", "levels: [4, 5]", "5]", "level 5 of R1"},
			{"points fall", "points: 0,", "points: 200,", "100, levels", "must not lose points"},
			{"negative points", "points: 0,", "points: -1,", "-1", "points -1 of R1"},
			{"no label", "label: no,", `label: "",`, "label: \"\"", "label is missing"},
			{"one rung", "          - {label: yes, points: 100, levels: [4, 4]}\n", "", "- {label: no", "has 1 rungs; 2 to 30"},
			{"no points", "points_per_dimension: 100\n", "", "id: rungs", "points_per_dimension is 0"},
			{"variant twice", "id: second", "id: first", "first, title: Second", `id "first" is used twice`},
			{"variant excuses an unknown criterion", "not_gating: [R1]", "not_gating: [R2]", "R2]", `there is no criterion "R2"`},
			{"tiers in a rungs pack", "points_per_dimension: 100", "points_per_dimension: 100\ndefault_tier: x", "id: rungs", "belong to kind levels"},
			{"levels in a rungs pack", "        title: One\n", "        title: One\n        gating: true\n", "id: R1", "which only kind levels knows"},
			{"own weight in a rungs pack", "        title: One\n", "        title: One\n        weight: 2\n", "2\n        rungs", "takes no weight of its own"},
		},
		"mini_components.yaml": {
			{"unknown component", "components: [weights]", "components: [weight]", "weight]", `there is no criterion "weight"`},
			{"component in two classes", "components: [weights]", "components: [code, weights]", "code, weights", `criterion "code" is named twice`},
			{"component in no class", "components: [weights]", "components: [samples]", "id: weights", "component weights must be in one class"},
			{"empty class", "components: [weights]", "components: []", "id: high", "class high has no components"},
			{"class twice", "id: high", "id: low", "low, title: High", `id "low" is used twice`},
			{"no classes", "classes:\n  - {id: low, title: Low, components: [code]}\n  - {id: high, title: High, components: [weights]}\n", "", "id: parts", "has 0 classes"},
			{"weighted components", "title: Dimension", "title: Dimension\n    weight: 2", "2\n    criteria", "takes no weight"},
		},
	} {
		good, err := os.ReadFile("testdata/" + file)
		require.NoError(t, err)
		_, err = framework.Parse(file, good)
		require.NoError(t, err, "the pack that the mistakes are made in")
		for _, m := range mistakes {
			t.Run(file+"/"+m.name, func(t *testing.T) {
				require.Contains(t, string(good), m.old)
				bad := strings.Replace(string(good), m.old, m.new, 1)
				_, err := framework.Parse(file, []byte(bad))
				require.Error(t, err)
				assert.Contains(t, placesOf(t, err), file+":"+placeOf(t, bad, m.at), err.Error())
				assert.ErrorContains(t, err, m.message)
			})
		}
	}
}

// placeOf returns line:column of the first occurrence of at in text.
func placeOf(t *testing.T, text, at string) string {
	t.Helper()
	before, _, found := strings.Cut(text, at)
	require.True(t, found, at)
	return fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n"))
}

// placesOf returns file:line:column of every mistake in err.
func placesOf(t *testing.T, err error) (places []string) {
	t.Helper()
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, e := range errs {
		var at *strictyaml.Error
		require.ErrorAs(t, e, &at)
		places = append(places, fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column))
	}
	return places
}

func TestParseReportsEveryMistakeAtOnce(t *testing.T) {
	bad := bytes.Replace(minimal(t), []byte("default_tier: low"), []byte("default_tier: x"), 1)
	bad = bytes.Replace(bad, []byte("    weight: 1"), []byte("    weight: -1"), 1)
	_, err := framework.Parse("f.yaml", bad)
	assert.Equal(t, []string{"f.yaml:17:13", "f.yaml:10:15"}, placesOf(t, err))
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"mini.yaml", "mini_rungs.yaml", "mini_components.yaml"} {
		b, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fw, err := framework.Parse("f.yaml", data)
		if err != nil {
			placesOf(t, err)
			return
		}
		// What is accepted keeps what the types promise.
		for _, c := range fw.Criteria {
			if c.Thresholds == nil {
				continue
			}
			_, top := c.LevelValues(0)
			bottom, _ := c.LevelValues(framework.MaxLevel)
			require.Zero(t, top)
			require.Equal(t, 1.0, bottom)
		}
	})
}
