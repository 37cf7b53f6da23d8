package evaluate

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"assay/internal/framework"
	"assay/internal/offer"
)

// A reader turns answers into cells on one basis and date.
type reader struct {
	basis  Basis
	issued func(offer.ID) offer.Date
	oldest time.Time // evidence issued before this day has gone stale; zero: none does
}

func newReader(fw *framework.Framework, opt Options) reader {
	v := reader{basis: opt.Basis, issued: opt.Issued}
	if fw.StaleAfterMonths > 0 && opt.Issued != nil {
		v.oldest = monthsBefore(opt.AsOf, fw.StaleAfterMonths)
	}
	return v
}

// monthsBefore returns the same day n months earlier, or that month's last day where it is
// shorter.
func monthsBefore(d offer.Date, n int) time.Time {
	first := time.Date(d.Year, time.Month(d.Month-n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d.Day, last)-1)
}

// bounds are a cell in the making, in levels and in value.
type bounds struct {
	levels Levels
	value  Interval
}

// wholeScale is what nobody knows anything about.
var wholeScale = bounds{Levels{0, offer.MaxLevel}, Interval{0, 1}}

// fullWidth is the width from which on a value range says nothing; the slack absorbs rounding.
const fullWidth = 1 - 1e-12

func (b bounds) whole() bool {
	return b.levels == wholeScale.levels && b.value.Width() >= fullWidth
}

// cell makes the cell of one criterion: which bounds count on this basis and date, then the
// value curve, the consequence of a lapse, the caps, and what is on hold.
func (v reader) cell(c *framework.Criterion, status offer.Status, answers []offer.Answer, at pick) Cell {
	cell := Cell{Criterion: c.ID, State: Unknown, Levels: wholeScale.levels, Value: wholeScale.value, Answer: at.answer}
	if at.answer < 0 {
		if at.later {
			cell.note(NoteNotYet, "Nothing is recorded yet at this date.")
		}
		return cell
	}
	a := &answers[at.answer]
	if a.NotApplicable && !at.lapsed {
		return v.notApplicable(cell, c, a)
	}
	b := wholeScale
	backed := false // whether anything counts that a lapse or a cap could rest on
	if a.NotApplicable {
		backed, _ = v.lowerBacked(a)
	} else {
		b = boundsOf(c, a)
		backed = v.drop(&b, &cell, a)
	}
	if at.lapsed {
		b.lapse(&cell, c, a, backed)
	}
	b.cap(&cell, c, a, backed)
	if (a.Paused || status == offer.Paused) && (b.levels.Lo > 0 || b.value.Lo > 0) {
		b.levels.Lo, b.value.Lo = 0, 0
		cell.note(NotePaused, "On hold: counts as nothing at its lower bound.")
	}
	if a.Contested {
		cell.note(NoteContested, "The codified rule and its announced enforcement differ: a question for counsel, not for the vendor.")
	}
	if a.VendorWide {
		cell.note(NoteVendorWide, "Rests on the provider's general terms; the deal's own are not public.")
	}
	cell.Levels, cell.Value = b.levels, b.value
	if !b.whole() {
		cell.State = Answered
	}
	return cell
}

func (c *Cell) note(code, text string) { c.Notes = append(c.Notes, Note{code, text}) }

// notApplicable accepts "not applicable" only where the framework permits it and evidence
// above a vendor's claim shows it, on both bases; otherwise the criterion is unknown.
func (v reader) notApplicable(cell Cell, c *framework.Criterion, a *offer.Answer) Cell {
	switch {
	case !c.NAPermitted:
		cell.note(NoteNARefused, "The framework does not allow this criterion to be left out; it counts as unknown.")
	case rungOf(a.Lo) < offer.Documented:
		cell.note(NoteNARefused, "Nothing better than a vendor's claim shows that this does not apply; it counts as unknown.")
	case v.stale(a.Lo):
		cell.note(NoteStale, "The evidence that this does not apply is too old; it counts as unknown.")
	default:
		cell.State, cell.Levels, cell.Value = NotApplicable, Levels{}, Interval{}
	}
	return cell
}

