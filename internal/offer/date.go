package offer

import (
	"fmt"
	"time"
)

// A Date is a calendar date known to the day, the month or the year. The zero value means
// that no date is recorded; nothing is ever filled in.
type Date struct {
	Year  int
	Month int // 1 to 12, or 0 when only the year is known
	Day   int // 1 to 31, or 0 when only the month is known
}

// ParseDate reads 2026, 2026-07 or 2026-07-10. The empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for layout, precision := range map[string]int{"2006": 1, "2006-01": 2, "2006-01-02": 3} {
		if len(layout) != len(s) {
			continue
		}
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1900 || t.Year() > 2200 {
			break
		}
		d := Date{Year: t.Year()}
		if precision > 1 {
			d.Month = int(t.Month())
		}
		if precision > 2 {
			d.Day = t.Day()
		}
		return d, nil
	}
	return Date{}, fmt.Errorf("date %q is not YYYY, YYYY-MM or YYYY-MM-DD between 1900 and 2200", s)
}

// DateOf returns t's calendar date.
func DateOf(t time.Time) Date { return Date{t.Year(), int(t.Month()), t.Day()} }

// IsZero reports whether no date is recorded.
func (d Date) IsZero() bool { return d == Date{} }

func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// First returns the first day that d may mean, at midnight UTC.
func (d Date) First() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last returns the last day that d may mean, at midnight UTC.
func (d Date) Last() time.Time {
	switch {
	case d.Month == 0:
		return time.Date(d.Year, time.December, 31, 0, 0, 0, 0, time.UTC)
	case d.Day == 0:
		return time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.First()
}

// Compare orders dates by their first day; a date not recorded comes first.
func (d Date) Compare(e Date) int {
	switch {
	case d == e:
		return 0
	case d.IsZero():
		return -1
	case e.IsZero():
		return 1
	}
	return d.First().Compare(e.First())
}

// MarshalText writes the date as it was recorded.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) (err error) { *d, err = ParseDate(string(b)); return err }

// DaysUntil returns the least and the most days from this date to a later one, as far as the
// two are known; negative where the other may lie before. Both must be set.
func (d Date) DaysUntil(later Date) (least, most int) {
	days := func(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }
	return days(d.Last(), later.First()), days(d.First(), later.Last())
}
