package briefing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/offer"
)

// tableRows writes a table and reads it back.
func tableRows(t testing.TB, name string, ev comparison.Evaluation) [][]string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, briefing.Table(&buf, name, ev))
	rows, err := csv.NewReader(&buf).ReadAll()
	require.NoError(t, err)
	return rows
}

// A metadata document as any reader of JSON sees it.
type object = map[string]any

func metadata(t testing.TB, ev comparison.Evaluation) object {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, briefing.CSVW(&buf, ev, nil))
	var doc object
	require.NoError(t, json.Unmarshal(buf.Bytes(), &doc))
	return doc
}

// strings of an array property, or one string.
func texts(v any) (list []string) {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	items, _ := v.([]any)
	for _, x := range items {
		list = append(list, x.(string))
	}
	return list
}

// only demands that an object has no property but those that the vocabulary knows, besides common
// ones with a prefix.
func only(t testing.TB, o object, where, known string) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !strings.HasPrefix(k, "dc:") {
			assert.Contains(t, strings.Fields(known), k, where)
		}
	}
}

// valid holds a metadata document and its files against the W3C's Metadata Vocabulary for Tabular
// Data (2015) and Model for Tabular Data, and returns what is wrong.
func valid(t testing.TB, doc object, files map[string][][]string) (wrong []string) {
	t.Helper()
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	only(t, doc, "group", "@context @id @type dialect notes tableDirection tableSchema tables transformations")
	context := doc["@context"].([]any) // section 5.2
	assert.Equal(t, "http://www.w3.org/ns/csvw", context[0])
	assert.Equal(t, object{"@language": "en"}, context[1])
	only(t, doc["dialect"].(object), "dialect", "@id @type commentPrefix delimiter doubleQuote encoding header headerRowCount lineTerminators quoteChar skipBlankRows skipColumns skipInitialSpace skipRows trim")
	schemas := map[string]object{}
	for _, x := range doc["tables"].([]any) {
		table := x.(object)
		address := table["url"].(string)
		only(t, table, address, "url dialect notes suppressOutput tableDirection tableSchema transformations @id @type")
		if _, err := url.Parse(address); err != nil || schemas[address] != nil {
			say("%s is no address of its own", address)
		}
		schemas[address] = table["tableSchema"].(object)
	}
	require.Len(t, schemas, len(files))
	for _, address := range slices.Sorted(maps.Keys(schemas)) {
		rows, ok := files[address]
		require.True(t, ok, address)
		only(t, schemas[address], address, "columns foreignKeys primaryKey rowTitles @id @type")
		wrong = append(wrong, columnFaults(t, address, schemas[address], rows)...)
		wrong = append(wrong, keyFaults(address, schemas, files)...)
	}
	return wrong
}

