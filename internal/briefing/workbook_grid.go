package briefing

import (
	"fmt"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
)

// The columns of the sheet Scores that stand once, at its left.
const (
	colDimension = iota
	colCriterion
	colTitle
	colGate   // 1 where the criterion is a gate
	colWeight // as given: of a dimension among dimensions, of a criterion within its own
	colShare  // of the whole score where everything applies
	firstBlock
)

// The columns of an offer's block, counted from its first.
const (
	blockState = iota
	blockApplies
	blockLevelLo
	blockLevelHi
	blockValueLo
	blockValueHi
	blockWeight
	blockColumns
)

// The rows of the sheet Scores that stand where they stand, whatever the framework.
const (
	rowTier     = 2 // offers' titles, and the level that gates demand
	rowHead     = 3
	rowHere     = 4
	rowAssay    = 5
	rowApart    = 6
	rowFirstDim = 8
)

// A grid is the place of everything on one sheet of scores: criteria as rows, offers as blocks
// of columns. Below the dimensions stand answered, resolved and unknown, then the criteria, then
// what Assay computed for dimensions and the three, then the differences.
type grid struct {
	ev       comparison.Evaluation
	sheet    string
	basis    evaluate.Basis
	dims     []gridDimension
	criteria []gridCriterion

	known, first, last, assay, apart int // rows: answered; first and last criterion; Assay's first; first difference
}

type gridDimension struct {
	framework.Dimension
	row, first, last int // its own, and those of its criteria
}

type gridCriterion struct {
	framework.Criterion
	dim, row int
}

// knownRows are the rows of answered, resolved and unknown.
var knownRows = []string{"Answered (share of the weight)", "Resolved (1 less the width)", "Unknown criteria"}

func newGrid(ev comparison.Evaluation, sheet string, basis evaluate.Basis) *grid {
	fw := ev.Yardstick()
	g := &grid{ev: ev, sheet: sheet, basis: basis}
	for i, d := range fw.ScoredDimensions() {
		g.dims = append(g.dims, gridDimension{Dimension: d, row: rowFirstDim + i})
	}
	g.known = rowFirstDim + len(g.dims)
	g.first = g.known + len(knownRows) + 1
	row := g.first
	for i := range g.dims {
		d := &g.dims[i]
		d.first = row
		for _, c := range d.ScoredCriteria() {
			g.criteria = append(g.criteria, gridCriterion{c, i, row})
			row++
		}
		d.last = row - 1
	}
	g.last = row - 1
	g.assay = row + 1
	g.apart = g.assay + len(g.dims) + len(knownRows) + 1
	return g
}

func (g *grid) result(o comparison.OfferEvaluation) evaluate.Result {
	if g.basis == evaluate.Claimed {
		return o.Claimed
	}
	return o.Evidenced
}

// own reports whether the weights stand on this sheet; the other one takes them from here.
func (g *grid) own() bool { return g.sheet == sheetScores }

// at names a cell of the n-th offer's block from anywhere in the workbook.
func (g *grid) at(n, column, row int) string {
	return "'" + g.sheet + "'!" + g.block(n).cell(column, row)
}

func (g *grid) block(n int) block { return block(firstBlock + n*blockColumns) }

// A block is the first column of an offer's block.
type block int

func (b block) cell(column, row int) string { return cellName(int(b)+column, row) }

func (b block) span(column, first, last int) string {
	return b.cell(column, first) + ":" + b.cell(column, last)
}

// fixed names a cell of the columns that all blocks share.
func fixed(column, row int) string { return fmt.Sprintf("$%s$%d", columnName(column), row) }

func fixedSpan(column, first, last int) string {
	return fixed(column, first) + ":" + fixed(column, last)
}

// score is the weighted sum over the criteria: 0 to 1 where nothing applies.
func (g *grid) score(b block, column int, nothing string) string {
	w := b.span(blockWeight, g.first, g.last)
	return fmt.Sprintf("IF(SUM(%s)>0,SUMPRODUCT(%s,%s)/SUM(%s),%s)", w, w, b.span(column, g.first, g.last), w, nothing)
}