// boundsOf reads the answer on the criterion's scale. A level stands for its raw band and is
// valued at both ends of the curve; a raw range is valued exactly.
func boundsOf(c *framework.Criterion, a *offer.Answer) bounds {
	if a.Raw == nil {
		return levelBounds(c, Levels{a.Lo.Level, a.Hi.Level})
	}
	worse, better := a.Raw.Lo, a.Raw.Hi
	if c.Thresholds.Sense == "desc" {
		worse, better = better, worse
	}
	return bounds{
		Levels{c.LevelOf(worse), c.LevelOf(better)},
		Interval{c.Value(worse), c.Value(better)},
	}
}

func levelBounds(c *framework.Criterion, l Levels) bounds {
	worse, _ := c.LevelValues(l.Lo)
	_, better := c.LevelValues(l.Hi)
	return bounds{l, Interval{worse, better}}
}

// drop takes away each bound that does not count, saying why where that changes anything. It
// reports whether the evidence of either bound counts: a lapse's consequence and a cap that
// holds have no evidence of their own and rest on the answer's.
func (v reader) drop(b *bounds, cell *Cell, a *offer.Answer) (backed bool) {
	loBacked, loWhy := v.lowerBacked(a)
	hiBacked, hiWhy := v.upperBacked(a)
	loCounts := loBacked
	if loBacked && v.basis == Evidenced && a.Stage < offer.Binding {
		loCounts = false
		loWhy = Note{NoteStage, "Nothing binding has been seen (stage: " + stageText(a.Stage) + "), so the lower bound falls to 0."}
	}
	if !loCounts && (b.levels.Lo > 0 || b.value.Lo > 0) {
		b.levels.Lo, b.value.Lo = 0, 0
		cell.Notes = append(cell.Notes, loWhy)
	}
	if !hiBacked && (b.levels.Hi < offer.MaxLevel || b.value.Hi < 1) {
		b.levels.Hi, b.value.Hi = offer.MaxLevel, 1
		cell.Notes = append(cell.Notes, hiWhy)
	}
	return loBacked || hiBacked
}

// lowerBacked reports whether the lower bound's evidence counts: documented or demonstrated,
// or as claimed the vendor's word.
func (v reader) lowerBacked(a *offer.Answer) (bool, Note) {
	need := offer.Documented
	if v.basis == Claimed {
		need = offer.VendorClaim
	}
	switch {
	case rungOf(a.Lo) < need:
		return false, Note{NoteUnbacked, "The lower bound rests on " + rungText(a.Lo) + ", which raises no floor."}
	case v.stale(a.Lo):
		return false, Note{NoteStale, "The evidence for the lower bound is too old at this date; it falls to 0."}
	}
	return true, Note{}
}

// upperBacked reports whether the upper bound's evidence counts: documented or demonstrated,
// or the vendor's own admission, or as claimed the vendor's word.
func (v reader) upperBacked(a *offer.Answer) (bool, Note) {
	rung := rungOf(a.Hi)
	ok := rung >= offer.Documented || (rung == offer.VendorClaim && (a.Hi.Admission || v.basis == Claimed))
	switch {
	case !ok:
		return false, Note{NoteUnbacked, "The upper bound rests on " + rungText(a.Hi) + ", so it stays open."}
	case v.stale(a.Hi):
		return false, Note{NoteStale, "The evidence for the upper bound is too old at this date; it stays open."}
	}
	return true, Note{}
}

// rungOf is the rung of a bound's evidence; a bound that names none rests on nothing.
func rungOf(b offer.Bound) offer.Rung {
	if len(b.Evidence) == 0 {
		return offer.Unverified
	}
	return b.Rung
}

