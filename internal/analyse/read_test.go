package analyse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// small is a problem of two alternatives and two criteria, with parts replaced by name.
func small(parts map[string]string) string {
	p := map[string]string{
		"alternatives": `["A", "B"]`,
		"criteria":     `[{"name": "cost", "direction": "min", "value": [[0, 1], [100, 0]]}, {"name": "reach"}]`,
		"matrix":       `[[20, 0.5], [[30, 60], [0.2, 0.4, 0.9]]]`,
		"weights":      `{"kind": "equal"}`,
	}
	order := []string{"alternatives", "criteria", "matrix", "weights"}
	for _, key := range []string{"title", "gates", "methods", "sorting", "chosen", "draws", "error", "seed"} {
		if _, ok := parts[key]; ok {
			order = append(order, key)
		}
	}
	var fields []string
	for _, key := range order {
		if part, ok := parts[key]; ok {
			p[key] = part
		}
		if p[key] != "" {
			fields = append(fields, fmt.Sprintf("%q: %s", key, p[key]))
		}
	}
	return "{" + strings.Join(fields, ",\n") + "}"
}

func with(key, part string) string { return small(map[string]string{key: part}) }

func TestMistakesAreNamedByTheirPath(t *testing.T) {
	long := strings.Repeat("x", maxName+1)
	tests := []struct {
		name, input string
		want        []string // each a line of the error, from its start; message parts after " ... "
	}{
		{"nothing", "", []string{"$: line 1: the file is empty"}},
		{"only space", " \n ", []string{"$: line 2: the file is empty"}},
		{"a list", `[]`, []string{"$: a problem is {"}},
		{"a number", `3`, []string{"$: a problem is {"}},
		{"null", `null`, []string{"$: a problem is {"}},
		{"cut off", `{"alternatives": ["A", "B"`, []string{"$.alternatives: line 1: the file ends in the middle"}},
		{"cut off in a text", `{"alternatives": ["A", "B`, []string{"$.alternatives[1]: line 1: the file ends in the middle"}},
		{"trailing", small(nil) + "\n{}", []string{"$: line 5: something follows"}},
		{"trailing rubbish", small(nil) + "x", []string{"$: line 4: something follows"}},
		{"comma at the end", `{"alternatives": ["A",]}`, []string{"$.alternatives[1]: line 1: this is not JSON"}},
		{"no comma", `{"alternatives": ["A" "B"]}`, []string{"$.alternatives[1]: line 1: this is not JSON"}},
		{"comment", "{\n// none\n}", []string{"$: line 2: this is not JSON"}},
		{"NaN", with("matrix", `[[NaN, 0.5], [1, 1]]`), []string{"$.matrix[0][0]: line 3: this is not JSON"}},
		{"Infinity", with("matrix", `[[20, -Infinity], [1, 1]]`), []string{"$.matrix[0][1]: line 3: this is not JSON"}},
		{"bytes that are not UTF-8", "{\n\"title\": \"\xff\"}", []string{"$: line 2 is not UTF-8"}},
		{"half a surrogate pair", with("title", `"\ud800"`), []string{"$.title: the title holds a character that cannot be read"}},
		{"twice", `{"seed": 1, "seed": 2}`, []string{"$.seed: line 1: the key stands twice"}},
		{"twice inside", with("matrix", `[[{"range": 1, "range": 2}, 0]]`), []string{"$.matrix[0][0].range: line 3: the key stands twice"}},
		{"twice by escape", `{"seed": 1, "se\u0065d": 2}`, []string{"$.seed: line 1: the key stands twice"}},
		{"nested too deep", with("matrix", strings.Repeat("[", 40)+strings.Repeat("]", 40)), []string{"$.matrix" + strings.Repeat("[0]", 15) + ": line 3: lists and objects are nested more than 16 deep"}},
		{"too long", strings.Repeat(" ", MaxBytes+1), []string{"$: the file is larger than 8388608 bytes"}},
		{"too many values", with("matrix", "["+strings.Repeat("0,", maxValues)+"0]"), []string{"$.matrix[699982]: line 3: the file holds more than 700000 values"}},
		{"unknown key", with("title", `"x", "wieghts": 1`), []string{"$.wieghts: there is no such key; known are alternatives"}},
		{"keys with spaces are quoted", with("title", `"x", "a b": 1`), []string{`$["a b"]: there is no such key`}},
		{"all missing", `{}`, []string{`$: "alternatives" is missing`, `$: "criteria" is missing`, `$: "matrix" is missing`, `$: "weights" is missing`}},

		{"no alternatives", with("alternatives", `[]`), []string{"$.alternatives: 0 alternatives; there must be 1 to 1000"}},
		{"alternatives of another kind", with("alternatives", `{"A": 1}`), []string{"$.alternatives: a list is wanted here, the names of the alternatives; this is an object"}},
		{"a number for a name", with("alternatives", `["A", 2]`), []string{"$.alternatives[1]: a text is wanted here"}},
		{"empty name", with("alternatives", `["A", "  "]`), []string{"$.alternatives[1]: the name of an alternative must not be empty"}},
		{"spaces around", with("alternatives", `["A", "B "]`), []string{"$.alternatives[1]: the name of an alternative begins or ends with a space"}},
		{"line break", with("alternatives", `["A", "B\nC"]`), []string{"$.alternatives[1]: the name of an alternative holds a line break"}},
		{"terminal escape", with("alternatives", `["A", "B\u001b[2J"]`), []string{"$.alternatives[1]: the name of an alternative holds a line break or another character"}},
		{"turned writing", with("alternatives", `["A", "B\u202e"]`), []string{"$.alternatives[1]: the name of an alternative holds a line break or another character"}},
		{"long name", with("alternatives", `["A", "`+long+`"]`), []string{"$.alternatives[1]: the name of an alternative is longer than 200"}},
		{"one name twice", with("alternatives", `["A", "A"]`), []string{`$.alternatives[1]: the name "A" stands already at $.alternatives[0]`}},
		{"too many alternatives", with("alternatives", "["+strings.Repeat(`"A",`, MaxAlternatives)+`"B"]`), []string{"$.alternatives: 1001 alternatives"}},

		{"no criteria", with("criteria", `[]`), []string{"$.criteria: 0 criteria; there must be 1 to 300"}},
		{"criterion as text", with("criteria", `["cost", {"name": "reach"}]`), []string{"$.criteria[0]: an object is wanted here"}},
		{"criterion twice", with("criteria", `[{"name": "cost"}, {"name": "cost"}]`), []string{`$.criteria[1]: the name "cost" stands already at $.criteria[0]`}},
		{"direction in other words", with("criteria", `[{"name": "cost", "direction": "lower"}, {"name": "reach"}]`), []string{`$.criteria[0].direction: "lower" is not known; a direction is one of max, min`}},
		{"curve against direction", with("criteria", `[{"name": "cost", "value": [[0, 1], [9, 0]]}, {"name": "reach"}]`), []string{`$.criteria[0].value: the value goes from 1 at 0 to 0 at 9, and it must not fall from worse to better with direction "max"`}},
		{"curve against min", with("criteria", `[{"name": "cost", "direction": "min", "value": [[9, 1], [0, 0]]}, {"name": "reach"}]`), []string{`$.criteria[0].value: the value goes from 0 at 0 to 1 at 9, and it must not rise with direction "min"`}},
		{"curve with one point", with("criteria", `[{"name": "cost", "value": [[0, 1]]}, {"name": "reach"}]`), []string{"$.criteria[0].value: 1 points; a value function has 2 to 1000"}},
		{"curve that jumps", with("criteria", `[{"name": "cost", "value": [[0, 0], [0, 1]]}, {"name": "reach"}]`), []string{"$.criteria[0].value: the x of the points must run strictly"}},
		{"curve back and forth", with("criteria", `[{"name": "cost", "value": [[0, 0], [5, 0.5], [3, 1]]}, {"name": "reach"}]`), []string{"$.criteria[0].value: the x of the points must run strictly"}},
		{"flat curve", with("criteria", `[{"name": "cost", "value": [[0, 0.5], [1, 0.5]]}, {"name": "reach"}]`), []string{"$.criteria[0].value: the value is the same everywhere"}},
		{"point of three", with("criteria", `[{"name": "cost", "value": [[0, 0, 0], [1, 1]]}, {"name": "reach"}]`), []string{"$.criteria[0].value[0]: 3 numbers; a point is [x, v]"}},
		{"v above 1", with("criteria", `[{"name": "cost", "value": [[0, 0], [1, 1.5]]}, {"name": "reach"}]`), []string{"$.criteria[0].value[1][1]: 1.5 is out of range"}},
		{"half of the groups", with("criteria", `[{"name": "cost", "group": "g"}, {"name": "reach"}]`), []string{"$.criteria: 1 of 2 criteria name a group"}},
		{"too many criteria", with("criteria", "["+strings.Repeat(`{"name": "x"},`, MaxCriteria)+`{"name": "y"}]`), []string{"$.criteria: 301 criteria"}},

		{"row missing", with("matrix", `[[1, 1]]`), []string{"$.matrix: 1 rows for 2 alternatives"}},
		{"cell missing", with("matrix", `[[1, 1], [1]]`), []string{"$.matrix[1]: 1 cells for 2 criteria"}},
		{"row of another kind", with("matrix", `[[1, 1], 1]`), []string{"$.matrix[1]: a list is wanted here"}},
		{"text in a cell", with("matrix", `[[1, "0.5"], [1, true]]`), []string{"$.matrix[0][1]: a cell is a number", "$.matrix[1][1]: a cell is a number"}},
		{"value out of range", with("matrix", `[[1, 0.5], [1, 7]]`), []string{`$.matrix[1][1]: 7 is not in 0..1: without "value" the entries of criterion "reach" are values`}},
		{"range turned round", with("matrix", `[[[60, 30], 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: 30 comes after 60; a range runs from low to high in the criterion's unit"}},
		{"likely outside", with("matrix", `[[[10, 70, 60], 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: 60 comes after 70"}},
		{"range of one", with("matrix", `[[[10], 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: 1 numbers; a range is"}},
		{"range of nothing", with("matrix", `[[[], 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: 0 numbers; a range is"}},
		{"text in a range", with("matrix", `[[[1, "2"], 0.5], [1, 0.5]]`), []string{"$.matrix[0][0][1]: a number is wanted here"}},
		{"huge", with("matrix", `[[1e999, 0.5], [-1e101, 0.5]]`), []string{"$.matrix[0][0]: 1e999 is too large", "$.matrix[1][0]: -1e101 is too large"}},
		{"cell with nothing in it", with("matrix", `[[{}, 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: a cell is"}},
		{"cell with another key", with("matrix", `[[{"lo": 1}, 0.5], [1, 0.5]]`), []string{"$.matrix[0][0].lo: there is no such key", "$.matrix[0][0]: a cell is"}},
		{"not applicable and a range", with("matrix", `[[{"not_applicable": true, "range": 1}, 0.5], [1, 0.5]]`), []string{"$.matrix[0][0]: a cell that does not apply has no range"}},
		{"not applicable: false", with("matrix", `[[{"not_applicable": false}, 0.5], [1, 0.5]]`), []string{"$.matrix[0][0].not_applicable: leave the key out"}},
		{"unknown without a name", with("matrix", `[[{"unknown": ""}, 0.5], [1, 0.5]]`), []string{"$.matrix[0][0].unknown: the id of an unknown must not be empty"}},
		{"likely at two places", with("matrix", `[[{"range": [0, 20, 100], "unknown": "u"}, 0.5], [{"range": [0, 30, 100], "unknown": "u"}, 0.5]]`), []string{`$.matrix[1][0]: the cell rests on "u" as the one at $.matrix[0][0] does`}},
		{"likely in one only", with("matrix", `[[{"range": [0, 20, 100], "unknown": "u"}, 0.5], [{"range": [0, 100], "unknown": "u"}, 0.5]]`), []string{`$.matrix[1][0]: the cell rests on "u"`}},

		{"weights without a kind", with("weights", `{"values": [1, 2]}`), []string{`$.weights: "kind" is missing`}},
		{"weights as a list", with("weights", `[1, 2]`), []string{"$.weights: an object is wanted here"}},
		{"kind unknown", with("weights", `{"kind": "roc"}`), []string{`$.weights.kind: "roc" is not known; a kind of weights is one of equal, free`}},
		{"key of another kind", with("weights", `{"kind": "equal", "values": [1, 2]}`), []string{"$.weights.values: there is no such key; known are kind"}},
		{"too few weights", with("weights", `{"kind": "exact", "values": [1]}`), []string{"$.weights.values: 1 items for exact weights"}},
		{"negative weight", with("weights", `{"kind": "exact", "values": [1, -1]}`), []string{"$.weights.values[1]: -1 is out of range"}},
		{"all weights zero", with("weights", `{"kind": "exact", "values": [0, 0]}`), []string{"$.weights: the weights add up to 0"}},
		{"weight by another name", with("weights", `{"kind": "exact", "values": {"cost": 1, "price": 2}}`), []string{"$.weights.values.price: nothing that is weighed here has this name"}},
		{"weight by name missing", with("weights", `{"kind": "exact", "values": {"cost": 1}}`), []string{`$.weights.values: weights for "reach" missing`}},
		{"order without one", with("weights", `{"kind": "ordinal", "order": ["reach"]}`), []string{`$.weights.order: places in the order for "cost" missing`}},
		{"order with one twice", with("weights", `{"kind": "ordinal", "order": ["reach", ["cost", 1]]}`), []string{`$.weights.order[1][1]: "reach" stands twice in the order`}},
		{"order with nothing at a place", with("weights", `{"kind": "ordinal", "order": ["reach", [], "cost"]}`), []string{"$.weights.order[1]: an empty list of equals"}},
		{"lower bounds too high", with("weights", `{"kind": "bounds", "lo": [0.7, 0.5]}`), []string{"$.weights: the lower bounds of cost and reach add up to 1.2, more than 1"}},
		{"upper bounds too low", with("weights", `{"kind": "bounds", "hi": {"cost": 0.3, "reach": 0.5}}`), []string{"$.weights: the upper bounds of cost and reach add up to 0.8"}},
		{"bounds turned round", with("weights", `{"kind": "bounds", "lo": [0.5, null], "hi": [0.3, null]}`), []string{`$.weights: the bounds of "cost" are turned round`}},
		{"bound as a percentage", with("weights", `{"kind": "bounds", "lo": [20, null]}`), []string{"$.weights.lo[0]: 20 is out of range: a bound, as a share of 1"}},
		{"ratios that clash", with("weights", `{"kind": "ratio", "ratios": [{"a": "cost", "b": "reach", "ratio": [2, 3]}, {"a": 1, "b": 0, "ratio": 1}]}`), []string{"$.weights: "}},
		{"ratio with itself", with("weights", `{"kind": "ratio", "ratios": [{"a": "cost", "b": 0, "ratio": 1}]}`), []string{"$.weights.ratios[0]: a ratio compares two different things"}},
		{"ratio turned round", with("weights", `{"kind": "ratio", "ratios": [{"a": "cost", "b": 1, "ratio": [3, 2]}]}`), []string{"$.weights.ratios[0].ratio: 2 comes after 3"}},
		{"no ratios", with("weights", `{"kind": "ratio", "ratios": []}`), []string{"$.weights.ratios: an empty list"}},
		{"swing of nothing", with("weights", `{"kind": "swing"}`), []string{`$.weights: give one of "points" and "ratios"`}},
		{"all swings 0", with("weights", `{"kind": "swing", "points": [0, 0]}`), []string{"$.weights: every swing has 0 points"}},
		{"swing on no range", small(map[string]string{"matrix": `[[20, 0.5], [30, 0.5]]`, "weights": `{"kind": "swing", "points": [100, 50], "ranges": "local"}`}), []string{"$.weights: the offers do not differ on reach"}},
		{"local ranges of ratios", with("weights", `{"kind": "swing", "ratios": [{"a": 0, "b": 1, "ratio": 1}], "ranges": "local"}`), []string{`$.weights.ranges: swings on local ranges are given as "points"`}},
		{"local ranges elsewhere", with("weights", `{"kind": "exact", "values": [1, 1], "ranges": "local"}`), []string{`$.weights.ranges: "local" is not known`}},
		{"comparisons of one row", with("weights", `{"kind": "ahp", "matrix": [[1, 2]]}`), []string{"$.weights.matrix: 1 rows for 2 things to compare"}},
		{"comparison of 0", with("weights", `{"kind": "ahp", "matrix": [[1, 0], [1, 1]]}`), []string{"$.weights.matrix[0][1]: 0 is out of range: a comparison, above 0"}},
		{"ranges over too many", fmt.Sprintf(`{"alternatives": ["A"], "criteria": [%s{"name": "x"}], "matrix": [[%s0]], "weights": {"kind": "bounds", "hi": [%s0.1]}}`,
			strings.Join(slices.Collect(func(yield func(string) bool) {
				for i := range 41 {
					if !yield(fmt.Sprintf(`{"name": "c%d"},`, i)) {
						return
					}
				}
			}), ""), strings.Repeat("0,", 41), strings.Repeat("0.1,", 41)), []string{"$.weights: 42 things weighed by 84 conditions"}},
		{"tree without groups", with("weights", `{"groups": {"kind": "equal"}, "within": {}}`), []string{"$.weights: the criteria name no groups"}},

		{"gate without a bound", with("gates", `[{"criterion": "cost"}]`), []string{`$.gates[0]: give one of "at_least" and "at_most"`}},
		{"gate with both", with("gates", `[{"criterion": "cost", "at_least": 1, "at_most": 2}]`), []string{`$.gates[0]: give one of "at_least" and "at_most"`}},
		{"gate on nothing", with("gates", `[{"criterion": "price", "at_least": 1}]`), []string{`$.gates[0].criterion: no criterion is named "price"; there are "cost", "reach"`}},
		{"gate on a number too high", with("gates", `[{"criterion": 2, "at_least": 1}]`), []string{`$.gates[0].criterion: 2 is not the number of a criterion; they count from 0 to 1`}},

		{"method unknown", with("methods", `["electre"]`), []string{`$.methods[0]: "electre" is not known`}},
		{"chosen unknown", with("chosen", `"C"`), []string{`$.chosen: no alternative is named "C"`}},
		{"draws and error", small(map[string]string{"draws": "1000", "error": "0.01"}), []string{`$.draws: give either "draws" or "error"`}},
		{"no draws", with("draws", `0`), []string{"$.draws: 0 is not a whole number from 1 to 10000000"}},
		{"too many draws", with("draws", `1e8`), []string{"$.draws: 1e8 is not a whole number from 1"}},
		{"part of a draw", with("draws", `10.5`), []string{"$.draws: 10.5 is not a whole number"}},
		{"negative seed", with("seed", `-1`), []string{"$.seed: -1 is not a whole number"}},
		{"huge seed", with("seed", `18446744073709551615`), []string{"$.seed: 18446744073709551615 is not a whole number from 0 to 9007199254740991"}},
		{"error too fine", with("error", `1e-9`), []string{"$.error: 1e-09 is out of range"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.input))
			require.Error(t, err)
			require.IsType(t, &InputError{}, err)
			lines := strings.Split(err.Error(), "\n")
			require.GreaterOrEqual(t, len(lines), len(tt.want), err)
			for i, want := range tt.want {
				assert.True(t, strings.HasPrefix(lines[i], want), "want %s\n got %s", want, lines[i])
			}
			assert.Len(t, lines, len(tt.want), "one mistake, one line")
		})
	}
}

func TestMistakesAreCountedBeyondTheFirstTwenty(t *testing.T) {
	_, err := Read(strings.NewReader(`{"alternatives": ["A"], "criteria": [` + strings.Repeat(`{},`, 49) + `{}], "matrix": [], "weights": {"kind": "equal"}}`))
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, maxMistakes+1)
	assert.Equal(t, "and 30 more", lines[maxMistakes])
}

// The values below are worked by hand: cost falls from 1 at 0 to 0 at 100, reach is a value.
func TestCellsAreValuesOfTheirEntries(t *testing.T) {
	in, err := Read(strings.NewReader(small(map[string]string{
		"matrix": `[[20, {"not_applicable": true}], [[30, 40, 70], null]]`,
	})))
	require.NoError(t, err)
	c := in.Cells
	assert.InDelta(t, 0.8, c[0][0].At0, 1e-15)
	assert.InDelta(t, 0.8, c[0][0].At1, 1e-15)
	assert.Nil(t, c[0][0].Likely)
	assert.True(t, c[0][1].Absent)
	assert.InDelta(t, 0.3, c[1][0].At0, 1e-15, "cost 70")
	assert.InDelta(t, 0.7, c[1][0].At1, 1e-15, "cost 30")
	assert.InDelta(t, 0.75, *c[1][0].Likely, 1e-15, "cost 40 is worth 0.6, three quarters up from 0.3 to 0.7")
	assert.Equal(t, 0.0, c[1][1].At0)
	assert.Equal(t, 1.0, c[1][1].At1)
}

// One unknown under a criterion to be high and one to be low: what helps there hurts here.
func TestSharedUnknownsRunAlongTheRawScale(t *testing.T) {
	in, err := Read(strings.NewReader(small(map[string]string{
		"matrix": `[[{"range": [20, 40, 60], "unknown": "rate"}, {"range": [0.2, 0.4, 0.6], "unknown": "rate"}], [{"unknown": "whole"}, {"range": 0.5, "unknown": "rate"}]]`,
	})))
	require.NoError(t, err)
	cost, reach := in.Cells[0][0], in.Cells[0][1]
	assert.InDelta(t, 0.8, cost.At0, 1e-15)
	assert.InDelta(t, 0.4, cost.At1, 1e-15)
	assert.InDelta(t, 0.2, reach.At0, 1e-15)
	assert.InDelta(t, 0.6, reach.At1, 1e-15)
	assert.Equal(t, *cost.Likely, *reach.Likely, "one place, to the last bit")
	assert.InDelta(t, 0.5, *cost.Likely, 1e-12)
	assert.Equal(t, "rate", reach.Unknown)
	whole := in.Cells[1][0]
	assert.Equal(t, [2]float64{1, 0}, [2]float64{whole.At0, whole.At1}, "from the low end of the cost scale to its high end")
	assert.Equal(t, *cost.Likely, *in.Cells[1][1].Likely, "a cell of one value takes the unknown's likely place")
}

func TestCurvesAreLinearBetweenPointsAndFlatBeyond(t *testing.T) {
	rising := criterion{curve: [][2]float64{{0, 0}, {40, 0.2}, {70, 0.8}, {100, 1}}}
	falling := criterion{falls: true, curve: [][2]float64{{10, 1}, {35, 0.25}, {50, 0.25}, {60, 0}}}
	for _, tt := range []struct {
		c      *criterion
		raw, v float64
	}{
		{&rising, -5, 0}, {&rising, 0, 0}, {&rising, 20, 0.1}, {&rising, 40, 0.2}, {&rising, 55, 0.5}, {&rising, 100, 1}, {&rising, 200, 1},
		{&falling, 0, 1}, {&falling, 22.5, 0.625}, {&falling, 40, 0.25}, {&falling, 55, 0.125}, {&falling, 70, 0},
		{&criterion{}, 0.3, 0.3}, {&criterion{falls: true}, 0.3, 0.7},
	} {
		assert.InDelta(t, tt.v, tt.c.value(tt.raw), 1e-15, "%v", tt.raw)
	}
	for _, tt := range []struct {
		c      *criterion
		v, raw float64
		ok     bool
	}{
		{&rising, 0, 0, true}, {&rising, 0.5, 55, true}, {&rising, 1, 100, true}, {&rising, 1.5, 100, false},
		{&falling, 0.25, 50, true}, {&falling, 0.125, 55, true}, {&falling, 1, 10, true}, {&falling, 0, 60, true},
		{&criterion{falls: true}, 0.7, 0.3, true},
	} {
		raw, ok := tt.c.raw(tt.v)
		assert.InDelta(t, tt.raw, raw, 1e-12, "%v", tt.v)
		assert.Equal(t, tt.ok, ok)
	}
}

func TestGatesAreDecidedByRawBounds(t *testing.T) {
	in, err := Read(strings.NewReader(small(map[string]string{
		"alternatives": `["A", "B", "C", "D", "E"]`,
		"matrix":       `[[20, 0.5], [[30, 60], 0.5], [61, 0.5], [{"not_applicable": true}, 0.5], [null, 0.5]]`,
		"gates":        `[{"criterion": "cost", "at_most": 40}, {"criterion": 1, "at_least": 0.5}, {"criterion": "reach", "at_most": 0.4}]`,
	})))
	require.NoError(t, err)
	require.Len(t, in.Gates, 3)
	assert.Equal(t, "[1 0 2 3 0]", fmt.Sprint(in.Gates[0].States), "passed, open, failed, excused, open")
	assert.InDelta(t, 0.6, in.Gates[0].AtLeast, 1e-15)
	assert.Equal(t, "[1 1 1 1 1]", fmt.Sprint(in.Gates[1].States))
	assert.Equal(t, "[2 2 2 2 2]", fmt.Sprint(in.Gates[2].States), "against the direction, and decided for all")
}

func TestSeedComesFromTheFile(t *testing.T) {
	a, err := Read(strings.NewReader(small(nil)))
	require.NoError(t, err)
	b, err := Read(strings.NewReader(small(nil)))
	require.NoError(t, err)
	c, err := Read(strings.NewReader(small(nil) + "\n"))
	require.NoError(t, err)
	assert.Equal(t, a.seed, b.seed)
	assert.NotEqual(t, a.seed, c.seed)
	assert.Less(t, a.seed, uint64(1)<<53)
	d, err := Read(strings.NewReader(with("seed", "7")))
	require.NoError(t, err)
	assert.Equal(t, uint64(7), d.seed)
}

// FuzzRead holds that no input panics, that every refusal is an InputError with a path, and
// that what is accepted is JSON with each key once.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small(nil)))
	f.Add([]byte(with("gates", `[{"criterion": "cost", "at_most": 40}]`)))
	f.Add([]byte(with("weights", `{"kind": "swing", "points": [100, [20, 40]]}`)))
	f.Add([]byte(with("weights", `{"kind": "ordinal", "order": [["cost", 1]]}`)))
	f.Add([]byte(with("weights", `{"kind": "bounds", "lo": [0.1, null], "hi": {"reach": 0.7}}`)))
	f.Add([]byte(with("weights", `{"kind": "ahp", "matrix": [[1, 3], [0.3333333333, 1]]}`)))
	f.Add([]byte(with("weights", `{"kind": "ratio", "ratios": [{"a": 0, "b": "reach", "ratio": [1, 2]}]}`)))
	f.Add([]byte(with("matrix", `[[{"range": [1, 2, 3], "unknown": "u"}, null], [{"not_applicable": true}, {"unknown": "u"}]]`)))
	f.Add([]byte(`{"alternatives":["A"],"criteria":[{"name":"x","group":"g"}],"matrix":[[1]],"weights":{"groups":{"kind":"free"},"within":{"g":{"kind":"free"}}}}`))
	f.Add([]byte("[[[[[[[[[[[[[[[[[[[[[["))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := Read(bytes.NewReader(data))
		if err != nil {
			e, ok := err.(*InputError)
			require.True(t, ok, "%T", err)
			require.NotEmpty(t, e.Mistakes)
			for _, m := range e.Mistakes {
				require.True(t, strings.HasPrefix(m.Path, "$"), m.Path)
				require.NotContains(t, m.String(), "\x1b")
			}
			return
		}
		require.True(t, json.Valid(data))
		for _, row := range in.Cells {
			for _, c := range row {
				require.True(t, c.At0 >= 0 && c.At0 <= 1 && c.At1 >= 0 && c.At1 <= 1, "%+v", c)
			}
		}
	})
}

// readable are problems that hold every form of everything.
var readable = map[string]string{
	"the smallest":  `{"alternatives": ["A"], "criteria": [{"name": "x"}], "matrix": [[0]], "weights": {"kind": "free"}}`,
	"ranges":        small(nil),
	"cells":         with("matrix", `[[{"range": [1, 2, 3], "unknown": "u"}, null], [{"not_applicable": true}, {"unknown": "v"}]]`),
	"more cells":    with("matrix", `[[{"range": 5}, {"range": null}], [[1, 2], {"range": null, "unknown": "v"}]]`),
	"all options":   small(map[string]string{"title": `"All"`, "gates": `[{"criterion": "cost", "at_most": 40}, {"criterion": 1, "at_least": 0.1}]`, "methods": `["topsis"]`, "chosen": `"B"`, "seed": "9", "error": "0.01", "sweep": "[0, 0.5, 1]"}),
	"draws":         with("draws", "1e3"),
	"no methods":    with("methods", "[]"),
	"exact":         with("weights", `{"kind": "exact", "values": [3, 0]}`),
	"exact by name": with("weights", `{"kind": "exact", "values": {"reach": 0.2, "cost": 0.3}}`),
	"ordinal":       with("weights", `{"kind": "ordinal", "order": ["reach", "cost"], "ranges": "full"}`),
	"ties in order": with("weights", `{"kind": "ordinal", "order": [[1, "cost"]]}`),
	"bounds":        with("weights", `{"kind": "bounds", "lo": [0.2, null], "hi": {"reach": 0.7}}`),
	"no bounds":     with("weights", `{"kind": "bounds"}`),
	"ratio":         with("weights", `{"kind": "ratio", "ratios": [{"a": 0, "b": "reach", "ratio": [1, 2]}]}`),
	"swing":         with("weights", `{"kind": "swing", "points": [100, 40], "ranges": "full"}`),
	"swing ranges":  with("weights", `{"kind": "swing", "points": {"cost": [80, 100], "reach": 40}}`),
	"swing local":   with("weights", `{"kind": "swing", "points": [100, 40], "ranges": "local"}`),
	"swing ratios":  with("weights", `{"kind": "swing", "ratios": [{"a": 0, "b": 1, "ratio": 3}]}`),
	"sorting":       with("sorting", `{"categories": [{"name": "good", "profile": [20, 0.6], "veto": [90, null]}, {"name": "fair", "profile": [50, 0.3]}], "majority": 0.5, "rest": "poor"}`),
	"groups": `{"alternatives": ["A"], "criteria": [{"name": "x", "group": "g"}, {"name": "y", "group": "h"}, {"name": "z", "group": "g"}], "matrix": [[1, 1, 0]],
		"weights": {"groups": {"kind": "exact", "values": {"g": 1, "h": 3}}, "within": {"g": {"kind": "free"}, "h": {"kind": "equal"}}}}`,
}
