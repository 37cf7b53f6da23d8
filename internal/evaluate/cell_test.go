package evaluate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func TestEvidenceCountsBoundByBoundOnEachBasis(t *testing.T) {
	const (
		unverified, vendor, documented, shown = offer.Unverified, offer.VendorClaim, offer.Documented, offer.Demonstrated
	)
	admitted := offer.Bound{Rung: vendor, Admission: true, Evidence: []offer.ID{"fresh"}}
	rumoured := offer.Bound{Rung: unverified, Admission: true, Evidence: []offer.ID{"fresh"}}
	tests := []struct {
		name               string
		lo, hi             offer.Bound
		stage              offer.Stage
		evidenced, claimed evaluate.Levels // of an answer that says level 2 to 3
	}{
		{"documented", by(documented, "fresh"), by(documented, "fresh"), offer.Binding, evaluate.Levels{2, 3}, evaluate.Levels{2, 3}},
		{"demonstrated", by(shown, "fresh"), by(shown, "fresh"), offer.Delivered, evaluate.Levels{2, 3}, evaluate.Levels{2, 3}},
		{"a vendor's claim counts only as claimed", by(vendor, "fresh"), by(vendor, "fresh"), offer.Binding, evaluate.Levels{0, 4}, evaluate.Levels{2, 3}},
		{"a vendor's own admission holds the upper bound down", by(vendor, "fresh"), admitted, offer.Binding, evaluate.Levels{0, 3}, evaluate.Levels{2, 3}},
		{"unverified counts for nothing", by(unverified, "fresh"), by(unverified, "fresh"), offer.Binding, evaluate.Levels{0, 4}, evaluate.Levels{0, 4}},
		{"a rumoured admission is none", by(unverified, "fresh"), rumoured, offer.Binding, evaluate.Levels{0, 4}, evaluate.Levels{0, 4}},
		{"lower bound alone", by(documented, "fresh"), by(unverified, "fresh"), offer.Binding, evaluate.Levels{2, 4}, evaluate.Levels{2, 4}},
		{"upper bound alone", by(unverified, "fresh"), by(documented, "fresh"), offer.Binding, evaluate.Levels{0, 3}, evaluate.Levels{0, 3}},
		{"lower bound without a source", by(documented), by(documented, "fresh"), offer.Binding, evaluate.Levels{0, 3}, evaluate.Levels{0, 3}},
		{"upper bound without a source", by(documented, "fresh"), by(documented), offer.Binding, evaluate.Levels{2, 4}, evaluate.Levels{2, 4}},
		{"stage not recorded", by(shown, "fresh"), by(shown, "fresh"), offer.StageNotRecorded, evaluate.Levels{0, 3}, evaluate.Levels{2, 3}},
		{"announced", by(shown, "fresh"), by(shown, "fresh"), offer.Announced, evaluate.Levels{0, 3}, evaluate.Levels{2, 3}},
		{"non-binding", by(shown, "fresh"), by(shown, "fresh"), offer.NonBinding, evaluate.Levels{0, 3}, evaluate.Levels{2, 3}},
		{"funded", by(documented, "fresh"), by(documented, "fresh"), offer.Funded, evaluate.Levels{2, 3}, evaluate.Levels{2, 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			as := []offer.Answer{given("A", 2, 3, backed(tt.lo, tt.hi), stage(tt.stage))}
			e := cellOf(t, ordinal("A"), as, options())
			c := cellOf(t, ordinal("A"), as, options(claimed))
			assert.Equal(t, tt.evidenced, e.Levels, "as evidenced")
			assert.Equal(t, tt.claimed, c.Levels, "as claimed")
			// Ordinal: level n is worth n/4.
			near(t, evaluate.Interval{float64(tt.evidenced.Lo) / 4, float64(tt.evidenced.Hi) / 4}, e.Value, "value as evidenced")
			near(t, evaluate.Interval{float64(tt.claimed.Lo) / 4, float64(tt.claimed.Hi) / 4}, c.Value, "value as claimed")
		})
	}
}

