package briefing

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"assay/internal/evaluate"
)

// grid writes a sheet of scores.
func (b *ledger) grid(g *grid) {
	b.open(g.sheet, []float64{24, 10, 34, 7, 10, 10}, colGate, rowApart)
	if b.err == nil { // at once: column by column costs the cube of their number
		b.do(b.sheet.SetColWidth(firstBlock+1, firstBlock+len(g.ev.Offers)*blockColumns, 12))
	}
	b.gridHead(g)
	for _, d := range g.dims {
		b.add(b.dimension(g, d)...)
	}
	for i, name := range knownRows {
		b.add(b.known(g, i, name)...)
	}
	b.skip(g.first)
	for i, c := range g.criteria {
		b.add(b.criterion(g, i, c)...)
	}
	b.checks(g)
	b.close()
}

// titled begins a row with its title and with a place for every block.
func (b *ledger) titled(g *grid, style int, title string) []any {
	cells := make([]any, firstBlock+len(g.ev.Offers)*blockColumns)
	cells[colDimension] = typed(style, title)
	return cells
}

// gridHead writes the explanation, the head and the three rows of totals.
func (b *ledger) gridHead(g *grid) {
	b.add(typed(b.note, g.explanation()))
	offers, head := b.titled(g, b.strong, ""), b.titled(g, b.head, "Dimension")
	offers[colTitle], offers[colGate] = typed(b.strong, "Level that every gate demands"), g.shared(b.input, colGate, rowTier, g.ev.Tier.Level)
	for i, s := range []string{"Criterion", "Title", "Gate (1)", "Weight", "Share where all applies"} {
		head[i+1] = typed(b.head, s)
	}
	here, assay, apart := b.titled(g, b.strong, "Recomputed here"), b.titled(g, b.strong, "Computed by Assay"), b.titled(g, b.strong, "Difference")
	for n, o := range g.ev.Offers {
		at := int(g.block(n))
		offers[at] = typed(b.strong, o.Offer.Title)
		for i, s := range []string{"State", "Applies (1)", "Level, lowest", "Level, highest", "Value, lowest", "Value, highest", "Weight"} {
			head[at+i] = typed(b.head, s)
		}
		b.totals(g, n, here[at:], assay[at:], apart[at:])
	}
	b.add(offers...)
	b.addHead(head...)
	for _, cells := range [][]any{here, assay, apart} {
		b.add(cells...)
	}
	b.skip(rowFirstDim)
}

func (g *grid) explanation() string {
	s := "Change what stands in a frame (a weight, a state, a level, a value, the level demanded) and everything computed from it follows. A difference is 0 as delivered; afterwards it shows what the change does."
	if !g.own() {
		s = "As the providers claim it: a vendor's word counts here. Weights and the level demanded are those of the sheet " + sheetScores + "."
	}
	return s + " To leave a criterion out write not_applicable as its state."
}

// shared is an input of the sheet Scores; the other sheet of scores takes it from there.
func (g *grid) shared(style, column, row int, v any) any {
	if g.own() {
		return excelize.Cell{StyleID: style, Value: v}
	}
	return formula(0, sheetScores+"!"+fixed(column, row), v)
}

// totals are gate, floor, score and the sum of weights of the n-th offer, recomputed, as Assay
// computed them, and how far the two are apart.
func (b *ledger) totals(g *grid, n int, here, assay, diff []any) {
	k, r := g.block(n), g.result(g.ev.Offers[n])
	floor := []any{"", ""}
	if r.Floor.Known {
		floor = []any{r.Floor.Levels.Lo, r.Floor.Levels.Hi}
	}
	applying, weight := 0.0, 0.0
	for _, d := range g.dims {
		if g.applying(r, d) > 0 {
			applying += d.Weight
		}
	}
	for _, c := range r.Cells {
		weight += c.Weight
	}
	here[blockState] = formula(b.strong, g.gate(k), string(r.Gate.State))
	here[blockApplies] = formula(0, fmt.Sprintf(`SUMIF(%s,">0",%s)`, k.span(blockApplies, rowFirstDim, g.known-1), fixedSpan(colWeight, rowFirstDim, g.known-1)), applying)
	here[blockLevelLo] = formula(b.strong, g.floor(k, blockLevelLo), floor[0])
	here[blockLevelHi] = formula(b.strong, g.floor(k, blockLevelHi), floor[1])
	here[blockValueLo] = formula(b.total, g.score(k, blockValueLo, "0"), r.Score.Lo)
	here[blockValueHi] = formula(b.total, g.score(k, blockValueHi, "1"), r.Score.Hi)
	here[blockWeight] = formula(b.figure, "SUM("+k.span(blockWeight, g.first, g.last)+")", weight)
	assay[blockState] = typed(0, string(r.Gate.State))
	if r.Floor.Known {
		assay[blockLevelLo], assay[blockLevelHi] = floor[0], floor[1]
	}
	assay[blockValueLo], assay[blockValueHi] = typed(b.total, r.Score.Lo), typed(b.total, r.Score.Hi)
	diff[blockState] = formula(0, fmt.Sprintf(`IF(%s=%s,"same","differs")`, k.cell(blockState, rowHere), k.cell(blockState, rowAssay)), "same")
	for column := blockLevelLo; column <= blockValueHi; column++ {
		known := any(0)
		if assay[column] == nil {
			known = ""
		}
		diff[column] = formula(b.figure, apart(k.cell(column, rowHere), k.cell(column, rowAssay)), known)
	}
}

// applying is the weight of a dimension's criteria that apply.
func (g *grid) applying(r evaluate.Result, d gridDimension) float64 {
	sum := 0.0
	for i, c := range g.criteria {
		if c.row >= d.first && c.row <= d.last && r.Cells[i].State != evaluate.NotApplicable {
			sum += g.ev.Yardstick().WeightOf(c.Criterion)
		}
	}
	return sum
}

