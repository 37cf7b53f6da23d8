package exchange

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// maxBoundEvidence bounds what one bound may name.
const maxBoundEvidence = 50

// A filledRow is one row on its way to an answer.
type filledRow struct {
	*answerReader
	number   int
	cells    [sheetColumns]sheetCell
	problems []SheetProblem // hides the reader's: these are the row's own
}

// put takes a cell of the file to its column.
func (f *filledRow) put(c sheetCell) {
	at := -1
	if c.column < len(f.columns) {
		at = f.columns[c.column]
	}
	if at < 0 {
		if strings.TrimSpace(c.text) != "" || c.kind == cellFormula {
			f.problems = append(f.problems, SheetProblem{Row: f.number, Column: columnLetter(c.column), Reason: "the column has no heading that is known; take the cell out, or keep it in another tab"})
		}
		return
	}
	switch {
	case c.kind == cellFormula:
		f.fail(at, "holds a formula; put its value in its place (copy, then paste values)")
		return
	case answerColumns[at].told:
	case c.kind == cellError:
		f.fail(at, "holds the error %s; put a value in its place", shorten(c.text))
		return
	case strings.TrimSpace(c.text) == "":
		return
	case cellChars(c.text) > MaxCellChars:
		f.fail(at, "is longer than %d characters; shorten it", MaxCellChars)
		return
	case strings.ContainsFunc(oneLineEnd(c.text), unreadable):
		f.fail(at, "holds a control character; type the text anew")
		return
	}
	f.cells[at] = c
}

func (f *filledRow) fail(column int, format string, args ...any) {
	f.problems = append(f.problems, SheetProblem{Row: f.number, Column: f.letters[column], Heading: answerColumns[column].heading, Reason: fmt.Sprintf(format, args...)})
}

// failed reports whether one of the columns has a problem.
func (f *filledRow) failed(columns ...int) bool {
	return slices.ContainsFunc(f.problems, func(p SheetProblem) bool {
		return slices.ContainsFunc(columns, func(c int) bool { return p.Column != "" && p.Column == f.letters[c] })
	})
}

func (f *filledRow) word(column int) string { return strings.TrimSpace(f.cells[column].text) }

func (f *filledRow) empty(columns ...int) bool {
	return !slices.ContainsFunc(columns, func(c int) bool { return f.cells[c].text != "" })
}

// answerOnly are the columns that only a row with an answer fills.
var answerOnly = []int{
	colLoLevel, colHiLevel, colLoRaw, colHiRaw, colLoRung, colHiRung, colLoEvidence, colHiEvidence, colStage,
	colCaps, colPaused, colContested, colVendorWide, colAdmission, colUnknown, colLapseLo, colLapseHi, colLapseText,
}

// read makes an answer of the row, adds it to the sheet, and lists what is wrong.
func (f *filledRow) read() {
	state := f.state()
	filled := !f.empty(answerOnly...) || !f.empty(colValidFrom, colValidTo, colRationale)
	if state == "" && !filled {
		if len(f.problems) == 0 && !f.empty(colOffer, colCriterion) {
			f.sheet.Blank++
		}
		return
	}
	a := offer.Answer{Offer: f.offer(), Hi: offer.Bound{Level: offer.MaxLevel}}
	c, ok := f.criterion(f.word(colCriterion))
	a.Criterion, a.Rationale = c.ID, f.text(f.cells[colRationale])
	a.ValidFrom, a.ValidTo = f.date(colValidFrom), f.date(colValidTo)
	f.once(a)
	if state == stateDontKnow {
		f.dontKnow(a)
		return
	}
	a.NotApplicable = state == stateNotAppl
	f.bounds(&a, c)
	f.marks(&a, c, ok)
	f.validate(a, c, ok)
	if len(f.problems) == 0 {
		f.sheet.Answers = append(f.sheet.Answers, SheetAnswer{f.number, a})
	}
}

func (f *filledRow) dontKnow(a offer.Answer) {
	for _, c := range answerOnly {
		if !f.empty(c) {
			f.fail(c, "is filled in although the state is %s; empty it, or change the state to %s", stateDontKnow, stateAnswered)
		}
	}
	if len(f.problems) == 0 {
		f.sheet.DontKnow = append(f.sheet.DontKnow, SheetAnswer{f.number, a})
	}
}

// state reads the state, by the words people write for it.
func (f *filledRow) state() string {
	switch s := strings.ReplaceAll(headingKey(f.word(colState)), "’", "'"); s {
	case "":
		return ""
	case stateAnswered:
		return stateAnswered
	case stateNotAppl, "n/a", "na", "not_applicable":
		return stateNotAppl
	case stateDontKnow, "dont know", "unknown":
		return stateDontKnow
	}
	f.fail(colState, "%q is not one of %s, %s, %s", shorten(f.word(colState)), stateAnswered, stateNotAppl, stateDontKnow)
	return stateAnswered
}

func (f *filledRow) offer() offer.ID {
	id := f.id(f.word(colOffer))
	switch {
	case f.failed(colOffer):
	case id == "":
		f.fail(colOffer, "is empty; name the offer's id")
	case !id.Valid() || !f.known(id):
		f.fail(colOffer, "there is no offer %q; the tab %s of the template lists the ids", shorten(string(id)), NotesTab)
	}
	return id
}

func (f *filledRow) criterion(id string) (framework.Criterion, bool) {
	c, ok := f.criteria[id]
	switch {
	case f.failed(colCriterion):
	case id == "":
		f.fail(colCriterion, "is empty; name the criterion's id")
	case !ok:
		f.fail(colCriterion, "framework %s has no criterion %q; the tab %s of the template lists the ids", f.fw.Ref(), shorten(id), NotesTab)
	}
	if ref := f.word(colFramework); ref != "" && ref != f.fw.Ref() {
		f.fail(colFramework, "the row answers %q, but this is about %s, whose levels may say something else; fill in its own template", shorten(ref), f.fw.Ref())
	}
	return c, ok
}

