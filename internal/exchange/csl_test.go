package exchange_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/exchange"
	"assay/internal/offer"
)

// cslSchemaFile is the schema of CSL-JSON as its makers publish it: docs/third-party.md.
const cslSchemaFile = "testdata/csl/csl-data.json"

func cslSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	text, err := os.Open(cslSchemaFile)
	require.NoError(t, err)
	defer text.Close()
	doc, err := jsonschema.UnmarshalJSON(text)
	require.NoError(t, err)
	require.NoError(t, c.AddResource("csl-data.json", doc))
	schema, err := c.Compile("csl-data.json")
	require.NoError(t, err)
	return schema
}

// asCSLJSON is what is written of es, read as JSON.
func asCSLJSON(t testing.TB, es []offer.Evidence) any {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, exchange.WriteCSLJSON(&b, es))
	doc, err := jsonschema.UnmarshalJSON(&b)
	require.NoError(t, err)
	return doc
}

// What is written is CSL-JSON as its schema has it, whatever the evidence says.
func TestCSLJSONKeepsToItsSchema(t *testing.T) {
	schema := cslSchema(t)
	r := rand.New(rand.NewPCG(5, 3))
	require.NoError(t, schema.Validate(asCSLJSON(t, nil)))
	for range 2000 {
		require.NoError(t, schema.Validate(asCSLJSON(t, []offer.Evidence{randomEvidence(r, 0), randomEvidence(r, 1)})))
	}
}

func TestTheLibrarysBibliographyKeepsToTheCSLSchema(t *testing.T) {
	lib, err := casestudy.Embedded()
	require.NoError(t, err)
	doc := asCSLJSON(t, lib.Evidence)
	require.Len(t, doc, len(lib.Evidence))
	require.Greater(t, len(lib.Evidence), 100)
	require.NoError(t, cslSchema(t).Validate(doc))
}

// A record that fills every field we write keeps to the schema; with any one of them under another
// name it does not.
func TestEveryFieldOfCSLJSONIsOneOfTheSchema(t *testing.T) {
	schema := cslSchema(t)
	whole := func() []any {
		return asCSLJSON(t, []offer.Evidence{{
			ID: "own-a", Account: "It says so.", Passage: "so", Locator: "p. 3", Contradicts: []offer.ID{"own-b"}, Rung: offer.Documented,
			Source: offer.Source{
				Type: "event", Title: "T", Container: "C", DOI: "10.1000/182", Publisher: "P", Author: "Doe, Jane; OECD", URL: "https://example.org/", Where: "Sent by hand",
				Issued: offer.Date{Year: 2025, Month: 12, Day: 5}, Accessed: offer.Date{Year: 2026, Month: 11}, Archive: strings.Repeat("0123abcd", 8), Grade: offer.GradeA, Origin: "O", Reread: true,
			},
		}}).([]any)
	}
	item := whole()[0].(map[string]any)
	keys := slices.Sorted(maps.Keys(item))
	require.Equal(t, []string{"DOI", "URL", "abstract", "accessed", "author", "container-title", "id", "issued", "note", "publisher", "title", "type"}, keys)
	assert.Equal(t, "event", item["type"], "a type of the schema stays")
	require.NoError(t, schema.Validate(whole()))
	for _, key := range keys {
		doc := whole()
		item := doc[0].(map[string]any)
		item["x-"+key] = item[key]
		delete(item, key)
		assert.Error(t, schema.Validate(doc), key)
	}
}

// The schema refuses what the standard does: it is no empty form. It lets pass a date that is a
// text or a number, and a name that is a text: of these it only says which parts an object has.
func TestTheCSLSchemaRefuses(t *testing.T) {
	schema := cslSchema(t)
	for _, item := range []string{
		`{}`, `{"id": "a"}`, `{"id": "a", "type": "blog"}`, `{"id": "a", "type": "book", "grade": "B"}`, `{"id": "a", "type": "book", "author": "x"}`,
		`{"id": "a", "type": "book", "author": [{"name": "x"}]}`, `{"id": "a", "type": "book", "issued": {"date-parts": [[2020, 1, 1, 1]]}}`,
		`{"id": "a", "type": "book", "issued": {"year": 2020}}`, `{"id": "a", "type": "book", "title": 1}`, `{"id": ["a"], "type": "book"}`,
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader("[" + item + "]"))
		require.NoError(t, err)
		assert.Error(t, schema.Validate(doc), item)
	}
}

