package refdata

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func TestOpenLicences(t *testing.T) {
	for expression, want := range map[string]offer.Tri{
		"Apache-2.0": offer.Yes, "MIT OR LicenseRef-x": offer.Yes, "MIT AND LicenseRef-x": offer.No, "LicenseRef-OpenAI-proprietary": offer.No,
		"(MIT OR CC-BY-4.0) AND Apache-2.0": offer.Yes, "GPL-2.0-only WITH Classpath-exception-2.0": offer.Yes,
		"Unheard-1.0": offer.DontKnow, "MIT AND Unheard-1.0": offer.DontKnow, "CC-BY-NC-4.0": offer.No, "CC-BY-NC-SA-4.0": offer.No, "cc-by-nd-4.0": offer.No, "CC-BY-NC-4.0 OR MIT": offer.Yes,
		"NONE": offer.No, "NOASSERTION": offer.DontKnow, "apache-2.0": offer.Yes, "GPL-3.0+": offer.Yes, "licenseref-x": offer.No,
		"DocumentRef-a:LicenseRef-b": offer.No, "Apache-2.0 WITH AdditionRef-Commons-Clause": offer.DontKnow, "LicenseRef-x WITH AdditionRef-y": offer.No,
		"MIT AND CC-BY-4.0 OR LicenseRef-x": offer.Yes, "LicenseRef-x OR MIT AND LicenseRef-y": offer.No, // AND binds tighter
	} {
		got, err := OpenLicence(expression)
		require.NoError(t, err, expression)
		assert.Equal(t, want, got, expression)
	}
	for _, bad := range []string{"", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH", "MIT/Apache-2.0", "+", "MIT++", "MIT or ISC", "MIT OR OR ISC", "()"} {
		_, err := OpenLicence(bad)
		assert.Error(t, err, bad)
	}
}

func FuzzOpenLicence(f *testing.F) {
	for _, s := range []string{"MIT", "(MIT OR X) AND Y WITH Z", "((((", "OR"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := OpenLicence(s)
		if err != nil {
			require.Equal(t, offer.DontKnow, got)
			return
		}
		either, err := OpenLicence("(" + s + ") OR MIT")
		if err == nil { // else it is too long or too deep by now
			require.Equal(t, offer.Yes, either, "a choice that holds an open licence is open")
			both, err := OpenLicence("(" + s + ") AND MIT")
			require.NoError(t, err)
			require.Equal(t, got, both, "an open licence beside it changes nothing")
		}
	})
}