func TestValuesFollowTheCurve(t *testing.T) {
	tests := []struct {
		name   string
		c      framework.Criterion
		a      offer.Answer
		levels evaluate.Levels
		value  evaluate.Interval
	}{
		{"level 1 to 3 of four", ordinal("A"), given("A", 1, 3), evaluate.Levels{1, 3}, evaluate.Interval{.25, .75}},
		{"a level is its raw band", rising("A"), given("A", 2, 2), evaluate.Levels{2, 2}, evaluate.Interval{.25, .5}}, // (20-10)/40, (30-10)/40
		{"bands from 1 to 3", rising("A"), given("A", 1, 3), evaluate.Levels{1, 3}, evaluate.Interval{0, 1}},          // 10 to 50
		{"measured 24 to 34", rising("A"), measured("A", 24, 34), evaluate.Levels{2, 3}, evaluate.Interval{.35, .6}},  // 14/40, 24/40
		{"exactly at a threshold", rising("A"), measured("A", 20, 20), evaluate.Levels{2, 2}, evaluate.Interval{.25, .25}},
		{"beyond both ends", rising("A"), measured("A", 5, 400), evaluate.Levels{0, 4}, evaluate.Interval{0, 1}},
		{"level 0 is worth nothing", rising("A"), given("A", 0, 0), evaluate.Levels{0, 0}, evaluate.Interval{0, 0}},
		{"level 4 is worth everything", rising("A"), given("A", 4, 4), evaluate.Levels{4, 4}, evaluate.Interval{1, 1}},
		{"fewer is better: level 1", falling("A"), given("A", 1, 1), evaluate.Levels{1, 1}, evaluate.Interval{.01, .2}},        // 80: 1 x .01; 61: 20 x .01
		{"fewer is better: level 2", falling("A"), given("A", 2, 2), evaluate.Levels{2, 2}, evaluate.Interval{.21, .4}},        // 60: 21 x .01; 41: 40 x .01
		{"fewer is better: level 3", falling("A"), given("A", 3, 3), evaluate.Levels{3, 3}, evaluate.Interval{.43, 1}},         // 40: .4 + .03; 21: the anchor
		{"fewer is better: 31 to 51", falling("A"), measured("A", 31, 51), evaluate.Levels{2, 3}, evaluate.Interval{.3, .7}},   // 51: 30 x .01; 31: .4 + 10 x .03
		{"fewer is better: 20 to 90", falling("A"), measured("A", 20, 90), evaluate.Levels{0, 4}, evaluate.Interval{0, 1}},     // both ends of the scale
		{"fewer is better: 80 to 81", falling("A"), measured("A", 80, 81), evaluate.Levels{0, 1}, evaluate.Interval{0, .01}},   // the threshold and one past it
		{"a negative measurement", rising("A"), measured("A", -3, 12), evaluate.Levels{0, 1}, evaluate.Interval{0, .05}},       // 2/40
		{"worth 1 before level 4 begins", falling("A"), measured("A", 21, 21), evaluate.Levels{3, 3}, evaluate.Interval{1, 1}}, // the anchor stands at 21
		{"open upward at level 3", falling("A"), measured("A", 21, 41, backed(by(offer.Documented, "fresh"), by(offer.Unverified, "fresh"))), // 41: .4;
			evaluate.Levels{2, 4}, evaluate.Interval{.4, 1}}, // the upper bound does not count, so level 4 stays possible
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cell := cellOf(t, tt.c, []offer.Answer{tt.a}, options())
			assert.Equal(t, tt.levels, cell.Levels)
			near(t, tt.value, cell.Value, "value")
		})
	}
}

// A value range as wide as the scale can still tell something of the level.
func TestKnownLevelIsAnAnswerEvenIfItsValueIsOpen(t *testing.T) {
	c := cellOf(t, falling("A"), []offer.Answer{measured("A", 21, 90)}, options()) // 21 is worth 1, level 3
	assert.Equal(t, evaluate.Levels{0, 3}, c.Levels)
	near(t, evaluate.Interval{0, 1}, c.Value, "value")
	assert.Equal(t, evaluate.Answered, c.State)
	assert.Equal(t, evaluate.Unknown, cellOf(t, falling("A"), []offer.Answer{measured("A", 20, 90)}, options()).State)
	assert.Equal(t, evaluate.Unknown, cellOf(t, ordinal("A"), []offer.Answer{given("A", 0, 4)}, options()).State, "explicitly anything")
	assert.Equal(t, evaluate.Unknown, cellOf(t, ordinal("A"), nil, options()).State, "no answer")
}