func TestCSLTypesAreThoseOfTheSchema(t *testing.T) {
	data, err := os.ReadFile(cslSchemaFile)
	require.NoError(t, err)
	var s struct {
		Items struct {
			Properties struct {
				Type struct{ Enum []string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(data, &s))
	assert.Equal(t, s.Items.Properties.Type.Enum, exchange.CSLTypes)
	assert.Len(t, exchange.CSLTypes, 45)
}

// zotero is what Zotero 7 exports of two items, shortened.
const zotero = `[
	{"id":"http://zotero.org/users/1/items/ABCD","type":"article-newspaper","container-title":"The National","abstract":"An abstract of somebody's.","note":"grade: A\nread on the train",
	 "title":"Stargate UAE’s first phase","URL":"https://example.org/a","language":"en","author":[{"family":"Cruz","given":"Juan","non-dropping-particle":"de la","suffix":"Jr."},{"literal":"Ministry of Economy, Trade"}],
	 "issued":{"date-parts":[["2025",12,5]]},"accessed":{"date-parts":[["2026",11]]}},
	{"id":12,"type":"report","title":"Étude","publisher":"OECD","DOI":"https://doi.org/10.1787/abc","issued":{"raw":"May 2020"},"source":"x","volume":3}
]`

func TestReadCSLJSON(t *testing.T) {
	es, problems, err := exchange.ReadCSLJSON(strings.NewReader(zotero))
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Equal(t, []offer.Evidence{
		{ID: "own-stargate-uae-s-first-phase", Source: offer.Source{
			Type: "article-newspaper", Title: "Stargate UAE’s first phase", Container: "The National", Author: "de la Cruz, Juan, Jr.; Ministry of Economy, Trade",
			URL: "https://example.org/a", Issued: offer.Date{Year: 2025, Month: 12, Day: 5}, Accessed: offer.Date{Year: 2026, Month: 11},
		}},
		{ID: "own-etude", Source: offer.Source{Type: "report", Title: "Étude", Publisher: "OECD", DOI: "10.1787/abc", Issued: offer.Date{Year: 2020, Month: 5}}},
	}, es, "neither grade nor account is taken from what others wrote")
}

// What is wrong in one item is told with its line and left empty; the rest stays.
func TestReadCSLJSONTellsProblems(t *testing.T) {
	item := func(field string) string {
		return "[\n\n{\"id\": \"a\", \"type\": \"book\", \"title\": \"T\", " + field + "}]"
	}
	tests := []struct{ name, file, want string }{
		{"a type that is none", strings.Replace(item(`"note": ""`), "book", "blog", 1), `line 3: a: type: "blog" is no type of CSL`},
		{"a title that is no text", `[{"id": "a", "title": 7}]`, "line 1: a: title: is no text"},
		{"names that are none", item(`"author": "Doe, Jane"`), "line 3: a: author: is no list of names"},
		{"a range of dates", item(`"issued": {"date-parts": [[2020], [2021]]}`), "line 3: a: issued: is a range of dates"},
		{"about a date", item(`"issued": {"date-parts": [[2020]], "circa": true}`), "line 3: a: issued: is about a date"},
		{"a month of no year", item(`"issued": {"date-parts": [[2020, 13]]}`), `line 3: a: issued: "2020-13" is not one date`},
		{"a date without end", item(`"issued": {"date-parts": [[2020` + strings.Repeat(", 1", 500) + `]]}`), "line 3: a: issued: is no date: it is longer than 1024 bytes"},
		{"names without end", item(`"author": [{}` + strings.Repeat(", {}", 20_000) + `]`), "line 3: a: author: is longer than 64 KiB"},
		{"a year that is none", item(`"issued": {"literal": "forthcoming"}`), `line 3: a: issued: "forthcoming" is not one date`},
		{"date parts that are none", item(`"issued": {"date-parts": [[]]}`), "line 3: a: issued: is no date"},
		{"no web address", item(`"URL": "ftp://x"`), `line 3: a: url: "ftp://x" is not a web address`},
		{"no DOI", item(`"DOI": "abc"`), `line 3: a: doi: "abc" is no DOI`},
		{"a title too long", item(`"publisher": "` + strings.Repeat("p", 301) + `"`), "line 3: a: publisher: is 301 bytes long; at most 300 are kept"},
		{"a key twice of our own", item(`"note": "assay-evidence: 1"}, {"id": "a", "type": "book", "note": "assay-evidence: 1"`), `line 3: a: id: "a" stands already in line 3`},
		{"another program's version", item(`"note": "assay-evidence: 2\nassay-grade: A"`), `line 3: a: assay-evidence is "2"; this program reads 1`},
		{"a grade that is none", item(`"note": "assay-evidence: 1\nassay-grade: D"`), `line 3: a: grade: "D" is not A, B, C or S`},
		{"a rung that is none", item(`"note": "assay-evidence: 1\nassay-rung: proven"`), `line 3: a: rung: rung "proven" is not one of`},
		{"an id that is none", item(`"note": "assay-evidence: 1\nassay-contradicts: A B"`), `line 3: a: contradicts: "A" is no id`},
		{"a field that is none", item(`"note": "assay-evidence: 1\nassay-colour: red"`), `line 3: a: assay-colour is no field of evidence`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			es, problems, err := exchange.ReadCSLJSON(strings.NewReader(tt.file))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			assert.True(t, strings.HasPrefix(problems[0].Error(), tt.want), "%q\nbegins with %q", problems[0].Error(), tt.want)
			require.NotEmpty(t, es)
			assert.True(t, es[0].ID.Valid())
		})
	}
}

func TestReadCSLJSONRefuses(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"nothing", "", "bibliography:1: this is not JSON: it ends too early"},
		{"half a file", "[\n{\"id\": 1,\n", "bibliography:3: this is not JSON: it ends too early"},
		{"a comma too many", "[\n{\"id\": 1},\n]", "bibliography:3: this is not JSON: invalid character ']'"},
		{"an object", "\n{\"items\": []}", "bibliography:2: CSL-JSON is a list of items"},
		{"a list of texts", "[\n{\"id\": 1},\n\"a\"]", "bibliography:3: this item is not an object"},
		{"null", "[null]", "bibliography:1: this item is not an object"},
		{"nested", strings.Repeat("[", 33), "bibliography:1: brackets are nested more than 32 deep"},
		{"nested behind a backslash", `["\\",` + strings.Repeat("[", 33), "bibliography:1: brackets are nested more than 32 deep"},
		{"another encoding", "[\n{\"id\": \"\xe9\"}]", "bibliography:2: the text is not UTF-8"},
		{"two bytes a letter", "\xff\xfe[\x00]\x00", "bibliography:1: the text is not UTF-8"},
		{"too large", "[" + strings.Repeat(" ", exchange.MaxBibliographyBytes), "bibliography:1: the file is larger than 5 MiB"},
		{"too many", "[" + strings.Repeat("{},\n", exchange.MaxBibliographyItems) + "{}]", "bibliography:5001: more than 5000 items"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			es, _, err := exchange.ReadCSLJSON(strings.NewReader(tt.file))
			refused(t, err, tt.want)
			assert.Nil(t, es)
		})
	}
	es, _, err := exchange.ReadCSLJSON(strings.NewReader(`[{"id": "a", "title": "\"` + strings.Repeat("[", 40) + `"}]`))
	require.NoError(t, err, "brackets in text are text")
	assert.Len(t, es, 1)
	es, _, err = exchange.ReadCSLJSON(strings.NewReader("\ufeff" + zotero))
	require.NoError(t, err, "a byte order mark is no fault")
	assert.Len(t, es, 2)
}

func FuzzReadCSLJSON(f *testing.F) {
	for _, s := range []string{zotero, "[]", "[{}]", `[{"id":"own-a","note":"assay-evidence: 1\nassay-grade: B","issued":"2020"}]`, "\ufeff[null]", `[{"author":[{}],"issued":{}}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzBibliography(t, data, 0) })
}