// once refuses a second row about the same.
func (f *filledRow) once(a offer.Answer) {
	if f.failed(colOffer, colCriterion, colValidFrom) {
		return
	}
	d := a.ValidFrom
	key := answerKey{f.ids[a.Offer], f.ids[f.id(a.Criterion)], int32(d.Year*10000 + d.Month*100 + d.Day)}
	first, twice := f.seen[key]
	if !twice {
		f.seen[key] = int32(f.number)
		return
	}
	from := "without a date in valid from"
	if !a.ValidFrom.IsZero() {
		from = "from " + a.ValidFrom.String()
	}
	f.problems = append(f.problems, SheetProblem{Row: f.number, Reason: fmt.Sprintf("offer %s is answered on %s %s in row %d already; take one of the two out, or give it another date in valid from", a.Offer, a.Criterion, from, first)})
}

// bounds reads the two levels, or the two amounts.
func (f *filledRow) bounds(a *offer.Answer, c framework.Criterion) {
	a.Lo.Rung, a.Hi.Rung = f.rung(colLoRung), f.rung(colHiRung)
	a.Lo.Evidence, a.Hi.Evidence = f.evidence(colLoEvidence), f.evidence(colHiEvidence)
	levels, amounts := !f.empty(colLoLevel, colHiLevel), !f.empty(colLoRaw, colHiRaw)
	switch {
	case f.failed(colLoLevel, colHiLevel, colLoRaw, colHiRaw):
	case a.NotApplicable && (levels || amounts):
		f.fail(firstFilled(f, colLoLevel, colHiLevel, colLoRaw, colHiRaw), "is filled in although the state is %s; empty it, or change the state to %s", stateNotAppl, stateAnswered)
	case a.NotApplicable:
	case levels && amounts:
		f.fail(firstFilled(f, colLoRaw, colHiRaw), "gives an amount beside levels; keep one of the two")
	case amounts:
		f.amounts(a, c)
	default:
		lo, okLo := f.level(colLoLevel)
		hi, okHi := f.level(colHiLevel)
		if okLo && okHi && lo > hi {
			f.fail(colLoLevel, "%d is above the highest level, %d; change the two about", lo, hi)
		} else if okLo && okHi {
			a.Lo.Level, a.Hi.Level = lo, hi
		}
	}
}

func firstFilled(f *filledRow, columns ...int) int {
	return columns[max(0, slices.IndexFunc(columns, func(c int) bool { return !f.empty(c) }))]
}

func (f *filledRow) amounts(a *offer.Answer, c framework.Criterion) {
	if c.ID != "" && c.Thresholds == nil {
		f.fail(firstFilled(f, colLoRaw, colHiRaw), "criterion %s is not measured; give levels 0 to %d", c.ID, offer.MaxLevel)
		return
	}
	lo, okLo := f.figure(colLoRaw)
	hi, okHi := f.figure(colHiRaw)
	switch {
	case !okLo || !okHi:
	case lo > hi:
		f.fail(colLoRaw, "%v is above the highest amount, %v; change the two about", lo, hi)
	default:
		a.Raw = &offer.Range{Lo: lo, Hi: hi}
	}
}

func (f *filledRow) level(column int) (int, bool) {
	if f.failed(column) {
		return 0, false
	}
	x, ok := f.number64(column)
	if !ok {
		return 0, false
	}
	if x != math.Trunc(x) || x < 0 || x > offer.MaxLevel {
		f.fail(column, "%q is not a whole level from 0 to %d", shorten(f.word(column)), offer.MaxLevel)
		return 0, false
	}
	return int(x), true
}

func (f *filledRow) figure(column int) (float64, bool) {
	x, ok := f.number64(column)
	if ok && math.Abs(x) > 1e18 {
		f.fail(column, "%q is larger than any amount that is kept", shorten(f.word(column)))
		return 0, false
	}
	return x, ok
}

var plainNumber = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)

func (f *filledRow) number64(column int) (float64, bool) {
	c, s := f.cells[column], f.word(column)
	switch {
	case s == "":
		f.fail(column, "is empty; give both ends of the range, the same twice where it is one")
	case c.kind == cellNumber && c.format == formatPercent:
		f.fail(column, "is shown in percent, so what was typed is a hundredth; give the cell the format General and write the number alone")
	case c.kind == cellNumber && c.format != formatPlain:
		f.fail(column, "is shown as a date; give the cell the format General and write the number")
	case strings.Contains(s, ",") && plainNumber.MatchString(strings.ReplaceAll(s, ",", "")):
		f.fail(column, "%q has a comma; write decimals with a point and thousands without a sign", shorten(s))
	case len(s) > 400 || !plainNumber.MatchString(s):
		f.fail(column, "%q is not a number; write digits alone, without a unit", shorten(s))
	default:
		x, err := strconv.ParseFloat(s, 64)
		if err == nil {
			return x + 0, true // never -0
		}
		f.fail(column, "%q is too large", shorten(s))
	}
	return 0, false
}

func (f *filledRow) date(column int) offer.Date {
	c, s := f.cells[column], f.word(column)
	var d offer.Date
	var err error
	if c.kind == cellNumber {
		d, err = dateOfNumber(s, c.format, f.from1904)
	} else {
		d, err = offer.ParseDate(s)
	}
	if err != nil && !f.failed(column) {
		f.fail(column, "%q is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2200", shorten(s))
	}
	return d
}
