package analyse

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// validator compiles the schema with a validator that others wrote, which first checks it
// against the 2020-12 metaschema.
func validator(t testing.TB) func(problem string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("urn:assay:analyse:1", doc))
	s, err := c.Compile("urn:assay:analyse:1")
	require.NoError(t, err)
	return func(problem string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(problem))
		if err != nil {
			return err
		}
		return s.Validate(v)
	}
}

func TestTheSchemaAdmitsWhatIsReadAndRefusesWhatIsNot(t *testing.T) {
	valid := validator(t)
	for name, problem := range readable {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(problem))
			require.NoError(t, err)
			assert.NoError(t, valid(problem))
		})
	}
	for name, problem := range map[string]string{
		"no weights":           with("weights", ""),
		"unknown key":          with("title", `"x", "wieghts": 1`),
		"no alternatives":      with("alternatives", `[]`),
		"one name twice":       with("alternatives", `["A", "A"]`),
		"empty name":           with("alternatives", `["A", " "]`),
		"line break in a name": with("alternatives", `["A", "B\nC"]`),
		"criterion as text":    with("criteria", `["cost", {"name": "reach"}]`),
		"direction":            with("criteria", `[{"name": "cost", "direction": "lower"}, {"name": "reach"}]`),
		"one point":            with("criteria", `[{"name": "cost", "value": [[0, 1]]}, {"name": "reach"}]`),
		"v above 1":            with("criteria", `[{"name": "cost", "value": [[0, 0], [1, 1.5]]}, {"name": "reach"}]`),
		"text in a cell":       with("matrix", `[[1, "0.5"], [1, 1]]`),
		"range of four":        with("matrix", `[[[1, 2, 3, 4], 0.5], [1, 1]]`),
		"huge":                 with("matrix", `[[1e200, 0.5], [1, 1]]`),
		"empty cell":           with("matrix", `[[{}, 0.5], [1, 1]]`),
		"two kinds of cell":    with("matrix", `[[{"not_applicable": true, "range": 1}, 0.5], [1, 1]]`),
		"not applicable false": with("matrix", `[[{"not_applicable": false}, 0.5], [1, 1]]`),
		"no kind":              with("weights", `{"values": [1, 2]}`),
		"kind":                 with("weights", `{"kind": "roc"}`),
		"key of another kind":  with("weights", `{"kind": "equal", "values": [1, 2]}`),
		"negative weight":      with("weights", `{"kind": "exact", "values": [1, -1]}`),
		"points and ratios":    with("weights", `{"kind": "swing", "points": [100, 50], "ratios": [{"a": 0, "b": 1, "ratio": 2}]}`),
		"gate without a bound": with("gates", `[{"criterion": "cost"}]`),
		"gate with both":       with("gates", `[{"criterion": "cost", "at_least": 1, "at_most": 2}]`),
		"method":               with("methods", `["electre"]`),
		"draws and error":      small(map[string]string{"draws": "1000", "error": "0.01"}),
		"too many draws":       with("draws", `1e8`),
		"part of a draw":       with("draws", `10.5`),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(problem))
			require.Error(t, err)
			assert.Error(t, valid(problem))
		})
	}
}
