package offer_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
)

// fields lists where the problems are, in order.
func fields(ps []offer.Problem) (out []string) {
	for _, p := range ps {
		out = append(out, p.Field)
	}
	return out
}

func soundAnswer(edit ...func(*offer.Answer)) offer.Answer {
	a := offer.Answer{Offer: "o", Criterion: "CL1", Rationale: "because",
		Lo: offer.Bound{Level: 1, Evidence: []offer.ID{"e"}}, Hi: offer.Bound{Level: 3, Evidence: []offer.ID{"e"}}}
	for _, e := range edit {
		e(&a)
	}
	return a
}

// choiceOf is a sound answer to a framework of rungs, but for its rung.
func choiceOf(rung int) offer.Answer {
	return offer.Answer{Offer: "o", Criterion: "SOV-1.1", Choice: rung, Hi: offer.Bound{Level: 4}, Rationale: "because", Assessor: "a"}
}

func TestValidateAnswer(t *testing.T) {
	day := func(s string) offer.Date { return must(offer.ParseDate(s)) }
	nan := math.NaN()
	tests := []struct {
		name string
		edit func(*offer.Answer)
		want []string
	}{
		{"sound", func(*offer.Answer) {}, nil},
		{"the whole scale needs no evidence", func(a *offer.Answer) { a.Lo, a.Hi = offer.Bound{}, offer.Bound{Level: 4} }, nil},
		{"no criterion", func(a *offer.Answer) { a.Criterion = "" }, []string{"criterion"}},
		{"no reason", func(a *offer.Answer) { a.Rationale = "" }, []string{"rationale"}},
		{"reversed", func(a *offer.Answer) { a.Lo.Level, a.Hi.Level = 3, 1 }, []string{"range"}},
		{"below the scale", func(a *offer.Answer) { a.Lo.Level = -1 }, []string{"range"}},
		{"above the scale", func(a *offer.Answer) { a.Hi.Level = 5 }, []string{"range"}},
		{"lower bound without evidence", func(a *offer.Answer) { a.Lo.Evidence = nil }, []string{"lo.evidence"}},
		{"upper bound without evidence", func(a *offer.Answer) { a.Hi.Evidence = nil }, []string{"hi.evidence"}},
		{"an admission at the lower bound", func(a *offer.Answer) { a.Lo.Admission = true }, []string{"lo.admission"}},
		{"an admission at the upper bound", func(a *offer.Answer) { a.Hi.Admission = true }, nil},
		{"measured", func(a *offer.Answer) { a.Raw = &offer.Range{Lo: 1, Hi: 2}; a.Lo.Evidence = nil }, nil},
		{"measured without evidence", func(a *offer.Answer) { a.Raw = &offer.Range{Lo: 1, Hi: 2}; a.Lo.Evidence, a.Hi.Evidence = nil, nil }, []string{"raw"}},
		{"measured, reversed", func(a *offer.Answer) { a.Raw = &offer.Range{Lo: 2, Hi: 1} }, []string{"raw"}},
		{"measured, not a number", func(a *offer.Answer) { a.Raw = &offer.Range{Lo: nan, Hi: nan} }, []string{"raw"}},
		{"not applicable, shown", func(a *offer.Answer) { a.NotApplicable, a.Hi.Evidence = true, nil }, nil},
		{"not applicable, not shown", func(a *offer.Answer) { a.NotApplicable, a.Lo.Evidence = true, nil }, []string{"not_applicable"}},
		{"ends before it begins", func(a *offer.Answer) { a.ValidFrom, a.ValidTo = day("2026-07-10"), day("2026-07-09") }, []string{"valid_to"}},
		{"begins and ends in one month", func(a *offer.Answer) { a.ValidFrom, a.ValidTo = day("2026-07-10"), day("2026-07") }, nil},
		{"lapses on no day", func(a *offer.Answer) { a.Lapse = &offer.Lapse{Lo: 0, Hi: 1} }, []string{"lapse"}},
		{"lapses out of the scale", func(a *offer.Answer) { a.ValidTo, a.Lapse = day("2026"), &offer.Lapse{Lo: 0, Hi: 5} }, []string{"lapse"}},
		{"lapses to a reversed range", func(a *offer.Answer) { a.ValidTo, a.Lapse = day("2026"), &offer.Lapse{Lo: 3, Hi: 1} }, []string{"lapse"}},
		{"lapses", func(a *offer.Answer) { a.ValidTo, a.Lapse = day("2026"), &offer.Lapse{Lo: 0, Hi: 1} }, nil},
		{"a rung", func(a *offer.Answer) { *a = choiceOf(30) }, nil},
		{"a rung on evidence", func(a *offer.Answer) { *a = choiceOf(1); a.Lo.Evidence = []offer.ID{"e", "f"} }, nil},
		{"a rung on evidence of an upper bound", func(a *offer.Answer) { *a = choiceOf(1); a.Hi.Evidence = []offer.ID{"e"} }, []string{"choice"}},
		{"a rung that is documented", func(a *offer.Answer) { *a = choiceOf(1); a.Lo.Rung = offer.Documented }, []string{"choice"}},
		{"a rung below all", func(a *offer.Answer) { *a = choiceOf(-1) }, []string{"choice"}},
		{"a rung beyond all", func(a *offer.Answer) { *a = choiceOf(31) }, []string{"choice"}},
		{"a rung beside a range", func(a *offer.Answer) { a.Choice = 1 }, []string{"choice"}},
		{"a rung from a day on", func(a *offer.Answer) { *a = choiceOf(1); a.ValidFrom = day("2026") }, []string{"choice"}},
		{"all at once", func(a *offer.Answer) { *a = offer.Answer{Lo: offer.Bound{Level: 2}} }, []string{"criterion", "rationale", "range", "lo.evidence", "hi.evidence"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, fields(soundAnswer(tt.edit).Validate()))
		})
	}
}

