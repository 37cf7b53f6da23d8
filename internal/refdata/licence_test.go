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
		"Unheard-1.0": offer.DontKnow, "MIT AND Unheard-1.0": offer.DontKnow, "CC-BY-NC-4.0": offer.DontKnow,
	} {
		got, err := OpenLicence(expression)
		require.NoError(t, err, expression)
		assert.Equal(t, want, got, expression)
	}
	for _, bad := range []string{"", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH"} {
		_, err := OpenLicence(bad)
		assert.Error(t, err, bad)
	}
}

func FuzzOpenLicence(f *testing.F) {
	for _, s := range []string{"MIT", "(MIT OR X) AND Y WITH Z", "((((", "OR"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := OpenLicence(s); err != nil {
			require.Equal(t, offer.DontKnow, got)
		}
	})
}