// Two years before 22 November 2026 is 22 November 2024.
func TestEvidenceGoesStaleBoundByBound(t *testing.T) {
	type ids = []offer.ID
	tests := []struct {
		name   string
		lo, hi ids
		levels evaluate.Levels // of an answer that says 2 to 3
		notes  []string
	}{
		{"fresh", ids{"fresh"}, ids{"fresh"}, evaluate.Levels{2, 3}, nil},
		{"the day before", ids{"day-before"}, ids{"fresh"}, evaluate.Levels{0, 3}, []string{evaluate.NoteStale}},
		{"on the day", ids{"on-the-day"}, ids{"on-the-day"}, evaluate.Levels{2, 3}, nil},
		{"some day of that month", ids{"that-month"}, ids{"that-month"}, evaluate.Levels{2, 3}, nil},
		{"the month before", ids{"fresh"}, ids{"month-before"}, evaluate.Levels{2, 4}, []string{evaluate.NoteStale}},
		{"some day of that year", ids{"that-year"}, ids{"that-year"}, evaluate.Levels{2, 3}, nil},
		{"the year before", ids{"year-before"}, ids{"year-before"}, evaluate.Levels{0, 4}, []string{evaluate.NoteStale, evaluate.NoteStale}},
		{"all sources old", ids{"old", "older"}, ids{"fresh"}, evaluate.Levels{0, 3}, []string{evaluate.NoteStale}},
		{"one of two fresh", ids{"old", "fresh"}, ids{"fresh", "old"}, evaluate.Levels{2, 3}, nil},
		{"undated never goes stale", ids{"undated"}, ids{"undated"}, evaluate.Levels{2, 3}, nil},
		{"undated beside old", ids{"old", "undated"}, ids{"fresh"}, evaluate.Levels{2, 3}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			as := []offer.Answer{given("A", 2, 3, backed(by(offer.Documented, tt.lo...), by(offer.Documented, tt.hi...)))}
			for _, basis := range []evaluate.Basis{evaluate.Evidenced, evaluate.Claimed} {
				cell := cellOf(t, ordinal("A"), as, options(func(o *evaluate.Options) { o.Basis = basis }))
				assert.Equal(t, tt.levels, cell.Levels, basis)
				assert.Equal(t, tt.notes, codes(cell.Notes), basis)
			}
		})
	}
	t.Run("a bound that says nothing needs no evidence and gets no note", func(t *testing.T) {
		cell := cellOf(t, ordinal("A"), []offer.Answer{given("A", 0, 4, backed(by(offer.Documented, "old"), by(offer.Unverified)))}, options())
		assert.Empty(t, cell.Notes)
	})
	t.Run("nothing goes stale where no dates are known", func(t *testing.T) {
		as := []offer.Answer{given("A", 2, 3, backed(by(offer.Documented, "old"), by(offer.Documented, "old")))}
		cell := cellOf(t, ordinal("A"), as, options(func(o *evaluate.Options) { o.Issued = nil }))
		assert.Equal(t, evaluate.Levels{2, 3}, cell.Levels)
	})
}

// Months differ in length: one month before 31 March is the last day of February, and
// evidence that has gone stale never comes back on a later day.
func TestStaleAtTheEndOfMonths(t *testing.T) {
	tests := []struct {
		asOf   string
		months int
		issued string
		stale  bool
	}{
		{"2026-03-31", 1, "2026-02-28", false},
		{"2026-03-31", 1, "2026-02-27", true},
		{"2026-04-01", 1, "2026-02-28", true},
		{"2028-03-31", 1, "2028-02-29", false},
		{"2028-03-31", 1, "2028-02-28", true},
		{"2026-01-31", 2, "2025-11-30", false},
		{"2026-01-31", 2, "2025-11-29", true},
		{"2026-12-31", 600, "1976-12-30", true},
	}
	for _, tt := range tests {
		fw := yardstick(dimension("D", 1, ordinal("A")))
		fw.StaleAfterMonths = tt.months
		opt := options(on(tt.asOf), func(o *evaluate.Options) { o.Issued = func(offer.ID) offer.Date { return day(tt.issued) } })
		r := score(t, fw, offer.Offer{}, []offer.Answer{given("A", 2, 3)}, opt)
		assert.Equal(t, tt.stale, r.Cells[0].State == evaluate.Unknown, "%s, %d months, issued %s", tt.asOf, tt.months, tt.issued)
	}
}

