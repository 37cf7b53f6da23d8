package server

import (
	"encoding"
	"fmt"
	"math/big"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"assay/internal/offer"
	"assay/internal/refdata"
)

// maxPartRows bounds the rows of a list in a part.
const maxPartRows = 100

// emptyRows are offered below those that are recorded.
const emptyRows = 2

// member is the field of a struct that has a name in JSON.
func member(v reflect.Value, name string) reflect.Value {
	t := v.Type()
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == name {
			return v.Field(i)
		}
	}
	panic("server: " + t.String() + " has no field " + name) // a bug in partKinds, which a test looks for
}

// inputs are the names of what the form sends for a field other than a list.
func (f partField) inputs(at string) []string {
	switch f.in {
	case inFigure:
		return suffixed(at, "lo", "hi", "unknown", "rung", "stage", "as_of", "evidence")
	case inSpread:
		return suffixed(at, "lo", "likely", "hi", "evidence")
	case inMoney:
		return suffixed(at, "lo", "hi", "currency")
	case inSum:
		return suffixed(at, "lo", "likely", "hi", "currency", "evidence")
	case inWindow:
		return suffixed(at, "from", "to")
	}
	return []string{at}
}

func suffixed(at string, suffixes ...string) []string {
	names := make([]string, len(suffixes))
	for i, s := range suffixes {
		names[i] = at + "-" + s
	}
	return names
}

// showFields writes a part into a form as it would be typed.
func showFields(fields []partField, prefix string, v reflect.Value, to url.Values) {
	for _, f := range fields {
		f.show(prefix+f.name, member(v, f.name), to)
	}
}

func (f partField) show(at string, v reflect.Value, to url.Values) {
	set := func(suffix, text string) { to.Set(at+suffix, text) }
	switch x := v.Interface().(type) {
	case *offer.Figure:
		if x == nil {
			x = new(offer.Figure)
			set("-lo", "")
			set("-hi", "")
		} else {
			set("-lo", f.number(x.Lo))
			set("-hi", upper(f.number(x.Lo), f.number(x.Hi)))
		}
		set("-rung", x.Rung.String())
		set("-stage", x.Stage.String())
		set("-as_of", x.AsOf.String())
		set("-evidence", idList(x.Evidence))
	case *offer.Spread:
		if x == nil {
			break
		}
		set("-lo", f.number(x.Lo))
		if x.Likely != nil {
			set("-likely", f.number(*x.Likely))
		}
		set("-hi", upper(f.number(x.Lo), f.number(x.Hi)))
		set("-evidence", idList(x.Evidence))
	case *offer.Money:
		if x != nil {
			set("-lo", majorText(x.LoMinor, x.Currency))
			set("-hi", upper(majorText(x.LoMinor, x.Currency), majorText(x.HiMinor, x.Currency)))
			set("-currency", x.Currency)
		}
	case *offer.MoneySpread:
		if x == nil {
			break
		}
		set("-lo", majorText(x.LoMinor, x.Currency))
		if x.LikelyMinor != nil {
			set("-likely", majorText(*x.LikelyMinor, x.Currency))
		}
		set("-hi", upper(majorText(x.LoMinor, x.Currency), majorText(x.HiMinor, x.Currency)))
		set("-currency", x.Currency)
		set("-evidence", idList(x.Evidence))
	case offer.Window:
		set("-from", x.From.String())
		set("-to", x.To.String())
	case []offer.ID:
		set("", idList(x))
	case []string:
		set("", strings.Join(x, "\n"))
	case bool:
		if x {
			set("", "yes")
		}
	case float64:
		if x != 0 {
			set("", f.number(x))
		}
	case string:
		if f.in == inCountry {
			x = countryText(x)
		}
		set("", x)
	case *offer.Status:
		if x != nil {
			set("", x.String())
		}
	case encoding.TextMarshaler:
		set("", wordOf(x))
	default: // a list
		for i := range v.Len() {
			showFields(f.rows, rowPrefix(at, i), v.Index(i), to)
		}
		to.Set(at+"-rows", strconv.Itoa(v.Len()))
	}
}