func TestValidateOffer(t *testing.T) {
	sound := func() offer.Offer {
		return offer.Offer{ID: "est-ai-leap", Title: "AI Leap", Country: "EST", Provider: "OpenAI", ProviderCountry: "US",
			History: []offer.Event{{Date: offer.Date{Year: 2025}, Text: "begun"}}}
	}
	tests := []struct {
		name string
		edit func(*offer.Offer)
		want []string
	}{
		{"sound", func(*offer.Offer) {}, nil},
		{"no id", func(o *offer.Offer) { o.ID = "" }, []string{"id"}},
		{"no title", func(o *offer.Offer) { o.Title = "" }, []string{"title"}},
		{"a title too long", func(o *offer.Offer) { o.Title = strings.Repeat("x", 201) }, []string{"title"}},
		{"a summary too long", func(o *offer.Offer) { o.Summary = strings.Repeat("x", 1001) }, []string{"summary"}},
		{"no provider", func(o *offer.Offer) { o.Provider = "" }, []string{"provider"}},
		{"provider's country by three letters", func(o *offer.Offer) { o.ProviderCountry = "USA" }, []string{"provider_country"}},
		{"no buyer", func(o *offer.Offer) { o.Country = "" }, []string{"country"}},
		{"a programme with a buyer", func(o *offer.Offer) { o.Scope = offer.ScopeProgramme }, []string{"country"}},
		{"a path", func(o *offer.Offer) { o.Scope, o.Country = offer.ScopePath, "" }, nil},
		{"an undated event", func(o *offer.Offer) { o.History[0].Date = offer.Date{} }, []string{"history[0].date"}},
		{"an empty event", func(o *offer.Offer) { o.History[0].Text = "" }, []string{"history[0].text"}},
		{"shares beyond the whole", func(o *offer.Offer) {
			o.Parts.Sites = []offer.Site{{Owners: []offer.Owner{{Share: &offer.Figure{Range: offer.Range{Lo: .6, Hi: .6}}}, {Share: &offer.Figure{Range: offer.Range{Lo: .5, Hi: .5}}}}}}
		}, []string{"parts.sites[0].owners"}},
		{"shares that may fit", func(o *offer.Offer) {
			o.Parts.Sites = []offer.Site{{Owners: []offer.Owner{{Share: &offer.Figure{Range: offer.Range{Lo: .4, Hi: .6}}}, {Share: &offer.Figure{Range: offer.Range{Lo: .5, Hi: .7}}}, {}}}}
		}, nil},
		{"a share above 1", func(o *offer.Offer) {
			o.Parts.Sites = []offer.Site{{Reserved: &offer.Figure{Range: offer.Range{Lo: 0, Hi: 20}}}}
		}, []string{"parts.sites[0].reserved"}},
		{"negative power", func(o *offer.Offer) {
			o.Parts.Sites = []offer.Site{{MWPlanned: &offer.Figure{Range: offer.Range{Lo: -1, Hi: 20}}}}
		}, []string{"parts.sites[0].mw_planned"}},
		{"a reversed number of chips", func(o *offer.Offer) {
			o.Parts.Chips = []offer.Chip{{}, {Count: &offer.Figure{Range: offer.Range{Lo: 2, Hi: 1}}}}
		}, []string{"parts.chips[1].count"}},
		{"money of no currency", func(o *offer.Offer) { o.Parts.Funds = []offer.Fund{{Amount: &offer.Money{Currency: "usd"}}} }, []string{"parts.funds[0].amount"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := sound()
			tt.edit(&o)
			assert.Equal(t, tt.want, fields(o.Validate()))
		})
	}
}

