package refdata

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func on(t *testing.T, s string) offer.Date {
	t.Helper()
	d, err := offer.ParseDate(s)
	require.NoError(t, err)
	return d
}

// Every destination recorded one by one agrees with what its Country Groups say, except the
// United Arab Emirates, whose exceptions are named.
func TestScopesFollowFromGroups(t *testing.T) {
	n := 0
	for _, row := range scopes() {
		asOf := on(t, "2026-07-23")
		if row["from"] != "" {
			asOf = on(t, row["from"])
		}
		if row["alpha3"] == "ARE" && row["from"] == "" {
			asOf = on(t, "2026-07-09")
		}
		p, err := ExportPosition(row["alpha3"], asOf)
		require.NoError(t, err)
		switch Scope(row["scope"]) {
		case Partly, Home:
		default:
			assert.Equal(t, Scope(row["scope"]), scopeByGroups(p), row["alpha3"])
			n++
		}
	}
	assert.GreaterOrEqual(t, n, 20)
}

func TestRulings(t *testing.T) {
	g42, state, firm := EndUser{"named_entity", "AE"}, EndUser{"government", "AE"}, EndUser{"other", "AE"}
	for _, tt := range []struct {
		name, class, to, day string
		user                 EndUser
		codified, announced  LicenceNeed
	}{
		{"the UAE, the day before the rule", "a", "AE", "2026-07-09", g42, LicenceNeeded, LicenceNeeded},
		{"the UAE, G42 under the rule", "a", "AE", "2026-07-10", g42, Authorised, Authorised},
		{"the UAE, G42 on the last day", "a", "AE", "2027-04-06", g42, Authorised, Authorised},
		{"the UAE, G42 after it", "a", "AE", "2027-04-07", g42, LicenceNeeded, LicenceNeeded},
		{"the UAE, its government after it", "a", "AE", "2027-04-07", state, Excepted, Excepted},
		{"the UAE, a US firm", "a", "AE", "2026-11-26", EndUser{"us_headquartered", "US"}, Excepted, Excepted},
		{"the UAE, any other firm", "a", "AE", "2026-11-26", firm, LicenceNeeded, LicenceNeeded},
		{"Korea: contested", "a", "KR", "2026-11-26", EndUser{"other", "KR"}, LicenceNeeded, NotNeeded},
		{"Korea, class b", "b", "KR", "2026-11-26", EndUser{"other", "KR"}, NotNeeded, NotNeeded},
		{"India: contested", "a", "IN", "2026-11-26", EndUser{"government", "IN"}, LicenceNeeded, NotNeeded},
		{"Kazakhstan", "a", "KZ", "2026-11-26", EndUser{"government", "KZ"}, LicenceNeeded, LicenceNeeded},
		{"Vietnam", "b", "VN", "2026-11-26", EndUser{"other", "VN"}, LicenceNeeded, LicenceNeeded},
		{"China", "b", "CN", "2026-11-26", EndUser{"other", "CN"}, LicenceNeeded, LicenceNeeded},
		{"Macao stands beside D:5", "b", "MO", "2026-11-26", EndUser{"other", "MO"}, LicenceNeeded, LicenceNeeded},
		{"Korea, a firm with its seat in China", "b", "KR", "2026-11-26", EndUser{"other", "CN"}, LicenceNeeded, LicenceNeeded},
		{"class c", "c", "KR", "2026-11-26", EndUser{"other", "KR"}, Undetermined, Undetermined},
		{"before the announcement", "a", "KR", "2025-05-12", EndUser{"other", "KR"}, Undetermined, Undetermined},
		{"the exporting country", "a", "US", "2026-11-26", EndUser{"other", "US"}, NotNeeded, NotNeeded},
	} {
		r, err := Rule(tt.class, tt.to, tt.user, on(t, tt.day))
		require.NoError(t, err, tt.name)
		assert.Equal(t, []LicenceNeed{tt.codified, tt.announced}, []LicenceNeed{r.Codified.Need, r.Announced.Need}, tt.name)
		assert.Equal(t, tt.codified != tt.announced, r.Contested, tt.name)
		assert.NotEmpty(t, r.Codified.Citation, tt.name)
	}
	r, err := Rule("a", "AE", g42, on(t, "2026-11-26"))
	require.NoError(t, err)
	assert.Equal(t, "2027-04-06", r.Codified.Until.String())
}

func TestEveryDestinationHasARuling(t *testing.T) {
	n := 0
	for c := range Countries {
		for _, class := range ItemClasses {
			for _, kind := range offer.EndUserKinds {
				r, err := Rule(class, c.Alpha2, EndUser{kind, c.Alpha2}, on(t, "2026-11-26"))
				require.NoError(t, err)
				require.NotEmpty(t, r.Codified.Text)
				n++
			}
		}
	}
	assert.Equal(t, 249*3*4, n)
	for _, bad := range []struct{ class, to, kind string }{{"d", "AE", "other"}, {"a", "ZZ", "other"}, {"a", "AE", "army"}} {
		_, err := Rule(bad.class, bad.to, EndUser{Kind: bad.kind}, on(t, "2026-11-26"))
		assert.Error(t, err)
	}
	_, err := Rule("a", "AE", EndUser{Kind: "other"}, offer.Date{Year: 2026})
	assert.ErrorContains(t, err, "names no day")
}
