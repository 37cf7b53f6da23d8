package briefing_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/internal/app"
	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func workbook(t testing.TB, ev comparison.Evaluation) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, briefing.Workbook(&buf, ev))
	return buf.Bytes()
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return f
}

// recalculated changes cells of a workbook and forgets every stored result.
func recalculated(t testing.TB, data []byte, change map[string]any) []byte {
	t.Helper()
	f := opened(t, data)
	for cell, v := range change {
		require.NoError(t, f.SetCellValue("Scores", cell, v))
	}
	require.NoError(t, f.UpdateLinkedValue())
	var buf bytes.Buffer
	require.NoError(t, f.Write(&buf))
	return buf.Bytes()
}

// computed reads a sheet with every formula computed by excelize.
func computed(t testing.TB, f *excelize.File, sheet string) sheetRows {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	for i := range rows {
		for len(rows[i]) < width {
			rows[i] = append(rows[i], "")
		}
		for j := range rows[i] {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, err)
			text, err := f.GetCellFormula(sheet, cell)
			require.NoError(t, err)
			if text == "" {
				continue
			}
			rows[i][j], err = f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			require.NoError(t, err, "%s!%s: %s", sheet, cell, text)
		}
	}
	return rows
}

// sheetRows are the cells of a sheet as somebody sees them.
type sheetRows [][]string

// row is the first with a title in its first column, or in its second for a criterion.
func (s sheetRows) row(t testing.TB, title string) int {
	t.Helper()
	for i, r := range s {
		if r[0] == title || r[1] == title {
			return i
		}
	}
	require.Fail(t, "no row "+title)
	return 0
}

// column is the n-th of those with a head, which stand in the third row.
func (s sheetRows) column(t testing.TB, n int, head string) int {
	t.Helper()
	for j, h := range s[2] {
		if h == head {
			if n--; n < 0 {
				return j
			}
		}
	}
	require.Fail(t, "no column "+head)
	return 0
}

// near compares a number as shown with what the core computed.
func near(t testing.TB, want float64, got, what string) {
	t.Helper()
	v, err := strconv.ParseFloat(got, 64)
	if assert.NoError(t, err, what) {
		assert.InDelta(t, want, v, 1e-9, what)
	}
}

func level(t testing.TB, want evaluate.Floor, lo, hi, what string) {
	t.Helper()
	if !want.Known {
		assert.Equal(t, []string{"", ""}, []string{lo, hi}, what)
		return
	}
	assert.Equal(t, []string{strconv.Itoa(want.Levels.Lo), strconv.Itoa(want.Levels.Hi)}, []string{lo, hi}, what)
}

// agree compares everything that a sheet of scores recomputes with an evaluation.
func agree(t testing.TB, s sheetRows, ev comparison.Evaluation, basis evaluate.Basis) {
	t.Helper()
	here := s.row(t, "Recomputed here")
	for n, o := range ev.Offers {
		r := o.Evidenced
		if basis == evaluate.Claimed {
			r = o.Claimed
		}
		name := string(o.Offer.ID) + " " + r.Basis
		at := func(row int, head string) string { return s[row][s.column(t, n, head)] }
		near(t, r.Score.Lo, at(here, "Value, lowest"), name)
		near(t, r.Score.Hi, at(here, "Value, highest"), name)
		level(t, r.Floor, at(here, "Level, lowest"), at(here, "Level, highest"), name)
		assert.Equal(t, string(r.Gate.State), at(here, "State"), name)
		for i, d := range ev.Yardstick().ScoredDimensions() {
			row := here + 4 + i
			require.Equal(t, []string{d.Title, d.ID}, s[row][:2])
			found := false
			for _, part := range r.Dimensions {
				if part.Dimension == d.ID {
					found = true
					near(t, part.Score.Lo, at(row, "Value, lowest"), name+d.ID)
					near(t, part.Score.Hi, at(row, "Value, highest"), name+d.ID)
					near(t, part.Weight, s[row][weightColumn(t, s, n)], name+d.ID)
				}
			}
			if !found {
				assert.Empty(t, at(row, "Value, lowest"), name+d.ID)
			}
		}
		for i, v := range []float64{r.Answered, r.Resolved, float64(r.Unknowns)} {
			near(t, v, s[here+4+len(ev.Yardstick().ScoredDimensions())+i][weightColumn(t, s, n)], name)
		}
		for _, c := range r.Cells {
			near(t, c.Weight, s[s.row(t, c.Criterion)][weightColumn(t, s, n)], name+c.Criterion)
		}
	}
}

