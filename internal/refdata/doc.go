// Package refdata holds reference data that no offer owns: the countries of ISO 3166-1, and
// where the US Export Administration Regulations place a destination on a given day. It states
// what was read and when; what that means for one export is for counsel to say.
package refdata

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed *.tsv
var files embed.FS

// table reads an embedded file: lines with # are remarks, the first other line names the
// columns. The files are ours, so a malformed one is a bug and panics.
func table(name string) []map[string]string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var header []string
	var rows []map[string]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if header == nil {
			header = cells
			continue
		}
		if len(cells) != len(header) {
			panic(fmt.Sprintf("%s: %q has %d columns, not %d", name, line, len(cells), len(header)))
		}
		row := make(map[string]string, len(header))
		for i, h := range header {
			row[h] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// An ISOCountry is an entry of ISO 3166-1 with its English name in common use.
type ISOCountry struct {
	Alpha2 string `json:"alpha2"`
	Alpha3 string `json:"alpha3"`
	Name   string `json:"name"`
}

var countries = sync.OnceValue(func() []ISOCountry {
	var cs []ISOCountry
	for _, r := range table("countries.tsv") {
		cs = append(cs, ISOCountry{r["alpha2"], r["alpha3"], r["name"]})
	}
	return cs
})

var countryByCode = sync.OnceValue(func() map[string]ISOCountry {
	m := map[string]ISOCountry{}
	for _, c := range countries() {
		m[c.Alpha2], m[c.Alpha3] = c, c
	}
	return m
})

// Countries calls yield with every country, in the order of the three-letter codes.
func Countries(yield func(ISOCountry) bool) {
	for _, c := range countries() {
		if !yield(c) {
			return
		}
	}
}

// Country returns the country with the given two- or three-letter code, in either case, and
// whether there is one.
func Country(code string) (ISOCountry, bool) {
	c, ok := countryByCode()[strings.ToUpper(code)]
	return c, ok
}
