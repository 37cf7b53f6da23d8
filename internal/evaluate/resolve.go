package evaluate

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// resolve turns the answer at index i (or none, -1) into the cell it makes: which bounds
// count on this basis and date, then the value curve, then the caps.
func resolve(c framework.Criterion, o offer.Offer, answers []offer.Answer, i int, lapsed bool, staleMonths int, opt Options) Cell {
	cell := Cell{Criterion: c.ID, State: Unknown, Levels: Levels{0, offer.MaxLevel}, Value: Interval{0, 1}, Answer: i}
	if i < 0 {
		if hasLater(answers, c.ID) {
			cell.note(NoteNotYet, "Nothing is recorded yet at this date.")
		}
		return cell
	}
	a := answers[i]
	if a.NotApplicable {
		return notApplicable(cell, c, a, staleMonths, opt)
	}
	cell.State = Answered
	b := boundsOf(c, a)
	if lapsed {
		b.lapse(c, a)
		cell.note(NoteLapsed, lapseText(a))
	}
	loCounts, loWhy := lowerCounts(a, staleMonths, opt)
	hiCounts, hiWhy := upperCounts(a, staleMonths, opt)
	if !loCounts && b.levels.Lo+boolInt(b.value.Lo > 0) > 0 {
		b.levels.Lo, b.value.Lo = 0, 0
		cell.Notes = append(cell.Notes, loWhy)
	}
	b.cap(&cell, c, a, hiCounts)
	if !hiCounts && b.value.Hi < 1 {
		b.levels.Hi, b.value.Hi = offer.MaxLevel, 1
		cell.Notes = append(cell.Notes, hiWhy)
	}
	if (a.Paused || o.Status == offer.Paused) && (b.levels.Lo > 0 || b.value.Lo > 0) {
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
	if b.value.Width() >= fullScale {
		cell.State = Unknown
	}
	return cell
}

func (c *Cell) note(code, text string) { c.Notes = append(c.Notes, Note{code, text}) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func hasLater(answers []offer.Answer, criterion string) bool {
	return slices.ContainsFunc(answers, func(a offer.Answer) bool { return a.Criterion == criterion })
}

// notApplicable accepts "not applicable" only where the framework permits it and evidence
// above a vendor's claim shows it; otherwise the criterion is unknown.
func notApplicable(cell Cell, c framework.Criterion, a offer.Answer, staleMonths int, opt Options) Cell {
	switch {
	case !c.NAPermitted:
		cell.note(NoteNARefused, "The framework does not allow this criterion to be left out; it counts as unknown.")
	case a.Lo.Rung < offer.Documented:
		cell.note(NoteNARefused, "Nothing better than a vendor's claim shows that this does not apply; it counts as unknown.")
	case stale(a.Lo.Evidence, staleMonths, opt):
		cell.note(NoteStale, "The evidence that this does not apply is too old; it counts as unknown.")
	default:
		cell.State, cell.Levels, cell.Value = NotApplicable, Levels{}, Interval{}
	}
	return cell
}

type bounds struct {
	levels Levels
	value  Interval
}

// boundsOf reads the answer on the criterion's scale. A level stands for its raw band and is
// valued at both ends of the curve; a raw range is valued exactly.
func boundsOf(c framework.Criterion, a offer.Answer) bounds {
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

func levelBounds(c framework.Criterion, l Levels) bounds {
	worse, _ := c.LevelValues(l.Lo)
	_, better := c.LevelValues(l.Hi)
	return bounds{l, Interval{worse, better}}
}

// lapse gives the bounds their stated consequence. No bound rises by a lapse; without a
// stated consequence the lower bound falls to nothing and the upper one stays.
func (b *bounds) lapse(c framework.Criterion, a offer.Answer) {
	after := bounds{Levels{0, offer.MaxLevel}, Interval{0, 1}}
	if a.Lapse != nil {
		after = levelBounds(c, Levels{a.Lapse.Lo, a.Lapse.Hi})
	}
	b.levels = Levels{min(b.levels.Lo, after.levels.Lo), min(b.levels.Hi, after.levels.Hi)}
	b.value = Interval{min(b.value.Lo, after.value.Lo), min(b.value.Hi, after.value.Hi)}
}

func lapseText(a offer.Answer) string {
	text := "Lapsed on " + a.ValidTo.String() + "."
	if a.Lapse != nil && a.Lapse.Text != "" {
		return text + " " + a.Lapse.Text
	}
	return text + " The lower bound falls to 0."
}

// cap applies the criterion's qualifiers: both bounds where one holds, the lower bound where
// nobody knows. A raw measurement says nothing of a qualifier it does not mention; a judged
// level has taken it into account.
func (b *bounds) cap(cell *Cell, c framework.Criterion, a offer.Answer, hiCounts bool) {
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
		if holds == offer.Yes && hiCounts {
			b.levels.Hi, b.value.Hi = min(b.levels.Hi, k.Level), min(b.value.Hi, limit)
		}
		if *b != before {
			cell.note(NoteCapped, fmt.Sprintf("Limited to level %d: %s (%s).", k.Level, lowerFirst(k.Title), map[offer.Tri]string{offer.Yes: "known", offer.DontKnow: "not known"}[holds]))
		}
	}
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// lowerCounts reports whether the lower bound counts. As evidenced it needs documented or
// demonstrated evidence and a binding stage; as claimed a vendor's claim will do.
func lowerCounts(a offer.Answer, staleMonths int, opt Options) (bool, Note) {
	need := offer.Documented
	if opt.Basis == Claimed {
		need = offer.VendorClaim
	}
	switch {
	case a.Lo.Rung < need:
		return false, Note{NoteUnbacked, "The lower bound rests on " + rungText(a.Lo.Rung) + ", which raises no floor."}
	case opt.Basis == Evidenced && a.Stage < offer.Binding:
		return false, Note{NoteStage, "Nothing binding has been seen (stage: " + stageText(a.Stage) + "), so the lower bound falls to 0."}
	case stale(a.Lo.Evidence, staleMonths, opt):
		return false, Note{NoteStale, "The evidence for the lower bound is too old at this date; it falls to 0."}
	}
	return true, Note{}
}

// upperCounts reports whether the upper bound counts. As evidenced it needs documented or
// demonstrated evidence, or the vendor's own admission; as claimed a vendor's claim will do.
func upperCounts(a offer.Answer, staleMonths int, opt Options) (bool, Note) {
	ok := a.Hi.Rung >= offer.Documented || (a.Hi.Rung == offer.VendorClaim && (a.Hi.Admission || opt.Basis == Claimed))
	switch {
	case !ok:
		return false, Note{NoteUnbacked, "The upper bound rests on " + rungText(a.Hi.Rung) + ", so it stays open."}
	case stale(a.Hi.Evidence, staleMonths, opt):
		return false, Note{NoteStale, "The evidence for the upper bound is too old at this date; it stays open."}
	}
	return true, Note{}
}

func rungText(r offer.Rung) string {
	return [...]string{"an unverified report", "a vendor's claim", "documented evidence", "demonstrated evidence"}[r]
}

func stageText(s offer.Stage) string {
	return [...]string{"not recorded", "announced", "non-binding", "binding", "funded", "delivered"}[s]
}

// stale reports whether every dated source of a bound is older than the framework allows. A
// bound with an undated source, or none, does not go stale.
func stale(evidence []offer.ID, months int, opt Options) bool {
	if months <= 0 || len(evidence) == 0 || opt.Issued == nil {
		return false
	}
	oldest := opt.AsOf.First().AddDate(0, -months, 0)
	for _, id := range evidence {
		issued := opt.Issued(id)
		if issued.IsZero() || !issued.Last().Before(oldest) {
			return false
		}
	}
	return true
}