var fieldName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.]*$`)

// columnFaults: names are unique variables of URI templates and do not begin with an underscore,
// the head of the file is among the titles (section 5.6), and every cell is of its datatype.
func columnFaults(t testing.TB, address string, schema object, rows [][]string) (wrong []string) {
	t.Helper()
	say := func(format string, args ...any) {
		wrong = append(wrong, address+": "+fmt.Sprintf(format, args...))
	}
	columns := schema["columns"].([]any)
	if len(columns) != len(rows[0]) {
		say("%d columns are described, %d are there", len(columns), len(rows[0]))
	}
	seen := map[string]bool{}
	for j, x := range columns {
		c := x.(object)
		only(t, c, address, "name titles suppressOutput virtual datatype default lang null ordered propertyUrl required separator textDirection valueUrl aboutUrl @id @type")
		name := c["name"].(string)
		if !fieldName.MatchString(name) || seen[name] {
			say("column name %q", name)
		}
		seen[name] = true
		if j >= len(rows[0]) {
			continue
		}
		if !slices.Contains(texts(c["titles"]), rows[0][j]) {
			say("%q is headed %q", name, rows[0][j])
		}
		for i, row := range rows[1:] {
			if err := fits(c, row[j]); err != nil {
				say("row %d, %s: %v", i+2, name, err)
			}
		}
	}
	return wrong
}

// fits parses a cell (Model for Tabular Data, section 6.4).
func fits(c object, cell string) error {
	if null, _ := c["null"].(string); cell == null {
		if c["required"] == true {
			return errors.New("is required")
		}
		return nil
	}
	items := []string{cell}
	if sep, ok := c["separator"].(string); ok {
		items = strings.Split(cell, sep)
	}
	d, ok := c["datatype"].(object)
	if !ok {
		d = object{"base": c["datatype"]}
	}
	for _, item := range items {
		if err := isOf(d, item); err != nil {
			return err
		}
	}
	return nil
}

func isOf(d object, item string) error {
	format, _ := d["format"].(string)
	var number float64
	var err error
	switch d["base"] {
	case "string":
		if format != "" && !regexp.MustCompile("^(?:"+format+")$").MatchString(item) {
			return fmt.Errorf("%q is not %s", item, format)
		}
		return nil
	case "boolean":
		if !slices.Contains(strings.Split(format, "|"), item) {
			return fmt.Errorf("%q is not %s", item, format)
		}
		return nil
	case "anyURI":
		_, err := url.Parse(item)
		return err
	case "integer":
		var n int
		n, err = strconv.Atoi(item)
		number = float64(n)
	case "double":
		number, err = strconv.ParseFloat(item, 64)
	default:
		return fmt.Errorf("datatype %v", d["base"])
	}
	if err != nil {
		return err
	}
	if least, ok := d["minimum"].(float64); ok && number < least {
		return fmt.Errorf("%v is below %v", number, least)
	}
	if most, ok := d["maximum"].(float64); ok && number > most {
		return fmt.Errorf("%v is above %v", number, most)
	}
	return nil
}

// tuples are the rows of a file, by the named columns.
func tuples(rows [][]string, names []string) (list []string) {
	for _, row := range rows[1:] {
		var parts []string
		for _, n := range names {
			if j := slices.Index(rows[0], n); j >= 0 {
				parts = append(parts, row[j])
			}
		}
		list = append(list, strings.Join(parts, "\x00"))
	}
	return list
}

// keyFaults: a primary key tells all rows apart, and what a foreign key names is there, in a table
// of the group (sections 5.5.2 and 5.5.3).
func keyFaults(address string, schemas map[string]object, files map[string][][]string) (wrong []string) {
	schema := schemas[address]
	seen := map[string]bool{}
	for _, key := range tuples(files[address], texts(schema["primaryKey"])) {
		if key == "" || seen[key] {
			wrong = append(wrong, fmt.Sprintf("%s: key %q stands twice or is empty", address, key))
		}
		seen[key] = true
	}
	keys, _ := schema["foreignKeys"].([]any)
	for _, x := range keys {
		k := x.(object)
		ref := k["reference"].(object)
		resource := ref["resource"].(string)
		if schemas[resource] == nil {
			wrong = append(wrong, address+": no table "+resource)
			continue
		}
		there := tuples(files[resource], texts(ref["columnReference"]))
		for _, key := range tuples(files[address], texts(k["columnReference"])) {
			if !slices.Contains(there, key) {
				wrong = append(wrong, fmt.Sprintf("%s: %q is not in %s", address, key, resource))
			}
		}
	}
	return wrong
}

func filesOf(t testing.TB, ev comparison.Evaluation) map[string][][]string {
	t.Helper()
	files := map[string][][]string{}
	for _, name := range briefing.Tables {
		files[name+".csv"] = tableRows(t, name, ev)
	}
	return files
}

func TestTheMetadataFitTheTables(t *testing.T) {
	for _, cases := range [][]string{{"are", "est", "kor", "ind"}, {"are"}, {"per"}} {
		ev := compare(t, cases...)
		files := filesOf(t, ev)
		for name, rows := range files {
			assert.Greater(t, len(rows), 2, name)
		}
		assert.Empty(t, valid(t, metadata(t, ev), files))
	}
}

// The check itself finds what is wrong.
func TestMetadataThatDoNotFitAreFound(t *testing.T) {
	ev := compare(t, "are")
	doc := metadata(t, ev)
	for _, tt := range []struct {
		table, column, cell, says string
	}{
		{"comparison", "score_lo", "1.5", "1.5 is above 1"},
		{"comparison", "offer", "", "is required"},
		{"comparison", "gate", "perhaps", "perhaps"},
		{"answers", "offer", "nobody", `"nobody" is not in comparison.csv`},
		{"answers", "lo_level", "5", "5 is above 4"},
		{"answers", "lo_evidence", "a b;c", `"b;c" is not`},
		{"citations", "evidence", "none", `"none" is not in evidence.csv`},
		{"evidence", "issued", "lately", `"lately" is not`},
		{"evidence", "reread", "TRUE", `"TRUE" is not yes|no`},
	} {
		files := filesOf(t, ev)
		rows := files[tt.table+".csv"]
		rows[1][slices.Index(rows[0], tt.column)] = tt.cell
		assert.Contains(t, fmt.Sprint(valid(t, doc, files)), tt.says)
	}
	files := filesOf(t, ev)
	files["evidence.csv"][0][0] = "evidence"
	assert.Contains(t, fmt.Sprint(valid(t, doc, files)), `headed "evidence"`)
	files = filesOf(t, ev)
	files["evidence.csv"] = append(files["evidence.csv"], files["evidence.csv"][1])
	assert.Contains(t, fmt.Sprint(valid(t, doc, files)), "stands twice")
}

// The tables hold what the core computed, to the last bit.
func TestTablesSayWhatIsEvaluated(t *testing.T) {
	ev := compare(t, "per")
	rows := tableRows(t, "comparison", ev)
	cell := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	for i, o := range ev.Offers {
		r, row := o.Evidenced, rows[i+1]
		for name, want := range map[string]float64{
			"score_lo": r.Score.Lo, "score_hi": r.Score.Hi, "claimed_lo": o.Claimed.Score.Lo, "claimed_hi": o.Claimed.Score.Hi,
			"answered": r.Answered, "resolved": r.Resolved, "unknowns": float64(r.Unknowns),
		} {
			got, err := strconv.ParseFloat(cell(row, name), 64)
			require.NoError(t, err)
			assert.Equal(t, want, got, name)
		}
		assert.Equal(t, string(r.Gate.State), cell(row, "gate"))
		assert.Equal(t, strings.Join(r.Gate.Excluded, " "), cell(row, "gates_not_applicable"))
		for _, d := range r.Dimensions {
			got, err := strconv.ParseFloat(cell(row, "dimension_"+strings.ReplaceAll(d.Dimension, "-", "_")+"_hi"), 64)
			require.NoError(t, err)
			assert.Equal(t, d.Score.Hi, got)
		}
	}
}

// Of the answers to one criterion one counts at most, and it says what it came to.
func TestWhichAnswersCount(t *testing.T) {
	ev := compare(t, "are", "est", "kor", "ind")
	rows := tableRows(t, "answers", ev)
	at := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	counting, n := map[string]int{}, 1
	for _, o := range ev.Offers {
		for _, a := range o.Answers {
			row := rows[n]
			n++
			require.Equal(t, []string{string(o.Offer.ID), a.Criterion}, []string{at(row, "offer"), at(row, "criterion")})
			assert.Equal(t, a.Rationale, strings.TrimPrefix(at(row, "rationale"), "'"))
			cell, _ := o.Evidenced.Cell(a.Criterion)
			if at(row, "counts") == "no" {
				assert.Empty(t, at(row, "state"))
				continue
			}
			counting[string(o.Offer.ID)+a.Criterion]++
			assert.Equal(t, string(cell.State), at(row, "state"))
			assert.Equal(t, fmt.Sprint(cell.Levels.Lo, cell.Levels.Hi), at(row, "counted_lo")+" "+at(row, "counted_hi"))
		}
		for _, c := range o.Evidenced.Cells {
			want := 0
			if c.Answer >= 0 {
				want = 1
			}
			assert.Equal(t, want, counting[string(o.Offer.ID)+c.Criterion], "%s %s", o.Offer.ID, c.Criterion)
		}
	}
}

// An amount measured from parts stands as it was measured, though evaluation keeps to the scale.
func TestMeasuredAmountsStandAsMeasured(t *testing.T) {
	ev := compare(t, "are")
	i := slices.IndexFunc(ev.Offers[0].Measures, func(m comparison.Measure) bool { return m.Counts && m.Raw != nil })
	require.GreaterOrEqual(t, i, 0)
	m := &ev.Offers[0].Measures[i]
	m.Raw = &offer.Range{Lo: -7, Hi: 99.5}
	rows := tableRows(t, "answers", ev)
	lo := slices.Index(rows[0], "raw_lo")
	found := false
	for _, row := range rows[1:] {
		if row[0] == string(ev.Offers[0].Offer.ID) && row[3] == m.Criterion && row[6] == "measured" {
			found = true
			assert.Equal(t, []string{"-7", "99.5"}, row[lo:lo+2])
		}
	}
	assert.True(t, found)
}

func TestTablesDisarmText(t *testing.T) {
	ev := compare(t, "est")
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\r=x": "'\r=x", "\n=x": "'\n=x", "＝1": "'＝1",
		"1-1": "1-1", "'=1": "'=1", "a=1": "a=1", "": "",
	} {
		ev.Evidence[0].Account = text
		got := tableRows(t, "evidence", ev)[1][1]
		assert.Equal(t, want, got, "%q", text)
	}
}

func TestTablesAndMetadataReportTheWriter(t *testing.T) {
	ev, full := compare(t, "est"), errors.New("the disk is full")
	for _, name := range briefing.Tables {
		require.ErrorIs(t, briefing.Table(refusing{full}, name, ev), full)
	}
	require.ErrorIs(t, briefing.CSVW(refusing{full}, ev, nil), full)
	require.ErrorIs(t, briefing.Workbook(refusing{full}, ev), full)
	require.ErrorContains(t, briefing.Table(&bytes.Buffer{}, "secrets", ev), "there is no table")
}

// Metadata name the tables where they are told to be, in keys too.
func TestMetadataNameOtherAddresses(t *testing.T) {
	var buf bytes.Buffer
	require.NoError(t, briefing.CSVW(&buf, compare(t, "est"), func(table string) string { return table + ".csv?a=1&b=2" }))
	assert.Contains(t, buf.String(), `"resource": "answers.csv?a=1&b=2"`)
	assert.NotContains(t, buf.String(), `.csv"`)
}
