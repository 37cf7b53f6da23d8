package server

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"assay/internal/offer"
	"assay/internal/refdata"
	"assay/web/page"
)

// viewFields makes the questions of a form, with what was typed in them.
func viewFields(fields []partField, prefix string, form url.Values, ps page.Problems) []page.FormField {
	all := make([]page.FormField, len(fields))
	for i, f := range fields {
		all[i] = f.view(prefix+f.name, form, ps)
	}
	return all
}

func (f partField) view(at string, form url.Values, ps page.Problems) page.FormField {
	v := page.FormField{Field: page.Field{Name: at, Label: f.label, Hint: f.hint, Value: form.Get(at), Problem: ps.Of(at), Required: f.required}}
	in := func(suffix, label string) page.FormField { return inputAt(at+"-"+suffix, label, form, ps) }
	switch f.in {
	case inLong:
		v.Field.Rows = 4
	case inWord:
		v.Look, v.Choices = page.LookChoice, withOwn(f.words, v.Value)
	case inRadio:
		v.Look, v.Choices = page.LookRadio, f.words
		if v.Value == "" {
			v.Value = offer.DontKnow.String()
		}
	case inTick:
		v.Look = page.LookTick
	case inCountry:
		v.List = "countries"
	case inNames:
		v.Field.Rows = 3
	case inSources:
		v.List = "cited"
	case inFigure:
		v.Look = page.LookGroup
		v.Inputs = []page.FormField{in("lo", "Lowest"+inUnit(f.unit)), in("hi", "Highest"+inUnit(f.unit)), in("unknown", "Nobody knows")}
		v.Inputs[2].Look = page.LookTick
		v.More = []page.FormField{in("rung", "How well it is known"), in("stage", "How far it has come"), in("as_of", "As of"), in("evidence", "Evidence")}
		v.More[0].Look, v.More[0].Choices = page.LookChoice, rungs
		v.More[1].Look, v.More[1].Choices = page.LookChoice, stages
		v.More[3].List = "cited"
		v.Hint = joined(f.hint, "A single value goes into the lowest alone.")
	case inSpread:
		v.Look = page.LookGroup
		v.Inputs = []page.FormField{in("lo", "Lowest"+inUnit(f.unit)), in("likely", "Likeliest"+inUnit(f.unit)), in("hi", "Highest"+inUnit(f.unit))}
		v.More = []page.FormField{in("evidence", "Evidence")}
		v.More[0].List = "cited"
	case inMoney:
		v.Look = page.LookGroup
		v.Inputs = []page.FormField{in("lo", "Lowest"), in("hi", "Highest"), in("currency", "Currency")}
		v.Hint = joined(f.hint, "In whole units of the currency: 1.5 billion, or 1,500,000,000. A single value goes into the lowest alone.")
	case inSum:
		v.Look = page.LookGroup
		v.Inputs = []page.FormField{in("lo", "Lowest"), in("likely", "Likeliest"), in("hi", "Highest"), in("currency", "Currency")}
		v.More = []page.FormField{in("evidence", "Evidence")}
		v.More[0].List = "cited"
	case inWindow:
		v.Look = page.LookGroup
		v.Inputs = []page.FormField{in("from", "From"), in("to", "To")}
		v.Hint = joined(f.hint, "2026-07-10, 2026-07 or 2026. Leave an end open that nobody knows.")
	case inRows:
		v.Look, v.One = page.LookRows, f.one
		for i := range rowCount(form, at) {
			v.Rows = append(v.Rows, viewFields(f.rows, rowPrefix(at, i), form, ps))
			if !f.rowEmpty(form, f.zero(), rowPrefix(at, i)) {
				v.Kept = i + 1
			}
		}
	case inText:
		if strings.Contains(v.Value, "\n") { // one line would swallow the breaks
			v.Field.Rows = 3
		}
	}
	for _, more := range v.More {
		switch n := more.Name; {
		case more.Problem != "", more.Value != "" && !(strings.HasSuffix(n, "-rung") && more.Value == offer.Unverified.String()):
			v.Open = true
		}
	}
	return v
}

func inputAt(name, label string, form url.Values, ps page.Problems) page.FormField {
	return page.FormField{Field: page.Field{Name: name, Label: label, Value: form.Get(name), Problem: ps.Of(name)}}
}

func inUnit(unit string) string {
	if unit == "" {
		return ""
	}
	return ", " + unit
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

// withOwn adds the word that stands there where it is none of the list, so that the form does
// not choose another one by itself.
func withOwn(words []page.Choice, value string) []page.Choice {
	for _, c := range words {
		if c.Value == value {
			return words
		}
	}
	return append(words[:len(words):len(words)], page.Choice{Value: value, Label: value})
}

// zero is an empty row of a list as a form shows it.
func (f partField) zero() url.Values {
	to := url.Values{}
	showFields(f.rows, "", reflect.New(f.rowType()).Elem(), to)
	return to
}

// rowTypes are the types of the rows of lists, by the name of the list.
var rowTypes = map[string]reflect.Type{
	"history": reflect.TypeFor[offer.Event](), "owners": reflect.TypeFor[offer.Owner](), "owners_after": reflect.TypeFor[offer.Owner](),
	"components": reflect.TypeFor[offer.Component](), "lineage": reflect.TypeFor[offer.LineageItem](), "items": reflect.TypeFor[offer.ExitItem](),
	"steps": reflect.TypeFor[offer.ExitStep](), "portable": reflect.TypeFor[offer.Portable](), "rates": reflect.TypeFor[offer.Rate](),
}

func (f partField) rowType() reflect.Type { return rowTypes[f.name] }

// moreRows offers empty rows below those that a form has.
func moreRows(fields []partField, form url.Values) {
	for _, f := range fields {
		if f.in != inRows {
			continue
		}
		n := rowCount(form, f.name)
		zero := f.zero()
		for i := n; i < min(n+emptyRows, maxPartRows); i++ {
			for name := range zero {
				form.Set(rowPrefix(f.name, i)+name, zero.Get(name))
			}
		}
		form.Set(f.name+"-rows", strconv.Itoa(min(n+emptyRows, maxPartRows)))
	}
}

// countryNames are what a field of a country offers.
func countryNames() []string {
	var names []string
	for c := range refdata.Countries {
		names = append(names, c.Name)
	}
	return names
}
