package measure_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

func exportLevels(t *testing.T, country string, x offer.Chip, day string) measure.Value {
	t.Helper()
	asOf, err := offer.ParseDate(day)
	require.NoError(t, err)
	x.Rung, x.Evidence = offer.Documented, []offer.ID{"e"}
	vs, err := measure.Of(offer.Offer{ID: "o", Country: country, Parts: offer.Parts{Chips: []offer.Chip{x}}}, asOf)
	require.NoError(t, err)
	for _, v := range vs {
		if v.Criterion == "CE1" {
			return v
		}
	}
	t.Fatal("CE1 is not measured")
	return measure.Value{}
}

// The levels by hand from the table of rules; the days are those on which the UAE's position
// changes.
func TestExportPositionOfADay(t *testing.T) {
	expiry := offer.Date{Year: 2030, Month: 1, Day: 1}
	nvidia := func(x offer.Chip) offer.Chip {
		x.Vendor, x.ExportJurisdiction, x.RuleItem = "Nvidia", "US", "3A090.a/4A090.a"
		return x
	}
	g42 := nvidia(offer.Chip{EndUserKind: "named_entity", EndUserCountry: "AE"})
	for _, tt := range []struct {
		name, country, day string
		chip               offer.Chip
		lo, hi             int
		contested          bool
	}{
		{"G42 before the rule, licence not known", "ARE", "2026-07-09", g42, 0, 3, false},
		{"G42 under the rule, which ends within 24 months", "ARE", "2026-07-10", g42, 2, 2, false},
		{"G42 after the authorisation", "ARE", "2027-04-07", g42, 0, 3, false},
		{"the UAE's government", "ARE", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government"}), 2, 4, false},
		{"the UAE's government, the exception's conditions known", "ARE", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government", ConditionsKnown: offer.Yes}), 4, 4, false},
		{"the UAE, end user not known", "ARE", "2026-11-26", nvidia(offer.Chip{}), 0, 4, false},
		{"Korea: the layers differ", "KOR", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "KR", LicenceGranted: offer.No}), 0, 4, true},
		{"Korea, class b", "KOR", "2026-11-26", offer.Chip{ExportJurisdiction: "US", RuleItem: "3A090.b", EndUserKind: "other", EndUserCountry: "KR"}, 4, 4, false},
		{"India: the layers differ", "IND", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government"}), 0, 4, true},
		{"Kazakhstan, none granted", "KAZ", "2024-12-24", nvidia(offer.Chip{EndUserKind: "government", LicenceGranted: offer.No}), 0, 4, false}, // before the day the table begins
		{"Kazakhstan, none granted, now", "KAZ", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government", LicenceGranted: offer.No}), 0, 1, false},
		{"Vietnam, licensed for long with conditions known", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: expiry, ConditionsKnown: offer.Yes}), 3, 3, false},
		{"Vietnam, conditions not disclosed", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: expiry, ConditionsKnown: offer.No}), 2, 2, false},
		{"China, none granted", "CHN", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "CN", LicenceGranted: offer.No}), 0, 1, false},
		{"made at home", "CHN", "2026-11-26", offer.Chip{Vendor: "Huawei", ExportJurisdiction: "CN"}, 4, 4, false},
		{"another country's law", "KAZ", "2026-11-26", offer.Chip{ExportJurisdiction: "CN"}, 0, 4, false},
	} {
		v := exportLevels(t, tt.country, tt.chip, tt.day)
		assert.Equal(t, measure.Levels{Lo: tt.lo, Hi: tt.hi}, *v.Levels, tt.name)
		assert.Equal(t, tt.contested, v.Contested, tt.name)
	}
	v := exportLevels(t, "KOR", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "KR"}), "2026-11-26")
	var texts strings.Builder
	for _, s := range v.Trace {
		texts.WriteString(s.Text + "\n")
	}
	assert.Contains(t, texts.String(), "a question for counsel")
	assert.Contains(t, texts.String(), "not legal advice")
	assert.Contains(t, texts.String(), "eCFR of 2026-07-23")
}
