package page

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// Thousands are grouped by narrow no-break spaces from five digits on, as ISO 80000 writes them.
func TestNumber(t *testing.T) {
	for want, v := range map[string]float64{
		"0": 0, "7": 7, "1234": 1234, "12\u202f345": 12345, "1\u202f234\u202f567": 1234567, "12.5": 12.5, "12\u202f345.7": 12345.67, "0.25": 0.25,
	} {
		assert.Equal(t, want, number(v))
	}
}

func TestRangeText(t *testing.T) {
	assert.Equal(t, "not known", rangeText(nil, " MW"))
	assert.Equal(t, "200 MW", rangeText(&offer.Range{Lo: 200, Hi: 200}, " MW"))
	assert.Equal(t, "200 to 1000 MW", rangeText(&offer.Range{Lo: 200, Hi: 1000}, " MW"))
	assert.Equal(t, "60 %", rangeText(&offer.Range{Lo: 60, Hi: 60}, " %"))
}

func TestFiguresSayHowTheyAreKnown(t *testing.T) {
	assert.Empty(t, figureText(nil, " MW"), "what is not recorded has no row")
	assert.Equal(t, "60 % (unverified)", shareText(&offer.Figure{Range: offer.Range{Lo: 0.6, Hi: 0.6}}))
	f := &offer.Figure{Range: offer.Range{Lo: 200, Hi: 1000}, Rung: offer.Documented, Stage: offer.Announced, AsOf: offer.Date{Year: 2025, Month: 5}}
	assert.Equal(t, "200 to 1000 MW (announced, 2025-05, documented)", figureText(f, " MW"))
}

func TestMoneyText(t *testing.T) {
	for want, m := range map[string]*offer.Money{
		"amount not known":               nil,
		"USD 30 billion":                 {LoMinor: 3_000_000_000_000, HiMinor: 3_000_000_000_000, Currency: "USD"},
		"EUR 3.2 million to 6 million":   {LoMinor: 320_000_000, HiMinor: 600_000_000, Currency: "EUR"},
		"KRW 7 trillion":                 {LoMinor: 7_000_000_000_000, HiMinor: 7_000_000_000_000, Currency: "KRW"}, // no minor unit
		"USD 950\u202f000":               {LoMinor: 95_000_000, HiMinor: 95_000_000, Currency: "USD"},
		"USD 1 trillion to 1.5 trillion": {LoMinor: 100_000_000_000_000, HiMinor: 150_000_000_000_000, Currency: "USD"},
		"USD 0 to 1 million":             {LoMinor: 0, HiMinor: 100_000_000, Currency: "USD"},
		"USD 900 million to 1.2 billion": {LoMinor: 90_000_000_000, HiMinor: 120_000_000_000, Currency: "USD"},
	} {
		assert.Equal(t, want, moneyText(m))
	}
}

func TestLevelWords(t *testing.T) {
	c := framework.Criterion{Levels: []string{"None at all", "A little", "US firms hold it", "Most", "All"}}
	cell := func(lo, hi int) evaluate.Cell {
		return evaluate.Cell{State: evaluate.Answered, Levels: evaluate.Levels{Lo: lo, Hi: hi}}
	}
	assert.Equal(t, "US firms hold it", levelWords(c, cell(2, 2)))
	assert.Equal(t, "No worse than: a little", levelWords(c, cell(1, 4)))
	assert.Equal(t, "No better than: US firms hold it", levelWords(c, cell(0, 2)), "names keep their capitals")
	assert.Equal(t, "Between: a little; and: most", levelWords(c, cell(1, 3)))
	assert.Equal(t, "Unknown", levelWords(c, cell(0, 4)))
	assert.Equal(t, "Unknown", levelWords(c, evaluate.Cell{State: evaluate.Unknown, Levels: evaluate.Levels{Lo: 0, Hi: 4}}))
	assert.Equal(t, "Not applicable", levelWords(c, evaluate.Cell{State: evaluate.NotApplicable}))
}

// Every word of a closed vocabulary has one on the page.
func TestEveryWordIsShown(t *testing.T) {
	for _, g := range []offer.Grade{offer.GradeA, offer.GradeB, offer.GradeC, offer.GradeS} {
		assert.NotEmpty(t, gradeWords[g])
	}
	for _, code := range []string{
		evaluate.NoteNotYet, evaluate.NoteLapsed, evaluate.NoteStale, evaluate.NoteUnbacked, evaluate.NoteStage, evaluate.NotePaused,
		evaluate.NoteCapped, evaluate.NoteContested, evaluate.NoteVendorWide, evaluate.NoteNARefused,
	} {
		assert.NotEmpty(t, noteWords(evaluate.Cell{Notes: []evaluate.Note{{Code: code}}}), code)
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"/offers/x#CE1": "/offers/x#CE1", "/compare?offers=a,b": "/compare?offers=a,b", "/": "/",
		"": "/", "offers": "/", "//evil.example": "/", "/\\evil.example": "/", "/\t/evil.example": "/", "/\n/evil.example": "/",
		"https://evil.example": "/", "javascript:alert(1)": "/",
	} {
		assert.Equal(t, want, localPath(in), "%q", in)
	}
}

func TestCriteriaNames(t *testing.T) {
	fw := &framework.Framework{Dimensions: []framework.Dimension{{Criteria: []framework.Criterion{
		{ID: "A1", Title: "Custody of keys"}, {ID: "A2", Title: "US law"}, {ID: "A3", Title: "Exit"}, {ID: "A4", Title: "Price"},
	}}}}
	assert.Empty(t, criteriaNames(fw, nil))
	assert.Equal(t, "custody of keys (A1)", criteriaNames(fw, []string{"A1"}))
	assert.Equal(t, "custody of keys (A1), US law (A2) and exit (A3)", criteriaNames(fw, []string{"A1", "A2", "A3"}))
	assert.Equal(t, "custody of keys (A1), US law (A2) and 2 more", criteriaNames(fw, []string{"A1", "A2", "A3", "A4"}))
}