func TestLapse(t *testing.T) {
	claim := backed(by(offer.VendorClaim, "fresh"), by(offer.VendorClaim, "fresh"))
	loOnly := backed(by(offer.Documented, "fresh"), by(offer.Unverified))
	tests := []struct {
		name   string
		c      framework.Criterion
		a      offer.Answer
		asOf   string
		levels evaluate.Levels
		value  evaluate.Interval
		notes  []string
	}{
		{"its last day", ordinal("A"), given("A", 2, 3, until("2026-06-30")), "2026-06-30", evaluate.Levels{2, 3}, evaluate.Interval{.5, .75}, nil},
		{"the day after: the lower bound falls", ordinal("A"), given("A", 2, 3, until("2026-06-30")), "2026-07-01", evaluate.Levels{0, 3}, evaluate.Interval{0, .75}, []string{"lapsed"}},
		{"known to the month: its last day", ordinal("A"), given("A", 2, 3, until("2026-06")), "2026-06-30", evaluate.Levels{2, 3}, evaluate.Interval{.5, .75}, nil},
		{"known to the month: the day after", ordinal("A"), given("A", 2, 3, until("2026-06")), "2026-07-01", evaluate.Levels{0, 3}, evaluate.Interval{0, .75}, []string{"lapsed"}},
		{"stated consequence", ordinal("A"), given("A", 2, 3, until("2026-06-30"), lapsing(1, 2)), "2026-07-01", evaluate.Levels{1, 2}, evaluate.Interval{.25, .5}, []string{"lapsed"}},
		{"the upper bound never rises", ordinal("A"), given("A", 2, 3, until("2026-06-30"), lapsing(1, 4)), "2026-07-01", evaluate.Levels{1, 3}, evaluate.Interval{.25, .75}, []string{"lapsed"}},
		{"nor does the lower one", ordinal("A"), given("A", 1, 2, until("2026-06-30"), lapsing(3, 4)), "2026-07-01", evaluate.Levels{1, 2}, evaluate.Interval{.25, .5}, []string{"lapsed"}},
		// 24 to 34 is worth .35 to .6 and becomes level 1 at least (worth 0) and 2 at most (worth .5).
		{"measured", rising("A"), measured("A", 24, 34, until("2026-06-30"), lapsing(1, 2)), "2026-07-01", evaluate.Levels{1, 2}, evaluate.Interval{0, .5}, []string{"lapsed"}},
		{"the consequence rests on either bound's evidence", ordinal("A"), given("A", 2, 4, loOnly, until("2026-06-30"), lapsing(0, 1)), "2026-07-01", evaluate.Levels{0, 1}, evaluate.Interval{0, .25}, []string{"lapsed"}},
		{"a consequence that only the vendor states", ordinal("A"), given("A", 2, 4, claim, until("2026-06-30"), lapsing(0, 1)), "2026-07-01", evaluate.Levels{0, 4}, evaluate.Interval{0, 1}, []string{"unbacked", "lapsed", "unbacked"}},
		{"not applicable until it lapses", excusable(ordinal("A")), excused("A", until("2026-06-30")), "2026-07-01", evaluate.Levels{0, 4}, evaluate.Interval{0, 1}, []string{"lapsed"}},
		{"not applicable, with a consequence", excusable(ordinal("A")), excused("A", until("2026-06-30"), lapsing(0, 1)), "2026-07-01", evaluate.Levels{0, 1}, evaluate.Interval{0, .25}, []string{"lapsed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cell := cellOf(t, tt.c, []offer.Answer{tt.a}, options(on(tt.asOf)))
			assert.Equal(t, tt.levels, cell.Levels)
			near(t, tt.value, cell.Value, "value")
			assert.Equal(t, tt.notes, codes(cell.Notes))
		})
	}
	t.Run("the note says what happened", func(t *testing.T) {
		text := func(edit ...func(*offer.Answer)) string {
			a := given("A", 2, 3, append(edit, until("2026-06-30"))...)
			return cellOf(t, excusable(ordinal("A")), []offer.Answer{a}, options()).Notes[0].Text
		}
		assert.Equal(t, "Lapsed on 2026-06-30. The lower bound falls to 0.", text())
		assert.Equal(t, "Lapsed on 2026-06-30. Then it ends.", text(lapsing(0, 1)))
		assert.Equal(t, "Lapsed on 2026-06-30. It now counts as level 0 at least and 1 at most.", text(lapsing(0, 1), func(a *offer.Answer) { a.Lapse.Text = "" }))
		assert.Equal(t, "Lapsed on 2026-06-30. It counts as unknown.", text(func(a *offer.Answer) { a.NotApplicable = true }))
	})
}

