package strictyaml_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/strictyaml"
)

type inner struct {
	Stage offer.Stage `yaml:"stage"`
	Date  offer.Date  `yaml:"date"`
	Range []int       `yaml:"range"`
}

type outer struct {
	Name  string  `yaml:"name"`
	Items []inner `yaml:"items"`
}

func TestDecodeSaysWhereTheMistakeStands(t *testing.T) {
	tests := []struct {
		name, text string
		line, col  int
		message    string
	}{
		{"unknown key", "name: a\nitems:\n  - stage: binding\n    colour: red\n", 4, 5, "unknown field"},
		{"duplicate key", "name: a\nname: b\n", 2, 1, "already defined"},
		{"wrong type", "name: a\nitems:\n  - range: [1, x]\n", 3, 16, "cannot unmarshal"},
		{"not YAML", "name: [a\n", 1, 7, ""},
		{"word outside the vocabulary", "items:\n  - stage: signed\n", 2, 12, "not one of announced"},
		{"impossible date", "items:\n  - date: 2026-13-40\n", 2, 11, "is not YYYY"},
		{"alias", "name: &n a\nitems:\n  - stage: *n\n", 1, 7, "not allowed"},
		{"two documents", "name: a\n---\nname: b\n", 1, 1, "exactly one"},
		{"empty", "", 1, 1, "exactly one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v outer
			_, err := strictyaml.Decode("f.yaml", []byte(tt.text), &v)
			var e *strictyaml.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "f.yaml", e.File)
			assert.Equal(t, [2]int{tt.line, tt.col}, [2]int{e.Line, e.Column}, e.Error())
			assert.Contains(t, e.Message, tt.message)
			assert.NotContains(t, e.Message, "\n", "one line a person can read")
		})
	}
}

func TestAtNamesTheFieldOrItsNearestParent(t *testing.T) {
	var v outer
	d, err := strictyaml.Decode("f.yaml", []byte("name: a\nitems:\n  - stage: binding\n    range: [1, 2]\n"), &v)
	require.NoError(t, err)
	assert.Equal(t, offer.Binding, v.Items[0].Stage)
	assert.Equal(t, "f.yaml:4:12: is bad", d.At("$.items[0].range", "is bad").Error())
	assert.Equal(t, "f.yaml:3:5: is bad", d.At("$.items[0].missing", "is bad").Error())
	assert.Equal(t, "f.yaml:1:1: is bad", d.At("$.nothing", "is bad").Error())
}

func TestDecodeBoundsItsInput(t *testing.T) {
	_, err := strictyaml.Decode("f.yaml", []byte(strings.Repeat("#", strictyaml.MaxBytes+1)), &outer{})
	require.ErrorContains(t, err, "at most")
}

func TestDecodeSurvivesWhatTheLibraryDoesNot(t *testing.T) {
	var v struct {
		Rungs []struct {
			Label string `yaml:"label"`
		} `yaml:"rungs"`
	}
	_, err := strictyaml.Decode("f.yaml", []byte("rungs: ! 000\n"), &v)
	require.ErrorContains(t, err, "f.yaml: cannot be read")
	_, err = strictyaml.Decode("f.yaml", []byte("name: "+strings.Repeat("[", 1000)), &outer{})
	require.ErrorContains(t, err, "nested more than")
	_, err = strictyaml.Decode("f.yaml", []byte("name: "+strings.Repeat("\n", strictyaml.MaxValues+1)), &outer{})
	require.ErrorContains(t, err, "more than 32000 lines")
}

func FuzzDecode(f *testing.F) {
	f.Add("name: a\nitems:\n  - stage: binding\n    range: [1, 2]\n")
	f.Add("name: &a [*a]\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := strictyaml.Decode("f.yaml", []byte(text), &outer{})
		if err != nil {
			var e *strictyaml.Error
			require.ErrorAs(t, err, &e)
			return
		}
		_ = d.At("$.items[0].range", "x")
	})
}

// A word is read however YAML writes it, in whatever company.
func TestDecodeReadsWordsInEveryStyle(t *testing.T) {
	text := "# before\nname: a # behind\nitems:\n" +
		"  - stage: binding\n    date: 2026-07-10\n" +
		"  - stage: \"binding\" # behind\n    date: \"2026\"\n" +
		"  - stage: 'binding'\n    date: 2026\n    # before\n" +
		"  - stage: |-\n      binding\n    date: '2026-07'\n" +
		"  - stage: >-\n      binding\n    date: \"\"\n" +
		"  - {stage: binding, date: 2026, range: [1, 2]}\n" +
		"  - stage: |- # behind\n      binding\n" +
		"  -\n    # before\n    stage: >-\n      binding\n\n    date: |-\n     2026-07\n" +
		"  - stage:\n      binding\n"
	var v outer
	_, err := strictyaml.Decode("f.yaml", []byte(text), &v)
	require.NoError(t, err)
	var dates []string
	for _, i := range v.Items {
		assert.Equal(t, offer.Binding, i.Stage)
		dates = append(dates, i.Date.String())
	}
	assert.Equal(t, []string{"2026-07-10", "2026", "2026", "2026-07", "", "2026", "", "2026-07", ""}, dates)
}

// Four times the words cost four times the memory, not sixteen times.
func TestDecodeCostsNoMoreThanItsLength(t *testing.T) {
	cost := func(n int) float64 {
		text := []byte("items:\n" + strings.Repeat("  - {stage: binding, date: 2026}\n", n))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := strictyaml.Decode("f.yaml", text, &outer{})
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		return float64(after.TotalAlloc - before.TotalAlloc)
	}
	cost(10)
	assert.Less(t, cost(2000)/cost(500), 6.0)
}
