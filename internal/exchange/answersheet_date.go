package exchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"assay/internal/offer"
)

// A numberFormat says what a number in a cell means to whoever sees it.
type numberFormat int

const (
	formatPlain numberFormat = iota
	formatPercent
	formatDay
	formatMonth
	formatYear
	formatOther // a time, or a date whose precision nobody can tell
)

// readFormats reads what number format each cell style has (ECMA-376 part 1, 18.8.10 and
// 18.8.30).
func (b *book) readFormats(f *zip.File) error {
	codes, in := map[string]numberFormat{}, false
	return eachTag(b.name, f, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(codes) < maxBookStyles {
				codes[attr(e, "numFmtId")] = formatOf(attr(e, "formatCode"))
			}
		case "cellXfs": // those of named styles stand before
			in = true
		case "xf":
			if !in {
				return nil
			}
			if len(b.formats) == maxBookStyles {
				return refuseFile(b.name, "the workbook has more than %d cell styles; use a new template", maxBookStyles)
			}
			id := attr(e, "numFmtId")
			format, own := codes[id]
			if !own {
				format = builtInFormat(id)
			}
			b.formats = append(b.formats, format)
		}
		return nil
	})
}

// builtInFormat is the meaning of the formats that a file does not spell out. Those from 27 on
// differ by language.
func builtInFormat(id string) numberFormat {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return formatPlain
	case n == 9 || n == 10:
		return formatPercent
	case n == 14 || n == 15 || n == 22:
		return formatDay
	case n == 17:
		return formatMonth
	case n == 16 || n >= 18 && n <= 21 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58:
		return formatOther
	}
	return formatPlain
}

// formatNoise is what a format code shows as it stands: quoted, escaped, in brackets.
var formatNoise = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

func formatOf(code string) numberFormat {
	code = strings.ToLower(formatNoise.ReplaceAllString(code, ""))
	if code == "general" {
		return formatPlain
	}
	has := func(letters string) bool { return strings.ContainsAny(code, letters) }
	switch {
	case strings.Contains(code, "%"):
		return formatPercent
	case has("y") && has("d"):
		return formatDay
	case has("hs"):
		return formatOther
	case has("y") && has("m"):
		return formatMonth
	case has("y"):
		return formatYear
	case has("dm"):
		return formatOther
	}
	return formatPlain
}

var errNoDate = errors.New("is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD")

// dateOfNumber is the date that a spreadsheet shows for a number, to the precision it is shown
// with. A plain number is a year.
func dateOfNumber(text string, format numberFormat, from1904 bool) (offer.Date, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) {
		return offer.Date{}, errNoDate
	}
	var d offer.Date
	switch format {
	case formatPlain:
		if x != math.Trunc(x) || x < 1900 || x > 2200 {
			return offer.Date{}, errNoDate
		}
		return offer.Date{Year: int(x)}, nil
	case formatDay, formatMonth, formatYear:
		if x < 61 || x > 200_000 { // before March 1900 programs disagree about the day
			return offer.Date{}, errNoDate
		}
		d = offer.DateOf(epoch(from1904).AddDate(0, 0, int(x)))
	default:
		return offer.Date{}, errNoDate
	}
	if format != formatDay {
		d.Day = 0
	}
	if format == formatYear {
		d.Month = 0
	}
	return offer.ParseDate(d.String()) // holds the years that a date may have
}

// epoch is day 0 (ECMA-376 part 1, 18.17.4.1), from March 1900 on.
func epoch(from1904 bool) time.Time {
	if from1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}
