package server

import (
	"encoding"
	"fmt"
	"math/big"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"assay/internal/offer"
	"assay/web/page"
)

// A partReader takes what was typed into a part. What was left as it was shown is left alone,
// to the last bit, so that saving a form without a change changes nothing.
type partReader struct {
	form, before url.Values
	fresh        bool // the part is new
	problems     page.Problems
	cited        []citedAt
	rows         map[string][]int // of each list, the rows of the form that are kept
}

// A citedAt is an id of evidence with the field that names it.
type citedAt struct {
	field string
	id    offer.ID
}

// readPart takes the form into a part that v holds.
func readPart(fields []partField, v reflect.Value, form url.Values, fresh bool) *partReader {
	rd := &partReader{form: form, before: url.Values{}, fresh: fresh, rows: map[string][]int{}}
	showFields(fields, "", v, rd.before)
	rd.fields(fields, "", "", v)
	return rd
}

func (rd *partReader) say(field, format string, args ...any) {
	rd.problems = append(rd.problems, page.FieldProblem{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (rd *partReader) get(name string) string { return plain(rd.form.Get(name)) }

func (rd *partReader) fields(fields []partField, prefix, under string, v reflect.Value) {
	for _, f := range fields {
		at, to := prefix+f.name, member(v, f.name)
		label := under + f.label
		if f.in == inRows {
			rd.list(f, at, label, to)
			continue
		}
		names := f.inputs(at)
		same := unchanged(rd.form, rd.before, f.in == inTick, names...)
		if f.required && rd.get(at) == "" && (rd.fresh || !same) {
			rd.say(at, "%s is missing: fill it in.", label)
			continue
		}
		if !same {
			rd.leaf(f, at, label, to)
		}
	}
}

func (rd *partReader) leaf(f partField, at, label string, v reflect.Value) {
	switch to := v.Addr().Interface().(type) {
	case **offer.Figure:
		rd.figure(f, at, label, to)
	case **offer.Spread:
		rd.spread(f, at, label, to)
	case **offer.Money:
		rd.money(at, label, to)
	case **offer.MoneySpread:
		rd.sum(at, label, to)
	case *offer.Window:
		rd.word(at+"-from", label+", from", &to.From)
		rd.word(at+"-to", label+", to", &to.To)
	case *[]offer.ID:
		*to = rd.sources(at, label)
	case *[]string:
		*to = linesOf(rd.get(at))
	case *bool:
		*to = rd.get(at) == "yes"
	case *float64:
		if x, ok := rd.number(f, at, label); ok {
			*to = x
		}
	case **offer.Status:
		*to = nil
		if rd.get(at) != "" {
			*to = new(offer.Status)
			rd.word(at, label, *to)
		}
	case encoding.TextUnmarshaler:
		rd.word(at, label, to)
	case *string:
		rd.text(f, at, label, to)
	}
}

// maxLine and maxLong bound texts, in bytes.
const maxLine, maxLong = 500, 4000

func (rd *partReader) text(f partField, at, label string, to *string) {
	typed := rd.get(at)
	most := maxLine
	if f.in == inLong {
		most = maxLong
	}
	if p := textProblem(label, typed, false, most); p != "" {
		rd.say(at, "%s", p)
		return
	}
	if f.in == inCountry && typed != "" {
		code, ok := countryCode(typed, f.three)
		if !ok {
			rd.say(at, "%s: %q is no country. Choose one of the list, or type its name or its code.", label, clip(typed, 60))
			return
		}
		typed = code
	}
	if strings.HasPrefix(f.label, "Currency") {
		typed = strings.ToUpper(typed)
	}
	if len(f.words) > 0 && !slices.ContainsFunc(f.words, func(c page.Choice) bool { return c.Value == typed }) {
		rd.say(at, "%s: choose one of the list.", label)
		return
	}
	*to = typed
}

// word reads a date or a word of a closed list.
func (rd *partReader) word(at, label string, to encoding.TextUnmarshaler) {
	typed := rd.get(at)
	if err := to.UnmarshalText([]byte(typed)); err != nil {
		if _, ok := to.(*offer.Date); ok {
			rd.say(at, "%s: %q is no date. Write 2026-07-10, 2026-07 or 2026.", label, clip(typed, 40))
			return
		}
		rd.say(at, "%s: choose one of the list.", label)
	}
}

func linesOf(text string) []string {
	var lines []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// maxCited bounds the records that one field names.
const maxCited = 50

func (rd *partReader) sources(at, label string) []offer.ID {
	var ids []offer.ID
	for _, word := range strings.FieldsFunc(rd.get(at), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' }) {
		id := offer.ID(strings.TrimPrefix(strings.ToLower(word), "/evidence/"))
		switch {
		case !id.Valid():
			rd.say(at, "%s: %q is no id of a record: they are made of small letters, digits and hyphens.", label, clip(word, 80))
			return nil
		case !slices.Contains(ids, id):
			ids = append(ids, id)
			rd.cited = append(rd.cited, citedAt{at, id})
		}
	}
	if len(ids) > maxCited {
		rd.say(at, "%s: name at most %d records.", label, maxCited)
	}
	return ids
}

// list reads the rows of a list. Rows that are cleared, or were empty and still are, are not kept.
func (rd *partReader) list(f partField, at, label string, v reflect.Value) {
	if !rd.form.Has(at + "-rows") {
		return
	}
	rows := reflect.MakeSlice(v.Type(), 0, v.Len())
	zero := url.Values{}
	showFields(f.rows, "", reflect.New(v.Type().Elem()).Elem(), zero)
	for i := range rowCount(rd.form, at) {
		prefix := rowPrefix(at, i)
		fresh := i >= v.Len()
		empty := f.rowEmpty(rd.form, zero, prefix)
		if empty && (fresh || !f.rowEmpty(rd.before, zero, prefix)) {
			continue
		}
		row := reflect.New(v.Type().Elem()).Elem()
		if !fresh {
			row.Set(v.Index(i))
		}
		was := rd.fresh
		rd.fresh = was || fresh
		if fresh {
			showFields(f.rows, prefix, row, rd.before)
		}
		rd.fields(f.rows, prefix, fmt.Sprintf("%s %d, ", f.label, i+1), row)
		rd.fresh = was
		rd.rows[at] = append(rd.rows[at], i)
		rows = reflect.Append(rows, row)
	}
	if rows.Len() > 0 || v.Len() > 0 {
		if rows.Len() == 0 {
			rows = reflect.Zero(v.Type())
		}
		v.Set(rows)
	}
}

// rowEmpty reports whether a row of a form says nothing.
func (f partField) rowEmpty(form, zero url.Values, prefix string) bool {
	for _, in := range f.rows {
		for _, n := range in.inputs(prefix + in.name) {
			if plain(form.Get(n)) != zero.Get(strings.TrimPrefix(n, prefix)) && form.Has(n) {
				return false
			}
		}
	}
	return true
}

var numberPattern = regexp.MustCompile(`^(-?(?:\d{1,3}(?:[, \x{a0}\x{202f}'’]\d{3})+|\d+)(?:\.\d+)?|-?\.\d+)[ \x{a0}\x{202f}]*(thousand|million|billion|trillion)?[ \x{a0}\x{202f}]*(.*)$`)

var powers = map[string]int64{"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

// amount reads a number as people write it: 1,200.5, 35 %, 1.5 billion. unit is what may stand
// behind it. ok is false where nothing stands there, or a problem was noted.
func (rd *partReader) amount(at, label, unit string) (*big.Rat, bool) {
	typed := rd.get(at)
	if typed == "" {
		return nil, false
	}
	m := numberPattern.FindStringSubmatch(typed)
	switch {
	case len(typed) > 60 || m == nil:
		rd.say(at, "%s: %q is no number. Write digits, such as 1200 or 1,200.5, with a point before decimals.", label, clip(typed, 60))
		return nil, false
	case m[3] != "" && !strings.EqualFold(m[3], unit):
		rd.say(at, "%s", unitProblem(label, m[3], unit))
		return nil, false
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(", \u00a0\u202f'’", r) {
			return -1
		}
		return r
	}, m[1])
	x, ok := new(big.Rat).SetString(digits)
	if !ok {
		rd.say(at, "%s: %q is no number. Write digits, such as 1200 or 1,200.5.", label, clip(typed, 60))
		return nil, false
	}
	if x.Sign() < 0 {
		rd.say(at, "%s must not be below 0.", label)
		return nil, false
	}
	return x.Mul(x, new(big.Rat).SetInt64(powers[m[2]])), true
}

func unitProblem(label, tail, unit string) string {
	switch {
	case strings.ContainsAny(tail, "0123456789"):
		return label + ": one number fits here, with a point before decimals. Put the lower one in “Lowest” and the higher one in “Highest”."
	case unit == "":
		return fmt.Sprintf("%s: write the number alone, without %q.", label, clip(tail, 20))
	}
	return fmt.Sprintf("%s is counted in %s: write the number alone, without %q.", label, unit, clip(tail, 20))
}

// number reads a number of a field, a share from percent.
func (rd *partReader) number(f partField, at, label string) (float64, bool) {
	x, ok := rd.amount(at, label, f.unit)
	if !ok {
		return 0, false
	}
	if f.unit == percent {
		if x.Cmp(big.NewRat(100, 1)) > 0 {
			rd.say(at, "%s is a share: at most 100 %%.", label)
			return 0, false
		}
		x.Quo(x, big.NewRat(100, 1))
	}
	v, _ := x.Float64()
	if v > 1e18 {
		rd.say(at, "%s is larger than Assay counts.", label)
		return 0, false
	}
	return v, true
}
