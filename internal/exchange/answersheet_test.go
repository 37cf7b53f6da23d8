package exchange_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
)

func readFilled(t testing.TB, name string, data []byte, fw *framework.Framework) (exchange.AnswerSheet, []exchange.SheetProblem) {
	t.Helper()
	sheet, problems, err := exchange.ReadAnswerSheet(name, bytes.NewReader(data), int64(len(data)), fw, nil, nil)
	require.NoError(t, err)
	return sheet, problems
}

func writeSheet(t testing.TB, format exchange.SheetFormat, fw *framework.Framework, offers []offer.Offer, answers map[offer.ID][]offer.Answer) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, exchange.WriteAnswerSheet(&b, format, fw, offers, answers))
	return b.Bytes()
}

var sheetTexts = []string{
	"The cluster stands in the country.", "=1+1", "+49 30", "-5 % a year", "@home", "'=quoted", "''-twice", "it's plain", "a;=HYPERLINK(\"x\")", "one\n=two\n- three",
	"comma, \"quoted\", and;semicolon", "tab\t=after", "\tleading", " blanks around ", "_x000D_ literally", "_x005F_x0041_", "_xD83D_ alone", "القرار 12", "日本語、全角＝", "<b>&amp;</b>", "\u2028end",
	"'", "=", "'''=", "１＋１",
}

// someAnswer draws an answer that its framework and its own check accept.
func someAnswer(r *rand.Rand, id offer.ID, c framework.Criterion, from offer.Date) offer.Answer {
	a := offer.Answer{Offer: id, Criterion: c.ID, Hi: offer.Bound{Level: offer.MaxLevel}, Rationale: sheetTexts[r.IntN(len(sheetTexts))] + sheetTexts[r.IntN(len(sheetTexts))], ValidFrom: from}
	ids := func(least int) (out []offer.ID) {
		for i := range least + r.IntN(3) {
			out = append(out, offer.ID(fmt.Sprintf("ev-%d-%d", i, r.IntN(1000))))
		}
		return out
	}
	switch {
	case c.NAPermitted && r.IntN(6) == 0:
		a.NotApplicable, a.Lo.Evidence = true, ids(1)
	case c.Thresholds != nil && r.IntN(2) == 0:
		x, y := r.NormFloat64()*100, float64(r.IntN(2000)-1000)
		a.Raw, a.Lo.Evidence = &offer.Range{Lo: min(x, y), Hi: max(x, y)}, ids(1)
	default:
		x, y := r.IntN(5), r.IntN(5)
		a.Lo.Level, a.Hi.Level = min(x, y), max(x, y)
		a.Lo.Evidence, a.Hi.Evidence = ids(min(a.Lo.Level, 1)), ids(min(4-a.Hi.Level, 1))
	}
	a.Lo.Rung, a.Hi.Rung = offer.Rung(r.IntN(4)), offer.Rung(r.IntN(4))
	a.Stage = offer.Stage(r.IntN(6))
	a.Paused, a.Contested, a.VendorWide, a.Hi.Admission = r.IntN(4) == 0, r.IntN(4) == 0, r.IntN(4) == 0, r.IntN(4) == 0
	for _, k := range c.Caps {
		if r.IntN(2) == 0 {
			a.Caps = append(a.Caps, offer.Cap{ID: k.ID, Holds: offer.Tri(r.IntN(3))})
		}
	}
	if r.IntN(5) == 0 {
		a.Unknown = "who-holds-the-key"
	}
	if r.IntN(3) == 0 {
		a.ValidTo = offer.Date{Year: 2100, Month: r.IntN(12) + 1}
		if r.IntN(2) == 0 {
			x, y := r.IntN(5), r.IntN(5)
			a.Lapse = &offer.Lapse{Lo: min(x, y), Hi: max(x, y), Text: sheetTexts[r.IntN(len(sheetTexts))]}
		}
	}
	return a
}

// someAnswers draws offers and their answers; a fifth of the criteria has none.
func someAnswers(r *rand.Rand, fw *framework.Framework, offers int) ([]offer.Offer, map[offer.ID][]offer.Answer, []offer.Answer) {
	var os []offer.Offer
	by, all := map[offer.ID][]offer.Answer{}, []offer.Answer(nil)
	for i := range offers {
		o := offer.Offer{ID: offer.ID(fmt.Sprintf("offer-%d", i)), Title: sheetTexts[r.IntN(len(sheetTexts))]}
		os = append(os, o)
		for _, c := range fw.Criteria {
			if r.IntN(5) == 0 {
				continue
			}
			own := []offer.Answer{someAnswer(r, o.ID, c, offer.Date{})}
			if r.IntN(6) == 0 {
				own = append(own, someAnswer(r, o.ID, c, offer.Date{Year: 2026, Month: r.IntN(13)}))
			}
			by[o.ID], all = append(by[o.ID], own...), append(all, own...)
		}
		r.Shuffle(len(by[o.ID]), func(i, j int) { by[o.ID][i], by[o.ID][j] = by[o.ID][j], by[o.ID][i] })
	}
	return os, by, all
}

// What is written comes back: every answer, in the order of offers, criteria and dates.
func TestAnswerSheetsComeBack(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	r := rand.New(rand.NewPCG(5, 26))
	for format, times := range map[exchange.SheetFormat]int{exchange.SheetCSV: 100, exchange.SheetXLSX: 12} {
		for range times {
			offers, by, want := someAnswers(r, fw, 1+r.IntN(4))
			data := writeSheet(t, format, fw, offers, by)
			sheet, problems := readFilled(t, "answers."+string(format), data, fw)
			require.Empty(t, problems)
			var got []offer.Answer
			for _, a := range sheet.Answers {
				got = append(got, a.Answer)
			}
			require.Equal(t, want, got)
			assert.True(t, slices.IsSortedFunc(sheet.Answers, func(a, b exchange.SheetAnswer) int { return a.Row - b.Row }))
			assert.Equal(t, data, writeSheet(t, format, fw, offers, by), "the same bytes")
		}
	}
}