func rungText(b offer.Bound) string {
	if len(b.Evidence) == 0 {
		return "no evidence"
	}
	return [...]string{"an unverified report", "a vendor's claim", "documented evidence", "demonstrated evidence"}[b.Rung]
}

func stageText(s offer.Stage) string {
	return [...]string{"not recorded", "announced", "non-binding", "binding", "funded", "delivered"}[s]
}

// stale reports whether every source of a bound is older than the framework allows. A source
// counts by the last day its date may mean. A bound with an undated source does not go stale,
// since nobody can say when.
func (v reader) stale(b offer.Bound) bool {
	if v.oldest.IsZero() || len(b.Evidence) == 0 {
		return false
	}
	for _, id := range b.Evidence {
		issued := v.issued(id)
		if issued.IsZero() || !issued.Last().Before(v.oldest) {
			return false
		}
	}
	return true
}

// lapse gives the bounds their stated consequence, the upper one only where evidence counts.
// No bound rises by a lapse; without a stated consequence the lower bound falls to nothing
// and the upper one stays.
func (b *bounds) lapse(cell *Cell, c *framework.Criterion, a *offer.Answer, backed bool) {
	after := wholeScale
	if a.Lapse != nil {
		after = levelBounds(c, Levels{a.Lapse.Lo, a.Lapse.Hi})
	}
	cell.note(NoteLapsed, lapseText(a))
	b.levels.Lo, b.value.Lo = min(b.levels.Lo, after.levels.Lo), min(b.value.Lo, after.value.Lo)
	switch {
	case backed:
		b.levels.Hi, b.value.Hi = min(b.levels.Hi, after.levels.Hi), min(b.value.Hi, after.value.Hi)
	case after.levels.Hi < b.levels.Hi:
		cell.note(NoteUnbacked, "No evidence that counts shows what the lapse leads to, so the upper bound stays.")
	}
}

func lapseText(a *offer.Answer) string {
	text := "Lapsed on " + a.ValidTo.String() + "."
	switch l := a.Lapse; {
	case l == nil && a.NotApplicable:
		return text + " It counts as unknown."
	case l == nil:
		return text + " The lower bound falls to 0."
	case l.Text == "":
		return fmt.Sprintf("%s It now counts as level %d at least and %d at most.", text, l.Lo, l.Hi)
	default:
		return text + " " + l.Text
	}
}

// cap applies the criterion's qualifiers: both bounds where one holds (the upper one only
// where evidence counts), the lower bound where nobody knows. A raw measurement says nothing
// of a qualifier it does not mention; a judged level has taken it into account. The value is
// limited to the best that the cap's level is worth.
func (b *bounds) cap(cell *Cell, c *framework.Criterion, a *offer.Answer, backed bool) {
	for _, k := range c.Caps {
		holds := offer.No
		if a.Raw != nil {
			holds = offer.DontKnow
		}
		for _, given := range a.Caps {
			if given.ID == k.ID {
				holds = given.Holds
			}
		}
		if holds == offer.No {
			continue
		}
		_, limit := c.LevelValues(k.Level)
		before := *b
		b.levels.Lo, b.value.Lo = min(b.levels.Lo, k.Level), min(b.value.Lo, limit)
		if holds == offer.Yes && backed {
			b.levels.Hi, b.value.Hi = min(b.levels.Hi, k.Level), min(b.value.Hi, limit)
		}
		if *b != before {
			cell.note(NoteCapped, capText(k, holds))
		}
	}
}

func capText(k framework.Cap, holds offer.Tri) string {
	if holds == offer.Yes {
		return fmt.Sprintf("Limited to level %d: %s.", k.Level, lowerFirst(k.Title))
	}
	return fmt.Sprintf("The lower bound is limited to level %d, as nobody knows whether this holds: %s.", k.Level, lowerFirst(k.Title))
}

// lowerFirst puts a title inside a sentence; an abbreviation such as MOF keeps its capitals.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return strings.ToLower(string(first)) + s[n:]
}
