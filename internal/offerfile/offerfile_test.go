package offerfile_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/offer"
	"assay/internal/offerfile"
)

func library(t testing.TB) *casestudy.Library {
	t.Helper()
	lib, err := casestudy.Embedded()
	require.NoError(t, err)
	return lib
}

// fileOf is one case as a file, its answers without assessor and version.
func fileOf(c casestudy.Case) offerfile.File {
	unsigned := func(answers []offer.Answer) (all []offer.Answer) {
		for _, a := range answers {
			a.Assessor, a.Version = "", 0
			all = append(all, a)
		}
		return all
	}
	return offerfile.File{Offers: c.Offers, Answers: unsigned(c.Answers), Capacity: unsigned(c.Capacity)}
}

func rewritten(t testing.TB, f offerfile.File) offerfile.File {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, offerfile.Write(&b, f))
	got, err := offerfile.Read("f.yaml", b.Bytes())
	require.NoError(t, err, b.String())
	return got
}

// Every offer of the library reads back as it was written, and all evidence with it.
func TestReadingGivesWhatWasWritten(t *testing.T) {
	lib, n := library(t), 0
	for _, c := range lib.Cases {
		f := fileOf(c)
		got := rewritten(t, f)
		assert.NotEmpty(t, got.Named, "the evidence is not in the file")
		got.Named = nil
		assert.Equal(t, f, got, c.ID)
		n += len(c.Offers)
	}
	assert.Equal(t, 36, n)
	f := fileOf(lib.Cases[0])
	f.Evidence = lib.Evidence
	assert.Equal(t, f, rewritten(t, f), "with the evidence nothing is named that is not there")
}

// What is written does not depend on how it came about: a second round gives the same bytes.
func TestWritingIsStable(t *testing.T) {
	for _, c := range library(t).Cases {
		var first, second bytes.Buffer
		require.NoError(t, offerfile.Write(&first, fileOf(c)))
		f, err := offerfile.Read("f.yaml", first.Bytes())
		require.NoError(t, err)
		require.NoError(t, offerfile.Write(&second, f))
		assert.Equal(t, first.String(), second.String(), c.ID)
	}
}

// texts are what YAML might take for something else.
var texts = []string{
	"null", "~", "true", "No", "on", "1", "0x1f", "1e3", "1_000", ".inf", "2026-07-10", "12:30:45", "- a", "a: b", "a:", "# a", "a #b", "[a]", "{a}", "&a", "*a", "!a", "!!str", "| ", "> ", "%a", "@a", "`a",
	"'", "\"", "\\", "\\n", "\n", "\r\n", "\t", " ", "  ", "é", "e\u0301", "صفقة", "주권", "🛰️", "\u00a0", "\u2028", "\u0085", "\ufeff", "\x01", "\x7f", "---", "...", "?", "? a", "<<", "=", ",", "a, b", "<b>&", "\\u0041", "Stargate", "UAE",
}

// freeText are the fields that hold any text.
var freeText = []string{"Title", "Summary", "Provider", "Text", "Note", "OnlineBy", "Operator", "Party", "Payer", "Recipient", "Holder", "Licence", "Developer", "EndUser", "Rationale", "Criterion", "WeightsCustody"}

// shake puts other texts, figures and amounts into v, a pointer to a part of a file.
func shake(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			shakePointed(r, v.Interface())
			shake(r, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			shake(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.String && slices.Contains(freeText, v.Type().Field(i).Name) {
				text := "x"
				for range r.IntN(4) {
					text = texts[r.IntN(len(texts))] + text
				}
				f.SetString(text[:len(text)-r.IntN(2)*min(1, len(text)-1)])
			} else {
				shake(r, f)
			}
		}
	}
}

func shakePointed(r *rand.Rand, p any) {
	switch x := p.(type) {
	case *offer.Figure:
		x.Lo, x.Hi = r.Float64()/10, 0.1+0.9*r.Float64() // shares of up to ten owners, less running than planned
		if r.IntN(2) == 0 {
			x.Stage, x.Rung, x.AsOf = offer.Stage(r.IntN(6)), offer.Rung(r.IntN(4)), offer.Date{Year: 2026, Month: r.IntN(13)}
		}
	case *offer.Money:
		x.LoMinor = r.Int64N(1 << 50)
		x.HiMinor = x.LoMinor + r.Int64N(1<<50)
		x.Currency = []string{"USD", "KRW", "AED"}[r.IntN(3)]
	case *offer.MoneySpread:
		x.LoMinor, x.HiMinor, x.LikelyMinor = 7, 9+r.Int64N(1<<50), new(8+r.Int64N(2))
	case *offer.Spread:
		x.Lo, x.Hi, x.Likely = 0, 1, new(r.Float64())
	}
}

