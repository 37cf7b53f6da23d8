package phrase_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/offer"
	"assay/internal/phrase"
)

func TestFigures(t *testing.T) {
	assert.Equal(t, "A", phrase.Letter(0))
	assert.Equal(t, "Z", phrase.Letter(25))
	assert.Equal(t, "27", phrase.Letter(26))
	assert.Equal(t, "6.2 to 71.9", phrase.Span(evaluate.Interval{Lo: 0.0624, Hi: 0.71875}))
	assert.Equal(t, "50.0", phrase.Span(evaluate.Interval{Lo: 0.5, Hi: 0.5}))
	assert.Equal(t, "41 %", phrase.Percent(0.4144))
	assert.Equal(t, "0 to 3", phrase.Levels(evaluate.Levels{Lo: 0, Hi: 3}))
	assert.Equal(t, "2", phrase.Levels(evaluate.Levels{Lo: 2, Hi: 2}))
	assert.Equal(t, "1 gate", phrase.Count(1, "gate", "gates"))
	assert.Equal(t, "0 gates", phrase.Count(0, "gate", "gates"))
}

func TestCellsFloorsAndGates(t *testing.T) {
	answered := evaluate.Cell{State: evaluate.Answered, Levels: evaluate.Levels{Lo: 1, Hi: 3}}
	for _, tt := range []struct {
		cell       evaluate.Cell
		word, mark string
	}{
		{answered, "level 1 to 3", "1 to 3"},
		{evaluate.Cell{State: evaluate.Unknown, Levels: evaluate.Levels{Hi: 4}}, "unknown", "?"},
		{evaluate.Cell{State: evaluate.NotApplicable}, "not applicable", "n/a"},
	} {
		assert.Equal(t, tt.word, phrase.Cell(tt.cell))
		assert.Equal(t, tt.mark, phrase.CellMark(tt.cell))
	}
	assert.Equal(t, "no gate applies", phrase.Floor(evaluate.Floor{}))
	assert.Equal(t, "level 0 to 2", phrase.Floor(evaluate.Floor{Known: true, Levels: evaluate.Levels{Hi: 2}}))
	fails := evaluate.Gate{State: evaluate.Fail, Failing: []string{"A"}, Open: []string{"B", "C"}}
	assert.Equal(t, "fails 1 gate", phrase.Gate(fails))
	assert.Equal(t, "fails 1, 2 open", phrase.GateMark(fails))
	assert.Equal(t, "passes the gates", phrase.Gate(evaluate.Gate{State: evaluate.Pass}))
	assert.Equal(t, "2 gates open", phrase.Gate(evaluate.Gate{State: evaluate.Open, Open: []string{"B", "C"}}))
	assert.Equal(t, "41 % answered, 23 % resolved, 15 unknowns", phrase.Known(evaluate.Result{Answered: 0.41, Resolved: 0.23, Unknowns: 15}))
}

func TestEveryWordOfAVocabularyIsSaid(t *testing.T) {
	for s := offer.StageNotRecorded; s <= offer.Delivered; s++ {
		assert.NotEmpty(t, phrase.Word(s), "stage %d", s)
	}
	for s := offer.Active; s <= offer.Withdrawn; s++ {
		assert.NotEmpty(t, phrase.Word(s), "status %d", s)
	}
	for r := offer.Unverified; r <= offer.Demonstrated; r++ {
		assert.NotEmpty(t, phrase.Word(r), "rung %d", r)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	assert.Equal(t, "no date recorded", phrase.Date(offer.Date{}))
	assert.Equal(t, "2026-07", phrase.Date(offer.Date{Year: 2026, Month: 7}))
	assert.Equal(t, "not recorded", phrase.OrNotRecorded(""))
}

func TestLowerFirstLeavesNamesAlone(t *testing.T) {
	assert.Equal(t, "custody of keys", phrase.LowerFirst("Custody of keys"))
	assert.Equal(t, "a licence is needed", phrase.LowerFirst("A licence is needed"))
	assert.Equal(t, "US firms hold it", phrase.LowerFirst("US firms hold it"))
	assert.Equal(t, "", phrase.LowerFirst(""))
}
