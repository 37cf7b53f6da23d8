package briefing

import (
	"fmt"
	"time"

	"assay/internal/comparison"
	"assay/internal/offer"
)

// weights writes whose weights are in force and why, and each as it was given, so that what was
// changed on the sheet Scores can be set back.
func (b *ledger) weights(ev comparison.Evaluation, g *grid) {
	b.open(sheetWeights, []float64{26, 12, 40, 14, 18, 20}, 0, 0)
	for _, l := range weightLines(ev) {
		b.add(typed(b.strong, l[0]), typed(0, l[1]))
	}
	b.skip(b.row + 2)
	var head []any
	for _, s := range []string{"Dimension", "Criterion", "Title", "Weight as given", "Share where all applies", "Share with the weights on " + sheetScores} {
		head = append(head, typed(b.head, s))
	}
	b.addHead(head...)
	live := func(row int, v float64) any { return formula(b.figure, sheetScores+"!"+fixed(colShare, row), v) }
	all := 0.0
	for _, d := range g.dims {
		all += d.Weight
	}
	for i, d := range g.dims {
		b.add(typed(b.strong, d.Title), nil, nil, typed(b.strong, d.Weight), typed(b.figure, d.Weight/all), live(d.row, d.Weight/all))
		for _, c := range g.criteria {
			if c.dim == i {
				share := ev.Yardstick().Share(c.ID)
				b.add(typed(0, d.Title), typed(0, c.ID), typed(0, c.Title), typed(0, ev.Yardstick().WeightOf(c.Criterion)), typed(b.figure, share), live(c.row, share))
			}
		}
	}
	b.close()
}

func weightLines(ev comparison.Evaluation) [][2]string {
	fw, w := ev.Yardstick(), ev.Weighting
	if w == nil {
		return [][2]string{
			{"Given by", "the framework itself: nobody has given weights of their own for this comparison"},
			{"Framework", fw.Title + " (" + fw.Ref() + ")"}, {"Published by", fw.Publisher}, {"What is said of them", fw.Statement},
		}
	}
	given := "not recorded"
	if !w.Given.IsZero() {
		given = w.Given.UTC().Format(time.RFC3339)
	}
	lines := [][2]string{
		{"Given by", w.Person + " (by their own account)"}, {"When", given}, {"Why", w.Reason}, {"For", w.Framework},
		{"Full scales were shown", yes(w.RangesShown)},
	}
	if w.ID != "" {
		lines = append(lines, [2]string{"Stored as", w.ID})
	}
	if len(w.Beside.Offers) > 0 {
		lines = append(lines, [2]string{"Offers shown beside", words(w.Beside.Offers) + ", as of " + w.Beside.AsOf.String()})
	}
	return lines
}

// about says what the figures rest on and how to compute them again.
func (b *ledger) about(frozen Briefing) {
	b.open(sheetAbout, []float64{24, 110}, 0, 0)
	for _, f := range frozen.Facts() {
		b.add(typed(b.strong, f.Label), typed(b.body, f.Value))
	}
	for _, l := range aboutLines(frozen.Ev) {
		b.add(typed(b.strong, l[0]), typed(b.body, l[1]))
	}
	for _, f := range frozen.Ev.Findings {
		b.add(typed(b.strong, "Finding"), typed(b.body, f.Text))
	}
	b.close()
}

func aboutLines(ev comparison.Evaluation) [][2]string {
	fw := ev.Yardstick()
	return [][2]string{
		{"Title", Briefing{Ev: ev}.Title()},
		{"Kind", kindNote(ev)},
		{"Framework's file", "sha256:" + ev.Framework.SHA256},
		{"Figures", "Values, weights and scores are in 0..1 at full precision; pages print scores from 0 to 100. Levels are 0 (worst) to 4. A date known to the month or the year stands so."},
		{"Unknown", "A range. What nobody knows counts as the whole scale, levels 0 to 4 and value 0 to 1: never as zero and never as the middle. A score is therefore a lower and an upper end."},
		{"Evidence", "As evidenced, which decides, a bound counts only where documented or demonstrated evidence holds it up, and a lower bound only from a binding stage on. As claimed, the provider's word counts too. A bound that does not count is let go: the lower falls to 0, the upper rises to 4."},
		{"Score", "The sum of weight times value over the criteria that apply, once with the lowest and once with the highest values."},
		{"Weights", "A criterion's weight is its dimension's share times its share within the dimension. Weights of criteria that do not apply are shared out within their dimension, and those of a dimension in which nothing applies among the others."},
		{"Floor and gates", fmt.Sprintf("The floor is the lowest level over the criteria that gate. A gate passes where its lower end reaches level %d, fails where its upper end does not, and is open otherwise.", ev.Tier.Level)},
		{"Left out", optional(fw.ScoredCount(), ev)},
		{"To compute again", "Open the file in a spreadsheet: it computes on opening. On the sheet " + sheetScores + " change what stands in a frame and see the sheets " + sheetScores + ", " + sheetClaimed + ", " + sheetComparison + " and " + sheetWeights + " follow; the sheet " + sheetWeights + " keeps the weights as given. Or take the briefing as JSON at the same address: its SHA-256 is the data fingerprint above."},
	}
}

// optional says what is shown beside a score and never in it.
func optional(scored int, ev comparison.Evaluation) string {
	var ids []offer.ID
	for _, d := range ev.Yardstick().Dimensions {
		for _, c := range d.Criteria {
			if c.Optional {
				ids = append(ids, offer.ID(c.ID))
			}
		}
	}
	s := fmt.Sprintf("%d criteria are scored.", scored)
	if len(ids) > 0 {
		s += " Shown among the answers and never scored: " + words(ids) + "."
	}
	return s + " The second reading (capacity gained) is not in this workbook; it is never added to the score."
}
