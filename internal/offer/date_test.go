package offer_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		in          string
		want        offer.Date
		first, last string
	}{
		{"2026", offer.Date{Year: 2026}, "2026-01-01", "2026-12-31"},
		{"2026-07", offer.Date{Year: 2026, Month: 7}, "2026-07-01", "2026-07-31"},
		{"2026-12", offer.Date{Year: 2026, Month: 12}, "2026-12-01", "2026-12-31"},
		{"2026-02", offer.Date{Year: 2026, Month: 2}, "2026-02-01", "2026-02-28"},
		{"2028-02", offer.Date{Year: 2028, Month: 2}, "2028-02-01", "2028-02-29"},
		{"2026-07-10", offer.Date{Year: 2026, Month: 7, Day: 10}, "2026-07-10", "2026-07-10"},
		{"2028-02-29", offer.Date{Year: 2028, Month: 2, Day: 29}, "2028-02-29", "2028-02-29"},
		{"1900", offer.Date{Year: 1900}, "1900-01-01", "1900-12-31"},
		{"2200-12-31", offer.Date{Year: 2200, Month: 12, Day: 31}, "2200-12-31", "2200-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := offer.ParseDate(tt.in)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.in, got.String(), "written as it was recorded")
			assert.Equal(t, tt.first, got.First().Format(time.DateOnly))
			assert.Equal(t, tt.last, got.Last().Format(time.DateOnly))
			assert.Equal(t, time.UTC, got.Last().Location())
			assert.False(t, got.IsZero())
		})
	}
	zero, err := offer.ParseDate("")
	require.NoError(t, err)
	assert.True(t, zero.IsZero())
	assert.Empty(t, zero.String())
	for _, bad := range []string{"2026-13", "2026-02-29", "2026-00", "2026-7", "26", "2026-07-1", "2026/07/10", "10.07.2026", "1899", "2201-01-01", "2026-07-10T00:00", " 2026", "year"} {
		_, err := offer.ParseDate(bad)
		assert.ErrorContains(t, err, bad)
	}
}

func TestDatesSortByTheirFirstDay(t *testing.T) {
	sorted := []string{"", "2025-12-31", "2026-01-02", "2026-07", "2026-07-02"}
	for i, a := range sorted {
		for k, b := range sorted {
			x, y := must(offer.ParseDate(a)), must(offer.ParseDate(b))
			want := 0
			switch {
			case i < k:
				want = -1
			case i > k:
				want = 1
			}
			assert.Equal(t, want, x.Compare(y), "%q and %q", a, b)
		}
	}
	assert.Zero(t, must(offer.ParseDate("2026")).Compare(must(offer.ParseDate("2026-01-01"))), "both begin on the same day")
}

func TestDateOf(t *testing.T) {
	kiritimati := time.FixedZone("UTC+14", 14*3600)
	assert.Equal(t, offer.Date{Year: 2026, Month: 11, Day: 23}, offer.DateOf(time.Date(2026, 11, 23, 1, 0, 0, 0, kiritimati)), "the calendar date where the time was taken")
}

func TestDateInJSON(t *testing.T) {
	type record struct {
		Date offer.Date `json:"date,omitzero"`
	}
	for _, text := range []string{`{"date":"2026-07"}`, `{"date":"2026-07-10"}`, `{}`} {
		var r record
		require.NoError(t, json.Unmarshal([]byte(text), &r))
		assert.JSONEq(t, text, string(must(json.Marshal(r))))
	}
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"date":"soon"}`), new(record)), "soon")
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2026", "2026-07", "2026-07-10", "2026-02-30", "-001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := offer.ParseDate(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Errorf("%q reads back as %q", s, d)
		}
		if !d.IsZero() && d.Last().Before(d.First()) {
			t.Errorf("%q ends before it begins", s)
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
