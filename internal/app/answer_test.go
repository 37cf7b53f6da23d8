package app_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func TestCheckAnswer(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	core, err := frameworks.Get("assay-core@1")
	require.NoError(t, err)
	good := func() offer.Answer {
		b := func(level int) offer.Bound {
			return offer.Bound{Level: level, Rung: offer.Documented, Evidence: []offer.ID{"e"}}
		}
		return offer.Answer{Offer: "own-deal", Criterion: "CL1", Lo: b(1), Hi: b(3), Stage: offer.Binding, Rationale: "So.", Assessor: app.OurAnswer}
	}
	tests := []struct {
		name   string
		change func(*offer.Answer)
		field  string // empty: nothing to mend
	}{
		{"good", func(*offer.Answer) {}, ""},
		{"a raw range where there is a unit", func(a *offer.Answer) { a.Raw = &offer.Range{Lo: 1, Hi: 2} }, ""},
		{"not applicable where it may be", func(a *offer.Answer) { a.NotApplicable = true }, ""},
		{"a criterion that is not there", func(a *offer.Answer) { a.Criterion = "ZZ1" }, "criterion"},
		{"no reason", func(a *offer.Answer) { a.Rationale = "" }, "rationale"},
		{"a raw range without a unit", func(a *offer.Answer) { a.Criterion, a.Raw = "CL3", &offer.Range{Lo: 1, Hi: 2} }, "raw"},
		{"not applicable where it must apply", func(a *offer.Answer) { a.Criterion, a.NotApplicable = "CL3", true }, "not_applicable"},
		{"a qualifier that is not there", func(a *offer.Answer) { a.Caps = []offer.Cap{{ID: "none", Holds: offer.Yes}} }, "caps"},
		{"a strength that is none", func(a *offer.Answer) { a.Hi.Rung = 9 }, "hi.rung"},
		{"a stage that is none", func(a *offer.Answer) { a.Stage = 9 }, "stage"},
	}
	for _, c := range core.Criteria {
		if len(c.Caps) > 0 {
			k := offer.Cap{ID: c.Caps[0].ID, Holds: offer.Yes}
			once, twice := tests[0], tests[0]
			once.name, once.change = "a qualifier of "+c.ID, func(a *offer.Answer) { a.Criterion, a.Caps = c.ID, []offer.Cap{k} }
			twice.name, twice.field = "a qualifier of "+c.ID+" twice", "caps"
			twice.change = func(a *offer.Answer) { a.Criterion, a.Caps = c.ID, []offer.Cap{k, k} }
			tests = append(tests, once, twice)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := good()
			tt.change(&a)
			ps := app.CheckAnswer(core, a)
			_, scores := evaluate.Score(core, offer.Offer{ID: a.Offer}, []offer.Answer{a}, evaluate.Options{AsOf: offer.Date{Year: 2026, Month: 11, Day: 22}, Tier: core.Tiers[0]})
			if tt.field == "" {
				assert.Empty(t, ps)
				assert.NoError(t, scores, "what has no problem can be evaluated")
				return
			}
			require.NotEmpty(t, ps)
			assert.Equal(t, tt.field, ps[0].Field)
		})
	}
	eu, err := frameworks.Get("eu-csf@2026-06")
	require.NoError(t, err)
	rung := offer.Answer{Offer: "own-deal", Criterion: "SOV-1.1", Choice: 4, Hi: offer.Bound{Level: 4}, Rationale: "So.", Assessor: app.OurAnswer}
	assert.Empty(t, app.CheckAnswer(eu, rung), "SOV-1.1 has four rungs")
	assert.Equal(t, "criterion", app.CheckAnswer(core, rung)[0].Field)
	for _, n := range []int{0, 5} {
		rung.Choice = n
		assert.Equal(t, "choice", app.CheckAnswer(eu, rung)[0].Field, n)
	}
	rung.Criterion, rung.Choice = "CL1", 1
	assert.Equal(t, "choice", app.CheckAnswer(core, rung)[0].Field)
	mof, err := frameworks.Get("mof@1.0")
	require.NoError(t, err)
	assert.Equal(t, "criterion", app.CheckAnswer(mof, good())[0].Field)
}

// Every answer of the library passes the check that people's answers pass.
func TestTheLibrarysAnswersPassTheCheck(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	core, err := frameworks.Get("assay-core@1")
	require.NoError(t, err)
	n := 0
	for _, c := range lib.Cases {
		ds, err := app.Embedded{Library: lib}.Dossiers(t.Context(), core.ID, core.Version, idsOf(c.Offers))
		require.NoError(t, err)
		for _, d := range ds {
			for _, a := range d.Answers {
				assert.Empty(t, app.CheckAnswer(core, a), "%s on %s", a.Offer, a.Criterion)
				n++
			}
		}
	}
	assert.Greater(t, n, 100)
}

func idsOf(os []offer.Offer) []offer.ID {
	ids := make([]offer.ID, len(os))
	for i, o := range os {
		ids[i] = o.ID
	}
	return ids
}

func TestLevelsOf(t *testing.T) {
	c := func(sense string) framework.Criterion {
		return framework.Criterion{Thresholds: &framework.Thresholds{Sense: sense, At: framework.Cuts{10, 20, 30, 40}}}
	}
	lo, hi := app.LevelsOf(c("asc"), offer.Range{Lo: 15, Hi: 40})
	assert.Equal(t, [2]int{1, 4}, [2]int{lo, hi}, "by hand: 15 reaches 10, 40 reaches 40")
	down := c("desc")
	down.Thresholds.At = framework.Cuts{40, 30, 20, 10}
	lo, hi = app.LevelsOf(down, offer.Range{Lo: 15, Hi: 40})
	assert.Equal(t, [2]int{1, 3}, [2]int{lo, hi}, "by hand: 40 is the worse end, 15 is under 20")
}