func rowPrefix(at string, i int) string { return at + "-" + strconv.Itoa(i) + "-" }

func wordOf(x encoding.TextMarshaler) string {
	b, err := x.MarshalText()
	if err != nil {
		return ""
	}
	return string(b)
}

// upper leaves the higher end away where it is the lower one: a single value.
func upper(lo, hi string) string {
	if lo == hi {
		return ""
	}
	return hi
}

// number writes a number as it is typed, a share in percent, without losing a digit.
func (f partField) number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if f.unit != percent {
		return text
	}
	return decimalText(text, big.NewRat(100, 1))
}

// decimalText is a decimal times a factor of 1, 100 or a hundredth, as a decimal.
func decimalText(text string, times *big.Rat) string {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	_, decimals, _ := strings.Cut(text, ".")
	out := r.Mul(r, times).FloatString(len(decimals) + 2) // a factor of a hundred moves the point by two
	if !strings.Contains(out, ".") {
		return out
	}
	return strings.TrimSuffix(strings.TrimRight(out, "0"), ".")
}

// majorText writes minor units in units of the currency.
func majorText(minor int64, currency string) string {
	return decimalText(strconv.FormatInt(minor, 10), big.NewRat(1, offer.MinorUnits(currency)))
}

func idList(ids []offer.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// countryText is a country's name where it is known, or else its code.
func countryText(code string) string {
	if c, ok := refdata.Country(code); ok {
		return c.Name
	}
	return code
}

// countryCode finds the code of a country by its name or a code of it.
func countryCode(text string, three bool) (string, bool) {
	for c := range refdata.Countries {
		if strings.EqualFold(text, c.Name) || strings.EqualFold(text, c.Alpha2) || strings.EqualFold(text, c.Alpha3) {
			if three {
				return c.Alpha3, true
			}
			return c.Alpha2, true
		}
	}
	return "", false
}

// plain is what of a typed text counts: no spaces around it, plain line ends.
func plain(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// unchanged reports whether the form says the same as before under the given names. What a form
// does not send it does not change, but for a tick, which is sent only where it is set.
func unchanged(form, before url.Values, tick bool, names ...string) bool {
	for _, n := range names {
		if !form.Has(n) && !tick && !strings.HasSuffix(n, "-unknown") {
			continue
		}
		if plain(form.Get(n)) != plain(before.Get(n)) {
			return false
		}
	}
	return true
}

// allNames are the names of everything the form sends for a field, lists included.
func (f partField) allNames(at string, form url.Values) []string {
	if f.in != inRows {
		return f.inputs(at)
	}
	names := []string{}
	for i := range rowCount(form, at) {
		for _, in := range f.rows {
			names = append(names, in.allNames(rowPrefix(at, i)+in.name, form)...)
		}
	}
	return names
}

// rowCount is how many rows of a list the form sends.
func rowCount(form url.Values, at string) int {
	n, err := strconv.Atoi(form.Get(at + "-rows"))
	if err != nil {
		return 0
	}
	return min(max(n, 0), maxPartRows)
}

// labelAt finds the words for a place of a form, such as owners-1-share-lo.
func labelAt(fields []partField, at string) string {
	for _, f := range fields {
		rest, ok := strings.CutPrefix(at, f.name)
		switch {
		case !ok || rest != "" && rest[0] != '-':
			continue
		case f.in == inRows && rest != "":
			n, inner, _ := strings.Cut(rest[1:], "-")
			i, err := strconv.Atoi(n)
			if err != nil {
				return f.label
			}
			return fmt.Sprintf("%s, %d: %s", f.label, i+1, labelAt(f.rows, inner))
		}
		return f.label
	}
	return at
}
