package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
)

func TestAnOriginThatNamesNoTextMakesNoTwoRecordsOne(t *testing.T) {
	for origin, want := range map[string]string{
		"":                              "",
		"Reuters":                       "",
		"DCD, ET, Reuters":              "",
		"WIRED, October 2025":           "WIRED, October 2025",
		"Federal Register, 91 FR 43034": "Federal Register, 91 FR 43034",
	} {
		assert.Equal(t, want, offer.Source{Origin: origin}.OriginText(), origin)
	}
}