func (b *ledger) dimension(g *grid, d gridDimension) []any {
	cells := b.titled(g, b.strong, d.Title)
	weights := fixedSpan(colWeight, rowFirstDim, g.known-1)
	cells[colCriterion] = typed(b.strong, d.ID)
	cells[colWeight] = g.shared(b.input, colWeight, d.row, d.Weight)
	all := 0.0
	for _, other := range g.dims {
		all += other.Weight
	}
	cells[colShare] = formula(b.figure, fmt.Sprintf("IF(SUM(%s)>0,%s/SUM(%s),0)", weights, fixed(colWeight, d.row), weights), d.Weight/all)
	for n, o := range g.ev.Offers {
		k, r := g.block(n), g.result(o)
		part, found := dimensionOf(r, d.ID)
		scored := func(v float64) any {
			if !found {
				return ""
			}
			return v
		}
		own := cells[k:]
		own[blockApplies] = formula(0, fmt.Sprintf("SUMPRODUCT(%s,%s)", fixedSpan(colWeight, d.first, d.last), k.span(blockApplies, d.first, d.last)), g.applying(r, d))
		own[blockValueLo] = formula(b.figure, d.part(k, blockValueLo), scored(part.Score.Lo))
		own[blockValueHi] = formula(b.figure, d.part(k, blockValueHi), scored(part.Score.Hi))
		own[blockWeight] = formula(b.figure, d.share(k), part.Weight)
	}
	return cells
}

// known is the row of one of knownRows.
func (b *ledger) known(g *grid, i int, name string) []any {
	cells := b.titled(g, b.strong, name)
	for n, o := range g.ev.Offers {
		k := g.block(n)
		cells[int(k)+blockWeight] = formula(b.knownStyle(i), g.knowns(k)[i], knownOf(g.result(o))[i])
	}
	return cells
}

func (b *ledger) knownStyle(i int) int {
	if i == len(knownRows)-1 {
		return 0 // a number of criteria
	}
	return b.figure
}

// knownOf are the figures of knownRows.
func knownOf(r evaluate.Result) []any { return []any{r.Answered, r.Resolved, r.Unknowns} }

func (b *ledger) criterion(g *grid, i int, c gridCriterion) []any {
	fw, d := g.ev.Yardstick(), g.dims[c.dim]
	cells := b.titled(g, 0, d.Title)
	cells[colCriterion], cells[colTitle] = typed(0, c.ID), typed(0, c.Title)
	cells[colGate] = 0
	if c.Gating {
		cells[colGate] = 1
	}
	cells[colWeight] = g.shared(b.input, colWeight, c.row, fw.WeightOf(c.Criterion))
	weights := fixedSpan(colWeight, d.first, d.last)
	cells[colShare] = formula(b.figure, fmt.Sprintf("IF(SUM(%s)>0,%s*%s/SUM(%s),0)", weights, fixed(colShare, d.row), fixed(colWeight, c.row), weights), fw.Share(c.ID))
	for n, o := range g.ev.Offers {
		k, cell := g.block(n), g.result(o).Cells[i]
		own := cells[k:]
		own[blockState] = typed(b.input, string(cell.State))
		applies := 1
		if cell.State == evaluate.NotApplicable {
			applies = 0
		} else {
			own[blockLevelLo], own[blockLevelHi] = typed(b.input, cell.Levels.Lo), typed(b.input, cell.Levels.Hi)
			own[blockValueLo], own[blockValueHi] = typed(b.input, cell.Value.Lo), typed(b.input, cell.Value.Hi)
		}
		own[blockApplies] = formula(0, fmt.Sprintf(`IF(%s="not_applicable",0,1)`, k.cell(blockState, c.row)), applies)
		own[blockWeight] = formula(b.figure, g.weight(k, c), cell.Weight)
	}
	return cells
}

// checks writes what Assay computed for the dimensions and for what is known, and then how far
// each is from what stands above.
func (b *ledger) checks(g *grid) {
	type check struct {
		title  string
		row    int // where it is recomputed
		column int
		style  int
		assay  func(r evaluate.Result) []any // one figure, or the two ends of a range
	}
	var list []check
	for _, d := range g.dims {
		list = append(list, check{d.Title, d.row, blockValueLo, b.figure, func(r evaluate.Result) []any {
			if s, ok := dimensionOf(r, d.ID); ok {
				return []any{s.Score.Lo, s.Score.Hi}
			}
			return []any{nil, nil}
		}})
	}
	for i, name := range knownRows {
		list = append(list, check{name, g.known + i, blockWeight, b.knownStyle(i), func(r evaluate.Result) []any { return knownOf(r)[i : i+1] }})
	}
	b.skip(g.assay)
	for _, c := range list {
		cells := b.titled(g, 0, c.title+", computed by Assay")
		for n, o := range g.ev.Offers {
			for j, v := range c.assay(g.result(o)) {
				cells[int(g.block(n))+c.column+j] = typed(c.style, v)
			}
		}
		b.add(cells...)
	}
	b.skip(g.apart)
	for i, c := range list {
		cells := b.titled(g, 0, c.title+", difference")
		for n, o := range g.ev.Offers {
			for j, v := range c.assay(g.result(o)) {
				known := any(0)
				if v == nil {
					known = ""
				}
				k := g.block(n)
				cells[int(k)+c.column+j] = formula(c.style, apart(k.cell(c.column+j, c.row), k.cell(c.column+j, g.assay+i)), known)
			}
		}
		b.add(cells...)
	}
}