// "untested" stands at level 1 and "dated" at level 2. On rising, level 1 is worth .25 at
// best and level 2 .5; on ordinal .25 and .5 too.
func TestCapsLimitTheLevelAfterTheCurve(t *testing.T) {
	const capNote = evaluate.NoteCapped
	weak := backed(by(offer.Unverified, "fresh"), by(offer.Unverified, "fresh"))
	tests := []struct {
		name   string
		c      framework.Criterion
		a      offer.Answer
		levels evaluate.Levels
		value  evaluate.Interval
		notes  []string
	}{
		{"a judged level has taken it into account", ordinal("A"), given("A", 2, 3), evaluate.Levels{2, 3}, evaluate.Interval{.5, .75}, nil},
		{"holds", ordinal("A"), given("A", 2, 3, stating("untested", offer.Yes)), evaluate.Levels{1, 1}, evaluate.Interval{.25, .25}, []string{capNote}},
		{"does not hold", ordinal("A"), given("A", 2, 3, stating("untested", offer.No)), evaluate.Levels{2, 3}, evaluate.Interval{.5, .75}, nil},
		{"nobody knows", ordinal("A"), given("A", 2, 3, stating("untested", offer.DontKnow)), evaluate.Levels{1, 3}, evaluate.Interval{.25, .75}, []string{capNote}},
		{"changes nothing below its level", ordinal("A"), given("A", 0, 1, stating("untested", offer.Yes)), evaluate.Levels{0, 1}, evaluate.Interval{0, .25}, nil},
		{"the lower of two", ordinal("A"), given("A", 3, 3, stating("dated", offer.Yes), stating("untested", offer.Yes)), evaluate.Levels{1, 1}, evaluate.Interval{.25, .25}, []string{capNote}},
		{"one holds, of the other nobody knows", ordinal("A"), given("A", 3, 4, stating("dated", offer.Yes), stating("untested", offer.DontKnow)), evaluate.Levels{1, 2}, evaluate.Interval{.25, .5}, []string{capNote, capNote}},
		// 24 to 34 is level 2 to 3, worth .35 to .6.
		{"a measurement says nothing of it", rising("A"), measured("A", 24, 34), evaluate.Levels{1, 3}, evaluate.Interval{.25, .6}, []string{capNote}},
		{"measured, and neither holds", rising("A"), measured("A", 24, 34, stating("untested", offer.No), stating("dated", offer.No)), evaluate.Levels{2, 3}, evaluate.Interval{.35, .6}, nil},
		{"measured, one does not hold", rising("A"), measured("A", 32, 34, stating("untested", offer.No)), evaluate.Levels{2, 3}, evaluate.Interval{.5, .6}, []string{capNote}}, // dated: level 2 at best .5
		{"measured, and one holds", rising("A"), measured("A", 24, 34, stating("untested", offer.No), stating("dated", offer.Yes)), evaluate.Levels{2, 2}, evaluate.Interval{.35, .5}, []string{capNote}},
		{"measured below the cap", rising("A"), measured("A", 12, 18), evaluate.Levels{1, 1}, evaluate.Interval{.05, .2}, nil}, // 2/40, 8/40
		{"without evidence it lowers no upper bound", ordinal("A"), given("A", 2, 3, weak, stating("untested", offer.Yes)), evaluate.Levels{0, 4}, evaluate.Interval{0, 1}, []string{"unbacked", "unbacked"}},
		{"it rests on either bound's evidence", ordinal("A"), given("A", 2, 4, backed(by(offer.Documented, "fresh"), by(offer.Unverified)), stating("untested", offer.Yes)), evaluate.Levels{1, 1}, evaluate.Interval{.25, .25}, []string{capNote}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cell := cellOf(t, capped(tt.c), []offer.Answer{tt.a}, options())
			assert.Equal(t, tt.levels, cell.Levels)
			near(t, tt.value, cell.Value, "value")
			assert.Equal(t, tt.notes, codes(cell.Notes))
		})
	}
	t.Run("the note says whether it is known", func(t *testing.T) {
		text := func(holds offer.Tri) string {
			return cellOf(t, capped(ordinal("A")), []offer.Answer{given("A", 2, 3, stating("untested", holds))}, options()).Notes[0].Text
		}
		assert.Equal(t, "Limited to level 1: never tested.", text(offer.Yes))
		assert.Equal(t, "The lower bound is limited to level 1, as nobody knows whether this holds: never tested.", text(offer.DontKnow))
	})
}