func TestValidateEvidence(t *testing.T) {
	sound := func() offer.Evidence {
		return offer.Evidence{ID: "a-source", Account: "It says so.", Source: offer.Source{Publisher: "A ministry", URL: "https://example.org/text", Grade: "A"}}
	}
	tests := []struct {
		name string
		edit func(*offer.Evidence)
		want []string
	}{
		{"sound", func(*offer.Evidence) {}, nil},
		{"no id", func(e *offer.Evidence) { e.ID = "" }, []string{"id"}},
		{"no account", func(e *offer.Evidence) { e.Account = "" }, []string{"account"}},
		{"fifty words", func(e *offer.Evidence) { e.Passage = strings.Repeat("word ", 50) }, nil},
		{"fifty-one words", func(e *offer.Evidence) { e.Passage = strings.Repeat("word ", 51) }, []string{"passage"}},
		{"no publisher", func(e *offer.Evidence) { e.Source.Publisher = "" }, []string{"source.publisher"}},
		{"no such grade", func(e *offer.Evidence) { e.Source.Grade = "D" }, []string{"source.grade"}},
		{"neither address nor place", func(e *offer.Evidence) { e.Source.URL = "" }, []string{"source.url"}},
		{"a place instead of an address", func(e *offer.Evidence) { e.Source.URL, e.Source.Where = "", "a printed report" }, nil},
		{"an address no browser opens", func(e *offer.Evidence) { e.Source.URL = "javascript:alert(1)" }, []string{"source.url"}},
		{"an address without a host", func(e *offer.Evidence) { e.Source.URL = "https:///text" }, []string{"source.url"}},
		{"no address at all", func(e *offer.Evidence) { e.Source.URL = "http://[broken" }, []string{"source.url"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := sound()
			tt.edit(&e)
			assert.Equal(t, tt.want, fields(e.Validate()))
		})
	}
}

func TestIDs(t *testing.T) {
	for _, id := range []offer.ID{"a", "kor-aws-sk", "2026", offer.ID(strings.Repeat("x", 80))} {
		assert.True(t, id.Valid(), id)
	}
	for _, id := range []offer.ID{"", "A", "a--b", "-a", "a-", "a b", "a_b", "a/b", "ä", offer.ID(strings.Repeat("x", 81)), "a\n"} {
		assert.False(t, id.Valid(), "%q", id)
	}
}

func TestMoneyAndRange(t *testing.T) {
	assert.NoError(t, offer.Money{LoMinor: 1, HiMinor: 1, Currency: "EUR"}.Validate())
	for _, m := range []offer.Money{{LoMinor: -1, HiMinor: 1, Currency: "EUR"}, {LoMinor: 2, HiMinor: 1, Currency: "EUR"}, {Currency: ""}, {Currency: "EURO"}, {Currency: "eur"}, {Currency: "E1R"}} {
		assert.Error(t, m.Validate(), "%+v", m)
	}
	inf := math.Inf(1)
	assert.NoError(t, offer.Range{Lo: -2, Hi: 3}.Validate())
	for _, r := range []offer.Range{{Lo: 3, Hi: 2}, {Lo: math.NaN(), Hi: 2}, {Lo: 1, Hi: math.NaN()}, {Lo: -inf, Hi: 1}, {Lo: 1, Hi: inf}} {
		assert.Error(t, r.Validate(), "%+v", r)
	}
}

func TestSinceIsTheFirstRecordedDate(t *testing.T) {
	day := func(s string) offer.Event { return offer.Event{Date: must(offer.ParseDate(s))} }
	assert.True(t, offer.Offer{}.Since().IsZero())
	assert.Equal(t, "2025-03", offer.Offer{History: []offer.Event{day("2025-05-22"), day(""), day("2025-03"), day("2026")}}.Since().String())
}

// Every kind of part is visited, in reading order, with its evidence.
func TestEachPart(t *testing.T) {
	ids := func(id offer.ID) []offer.ID { return []offer.ID{id} }
	p := offer.Parts{
		Sites: []offer.Site{{Evidence: ids("a")}, {Evidence: ids("b")}}, Chips: []offer.Chip{{Evidence: ids("c")}}, Models: []offer.Model{{Evidence: ids("d")}},
		Funds: []offer.Fund{{Evidence: ids("e")}}, Safeguards: []offer.Safeguard{{Evidence: ids("f")}}, Terms: []offer.Term{{Evidence: ids("g")}},
	}
	var got []string
	p.Each(func(kind string, ordinal int, part any, evidence []offer.ID) {
		assert.NotNil(t, part)
		got = append(got, kind+string(rune('0'+ordinal))+string(evidence[0]))
	})
	assert.Equal(t, []string{"site0a", "site1b", "chip0c", "model0d", "fund0e", "safeguard0f", "term0g"}, got)
}