// weightColumn is the weight in an offer's block; the first Weight of the sheet is the one given.
func weightColumn(t testing.TB, s sheetRows, n int) int { return s.column(t, n+1, "Weight") }

// still demands that no difference is left between what is recomputed and what Assay computed.
func still(t testing.TB, s sheetRows) {
	t.Helper()
	rows := 0
	for _, r := range s {
		if r[0] != "Difference" && !strings.HasSuffix(r[0], ", difference") {
			continue
		}
		rows++
		for _, v := range r[1:] {
			if v != "" && v != "same" {
				near(t, 0, v, r[0])
			}
		}
	}
	assert.Greater(t, rows, 3)
}

// heavier are other weights than the framework's, one of them nothing, and the cells of the sheet
// Scores that hold them.
func heavier(t testing.TB, s sheetRows, fw *framework.Framework) (framework.Weighting, map[string]any) {
	t.Helper()
	w := framework.Weighting{Framework: fw.Ref(), Person: "An auditor", Reason: "To see what it does."}
	cells := map[string]any{}
	own := map[string]float64{"compute-location": 60, "CE3": 3, "SC1": 0}
	put := func(list *[]framework.Points, id string, usual float64) {
		points, ok := own[id]
		if ok {
			cells[fmt.Sprintf("E%d", s.row(t, id)+1)] = points
		} else {
			points = usual
		}
		*list = append(*list, framework.Points{ID: id, Points: points})
	}
	for _, d := range fw.ScoredDimensions() {
		put(&w.Dimensions, d.ID, d.Weight)
		for _, c := range d.ScoredCriteria() {
			put(&w.Criteria, c.ID, fw.WeightOf(c))
		}
	}
	require.Len(t, cells, len(own))
	return w, cells
}

// reweighed evaluates the same offers under other weights.
func reweighed(t testing.TB, ev comparison.Evaluation, w framework.Weighting) comparison.Evaluation {
	t.Helper()
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	var ids []offer.ID
	for _, o := range ev.Offers {
		ids = append(ids, o.Offer.ID)
	}
	other, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, app.Query{Offers: ids, AsOf: ev.AsOf, Weighting: &w})
	require.NoError(t, err)
	return other
}

// The formulas give what the core computes, and still do when a weight is changed, computed by
// another program than the one that wrote them: here by excelize, in TestOffice by LibreOffice.
func TestTheWorkbookRecomputes(t *testing.T) {
	for _, cases := range [][]string{{"are", "est", "kor", "ind"}, {"per"}} {
		ev := compare(t, cases...)
		data := recalculated(t, workbook(t, ev), nil)
		f := opened(t, data)
		scores := computed(t, f, "Scores")
		agree(t, scores, ev, evaluate.Evidenced)
		still(t, scores)
		claimed := computed(t, f, "Scores as claimed")
		agree(t, claimed, ev, evaluate.Claimed)
		still(t, claimed)

		w, cells := heavier(t, scores, ev.Yardstick())
		other := reweighed(t, ev, w)
		require.NotEqual(t, scoresOf(ev), scoresOf(other))
		f = opened(t, recalculated(t, data, cells))
		agree(t, computed(t, f, "Scores"), other, evaluate.Evidenced)
		agree(t, computed(t, f, "Scores as claimed"), other, evaluate.Claimed)
		front(t, computed(t, f, "Comparison"), other, ev)
	}
}

func scoresOf(ev comparison.Evaluation) (list []evaluate.Interval) {
	for _, o := range ev.Offers {
		list = append(list, o.Evidenced.Score)
	}
	return list
}

