package measure_test

import (
	"math/rand/v2"
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
	humain := nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "SA", LicenceGranted: offer.Yes, LicenceFrom: offer.Date{Year: 2025, Month: 11}})
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
		{"G42 before the rule, none granted", "ARE", "2026-07-09", nvidia(offer.Chip{EndUserKind: "named_entity", LicenceGranted: offer.No}), 0, 1, false},
		{"G42 after the authorisation, none granted", "ARE", "2027-04-07", nvidia(offer.Chip{EndUserKind: "named_entity", LicenceGranted: offer.No}), 0, 1, false},
		{"the UAE, end user not known", "ARE", "2026-11-26", nvidia(offer.Chip{}), 0, 4, false},
		{"Saudi Arabia, the authorisation of November 2025", "SAU", "2026-11-26", humain, 2, 3, false},
		{"Saudi Arabia, in the month of it", "SAU", "2025-11-15", humain, 0, 3, false},
		{"Saudi Arabia, before it", "SAU", "2025-10-31", humain, 0, 1, false},
		{"Korea: the layers differ", "KOR", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "KR", LicenceGranted: offer.No}), 0, 4, true},
		{"Korea, class b", "KOR", "2026-11-26", offer.Chip{ExportJurisdiction: "US", RuleItem: "3A090.b", EndUserKind: "other", EndUserCountry: "KR"}, 4, 4, false},
		{"India: the layers differ", "IND", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government"}), 0, 4, true},
		{"Kazakhstan, when its licence was late", "KAZ", "2024-12-24", nvidia(offer.Chip{EndUserKind: "government", LicenceGranted: offer.No}), 0, 1, false},
		{"Kazakhstan, before the day the table begins", "KAZ", "2023-11-16", nvidia(offer.Chip{EndUserKind: "government", LicenceGranted: offer.No}), 0, 4, false},
		{"Kazakhstan, item not known, but licensed", "KAZ", "2026-11-26", offer.Chip{ExportJurisdiction: "US", EndUserKind: "government", LicenceGranted: offer.Yes, ConditionsKnown: offer.No}, 2, 2, false},
		{"Kazakhstan, item not known: it may need no licence", "KAZ", "2026-11-26", offer.Chip{ExportJurisdiction: "US", EndUserKind: "government", LicenceGranted: offer.No}, 0, 4, false},
		{"Kazakhstan, none granted, now", "KAZ", "2026-11-26", nvidia(offer.Chip{EndUserKind: "government", LicenceGranted: offer.No}), 0, 1, false},
		{"Vietnam, licensed for long with conditions known", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: expiry, ConditionsKnown: offer.Yes}), 3, 3, false},
		{"Vietnam, a licence that ends some time in 2028", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: offer.Date{Year: 2028}, ConditionsKnown: offer.Yes}), 2, 3, false},
		{"Vietnam, a licence that ends in 24 months to the day", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: offer.Date{Year: 2028, Month: 11, Day: 26}, ConditionsKnown: offer.Yes}), 2, 2, false},
		{"Vietnam, a licence that ends the day after that", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: offer.Date{Year: 2028, Month: 11, Day: 27}, ConditionsKnown: offer.Yes}), 3, 3, false},
		{"Vietnam, a licence of 2026 that may have ended", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: offer.Date{Year: 2026}, ConditionsKnown: offer.Yes}), 0, 2, false},
		{"Vietnam, conditions not disclosed", "VNM", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "VN", LicenceGranted: offer.Yes, LicenceExpiry: expiry, ConditionsKnown: offer.No}), 2, 2, false},
		{"China, none granted", "CHN", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "CN", LicenceGranted: offer.No}), 0, 1, false},
		{"China, when a denial was presumed", "CHN", "2026-01-14", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "CN", LicenceGranted: offer.No}), 0, 0, false},
		{"Korea, a firm with headquarters in China", "KOR", "2026-11-26", nvidia(offer.Chip{EndUserKind: "other", EndUserCountry: "CN", LicenceGranted: offer.No}), 0, 1, false},
		{"Korea, class b, headquarters not known", "KOR", "2026-11-26", offer.Chip{ExportJurisdiction: "US", RuleItem: "3A090.b", EndUserKind: "other", LicenceGranted: offer.No}, 0, 4, false},
		{"Korea, not listed", "KOR", "2026-11-26", offer.Chip{ExportJurisdiction: "US", RuleItem: "not listed", EndUserKind: "government"}, 4, 4, false},
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
	assert.Contains(t, texts.String(), "announcement of BIS of 2025-05-13; from 2025-05-13")
}

