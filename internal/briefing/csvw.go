package briefing

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"assay/internal/comparison"
)

// The metadata of CSV files, in the words of the W3C's Metadata Vocabulary for Tabular Data
// (Recommendation of 17 December 2015). Fields stand in the order in which they are written.
type (
	csvwGroup struct {
		Context     []any       `json:"@context"`
		Title       string      `json:"dc:title"`
		Creator     string      `json:"dc:creator"`
		Date        csvwDate    `json:"dc:date"` // the as-of day
		Description string      `json:"dc:description"`
		Dialect     csvwDialect `json:"dialect"`
		Tables      []csvwTable `json:"tables"`
	}
	csvwDate struct {
		Value string `json:"@value"`
		Type  string `json:"@type"`
	}
	csvwDialect struct {
		Encoding        string   `json:"encoding"`
		LineTerminators []string `json:"lineTerminators"`
		Delimiter       string   `json:"delimiter"`
		QuoteChar       string   `json:"quoteChar"`
		DoubleQuote     bool     `json:"doubleQuote"`
		Header          bool     `json:"header"`
		HeaderRowCount  int      `json:"headerRowCount"`
	}
	csvwTable struct {
		URL    string     `json:"url"`
		Title  string     `json:"dc:title"`
		Schema csvwSchema `json:"tableSchema"`
	}
	csvwSchema struct {
		Columns     []csvwColumn     `json:"columns"`
		PrimaryKey  []string         `json:"primaryKey"`
		ForeignKeys []csvwForeignKey `json:"foreignKeys,omitempty"`
	}
	csvwColumn struct {
		Name      string   `json:"name"`
		Titles    []string `json:"titles"` // the first is the one in the head of the file
		Datatype  any      `json:"datatype"`
		Separator string   `json:"separator,omitempty"`
		Null      string   `json:"null"`
		Required  bool     `json:"required,omitempty"`
	}
	csvwForeignKey struct {
		ColumnReference []string      `json:"columnReference"`
		Reference       csvwReference `json:"reference"`
	}
	csvwReference struct {
		Resource        string   `json:"resource"`
		ColumnReference []string `json:"columnReference"`
	}
	csvwDatatype struct {
		Base    string   `json:"base"`
		Format  string   `json:"format,omitempty"`
		Minimum *float64 `json:"minimum,omitempty"`
		Maximum *float64 `json:"maximum,omitempty"`
	}
)

// CSVW writes the metadata of all Tables of a comparison as one JSON-LD document: columns with
// names, titles and datatypes, keys, and the dialect of the files. Address gives the place of
// each table, absolute or relative to the document; nil puts NAME.csv beside it. The error is
// the writer's, or that the evaluation was not made by comparison.Evaluate.
func CSVW(w io.Writer, ev comparison.Evaluation, address func(table string) string) error {
	if address == nil {
		address = func(name string) string { return name + ".csv" }
	}
	g := csvwGroup{
		Context: []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "en"}},
		Title:   Briefing{Ev: ev}.Title(), Creator: "Assay", Date: csvwDate{ev.AsOf.String(), "xsd:date"},
		Description: fmt.Sprintf("Under %s@%s as of %s, %s. A score is a range: what is not known may be anything on its scale. Text that begins with a sign that a spreadsheet would read as a formula has an apostrophe before it.",
			ev.Framework.ID, ev.Framework.Version, ev.AsOf, ev.Weights),
		Dialect: csvwDialect{Encoding: "utf-8", LineTerminators: []string{"\n", "\r\n"}, Delimiter: ",", QuoteChar: `"`, DoubleQuote: true, Header: true, HeaderRowCount: 1},
	}
	for _, name := range Tables {
		t, err := tableOf(name, ev)
		if err != nil {
			return err
		}
		g.Tables = append(g.Tables, metadataOf(t, address))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(g)
}

func metadataOf(t table, address func(string) string) csvwTable {
	m := csvwTable{URL: address(t.Name), Title: t.Title, Schema: csvwSchema{PrimaryKey: t.Key}}
	for _, c := range t.Columns {
		field := csvwColumn{Name: c.Name, Titles: []string{c.Name}, Datatype: datatypeOf(c), Required: c.Needed}
		if c.Title != c.Name {
			field.Titles = append(field.Titles, c.Title)
		}
		if c.Kind == isIDs {
			field.Separator = " "
		}
		m.Schema.Columns = append(m.Schema.Columns, field)
	}
	for _, r := range t.References {
		m.Schema.ForeignKeys = append(m.Schema.ForeignKeys, csvwForeignKey{r.Columns, csvwReference{address(r.Table), r.Names}})
	}
	return m
}

// idFormat is what every id of ours looks like, criteria's and codes' included.
const idFormat = "[A-Za-z0-9][A-Za-z0-9._-]*"

// datatypeOf says what a column's cells may hold. Formats of strings are regular expressions
// that the whole cell matches; a date may be known to the year or the month alone, which no
// built-in datatype allows.
func datatypeOf(c column) any {
	switch c.Kind {
	case isID, isIDs:
		return csvwDatatype{Base: "string", Format: idFormat}
	case isWhole:
		d := csvwDatatype{Base: "integer", Minimum: new(0.0)}
		if c.Most > 0 {
			d.Maximum = new(float64(c.Most))
		}
		return d
	case isShare:
		return csvwDatatype{Base: "double", Minimum: new(0.0), Maximum: new(1.0)}
	case isReal:
		return "double"
	case isFlag:
		return csvwDatatype{Base: "boolean", Format: "yes|no"}
	case isDate:
		return csvwDatatype{Base: "string", Format: "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}
	case isLink:
		return "anyURI"
	}
	if len(c.Words) > 0 {
		return csvwDatatype{Base: "string", Format: strings.Join(c.Words, "|")}
	}
	return "string"
}
