package briefing

import (
	"fmt"

	"assay/internal/comparison"
	"assay/internal/phrase"
)

// comparison writes the sheet at the front: a row per offer with live figures, what Assay
// computed, and how far the two are apart.
func (b *ledger) comparison(ev comparison.Evaluation, scores, claimed *grid) {
	head := []string{
		"Offer", "Title", "Provider", "Status", "Stage",
		"Score, lower end (0 to 1)", "Score, upper end (0 to 1)", "Computed by Assay, lower", "Computed by Assay, upper", "Difference, the larger",
		"Floor, lower end (level)", "Floor, upper end (level)", "Criteria that keep the floor from being higher", "Criteria that bind its lower end",
		"Gates at level " + fmt.Sprint(ev.Tier.Level), "Computed by Assay", "Gates that fail", "Gates that are open", "Gates that do not apply",
		"Answered (0 to 1)", "Resolved (0 to 1)", "Unknown criteria",
		"As claimed, lower end", "As claimed, upper end", "Computed by Assay, lower", "Computed by Assay, upper", "Difference, the larger",
	}
	widths := []float64{24, 34, 22, 11, 12, 10, 10, 11, 11, 11, 9, 9, 18, 18, 10, 10, 18, 18, 14, 10, 10, 10, 10, 10, 11, 11, 11}
	for _, d := range scores.dims {
		head = append(head, d.Title+", lower end", d.Title+", upper end")
		widths = append(widths, 12, 12)
	}
	const above = 3
	b.open(sheetComparison, widths, 2, above)
	b.add(typed(b.strong, Briefing{Ev: ev}.Title()))
	b.add(typed(b.note, kindNote(ev)+" Scores, gates, coverage and dimensions are computed from the sheets of scores."))
	cells := make([]any, len(head))
	for i, s := range head {
		cells[i] = typed(b.head, s)
	}
	b.addHead(cells...)
	for n := range ev.Offers {
		b.add(b.compared(ev, n, scores, claimed)...)
	}
	b.close()
}

func kindNote(ev comparison.Evaluation) string {
	if ev.Kind == comparison.Profiles {
		return "Offers put to different buyers are not rivals: profiles side by side, without ranks or a winner."
	}
	return "One buyer's choices, on fixed scales. What is not known is a range."
}

func (b *ledger) compared(ev comparison.Evaluation, n int, scores, claimed *grid) []any {
	o := ev.Offers[n]
	r := o.Evidenced
	row := b.row + 1
	own := func(column int) string { return cellName(column, row) }
	floor := []any{"", ""}
	if r.Floor.Known {
		floor = []any{r.Floor.Levels.Lo, r.Floor.Levels.Hi}
	}
	known := scores.known
	cells := []any{
		typed(0, string(o.Offer.ID)), typed(0, o.Offer.Title), typed(0, o.Offer.Provider), typed(0, phrase.Word(o.Status)), typed(0, phrase.Word(o.Offer.Stage)),
		formula(b.total, scores.at(n, blockValueLo, rowHere), r.Score.Lo), formula(b.total, scores.at(n, blockValueHi, rowHere), r.Score.Hi),
		typed(b.figure, r.Score.Lo), typed(b.figure, r.Score.Hi), b.larger(own(5), own(7), own(6), own(8)),
		formula(0, scores.at(n, blockLevelLo, rowHere), floor[0]), formula(0, scores.at(n, blockLevelHi, rowHere), floor[1]), typed(0, list(r.Floor.HiBinding)), typed(0, list(r.Floor.LoBinding)),
		formula(b.strong, scores.at(n, blockState, rowHere), string(r.Gate.State)), typed(0, string(r.Gate.State)),
		typed(0, list(r.Gate.Failing)), typed(0, list(r.Gate.Open)), typed(0, list(r.Gate.Excluded)),
		formula(b.figure, scores.at(n, blockWeight, known), r.Answered), formula(b.figure, scores.at(n, blockWeight, known+1), r.Resolved), formula(0, scores.at(n, blockWeight, known+2), r.Unknowns),
		formula(b.figure, claimed.at(n, blockValueLo, rowHere), o.Claimed.Score.Lo), formula(b.figure, claimed.at(n, blockValueHi, rowHere), o.Claimed.Score.Hi),
		typed(b.figure, o.Claimed.Score.Lo), typed(b.figure, o.Claimed.Score.Hi), b.larger(own(22), own(24), own(23), own(25)),
	}
	for _, d := range scores.dims {
		lo, hi := any(""), any("")
		if s, ok := dimensionOf(r, d.ID); ok {
			lo, hi = s.Score.Lo, s.Score.Hi
		}
		cells = append(cells, formula(b.figure, scores.at(n, blockValueLo, d.row), lo), formula(b.figure, scores.at(n, blockValueHi, d.row), hi))
	}
	return cells
}

// larger is the larger of the differences of two pairs of cells.
func (b *ledger) larger(a, c, d, e string) any {
	return formula(b.figure, fmt.Sprintf("MAX(ABS(%s-%s),ABS(%s-%s))", a, c, d, e), 0)
}