// The UAE on the three days: what G42's lot reads, and why.
func TestTheEmiratesReadDifferentlyOnThreeDays(t *testing.T) {
	said := map[string]bool{}
	for day, want := range map[string]string{
		"2026-07-09": "In Country Group D:1, D:4 or D:5",
		"2026-07-10": "until 2027-04-06",
		"2027-04-07": "The authorisation of G42 and Core42 ended on 2027-04-06",
	} {
		v := exportLevels(t, "ARE", offer.Chip{ExportJurisdiction: "US", RuleItem: "3A090.a", EndUserKind: "named_entity"}, day)
		assert.Contains(t, v.Trace[0].Text, want, day)
		said[v.Trace[0].Text] = true
	}
	assert.Len(t, said, 3)
}

func TestWhatWouldNarrowAnExportPosition(t *testing.T) {
	v := exportLevels(t, "ARE", offer.Chip{Vendor: "Nvidia", ExportJurisdiction: "US"}, "2026-11-26")
	assert.Equal(t, []string{
		"the control item of chip: Nvidia", "what kind of end user chip: Nvidia is for",
		"where the end user of chip: Nvidia, or its ultimate parent, has its headquarters", "whether a licence was granted for chip: Nvidia",
	}, v.Missing)
	v = exportLevels(t, "KOR", offer.Chip{ExportJurisdiction: "US", RuleItem: "3A090.b", EndUserKind: "government"}, "2026-11-26")
	assert.Empty(t, v.Missing, "no licence is needed, so none is asked for")
}

// To forget any part of a lot's record, or a date's day or month, never narrows its levels.
func TestForgettingWidensTheExportPosition(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 21))
	date := func() offer.Date {
		if r.IntN(4) == 0 {
			return offer.Date{}
		}
		d := offer.Date{Year: 2024 + r.IntN(7), Month: r.IntN(13)}
		if d.Month > 0 {
			d.Day = r.IntN(29)
		}
		return d
	}
	for range 100_000 {
		x := offer.Chip{
			ExportJurisdiction: "US", RuleItem: pick(r, "", "3A090.a", "3A090.b", "4A090", "not listed"), EndUserKind: pick(r, "", "government", "named_entity", "us_headquartered", "other"),
			LicenceGranted: offer.Tri(r.IntN(3)), LicenceFrom: date(), LicenceExpiry: date(), ConditionsKnown: offer.Tri(r.IntN(3)),
		}
		if x.EndUserKind == "" || x.EndUserKind == "other" { // else the kind settles the seat
			x.EndUserCountry = pick(r, "", "AE", "CN", "US", "MO")
		}
		if x.RuleItem == "not listed" && x.LicenceGranted == offer.Yes {
			x.RuleItem = "3A090.b" // what was licensed is listed
		}
		if x.LicenceExpiry.Compare(x.LicenceFrom) < 0 {
			x.LicenceExpiry = offer.Date{}
		}
		country := pick(r, "ARE", "CHN", "MAC", "KOR", "KAZ", "IND", "SAU", "IRN", "GUF")
		day := offer.Date{Year: 2023 + r.IntN(6), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)}
		narrow := exportLevelsOn(t, country, x, day)
		what := forget(r, &x)
		wide := exportLevelsOn(t, country, x, day)
		require.True(t, wide.Lo <= narrow.Lo && narrow.Hi <= wide.Hi, "%s in %s on %s: %v is not within %v: %+v", what, country, day, narrow, wide, x)
	}
}

func forget(r *rand.Rand, x *offer.Chip) string {
	coarser := func(d offer.Date) offer.Date {
		if d.Day > 0 {
			return offer.Date{Year: d.Year, Month: d.Month}
		}
		return offer.Date{Year: d.Year}
	}
	switch r.IntN(8) {
	case 0:
		x.RuleItem = ""
		return "item"
	case 1:
		x.EndUserKind = ""
		return "kind"
	case 2:
		x.EndUserCountry = ""
		return "seat"
	case 3:
		x.LicenceGranted = offer.DontKnow
		return "granted"
	case 4:
		x.ConditionsKnown = offer.DontKnow
		return "conditions"
	case 5:
		x.LicenceFrom = coarser(x.LicenceFrom)
		return "beginning"
	case 6:
		x.LicenceExpiry = coarser(x.LicenceExpiry)
		return "end"
	default:
		x.ExportJurisdiction = ""
		return "jurisdiction"
	}
}

func exportLevelsOn(t *testing.T, country string, x offer.Chip, day offer.Date) measure.Levels {
	vs, err := measure.Of(offer.Offer{ID: "o", Country: country, Parts: offer.Parts{Chips: []offer.Chip{x}}}, day)
	require.NoError(t, err, "%+v", x)
	return *vs[3].Levels // CE1 stands fourth
}