// Each case six times with text, figures and amounts that a format may trip over.
func TestReadingGivesWhatWasWrittenWhateverItSays(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	for _, c := range library(t).Cases {
		data, err := json.Marshal(fileOf(c))
		require.NoError(t, err)
		for range 6 {
			var f offerfile.File
			require.NoError(t, json.Unmarshal(data, &f))
			shake(r, reflect.ValueOf(&f).Elem())
			for i := range f.Answers { // criteria stay distinct
				f.Answers[i].Criterion += fmt.Sprint(i)
			}
			for i := range f.Capacity {
				f.Capacity[i].Criterion += fmt.Sprint(i)
			}
			got := rewritten(t, f)
			got.Named = nil
			want, err := json.MarshalIndent(f, "", " ")
			require.NoError(t, err)
			have, err := json.MarshalIndent(got, "", " ")
			require.NoError(t, err)
			require.Equal(t, string(want), string(have), c.ID)
		}
	}
}

// fill sets every field below v, so that one that is forgotten somewhere shows.
func fill(v reflect.Value, name string) {
	words := map[string]string{
		"Currency": "EUR", "ID": "a", "EndUserKind": "other", "Clause": "bundling", "Class": "logs", "Needs": "need",
		"Site.Kind": "", "Safeguard.Kind": "audit", "Term.Kind": "seat", "Link.Kind": "power", "ExitItem.Kind": "egress", "LineageItem.Kind": "hardware",
	}
	switch x := v.Addr().Interface().(type) {
	case *offer.Date:
		*x = offer.Date{Year: 2026, Month: 3}
		return
	case *offer.Range:
		*x = offer.Range{Lo: 0, Hi: 0.5}
		return
	case *offer.Spread:
		*x = offer.Spread{Lo: 0.25, Likely: new(0.5), Hi: 0.75, Evidence: []offer.ID{"a"}}
		return
	case *offer.MoneySpread:
		*x = offer.MoneySpread{LoMinor: 1, LikelyMinor: new(int64(2)), HiMinor: 3, Currency: "EUR", Evidence: []offer.ID{"a"}}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name)
	case reflect.Struct:
		for field, f := range v.Fields() {
			name := field.Name
			if _, ok := words[v.Type().Name()+"."+name]; ok {
				name = v.Type().Name() + "." + name
			}
			fill(f, name)
		}
	case reflect.String:
		v.SetString(cmp.Or(words[name], "AA"))
		if v.Type() == reflect.TypeFor[offer.ID]() {
			v.SetString("a")
		}
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// Every field of an offer, an answer and a record that exists is written and read.
func TestNoFieldIsForgotten(t *testing.T) {
	var f offerfile.File
	fill(reflect.ValueOf(&f).Elem(), "")
	f.Named = nil
	o := &f.Offers[0]
	o.Scope, o.Country = offer.ScopeCountry, "EST"
	step := &o.Parts.Exits[0].Steps[0]
	first := offer.ExitStep{Name: "first"}
	step.After = []string{"first"}
	o.Parts.Exits[0].Steps = []offer.ExitStep{first, *step}
	measured, without := f.Answers[0], f.Answers[0]
	for i, a := range []*offer.Answer{&measured, &without, &f.Answers[0], &f.Capacity[0]} {
		a.Criterion += fmt.Sprint(i)
		a.Choice = 0 // of a rung: these files hold answers by levels, sheets and bundles hold both
		a.Assessor, a.Version, a.NotApplicable, a.Lo.Admission, a.Hi.Level = "", 0, false, false, 1
	}
	f.Answers[0].Raw, f.Capacity[0].Raw = nil, nil
	measured.Lo.Level, measured.Hi.Level = 0, offer.MaxLevel
	without.Raw, without.NotApplicable, without.Lo.Level, without.Hi.Level = nil, true, 0, offer.MaxLevel
	f.Answers = append(f.Answers, measured, without)
	src := &f.Evidence[0].Source
	src.Grade, src.URL, src.DOI, src.Archive = "A", "https://example.org/", "10.1/x", strings.Repeat("0a", 32)
	assert.Equal(t, f, rewritten(t, f))
}

const small = `offers:
  - id: own-one
    title: One
    country: EST
    provider: Somebody
    stage: announced
    sites:
      - name: Tallinn
        mw_now: [1, 2]
        mw_planned: {range: [3], rung: vendor_claim, as_of: "2026-07"}
        evidence: [own-a]
    funds:
      - payer: A fund
        amount: [1.5]
        currency: EUR
    answers:
      - criterion: CL1
        range: [0, 4]
        rationale: Nobody knows.
`

func TestAFileByHand(t *testing.T) {
	f, err := offerfile.Read("f.yaml", []byte(small))
	require.NoError(t, err)
	require.Len(t, f.Offers, 1)
	site := f.Offers[0].Parts.Sites[0]
	assert.Equal(t, &offer.Figure{Range: offer.Range{Lo: 1, Hi: 2}}, site.MWNow)
	assert.Equal(t, &offer.Figure{Range: offer.Range{Lo: 3, Hi: 3}, Rung: offer.VendorClaim, AsOf: offer.Date{Year: 2026, Month: 7}}, site.MWPlanned)
	assert.Equal(t, &offer.Money{LoMinor: 150, HiMinor: 150, Currency: "EUR"}, f.Offers[0].Parts.Funds[0].Amount)
	assert.Equal(t, []offerfile.Reference{{ID: "own-a", Line: 11, Column: 19}}, f.Named)
	assert.Equal(t, offer.MaxLevel, f.Answers[0].Hi.Level)
	assert.Empty(t, f.Answers[0].Assessor)
}
