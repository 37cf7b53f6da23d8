package refdata_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"assay/internal/refdata"
)

// Names that x/text (CLDR 32 of 2017) writes otherwise: renamed since, abbreviated there, or
// written out here so that no two can be taken for one another.
var namedOtherwise = map[string]string{
	"BES": "Caribbean Netherlands", "BLM": "St. Barthélemy", "CCK": "Cocos (Keeling) Islands", "CIV": "Côte d’Ivoire",
	"COD": "Congo - Kinshasa", "COG": "Congo - Brazzaville", "CPV": "Cape Verde", "HKG": "Hong Kong SAR China",
	"HMD": "Heard & McDonald Islands", "SGS": "South Georgia & South Sandwich Islands",
	"KNA": "St. Kitts & Nevis", "LCA": "St. Lucia", "MAC": "Macau SAR China", "MAF": "St. Martin", "MKD": "Macedonia",
	"MMR": "Myanmar (Burma)", "PCN": "Pitcairn Islands", "PSE": "Palestinian Territories", "SHN": "St. Helena",
	"SPM": "St. Pierre & Miquelon", "SWZ": "Swaziland", "SXM": "Sint Maarten", "TUR": "Turkey", "UMI": "U.S. Outlying Islands",
	"VCT": "St. Vincent & Grenadines", "VIR": "U.S. Virgin Islands",
}

func TestCountriesAgreeWithTheUnicodeData(t *testing.T) {
	names := display.English.Regions()
	n, seen, last := 0, map[string]bool{}, ""
	for c := range refdata.Countries {
		n++
		region, err := language.ParseRegion(c.Alpha2)
		require.NoError(t, err, c.Alpha2)
		assert.Equal(t, region.ISO3(), c.Alpha3)
		assert.True(t, region.IsCountry() || c.Alpha2 == "AQ", c.Alpha2)
		want := names.Name(region)
		if other, ok := namedOtherwise[c.Alpha3]; ok {
			assert.Equal(t, other, want, "%s is no exception any more", c.Alpha3)
		} else {
			assert.Equal(t, want, strings.ReplaceAll(c.Name, " and ", " & "), c.Alpha3)
		}
		for _, s := range []string{c.Alpha2, c.Alpha3, c.Name} {
			assert.False(t, seen[s], "%s occurs twice", s)
			seen[s] = true
		}
		assert.Less(t, last, c.Alpha3)
		last = c.Alpha3
	}
	assert.Equal(t, 249, n) // ISO 3166-1
}

func TestCountryIsFoundByEitherCode(t *testing.T) {
	for _, code := range []string{"AE", "ARE", "are"} {
		c, ok := refdata.Country(code)
		assert.True(t, ok, code)
		assert.Equal(t, refdata.ISOCountry{Alpha2: "AE", Alpha3: "ARE", Name: "United Arab Emirates"}, c)
	}
	for _, code := range []string{"", "XX", "United Arab Emirates", "EU"} {
		_, ok := refdata.Country(code)
		assert.False(t, ok, code)
	}
}
