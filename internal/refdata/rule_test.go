package refdata

import (
	"slices"
	"strings"
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

func ruling(class, destination string, to EndUser, asOf offer.Date) (Ruling, error) {
	rs, err := rulings([]string{class}, destination, []EndUser{to}, asOf)
	if err != nil {
		return Ruling{}, err
	}
	return rs[0], nil
}

// Every destination recorded one by one agrees with what its Country Groups say, except the
// United Arab Emirates, whose exceptions are named.
func TestScopesFollowFromGroups(t *testing.T) {
	n := 0
	for _, row := range scopes() {
		if s := Scope(row["scope"]); s == Partly || s == Home {
			continue
		}
		r, err := ruling("b", row["alpha3"], EndUser{"government", "US"}, on(t, "2026-07-09"))
		require.NoError(t, err)
		assert.Equal(t, Scope(row["scope"]) == Inside, r.Codified.Need == LicenceNeeded, row["alpha3"])
		n++
	}
	assert.GreaterOrEqual(t, n, 20)
}

// By hand from the texts that ear_rules.tsv names; the days are those on which they change.
func TestRulings(t *testing.T) {
	g42, state, firm := EndUser{"named_entity", "AE"}, EndUser{"government", "AE"}, EndUser{"other", "AE"}
	seat := func(code string) EndUser { return EndUser{"other", code} }
	for _, tt := range []struct {
		name, class, to, day string
		user                 EndUser
		codified, announced  LicenceNeed
	}{
		{"the UAE, the day before the rule", "a", "AE", "2026-07-09", g42, LicenceNeeded, LicenceNeeded},
		{"the UAE, G42 under the rule", "a", "AE", "2026-07-10", g42, Authorised, Authorised},
		{"the UAE, G42 on the last day", "a", "AE", "2027-04-06", g42, Authorised, Authorised},
		{"the UAE, G42 after it", "a", "AE", "2027-04-07", g42, LicenceNeeded, LicenceNeeded},
		{"the UAE, its government after it", "b", "AE", "2027-04-07", state, Excepted, Excepted},
		{"the UAE, its government before the rule", "b", "AE", "2026-07-09", state, LicenceNeeded, LicenceNeeded},
		{"the UAE, a US firm", "a", "AE", "2026-11-26", EndUser{"us_headquartered", "US"}, Excepted, Excepted},
		{"the UAE, any other firm", "a", "AE", "2026-11-26", firm, LicenceNeeded, LicenceNeeded},
		{"the UAE, a firm with its seat in China", "b", "AE", "2026-11-26", seat("CN"), LicenceNeeded, LicenceNeeded},
		{"Korea: contested", "a", "KR", "2026-11-26", seat("KR"), LicenceNeeded, NotNeeded},
		{"Korea, class b", "b", "KR", "2026-11-26", seat("KR"), NotNeeded, NotNeeded},
		{"Korea, a firm with its seat in China", "b", "KR", "2026-11-26", seat("CN"), LicenceNeeded, LicenceNeeded},
		{"Korea, a firm with its seat in Macao", "a", "KR", "2026-11-26", seat("MO"), LicenceNeeded, LicenceNeeded},
		{"Korea, a firm with its seat in Hong Kong", "a", "KR", "2026-11-26", seat("HK"), LicenceNeeded, LicenceNeeded},
		{"India: contested", "a", "IN", "2026-11-26", EndUser{"government", "IN"}, LicenceNeeded, NotNeeded},
		{"Israel stands in D:4 and in A:6", "b", "IL", "2026-11-26", seat("IL"), NotNeeded, NotNeeded},
		{"Kazakhstan", "a", "KZ", "2026-11-26", EndUser{"government", "KZ"}, LicenceNeeded, LicenceNeeded},
		{"Kazakhstan, when its licence was late", "a", "KZ", "2024-12-24", EndUser{"government", "KZ"}, LicenceNeeded, LicenceNeeded},
		{"Vietnam", "b", "VN", "2026-11-26", seat("VN"), LicenceNeeded, LicenceNeeded},
		{"Saudi Arabia", "a", "SA", "2026-11-26", seat("SA"), LicenceNeeded, LicenceNeeded},
		{"China", "b", "CN", "2026-11-26", seat("CN"), LicenceNeeded, LicenceNeeded},
		{"Hong Kong", "b", "HK", "2026-11-26", seat("HK"), LicenceNeeded, LicenceNeeded},
		{"Macao", "b", "MO", "2026-11-26", seat("MO"), LicenceNeeded, LicenceNeeded},
		{"memory to Korea", "c", "KR", "2026-11-26", seat("KR"), NotNeeded, NotNeeded},
		{"memory to Vietnam, not in D:5", "c", "VN", "2026-11-26", seat("VN"), NotNeeded, NotNeeded},
		{"memory to China", "c", "CN", "2026-11-26", seat("CN"), LicenceNeeded, LicenceNeeded},
		{"memory to Macao", "c", "MO", "2026-11-26", seat("MO"), LicenceNeeded, LicenceNeeded},
		{"memory to Korea for China", "c", "KR", "2026-11-26", seat("CN"), Undetermined, Undetermined},
		{"memory before its rule", "c", "CN", "2024-12-01", seat("CN"), Undetermined, Undetermined},
		{"not listed, to Korea", NotListed, "KR", "2026-11-26", seat("KR"), NotNeeded, NotNeeded},
		{"not listed, to Korea for China", NotListed, "KR", "2026-11-26", seat("CN"), Undetermined, Undetermined},
		{"not listed, to Iran", NotListed, "IR", "2026-11-26", seat("IR"), Undetermined, Undetermined},
		{"the day before the announcement", "a", "KR", "2025-05-12", seat("KR"), LicenceNeeded, Undetermined},
		{"the day of it", "a", "KR", "2025-05-13", seat("KR"), LicenceNeeded, NotNeeded},
		{"the day before the worldwide text", "a", "KR", "2025-01-12", seat("KR"), NotNeeded, NotNeeded},
		{"before the table", "a", "CN", "2023-11-16", seat("CN"), Undetermined, Undetermined},
		{"a territory", "b", "GF", "2026-11-26", seat("FR"), Undetermined, Undetermined},
		{"the exporting country", "a", "US", "2026-11-26", seat("US"), NotNeeded, NotNeeded},
	} {
		r, err := ruling(tt.class, tt.to, tt.user, on(t, tt.day))
		require.NoError(t, err, tt.name)
		assert.Equal(t, []LicenceNeed{tt.codified, tt.announced}, []LicenceNeed{r.Codified.Need, r.Announced.Need}, tt.name)
		open := tt.codified == Undetermined || tt.announced == Undetermined
		assert.Equal(t, !open && tt.codified != tt.announced, r.Contested, tt.name)
	}
	r, err := ruling("a", "AE", g42, on(t, "2026-11-26"))
	require.NoError(t, err)
	assert.Equal(t, "2026-07-10", r.Codified.From.String())
	assert.Equal(t, "2027-04-06", r.Codified.Until.String())
}

// 91 FR 1684: for China and Macao a denial was presumed until it came into force; since then it
// depends on the chip and on what the exporter certifies.
func TestPresumptionOfDenial(t *testing.T) {
	for _, to := range []string{"CN", "HK", "MO"} {
		before, err := ruling("a", to, EndUser{"other", to}, on(t, "2026-01-14"))
		require.NoError(t, err)
		assert.Equal(t, offer.Yes, before.Codified.Denial)
		after, err := ruling("a", to, EndUser{"other", to}, on(t, "2026-01-15"))
		require.NoError(t, err)
		assert.Equal(t, offer.DontKnow, after.Codified.Denial)
		assert.Contains(t, after.Codified.Text, "H200 class and less")
	}
	elsewhere, err := ruling("a", "VN", EndUser{"other", "VN"}, on(t, "2026-01-14"))
	require.NoError(t, err)
	assert.Equal(t, offer.DontKnow, elsewhere.Codified.Denial, "not recorded")
}

// Every country of ISO 3166-1, and Kosovo, has a ruling in both layers on the day before, the
// first and the last day of every row.
func TestEveryDestinationHasARulingOnEveryDay(t *testing.T) {
	days := []offer.Date{on(t, "1990-01-01"), on(t, "2026-11-26"), on(t, "2040-12-31")}
	for _, row := range rules() {
		for _, d := range []offer.Date{row.From, row.Until} {
			if !d.IsZero() {
				days = append(days, d, offer.DateOf(d.First().AddDate(0, 0, -1)))
			}
		}
	}
	codes := []string{"XK"}
	for c := range Countries {
		codes = append(codes, c.Alpha2)
	}
	require.Len(t, codes, 250)
	for _, day := range days {
		for _, code := range codes {
			rs, err := rulings(ItemClasses, code, []EndUser{{"government", code}, {"named_entity", "AE"}, {"us_headquartered", "US"}, {"other", "CN"}}, day)
			require.NoError(t, err)
			for _, r := range rs {
				for _, l := range []Layer{r.Codified, r.Announced} {
					require.NotEmpty(t, l.Need, "%s %s %v", day, code, r)
					require.NotEmpty(t, l.Text)
					require.NotEmpty(t, l.Citation)
				}
			}
		}
	}
}

func TestWhatTheTableRefuses(t *testing.T) {
	day := on(t, "2026-11-26")
	for _, bad := range []struct {
		class, to, kind, seat string
		day                   offer.Date
		says                  string
	}{
		{"d", "AE", "other", "AE", day, `item class "d"`},
		{"a", "ZZ", "other", "AE", day, `"ZZ" is not an ISO 3166-1`},
		{"a", "AE", "army", "AE", day, `end user "army"`},
		{"a", "AE", "other", "", day, "headquarters of the end user"},
		{"a", "AE", "other", "QQ", day, "headquarters of the end user"},
		{"a", "AE", "other", "AE", offer.Date{Year: 2026}, "names no day"},
		{"a", "AE", "other", "AE", offer.Date{}, "a date is needed"},
	} {
		_, err := ruling(bad.class, bad.to, EndUser{bad.kind, bad.seat}, bad.day)
		assert.ErrorContains(t, err, bad.says)
	}
}

// The table uses known words only; a denial stands with a licence that is needed, an end with an
// authorisation.
func TestTheTableIsWellFormed(t *testing.T) {
	needs := []LicenceNeed{NotNeeded, Excepted, Authorised, LicenceNeeded, Undetermined}
	for _, r := range rules() {
		assert.Contains(t, needs, r.Need, r.Text)
		assert.Contains(t, []string{"both", "codified", "announced"}, r.layer)
		assert.NotNil(t, areas[r.destination], r.destination)
		assert.NotNil(t, areas[r.seat], r.seat)
		assert.Subset(t, ItemClasses, r.classes)
		assert.True(t, r.kind == "any" || slices.Contains(offer.EndUserKinds, r.kind), r.kind)
		assert.True(t, r.Denial == offer.DontKnow || r.Need == LicenceNeeded, r.Text)
		assert.True(t, r.Need != Authorised || !r.Until.IsZero(), "an authorisation ends on a day")
		assert.True(t, r.Until.IsZero() || r.From.Compare(r.Until) <= 0, r.Text)
		assert.True(t, strings.HasSuffix(r.Text, "."), r.Text)
	}
}
