package refdata

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func TestClassesOfAnItem(t *testing.T) {
	for item, want := range map[string][]string{
		"3A090.a": {"a"}, "3A090.a/4A090.a": {"a"}, "4a090.B": {"b"}, "3A090.a or 3A090.b": {"a", "b"}, "3A090.c": {"c"},
		"4A090": {"a", "b"}, "3A090": {"a", "b"}, "not listed": {NotListed}, "EAR99": {NotListed}, "": nil, "unclear": nil,
	} {
		assert.Equal(t, want, Classes(item), item)
	}
}

func TestWhatAQueryLeavesOpen(t *testing.T) {
	needs := func(q Query) (ns []LicenceNeed) {
		q.AsOf = on(t, "2026-11-26")
		rs, err := Rulings(q)
		require.NoError(t, err)
		for _, r := range rs {
			ns = append(ns, r.Codified.Need)
		}
		return ns
	}
	assert.Equal(t, []LicenceNeed{Excepted, Authorised, Excepted, LicenceNeeded, LicenceNeeded}, needs(Query{Classes: []string{"a"}, Destination: "AE"}))
	assert.Equal(t, []LicenceNeed{NotNeeded, LicenceNeeded}, needs(Query{Classes: []string{"b"}, Destination: "KR"}), "headquarters may be in China")
	assert.Equal(t, []LicenceNeed{NotNeeded}, needs(Query{Classes: []string{"b"}, Destination: "KR", EndUser: EndUser{Headquarters: "KR"}}))
	_, err := Rulings(Query{Destination: "KR"})
	assert.ErrorContains(t, err, "a date is needed")
}

// Two seats stand for all: the rulings for an unknown seat are those of every country's seat.
func TestTwoSeatsStandForAll(t *testing.T) {
	day := on(t, "2026-11-26")
	for c := range Countries {
		all := map[[2]Layer]bool{}
		for s := range Countries {
			r, err := rulings([]string{"a"}, c.Alpha2, []EndUser{{"other", s.Alpha2}}, day)
			require.NoError(t, err)
			all[[2]Layer{r[0].Codified, r[0].Announced}] = true
		}
		rs, err := Rulings(Query{Classes: []string{"a"}, Destination: c.Alpha2, EndUser: EndUser{Kind: "other"}, AsOf: day})
		require.NoError(t, err)
		require.Len(t, rs, len(all), c.Name)
		for _, r := range rs {
			require.True(t, all[[2]Layer{r.Codified, r.Announced}], c.Name)
		}
	}
}

// To forget the item, the kind or the seat leaves no ruling out.
func TestForgettingWidensTheRulings(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 20))
	pick := func(xs ...string) string { return xs[r.IntN(len(xs))] }
	for range 100_000 {
		q := Query{
			Classes: Classes(pick("", "3A090.a", "3A090.b", "3A090.c", "3A090", "4A090", "not listed")), Destination: pick("AE", "CN", "MO", "HK", "KR", "KZ", "IN", "SA", "IR", "GF", "US", "TW"),
			EndUser: EndUser{Kind: pick("", "government", "named_entity", "us_headquartered", "other")},
			AsOf:    offer.Date{Year: 2023 + r.IntN(5), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)},
		}
		if q.EndUser.Kind == "" || q.EndUser.Kind == "other" { // else the kind settles the seat
			q.EndUser.Headquarters = pick("", "AE", "CN", "US", "KZ", "MO", "HK", "IR")
		}
		wider := q
		switch r.IntN(3) {
		case 0:
			wider.Classes = nil
		case 1:
			wider.EndUser.Kind = ""
		default:
			wider.EndUser.Headquarters = ""
		}
		narrow, err := Rulings(q)
		require.NoError(t, err)
		wide, err := Rulings(wider)
		require.NoError(t, err)
		for _, n := range narrow {
			require.True(t, has(wide, n), "%+v: %+v is not among those of %+v", q, n, wider)
		}
	}
}

func has(rs []Ruling, r Ruling) bool {
	for _, x := range rs {
		if x.Item == r.Item && x.Codified == r.Codified && x.Announced == r.Announced {
			return true
		}
	}
	return false
}