// part is the weighted sum over a dimension's criteria, within the dimension; empty where it has
// no weight.
func (d gridDimension) part(b block, column int) string {
	w := b.span(blockWeight, d.first, d.last)
	return fmt.Sprintf(`IF(SUM(%s)>0,SUMPRODUCT(%s,%s)/SUM(%s),"")`, w, w, b.span(column, d.first, d.last), w)
}

// dimensionShare is the dimension's weight over those of the dimensions in which anything
// applies, which stand in the row of totals.
func (d gridDimension) share(b block) string {
	total := b.cell(blockApplies, rowHere)
	return fmt.Sprintf("IF(AND(%s>0,%s>0),%s/%s,0)", b.cell(blockApplies, d.row), total, fixed(colWeight, d.row), total)
}

// weight is the criterion's part of its dimension's share, 0 where it does not apply.
func (g *grid) weight(b block, c gridCriterion) string {
	d := g.dims[c.dim]
	sum := b.cell(blockApplies, d.row)
	return fmt.Sprintf("IF(AND(%s=1,%s>0),%s*%s/%s,0)", b.cell(blockApplies, c.row), sum, b.cell(blockWeight, d.row), fixed(colWeight, c.row), sum)
}

// floor is the lowest level over the gates that apply; empty where none does. The lists are cut
// to what one call takes.
func (g *grid) floor(b block, column int) string {
	var terms []string
	for _, c := range g.criteria {
		if c.Gating {
			terms = append(terms, fmt.Sprintf("IF(%s=1,%s,%d)", b.cell(blockApplies, c.row), b.cell(column, c.row), framework.MaxLevel))
		}
	}
	const most = 200 // arguments of one function: 255
	var lists []string
	for ; len(terms) > most; terms = terms[most:] {
		lists = append(lists, "MIN("+strings.Join(terms[:most], ",")+")")
	}
	lists = append(lists, terms...)
	return fmt.Sprintf(`IF(%s=0,"",MIN(%s))`, g.gates(b), strings.Join(lists, ","))
}

// gates counts the gates that apply.
func (g *grid) gates(b block) string {
	return fmt.Sprintf("SUMPRODUCT(%s,%s)", fixedSpan(colGate, g.first, g.last), b.span(blockApplies, g.first, g.last))
}

// gate compares the gates that apply with the level demanded.
func (g *grid) gate(b block) string {
	below := func(column int) string {
		return fmt.Sprintf(`COUNTIFS(%s,1,%s,1,%s,"<"&%s)>0`, fixedSpan(colGate, g.first, g.last), b.span(blockApplies, g.first, g.last), b.span(column, g.first, g.last), fixed(colGate, rowTier))
	}
	return fmt.Sprintf(`IF(%s,"fail",IF(%s,"open","pass"))`, below(blockLevelHi), below(blockLevelLo))
}

// known are answered, resolved and unknown, in the order of knownRows.
func (g *grid) knowns(b block) []string {
	w, states := b.span(blockWeight, g.first, g.last), b.span(blockState, g.first, g.last)
	return []string{
		fmt.Sprintf(`IF(SUM(%s)>0,SUMIF(%s,"answered",%s)/SUM(%s),0)`, w, states, w, w),
		fmt.Sprintf("IF(SUM(%s)>0,1-(%s-%s),0)", w, b.cell(blockValueHi, rowHere), b.cell(blockValueLo, rowHere)),
		fmt.Sprintf(`COUNTIF(%s,"unknown")`, states),
	}
}

// apart is the difference of two cells, empty where one of them is.
func apart(here, assay string) string {
	return fmt.Sprintf(`IF(AND(ISNUMBER(%s),ISNUMBER(%s)),%s-%s,"")`, here, assay, here, assay)
}