func TestPausedCountsAsNothingAtTheLowerBound(t *testing.T) {
	fw := yardstick(dimension("D", 1, ordinal("A")))
	for _, basis := range []evaluate.Basis{evaluate.Evidenced, evaluate.Claimed} {
		opt := options(func(o *evaluate.Options) { o.Basis = basis })
		part := score(t, fw, offer.Offer{}, []offer.Answer{given("A", 2, 3, paused)}, opt).Cells[0]
		assert.Equal(t, evaluate.Levels{0, 3}, part.Levels)
		assert.Equal(t, []string{evaluate.NotePaused}, codes(part.Notes))
		whole := score(t, fw, offer.Offer{Status: offer.Paused}, []offer.Answer{given("A", 2, 3)}, opt).Cells[0]
		assert.Equal(t, evaluate.Levels{0, 3}, whole.Levels)
		near(t, evaluate.Interval{0, .75}, whole.Value, "value")
		withdrawn := score(t, fw, offer.Offer{Status: offer.Withdrawn}, []offer.Answer{given("A", 2, 3)}, opt).Cells[0]
		assert.Equal(t, evaluate.Levels{2, 3}, withdrawn.Levels, "a withdrawn offer is still shown as it was")
	}
}

func TestContestedAndVendorWideAreSaid(t *testing.T) {
	a := given("A", 1, 4, func(a *offer.Answer) { a.Contested, a.VendorWide = true, true })
	cell := cellOf(t, ordinal("A"), []offer.Answer{a}, options())
	assert.Equal(t, evaluate.Levels{1, 4}, cell.Levels, "a contested answer is the range it gives")
	assert.Equal(t, []string{evaluate.NoteContested, evaluate.NoteVendorWide}, codes(cell.Notes))
}

func TestNotApplicableNeedsPermissionAndEvidence(t *testing.T) {
	tests := []struct {
		name  string
		c     framework.Criterion
		lo    offer.Bound
		state evaluate.State
		note  string
	}{
		{"permitted and documented", excusable(ordinal("A")), by(offer.Documented, "fresh"), evaluate.NotApplicable, ""},
		{"not permitted", ordinal("A"), by(offer.Demonstrated, "fresh"), evaluate.Unknown, evaluate.NoteNARefused},
		{"on the vendor's word", excusable(ordinal("A")), by(offer.VendorClaim, "fresh"), evaluate.Unknown, evaluate.NoteNARefused},
		{"without a source", excusable(ordinal("A")), by(offer.Documented), evaluate.Unknown, evaluate.NoteNARefused},
		{"shown too long ago", excusable(ordinal("A")), by(offer.Documented, "old"), evaluate.Unknown, evaluate.NoteStale},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, basis := range []evaluate.Basis{evaluate.Evidenced, evaluate.Claimed} {
				a := excused("A", func(a *offer.Answer) { a.Lo = tt.lo })
				cell := cellOf(t, tt.c, []offer.Answer{a}, options(func(o *evaluate.Options) { o.Basis = basis }))
				assert.Equal(t, tt.state, cell.State, basis)
				if tt.note == "" {
					assert.Empty(t, cell.Notes)
					assert.Equal(t, evaluate.Levels{}, cell.Levels)
					continue
				}
				assert.Equal(t, []string{tt.note}, codes(cell.Notes))
				assert.Equal(t, evaluate.Levels{0, 4}, cell.Levels)
			}
		})
	}
}

