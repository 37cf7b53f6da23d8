package refdata_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/refdata"
)

func position(t *testing.T, code, asOf string) refdata.Position {
	t.Helper()
	date, err := offer.ParseDate(asOf)
	require.NoError(t, err)
	p, err := refdata.ExportPosition(code, date)
	require.NoError(t, err)
	return p
}

func ids(p refdata.Position) (ids []string) {
	for _, g := range p.Groups {
		ids = append(ids, g.ID)
	}
	return ids
}

// Country Groups and scope of 3A090.b as the eCFR of 2026-07-23 has them.
func TestPositionsOfTheSnapshot(t *testing.T) {
	for code, want := range map[string]struct {
		groups []string
		scope  refdata.Scope
	}{
		"ARE": {[]string{"A:5", "B"}, refdata.Partly},
		"EST": {[]string{"A:1", "A:3", "A:4", "A:5", "B"}, refdata.Outside},
		"KOR": {[]string{"A:1", "A:2", "A:3", "A:4", "A:5", "B"}, refdata.Outside},
		"IND": {[]string{"A:1", "A:2", "A:3", "A:5", "B"}, refdata.Outside},
		"KAZ": {[]string{"A:4", "D:1", "D:3"}, refdata.Inside},
		"MYS": {[]string{"B"}, refdata.Outside},
		"BRA": {[]string{"A:2", "A:4", "B"}, refdata.Outside},
		"VNM": {[]string{"D:1", "D:3"}, refdata.Inside},
		"CHN": {[]string{"D:1", "D:3", "D:4", "D:5"}, refdata.Inside},
		"HKG": {[]string{"D:1", "D:3", "D:4", "D:5"}, refdata.Inside}, // as China
		"SAU": {[]string{"B", "D:3", "D:4"}, refdata.Inside},
		"SGP": {[]string{"A:6", "B"}, refdata.Outside},
		"TWN": {[]string{"A:6", "B", "D:3"}, refdata.Outside},
		"USA": {[]string{"A:1", "A:2", "A:3", "A:4", "B"}, refdata.Home},
		"COD": {[]string{"B", "D:5"}, refdata.Inside}, // by its groups; listed under two spellings
		"XKX": {[]string{"B"}, refdata.Outside},       // by its groups
		"PRI": {nil, refdata.NotRecorded},             // not listed under its own name
	} {
		p := position(t, code, "2026-07-23")
		assert.Equal(t, want.groups, ids(p), code)
		assert.Equal(t, want.scope, p.Items[1].Scope, code)
		assert.NotEmpty(t, p.Items[1].Codified, code)
		for _, g := range p.Groups {
			assert.NotEmpty(t, g.Label, g.ID)
		}
	}
}

// 91 FR 43034: in force on 2026-07-10; the authorisation of G42 and Core42 ends on 2027-04-06.
func TestTheEmiratesChangeOnTheirDates(t *testing.T) {
	for _, tt := range []struct {
		asOf   string
		groups []string
		scope  refdata.Scope
		says   string
	}{
		{"2025-12-31", []string{"D:3", "D:4"}, refdata.Inside, "a licence is needed."},
		{"2026-07-09", []string{"D:3", "D:4"}, refdata.Inside, "a licence is needed."},
		{"2026-07-10", []string{"A:5", "B"}, refdata.Partly, "Supplement No. 8 to Part 740 (G42 and Core42)"},
		{"2026-11-22", []string{"A:5", "B"}, refdata.Partly, "Supplement No. 8 to Part 740 (G42 and Core42)"},
		{"2027-04-06", []string{"A:5", "B"}, refdata.Partly, "Supplement No. 8 to Part 740 (G42 and Core42)"},
		{"2027-04-07", []string{"A:5", "B"}, refdata.Partly, "expired on 2027-04-06"},
	} {
		p := position(t, "AE", tt.asOf)
		assert.Equal(t, tt.groups, ids(p), tt.asOf)
		assert.Equal(t, tt.scope, p.Items[1].Scope, tt.asOf)
		assert.Contains(t, p.Items[1].Codified, tt.says, tt.asOf)
	}
}

func TestTheTwoLayersPartOnTheWorldwideRequirement(t *testing.T) {
	p := position(t, "EST", "2025-05-13")
	assert.Equal(t, "3A090.a, 4A090.a", p.Items[0].Name)
	assert.True(t, p.Items[0].Parted)
	assert.Contains(t, p.Items[0].Codified, "worldwide")
	assert.Contains(t, p.Items[0].Announced, "2025-05-13 that it would not enforce")
	assert.False(t, p.Items[1].Parted)

	between := position(t, "EST", "2025-05-12") // codified, and not yet announced
	assert.Equal(t, refdata.Inside, between.Items[0].Scope)
	assert.False(t, between.Items[0].Parted)
	before := position(t, "EST", "2025-01-12")
	assert.Equal(t, refdata.NotRecorded, before.Items[0].Scope)
	assert.False(t, before.Items[0].Parted)
	assert.Equal(t, refdata.Home, position(t, "USA", "2026-07-23").Items[0].Scope)
}

func TestAPositionSaysWhatItDoesNotKnow(t *testing.T) {
	assert.Empty(t, position(t, "EST", "2026-07-23").Notes)
	assert.Contains(t, position(t, "EST", "2026-11-22").Notes[0], "changes before or after that day are not recorded")
	assert.Contains(t, position(t, "MAC", "2026-07-23").Notes[0], "not in Country Group D:5")
	assert.Contains(t, position(t, "PRI", "2026-07-23").Notes[0], "lists no Country Group")
	for _, code := range []string{"", "XX", "Estonia"} {
		_, err := refdata.ExportPosition(code, refdata.SnapshotDate)
		assert.ErrorContains(t, err, "not an ISO 3166-1 country code", code)
	}
	_, err := refdata.ExportPosition("EST", offer.Date{})
	assert.ErrorContains(t, err, "a date is needed")
}

// Members of each Country Group as counted in the snapshot.
func TestEveryGroupHasItsMembers(t *testing.T) {
	got := map[string]int{}
	count := func(code string) {
		if code == "HKG" {
			return // counted as China
		}
		for _, g := range position(t, code, "2026-07-23").Groups {
			got[g.ID]++
		}
	}
	for c := range refdata.Countries {
		count(c.Alpha3)
	}
	count("XKX")
	assert.Equal(t, map[string]int{
		"A:1": 40, "A:2": 34, "A:3": 42, "A:4": 45, "A:5": 38, "A:6": 8, "B": 173,
		"D:1": 24, "D:2": 10, "D:3": 36, "D:4": 21, "D:5": 22, "E:1": 3, "E:2": 1,
	}, got)
}
