package offerfile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/offerfile"
)

// changed is small with its first old made other.
func changed(old, to string) string { return strings.Replace(small, old, to, 1) }

func TestEveryMistakeHasItsPlace(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"nothing", "", "f.yaml:1:1: must hold exactly one YAML document"},
		{"text", "hello", "f.yaml:1:1: "},
		{"a list", "- a\n", "f.yaml:1:1: "},
		{"an unknown key", changed("stage:", "colour:"), "f.yaml:6:5: unknown field \"colour\""},
		{"a key twice", changed("stage: announced", "title: Two"), "f.yaml:6:5: "},
		{"an unknown word", changed("announced", "signed"), `f.yaml:6:12: stage "signed" is not one of announced`},
		{"an anchor", changed("Somebody", "&p Somebody"), "f.yaml:5:15: anchors, aliases and merge keys are not allowed"},
		{"a reversed figure", changed("[1, 2]", "[2, 1]"), "f.yaml:9:17: offer own-one: parts.sites[0].mw_now: range [2, 1]"},
		{"a figure of three numbers", changed("[1, 2]", "[1, 2, 3]"), "f.yaml:9:17: needs one number or two, lowest and highest, not 3"},
		{"a figure of none", changed("[1, 2]", "[]"), "f.yaml:9:17: needs one number or two"},
		{"a figure without its range", changed("range: [3], ", ""), "f.yaml:10:22: needs range: one number or two"},
		{"no number", changed("[1, 2]", "[.nan, 2]"), "f.yaml:9:17: NaN is no number"},
		{"more running than planned", changed("[1, 2]", "[9, 9]"), "f.yaml:9:17: offer own-one: parts.sites[0].mw_now: at least 9 MW run"},
		{"an amount too large", changed("[1.5]", "[1e15]"), "f.yaml:13:9: 1e+15 EUR is too large an amount"},
		{"an amount of three numbers", changed("[1.5]", "[1, 2, 3]"), "f.yaml:14:17: needs one number or two"},
		{"no currency", changed("currency: EUR", "note: x"), `f.yaml:14:17: offer own-one: parts.funds[0].amount: currency ""`},
		{"no country", changed("country: EST", "summary: x"), `f.yaml:2:5: offer own-one: country: "" is not an ISO 3166 alpha-3 code`},
		{"no id", changed("id: own-one", "id: One of Mine"), `f.yaml:2:9: offer One of Mine: id: "One of Mine" must be lower-case`},
		{"an answer without range", changed("range: [0, 4]", "stage: binding"), "f.yaml:17:9: offer own-one, CL1: needs range: [lowest level, highest level]"},
		{"an answer without a reason", changed("rationale: Nobody knows.", "paused: true"), "f.yaml:17:9: offer own-one, CL1: rationale: is required"},
		{"a bound without evidence", changed("[0, 4]", "[1, 4]"), "f.yaml:17:9: offer own-one, CL1: lo.evidence: a lower bound above 0 needs evidence"},
		{"an evidence id that is none", changed("[own-a]", "[Own A]"), `f.yaml:11:19: evidence "Own A": an id is lower-case letters`},
		{"an offer twice", small + strings.TrimPrefix(small, "offers:\n"), `f.yaml:20:9: offer id "own-one" is used twice`},
		{"evidence that is refused", small + "evidence:\n  - id: own-a\n    account: Says so.\n    source: {publisher: P, url: \"ftp://x\", grade: B}\n", `f.yaml:23:33: evidence own-a: source.url: "ftp://x" is not a web address`},
		{"a word with an escape", changed("announced", `"annou\u006eced"`), "f.yaml:1:1: a date or a word of a closed list is written with an escape"},
		{"brackets without end", "offers: " + strings.Repeat("[", 100), "f.yaml:1:1: brackets are nested more than 64 deep"},
		{"JSON with a mistake", `{"offers": [{"id": "own-one", "colour": 1}]}`, `f.yaml:1:31: unknown field "colour"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := offerfile.Read("f.yaml", []byte(tt.file))
			mistakes, ok := errors.AsType[offerfile.Mistakes](err)
			require.True(t, ok, "%v", err)
			assert.Empty(t, f, "a file with a mistake gives nothing")
			assert.True(t, strings.HasPrefix(err.Error(), tt.want), "%q\nbegins with %q", err, tt.want)
			for _, m := range mistakes {
				assert.True(t, m.Line >= 1 && m.Column >= 1, "%v", m)
			}
		})
	}
}

func TestJSONIsReadTheSame(t *testing.T) {
	want, err := offerfile.Read("f", []byte(small))
	require.NoError(t, err)
	got, err := offerfile.Read("f", []byte(`{"offers": [{"id": "own-one", "title": "One", "country": "EST", "provider": "Some\u0062ody", "stage": "announced",
		"sites": [{"name": "Tallinn", "mw_now": [1, 2], "mw_planned": {"range": [3], "rung": "vendor_claim", "as_of": "2026-07"}, "evidence": ["own-a"]}],
		"funds": [{"payer": "A fund", "amount": [1.5], "currency": "EUR"}],
		"answers": [{"criterion": "CL1", "range": [0, 4], "rationale": "Nobody knows."}]}]}`))
	require.NoError(t, err)
	want.Named, got.Named = nil, nil
	assert.Equal(t, want, got)
}

func TestBounds(t *testing.T) {
	_, err := offerfile.Read("f", make([]byte, offerfile.MaxBytes+1))
	require.ErrorContains(t, err, "f:1:1: is 2097153 bytes long; at most 2097152 are read")

	var b strings.Builder
	b.WriteString("offers:\n")
	for i := range offerfile.MaxOffers {
		fmt.Fprintf(&b, "  - {id: own-%d, title: T, provider: P, country: EST}\n", i)
	}
	f, err := offerfile.Read("f", []byte(b.String()))
	require.NoError(t, err)
	assert.Len(t, f.Offers, offerfile.MaxOffers)
	_, err = offerfile.Read("f", []byte(b.String()+"  - {id: own-x, title: T, provider: P, country: EST}\n"))
	require.ErrorContains(t, err, "f:2:3: has 1001 offers; at most 1000 are read")
	_, err = offerfile.Read("f", []byte(strings.ReplaceAll(b.String(), "EST", "E")))
	mistakes, ok := errors.AsType[offerfile.Mistakes](err)
	require.True(t, ok)
	assert.Len(t, mistakes, 51)
	assert.Contains(t, mistakes[50].Message, "there is more to mend")
}

// What the written form cannot hold is refused, not changed.
func TestWriteRefuses(t *testing.T) {
	one := offer.Offer{ID: "own-one", Title: "One", Country: "EST", Provider: "P"}
	tests := []struct {
		name string
		file offerfile.File
		want string
	}{
		{"an answer of no offer", offerfile.File{Answers: []offer.Answer{{Offer: "x", Criterion: "CL1"}}}, "offer x has an answer to CL1 and is not in the file"},
		{"levels beside a measure", offerfile.File{Offers: []offer.Offer{one}, Answers: []offer.Answer{{Offer: "own-one", Criterion: "CL1", Raw: &offer.Range{}, Hi: offer.Bound{Level: 3}}}}, "offer own-one: the answer to CL1 has levels beside"},
		{"an amount too large", offerfile.File{Offers: []offer.Offer{{ID: "own-one", Parts: offer.Parts{Funds: []offer.Fund{{Amount: &offer.Money{LoMinor: 1, HiMinor: 1 << 60, Currency: "EUR"}}}}}}}, "cannot be written exactly"},
		{"two exits", offerfile.File{Offers: []offer.Offer{{ID: "own-one", Parts: offer.Parts{Exits: make([]offer.Exit, 2)}}}}, "has 2 exits"},
		{"no UTF-8", offerfile.File{Offers: []offer.Offer{{ID: "own-one", Title: "\xff"}}}, "is not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.ErrorContains(t, offerfile.Write(&strings.Builder{}, tt.file), tt.want)
		})
	}
	var b strings.Builder
	require.NoError(t, offerfile.Write(&b, offerfile.File{}))
	got, err := offerfile.Read("f", []byte(b.String()))
	require.NoError(t, err)
	assert.Equal(t, offerfile.File{}, got)
}

// Whatever is read: a refusal says where, and what is accepted reads back as it was written.
func FuzzRead(f *testing.F) {
	for _, s := range []string{small, "offers: []", "{}", "evidence:\n  - {id: a}\n", `{"offers": [{"id": "a"}]}`, "offers: &a\n", "a: !!binary x", "\xff", strings.Repeat("[", 70),
		"offers:\n  - {id: a, title: b, provider: c, country: EST, exit: {complete: yes, currency: EUR, annual_value: {range: [1, 2, 3], currency: EUR}, steps: [{name: a, days: {range: [1]}}]}}\n",
		"offers:\n  - {id: a, title: b, provider: c, scope: path, sites: [{name: s, online: [\"2026\", \"\"], evidence: []}], links: [{from: a, needs: b, kind: power, stock_months: [1]}]}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := offerfile.Read("f", data)
		if err != nil {
			mistakes, ok := errors.AsType[offerfile.Mistakes](err)
			require.True(t, ok, "%v", err)
			require.NotEmpty(t, mistakes)
			for _, m := range mistakes {
				assert.GreaterOrEqual(t, m.Line, 1)
			}
			return
		}
		var b strings.Builder
		require.NoError(t, offerfile.Write(&b, file))
		again, err := offerfile.Read("f", []byte(b.String()))
		require.NoError(t, err, b.String())
		file.Named, again.Named = nil, nil
		assert.Equal(t, canonical(t, file), canonical(t, again), b.String())
	})
}

// canonical is the JSON of what was read: an empty list and none are the same.
func canonical(t testing.TB, f offerfile.File) string {
	t.Helper()
	data, err := json.Marshal(f)
	require.NoError(t, err)
	return strings.ReplaceAll(string(data), "[]", "null")
}