func TestTheAnswerInForceAtTheDate(t *testing.T) {
	begun := func(dates ...string) offer.Offer {
		o := offer.Offer{}
		for _, d := range dates {
			o.History = append(o.History, offer.Event{Date: day(d), Text: "something"})
		}
		return o
	}
	// Levels 1, 2 and 3 tell the answers apart.
	first, second := given("A", 1, 1, from("2026-01-01")), given("A", 2, 2, from("2026-07-10"))
	tests := []struct {
		name    string
		o       offer.Offer
		answers []offer.Answer
		asOf    string
		level   int // -1: unknown
		notes   []string
	}{
		{"the day before the second", offer.Offer{}, []offer.Answer{first, second}, "2026-07-09", 1, nil},
		{"the day of the second", offer.Offer{}, []offer.Answer{first, second}, "2026-07-10", 2, nil},
		{"the day after", offer.Offer{}, []offer.Answer{first, second}, "2026-07-11", 2, nil},
		{"before the first", offer.Offer{}, []offer.Answer{first, second}, "2025-12-31", -1, []string{"not_yet"}},
		{"no start, before the offer's first record", begun("2025-05-22", "2025-03-04"), []offer.Answer{given("A", 1, 1)}, "2025-03-03", -1, []string{"not_yet"}},
		{"no start, on the offer's first record", begun("2025-05-22", "2025-03-04"), []offer.Answer{given("A", 1, 1)}, "2025-03-04", 1, nil},
		{"no start and no record: from ever", offer.Offer{}, []offer.Answer{given("A", 1, 1)}, "1990-01-01", 1, nil},
		{"a start known to the month counts from its first day", offer.Offer{}, []offer.Answer{given("A", 1, 1, from("2026-07"))}, "2026-07-01", 1, nil},
		{"and not before", offer.Offer{}, []offer.Answer{given("A", 1, 1, from("2026-07"))}, "2026-06-30", -1, []string{"not_yet"}},
		{"a start before the offer's first record stands", begun("2025-05-22"), []offer.Answer{given("A", 1, 1, from("2025-01-01"))}, "2025-02-01", 1, nil},
		{"a start outranks one taken from the offer", begun("2025-05-22"), []offer.Answer{given("A", 1, 1, version(9)), given("A", 2, 2, from("2025-06-01"))}, "2026-01-01", 2, nil},
		{"of one day the higher version", offer.Offer{}, []offer.Answer{given("A", 3, 3, from("2026-01-01"), version(3)), given("A", 2, 2, from("2026-01-01"), version(2))}, "2026-01-01", 3, nil},
		{"a later start beats a higher version", offer.Offer{}, []offer.Answer{given("A", 1, 1, from("2026-01-01"), version(7)), second}, "2026-07-10", 2, nil},
		{"the last one has lapsed: an older one does not come back", offer.Offer{}, []offer.Answer{first, given("A", 2, 2, from("2026-07-10"), until("2026-08-01"))}, "2026-09-01", -2, []string{"lapsed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := evaluate.Levels{tt.level, tt.level}
			switch tt.level {
			case -1:
				want = evaluate.Levels{0, 4}
			case -2:
				want = evaluate.Levels{0, 2}
			}
			fw := yardstick(dimension("D", 1, ordinal("A")))
			fw.StaleAfterMonths = 0
			reversed := append([]offer.Answer{}, tt.answers...)
			for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
				reversed[i], reversed[j] = reversed[j], reversed[i]
			}
			for _, answers := range [][]offer.Answer{tt.answers, reversed} {
				cell := score(t, fw, tt.o, answers, options(on(tt.asOf))).Cells[0]
				assert.Equal(t, want, cell.Levels)
				assert.Equal(t, tt.notes, codes(cell.Notes))
			}
		})
	}
}
