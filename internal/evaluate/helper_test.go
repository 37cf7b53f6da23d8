package evaluate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// The frameworks of these tests are made of the criteria below, so that every expected number
// can be worked out by hand.

// ordinal has no raw unit: level n is worth n/4.
func ordinal(id string) framework.Criterion { return framework.Criterion{ID: id, Title: id} }

// rising is measured upward and is worth (x-10)/40 between 10 and 50:
//
//	level    0      1      2      3      4
//	raw     <10   10-20  20-30  30-50   50-
//	value    0    0-.25  .25-.5  .5-1    1
func rising(id string) framework.Criterion {
	return framework.Criterion{ID: id, Title: id,
		Thresholds: &framework.Thresholds{Sense: "asc", At: framework.Cuts{10, 20, 30, 50}},
		Curve:      []framework.Point{{10, 0}, {50, 1}}}
}

// falling is measured downward in whole things. Between 81 and 41 a thing is worth .01, from
// 41 to 21 it is worth .03:
//
//	level    0      1         2         3       4
//	raw     81-   80-61     60-41     40-21    20-
//	value    0   .01-.2    .21-.4    .43-1      1
func falling(id string) framework.Criterion {
	return framework.Criterion{ID: id, Title: id,
		Thresholds: &framework.Thresholds{Sense: "desc", At: framework.Cuts{80, 60, 40, 20}, Step: 1},
		Curve:      []framework.Point{{81, 0}, {41, .4}, {21, 1}}}
}

// capped adds two qualifiers: "untested" at level 1 and "dated" at level 2.
func capped(c framework.Criterion) framework.Criterion {
	c.Caps = []framework.Cap{{ID: "untested", Title: "Never tested", Level: 1}, {ID: "dated", Title: "Tested long ago", Level: 2}}
	return c
}

func gating(c framework.Criterion) framework.Criterion   { c.Gating = true; return c }
func optional(c framework.Criterion) framework.Criterion { c.Optional = true; return c }
func excusable(c framework.Criterion) framework.Criterion {
	c.NAPermitted, c.NAWhen = true, "when there is no such thing"
	return c
}

func weighing(w float64, c framework.Criterion) framework.Criterion { c.Weight = w; return c }

func dimension(id string, weight float64, cs ...framework.Criterion) framework.Dimension {
	return framework.Dimension{ID: id, Title: id, Weight: weight, Criteria: cs}
}

// yardstick is a framework in which evidence goes stale after two years.
func yardstick(ds ...framework.Dimension) *framework.Framework {
	return &framework.Framework{ID: "test", Version: "1", Kind: framework.KindLevels, StaleAfterMonths: 24, Dimensions: ds}
}

var (
	official = framework.Tier{ID: "official", Title: "Official", Level: 2}
	asOf     = day("2026-11-22")
)

// issued holds the dates of the sources that the tests cite; "fresh" is the usual one.
var issued = map[offer.ID]string{
	"fresh": "2026-06-01", "old": "2020-06-01", "older": "2019-06-01", "undated": "",
	"day-before": "2024-11-21", "on-the-day": "2024-11-22", "that-month": "2024-11", "month-before": "2024-10", "that-year": "2024", "year-before": "2023",
}

// dates are the same, parsed once.
var dates = func() map[offer.ID]offer.Date {
	m := map[offer.ID]offer.Date{}
	for id := range issued {
		m[id] = day(issued[id])
	}
	return m
}()

func issuedOf(id offer.ID) offer.Date { return dates[id] }

func day(s string) offer.Date {
	d, err := offer.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func by(rung offer.Rung, sources ...offer.ID) offer.Bound {
	return offer.Bound{Rung: rung, Evidence: sources}
}

// given is an answer of offer "o" that counts on both bases unless edit says otherwise.
func given(criterion string, lo, hi int, edit ...func(*offer.Answer)) offer.Answer {
	a := offer.Answer{Offer: "o", Criterion: criterion, Stage: offer.Binding, Rationale: "because", Version: 1,
		Lo: by(offer.Documented, "fresh"), Hi: by(offer.Documented, "fresh")}
	a.Lo.Level, a.Hi.Level = lo, hi
	for _, e := range edit {
		e(&a)
	}
	return a
}

func measured(criterion string, lo, hi float64, edit ...func(*offer.Answer)) offer.Answer {
	a := given(criterion, 0, 0)
	a.Raw = &offer.Range{Lo: lo, Hi: hi}
	for _, e := range edit {
		e(&a)
	}
	return a
}

func excused(criterion string, edit ...func(*offer.Answer)) offer.Answer {
	a := given(criterion, 0, 0)
	a.NotApplicable = true
	for _, e := range edit {
		e(&a)
	}
	return a
}

func from(s string) func(*offer.Answer)       { return func(a *offer.Answer) { a.ValidFrom = day(s) } }
func until(s string) func(*offer.Answer)      { return func(a *offer.Answer) { a.ValidTo = day(s) } }
func version(n int) func(*offer.Answer)       { return func(a *offer.Answer) { a.Version = n } }
func stage(s offer.Stage) func(*offer.Answer) { return func(a *offer.Answer) { a.Stage = s } }
func paused(a *offer.Answer)                  { a.Paused = true }
func lapsing(lo, hi int) func(*offer.Answer) {
	return func(a *offer.Answer) { a.Lapse = &offer.Lapse{Lo: lo, Hi: hi, Text: "Then it ends."} }
}

// backed sets the evidence of both bounds and leaves their levels.
func backed(lo, hi offer.Bound) func(*offer.Answer) {
	return func(a *offer.Answer) {
		lo.Level, hi.Level = a.Lo.Level, a.Hi.Level
		a.Lo, a.Hi = lo, hi
	}
}

func stating(id string, holds offer.Tri) func(*offer.Answer) {
	return func(a *offer.Answer) { a.Caps = append(a.Caps, offer.Cap{ID: id, Holds: holds}) }
}

func options(edit ...func(*evaluate.Options)) evaluate.Options {
	opt := evaluate.Options{AsOf: asOf, Tier: official, Issued: issuedOf}
	for _, e := range edit {
		e(&opt)
	}
	return opt
}

func claimed(opt *evaluate.Options) { opt.Basis = evaluate.Claimed }
func on(s string) func(*evaluate.Options) {
	return func(opt *evaluate.Options) { opt.AsOf = day(s) }
}

func score(t *testing.T, fw *framework.Framework, o offer.Offer, answers []offer.Answer, opt evaluate.Options) evaluate.Result {
	t.Helper()
	o.ID = "o"
	r, err := evaluate.Score(fw, o, answers, opt)
	require.NoError(t, err)
	return r
}

// cellOf scores one criterion alone.
func cellOf(t *testing.T, c framework.Criterion, a []offer.Answer, opt evaluate.Options) evaluate.Cell {
	t.Helper()
	return score(t, yardstick(dimension("D", 1, c)), offer.Offer{}, a, opt).Cells[0]
}

func codes(notes []evaluate.Note) (codes []string) {
	for _, n := range notes {
		codes = append(codes, n.Code)
	}
	return codes
}

// near compares both ends to twelve digits.
func near(t *testing.T, want, got evaluate.Interval, what string) {
	t.Helper()
	assert.InDelta(t, want.Lo, got.Lo, 1e-12, "lower bound of %s", what)
	assert.InDelta(t, want.Hi, got.Hi, 1e-12, "upper bound of %s", what)
}