// front compares the sheet at the front: live figures with now, what Assay computed with then.
func front(t testing.TB, s sheetRows, now, then comparison.Evaluation) {
	t.Helper()
	for n, o := range now.Offers {
		row := s[3+n]
		require.Equal(t, string(o.Offer.ID), row[0])
		near(t, o.Evidenced.Score.Lo, row[5], row[0])
		near(t, o.Evidenced.Score.Hi, row[6], row[0])
		near(t, then.Offers[n].Evidenced.Score.Lo, row[7], row[0])
		near(t, then.Offers[n].Evidenced.Score.Hi, row[8], row[0])
		level(t, o.Evidenced.Floor, row[10], row[11], row[0])
		assert.Equal(t, string(o.Evidenced.Gate.State), row[14])
		near(t, o.Evidenced.Answered, row[19], row[0])
		near(t, o.Evidenced.Resolved, row[20], row[0])
		near(t, o.Claimed.Score.Lo, row[22], row[0])
		near(t, o.Claimed.Score.Hi, row[23], row[0])
	}
}

// What programs show that do not compute is what they would compute.
func TestStoredResultsAreTheComputedOnes(t *testing.T) {
	f := opened(t, workbook(t, compare(t, "are", "est", "kor", "ind")))
	for _, sheet := range f.GetSheetList() {
		stored, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		for i, row := range computed(t, f, sheet) {
			for j, want := range row {
				got := ""
				if j < len(stored[i]) {
					got = stored[i][j]
				}
				if got != want {
					v, err := strconv.ParseFloat(want, 64)
					require.NoError(t, err, "%s row %d: %q, not %q", sheet, i+1, got, want)
					near(t, v, got, sheet)
				}
			}
		}
	}
}

// strange is a random yardstick with random offers: dimensions of one criterion, weights of a
// person that are 0, and criteria, dimensions and whole offers that do not apply.
func strange(t testing.TB, r *rand.Rand, offers int) comparison.Evaluation {
	t.Helper()
	fw := &framework.Framework{
		ID: "strange", Version: "1", Kind: framework.KindLevels, Title: "Strange",
		Tiers: []framework.Tier{{ID: "t", Title: "T", Level: 1 + r.IntN(4)}}, DefaultTier: "t",
	}
	w := &framework.Weighting{Framework: fw.Ref(), Person: "Somebody", Reason: "Chance"}
	for d := range 1 + r.IntN(4) {
		dim := framework.Dimension{ID: fmt.Sprintf("D%d", d), Title: fmt.Sprintf("Dimension %d", d), Weight: float64(1 + r.IntN(5))}
		w.Dimensions = append(w.Dimensions, framework.Points{ID: dim.ID, Points: float64(r.IntN(3))})
		for c := range 1 + r.IntN(4) {
			id := fmt.Sprintf("C%d.%d", d, c)
			dim.Criteria = append(dim.Criteria, framework.Criterion{ID: id, Title: "Title of " + id, Weight: float64(r.IntN(4)), Gating: r.IntN(3) == 0, NAPermitted: true, Levels: []string{"0", "1", "2", "3", "4"}})
			w.Criteria = append(w.Criteria, framework.Points{ID: id, Points: float64(r.IntN(3))})
		}
		fw.Dimensions = append(fw.Dimensions, dim)
	}
	if len(w.Unfit(fw)) > 0 || r.IntN(2) == 0 {
		w = nil
	}
	source := offer.Evidence{ID: "a-law", Account: "It says so.", Source: offer.Source{Publisher: "A parliament", Issued: offer.Date{Year: 2026}}}
	in := comparison.Inputs{Framework: fw, Weighting: w, AsOf: asOf, Evidence: []offer.Evidence{source}}
	for n := range offers {
		d := offer.Dossier{Offer: offer.Offer{ID: offer.ID(fmt.Sprintf("offer-%d", n)), Title: fmt.Sprintf("=Offer %d", n), Country: "EST"}}
		apart := r.IntN(4) // how much of it does not apply: 0 all of it
		for _, c := range fw.Criteria {
			rests := func(level int) offer.Bound {
				return offer.Bound{Level: level, Rung: offer.Rung(r.IntN(4)), Evidence: []offer.ID{source.ID}}
			}
			lo := r.IntN(5)
			a := offer.Answer{Offer: d.Offer.ID, Criterion: c.ID, Lo: rests(lo), Hi: rests(lo + r.IntN(5-lo)), Stage: offer.Stage(r.IntN(6)), Rationale: "Chance", Version: 1}
			if apart == 0 || r.IntN(4) == 0 {
				a.NotApplicable, a.Lo.Rung = true, offer.Documented
			}
			if r.IntN(4) > 0 {
				d.Answers = append(d.Answers, a)
			}
		}
		in.Subjects = append(in.Subjects, d)
	}
	ev, err := comparison.Evaluate(in)
	require.NoError(t, err)
	return ev
}

