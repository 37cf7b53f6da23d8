package evaluate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func lintOf(t *testing.T, fw *framework.Framework, o offer.Offer, answers ...offer.Answer) evaluate.LintOffer {
	t.Helper()
	r := score(t, fw, o, answers, options())
	return evaluate.LintOffer{Offer: o, Answers: answers, Result: r}
}

// finding returns the one finding with a code, or nil.
func finding(t *testing.T, fs []evaluate.Finding, code string) *evaluate.Finding {
	t.Helper()
	var found *evaluate.Finding
	for i := range fs {
		if fs[i].Code == code {
			assert.Nil(t, found, "%s is found twice", code)
			found = &fs[i]
		}
	}
	return found
}

func TestLint(t *testing.T) {
	fw := yardstick(dimension("D", 1, excusable(ordinal("A")), ordinal("B"), ordinal("C"), ordinal("E")))
	deal := func(id offer.ID, answers ...offer.Answer) evaluate.LintOffer {
		return lintOf(t, fw, offer.Offer{ID: id, Title: "The " + string(id)}, answers...)
	}
	source := func(id offer.ID) func(*offer.Answer) {
		return backed(by(offer.Documented, id), by(offer.Documented, id))
	}
	// Half of the scale is resolved with two criteria of four; less with one.
	half := deal("half", given("A", 1, 1, source("fresh")), given("B", 3, 3, source("undated")))
	less := deal("less", given("A", 1, 1, source("fresh")), given("B", 0, 3, source("undated")))

	fs := evaluate.Lint(fw, []evaluate.LintOffer{half, less}, evaluate.LintContext{AsOf: asOf, Decision: true})
	assert.NotNil(t, finding(t, fs, evaluate.FindNoWeights))
	assert.Equal(t, []offer.ID{"less"}, finding(t, fs, evaluate.FindTooWide).Offers)
	assert.Equal(t, []string{"A"}, finding(t, fs, evaluate.FindConstant).Criteria)
	assert.Equal(t, []string{"C", "E"}, finding(t, fs, evaluate.FindAllUnknown).Criteria)
	assert.Contains(t, finding(t, fs, evaluate.FindAllUnknown).Text, "On 2 criteria nothing is known for any offer: C, E.")
	assert.Nil(t, finding(t, fs, evaluate.FindUnequalNA))
	assert.Nil(t, finding(t, fs, evaluate.FindSharedSource))
	assert.Nil(t, finding(t, fs, evaluate.FindLapsed))
	assert.NotNil(t, finding(t, fs, evaluate.FindNoAlternative))

	t.Run("profiles need no alternative, and a path is one", func(t *testing.T) {
		assert.Nil(t, finding(t, evaluate.Lint(fw, []evaluate.LintOffer{half, less}, evaluate.LintContext{AsOf: asOf}), evaluate.FindNoAlternative))
		path := half
		path.Offer.Scope = offer.ScopePath
		assert.Nil(t, finding(t, evaluate.Lint(fw, []evaluate.LintOffer{path, less}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindNoAlternative))
	})
	t.Run("a single offer is like no other", func(t *testing.T) {
		fs := evaluate.Lint(fw, []evaluate.LintOffer{half}, evaluate.LintContext{AsOf: asOf, Decision: true})
		for _, code := range []string{evaluate.FindConstant, evaluate.FindAllUnknown, evaluate.FindUnequalNA, evaluate.FindTooWide} {
			assert.Nil(t, finding(t, fs, code), code)
		}
	})
	t.Run("unequal sets", func(t *testing.T) {
		without := deal("without", excused("A"), given("B", 3, 3))
		fs := evaluate.Lint(fw, []evaluate.LintOffer{half, without}, evaluate.LintContext{AsOf: asOf, Decision: true})
		assert.Equal(t, []string{"A"}, finding(t, fs, evaluate.FindUnequalNA).Criteria)
		fs = evaluate.Lint(fw, []evaluate.LintOffer{without, without}, evaluate.LintContext{AsOf: asOf, Decision: true})
		assert.Nil(t, finding(t, fs, evaluate.FindUnequalNA))
		assert.Equal(t, []string{"B"}, finding(t, fs, evaluate.FindConstant).Criteria, "what applies to none is not constant")
	})
	t.Run("one source behind two answers", func(t *testing.T) {
		one := deal("one", given("A", 1, 1), given("B", 3, 3), given("C", 3, 3, source("undated")),
			given("E", 3, 3, backed(by(offer.Documented, "fresh"), by(offer.Documented, "on-the-day")))) // two sources
		f := finding(t, evaluate.Lint(fw, []evaluate.LintOffer{one}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindSharedSource)
		assert.Equal(t, []string{"A", "B"}, f.Criteria)
		assert.Equal(t, []offer.ID{"one"}, f.Offers)
		assert.Equal(t, "The one: A, B rest on one source alone.", f.Text)
	})
	t.Run("copies of one text are one source", func(t *testing.T) {
		one := deal("one", given("A", 1, 1, source("undated")), given("E", 3, 3, backed(by(offer.Documented, "fresh"), by(offer.Documented, "on-the-day"))))
		assert.Nil(t, finding(t, evaluate.Lint(fw, []evaluate.LintOffer{one}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindSharedSource))
		one.Origin = func(offer.ID) string { return "WIRED, October 2025" }
		assert.Equal(t, []string{"A", "E"}, finding(t, evaluate.Lint(fw, []evaluate.LintOffer{one}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindSharedSource).Criteria)
	})
	t.Run("what has run out", func(t *testing.T) {
		lapsed := deal("lapsed", given("A", 1, 1, until("2026-11-21")))
		f := finding(t, evaluate.Lint(fw, []evaluate.LintOffer{lapsed}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindLapsed)
		assert.Equal(t, []string{"A"}, f.Criteria)
		assert.Contains(t, f.Text, "lapsed on 2026-11-21")
		for expiry, found := range map[string]bool{"2026-11-21": true, "2026-11-22": false, "2026-11": false, "2026-10": true, "": false} {
			licensed := deal("licensed")
			licensed.Offer.Parts.Chips = []offer.Chip{{Vendor: "Acme", LicenceExpiry: day(expiry)}}
			f := finding(t, evaluate.Lint(fw, []evaluate.LintOffer{licensed}, evaluate.LintContext{AsOf: asOf, Decision: true}), evaluate.FindLapsed)
			assert.Equal(t, found, f != nil, expiry)
		}
	})
}

func TestLintOfWeights(t *testing.T) {
	fw := yardstick(dimension("D", 1, ordinal("A")))
	one := []evaluate.LintOffer{lintOf(t, fw, offer.Offer{ID: "one", Title: "One"}, given("A", 2, 2))}
	for _, tt := range []struct {
		name    string
		weights evaluate.WeightOrigin
		want    string // the only finding on weights
	}{
		{"published with the framework", evaluate.FrameworkWeights, evaluate.FindNoWeights},
		{"elicited as swings", evaluate.ElicitedWeights, ""},
		{"given without ranges", evaluate.WithoutRanges, evaluate.FindNoRanges},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fs := evaluate.Lint(fw, one, evaluate.LintContext{AsOf: asOf, Weights: tt.weights})
			for _, code := range []string{evaluate.FindNoWeights, evaluate.FindNoRanges} {
				assert.Equal(t, code == tt.want, finding(t, fs, code) != nil, code)
			}
		})
	}
}

func TestLintOfLeads(t *testing.T) {
	os := []evaluate.LintOffer{{Offer: offer.Offer{ID: "a", Title: "The a"}}, {Offer: offer.Offer{ID: "b", Title: "The b"}}}
	beats := func(tie bool) evaluate.Order {
		return evaluate.Order{Dominance: []evaluate.Dominance{{By: "a", Over: "b", Tie: tie}}}
	}
	for _, tt := range []struct {
		name  string
		order evaluate.Order
		lead  evaluate.Lead
		want  string
	}{
		{"a dominated offer leads", beats(false), evaluate.Lead{Method: "by TOPSIS", First: "b", Over: "a"}, evaluate.FindDominatedLead},
		{"the better one leads", beats(false), evaluate.Lead{Method: "by TOPSIS", First: "a", Over: "b"}, ""},
		{"level at best is no offence", beats(true), evaluate.Lead{Method: "by TOPSIS", First: "b", Over: "a"}, ""},
		{"0.6 is a near-tie", evaluate.Order{}, evaluate.Lead{First: "a", Over: "b", P: 0.6, Drawn: true}, evaluate.FindNearTie},
		{"0.4 is a near-tie", evaluate.Order{}, evaluate.Lead{First: "a", Over: "b", P: 0.4, Drawn: true}, evaluate.FindNearTie},
		{"0.61 is none", evaluate.Order{}, evaluate.Lead{First: "a", Over: "b", P: 0.61, Drawn: true}, ""},
		{"no draw, no near-tie", evaluate.Order{}, evaluate.Lead{First: "a", Over: "b", P: 0.5}, ""},
		{"nobody to be level with", evaluate.Order{}, evaluate.Lead{First: "a", P: 0.5, Drawn: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fs := evaluate.LintLeads(os, tt.order, []evaluate.Lead{tt.lead, tt.lead})
			if tt.want == "" {
				assert.Empty(t, fs)
				return
			}
			f := finding(t, fs, tt.want)
			assert.Contains(t, f.Text, "The a", "names and not ids; said once though two methods say it")
		})
	}
}