// Whatever applies or does not, and whatever the weights, the formulas share weights out as the
// core does.
func TestStrangeWorkbooksRecompute(t *testing.T) {
	nothing, apart := 0, 0
	for i := range uint64(40) {
		ev := strange(t, rand.New(rand.NewPCG(71, i)), 3)
		f := opened(t, recalculated(t, workbook(t, ev), nil))
		for sheet, basis := range map[string]evaluate.Basis{"Scores": evaluate.Evidenced, "Scores as claimed": evaluate.Claimed} {
			s := computed(t, f, sheet)
			agree(t, s, ev, basis)
			still(t, s)
		}
		for _, o := range ev.Offers {
			if len(o.Evidenced.Dimensions) == 0 {
				nothing++
			}
			if len(o.Evidenced.Dimensions) < len(ev.Yardstick().Dimensions) {
				apart++
			}
		}
		require.False(t, t.Failed(), "case %d", i)
	}
	assert.Positive(t, nothing, "offers to which nothing applies")
	assert.Positive(t, apart, "offers to which a dimension does not apply")
}

// An auditor who writes not_applicable leaves the criterion out of weights, floor and gates.
func TestAStateCanBeChanged(t *testing.T) {
	const n = 1
	ev := compare(t, "are", "est", "kor", "ind")
	require.Equal(t, evaluate.Fail, ev.Offers[n].Evidenced.Gate.State)
	data := workbook(t, ev)
	s := computed(t, opened(t, data), "Scores")
	changes := map[string]any{}
	for _, id := range []string{"CL3", "CL5", "CL8", "MI1", "MI6", "CE1", "CE3", "SC1"} { // all gates but SC4
		cell, err := excelize.CoordinatesToCellName(s.column(t, n, "State")+1, s.row(t, id)+1)
		require.NoError(t, err)
		changes[cell] = "not_applicable"
	}
	s = computed(t, opened(t, recalculated(t, data, changes)), "Scores")
	here := s.row(t, "Recomputed here")
	sc4, _ := ev.Offers[n].Evidenced.Cell("SC4")
	require.NotEqual(t, sc4.Levels, ev.Offers[n].Evidenced.Floor.Levels)
	assert.Equal(t, []string{strconv.Itoa(sc4.Levels.Lo), strconv.Itoa(sc4.Levels.Hi)}, []string{s[here][s.column(t, n, "Level, lowest")], s[here][s.column(t, n, "Level, highest")]})
	assert.Equal(t, "open", s[here][s.column(t, n, "State")])
	near(t, 1, s[here][weightColumn(t, s, n)], "weights still add up to 1")
	near(t, 0.25/4, s[s.row(t, "MI2")][weightColumn(t, s, n)], "a quarter of what is left of model inspectability")
}

func TestWorkbookBytesAreTheSame(t *testing.T) {
	ev := compare(t, "are")
	first := workbook(t, ev)
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		again := workbook(t, compare(t, "are"))
		runtime.GOMAXPROCS(before)
		assert.True(t, bytes.Equal(first, again), "GOMAXPROCS=%d", procs)
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	assert.Equal(t, "[Content_Types].xml", r.File[0].Name)
	for _, f := range r.File {
		assert.True(t, f.Modified.Before(time.Date(1981, 1, 1, 0, 0, 0, 0, time.UTC)), "%s carries a time", f.Name)
		if strings.HasPrefix(f.Name, "docProps/") {
			rc, err := f.Open()
			require.NoError(t, err)
			props, err := io.ReadAll(rc)
			require.NoError(t, err)
			assert.NotContains(t, string(props), time.Now().Format("2006-01-02T"), f.Name)
		}
	}
}

func TestSheetsOfAWorkbook(t *testing.T) {
	b := leads(t)
	f := opened(t, workbook(t, b.Ev))
	assert.Equal(t, []string{"Comparison", "Scores", "Scores as claimed", "Answers", "Evidence", "Weights", "About"}, f.GetSheetList())
	assert.Equal(t, 0, f.GetActiveSheetIndex())
	rows, err := f.GetRows("About")
	require.NoError(t, err)
	about := map[string]string{}
	for _, r := range rows {
		about[r[0]] = r[1]
	}
	assert.Equal(t, "assay-core@1", about["Framework"])
	assert.Equal(t, "2026-11-22", about["As of"])
	assert.Equal(t, "sha256:"+b.Hash, about["Data fingerprint"], "the fingerprint of the briefing")
	assert.Contains(t, about["Unknown"], "never as zero and never as the middle")
	for _, f := range b.Ev.Findings {
		assert.Contains(t, fmt.Sprint(rows), f.Text)
	}
	rows, err = f.GetRows("Evidence")
	require.NoError(t, err)
	assert.Len(t, rows, len(b.Ev.Evidence)+1)
	rows, err = f.GetRows("Answers")
	require.NoError(t, err)
	answers := 0
	for _, o := range b.Ev.Offers {
		answers += len(o.Answers)
	}
	assert.Len(t, rows, answers+1)
}

func TestWhoseWeightsInAWorkbook(t *testing.T) {
	ev := compare(t, "are")
	w, _ := heavier(t, computed(t, opened(t, workbook(t, ev)), "Scores"), ev.Yardstick())
	w.Given = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	ev = reweighed(t, ev, w)
	f := opened(t, workbook(t, ev))
	rows, err := f.GetRows("Weights")
	require.NoError(t, err)
	said := fmt.Sprint(rows)
	for _, s := range []string{"An auditor (by their own account)", "2026-11-20T09:30:00Z", "To see what it does."} {
		assert.Contains(t, said, s)
	}
	agree(t, computed(t, f, "Scores"), ev, evaluate.Evidenced)
}

// Nothing that people wrote becomes a formula, whatever it begins with.
func TestAWorkbookHoldsTextAsText(t *testing.T) {
	evil := []string{`=HYPERLINK("http://x","y")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "_x0041_", "<c>&amp;", "'=1"}
	ev := compare(t, "are", "est", "kor", "ind")
	clean := formulas(t, opened(t, workbook(t, ev)))
	ev.Title = evil[0]
	for i := range ev.Offers {
		ev.Offers[i].Offer.Title, ev.Offers[i].Offer.Provider = evil[i], evil[(i+1)%len(evil)]
	}
	for i := range ev.Offers[0].Answers[:len(evil)] {
		ev.Offers[0].Answers[i].Rationale = evil[i]
	}
	ev.Evidence[0].Account, ev.Evidence[0].Passage = evil[0], evil[5]
	f := opened(t, workbook(t, ev))
	assert.Equal(t, clean, formulas(t, f), "as many formulas as without")
	rows, err := f.GetRows("Answers")
	require.NoError(t, err)
	for i, s := range evil {
		assert.Contains(t, rows[i+1], s)
	}
	rows, err = f.GetRows("Evidence")
	require.NoError(t, err)
	assert.Equal(t, []string{evil[0], evil[5]}, rows[1][1:3])
}

// formulas counts the formulas of each sheet.
func formulas(t testing.TB, f *excelize.File) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for i, row := range rows {
			for j := range row {
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				require.NoError(t, err)
				text, err := f.GetCellFormula(sheet, cell)
				require.NoError(t, err)
				if text != "" {
					n[sheet]++
				}
			}
		}
	}
	return n
}

func TestAWorkbookNeedsItsFramework(t *testing.T) {
	require.ErrorContains(t, briefing.Workbook(io.Discard, scored()), "without a framework")
	require.ErrorContains(t, briefing.Table(io.Discard, "answers", scored()), "without a framework")
	require.ErrorContains(t, briefing.CSVW(io.Discard, scored(), nil), "without a framework")
}
